package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"time"

	"faro.example/deploy/loader"
	"faro.example/deploy/population"
	"faro.example/deploy/stack"
	"faro.example/shared/access"
	"faro.example/shared/api"
	"faro.example/shared/facility"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// demo is the demo under way.
type demo struct {
	stack  *stack.Stack
	nation *population.Nation
	dir    string
	bin    string
	people string // where they sign in
	began  time.Time
}

// fill brings the nation into the registry, once: first the directory, then
// the children, by one loader for each province.
func (d *demo) fill(ctx context.Context) error {
	if d.filled() {
		say("going on from the data of the last time")
		return nil
	}
	if err := d.catalogue(ctx); err != nil {
		return err
	}
	by := map[string]*loader.Installation{}
	defer func() {
		for _, i := range by {
			i.Close() // what it wrote is kept; it only read since
		}
	}()
	provinces := d.provinces()
	for k, p := range provinces {
		progress("enrolling one loader for each province", k+1, len(provinces))
		i, err := d.loader(ctx, p)
		if err != nil {
			return fmt.Errorf("enrol the loader of province %s: %w", p, err)
		}
		by[p] = i
	}
	label := fmt.Sprintf("pushing what is recorded of %d children", len(d.nation.Minors))
	err := loader.Load(ctx, d.nation, by, func(done, of int) { progress(label, done, of) })
	if err != nil {
		return err
	}
	if err := d.keepExample(ctx, by); err != nil {
		return err
	}
	if err := d.trace(ctx); err != nil {
		return fmt.Errorf("trace families: %w", err)
	}
	if err := d.houses(ctx); err != nil {
		return err
	}
	if err := d.publish(ctx); err != nil {
		return err
	}
	return d.markFilled()
}

// houses adds a structure without an agent to each municipality, for which its
// social service writes at the registry's own pages.
func (d *demo) houses(ctx context.Context) error {
	var c catalogue
	for _, i := range d.nation.Institutions {
		if i.Kind != institution.Municipality || len(i.Territory) == 0 {
			continue
		}
		c.Structures = append(c.Structures, facility.Structure{
			ID: facility.ID(id.New[struct{}]()), Code: "CF-" + i.Territory[0], Name: "Casa famiglia senza agente", Type: facility.Family, Municipality: i.Territory[0],
		})
	}
	return d.bring(ctx, "houses.json", c)
}

func (d *demo) mark() string { return filepath.Join(d.dir, "filled") }

// filled reports whether everything was loaded.
func (d *demo) filled() bool {
	_, err := os.Stat(d.mark())
	return err == nil
}

func (d *demo) markFilled() error { return os.WriteFile(d.mark(), nil, 0o600) }

// progress redraws one line; the last time it stays. Where it goes to a file,
// only that last line is written.
func progress(label string, done, of int) {
	switch {
	case done == of:
		fmt.Printf("%s%s: %d of %d\n", again(), label, done, of)
	case again() != "":
		fmt.Printf("%s%s: %d of %d", again(), label, done, of)
	}
}

// again goes back to the beginning of a terminal's line; it is "" elsewhere.
func again() string {
	info, err := os.Stdout.Stat()
	if err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return ""
	}
	return "\r\x1b[K"
}

// provinces lists those in which something is written.
func (d *demo) provinces() []string {
	var out []string
	for _, e := range d.nation.Events() {
		if p := d.nation.Province(e); !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	slices.Sort(out)
	return out
}

// catalogue is the file that registryctl import catalogue reads.
type catalogue struct {
	Institutions []institution.Institution `json:"institutions"`
	Structures   []facility.Structure      `json:"structures"`
	People       []person                  `json:"people"`
	Operators    []operator                `json:"operators"`
	Agreements   []agreement               `json:"agreements,omitempty"`
}

type agreement struct {
	Partner   institution.ID  `json:"partner"`
	Number    string          `json:"number"`
	Countries []minor.Country `json:"countries"`
}

type person struct {
	ID     institution.PersonID `json:"id"`
	Name   string               `json:"name"`
	Role   string               `json:"role"`
	Office institution.OfficeID `json:"office"`

	Administrator bool `json:"administrator,omitempty"`
}

type operator struct {
	Person  institution.PersonID `json:"person"`
	Office  institution.OfficeID `json:"office"`
	CodeSum []byte               `json:"code_sum"`
}

// operatorCode is the one-time code of every operator of the demo: in earnest
// each has another, from the institution's administrator.
const operatorCode = "DEMO-DEMO-DEMO"

// catalogue has the directory imported: everybody writes for their own office.
func (d *demo) catalogue(ctx context.Context) error {
	c := catalogue{Institutions: d.nation.Institutions, Structures: d.nation.Structures}
	for _, p := range d.nation.People {
		// At the Ministry all are, so that one can propose and another decide.
		c.People = append(c.People, person{p.ID, p.Name.Reveal(), string(p.Role), p.Office, p.Role == access.Ministry})
		c.Operators = append(c.Operators, operator{p.ID, p.Office, api.SumCode(operatorCode)})
	}
	return d.bring(ctx, "catalogue.json", c)
}

// bring has a part of the directory imported.
func (d *demo) bring(ctx context.Context, name string, c catalogue) error {
	b, err := json.Marshal(c)
	if err != nil {
		return err
	}
	file := filepath.Join(d.dir, name)
	if err := os.WriteFile(file, b, 0o600); err != nil {
		return err
	}
	_, err = d.stack.Ctl(ctx, "import", "catalogue", file, "--from", d.nation.Options.Since.String())
	return err
}

// loader enrols the loader of a province, or opens the one that was enrolled.
func (d *demo) loader(ctx context.Context, province string) (*loader.Installation, error) {
	roots, err := d.stack.Roots()
	if err != nil {
		return nil, err
	}
	invite := func(ctx context.Context) (string, error) {
		return d.stack.Invite(ctx, "--province", province, "--label", "loader "+province)
	}
	return loader.Enrol(ctx, filepath.Join(d.dir, "loaders", province), d.stack.URL(), roots, invite, slog.New(slog.DiscardHandler))
}
