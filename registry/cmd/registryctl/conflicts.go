package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"faro.example/registry/assembly"
	"faro.example/registry/directory"
	"faro.example/registry/lookup"
	"faro.example/shared/access"
	"faro.example/shared/casefile"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
)

// conflictsCmd are the commands about what contends.
type conflictsCmd struct {
	List conflictsListCmd `cmd:"" default:"withargs" help:"The open ones, oldest first."`
	Show conflictsShowCmd `cmd:"" help:"What the records of one say, beside each other."`
}

type conflictsListCmd struct {
	looker
	Slot  string              `help:"Only about this: birth, name, place, exit, custody, guardian and so on." placeholder:"SLOT"`
	After casefile.ConflictID `help:"Go on after this one, the last of the page before." placeholder:"CONFLICT"`
	JSON  bool                `help:"Print JSON." name:"json"`
}

// Help teaches by example.
func (conflictsListCmd) Help() string {
	return `Examples:

  registryctl conflicts --as 01890a5d-ac96-774b-bcce-b302099a8057 --reason "the week's conflicts"
  registryctl conflicts --slot birth --as ... --reason "the week's conflicts"
  registryctl conflicts show 5f0c... --as ... --reason "the week's conflicts"

Those of the children whose casefiles open to that person, in the sections that
the person sees. Whose turn it is stands beside each: the social services in
custody, the prefecture of the place last confirmed, the court, the Ministry.`
}

// Run lists the open conflicts.
func (q conflictsListCmd) Run(c *console) error {
	return c.with(func(r *assembly.Registry) error {
		caller, err := q.caller(c, r, access.Search)
		if err != nil {
			return err
		}
		found, next, err := r.Lookup.Conflicts(c.ctx, caller, lookup.Contests{Slot: q.Slot, After: q.After})
		if err != nil {
			return err
		}
		if q.JSON {
			return json.NewEncoder(c.out).Encode(append([]lookup.Contest{}, found...))
		}
		var named []institution.OfficeID
		for _, k := range found {
			named = append(named, k.Offices...)
		}
		names, err := r.Directory.Names(c.ctx, named...)
		if err != nil {
			return err
		}
		return q.show(c, found, next, names)
	})
}

func (conflictsListCmd) show(c *console, found []lookup.Contest, next casefile.ConflictID, names map[institution.OfficeID]directory.Name) error {
	w := tabwriter.NewWriter(c.out, 0, 0, 2, ' ', 0)
	for _, k := range found {
		fmt.Fprintf(w, "%s\t%s\topen %s\t%s\tto decide: %s\tchild %s\n", k.ID, k.Slot, days(c.now().Sub(k.OpenedAt)),
			officeNames(k.Offices, names), strings.Join(k.Deciders, ", "), k.Minor)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	switch {
	case len(found) == 0:
		fmt.Fprintln(c.err, "No conflict is open among the children whose casefiles open to that person.")
	case !next.IsZero():
		fmt.Fprintf(c.err, "There are more: --after %s\n", next)
	}
	return nil
}

// days says how long something lasts.
func days(d time.Duration) string {
	n := int(d.Hours() / 24)
	if n == 1 {
		return "1 day"
	}
	return strconv.Itoa(n) + " days"
}

func officeNames(list []institution.OfficeID, names map[institution.OfficeID]directory.Name) string {
	var out []string
	for _, o := range list {
		out = append(out, officeName(o, names))
	}
	return strings.Join(out, " / ")
}

func officeName(o institution.OfficeID, names map[institution.OfficeID]directory.Name) string {
	if n, ok := names[o]; ok {
		return n.Code
	}
	return o.String()
}

type conflictsShowCmd struct {
	looker
	Conflict casefile.ConflictID `arg:"" help:"Identifier of the conflict, as the list gives it."`
	JSON     bool                `help:"Print JSON." name:"json"`
}

// Help teaches by example.
func (conflictsShowCmd) Help() string {
	return `Examples:

  registryctl conflicts show 5f0c... --as 01890a5d-ac96-774b-bcce-b302099a8057 --reason "two birth dates"
  registryctl resolve 5f0c... --choose 2 --as ... --reason "the passport was seen"`
}

// Run shows one conflict.
func (q conflictsShowCmd) Run(c *console) error {
	return c.with(func(r *assembly.Registry) error {
		caller, err := q.caller(c, r, access.OpenCasefile)
		if err != nil {
			return err
		}
		d, err := r.Lookup.Conflict(c.ctx, caller, q.Conflict)
		if err != nil {
			return err
		}
		if q.JSON {
			return json.NewEncoder(c.out).Encode(d)
		}
		named := make([]institution.OfficeID, 0, len(d.Sides))
		for _, s := range d.Sides {
			named = append(named, s.Structure)
		}
		names, err := r.Directory.Names(c.ctx, named...)
		if err != nil {
			return err
		}
		return showConflict(c.out, d, names)
	})
}

func showConflict(out io.Writer, d lookup.Dispute, names map[institution.OfficeID]directory.Name) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	shown, err := json.Marshal(d.Meanwhile)
	if err != nil {
		return fmt.Errorf("show conflict: %w", err)
	}
	fmt.Fprintf(w, "conflict\t%s\nchild\t%s\nabout\t%s\nopen since\t%s\nto decide\t%s\nmeanwhile\t%s\n", d.ID, d.Minor, d.Slot,
		instant(d.OpenedAt), strings.Join(d.Deciders, ", "), shown)
	for i, s := range d.Sides {
		value, err := json.Marshal(s.Value)
		if err != nil {
			return fmt.Errorf("show conflict: %w", err)
		}
		fmt.Fprintf(w, "%d\t%s\t%s\t%s\t%s\t%s\n", i+1, s.Kind, s.On, officeName(s.Structure, names), value, s.Record)
	}
	return w.Flush()
}

// oneWay fails unless exactly one way of deciding is given.
func oneWay(ways ...bool) error {
	n := 0
	for _, w := range ways {
		if w {
			n++
		}
	}
	if n != 1 {
		return fault.Field("choose", "not exactly one way of deciding", "give --choose, --both or --value")
	}
	return nil
}
