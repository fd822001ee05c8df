package webui

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"faro.example/registry/report"
	"faro.example/registry/report/disclosure"
	"faro.example/registry/report/publication"
	"faro.example/shared/fault"
	"faro.example/shared/pages"
	"faro.example/shared/pages/chart"
)

// The measures of what is shown at once. Arbitrary: what fits a page.
const (
	barsShown  = 15 // of a long table; its twin has them all
	trendShown = 25 // months
	colsDrawn  = 4  // columns that stacked bars can tell apart
)

// shown is a table of a publication: drawn, or as a table alone.
type shown struct {
	Figure chart.Figure
	Remark string
	Wide   bool // a table wider than a page: it scrolls by itself
}

// block is a chapter of a publication.
type block struct {
	ID, Title string
	Text      []string
	Shown     []shown
	LeftOut   bool
}

// easel draws the tables of a report in a language. Of what is published each
// number leads to its page; of a draft it leads nowhere.
type easel struct {
	kit   *pages.Kit
	l     pages.Lang
	of    publication.Name
	links bool
}

func (g *guest) easel(of publication.Name) *easel { return &easel{g.kit, g.l, of, true} }

func (e *easel) say(key string, args ...any) string { return e.kit.Say(e.l, key, args...) }

func (e *easel) word(w report.Words) string { return wordIn(e.l, w) }

// cellText writes a published count.
func (e *easel) cellText(c disclosure.Cell) string {
	if c.Withheld {
		return e.say("public.withheld")
	}
	return pages.Number(e.l, c.Count)
}

// figureAt is the address of a page of a figure.
func figureAt(a publication.Address) string { return pathFigures + "/" + a.String() }

// shown draws a table of a report, each number leading to its page.
func (e *easel) shown(r *report.Report, t *report.Table) shown {
	out := shown{Remark: e.word(r.Remarks.Tables[t.ID])}
	f := chart.Frame{ID: "f-" + t.ID, Title: e.word(t.Title), Desc: e.say("public.desc", e.word(t.Title), pages.Date(e.l, t.On)), Lang: e.l,
		Label: e.dimension(t.Rows), Value: e.say("public.count")}
	switch {
	case len(t.Cols) == 0:
		out.Figure = e.oneWay(f, t)
	case len(t.Cols) <= colsDrawn:
		out.Figure = e.stacked(f, t)
	default:
		out.Figure = chart.Figure{ID: f.ID, Title: f.Title, Twin: pages.Table{Caption: f.Title}}
		out.Wide = true
	}
	e.twin(t, &out.Figure.Twin)
	return out
}

// dimension names what the rows of a table are.
func (e *easel) dimension(rows []report.Line) string {
	if len(rows) > 0 {
		if key := "cut." + rows[0].Dimension; e.kit.Knows(key) {
			return e.say(key)
		}
	}
	return e.say("chart.value")
}

// oneWay draws a table by one cut: on the map if it is by region, else as bars.
func (e *easel) oneWay(f chart.Frame, t *report.Table) chart.Figure {
	shares := t.Shares()
	f.Shares = len(t.Rows) > 1
	var parts []chart.Part
	for i := range t.Cells {
		p := chart.Part{Label: e.word(report.NameAt(t.Rows, i)), N: t.Cells[i][0].Count, Withheld: t.Cells[i][0].Withheld, Share: shares[i]}
		if i < len(t.Rows) && t.Rows[i].Dimension == "region" && len(t.Rows[i].Members) == 1 && t.Rows[i].Members[0] != "none" {
			p.Region = t.Rows[i].Members[0]
		}
		parts = append(parts, p)
	}
	rows := parts[:len(t.Rows)]
	switch {
	case len(t.Rows) > 0 && t.Rows[0].Dimension == "region":
		f.Shares = false
		return chart.Regions(f, rows, nil)
	case len(t.Rows) < 2:
		return chart.Figure{ID: f.ID, Title: f.Title, Twin: pages.Table{Caption: f.Title}}
	}
	return chart.Bars(f, rows[:min(barsShown, len(rows))], nil)
}

func (e *easel) stacked(f chart.Frame, t *report.Table) chart.Figure {
	var cols []string
	for _, c := range t.Cols {
		cols = append(cols, e.word(c.Name))
	}
	var rows []chart.Row
	for i := range t.Rows {
		row := chart.Row{Label: e.word(t.Rows[i].Name)}
		for j := range t.Cols {
			row.Parts = append(row.Parts, chart.Part{N: t.Cells[i][j].Count, Withheld: t.Cells[i][j].Withheld, Share: chart.NoShare})
		}
		rows = append(rows, row)
	}
	return chart.Stacked(f, cols, rows[:min(barsShown, len(rows))])
}

// twin is the table of a table: every cell, with its totals, each leading to the
// page of the figure; what the picture says of parts drawn together stays.
func (e *easel) twin(t *report.Table, twin *pages.Table) {
	notes := map[string]string{}
	for _, row := range twin.Rows {
		notes[row[0].Text] = row[0].Note
	}
	one := len(t.Cols) == 0
	twin.Rows, twin.Head = nil, []pages.Cell{{Text: e.dimension(t.Rows)}}
	for j := range t.Cells[0] {
		head := e.say("public.count")
		if !one {
			head = e.word(report.NameAt(t.Cols, j))
		}
		twin.Head = append(twin.Head, pages.Cell{Text: head, Num: true})
	}
	var shares []int
	if one && len(t.Rows) > 1 {
		shares = t.Shares()
		twin.Head = append(twin.Head, pages.Cell{Text: e.say("public.share"), Num: true})
	}
	for i, line := range t.Cells {
		name := e.word(report.NameAt(t.Rows, i))
		row := []pages.Cell{{Text: name, Note: notes[name]}}
		for j, c := range line {
			at := publication.Address{Name: e.of, Table: t.ID, Row: report.KeyAt(t.Rows, i), Column: report.KeyAt(t.Cols, j)}
			about := name
			if !one {
				about += ", " + e.word(report.NameAt(t.Cols, j))
			}
			cell := pages.Cell{Text: e.cellText(c), Num: true}
			if e.links {
				cell.Href, cell.For = figureAt(at), about
			}
			row = append(row, cell)
		}
		if shares != nil {
			share := ""
			if shares[i] >= 0 {
				share = pages.Tenths(e.l, shares[i])
			}
			row = append(row, pages.Cell{Text: share, Num: true})
		}
		twin.Rows = append(twin.Rows, row)
	}
}

// blocks are the chapters of a report; one without chapters is one of them all.
func (e *easel) blocks(r *report.Report) []block {
	chapters := r.Chapters
	if len(chapters) == 0 {
		all := report.Chapter{ID: "tables", Title: report.Words{Italian: e.say("public.tables"), English: e.say("public.tables")}}
		for i := range r.Tables {
			all.Tables = append(all.Tables, r.Tables[i].ID)
		}
		chapters = []report.Chapter{all}
	}
	var out []block
	for _, c := range chapters {
		b := block{ID: "c-" + c.ID, Title: e.word(c.Title), LeftOut: c.LeftOut}
		for _, text := range c.Text {
			b.Text = append(b.Text, e.word(text))
		}
		for _, id := range c.Tables {
			if t := r.Table(id); t != nil {
				b.Shown = append(b.Shown, e.shown(r, t))
			}
		}
		out = append(out, b)
	}
	return out
}

// download is a file of a publication.
type download struct{ Text, Href, Size, Digest string }

// extensions are how files are called after their publication. They stand in
// addresses that are given out: none is reused.
var extensions = []struct {
	format         report.Format
	ending, medium string
}{
	{report.HTML, ".html", "text/html; charset=utf-8"}, {report.HTMLEnglish, ".en.html", "text/html; charset=utf-8"},
	{report.PDF, ".pdf", "application/pdf"}, {report.XLSX, ".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
	{report.CSV, ".csv", "text/csv; charset=utf-8"}, {report.JSON, ".json", "application/json"},
	{report.Schema, ".schema.json", "application/csvm+json"}, {report.Catalogue, ".dcat.jsonld", "application/ld+json"},
}

func (g *guest) downloads(p *publication.Publication) []download {
	var out []download
	for _, e := range extensions {
		i := slices.IndexFunc(p.Files, func(f publication.File) bool { return f.Format == e.format })
		if i < 0 {
			continue
		}
		f := p.Files[i]
		out = append(out, download{Text: g.say("format." + string(e.format)), Href: pathPublications + "/" + p.Name.String() + "/" + p.Name.String() + e.ending,
			Size: g.say("public.kilobytes", (f.Size+1023)/1024), Digest: f.Digest})
	}
	return out
}

// named reads the name of a publication in an address. What is none is not there.
func named(text string) (publication.Name, error) {
	n, err := publication.ParseName(text)
	if err != nil {
		return n, errNotPublished
	}
	return n, nil
}

var errNotPublished = fault.Newf(fault.NotFound, "nothing of that name is published")

// titled is how a publication is called.
func (g *guest) titled(n publication.Name) string {
	return g.say("kind."+string(n.Kind), pages.Date(g.l, n.AsOf))
}

// issueBody is one publication.
type issueBody struct {
	Name, Digest string
	Facts        []pages.Item
	Files        []download
	Blocks       []block
	Rules        string
}

// issue shows one publication.
func (g *guest) issue() error {
	n, err := named(g.c.Param("name"))
	if err != nil {
		return err
	}
	p, r, err := g.shelf.take(g.ctx, g.public, n)
	if err != nil {
		return err
	}
	body := issueBody{Name: g.titled(n), Digest: p.Digest, Files: g.downloads(&p), Blocks: g.easel(n).blocks(&r), Rules: g.word(r.Remarks.Rules)}
	fact := func(key string, cells ...pages.Cell) {
		body.Facts = append(body.Facts, pages.Item{Term: g.say(key), Values: cells})
	}
	fact("public.asof", pages.Cell{Text: pages.Date(g.l, n.AsOf)})
	fact("public.approved", pages.Cell{Text: g.say("time.dayclock", pages.Date(g.l, dayOf(p.ApprovedAt)), pages.Clock(p.ApprovedAt))})
	fact("public.position", pages.Cell{Text: g.say("public.position.of", pages.Number(g.l, int(p.Position)), pages.Number(g.l, p.Epoch))})
	if r.Floor > 0 {
		fact("public.floor", pages.Cell{Text: g.say("public.floor.is", r.Floor)})
	}
	if r.Rounded > 0 {
		fact("public.rounded", pages.Cell{Text: g.say("public.rounded.to", r.Rounded)})
	}
	return g.draw(pages.Page{Name: "issue", Title: g.titled(n), Help: g.say("help.issue"), Body: body})
}

// file sends a publication in one format, as it was frozen.
func (g *guest) file() error {
	n, err := named(g.c.Param("name"))
	if err != nil {
		return err
	}
	name := g.c.Param("file")
	i := slices.IndexFunc(extensions, func(e struct {
		format         report.Format
		ending, medium string
	}) bool {
		return name == n.String()+e.ending
	})
	if i < 0 {
		return errNotPublished
	}
	e := extensions[i]
	f, text, err := g.public.File(g.ctx, n, e.format)
	if err != nil {
		return err
	}
	if g.known("public, max-age=86400", f.Digest) {
		return nil
	}
	if e.format == report.HTML || e.format == report.HTMLEnglish {
		g.c.Header("Content-Security-Policy", policyOf(text))
	} else {
		g.c.Header("Content-Disposition", `attachment; filename="`+name+`"`)
	}
	g.c.Header("Cross-Origin-Resource-Policy", "cross-origin")
	g.c.Data(http.StatusOK, e.medium, text)
	return nil
}

var styleOf = regexp.MustCompile(`(?s)<style[^>]*>(.*?)</style>`)

// policyOf is the content security policy of a publication, which is one file
// with its styles within: these, by their digests, and nothing else.
func policyOf(page []byte) string {
	styles := []string{}
	for _, m := range styleOf.FindAllSubmatch(page, -1) {
		sum := sha256.Sum256(m[1])
		styles = append(styles, "'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+"'")
	}
	if len(styles) == 0 {
		styles = append(styles, "'none'")
	}
	return "default-src 'none'; style-src " + strings.Join(styles, " ") + "; img-src data:; font-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; " +
		"require-trusted-types-for 'script'; trusted-types 'none'"
}

// figureBody is one published figure.
type figureBody struct {
	Of               pages.Link
	What             []pages.Item
	Published, Today string
	On, Known, Why   string
	Same             bool
}

// figure shows a published figure as it was published and as it is known today.
func (g *guest) figure() error {
	n, err := named(g.c.Param("name"))
	if err != nil {
		return err
	}
	f, err := g.public.Figure(g.ctx, publication.Address{Name: n, Table: g.c.Param("table"), Row: g.c.Param("row"), Column: g.c.Param("column")})
	if err != nil {
		return err
	}
	body := figureBody{
		Of: pages.Link{Text: g.titled(n), Href: pathPublications + "/" + n.String()}, Published: g.easel(n).cellText(f.Published), Today: g.easel(n).cellText(f.Today),
		On: pages.Date(g.l, dayOf(f.Of.ApprovedAt)), Known: pages.Date(g.l, dayOf(f.KnownAt)), Why: g.word(f.Why), Same: f.Same,
		What: []pages.Item{{Term: g.say("public.table"), Values: []pages.Cell{{Text: g.word(f.TableTitle)}}}, {Term: g.say("public.row"), Values: []pages.Cell{{Text: g.word(f.RowName)}}}},
	}
	if f.Column != "total" {
		body.What = append(body.What, pages.Item{Term: g.say("public.column"), Values: []pages.Cell{{Text: g.word(f.ColumnName)}}})
	}
	return g.show("figure-page", "public.figure.title", body)
}
