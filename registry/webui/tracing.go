package webui

import (
	"net/http"
	"slices"

	"faro.example/registry/lookup"
	"faro.example/shared/access"
	"faro.example/shared/casefile"
	"faro.example/shared/deadline"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	law "faro.example/shared/notice"
	"faro.example/shared/pages"
	"faro.example/shared/pages/chart"
	"faro.example/shared/tracing"
)

var errNoTracing = fault.Newf(fault.NotFound, "no such tracing")

// tracingBody is the page of one tracing: whose turn it is and what can be done
// before all else.
type tracingBody struct {
	Name, Code string
	Turn       []pages.Item
	Do, More   []pages.Link // what the reader can do: in turn, and besides
	Stopped    string       // why nothing more is done; "" while it goes on
	Figure     chart.Figure
	About      []pages.Item
	Reports    []reportBody
	Moments    []pages.Moment
	Links      []pages.Link
}

// reportBody is a report with both its texts.
type reportBody struct {
	Title string
	Aside bool // a correction stands before it
	Sides []reportSide
	Files []pages.Item
}

// reportSide is one text of a report.
type reportSide struct {
	Title, Lang string
	Parts       []pages.Item
}

// tracing shows one tracing of a child's family.
func (v *visit) tracing() error {
	of, err := v.openedOf()
	if err != nil {
		return err
	}
	var id tracing.ID
	if err := id.UnmarshalText([]byte(v.c.Param("tracing"))); err != nil {
		return errNoTracing
	}
	f, err := v.read(of)
	if err != nil {
		return err
	}
	t, ok := f.TracingOf(id)
	if !ok {
		return errNoTracing
	}
	body := tracingBody{Name: f.called(), Code: f.Identity.Code.Display(), Turn: f.turn(&t), Stopped: f.stopped(&t), About: f.aboutTracing(&t),
		Figure: chart.Tracing(v.l, "f-tracing", f.stands(&t)), Reports: f.reports(&t), Moments: f.tracingMoments(&t)}
	body.Do, body.More = f.tracingActions(&t)
	if t.Step() == tracing.IsProposed {
		body.More = append(body.More, pages.Link{Text: v.say("tracing.notice"), Href: toldAt(law.Search, string(v.l))})
	}
	if !v.traces() {
		body.Links = []pages.Link{{Text: v.say("tracing.casefile"), Href: f.at}, {Text: v.say("paper.E"), Href: f.at + "/paper/E"}}
	}
	return v.show("tracing-page", "tracing-page.title", body)
}

// traces reports whether the reader is of a tracing partner: who is shown a child
// for its tracing alone, and never where it lives.
func (v *visit) traces() bool { return v.who.Role == access.TracingPartner }

// toTracing leads who traces from a child's casefile to the tracing that it has in hand.
func (f *file) toTracing() error {
	for _, t := range f.Tracings() {
		if f.v.who.SpeaksFor(holderOf(&t)) {
			f.v.c.Redirect(http.StatusSeeOther, f.tracingAt(&t))
			return nil
		}
	}
	return errNoTracing
}

// tracingAt is the page of a tracing.
func (f *file) tracingAt(t *casefile.Tracing) string { return f.at + "/tracing/" + t.Of.String() }

// turn says whose turn it is, since when and until when.
func (f *file) turn(t *casefile.Tracing) []pages.Item {
	v, c := f.v, t.Clock()
	out := []pages.Item{{Term: v.say("tracing.step"), Values: []pages.Cell{{Text: v.word("tracing-step", string(c.Step))}}}}
	if c.Party == tracing.Nobody {
		return out
	}
	who := pages.Cell{Text: v.word("turn", string(c.Party)), Note: f.names.of(c.Office)}
	if c.Party == v.party() {
		who.Text, who.Tone = v.say("tracing.yours"), pages.Warning
	}
	out = append(out, pages.Item{Term: v.say("tracing.turn"), Values: []pages.Cell{who}})
	if !c.Question.IsZero() {
		out[1].Values = append(out[1].Values, pages.Cell{Text: v.say("tracing.asked")})
	}
	since := pages.Cell{Text: pages.Date(v.l, c.Since), Note: v.waited(c.Since)}
	out = append(out, pages.Item{Term: v.say("tracing.since"), Values: []pages.Cell{since}})
	if due := f.tracingDue(t); due.Text != "" {
		out = append(out, pages.Item{Term: v.say("tracing.until"), Values: []pages.Cell{due}})
	}
	return out
}

// tracingDue is the last day of the clock that runs in a tracing.
func (f *file) tracingDue(t *casefile.Tracing) pages.Cell {
	v := f.v
	d, ok := deadline.OfTracing(deadline.Rules(), &f.File, t, v.today())
	if !ok || t.Clock().Party == tracing.Nobody {
		return pages.Cell{}
	}
	return v.untilIn(lookup.Waiting{Until: d.Due})
}

// stopped says why a tracing goes on no more.
func (f *file) stopped(t *casefile.Tracing) string {
	if at := t.Step(); at.Stopped() && at != tracing.IsClosed {
		return f.v.say("tracing.stopped." + string(at))
	}
	return ""
}

// aboutTracing says who is sought and where, and who looks.
func (f *file) aboutTracing(t *casefile.Tracing) []pages.Item {
	v := f.v
	out := []pages.Item{{Term: v.say("tracing.field.sought"), Values: own(v.kit.Sought(v.l, t.Proposed.Sought, v.country)...)}}
	var countries []pages.Cell
	for _, c := range t.Countries() {
		countries = append(countries, pages.Cell{Text: v.country(c)})
	}
	if len(countries) > 0 {
		out = append(out, pages.Item{Term: v.say("tracing.field.country"), Values: countries})
	}
	if name := f.names.of(holderOf(t)); name != "" {
		out = append(out, pages.Item{Term: v.say("turn.partner"), Values: own(name)})
	}
	return out
}

// tracingActions are the forms of a tracing that the reader may send at its step:
// what is in turn first.
func (f *file) tracingActions(t *casefile.Tracing) (do, more []pages.Link) {
	c := t.Clock()
	mine := c.Party == f.v.party()
	for _, d := range tracingForms() {
		if d.step == nil || !d.step(t) || !f.offers(d) {
			continue
		}
		if d.name == "tracing-answer" && !mine {
			continue
		}
		link := pages.Link{Text: f.v.say("form." + d.name), Href: f.at + "/form/" + d.name + "?record=" + t.Of.String()}
		aside := slices.Contains([]string{"tracing-withdraw", "tracing-ask", "tracing-decline"}, d.name) ||
			d.name == "tracing-entrust" && c.Step != tracing.IsReceived // it is passed on
		if !mine || aside || !c.Question.IsZero() && d.name != "tracing-answer" {
			more = append(more, link)
		} else {
			do = append(do, link)
		}
	}
	return do, more
}

// reports are what was found, each in both its texts.
func (f *file) reports(t *casefile.Tracing) (out []reportBody) {
	v := f.v
	for _, r := range t.Reports() {
		one := reportBody{Title: v.say("tracing.report", v.word("finding", string(r.Finding)), pages.Date(v.l, r.Step.On.Day())), Aside: r.Step.Aside}
		for i, text := range append([]casefile.Text{r.Original()}, r.Translations...) {
			side := reportSide{Title: v.say("tracing.original", pages.Language(v.l, text.Language)), Lang: text.Language, Parts: v.kit.Account(v.l, text.Account)}
			if i > 0 {
				side.Title = v.say("tracing.translation", pages.Language(v.l, text.Language), text.By.Reveal())
			}
			one.Sides = append(one.Sides, side)
		}
		if files := f.scans(r.Files); files != nil {
			one.Files = []pages.Item{{Term: v.say("tracing.field.file"), Values: files}}
		}
		out = append(out, one)
	}
	return out
}

// tracingMoments are the steps of a tracing as they were recorded, the newest first.
func (f *file) tracingMoments(t *casefile.Tracing) (out []pages.Moment) {
	all := f.moments()
	for i, p := range f.inOrder() {
		if slices.ContainsFunc(t.Steps, func(s casefile.TracingStep) bool { return s.Record == p.ID }) {
			out = append(out, all[i])
		}
	}
	return out
}

// tracingItems says, on the casefile, how each tracing stands, and leads to it.
func (f *file) tracingItems() (out []pages.Item) {
	v := f.v
	for _, t := range f.Tracings() {
		c := t.Clock()
		values := []pages.Cell{{Text: v.word("tracing-step", string(c.Step)), Note: v.say("since", pages.Date(v.l, c.Since))}}
		if c.Party != tracing.Nobody {
			values = append(values, pages.Cell{Text: v.say("tracing.waits", v.word("turn", string(c.Party)))})
		}
		values = append(values, pages.Cell{Text: v.say("tracing.open"), Href: f.tracingAt(&t)})
		out = append(out, pages.Item{Term: v.say("slot.tracing"), Values: values})
	}
	return out
}

// stands says how a tracing stands at each step of its drawing.
func (f *file) stands(t *casefile.Tracing) map[string]chart.Stand {
	due := f.tracingDue(t).Text
	if due != "" {
		due = f.v.say("step.by", due)
	}
	return chart.Stands(f.v.l, t, due)
}

// tracingSteps are the tracings in which somebody has something to do.
func (f *file) tracingSteps() (out []step) {
	v := f.v
	for _, t := range f.Tracings() {
		c := t.Clock()
		if c.Party == tracing.Nobody {
			continue
		}
		due := f.tracingDue(&t)
		link := &pages.Link{Text: v.say("tracing.open"), Href: f.tracingAt(&t)}
		out = append(out, step{What: v.say("step.tracing", v.word("tracing-step", string(c.Step))), Who: firstOf(f.names.of(c.Office), v.word("turn", string(c.Party))),
			When: firstOf(due.Text, v.say("step.asked", pages.Date(v.l, c.Since))), Late: due.Tone == pages.Bad, Link: link})
	}
	return out
}

// unknownTo leaves out the offices that the reader is not told of: a tracing
// partner is shown the Ministry and the partners, not who hosts the child or has
// it in care (law 47/2017 art. 6: no party sees more than its step needs).
func (f *file) unknownTo(offices []institution.OfficeID) []institution.OfficeID {
	if !f.v.traces() {
		return offices
	}
	var told []institution.OfficeID
	for i := range f.Records {
		switch b := f.Records[i].Body.(type) {
		case tracing.Received:
			told = append(told, f.Records[i].Structure)
		case tracing.Entrusted:
			told = append(append(told, f.Records[i].Structure), officesIn(b)...)
		}
	}
	return told
}
