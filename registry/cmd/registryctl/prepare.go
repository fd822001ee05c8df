package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"faro.example/registry/assembly"
	"faro.example/registry/directory"
	"faro.example/registry/fleet"
	"faro.example/registry/pg"
	"faro.example/shared/access"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/sheet"
)

type migrateCmd struct {
	Direction string `arg:"" optional:"" enum:"up,down," default:"" help:"up or down."`
	To        uint   `help:"To this version; without it, up to the newest or down to none." placeholder:"N"`
	Yes       bool   `help:"Yes, go down: what the tables hold is lost."`
	Role      string `help:"The role that migrates; it may create roles the first time." default:"postgres"`
	Format    int    `help:"Raise the ledger's format to this level, once every registryd can read it." placeholder:"N"`
}

// Help teaches by example.
func (migrateCmd) Help() string {
	return `Examples:

  registryctl migrate up                 to the newest version
  registryctl migrate down --to 2 --yes  back to version 2
  registryctl migrate --format 2         kinds and rules of level 2 are taken from now on

One process migrates at a time; another waits. Servers do not migrate by themselves. What would take away what a
server that runs still needs is refused, and so is a level that it cannot read: upgrade that server first.`
}

// Run migrates.
func (m migrateCmd) Run(c *console) error {
	if m.Format > 0 {
		if m.Direction != "" {
			return fault.Newf(fault.Invalid, "raise the format by itself, once every server is new")
		}
		return m.raise(c)
	}
	version := uint(pg.Latest)
	switch {
	case m.Direction == "":
		return fault.Newf(fault.Invalid, "say up or down")
	case m.Direction == "down" && !m.Yes:
		return &fault.Error{Kind: fault.Invalid, Detail: "going down loses what the tables hold", Remedy: "add --yes if that is meant"}
	case m.To > 0 || m.Direction == "down":
		version = m.To
	}
	at, err := fleet.Migrate(c.ctx, c.common.DSN(m.Role), version)
	if err != nil {
		return err
	}
	fmt.Fprintf(c.out, "the tables are at version %d\n", at)
	return nil
}

type initCmd struct{}

// Help teaches by example.
func (initCmd) Help() string {
	return `Examples:

  registryctl init --state /var/lib/faro

Makes the root by which agents know the registry, the key under which everything
about a child is sealed, and the key that opens what agents keep sealed. Copy the folder to a safe place at once:
without it nothing opens. A folder that is whole is left alone.`
}

// Run makes the state folder.
func (initCmd) Run(c *console) error {
	made, err := assembly.Init(c.ctx, c.options())
	if err != nil {
		return err
	}
	if err := c.with(func(*assembly.Registry) error { return nil }); err != nil {
		return err
	}
	if made {
		fmt.Fprintf(c.out, "the keys are in %s; copy that folder to a safe place now\n", c.common.State)
		return nil
	}
	fmt.Fprintf(c.out, "the keys are in %s already\n", c.common.State)
	return nil
}

type catalogueCmd struct {
	File string   `arg:"" type:"existingfile" help:"FILE.json, FILE.csv or FILE.xlsx."`
	From day.Date `help:"From which day it is so; today if left out." placeholder:"2026-03-31"`
}

// Help teaches by example.
func (catalogueCmd) Help() string {
	return `Examples:

  registryctl import catalogue catalogue.json
  registryctl import catalogue structures.csv --from 2026-01-01

JSON: {"institutions": [...], "bodies": [...], "structures": [...], "people": [...], "operators": [...]}.
CSV or XLSX, one row each, headed in Italian or English: what (institution, body, structure, person, operator),
code, name, kind, municipality (ISTAT), territory (ISTAT codes), body, managed by (code of a managing body),
beds, first beds, second beds, temporary beds, office (code), id, administrator, until.
What the directory says already is left alone; what the file does not name stays. Nothing is imported if a cell is
wrong. Structures that look like one already there are listed: registryctl directory join makes them one.
Once the Ministry has two administrators, what reaches over the country is for them: registryctl directory apply.`
}

// Run imports a catalogue.
func (i catalogueCmd) Run(c *console) error {
	draft, err := i.read(c)
	if err != nil {
		return err
	}
	if i.From.IsZero() {
		i.From = day.FromTime(c.now())
	}
	return c.with(func(r *assembly.Registry) error {
		catalogue, err := resolved(c, r, draft)
		if err != nil {
			return err
		}
		done, err := r.Directory.Import(c.ctx, r.Intake.Registry.Author, i.From, catalogue)
		if err != nil {
			return err
		}
		fmt.Fprintf(c.out, "%d added, %d changed, %d as they were\n", done.Added, done.Changed, done.Unchanged)
		if done.Added+done.Changed == 0 || len(catalogue.Structures) == 0 {
			return nil
		}
		return i.doubles(c, r)
	})
}

// doubles lists the structures that look like one another.
func (catalogueCmd) doubles(c *console, r *assembly.Registry) error {
	itself := access.Caller{Role: access.Ministry, Person: r.Intake.Registry.Author, Agent: r.Intake.Registry.Agent, Administrator: true,
		Reason: "registryctl import catalogue"}
	pairs, err := r.Directory.Doubles(c.ctx, itself)
	if err != nil {
		return err
	}
	for _, p := range pairs {
		fmt.Fprintf(c.err, "perhaps the same: %s %s, and %s %s\n", p.One.Code, p.One.Name, p.Other.Code, p.Other.Name)
	}
	return nil
}

// resolved makes a catalogue of a draft, and names each row that is wrong.
func resolved(c *console, r *assembly.Registry, draft directory.Draft) (directory.Catalogue, error) {
	problems, err := r.Directory.Unresolved(c.ctx, draft)
	if err != nil {
		return directory.Catalogue{}, err
	}
	if err := tellProblems(c, problems); err != nil {
		return directory.Catalogue{}, err
	}
	return r.Directory.Resolve(c.ctx, draft)
}

// tellProblems fails if there are any.
func tellProblems(c *console, problems []sheet.Problem) error {
	for _, p := range problems {
		fmt.Fprintln(c.err, p)
	}
	if len(problems) > 0 {
		return &fault.Error{Kind: fault.Invalid, Detail: "nothing was imported", Remedy: "correct the cells named above"}
	}
	return nil
}

func (i catalogueCmd) read(c *console) (_ directory.Draft, err error) {
	f, err := os.Open(i.File)
	if err != nil {
		return directory.Draft{}, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if ext := strings.ToLower(filepath.Ext(i.File)); ext != ".csv" && ext != ".xlsx" {
		return directory.ReadJSON(f)
	}
	draft, problems, err := directory.ReadSheet(f)
	if err != nil {
		return draft, err
	}
	return draft, tellProblems(c, problems)
}
