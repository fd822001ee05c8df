package press

import (
	"bytes"
	_ "embed" // the page and its style
	"fmt"
	"html/template"
	"strconv"
	"strings"

	"faro.example/registry/report"
	"faro.example/registry/report/disclosure"
	"faro.example/shared/day"
	"faro.example/shared/pages"
)

//go:embed page.html
var pageText string

//go:embed page.css
var style string

// Page writes the report as a page that stands by itself.
func Page(r report.Report, l pages.Lang) ([]byte, error) {
	t, err := template.New("page").Funcs(template.FuncMap{
		"style": func() template.CSS { return template.CSS(style) }, // our own file
	}).Parse(pageText)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	if err := t.Execute(&out, newView(r, l)); err != nil {
		return nil, fmt.Errorf("write page: %w", err)
	}
	return out.Bytes(), nil
}

// view is a report as the page shows it.
type view struct {
	r    report.Report
	lang pages.Lang

	Title, Subtitle string
	Facts           []fact
	Chapters        []chapter
	Notes           []string
	Colophon        []string
}

// fact is a figure that stands at the head.
type fact struct{ Label, Value, Note string }

// chapter is a part of the report with its tables.
type chapter struct {
	ID, Number, Title string
	Text              []string
	Tables            []table
	LeftOut           bool
}

// table is a table as it is drawn.
type table struct {
	ID, Number, Caption string
	Corner              string
	Head                []string
	Wide                bool // it has more columns than a page is wide
	Long                bool // it has more rows than are kept on one page
	Rows                []row
	Omitted             string // which lines are left out since nobody is counted on them
	Remark              string
	Picture             *picture
}

type row struct {
	Name  string
	Cells []cell
	Total bool
	count int // of a table by one cut; 0 if it is withheld
}

// bars reports whether the rows are parts of one whole, so that bars compare them.
func (t *table) bars() bool { return t.Picture != nil }

type cell struct {
	Text     string
	Withheld bool
	Address  string // the figure's name within the publication
}

func newView(r report.Report, l pages.Lang) *view {
	v := &view{r: r, lang: l}
	v.Title, v.Subtitle = v.title()
	v.Facts = v.facts()
	chapters := r.Chapters
	if len(chapters) == 0 {
		for _, t := range r.Tables {
			chapters = append(chapters, report.Chapter{ID: t.ID, Title: t.Title, Tables: []string{t.ID}})
		}
	}
	number := 0
	for i, c := range chapters {
		out := chapter{ID: c.ID, Number: strconv.Itoa(i + 1), Title: v.say(c.Title), LeftOut: c.LeftOut}
		for _, w := range c.Text {
			out.Text = append(out.Text, v.say(w))
		}
		if c.ID == report.Rules {
			out.Text = append(out.Text, paragraphs(v.say(r.Remarks.Rules))...)
		}
		if c.Beside {
			out.Tables = v.beside(c.Tables, &number)
			v.Chapters = append(v.Chapters, out)
			continue
		}
		for _, id := range c.Tables {
			if t := r.Table(id); t != nil {
				number++
				out.Tables = append(out.Tables, v.table(t, number))
			}
		}
		v.Chapters = append(v.Chapters, out)
	}
	v.Notes, v.Colophon = v.notes(), v.colophon()
	return v
}

// Lang is the language of the page.
func (v *view) Lang() string { return string(v.lang) }

// T says one of two words, by the language of the page.
func (v *view) T(italian, english string) string {
	if v.lang == pages.English {
		return english
	}
	return italian
}

func (v *view) say(w report.Words) string {
	if w.English == "" || w.Italian == "" {
		return w.Italian + w.English
	}
	return v.T(w.Italian, w.English)
}

func (v *view) title() (title, subtitle string) {
	on := pages.Date(v.lang, v.r.AsOf)
	switch v.r.Kind {
	case report.HalfYearly:
		return v.T("Rapporto semestrale di approfondimento", "Six-monthly in-depth report"),
			v.T("Dal ", "From ") + pages.Date(v.lang, v.r.From.Add(1)) + v.T(" al ", " to ") + on
	case report.Eurostat:
		return v.T("Estratto per Eurostat", "Extract for Eurostat"), v.T("Dati al ", "Data of ") + on
	case report.OpenData:
		return v.T("Dati aperti per regione e provincia", "Open data by region and province"), v.T("Dati al ", "Data of ") + on
	}
	return v.T("Rapporto mensile", "Monthly report"), v.T("Dati al ", "Data of ") + on
}

// table lays a table out. Lines on which nobody is counted are left out of one by
// two cuts, which would not fit on paper with them; it says so.
func (v *view) table(t *report.Table, number int) table {
	out := table{
		ID: t.ID, Number: itoa(number), Caption: v.say(t.Title), Corner: v.corner(t),
		Remark: v.say(v.r.Remarks.Tables[t.ID]), Picture: v.picture(t),
	}
	rows, cols := all(len(t.Cells)), all(len(t.Cells[0]))
	byTwo := len(t.Cols) > 0
	if byTwo {
		rows, cols = peopled(t)
		if len(rows) < len(t.Cells) || len(cols) < len(t.Cells[0]) {
			out.Omitted = v.T("Righe e colonne senza minori non sono riportate.", "Rows and columns without children are left out.")
		}
	}
	for _, j := range cols {
		if name := v.say(report.NameAt(t.Cols, j)); byTwo {
			out.Head = append(out.Head, name)
		}
	}
	out.Wide, out.Long = len(out.Head) > widest, len(rows) > longest
	var shares []int
	if !byTwo {
		out.Head = []string{v.T("minori", "children")}
		if v.r.Rounded == 0 && len(t.Rows) > 1 {
			out.Head, shares = append(out.Head, "%"), t.Shares()
		}
	}
	for _, i := range rows {
		line := row{Name: v.say(report.NameAt(t.Rows, i)), Total: i == len(t.Rows), count: t.Cells[i][0].Count}
		for _, j := range cols {
			line.Cells = append(line.Cells, v.cell(t, i, j))
		}
		if shares != nil {
			line.Cells = append(line.Cells, v.share(t.Cells[i][0], shares[i]))
		}
		out.Rows = append(out.Rows, line)
	}
	return out
}

// How many columns fit on a page that stands, and how many rows stay together on
// one. Arbitrary.
const (
	widest  = 8
	longest = 14
)

func itoa(n int) string { return strconv.Itoa(n) }

// short writes a day in digits, as a column has room for it.
func (v *view) short(d day.Date) string { return pages.ShortDate(d) }

func all(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

// peopled gives the rows and columns on which anybody is counted, and the totals.
func peopled(t *report.Table) (rows, cols []int) {
	some := func(c disclosure.Cell) bool { return c.Withheld || c.Count > 0 }
	last := len(t.Cols)
	for i, line := range t.Cells {
		if i == len(t.Rows) || some(line[last]) {
			rows = append(rows, i)
		}
	}
	for j := range t.Cells[0] {
		if j == last || some(t.Cells[len(t.Rows)][j]) {
			cols = append(cols, j)
		}
	}
	return rows, cols
}

func (v *view) cell(t *report.Table, i, j int) cell {
	c := t.Cells[i][j]
	out := cell{Address: strings.Join([]string{t.ID, report.KeyAt(t.Rows, i), report.KeyAt(t.Cols, j)}, "/")}
	if c.Withheld {
		out.Text, out.Withheld = "c", true
		return out
	}
	out.Text = pages.Number(v.lang, c.Count)
	return out
}

// share writes tenths of a percent.
func (v *view) share(c disclosure.Cell, tenths int) cell {
	if tenths < 0 {
		return cell{Text: "c", Withheld: c.Withheld || c.Count > 0}
	}
	return cell{Text: fmt.Sprintf("%d%s%d", tenths/10, v.T(",", "."), tenths%10)}
}

// corner names what the rows are.
func (v *view) corner(t *report.Table) string {
	if len(t.Rows) == 0 {
		return ""
	}
	w, ok := dimensions[t.Rows[0].Dimension]
	if !ok {
		return ""
	}
	return v.say(w)
}

var dimensions = map[string]report.Words{
	"sex": {Italian: "Sesso", English: "Sex"}, "age": {Italian: "Età", English: "Age"},
	"citizenship": {Italian: "Cittadinanza", English: "Citizenship"}, "region": {Italian: "Regione", English: "Region"},
	"province": {Italian: "Provincia", English: "Province"}, "state": {Italian: "Condizione", English: "Condition"},
	"reception": {Italian: "Accoglienza", English: "Reception"}, "mode": {Italian: "Modalità", English: "Mode"},
	"day": {Italian: "Data", English: "Date"}, "reason": {Italian: "Motivo", English: "Reason"},
}

func paragraphs(text string) []string {
	var out []string
	for p := range strings.SplitSeq(text, "\n") {
		if p = strings.TrimSpace(p); p != "" {
			out = append(out, p)
		}
	}
	return out
}
