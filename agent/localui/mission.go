package localui

import (
	"cmp"
	"fmt"
	"hash"
	"net/http"
	"slices"

	"faro.example/agent/replica"
	"faro.example/shared/api"
	"faro.example/shared/casefile"
	"faro.example/shared/day"
	"faro.example/shared/deadline"
	"faro.example/shared/institution"
	"faro.example/shared/pages"
	"faro.example/shared/tracing"
)

// The pages of a mission: of a child nothing but the tracing that is entrusted to
// it, for as long as the child consents.

// office is the one for which the operator writes.
func (v *visit) office() api.Office {
	i := slices.IndexFunc(v.dir.Offices, func(o api.Office) bool { return o.ID == v.op.Office })
	if i < 0 {
		return api.Office{}
	}
	return v.dir.Offices[i]
}

// mission reports whether the operator writes for who traces families.
func (v *visit) mission() bool { return v.office().Kind == institution.TracingPartner }

// entrusted is a tracing in hand, with its clock.
type entrusted struct {
	held  replica.Held
	of    casefile.Tracing
	clock casefile.Clock
}

// entrusted gives the tracings that the operator's office has in hand, those in
// which it is its turn first, and of these those that have waited longest.
func (v *visit) entrusted(all []replica.Held) []entrusted {
	var out []entrusted
	for _, h := range all {
		for _, t := range h.File.Tracings() {
			if slices.Contains(t.Entrustees(), v.op.Office) {
				out = append(out, entrusted{h, t, t.Clock()})
			}
		}
	}
	slices.SortStableFunc(out, func(a, b entrusted) int {
		return cmp.Or(later(v.inTurn(b.clock), v.inTurn(a.clock)), a.clock.Since.Compare(b.clock.Since))
	})
	return out
}

func later(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

// inTurn reports whether a clock runs for the operator's office.
func (v *visit) inTurn(c casefile.Clock) bool {
	return c.Party == tracing.Partner && c.Office == v.op.Office || c.Party == tracing.Asker && c.Office == v.op.Office
}

// missionToday shows which tracings wait for this office, and which for others.
func (v *visit) missionToday(p pages.Page, d dayRead) error {
	var children []replica.Held
	mine, others := []entrusted{}, []entrusted{}
	for _, e := range d.entrusted {
		children = append(children, e.held)
		if v.inTurn(e.clock) {
			mine = append(mine, e)
		} else {
			others = append(others, e)
		}
	}
	if err := v.look("today", minors(children)); err != nil {
		return err
	}
	waiting := v.tiles(groups{}, d.own)
	body := today{Shown: v.digest(d), Half: v.halves(d.half), Tiles: append([]pages.Link{
		{Text: v.say("mission.mine", len(mine)), Href: "#mine", Count: len(mine), Key: "waits"},
		{Text: v.say("mission.others", len(others)), Href: "#others", Count: len(others)},
	}, waiting[len(waiting)-2:]...)}
	body.Tables = []anchored{{ID: "mine", Table: v.tracingTable("mission.mine", mine)}, {ID: "others", Table: v.tracingTable("mission.others", others)}}
	if without, err := v.lineCut(); err != nil {
		return err
	} else if without && v.as.IsZero() {
		body.Roll = []pages.Link{{Text: v.say("do.standin"), Href: "/standin"}}
	}
	p.Title, p.Help, p.Body = v.say("mission.title"), v.say("mission.help"), body
	p.Notices = append(p.Notices, v.agreementNotice())
	return v.show(http.StatusOK, p)
}

// agreementNotice says under which agreements the office works today.
func (v *visit) agreementNotice() pages.Notice {
	out := pages.Notice{Tone: pages.Warning, Text: v.say("mission.noagreement")}
	today := day.FromTime(v.Now())
	for _, a := range v.office().Agreements {
		if !a.Until.IsZero() && !today.Before(a.Until) {
			continue
		}
		text := v.say("mission.agreement", a.Number, v.countryList(a.Countries))
		if !a.Until.IsZero() {
			text = v.say("mission.agreementuntil", a.Number, v.countryList(a.Countries), pages.Date(v.lang, a.Until.Add(-1)))
		}
		if out.Tone == pages.Neutral {
			text = out.Text + " " + text
		}
		out = pages.Notice{Tone: pages.Neutral, Text: text}
	}
	return out
}

// tracingTable lists tracings: of whom, where, how far, since when and until when.
func (v *visit) tracingTable(name string, list []entrusted) pages.Table {
	t := pages.Table{Caption: v.say(name+".list", len(list)), Empty: v.say(name + ".empty"), Head: []pages.Cell{
		{Text: v.say("col.name")}, {Text: v.say("col.where")}, {Text: v.say("col.step")}, {Text: v.say("col.turn")}, {Text: v.say("col.since")}, {Text: v.say("col.until")},
	}}
	for i := range list {
		e := &list[i]
		name := pages.Cell{Text: v.childName(&e.held.File), Own: true, Href: tracingAt(&e.held.File, &e.of), Note: v.waiting(&e.held)}
		t.Rows = append(t.Rows, []pages.Cell{name, {Text: v.countryList(e.of.Countries())}, {Text: v.say("tracing-step." + string(e.clock.Step))}, v.turnCell(e.clock),
			{Text: v.kit.NearDay(v.lang, e.clock.Since, day.FromTime(v.Now()))}, v.untilCell(&e.held.File, &e.of)})
	}
	return t
}

// turnCell is whose turn it is; a question that waits is said beside it.
func (v *visit) turnCell(c casefile.Clock) pages.Cell {
	if c.Party == tracing.Nobody {
		return pages.Cell{Text: "–"}
	}
	out := pages.Cell{Text: v.say("turn." + string(c.Party))}
	if v.inTurn(c) {
		out.Text = v.say("trace.yours")
	}
	if !c.Question.IsZero() {
		out.Note = v.say("trace.asked")
	}
	return out
}

// untilCell is the last day of a tracing's clock, if a rule bounds it.
func (v *visit) untilCell(f *casefile.File, t *casefile.Tracing) pages.Cell {
	today := day.FromTime(v.Now())
	d, ok := deadline.OfTracing(deadline.Rules(), f, t, today)
	if !ok || t.Clock().Party == tracing.Nobody {
		return pages.Cell{Text: "–"}
	}
	out := pages.Cell{Text: v.kit.NearDay(v.lang, d.Due, today)}
	if d.Due.Before(today) {
		out.Tone, out.Note = pages.Warning, v.say("trace.late")
	}
	return out
}

// digestOf adds to what Today shows how each tracing stands.
func digestOf(sum hash.Hash, all []entrusted) {
	for _, e := range all {
		fmt.Fprintln(sum, e.held.File.Minor, e.of.Of, e.clock)
	}
}
