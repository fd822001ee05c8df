package press

import (
	"html/template"

	"faro.example/registry/report"
	"faro.example/shared/pages/chart"
)

// picture is a picture of a table, which follows it with the same numbers.
type picture struct {
	ID, Title, Desc, Note string
	SVG                   template.HTML
}

// most is how many bars a picture has: what follows is in the table.
const most = 15

// picture draws a table by one cut; nothing where there is nothing to see.
func (v *view) picture(t *report.Table) *picture {
	if len(t.Cols) > 0 || len(t.Rows) < 2 {
		return nil
	}
	f := chart.Frame{
		ID: "picture-" + t.ID, Title: v.say(t.Title), Lang: v.lang, Label: v.corner(t), Value: v.T("minori", "children"),
		Desc: v.T("La tavola che segue riporta gli stessi dati.", "The table below has the same figures."),
	}
	var shares []int
	if v.r.Rounded == 0 {
		shares, f.Shares = t.Shares(), true
	}
	var parts []chart.Part
	for i, l := range t.Rows {
		c := t.Cells[i][0]
		p := chart.Part{Label: v.say(l.Name), N: c.Count, Withheld: c.Withheld, Share: chart.NoShare}
		if shares != nil && shares[i] >= 0 {
			p.Share = shares[i]
		}
		if t.ID == "region" && l.Key() != "none" {
			p.Region = l.Key()
		}
		parts = append(parts, p)
	}
	var drawn chart.Figure
	if t.ID == "region" {
		drawn = chart.Regions(f, parts, nil)
	} else {
		parts = parts[:min(most, len(parts))]
		drawn = chart.Bars(f, parts, nil)
	}
	if drawn.SVG == "" {
		return nil
	}
	return &picture{ID: drawn.ID, Title: drawn.Title, Desc: drawn.Desc, Note: drawn.Note, SVG: drawn.SVG}
}

// beside puts tables of the same lines on several days one beside the other, by
// the lines of the first of each.
func (v *view) beside(ids []string, number *int) []table {
	var out []table
	for len(ids) > 0 {
		first := v.r.Table(ids[0])
		ids = ids[1:]
		if first == nil {
			continue
		}
		group := []*report.Table{first}
		for len(ids) > 0 {
			next := v.r.Table(ids[0])
			if next == nil || next.ID != first.ID+"-"+next.On.String() {
				break
			}
			group, ids = append(group, next), ids[1:]
		}
		*number++
		out = append(out, v.together(group, *number))
	}
	return out
}

// together draws a group of tables as one, a column for each day.
func (v *view) together(group []*report.Table, number int) table {
	first := group[0]
	out := table{ID: first.ID + "-compared", Number: itoa(number), Caption: v.say(first.Title), Corner: v.corner(first)}
	for _, t := range group {
		out.Head = append(out.Head, v.short(t.On))
	}
	for i := range first.Cells {
		key := report.KeyAt(first.Rows, i)
		line := row{Name: v.say(report.NameAt(first.Rows, i)), Total: i == len(first.Rows)}
		for _, t := range group {
			c, _, _, _ := v.r.At(t.ID, key, "total")
			line.Cells = append(line.Cells, cell{Text: v.number(c), Withheld: c.Withheld})
		}
		out.Rows = append(out.Rows, line)
	}
	return out
}
