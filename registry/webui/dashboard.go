package webui

import (
	"slices"

	"faro.example/registry/report"
	"faro.example/registry/report/publication"
	"faro.example/shared/pages"
	"faro.example/shared/pages/chart"
)

// fact is a number that stands out.
type fact struct{ Number, Text, Href, Note string }

// dashboardBody is the newest monthly publication at a glance.
type dashboardBody struct {
	Of     pages.Link
	When   string
	Facts  []fact
	Trend  *chart.Figure
	Shown  []shown
	Files  []download
	Digest string
}

// dashboard shows the newest monthly publication that is approved.
func (g *guest) dashboard() error {
	all, err := g.public.Published(g.ctx, report.Monthly)
	if err != nil {
		return err
	}
	if len(all) == 0 {
		return g.show("dashboard", "public.title", dashboardBody{})
	}
	p, r, err := g.shelf.take(g.ctx, g.public, all[0].Name)
	if err != nil {
		return err
	}
	body := dashboardBody{
		Of: pages.Link{Text: g.titled(p.Name), Href: pathPublications + "/" + p.Name.String()}, Files: g.downloads(&p), Digest: p.Digest,
		When: g.say("public.when", pages.Date(g.l, p.AsOf), pages.Date(g.l, dayOf(p.ApprovedAt))), Facts: g.facts(p.Name, &r),
	}
	if body.Trend, err = g.trend(all); err != nil {
		return err
	}
	for _, id := range []string{"region", "age", "sex", "citizenship"} {
		if t := r.Table(id); t != nil {
			body.Shown = append(body.Shown, g.easel(p.Name).shown(&r, t))
		}
	}
	return g.show("dashboard", "public.title", body)
}

// facts are the figures that people ask for first.
func (g *guest) facts(n publication.Name, r *report.Report) []fact {
	var out []fact
	for _, of := range []struct{ table, row, key string }{
		{"sex", "total", "fact.total"}, {"sex", "F", "fact.girls"}, {"age", "17", "fact.17"}, {"missing", "total", "fact.missing"},
	} {
		c, _, _, ok := r.At(of.table, of.row, "total")
		if !ok {
			continue
		}
		f := fact{Number: g.easel(n).cellText(c), Text: g.say(of.key), Href: figureAt(publication.Address{Name: n, Table: of.table, Row: of.row, Column: "total"})}
		t := r.Table(of.table)
		if i := slices.IndexFunc(t.Rows, func(l report.Line) bool { return l.Key() == of.row }); i >= 0 && len(t.Cols) == 0 {
			if share := t.Shares()[i]; share >= 0 {
				f.Note = g.say("fact.share", pages.Tenths(g.l, share))
			}
		}
		out = append(out, f)
	}
	return out
}

// trend draws how many were present, month by month, as published each time.
func (g *guest) trend(all []publication.Publication) (*chart.Figure, error) {
	all = all[:min(trendShown, len(all))]
	if len(all) < 2 {
		return nil, nil
	}
	present, missing := chart.Series{Name: g.say("fact.total")}, chart.Series{Name: g.say("fact.missing")}
	var at []string
	for i := range slices.Backward(all) {
		_, r, err := g.shelf.take(g.ctx, g.public, all[i].Name)
		if err != nil {
			return nil, err
		}
		at = append(at, pages.ShortDate(all[i].AsOf))
		for s, table := range map[*chart.Series]string{&present: "sex", &missing: "missing"} {
			c, _, _, ok := r.At(table, "total", "total")
			s.N, s.Gap = append(s.N, c.Count), append(s.Gap, !ok || c.Withheld)
		}
	}
	f := chart.Lines(chart.Frame{ID: "f-trend", Title: g.say("public.trend"), Desc: g.say("public.trend.desc"), Lang: g.l, Label: g.say("public.asof")},
		at, []chart.Series{present, missing})
	return &f, nil
}

// archiveBody is all that is published.
type archiveBody struct{ Kinds []archived }

type archived struct {
	ID, Title, Text string
	Issues          []archivedIssue
}

type archivedIssue struct {
	Link   pages.Link
	When   string
	Files  []download
	Digest string
}

// archive lists all that is published, by kind, the newest first.
func (g *guest) archive() error {
	body, err := g.issues(report.Monthly, report.HalfYearly, report.Eurostat, report.OpenData)
	if err != nil {
		return err
	}
	return g.show("archive", "public.archive.title", body)
}

// issues lists what is published of some kinds.
func (g *guest) issues(kinds ...report.Kind) (body archiveBody, err error) {
	for _, k := range kinds {
		all, err := g.public.Published(g.ctx, k)
		if err != nil {
			return body, err
		}
		of := archived{ID: "k-" + string(k), Title: g.say("kinds." + string(k)), Text: g.say("kinds." + string(k) + ".text")}
		for i := range all {
			p := &all[i]
			if len(p.Files) == 0 { // a list may leave the files out
				full, _, err := g.shelf.take(g.ctx, g.public, p.Name)
				if err != nil {
					return body, err
				}
				p = &full
			}
			of.Issues = append(of.Issues, archivedIssue{Link: pages.Link{Text: g.titled(p.Name), Href: pathPublications + "/" + p.Name.String()},
				When: g.say("public.approvedon", pages.Date(g.l, dayOf(p.ApprovedAt))), Files: g.downloads(p), Digest: p.Digest})
		}
		body.Kinds = append(body.Kinds, of)
	}
	return body, nil
}

// dataBody is what there is to know of the open data.
type dataBody struct {
	archiveBody
	Columns pages.Table
	Prose   []section
}

// openData says what may be used, and how.
func (g *guest) openData() error {
	issues, err := g.issues(report.OpenData, report.Monthly)
	if err != nil {
		return err
	}
	body := dataBody{archiveBody: issues, Prose: g.prose(dataProse()), Columns: pages.Table{
		Caption: g.say("data.columns"), Head: []pages.Cell{{Text: g.say("data.name")}, {Text: g.say("data.means")}}}}
	for _, c := range []string{"as_of", "known_at", "table", "row", "row_it", "row_en", "column", "column_it", "column_en", "minors", "withheld"} {
		body.Columns.Rows = append(body.Columns.Rows, []pages.Cell{{Text: c}, {Text: g.say("data." + c)}})
	}
	return g.show("open-data", "data.title", body)
}
