package localui

import (
	"slices"
	"time"

	"faro.example/agent/replica"
	"faro.example/shared/api"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/deadline"
	"faro.example/shared/movement"
	"faro.example/shared/pages"
)

// due is what of a child falls due, as far as the records held here yield it.
type due struct {
	file *casefile.File
	what string // its words, or the code of a deadline
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
func (v *visit) due(all []replica.Held) (out []due) {
	today := day.FromTime(v.Now())
	for i := range all {
		f := &all[i].File
		out = append(out, v.deadlines(&all[i], today)...)
		stay, open := f.Presence.Now()
		if !open {
			continue
		}
		if b, ok := f.Identity.Birth(); ok {
			if on := b.Date.AddYears(18); !on.Before(today) && on.Sub(today) <= ofAge {
				out = append(out, due{f, "due.majority", on})
			}
		}
		halves := slices.ContainsFunc(all[i].Alerts, func(a api.Alert) bool { return !a.Record.IsZero() })
		if stay.State == casefile.InTransit && !halves && today.Sub(stay.Span.From) > onTheWay {
			out = append(out, due{f, "due.half", stay.Span.From.Add(onTheWay)})
		}
	}
	slices.SortStableFunc(out, func(a, b due) int { return a.by.Compare(b.by) })
	return out
}

// deadlines gives what the law wants this structure to do about a child: what the
// casefile held here tells, so that it is the same with the line cut and knows
// what is not sent yet; and of rules that this program does not have, or cannot
// tell from the sections it holds, what the registry told.
func (v *visit) deadlines(h *replica.Held, today day.Date) (out []due) {
	sections := h.Sections
	if !h.InScope && h.File.Identity.Registered { // registered here, and the registry has not answered
		sections = []change.Section{change.Identity, change.Presence}
	}
	for _, d := range deadline.Tasks(&h.File, sections, v.mine(), today, v.names.typeOf) {
		out = append(out, due{&h.File, d.Code, d.Due})
	}
	rules := deadline.HostRules(sections)
	for _, a := range h.Alerts {
		switch {
		case !a.Record.IsZero():
			out = append(out, due{&h.File, "due." + a.Rule, day.FromTime(a.Due)})
		case !slices.ContainsFunc(rules, func(r deadline.Rule) bool { return r.Code == a.Rule }):
			out = append(out, due{&h.File, a.Rule, a.DueOn})
		}
	}
	return out
}

// dueForms lead to what is to be done.
var dueForms = map[string]string{"D5": "identifier", "D14": "absent", "S1": "notice", "due.departure-missing": "departed"}

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
	for _, r := range deadline.Rules() {
		switch {
		case r.Code != what:
		case v.lang == pages.Italian:
			return r.What.Italian
		default:
			return r.What.English
		}
	}
	if v.kit.Knows(what) {
		return v.say(what)
	}
	return v.say("due.newer")
}
