package main

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"text/tabwriter"

	"faro.example/registry/alert"
	"faro.example/registry/assembly"
	"faro.example/registry/lookup"
	"faro.example/shared/access"
	"faro.example/shared/facility"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

type alertsCmd struct {
	looker
	JSON bool `help:"Print JSON." name:"json"`
}

// Help teaches by example.
func (alertsCmd) Help() string {
	return `Examples:

  registryctl alerts --as 01890a5d-ac96-774b-bcce-b302099a8057 --reason "morning round"

Transfers of which one half has stood alone for longer than the distance takes,
the longest first: the Ministry reads of all, a structure, a social service or a
guardian of those that were raised to them. An alert ends by itself once the
other half is recorded.`
}

// Run prints the alerts that last.
func (q alertsCmd) Run(c *console) error {
	return c.with(func(r *assembly.Registry) error {
		caller, err := q.caller(c, r, access.ReadAlerts)
		if err != nil {
			return err
		}
		open, err := r.Alerts.Open(c.ctx, caller, alert.Lasting{})
		if err != nil {
			return err
		}
		if q.JSON {
			return json.NewEncoder(c.out).Encode(open)
		}
		var places []facility.ID
		for _, a := range open {
			places = append(places, a.SentFrom, a.SentTo)
		}
		names, err := namesOf(c, r, places)
		if err != nil {
			return err
		}
		return showAlerts(c.out, open, names)
	})
}

// namesOf gives the codes of structures.
func namesOf(c *console, r *assembly.Registry, places []facility.ID) (map[facility.ID]string, error) {
	var offices []institution.OfficeID
	for _, p := range places {
		if !p.IsZero() {
			offices = append(offices, institution.OfficeOf(p))
		}
	}
	found, err := r.Directory.Names(c.ctx, offices...)
	out := map[facility.ID]string{}
	for o, n := range found {
		out[facility.ID(o)] = n.Code
	}
	return out, err
}

func showAlerts(out io.Writer, open []alert.Alert, names map[facility.ID]string) error {
	if len(open) == 0 {
		fmt.Fprintln(out, "No half of a transfer is missing.")
		return nil
	}
	called := func(f facility.ID) string {
		if n := names[f]; n != "" {
			return n
		}
		return "-"
	}
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "code\twhat\tfrom\tto\ton\tdue")
	for _, a := range open {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\n", codeOr(a.Code, a.Minor), a.Rule, called(a.SentFrom), called(a.SentTo), a.HappenedOn, instant(a.DueAt))
	}
	return w.Flush()
}

// codeOr gives a child's code as it is printed, or the identifier where there is none.
func codeOr(code minor.Code, m minor.ID) string {
	if code == "" {
		return m.String()
	}
	return code.Display()
}

type toldCmd struct {
	looker
	JSON bool `help:"Print JSON." name:"json"`
}

// Help teaches by example.
func (toldCmd) Help() string {
	return `Examples:

  registryctl told --as 01890a5d-ac96-774b-bcce-b302099a8057 --reason "my wards"

What a guardian was told: every transfer, absence, hand-over and decision about
the wards, the newest first. What was said stands in the casefile.`
}

// Run prints what a guardian was told.
func (q toldCmd) Run(c *console) error {
	return c.with(func(r *assembly.Registry) error {
		caller, err := q.caller(c, r, access.ReadAlerts)
		if err != nil {
			return err
		}
		told, err := r.Alerts.Tellings(c.ctx, caller)
		if err != nil {
			return err
		}
		if q.JSON {
			return json.NewEncoder(c.out).Encode(told)
		}
		w := tabwriter.NewWriter(c.out, 0, 0, 2, ' ', 0)
		fmt.Fprintln(w, "code\twhat\ton\ttold")
		for _, t := range told {
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", codeOr(t.Code, t.Minor), t.Kind, t.HappenedOn, instant(t.ToldAt))
		}
		return w.Flush()
	})
}

type missingCmd struct {
	looker
	JSON bool `help:"Print JSON." name:"json"`
}

// Help teaches by example.
func (missingCmd) Help() string {
	return `Examples:

  registryctl missing --as 01890a5d-ac96-774b-bcce-b302099a8057 --reason "search by the prefecture"

The children who were reported absent and whom nobody has found, of the territory
and custody of the person who looks, the longest missing first; no name, which the
casefile has. Their number by region is "registryctl census --by region,state".`
}

// missingChild is a missing child as JSON.
type missingChild struct {
	Minor minor.ID    `json:"minor"`
	Code  string      `json:"code,omitempty"`
	From  facility.ID `json:"from,omitzero"`
	Since string      `json:"since"`
}

// Run lists the missing.
func (q missingCmd) Run(c *console) error {
	return c.with(func(r *assembly.Registry) error {
		caller, err := q.caller(c, r, access.Search)
		if err != nil {
			return err
		}
		out := []missingChild{}
		var places []facility.ID
		for after, more := (lookup.Key{}), true; more; {
			lists, err := r.Lookup.Lists(c.ctx, caller, []lookup.Which{lookup.Missing}, after, lookup.MaxFound)
			if err != nil {
				return err
			}
			for _, m := range lists[0].Listed {
				out = append(out, missingChild{m.Minor, m.Code.Reveal(), m.At.Facility, m.Since.String()})
				places = append(places, m.At.Facility)
				after = lookup.Key{Since: m.Since, Minor: m.Minor}
			}
			more = len(lists[0].Listed) == lookup.MaxFound
		}
		if q.JSON {
			return json.NewEncoder(c.out).Encode(out)
		}
		names, err := namesOf(c, r, places)
		if err != nil {
			return err
		}
		return showMissing(c.out, out, names)
	})
}

func showMissing(out io.Writer, missing []missingChild, names map[facility.ID]string) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "%d missing\ncode\tfrom\tsince\n", len(missing))
	for _, m := range missing {
		from := names[m.From]
		if from == "" {
			from = "-"
		}
		fmt.Fprintf(w, "%s\t%s\t%s\n", codeOr(minor.Code(m.Code), m.Minor), from, m.Since)
	}
	return w.Flush()
}

type placesCmd struct {
	looker
	Towns []string `arg:"" optional:"" help:"ISTAT codes of municipalities; the nation if none is named." placeholder:"ISTAT"`
	Free  bool     `help:"Only structures that have a place free."`
	JSON  bool     `help:"Print JSON." name:"json"`
}

// Help teaches by example.
func (placesCmd) Help() string {
	return `Examples:

  registryctl places --as 01890a5d-ac96-774b-bcce-b302099a8057 --reason "where to send a group"
  registryctl places 089017 089001 --free --as ... --reason ...

Beds of each structure by the directory, less the children who are there, who are
expected there, and for whom a place is kept. A structure above its beds has less
than none: a child is sent there only for a stated reason, up to half as many again
as it has beds. It names no child.`
}

// Run prints how full structures are.
func (q placesCmd) Run(c *console) error {
	return c.with(func(r *assembly.Registry) error {
		caller, err := q.caller(c, r, access.CountCensus)
		if err != nil {
			return err
		}
		all, err := r.Lookup.Places(c.ctx, caller, q.Towns)
		if err != nil {
			return err
		}
		if q.Free {
			all = slices.DeleteFunc(all, func(p lookup.Places) bool { return p.Free < 1 })
		}
		if q.JSON {
			return json.NewEncoder(c.out).Encode(append([]lookup.Places{}, all...))
		}
		w := tabwriter.NewWriter(c.out, 0, 0, 2, ' ', 0)
		fmt.Fprintln(w, "code\tmunicipality\ttype\tbeds\tpresent\texpected\treserved\tfree")
		for _, p := range all {
			free := fmt.Sprint(p.Free)
			switch {
			case p.Beds == 0:
				free = "-" // the directory does not say
			case p.Beyond:
				free += fmt.Sprintf(" (over by %d %%, MORE THAN THE 50 %% OF EXTREME URGENCY)", p.Over)
			case p.Free < 0:
				free += fmt.Sprintf(" (over by %d %%)", p.Over)
			}
			fmt.Fprintf(w, "%s\t%s\t%s\t%d\t%d\t%d\t%d\t%s\n", p.Code, p.Municipality, p.Type, p.Beds, p.Present, p.Expected, p.Reserved, free)
		}
		return w.Flush()
	})
}
