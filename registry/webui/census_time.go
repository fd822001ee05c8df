package webui

import (
	"slices"

	"faro.example/registry/census"
	saved "faro.example/registry/question"
	"faro.example/shared/day"
	"faro.example/shared/pages"
	"faro.example/shared/pages/chart"
)

const (
	pathSeries = pathCensus + "/series"
	pathFlows  = pathCensus + "/flows"
)

// linesShown is how many parts of a cut are drawn over time; the table has all.
const linesShown = 4

// span reads the days of a question about several: by default the year up to the
// last end of a month.
func (v *visit) span(q *question, wrong map[string]string) (from, to day.Date) {
	last := v.today().Month().Add(-1)
	for name, d := range map[string]day.Date{"from": last.Month().Add(-334).Month(), "to": last} {
		text := firstOf(v.c.Query(name), pages.ShortDate(d))
		q.asked.Set(name, text)
	}
	return v.dayAsked("from", q.asked.Get("from"), wrong), v.dayAsked("to", q.asked.Get("to"), wrong)
}

func (v *visit) spanFields(q question, wrong map[string]string) []pages.Field {
	out := []pages.Field{
		{Name: "from", Kind: "text", Label: v.say("census.from"), Hint: v.say("day.hint"), Value: q.asked.Get("from"), Error: wrong["from"]},
		{Name: "to", Kind: "text", Label: v.say("census.to"), Hint: v.say("day.hint"), Value: q.asked.Get("to"), Error: wrong["to"]},
	}
	return append(out, v.dayFields(q, wrong)[1], v.cutFields(q, wrong)[0])
}

// series answers how many were present on many days.
func (v *visit) series() error {
	if !v.counts() {
		return errNoPage
	}
	q, wrong := v.ask(), map[string]string{}
	q.by = q.by[:min(1, len(q.by))]
	from, to := v.span(&q, wrong)
	every := firstOf(v.c.Query("every"), string(census.Monthly))
	q.asked.Set("every", every)
	asked := q.query(v, wrong)
	body := censusBody{Path: pathSeries}
	if len(wrong) == 0 {
		s, err := v.desk.Census.Series(v.ctx, v.because("census"), census.SeriesQuery{From: from, To: to, Every: census.Step(every), By: q.by, Only: q.only, KnownAt: asked.KnownAt})
		if err == nil {
			v.overTime(&body, q, s)
			body.Save = v.mayBeSaved(q, saved.Series)
		} else if err = v.blame(err, wrong); err != nil {
			return err
		}
	}
	steps := pages.Field{Name: "every", Kind: "select", Label: v.say("census.every"), Required: true, Value: every, Error: wrong["every"]}
	for _, s := range []census.Step{census.Monthly, census.Weekly, census.Daily} {
		steps.Options = append(steps.Options, pages.Option{Value: string(s), Text: v.say("census.every." + string(s))})
	}
	body.Fields = append(v.spanFields(q, wrong), steps)
	return v.showCensus(q, body, wrong)
}

// overTime puts a series on its page: everybody, or the largest parts of a cut,
// as lines; the table has every day with every part.
func (v *visit) overTime(body *censusBody, q question, s census.Series) {
	body.Known = v.say("census.position", pages.Number(v.l, int(s.Position)), pages.Number(v.l, s.Epoch))
	body.Said = v.say("census.series.said", len(s.Points))
	lines := []chart.Series{{Name: v.say("census.total")}, {Name: v.say("fact.missing")}}
	if len(s.By) > 0 {
		lines = append(lines[:1], v.partLines(s)...)
	}
	var at []string
	for _, p := range s.Points {
		at = append(at, pages.ShortDate(p.On))
		lines[0].N = append(lines[0].N, p.Total)
		if len(s.By) == 0 {
			lines[1].N = append(lines[1].N, p.Missing)
		}
	}
	f := chart.Frame{ID: "census-1", Title: v.say("census.tab.series"), Desc: v.say("census.series.desc"), Lang: v.l, Label: v.say("census.day")}
	one := shown{Figure: chart.Lines(f, at, lines[:min(linesShown, len(lines))])}
	one.Figure.Twin = chart.Lines(f, at, lines).Twin
	for i := range one.Figure.Twin.Rows {
		one.Figure.Twin.Rows[i][0].Href = v.onDay(q, s.Points[i].On)
	}
	one.Wide = len(lines) > linesShown
	body.Shown = append(body.Shown, one)
}

// partLines are the parts of a cut, each a line, the largest on the last day first.
func (v *visit) partLines(s census.Series) []chart.Series {
	counts, names := map[string]int{}, map[string]string{}
	for _, p := range s.Points {
		for _, c := range p.Cells {
			counts[c.Codes[0]] += c.Count
			names[c.Codes[0]] = v.partName(s.By[0], c.Codes[0], c.Labels[0])
		}
	}
	var out []chart.Series
	codes := ordered(counts, "")
	for _, code := range codes {
		line := chart.Series{Name: names[code]}
		for _, p := range s.Points {
			n := 0
			if i := slices.IndexFunc(p.Cells, func(c census.Cell) bool { return c.Codes[0] == code }); i >= 0 {
				n = p.Cells[i].Count
			}
			line.N = append(line.N, n)
		}
		out = append(out, line)
	}
	return out
}

// onDay is the address of the same question of one day.
func (v *visit) onDay(q question, on day.Date) string {
	one := q
	one.on, one.asked = pages.ShortDate(on), nil
	if len(one.by) == 0 {
		one.by = []census.Dimension{census.Region}
	}
	return one.address(pathCensus)
}

// flows answers who came and who went.
func (v *visit) flows() error {
	if !v.counts() {
		return errNoPage
	}
	q, wrong := v.ask(), map[string]string{}
	q.by = q.by[:min(1, len(q.by))]
	from, to := v.span(&q, wrong)
	asked := q.query(v, wrong)
	body := censusBody{Path: pathFlows}
	if len(wrong) == 0 {
		f, err := v.desk.Census.Flows(v.ctx, v.because("census"), census.FlowQuery{From: from, To: to, By: q.by, Only: q.only, KnownAt: asked.KnownAt})
		if err == nil {
			v.flowed(&body, f)
			body.Save = v.mayBeSaved(q, saved.Flows)
		} else if err = v.blame(err, wrong); err != nil {
			return err
		}
	}
	body.Fields = v.spanFields(q, wrong)
	return v.showCensus(q, body, wrong)
}

// comes are the flows by which children come to be counted, goes those by which
// they are no longer; what is neither stands apart.
func comes() []census.Flow {
	return []census.Flow{census.Arrived, census.Reentered, census.TransferredIn, census.Returned}
}

func goes() []census.Flow {
	return []census.Flow{census.WentMissing, census.TransferredOut, census.Left, census.CameOfAge}
}

// flowed puts flows on their page: the balance of all, step by step, then of each
// part.
func (v *visit) flowed(body *censusBody, f census.Flows) {
	body.Said = v.say("census.flows.said", f.Total.End, pages.Date(v.l, f.To))
	body.Beside = v.say("census.flows.beside", f.Total.Start, pages.Date(v.l, f.From.Add(-1)))
	body.Known = v.say("census.position", pages.Number(v.l, int(f.Position)), pages.Number(v.l, f.Epoch))
	var parts []chart.Part
	for _, m := range f.Total.Moves {
		parts = append(parts, chart.Part{Label: v.flowName(m), N: m.Count, Share: chart.NoShare})
	}
	frame := chart.Frame{ID: "census-1", Title: v.say("census.flows.title"), Desc: v.say("census.flows.desc"), Lang: v.l, Label: v.say("census.flows.how"), Value: v.say("public.count")}
	one := shown{Figure: chart.Bars(frame, parts, nil)}
	one.Figure.Twin = v.balance(frame.Title, &f.Total)
	body.Shown = append(body.Shown, one)
	if len(f.By) > 0 {
		body.Shown = append(body.Shown, shown{Wide: true, Figure: chart.Figure{ID: "census-2", Title: v.cutTitle(f.By), Twin: v.balances(f)}})
	}
}

// flowName says in words how children came or went.
func (v *visit) flowName(m census.Moves) string {
	name := v.say("flow." + string(m.Flow))
	detail := ""
	switch {
	case m.Flow == census.Arrived && m.Detail == "", (m.Flow == census.Left || m.Flow == census.LeftMissing) && m.Detail == "":
		detail = v.say("census.nowhere")
	case m.Detail == "":
		return name
	case m.Flow == census.Arrived:
		detail = v.partName(census.Mode, m.Detail, "")
	default:
		detail = v.word("exit", m.Detail)
	}
	return name + ": " + detail
}

// balance is who was there, came and went, and who is there: as a sum that adds up.
func (v *visit) balance(title string, b *census.Balance) pages.Table {
	t := pages.Table{Caption: title, Head: []pages.Cell{{Text: v.say("census.flows.how")}, {Text: v.say("public.count"), Num: true}}}
	add := func(name, n string) { t.Rows = append(t.Rows, []pages.Cell{{Text: name}, {Text: n, Num: true}}) }
	add(v.say("census.flows.start"), pages.Number(v.l, b.Start))
	for _, m := range b.Moves {
		switch {
		case slices.Contains(goes(), m.Flow):
			add(v.flowName(m), "− "+pages.Number(v.l, m.Count))
		case slices.Contains(comes(), m.Flow), m.Flow == census.OtherChange && m.Count > 0:
			add(v.flowName(m), "+ "+pages.Number(v.l, m.Count))
		case m.Flow == census.OtherChange:
			add(v.flowName(m), pages.Number(v.l, m.Count))
		}
	}
	add(v.say("census.flows.end"), pages.Number(v.l, b.End))
	for _, m := range b.Moves {
		if m.Flow == census.Moved || m.Flow == census.LeftMissing {
			add(v.say("census.flows.apart", v.flowName(m)), pages.Number(v.l, m.Count))
		}
	}
	return t
}

// balances is the same of each part of a cut, a row each.
func (v *visit) balances(f census.Flows) pages.Table {
	t := pages.Table{Caption: v.cutTitle(f.By), Head: []pages.Cell{{Text: v.say("cut." + string(f.By[0]))}, {Text: v.say("census.flows.start")}}}
	kinds := append(comes(), append(goes(), census.OtherChange)...)
	for _, k := range kinds {
		t.Head = append(t.Head, pages.Cell{Text: v.say("flow." + string(k))})
	}
	t.Head = append(t.Head, pages.Cell{Text: v.say("census.flows.end")})
	row := func(name string, b *census.Balance) []pages.Cell {
		out := []pages.Cell{{Text: name}, {Text: pages.Number(v.l, b.Start)}}
		for _, k := range kinds {
			out = append(out, pages.Cell{Text: pages.Number(v.l, b.Of(k))})
		}
		return append(out, pages.Cell{Text: pages.Number(v.l, b.End)})
	}
	for i := range f.Cells {
		b := &f.Cells[i]
		t.Rows = append(t.Rows, row(v.partName(f.By[0], b.Codes[0], b.Labels[0]), b))
	}
	t.Rows = append(t.Rows, row(v.say("census.total"), &f.Total))
	return t
}
