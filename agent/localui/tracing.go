package localui

import (
	"net/http"
	"slices"
	"strings"

	"faro.example/agent/localdb"
	"faro.example/agent/replica"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
	"faro.example/shared/notice"
	"faro.example/shared/pages"
	"faro.example/shared/pages/chart"
	"faro.example/shared/tracing"
)

// tracingBody is the page of one tracing: whose turn it is and what can be done
// before all else.
type tracingBody struct {
	Name, Code string
	Turn       []pages.Item
	Stopped    string // why nothing more is done; "" while it goes on
	Do, More   []pages.Link
	Who        []pages.Item // to a mission, who the child is
	About      []pages.Item
	Reports    []reportBody
	Figure     chart.Figure
	Moments    []pages.Moment
	Back       []pages.Link
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

// tracingAt is the page of a tracing.
func tracingAt(f *casefile.File, t *casefile.Tracing) string {
	return "/children/" + f.Minor.String() + "/tracings/" + t.Of.String()
}

// tracing shows one tracing of a child's family.
func (v *visit) tracing() error {
	m, h, history, err := v.held()
	if err != nil {
		return err
	}
	of, err := pathID[tracing.ID](v, "tracing")
	if err != nil {
		return err
	}
	t, ok := h.File.TracingOf(of)
	if !ok || v.mission() && !slices.Contains(t.Entrustees(), v.op.Office) {
		return v.nowhere()
	}
	if err := v.look("tracing", []minor.ID{m}); err != nil {
		return err
	}
	f, p := &h.File, v.page("trace")
	body := tracingBody{Name: v.childName(f), Code: v.codeText(f.Identity.Code), Turn: v.turnItems(f, &t), Stopped: v.stopped(&t), About: v.aboutTracing(&t),
		Reports: v.reports(m, &t), Figure: chart.Tracing(v.lang, "f-tracing", chart.Stands(v.lang, &t, v.untilCell(f, &t).Text)), Moments: v.tracingMoments(&t, history)}
	body.Do, body.More = v.tracingLinks(f, &t)
	refused, err := v.refusedItems(m)
	if err != nil {
		return err
	}
	body.About = append(body.About, refused...)
	if v.mission() {
		body.Who = v.whoItems(f, history)
	} else {
		body.Back = []pages.Link{{Text: v.say("trace.casefile"), Href: "/children/" + m.String()}}
	}
	if h.Unsent > 0 {
		p.Notices = append(p.Notices, pages.Notice{Tone: pages.Neutral, Text: v.say("casefile.unsent", h.Unsent)})
	}
	p.Body = body
	return v.show(http.StatusOK, p)
}

// toTracing leads a mission from a child to the tracing that it has in hand.
func (v *visit) toTracing(h *replica.Held) error {
	for _, e := range v.entrusted([]replica.Held{*h}) {
		return v.redirect(tracingAt(&e.held.File, &e.of))
	}
	return v.nowhere()
}

// turnItems say how far a tracing has come, whose turn it is, since and until when.
func (v *visit) turnItems(f *casefile.File, t *casefile.Tracing) []pages.Item {
	c := t.Clock()
	item := func(term string, cell pages.Cell) pages.Item {
		return pages.Item{Term: v.say(term), Values: []pages.Cell{cell}}
	}
	out := []pages.Item{item("col.step", pages.Cell{Text: v.say("tracing-step." + string(c.Step))})}
	if c.Party == tracing.Nobody {
		return out
	}
	return append(out, item("col.turn", v.turnCell(c)), item("col.since", pages.Cell{Text: v.kit.NearDay(v.lang, c.Since, day.FromTime(v.Now()))}),
		item("col.until", v.untilCell(f, t)))
}

// stopped says why a tracing goes on no more.
func (v *visit) stopped(t *casefile.Tracing) string {
	if at := t.Step(); at.Stopped() {
		return v.say("trace.stopped." + string(at))
	}
	return ""
}

// aboutTracing says who is sought and where, what is asked, and what to mind.
func (v *visit) aboutTracing(t *casefile.Tracing) []pages.Item {
	var out []pages.Item
	item := func(term string, texts ...string) {
		var cells []pages.Cell
		for _, text := range texts {
			if text != "" {
				cells = append(cells, pages.Cell{Text: text, Own: true})
			}
		}
		if len(cells) > 0 {
			out = append(out, pages.Item{Term: v.say(term), Values: cells})
		}
	}
	item("trace.sought", v.kit.Sought(v.lang, t.Proposed.Sought, v.country)...)
	item("col.where", v.countryList(t.Countries()))
	for _, s := range t.Steps {
		switch b := s.Body.(type) {
		case tracing.Requested:
			item("trace.asks-for", b.Asks.Reveal(), b.Interest.Reveal())
			item("trace.mind", b.Careful.Reveal())
		case tracing.Assessed:
			item("trace.measures", b.Care.Reveal())
		}
	}
	return out
}

// reports are what was found, each in both its texts.
func (v *visit) reports(m minor.ID, t *casefile.Tracing) (out []reportBody) {
	for _, r := range t.Reports() {
		one := reportBody{Title: v.say("trace.report", v.say("finding."+string(r.Finding)), pages.Date(v.lang, r.Step.On.Day())), Aside: r.Step.Aside}
		for i, text := range append([]casefile.Text{r.Original()}, r.Translations...) {
			side := reportSide{Title: v.say("trace.original", pages.Language(v.lang, text.Language)), Lang: text.Language, Parts: v.kit.Account(v.lang, text.Account)}
			if i > 0 {
				side.Title = v.say("trace.translation", pages.Language(v.lang, text.Language), text.By.Reveal())
			}
			one.Sides = append(one.Sides, side)
		}
		if files := v.fileCells(m, r.Step.Record, r.Files); files != nil {
			one.Files = []pages.Item{{Term: v.say("trace.files"), Values: files}}
		}
		out = append(out, one)
	}
	return out
}

// tracingMoments are the steps of a tracing as they were recorded, the latest first.
func (v *visit) tracingMoments(t *casefile.Tracing, history []change.Placed) []pages.Moment {
	of := func(p change.Placed) bool {
		return slices.ContainsFunc(t.Steps, func(s casefile.TracingStep) bool { return s.Record == p.ID })
	}
	return v.moments(slices.DeleteFunc(slices.Clone(history), func(p change.Placed) bool { return !of(p) }))
}

// tracingLinks are the forms that the office may fill in at a tracing's step: what
// is in turn first.
func (v *visit) tracingLinks(f *casefile.File, t *casefile.Tracing) (do, more []pages.Link) {
	c := t.Clock()
	for _, k := range tracingKinds() {
		if !v.fills(k) || k.step == nil || !k.step(t, c) {
			continue
		}
		link := pages.Link{Text: v.say(k.page + ".do"), Href: "/new/" + k.page + "?child=" + f.Minor.String() + "&tracing=" + t.Of.String()}
		corrects := k.page == "tracing-reported" && c.Step != tracing.IsEntrusted && c.Step != tracing.IsContacted
		if v.inTurn(c) && !k.aside && !corrects && (c.Question.IsZero() || k.page == "tracing-answered") {
			do = append(do, link)
		} else {
			more = append(more, link)
		}
	}
	if c.Step == tracing.IsProposed && !v.mission() {
		more = append(more, pages.Link{Text: v.say("trace.notice"), Href: toldAt(notice.Search, string(v.lang))})
	}
	return do, more
}

// tracingItems say, on a casefile, how each tracing stands, and lead to it.
func (v *visit) tracingItems(f *casefile.File) (out []pages.Item) {
	for _, t := range f.Tracings() {
		c := t.Clock()
		out = append(out, pages.Item{Term: v.say("trace.title"), Values: []pages.Cell{
			{Text: v.say("tracing-step." + string(c.Step)), Href: tracingAt(f, &t), Note: v.kit.NearDay(v.lang, c.Since, day.FromTime(v.Now()))}, v.turnCell(c)}})
	}
	return out
}

// countryList is the names of countries.
func (v *visit) countryList(all []minor.Country) string {
	names := make([]string, len(all))
	for i, c := range all {
		names[i] = v.country(c)
	}
	return strings.Join(names, ", ")
}

// traced reads the child and the tracing that a form is about.
func (v *visit) traced(q localdb.Querier, m minor.ID, of string) (replica.Held, *casefile.Tracing, error) {
	h, err := v.child(q, m)
	if err != nil {
		return h, nil, err
	}
	for _, t := range h.File.Tracings() {
		if t.Of.String() == of {
			return h, &t, nil
		}
	}
	return h, nil, &fault.Error{Kind: fault.NotFound, Detail: "there is no such page", Remedy: "go back to Today"}
}
