package webui

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"faro.example/registry/census"
	"faro.example/registry/report"
	"faro.example/registry/report/disclosure"
	"faro.example/shared/minor"
	"faro.example/shared/pages"
	"faro.example/shared/pages/chart"
)

// fewParts is how many parts of a second cut are told apart by stacked bars.
const fewParts = 4

func compareText(a, b string) int { return cmp.Compare(strings.ToLower(a), strings.ToLower(b)) }

func (v *visit) countryName(code string) string { return firstOf(v.country(minor.Country(code)), code) }

// down is the cut that a part of a place opens into; "" where it opens no further.
func down(d census.Dimension) census.Dimension {
	switch d {
	case census.Region:
		return census.Province
	case census.Province:
		return census.Municipality
	case census.Municipality:
		return census.Structure
	case census.Structure:
		return ""
	}
	return census.Region
}

// grid is an answer by rows and columns. Each adds up to its total.
type grid struct {
	rows, cols []string // codes, in the order in which they are shown
	names      map[string]string
	counts     map[[2]string]int
	sumRow     map[string]int
	sumCol     map[string]int
	total      int
}

// gridOf lays an answer out by its first cut and its second, if it has one.
func (v *visit) gridOf(r census.Result) *grid {
	g := &grid{names: map[string]string{}, counts: map[[2]string]int{}, sumRow: map[string]int{}, sumCol: map[string]int{}, total: r.Total}
	for _, c := range r.Cells {
		row, col := c.Codes[0], ""
		g.names["r"+row] = v.partName(r.By[0], row, c.Labels[0])
		if len(r.By) > 1 {
			col = c.Codes[1]
			g.names["c"+col] = v.partName(r.By[1], col, c.Labels[1])
		}
		g.counts[[2]string{row, col}] += c.Count
		g.sumRow[row] += c.Count
		g.sumCol[col] += c.Count
	}
	g.rows, g.cols = ordered(g.sumRow, r.By[0]), nil
	if len(r.By) > 1 {
		g.cols = ordered(g.sumCol, r.By[1])
	}
	return g
}

// ordered gives codes in the order of their dimension, or, where it has none, by
// falling number; what no record states last.
func ordered(counts map[string]int, d census.Dimension) []string {
	order := census.Codes(d)
	out := make([]string, 0, len(counts))
	for code := range counts {
		out = append(out, code)
	}
	slices.SortFunc(out, func(a, b string) int {
		if (a == "") != (b == "") {
			if a == "" {
				return 1
			}
			return -1
		}
		if i, j := slices.Index(order, a), slices.Index(order, b); i >= 0 && j >= 0 {
			return cmp.Compare(i, j)
		}
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b))
	})
	return out
}

// counted puts an answer on its page.
func (v *visit) counted(body *censusBody, q question, asked census.Query, r census.Result) {
	body.Said = v.say("census.said", r.Total, pages.Date(v.l, r.On))
	body.Beside = v.say("census.missing", r.Missing)
	body.Known = v.say("census.position", pages.Number(v.l, int(r.Position)), pages.Number(v.l, r.Epoch))
	body.Missing = v.behind(r.Missing, q.within(census.State, "missing"), "").Href
	body.Same = sameQuestion(q, asked, r)
	if len(r.By) == 0 {
		return
	}
	g := v.gridOf(r)
	f := chart.Frame{ID: "census-1", Title: v.cutTitle(r.By), Desc: v.say("public.desc", v.cutTitle(r.By), pages.Date(v.l, r.On)), Lang: v.l,
		Label: v.say("cut." + string(r.By[0])), Value: v.say("public.count")}
	one := shown{Figure: v.drawn(f, g, r)}
	one.Figure.Twin = v.twinOf(f, g, q, r)
	one.Wide = len(g.cols) > fewParts
	body.Shown = append(body.Shown, one)
}

func (v *visit) cutTitle(by []census.Dimension) string {
	out := v.say("census.by.title", v.say("cut."+string(by[0])))
	if len(by) > 1 {
		out = v.say("census.by.both", v.say("cut."+string(by[0])), v.say("cut."+string(by[1])))
	}
	return out
}

// drawn draws an answer: on the map by region, as a pyramid by age and sex, else
// as bars.
func (v *visit) drawn(f chart.Frame, g *grid, r census.Result) chart.Figure {
	shares := g.shares()
	var parts []chart.Part
	for i, row := range g.rows {
		p := chart.Part{Label: g.names["r"+row], N: g.sumRow[row], Share: shares[i]}
		if r.By[0] == census.Region {
			p.Region = row
		}
		parts = append(parts, p)
	}
	switch {
	case r.By[0] == census.Region && len(g.cols) == 0:
		return chart.Regions(f, parts, nil)
	case len(g.cols) == 0:
		f.Shares = true
		return chart.Bars(f, parts[:min(barsShown, len(parts))], nil)
	case (r.By[0] == census.Age || r.By[0] == census.Years) && r.By[1] == census.Sex:
		return g.pyramid(f)
	case len(g.cols) <= fewParts:
		return g.stacked(f)
	}
	return chart.Figure{ID: f.ID, Title: f.Title}
}

func (g *grid) pyramid(f chart.Frame) chart.Figure {
	var rows []chart.Pair
	for _, row := range g.rows {
		side := func(col string) chart.Part { return chart.Part{N: g.counts[[2]string{row, col}], Share: chart.NoShare} }
		rows = append(rows, chart.Pair{Label: strings.TrimSpace(g.names["r"+row]), Left: side("M"), Right: side("F")})
	}
	return chart.Pyramid(f, firstOf(g.names["cM"], "M"), firstOf(g.names["cF"], "F"), rows)
}

func (g *grid) stacked(f chart.Frame) chart.Figure {
	var cols []string
	for _, c := range g.cols {
		cols = append(cols, g.names["c"+c])
	}
	var rows []chart.Row
	for _, row := range g.rows[:min(barsShown, len(g.rows))] {
		one := chart.Row{Label: g.names["r"+row]}
		for _, col := range g.cols {
			one.Parts = append(one.Parts, chart.Part{N: g.counts[[2]string{row, col}], Share: chart.NoShare})
		}
		rows = append(rows, one)
	}
	return chart.Stacked(f, cols, rows)
}

// shares are what each row is of the total, adding up to it.
func (g *grid) shares() []int {
	t := report.Table{Rows: make([]report.Line, len(g.rows))}
	for _, row := range g.rows {
		t.Cells = append(t.Cells, []disclosure.Cell{{Count: g.sumRow[row]}})
	}
	t.Cells = append(t.Cells, []disclosure.Cell{{Count: g.total}})
	return t.Shares()
}

// twinOf is the table of an answer. The name of a part leads a level down, its
// number to the children behind it, for who may see any.
func (v *visit) twinOf(f chart.Frame, g *grid, q question, r census.Result) pages.Table {
	t := pages.Table{Caption: f.Title, Empty: v.say("census.nobody"), Head: []pages.Cell{{Text: f.Label}}}
	for _, col := range g.cols {
		t.Head = append(t.Head, pages.Cell{Text: g.names["c"+col], Num: true})
	}
	t.Head = append(t.Head, pages.Cell{Text: v.say("census.total"), Num: true})
	if len(g.cols) == 0 {
		t.Head = append(t.Head, pages.Cell{Text: v.say("public.share"), Num: true})
	}
	shares := g.shares()
	for i, row := range g.rows {
		name := g.names["r"+row]
		cells := []pages.Cell{{Text: name}}
		if to := down(r.By[0]); to != "" && row != "" {
			cells[0].Href = q.within(r.By[0], row, to).address(pathCensus)
		}
		here := q.within(r.By[0], row)
		for _, col := range g.cols {
			cells = append(cells, v.behind(g.counts[[2]string{row, col}], here.within(r.By[1], col), name+", "+g.names["c"+col]))
		}
		cells = append(cells, v.behind(g.sumRow[row], here, name))
		if len(g.cols) == 0 {
			cells = append(cells, pages.Cell{Text: pages.Tenths(v.l, max(0, shares[i])), Num: true})
		}
		t.Rows = append(t.Rows, cells)
	}
	last := []pages.Cell{{Text: v.say("census.total")}}
	for _, col := range g.cols {
		last = append(last, pages.Cell{Text: pages.Number(v.l, g.sumCol[col]), Num: true})
	}
	all := q
	all.by = nil
	last = append(last, v.behind(g.total, all, v.say("census.total")))
	if len(g.cols) == 0 {
		last = append(last, pages.Cell{Text: pages.Tenths(v.l, 1000), Num: true})
	}
	if len(g.rows) > 0 {
		t.Rows = append(t.Rows, last)
	}
	return t
}

// sameQuestion is the question at the command line and over the API, where the
// answer is the same number; the API is asked by position, so that it stays it.
func sameQuestion(q question, asked census.Query, r census.Result) []string {
	flags, params := []string{"registryctl census --on " + r.On.String()}, []string{"on=" + r.On.String()}
	var by, only []string
	for _, d := range q.by {
		by = append(by, string(d))
	}
	if len(by) > 0 {
		flags, params = append(flags, "--by "+strings.Join(by, ",")), append(params, "by="+strings.Join(by, ","))
	}
	for _, f := range q.only {
		for _, code := range f.Codes {
			only = append(only, string(f.By)+":"+code)
		}
	}
	if len(only) > 0 {
		flags, params = append(flags, "--only "+strings.Join(only, ",")), append(params, "only="+strings.Join(only, ","))
	}
	if !asked.KnownAt.IsZero() {
		flags = append(flags, "--known-at "+asked.KnownAt.String())
	}
	return []string{strings.Join(flags, " "), "/v1/census?" + strings.Join(append(params, fmt.Sprintf("position=%d", r.Position)), "&")}
}
