package main

import (
	"faro.example/agent/localdb"
	"faro.example/agent/replica"
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
	var codes map[facility.ID]string
	err := d.view(func(q localdb.Querier) (err error) {
		stays, codes, err = d.replica.Stays(d.ctx, q)
		return err
	})
	if err != nil {
		return err
	}
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
