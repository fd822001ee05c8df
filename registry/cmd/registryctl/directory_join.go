package main

import (
	"encoding/json"
	"fmt"
	"text/tabwriter"

	"faro.example/registry/assembly"
	"faro.example/registry/directory"
	"faro.example/shared/access"
	"faro.example/shared/facility"
)

type doublesCmd struct {
	keeping
	JSON bool `help:"Print JSON." name:"json"`
}

// Help teaches by example.
func (doublesCmd) Help() string {
	return `Examples:

  registryctl directory doubles --as 01890a5d-ac96-774b-bcce-b302099a8057 --reason "after the import"

Structures of one municipality whose names are alike, the most alike first.`
}

// Run lists.
func (q doublesCmd) Run(c *console) error {
	return q.with(c, func(r *assembly.Registry, caller access.Caller) error {
		pairs, err := r.Directory.Doubles(c.ctx, caller)
		if err != nil {
			return err
		}
		if q.JSON {
			return json.NewEncoder(c.out).Encode(append([]directory.Double{}, pairs...))
		}
		w := tabwriter.NewWriter(c.out, 0, 0, 2, ' ', 0)
		for _, p := range pairs {
			fmt.Fprintf(w, "%.0f%%\t%s\t%s\t%s\t%s\n", p.Alike*100, p.One.Code, p.One.Name, p.Other.Code, p.Other.Name)
		}
		return w.Flush()
	})
}

type joinCmd struct {
	keeping
	Old string `arg:"" help:"Code of the structure that is to stand no more."`
	New string `arg:"" help:"Code of the one that it is."`
}

// Help teaches by example.
func (joinCmd) Help() string {
	return `Examples:

  registryctl directory join SR-1B SR-1 --as 01890a5d-ac96-774b-bcce-b302099a8057 --reason "entered twice"

What names the old one counts at the new one from now on, for every day; a figure
as known before stays as it was. The agents of either see the children of both.
It cannot be taken back.`
}

// Run joins.
func (q joinCmd) Run(c *console) error {
	return q.with(c, func(r *assembly.Registry, caller access.Caller) error {
		found, err := r.Directory.Find(c.ctx, q.Old, q.New)
		if err != nil {
			return err
		}
		if err := r.Directory.Join(c.ctx, caller, facility.ID(found[0]), facility.ID(found[1])); err != nil {
			return err
		}
		_, err = fmt.Fprintf(c.out, "%s is %s\n", q.Old, q.New)
		return err
	})
}
