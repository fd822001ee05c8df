package webui

import (
	"slices"

	"faro.example/registry/audit"
	"faro.example/shared/access"
	"faro.example/shared/day"
	"faro.example/shared/pages"
)

// looksShown is how many rows of who looked are shown at once; the rest is folded.
// Arbitrary: a screen or two.
const looksShown = 50

// looksBody is who looked at the file of a child.
type looksBody struct {
	Name, Code, Lead string
	Table            pages.Table
	Earlier          *pages.Table
	Back             pages.Link
}

// looksOf is who looked at one file in the same way on one day.
type looksOf struct {
	audit.Look
	on    day.Date
	times int
}

// looks tells a guardian, and the Ministry, who looked at the file of a child: when,
// as what, and how often (regulation (EU) 2016/679 art. 15). To ask leaves a line
// like any look.
func (v *visit) looks() error {
	of, err := v.openedOf()
	if err != nil {
		return err
	}
	f, err := v.read(of)
	if err != nil {
		return err
	}
	if !f.asksLooks() {
		return errNoPage
	}
	all, err := v.desk.Looks.Looks(v.ctx, v.because(of.Why), audit.Child{ID: f.Minor}, f.Ties...)
	if err != nil {
		return err
	}
	rows := gathered(all)
	first, rest := rows[:min(len(rows), looksShown)], rows[min(len(rows), looksShown):]
	body := looksBody{Name: f.called(), Code: f.Identity.Code.Display(), Lead: v.say("looks.lead", len(all)), Table: v.looksTable(first),
		Back: pages.Link{Text: v.say("paper.back"), Href: f.at}}
	if len(rest) > 0 {
		t := v.looksTable(rest)
		t.Caption = v.say("looks.earlier")
		body.Earlier = &t
	}
	return v.show("looks", "looks.title", body)
}

// asksLooks reports whether the reader may ask who looked at this file: a social
// service only to answer somebody who asked for a copy (regulation (EU) 2016/679 art.
// 15 par. 1 c).
func (f *file) asksLooks() bool {
	return access.Allow(f.v.who, access.AskLooks, f.Ties...) == nil && (f.v.who.Role != access.Municipality || f.copies())
}

// gathered makes one row of the looks of one day by the same person or machine in
// the same way, the newest first.
func gathered(all []audit.Look) (out []looksOf) {
	for _, l := range slices.Backward(all) {
		on := dayOf(l.At)
		same := func(o looksOf) bool {
			return o.on == on && o.Person == l.Person && o.Office == l.Office && o.Machine == l.Machine && o.Role == l.Role &&
				o.Action == l.Action && o.Allowed == l.Allowed && o.Glass == l.Glass
		}
		if i := slices.IndexFunc(out, same); i >= 0 {
			out[i].times++
			continue
		}
		out = append(out, looksOf{Look: l, on: on, times: 1})
	}
	return out
}

// looksTable draws them.
func (v *visit) looksTable(rows []looksOf) pages.Table {
	t := pages.Table{Caption: v.say("looks.caption"), Empty: v.say("looks.none"), Head: []pages.Cell{
		{Text: v.say("looks.when")}, {Text: v.say("looks.who")}, {Text: v.say("looks.office")}, {Text: v.say("looks.what")}, {Text: v.say("looks.times"), Num: true}}}
	for _, l := range rows {
		who := pages.Cell{Text: firstOf(l.Person, l.Machine, v.say("looks.nobody")), Own: l.Person != "" || l.Machine != "", Note: v.word("role", string(l.Role))}
		what := pages.Cell{Text: v.word("looks.did", string(l.Action))}
		switch {
		case !l.Allowed:
			what.Note = v.say("looks.denied")
		case l.Glass:
			what.Tone, what.Note = pages.Warning, v.say("looks.glass")
		}
		t.Rows = append(t.Rows, []pages.Cell{{Text: pages.Date(v.l, l.on), Note: pages.Clock(l.At)}, who, {Text: l.Office, Own: true}, what, {Text: pages.Number(v.l, l.times), Num: true}})
	}
	return t
}
