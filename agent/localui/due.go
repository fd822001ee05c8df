package localui

import (
	"slices"
	"time"

	"faro.example/agent/localdb"
	"faro.example/agent/replica"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/movement"
	"faro.example/shared/pages"
)

// due is what of a child falls due, as far as the records held here yield it.
type due struct {
	file *casefile.File
	what string // its words
	by   day.Date
}

// ofAge is for how many days before the 18th birthday it stands in the list: the
// opinion under art. 32 of D.Lgs 286/1998 is asked from 90 days before on, and
// the court decides on care beyond majority before that day (law 47/2017 art. 13).
const ofAge = 90

// onTheWay is for how many days a half of a transfer may stand alone, wherever
// the two places lie: a machine at a centre does not know how far. The registry
// does, and tells of what is overdue while there is a line.
var onTheWay = int(movement.Farther.Patience() / (24 * time.Hour))

// due gives what falls due, the earliest first.
func (v *visit) due(q localdb.Querier, all []replica.Held) (out []due, err error) {
	today := day.FromTime(v.Now())
	for i := range all {
		f := &all[i].File
		stay, open := f.Presence.Now()
		if !open {
			continue
		}
		if b, ok := f.Identity.Birth(); ok {
			if on := b.Date.AddYears(18); !on.Before(today) && on.Sub(today) <= ofAge {
				out = append(out, due{f, "due.majority", on})
			}
		}
		for _, a := range all[i].Alerts {
			out = append(out, due{f, "due." + a.Rule, day.FromTime(a.Due)})
		}
		switch {
		case stay.State == casefile.InTransit && len(all[i].Alerts) == 0 && today.Sub(stay.Span.From) > onTheWay:
			out = append(out, due{f, "due.half", stay.Span.From.Add(onTheWay)})
		case stay.State == casefile.Missing && v.atStructure(stay.At):
			told, err := v.toldPolice(q, f, stay)
			if err != nil {
				return nil, err
			}
			if !told { // law 203/2012: at once
				out = append(out, due{f, "due.report", stay.Span.From})
			}
		}
	}
	slices.SortStableFunc(out, func(a, b due) int { return a.by.Compare(b.by) })
	return out, nil
}

// toldPolice reports whether a report to the police is cited since a child is
// missing.
func (v *visit) toldPolice(q localdb.Querier, f *casefile.File, missing casefile.Stay) (bool, error) {
	history, err := v.Replica.History(v.ctx, q, f.Minor)
	return slices.ContainsFunc(history, func(e change.Placed) bool {
		b, ok := e.Body.(movement.AbsenceReported)
		return ok && b.Report != "" && !e.On.Day().Before(missing.Span.From)
	}), err
}

// dueForms lead to what is to be done.
var dueForms = map[string]string{"due.report": "absent", "due.departure-missing": "departed"}

func (v *visit) dueTable(all []due) pages.Table {
	t := pages.Table{Caption: v.say("attention.due", len(all)), Empty: v.say("attention.due.empty"), Head: []pages.Cell{
		{Text: v.say("col.by")}, {Text: v.say("col.what")}, {Text: v.say("col.name")}, {Text: v.say("col.do")},
	}}
	today := day.FromTime(v.Now())
	for _, d := range all {
		by := pages.Cell{Text: v.kit.NearDay(v.lang, d.by, today)}
		if d.by.Before(today) {
			by.Note = v.say("due.late")
		}
		do := pages.Cell{Text: v.say("do.see"), Href: "/children/" + d.file.Minor.String(), For: v.childName(d.file)}
		if form := dueForms[d.what]; form != "" && v.kit.Knows(d.what+".do") {
			do.Text, do.Href = v.say(d.what+".do"), "/new/"+form+"?child="+d.file.Minor.String()
		}
		t.Rows = append(t.Rows, []pages.Cell{by, {Text: v.dueWord(d.what)}, {Text: v.childName(d.file), Own: true, Href: "/children/" + d.file.Minor.String()}, do})
	}
	return t
}

// dueWord says what falls due; the registry may tell of more than this knows.
func (v *visit) dueWord(what string) string {
	if v.kit.Knows(what) {
		return v.say(what)
	}
	return v.say("due.newer")
}
