package webui

import (
	"context"
	"net/http"
	"slices"

	"faro.example/registry/census"
	saved "faro.example/registry/question"
	"faro.example/shared/access"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/movement"
	"faro.example/shared/pages"
	"faro.example/shared/pages/chart"
)

// pathGlance is how things stand on a day, of the nation or a part of it. Its
// address says a day and a place, as those of the census do.
const pathGlance = "/glance"

// glancer tells how things stand: package census.
type glancer interface {
	Glance(ctx context.Context, c access.Caller, q census.GlanceQuery) (census.Glance, error)
}

// whole stands in an address for the nation, where the page would be of the
// reader's own territory.
const whole = "whole"

// waitsShown is how many queues are on the page; the rest is a link away. Arbitrary.
const waitsShown = 8

// glanceBody is how things stand.
type glanceBody struct {
	Path   string
	Fields []pages.Field // the day and the knowing
	Hidden []pages.Field // the place
	Crumbs []pages.Link
	Days   []pages.Link // the same of other days
	Facts  []fact
	Waits  []waiting
	All    string // where all that waits is
	Shown  []shown
	Known  string
	Others []pages.Link // other questions of the same children
	Same   []string
	Save   *saving
	Now    bool // of today, as known now: it can be told what is new
}

// looksOver reports whether the reader's first page is how things stand: who runs
// the register, and who does nothing but count.
func (v *visit) looksOver() bool {
	return v.counts() && (v.who.Role == access.Ministry || v.who.Role == access.FamilyDepartment)
}

// glance shows how things stand.
func (v *visit) glance() error {
	if !v.counts() {
		return errNoPage
	}
	q, wrong := v.ask(), map[string]string{}
	at := v.placeAsked(q)
	q.by, q.only = nil, at.only
	asked := q.query(v, wrong)
	body := glanceBody{Path: pathGlance, Crumbs: at.crumbs(v, q), Hidden: at.hidden(), Now: asked.On == v.today() && q.known == ""}
	if len(wrong) == 0 {
		g, err := v.desk.Census.Glance(v.ctx, v.because("glance"), census.GlanceQuery{On: asked.On, By: at.by, Also: at.also(), Only: q.only, KnownAt: asked.KnownAt})
		if err == nil {
			v.stands(&body, q, at, g)
			same := q
			if at.by != "" {
				same.by = []census.Dimension{at.by}
			}
			body.Same, body.Save = sameQuestion(same, asked, g.Now), v.mayBeSaved(same, saved.Day)
		} else if err = v.blame(err, wrong); err != nil {
			return err
		}
	}
	if wrong["only"] != "" {
		return fault.Newf(fault.NotFound, "no such place")
	}
	body.Fields = v.dayFields(q, wrong)
	var notices []pages.Notice
	if body.Now && at.level() == "" {
		var err error
		if notices, err = v.waitsAtGlance(&body); err != nil {
			return err
		}
	}
	status := http.StatusOK
	if len(wrong) > 0 {
		status = http.StatusUnprocessableEntity
	}
	return v.page(status, pages.Page{Name: "glance", Title: v.say("glance.title", at.name(v)), Help: v.say("help.glance"), Body: body, Notices: append(v.flash(), notices...)})
}

// waitsAtGlance adds what waits for the reader, what cannot wait first.
func (v *visit) waitsAtGlance(body *glanceBody) ([]pages.Notice, error) {
	all, err := v.backlogs()
	if err != nil {
		return nil, err
	}
	for _, b := range all {
		if b.Count > 0 && len(body.Waits) < waitsShown {
			body.Waits = append(body.Waits, v.waitsOn(b))
		}
	}
	if len(all) > 0 {
		body.All = pathQueues
	}
	if v.who.Role != access.Ministry {
		return nil, nil
	}
	return v.news()
}

// stands puts how things stand on the page: the numbers that are asked for first,
// the parts, what came and went, the weeks before, and who they are.
func (v *visit) stands(body *glanceBody, q question, at placed, g census.Glance) {
	body.Known = v.say("census.position", pages.Number(v.l, int(g.Now.Position)), pages.Number(v.l, g.Now.Epoch))
	body.Facts = v.glanceFacts(q, g)
	if at.by != "" {
		body.Shown = append(body.Shown, v.glanceParts(q, at, g))
	}
	body.Shown = append(body.Shown, v.glanceFlows(q, g), v.glanceWeeks(q, g))
	for i, r := range g.Also {
		by := question{on: q.on, known: q.known, only: q.only, by: r.By}
		grid := v.gridOf(r)
		f := chart.Frame{ID: "glance-also-" + itoa(i), Title: v.cutTitle(r.By), Desc: v.say("public.desc", v.cutTitle(r.By), pages.Date(v.l, r.On)), Lang: v.l,
			Label: v.say("cut." + string(r.By[0])), Value: v.say("public.count")}
		one := shown{Figure: v.drawn(f, grid, r)}
		one.Figure.Twin = v.twinOf(f, grid, by, r)
		body.Shown = append(body.Shown, one)
	}
	body.Days = v.otherDays(q, g.Now.On)
	for _, o := range []struct{ path, key string }{{pathCensus, "glance.cut"}, {pathSeries, "census.tab.series"}, {pathFlows, "census.tab.flows"}, {pathDifference, "census.tab.difference"}} {
		body.Others = append(body.Others, pages.Link{Text: v.say(o.key), Href: q.address(o.path)})
	}
}

// otherDays lead to the same of the day before, the week before, and today.
func (v *visit) otherDays(q question, on day.Date) []pages.Link {
	var out []pages.Link
	add := func(key string, d day.Date) {
		if d.After(v.today()) || d == on {
			return
		}
		one := q
		one.on = pages.ShortDate(d)
		if k, err := parseDay(q.known); err == nil && k.Before(d) {
			one.known = ""
		}
		out = append(out, pages.Link{Text: v.say(key), Href: one.address(pathGlance)})
	}
	add("glance.week", on.Add(-7))
	add("glance.before", on.Add(-1))
	add("glance.after", on.Add(1))
	add("glance.today", v.today())
	return out
}

// glanceFacts are the numbers that are asked for first, each with what has changed.
func (v *visit) glanceFacts(q question, g census.Glance) []fact {
	changed := func(now, day, week int) string {
		return v.say("glance.changed", signed(v.l, now-day), signed(v.l, now-week))
	}
	inWeek := func(key string, n, today int, notes ...string) fact {
		note := v.say("glance.onday", today)
		for _, more := range notes {
			note += "; " + more
		}
		return fact{Number: pages.Number(v.l, n), Text: v.say(key), Href: v.weekOf(q, g.Now.On), Note: note}
	}
	majority := string(movement.Majority)
	was := g.Weeks[len(g.Weeks)-2]
	present := fact{Number: pages.Number(v.l, g.Now.Total), Text: v.say("fact.total"), Href: v.behind(g.Now.Total, q, "").Href, Note: changed(g.Now.Total, g.Day.Start, g.Week.Start)}
	missing := fact{Number: pages.Number(v.l, g.Now.Missing), Text: v.say("fact.missing"), Href: v.behind(g.Now.Missing, q.within(census.State, "missing"), "").Href,
		Note: v.say("glance.changed.week", signed(v.l, g.Now.Missing-was.Missing))}
	w, d := &g.Week, &g.Day
	return []fact{present, missing,
		inWeek("glance.arrived", w.Of(census.Arrived)+w.Of(census.Reentered), d.Of(census.Arrived)+d.Of(census.Reentered)),
		inWeek("glance.left", w.Of(census.Left), d.Of(census.Left)),
		inWeek("glance.went", w.Of(census.WentMissing), d.Of(census.WentMissing)),
		inWeek("glance.returned", w.Of(census.Returned), d.Of(census.Returned)),
		inWeek("glance.ofage", w.Of(census.CameOfAge)+w.Of(census.Left, majority), d.Of(census.CameOfAge)+d.Of(census.Left, majority),
			v.say("glance.ofage.note", w.Of(census.CameOfAge))),
	}
}

// weekOf is where the flows of the week that ends with a day are.
func (v *visit) weekOf(q question, on day.Date) string {
	one := q
	one.asked = map[string][]string{"from": {pages.ShortDate(on.Add(-6))}, "to": {pages.ShortDate(on)}}
	return one.address(pathFlows)
}

// glanceFlows draws what came and went in the week, with the day and the month
// beside it in the table.
func (v *visit) glanceFlows(q question, g census.Glance) shown {
	var parts []chart.Part
	kinds := slices.Concat(comes(), goes(), []census.Flow{census.OtherChange})
	t := pages.Table{Caption: v.say("glance.flows"), Head: []pages.Cell{{Text: v.say("census.flows.how")}, {Text: v.say("glance.day"), Num: true}, {Text: v.say("glance.7"), Num: true}, {Text: v.say("glance.30"), Num: true}}}
	add := func(name string, n func(*census.Balance) string) {
		t.Rows = append(t.Rows, []pages.Cell{{Text: name}, {Text: n(&g.Day), Num: true}, {Text: n(&g.Week), Num: true}, {Text: n(&g.Month), Num: true}})
	}
	add(v.say("census.flows.start"), func(b *census.Balance) string { return pages.Number(v.l, b.Start) })
	for _, k := range kinds {
		n := g.Week.Of(k)
		if g.Month.Of(k) == 0 && (k == census.TransferredIn || k == census.TransferredOut || k == census.OtherChange) {
			continue // there is none of all the nation
		}
		if k != census.OtherChange {
			parts = append(parts, chart.Part{Label: v.say("flow." + string(k)), N: n, Share: chart.NoShare})
		}
		goesOut := slices.Contains(goes(), k)
		add(v.say("flow."+string(k)), func(b *census.Balance) string {
			if goesOut {
				return signed(v.l, -b.Of(k))
			}
			return signed(v.l, b.Of(k))
		})
	}
	add(v.say("census.flows.end"), func(b *census.Balance) string { return pages.Number(v.l, b.End) })
	f := chart.Frame{ID: "glance-flows", Title: v.say("glance.flows"), Desc: v.say("glance.flows.desc"), Lang: v.l, Label: v.say("census.flows.how"), Value: v.say("public.count")}
	one := shown{Figure: chart.Bars(f, parts, nil)}
	one.Figure.Twin = t
	return one
}

// glanceWeeks draws who was there at the ends of the weeks before.
func (v *visit) glanceWeeks(q question, g census.Glance) shown {
	lines := []chart.Series{{Name: v.say("fact.total")}, {Name: v.say("fact.missing")}}
	var at []string
	for _, p := range g.Weeks {
		at = append(at, pages.ShortDate(p.On))
		lines[0].N, lines[1].N = append(lines[0].N, p.Total), append(lines[1].N, p.Missing)
	}
	f := chart.Frame{ID: "glance-weeks", Title: v.say("glance.weeks"), Desc: v.say("census.series.desc"), Lang: v.l, Label: v.say("census.day")}
	one := shown{Figure: chart.Lines(f, at, lines)}
	for i := range one.Figure.Twin.Rows {
		day := q
		day.on = at[i]
		one.Figure.Twin.Rows[i][0].Href = day.address(pathGlance)
	}
	return one
}
