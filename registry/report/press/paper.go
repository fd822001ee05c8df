package press

import (
	"bytes"
	"fmt"

	"codeberg.org/go-pdf/fpdf"

	"faro.example/registry/report"
	"faro.example/shared/pages"
)

// The measures of the paper, in millimetres and points.
const (
	margin   = 18.0
	lineHigh = 5.2
	textSize = 9.5
	barWide  = 36.0 // of the longest bar beside a table
	barHigh  = 2.6
)

// paper is a report on its way to be printed without a browser.
type paper struct {
	*fpdf.Fpdf
	v  *view
	to func(string) string // in the letters of the fonts that every reader has
}

// print prints a report without a browser, in Italian: the same words, tables
// and figures as the page.
func print(r report.Report) ([]byte, error) {
	v := newView(r, pages.Italian)
	p := &paper{Fpdf: fpdf.New("P", "mm", "A4", ""), v: v}
	p.to = p.UnicodeTranslatorFromDescriptor("")
	p.SetCatalogSort(true)
	p.SetTitle("I minori stranieri non accompagnati in Italia – "+v.Title+" – "+v.Subtitle, true)
	p.SetLang("it-IT")
	p.SetCreationDate(r.Dated.UTC())
	p.SetModificationDate(r.Dated.UTC())
	p.SetMargins(margin, margin, margin)
	p.SetAutoPageBreak(true, margin)
	p.AliasNbPages("")
	p.SetFooterFunc(p.foot)
	p.AddPage()
	p.head()
	for _, c := range v.Chapters {
		p.chapter(c)
	}
	p.heading("Come leggere i dati")
	for _, n := range append(v.Notes, v.Colophon...) {
		p.paragraph(n)
	}
	var out bytes.Buffer
	if err := p.Output(&out); err != nil {
		return nil, fmt.Errorf("print: %w", err)
	}
	return out.Bytes(), nil
}

func (p *paper) ink()  { p.SetTextColor(23, 50, 77) }
func (p *paper) blue() { p.SetTextColor(0, 89, 179) }

// head is what the first page begins with.
func (p *paper) head() {
	p.ink()
	p.SetFont("Helvetica", "B", 10)
	p.MultiCell(0, 5, p.to("Ministero del Lavoro e delle Politiche Sociali"), "", "L", false)
	p.SetFont("Helvetica", "", 10)
	p.MultiCell(0, 5, p.to("Registro nazionale dei minori stranieri non accompagnati"), "", "L", false)
	p.Ln(8)
	p.SetFont("Helvetica", "B", 22)
	p.MultiCell(0, 9, p.to("I minori stranieri non accompagnati in Italia"), "", "L", false)
	p.blue()
	p.SetFont("Helvetica", "B", 14)
	p.MultiCell(0, 7, p.to(p.v.Title), "", "L", false)
	p.ink()
	p.SetFont("Helvetica", "", 12)
	p.MultiCell(0, 6, p.to(p.v.Subtitle), "", "L", false)
	p.Ln(3)
	p.SetDrawColor(0, 89, 179)
	p.SetLineWidth(1)
	width, _ := p.GetPageSize()
	p.Line(margin, p.GetY(), width-margin, p.GetY())
	p.Ln(6)
	p.facts()
}

// facts are the figures of the head, side by side.
func (p *paper) facts() {
	if len(p.v.Facts) == 0 {
		return
	}
	width, _ := p.GetPageSize()
	each := (width - 2*margin) / float64(len(p.v.Facts))
	x, y := margin, p.GetY()
	for _, f := range p.v.Facts {
		p.SetFillColor(232, 240, 248)
		p.Rect(x, y, each-3, 20, "F")
		p.SetXY(x+2, y+2)
		p.SetFont("Helvetica", "B", 15)
		p.CellFormat(each-7, 8, p.to(f.Value), "", 2, "L", false, 0, "")
		p.SetFont("Helvetica", "", 8)
		label := f.Label
		if f.Note != "" {
			label += " (" + f.Note + ")"
		}
		p.MultiCell(each-7, 3.6, p.to(label), "", "L", false)
		x += each
	}
	p.SetXY(margin, y+24)
}

func (p *paper) foot() {
	p.SetY(-12)
	p.SetFont("Helvetica", "", 8)
	p.SetTextColor(69, 91, 113)
	p.CellFormat(0, 5, p.to(p.v.Title+" – "+p.v.Subtitle), "", 0, "L", false, 0, "")
	p.CellFormat(0, 5, fmt.Sprintf("%d / {nb}", p.PageNo()), "", 0, "R", false, 0, "")
}

// heading is that of a chapter, with some lines after it on the same page.
func (p *paper) heading(text string) {
	p.need(28)
	p.Ln(4)
	p.blue()
	p.SetFont("Helvetica", "B", 13)
	p.MultiCell(0, 7, p.to(text), "", "L", false)
	p.Bookmark(p.to(text), 0, -1)
	p.ink()
	p.Ln(1)
}

// need begins a new page unless so much is left of this one.
func (p *paper) need(high float64) {
	_, page := p.GetPageSize()
	if p.GetY()+high > page-margin {
		p.AddPage()
	}
}

func (p *paper) paragraph(text string) {
	p.SetFont("Helvetica", "", textSize)
	p.MultiCell(0, lineHigh-.4, p.to(text), "", "L", false)
	p.Ln(1.5)
}

func (p *paper) chapter(c chapter) {
	p.heading(c.Number + ". " + c.Title)
	for _, t := range c.Text {
		p.paragraph(t)
	}
	for _, t := range c.Tables {
		if t.Wide {
			p.AddPageFormat("L", fpdf.SizeType{Wd: 210, Ht: 297})
			p.table(t, p.fit(t))
			p.AddPageFormat("P", fpdf.SizeType{Wd: 210, Ht: 297})
			continue
		}
		p.table(t, textSize)
	}
}

// fit is the size of letters in which a table fits the width of the page.
func (p *paper) fit(t table) float64 {
	columns := len(t.Head)
	return min(textSize, max(4.2, 9.5-float64(columns)*.24))
}

// table draws a table, its head again on each page, and a bar beside the rows of
// one by a single cut.
func (p *paper) table(t table, size float64) {
	high := lineHigh * size / textSize
	if t.Long {
		p.need(high*4 + 8)
	} else {
		p.need(high*float64(len(t.Rows)+2) + 8)
	}
	p.SetFont("Helvetica", "B", textSize)
	p.MultiCell(0, lineHigh, p.to("Tavola "+t.Number+". "+t.Caption), "", "L", false)
	widths := p.widths(t)
	p.tableHead(t, widths, size)
	most := 0
	for _, r := range t.Rows {
		if !r.Total {
			most = max(most, r.count)
		}
	}
	for _, r := range t.Rows {
		_, page := p.GetPageSize()
		if p.GetY()+high > page-margin {
			p.AddPageFormat(orientation(t), fpdf.SizeType{Wd: 210, Ht: 297})
			p.tableHead(t, widths, size)
		}
		p.row(t, r, widths, size, most)
	}
	for _, note := range []string{t.Omitted, t.Remark} {
		if note != "" {
			p.Ln(1)
			p.SetFont("Helvetica", "I", 8)
			p.MultiCell(0, 4, p.to(note), "", "L", false)
		}
	}
	p.Ln(4)
}

func orientation(t table) string {
	if t.Wide {
		return "L"
	}
	return "P"
}

// widths shares the width of the page among the columns.
func (p *paper) widths(t table) []float64 {
	width, _ := p.GetPageSize()
	width -= 2 * margin
	name := 62.0
	if t.Wide {
		name = 34
	}
	each := min(24, (width-name)/float64(max(1, len(t.Head))))
	out := []float64{name}
	for range t.Head {
		out = append(out, each)
	}
	return out
}

func (p *paper) tableHead(t table, widths []float64, size float64) {
	high := lineHigh * size / textSize
	p.SetFont("Helvetica", "B", size)
	p.SetFillColor(232, 240, 248)
	p.SetDrawColor(0, 89, 179)
	p.SetLineWidth(.3)
	p.CellFormat(widths[0], high+1, p.cut(t.Corner, widths[0]), "B", 0, "L", true, 0, "")
	for i, h := range t.Head {
		p.CellFormat(widths[i+1], high+1, p.cut(h, widths[i+1]), "B", 0, "R", true, 0, "")
	}
	p.Ln(-1)
}

func (p *paper) row(t table, r row, widths []float64, size float64, most int) {
	high, face := lineHigh*size/textSize, ""
	border := "B"
	if r.Total {
		face, border = "B", "TB"
	}
	p.SetFont("Helvetica", face, size)
	p.SetDrawColor(177, 191, 204)
	p.SetLineWidth(.15)
	p.CellFormat(widths[0], high, p.cut(r.Name, widths[0]), border, 0, "L", false, 0, "")
	for i, c := range r.Cells {
		p.CellFormat(widths[i+1], high, p.to(c.Text), border, 0, "R", false, 0, "")
	}
	if t.bars() && !r.Total && most > 0 && r.count > 0 {
		p.SetFillColor(0, 89, 179)
		p.Rect(p.GetX()+4, p.GetY()+(high-barHigh)/2, max(.3, barWide*float64(r.count)/float64(most)), barHigh, "F")
	}
	p.Ln(-1)
}

// cut gives as much of a text as has room.
func (p *paper) cut(text string, wide float64) string {
	text = p.to(text)
	if p.GetStringWidth(text) <= wide-2 {
		return text
	}
	for len(text) > 1 && p.GetStringWidth(text+".") > wide-2 {
		text = text[:len(text)-1]
	}
	return text + "."
}
