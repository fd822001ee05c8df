package main

import (
	"encoding/json"
	"fmt"
	"io"
	"text/tabwriter"

	"faro.example/registry/assembly"
	"faro.example/registry/census"
	"faro.example/registry/lookup"
	"faro.example/shared/access"
	"faro.example/shared/casefile"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
)

// behind is the list behind a number as JSON.
type behind struct {
	On       day.Date       `json:"on"`
	Epoch    int            `json:"epoch"`
	Position uint64         `json:"position"`
	Counted  int            `json:"counted"` // whom the number counts
	Seen     int            `json:"seen"`    // of whom the person may see so many
	Children []countedChild `json:"children"`
}

type countedChild struct {
	Minor     minor.ID       `json:"minor"`
	Code      string         `json:"code,omitempty"`
	State     casefile.State `json:"state,omitempty"`
	At        facility.ID    `json:"at,omitzero"`
	Confirmed day.Date       `json:"confirmed,omitzero"`
}

// list prints the children behind a number, as of one moment however many they are.
func (q censusCmd) list(c *console, by []census.Dimension, only []census.Filter) error {
	switch {
	case q.As.IsZero() || q.Reason == "":
		return fault.Field("as", "nobody looks, or for no reason", "name a person by --as, and why by --reason")
	case len(by) > 0 || q.Flows || q.Every != "" || !q.From.IsZero() || !q.Before.IsZero():
		return fault.Field("list", "not the list behind one number", "name the parts by --only, and leave out --by, --flows, --every and --before")
	}
	return c.with(func(r *assembly.Registry) error {
		caller, err := looker{As: q.As, Reason: q.Reason}.caller(c, r, access.Search)
		if err != nil {
			return err
		}
		out := behind{On: q.On, Children: []countedChild{}}
		var places []facility.ID
		asked := census.Query{On: q.On, Only: only, KnownAt: q.KnownAt}
		for after, more := (lookup.Key{}), true; more; {
			page, err := r.Lookup.Behind(c.ctx, caller, asked, after, lookup.MaxFound)
			if err != nil {
				return err
			}
			out.Epoch, out.Position, out.Counted, out.Seen = page.Epoch, page.Position, page.Counted, page.Count
			asked.KnownAt, asked.Position = day.Date{}, page.Position
			for _, m := range page.Listed {
				out.Children = append(out.Children, countedChild{m.Minor, m.Code.Reveal(), m.State, m.At.Facility, m.Confirmed})
				places, after = append(places, m.At.Facility), m.Key
			}
			more = len(page.Listed) == lookup.MaxFound
		}
		if q.JSON {
			return json.NewEncoder(c.out).Encode(out)
		}
		names, err := namesOf(c, r, places)
		if err != nil {
			return err
		}
		return showBehind(c.out, out, names)
	})
}

func showBehind(to io.Writer, b behind, names map[facility.ID]string) error {
	w := tabwriter.NewWriter(to, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "%d counted on %s, as known at position %d of epoch %d; %d to be seen, the longest not confirmed first\n",
		b.Counted, b.On, b.Position, b.Epoch, b.Seen)
	fmt.Fprintln(w, "code\tstate now\tat\tconfirmed")
	for _, m := range b.Children {
		at, confirmed := names[m.At], "never"
		if at == "" {
			at = "-"
		}
		if !m.Confirmed.IsZero() {
			confirmed = m.Confirmed.String()
		}
		state := string(m.State)
		if state == "" {
			state = "left"
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", codeOr(minor.Code(m.Code), m.Minor), state, at, confirmed)
	}
	return w.Flush()
}
