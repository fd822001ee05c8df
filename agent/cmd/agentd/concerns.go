package main

import (
	"fmt"
	"strings"

	"faro.example/agent/localdb"
	"faro.example/agent/replica"
	"faro.example/shared/api"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/minor"
)

// concernJSON is what is printed of a child for other programs: codes, places
// and days, never what a child is called.
type concernJSON struct {
	Minor    minor.ID      `json:"minor"`
	Code     string        `json:"code,omitempty"`
	Here     bool          `json:"in_scope"`
	Alerts   []api.Alert   `json:"alerts,omitempty"`
	Contests []contestJSON `json:"contests,omitempty"`
}

// contestJSON is a conflict without its values: those are for the pages.
type contestJSON struct {
	Slot    string         `json:"slot"`
	Section change.Section `json:"section"`
	Own     []change.ID    `json:"own"`
	Others  int            `json:"others"`
	Decided change.ID      `json:"decided,omitzero"`
	Stands  bool           `json:"stands,omitempty"`
}

// readConcerns counts what has to be seen to.
func (d *desk) readConcerns(q localdb.Querier, st *status) error {
	if st.Locked {
		return nil
	}
	all, err := d.replica.Concerns(d.ctx, q)
	for _, c := range all {
		st.Alerts += len(c.Alerts)
		for _, k := range c.Contests {
			if k.Decided.IsZero() {
				st.Contests++
			}
		}
	}
	return err
}

// concerns lists what has to be seen to.
func (d *desk) concerns(s statusCmd) error {
	var all []replica.Concern
	names := map[facility.ID]string{}
	err := d.view(func(q localdb.Querier) (err error) {
		if all, err = d.replica.Concerns(d.ctx, q); err != nil {
			return err
		}
		for i := range all {
			if all[i].InScope {
				h, err := d.replica.Find(d.ctx, q, all[i].Minor)
				if err != nil {
					return err
				}
				all[i].Code = h.File.Identity.Code
			}
		}
		dir, err := replica.ReadDirectory(d.ctx, q)
		for _, f := range dir.Structures {
			names[f.ID] = f.Code
		}
		return err
	})
	if err != nil {
		return err
	}
	var shown []minor.ID
	out := []concernJSON{}
	for _, c := range all {
		shown = append(shown, c.Minor)
		out = append(out, toConcernJSON(c))
	}
	if err := d.look(s.Looker, "status --concerns", shown); err != nil {
		return err
	}
	if s.JSON {
		return d.sayJSON(map[string][]concernJSON{"concerns": out})
	}
	return d.printConcerns(out, names)
}

func toConcernJSON(c replica.Concern) concernJSON {
	out := concernJSON{Minor: c.Minor, Code: c.Code.Reveal(), Here: c.InScope, Alerts: c.Alerts}
	for _, k := range c.Contests {
		contest := contestJSON{Slot: k.Slot, Section: k.Section, Own: []change.ID{}, Decided: k.Decided, Stands: k.Stands}
		for _, s := range k.Sides {
			if len(s.Own) > 0 {
				contest.Own = append(contest.Own, s.Record)
			} else {
				contest.Others++
			}
		}
		out.Contests = append(out.Contests, contest)
	}
	return out
}

func (d *desk) printConcerns(all []concernJSON, names map[facility.ID]string) error {
	if len(all) == 0 {
		return d.say("nothing has to be seen to")
	}
	place := func(p facility.Place) string {
		if code := names[p.Facility]; code != "" {
			return code
		}
		return "another place"
	}
	for _, c := range all {
		who := c.Code
		if who == "" {
			who = c.Minor.String()
		}
		for _, a := range c.Alerts {
			text := fmt.Sprintf("%-17s  child %s, of %s, since %s", strings.ReplaceAll(a.Rule, "-", " "), who, a.On, day.FromTime(a.Due))
			if a.Record.IsZero() {
				text = fmt.Sprintf("%-17s  child %s, from %s, due by %s", a.Rule, who, a.On, a.DueOn)
			}
			if !a.From.Facility.IsZero() || !a.To.Facility.IsZero() {
				text += ": from " + place(a.From) + " to " + place(a.To)
			}
			if err := d.say("%s", text); err != nil {
				return err
			}
		}
		for _, k := range c.Contests {
			how := fmt.Sprintf("open: %d other records say something else", k.Others)
			switch {
			case !k.Decided.IsZero() && k.Stands:
				how = "decided: what was written here stands"
			case !k.Decided.IsZero():
				how = "decided: what was written here does not stand"
			}
			if err := d.say("%-17s  child %s, who left: %s, %s", "conflict", who, k.Slot, how); err != nil {
				return err
			}
		}
	}
	return nil
}
