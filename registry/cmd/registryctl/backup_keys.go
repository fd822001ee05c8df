package main

import (
	"encoding/json"
	"fmt"
	"text/tabwriter"
	"time"

	"faro.example/registry/backup"
	"faro.example/registry/monthkey"
)

// backupKeysCmd are the commands about the keys of months.
type backupKeysCmd struct {
	Status  backupKeysStatusCmd  `cmd:"" default:"1" help:"Which months have a key, and when each is destroyed."`
	Destroy backupKeysDestroyCmd `cmd:"" help:"Destroy the keys whose time has come, as registryd does by itself."`
	Export  backupKeysExportCmd  `cmd:"" help:"Print what PostgreSQL's machine needs to archive its log."`
}

type backupKeysStatusCmd struct {
	JSON bool `help:"Print JSON." name:"json"`
}

// monthKey is a line of the answer, as it is printed.
type monthKey struct {
	Month     monthkey.Month `json:"month"`
	Made      time.Time      `json:"made,omitzero"`
	Due       time.Time      `json:"due"`
	Destroyed time.Time      `json:"destroyed,omitzero"`
	WrappedBy string         `json:"wrapped_by,omitempty"`
	Overdue   bool           `json:"overdue,omitempty"`
}

// Run prints.
func (k backupKeysStatusCmd) Run(c *console) error {
	states, err := c.backupOptions("", "").Keys.List()
	if err != nil {
		return err
	}
	out := make([]monthKey, 0, len(states))
	for _, s := range states {
		out = append(out, monthKey{s.Month, s.Made, s.Due, s.Destroyed, s.WrappedBy, s.Overdue(c.now())})
	}
	if k.JSON {
		return json.NewEncoder(c.out).Encode(out)
	}
	w := tabwriter.NewWriter(c.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "month\tmade\tto be destroyed\tdestroyed\t")
	for _, s := range out {
		note := ""
		if s.Overdue {
			note = "overdue: run registryctl backup keys destroy"
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", s.Month, onDay(s.Made), onDay(s.Due), onDay(s.Destroyed), note)
	}
	return w.Flush()
}

type backupKeysDestroyCmd struct {
	Month string `help:"The key of this month alone." placeholder:"2026-03"`
	Early bool   `help:"Also before its time: no backup of that month opens again."`
}

// Help teaches by example.
func (backupKeysDestroyCmd) Help() string {
	return `Examples:

  registryctl backup keys destroy                           all whose time has come
  registryctl backup keys destroy --month 2026-03           that one, if its time has come
  registryctl backup keys destroy --month 2026-03 --early   that one, at once

Whatever was erased since a backup was made can be brought back until the key of
its month is destroyed. Afterwards no copy of that backup opens, wherever it lies.
Copies of the folder of month keys are yours to keep in step: mirror it, and keep
no older state of it. A key that is brought back is destroyed again.

Without --month the key of the newest backup is left: make a backup first.`
}

// Run destroys.
func (k backupKeysDestroyCmd) Run(c *console) error {
	o := c.backupOptions("", "")
	if k.Month != "" {
		m, err := monthkey.Parse(k.Month)
		if err != nil {
			return err
		}
		if err := backup.Destroy(o, m, k.Early); err != nil {
			return err
		}
		fmt.Fprintf(c.out, "the key of %s is destroyed\n", m)
		return nil
	}
	months, err := backup.Expire(o)
	for _, m := range months {
		fmt.Fprintf(c.out, "the key of %s is destroyed\n", m)
	}
	if err == nil && len(months) == 0 {
		fmt.Fprintln(c.out, "there is none to destroy")
	}
	return err
}
