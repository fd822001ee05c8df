package main

import (
	"cmp"
	"slices"

	"faro.example/agent/localdb"
	"faro.example/agent/replica"
	"faro.example/shared/casefile"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/minor"
)

// daysJSON is one stay: by code and days alone.
type daysJSON struct {
	Code      string   `json:"code"`
	Structure string   `json:"structure"`
	From      day.Date `json:"from"`
	Until     day.Date `json:"until,omitzero"` // the day of departure, which does not count; zero: still there
}

// days lists the days of every child at the structures of this installation,
// for their accounts: of those who are known here, and what was kept of those
// who left (design section 5 rule 12).
func (d *desk) days(s statusCmd) error {
	var stays []replica.Days
	codes := map[facility.ID]string{}
	err := d.view(func(q localdb.Querier) error {
		held, err := d.replica.All(d.ctx, q)
		if err != nil {
			return err
		}
		left, err := replica.ListDays(d.ctx, q)
		if err != nil {
			return err
		}
		dir, err := replica.ReadDirectory(d.ctx, q)
		for _, o := range dir.Offices {
			codes[facility.ID(o.ID)] = o.Code
		}
		for _, h := range held {
			stays = append(stays, staysAt(&h.File, codes)...)
		}
		stays = append(stays, left...)
		return err
	})
	if err != nil {
		return err
	}
	stays = inOrder(stays, codes)
	var shown []minor.ID
	out := []daysJSON{}
	for _, t := range stays {
		shown = append(shown, t.Minor)
		out = append(out, daysJSON{t.Code.Reveal(), codes[t.Structure], t.Span.From, t.Span.Until})
	}
	if err := d.look(s.Looker, "status --days", shown); err != nil {
		return err
	}
	if s.JSON {
		return d.sayJSON(map[string][]daysJSON{"days": out})
	}
	return d.printDays(out)
}

// staysAt gives a child's stays at the structures that have a code.
func staysAt(f *casefile.File, codes map[facility.ID]string) []replica.Days {
	var out []replica.Days
	for _, s := range f.Presence.Stays {
		if s.State == casefile.Present && codes[s.At.Facility] != "" {
			out = append(out, replica.Days{Minor: f.Minor, Code: f.Identity.Code, Structure: s.At.Facility, Span: s.Span})
		}
	}
	return out
}

// inOrder sorts stays by structure and day. Who came back is known here and was
// kept: each stay is given once, as it is known.
func inOrder(stays []replica.Days, codes map[facility.ID]string) []replica.Days {
	slices.SortStableFunc(stays, func(a, b replica.Days) int {
		return cmp.Or(cmp.Compare(codes[a.Structure], codes[b.Structure]), a.Span.From.Compare(b.Span.From), a.Minor.Compare(b.Minor))
	})
	return slices.CompactFunc(stays, func(a, b replica.Days) bool {
		return a.Minor == b.Minor && a.Structure == b.Structure && a.Span.From == b.Span.From
	})
}

func (d *desk) printDays(all []daysJSON) error {
	if err := d.say("structure,code,from,until"); err != nil {
		return err
	}
	for _, t := range all {
		until := ""
		if !t.Until.IsZero() {
			until = t.Until.String()
		}
		if err := d.say("%s,%s,%s,%s", t.Structure, t.Code, t.From, until); err != nil {
			return err
		}
	}
	return nil
}
