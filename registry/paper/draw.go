package paper

import (
	"bytes"
	"fmt"

	"codeberg.org/go-pdf/fpdf"
	plain "github.com/go-fonts/dejavu/dejavusanscondensed"
	bold "github.com/go-fonts/dejavu/dejavusanscondensedbold"
)

// The measures of the paper, in millimetres and points.
const (
	margin   = 16.0
	textSize = 9.5
	lineHigh = 4.6
	termWide = 60.0
	boxWide  = 22.0
	boxHigh  = 26.0
	face     = "DejaVu"
)

// drawn is a document on its way to be printed without a browser.
type drawn struct {
	*fpdf.Fpdf
	d *Document
	w words
}

// draw prints a document without a browser: the same words as the page, in
// letters of every script that a child's name here is written in.
func draw(d Document) ([]byte, error) {
	p := &drawn{Fpdf: fpdf.New("P", "mm", "A4", ""), d: &d, w: d.words()}
	p.AddUTF8FontFromBytes(face, "", plain.TTF)
	p.AddUTF8FontFromBytes(face, "B", bold.TTF)
	p.SetCatalogSort(true)
	p.SetTitle(d.Title, true)
	p.SetLang(d.lang())
	p.SetCreationDate(d.Dated.UTC())
	p.SetModificationDate(d.Dated.UTC())
	p.SetMargins(margin, margin, margin)
	p.SetAutoPageBreak(true, margin)
	p.AliasNbPages("")
	p.SetFooterFunc(p.foot)
	p.AddPage()
	p.head()
	for _, part := range d.Parts {
		p.part(part)
	}
	p.signed()
	p.colophon()
	var out bytes.Buffer
	if err := p.Output(&out); err != nil {
		return nil, fmt.Errorf("print: %w", err)
	}
	return out.Bytes(), nil
}

func (p *drawn) ink()   { p.SetTextColor(23, 50, 77) }
func (p *drawn) blue()  { p.SetTextColor(0, 89, 179) }
func (p *drawn) faint() { p.SetTextColor(69, 91, 113) }

// text writes lines of the whole width.
func (p *drawn) text(style string, size, high float64, text string) {
	p.SetFont(face, style, size)
	if !fromRight(p.d.lang()) {
		p.MultiCell(0, high, visual(text), "", "L", false)
		return
	}
	// Broken into lines as it is read, and each line turned: turned whole, the
	// last line would stand first. Joined letters may be wider than they are alone.
	for _, line := range p.SplitText(text, 0.85*(p.right()-margin)) {
		p.MultiCell(0, high, visual(line), "", "R", false)
	}
}

func (p *drawn) head() {
	p.ink()
	for i, line := range p.d.Office {
		style := ""
		if i == 0 {
			style = "B"
		}
		p.text(style, 9.5, 4.6, line)
	}
	p.Ln(4)
	p.text("B", 15, 7, p.d.Title)
	if p.d.Subtitle != "" {
		p.text("", 9.5, 4.8, p.d.Subtitle)
	}
	p.Ln(1.5)
	p.SetDrawColor(0, 89, 179)
	p.SetLineWidth(.7)
	p.Line(margin, p.GetY(), p.right(), p.GetY())
	p.Ln(1)
}

func (p *drawn) right() float64 {
	width, _ := p.GetPageSize()
	return width - margin
}

func (p *drawn) foot() {
	p.SetY(-11)
	p.SetFont(face, "", 7.5)
	p.faint()
	p.CellFormat(0, 4, p.d.Title, "", 0, "L", false, 0, "")
	p.CellFormat(0, 4, fmt.Sprintf("%s %d / {nb}", p.w.Page, p.PageNo()), "", 0, "R", false, 0, "")
}

// need begins a new page unless so much is left of this one.
func (p *drawn) need(high float64) {
	_, page := p.GetPageSize()
	if p.GetY()+high > page-margin {
		p.AddPage()
	}
}

func (p *drawn) part(part Part) {
	if part.Title != "" {
		p.need(20)
		p.Ln(3)
		p.blue()
		p.text("B", 11, 5.6, part.Title)
		p.Bookmark(part.Title, 0, -1)
	}
	p.ink()
	if part.Note != "" {
		p.SetFillColor(242, 245, 248)
		p.SetFont(face, "", textSize)
		p.MultiCell(0, lineHigh+1, visual(part.Note), "", "L", true)
	}
	for _, t := range part.Text {
		p.text("", textSize, lineHigh, t)
		p.Ln(1.5)
	}
	for _, f := range part.Fields {
		p.field(f)
	}
}

// field draws a field: its number and term at the left, its values beside them.
func (p *drawn) field(f Field) {
	term := f.Term
	if f.No != "" {
		term = f.No + "  " + term
	}
	high := p.high(f)
	p.SetFont(face, "", 8.5)
	left := p.SplitText(term, termWide-2)
	p.need(max(float64(len(left))*4.2, high) + 1.4)
	x, top := margin+1, p.GetY()+.7
	for i, line := range left {
		p.Text(x, top+3.3+float64(i)*4.2, line)
	}
	low := top + float64(len(left))*4.2
	p.SetY(top)
	switch {
	case len(f.Values) > 0:
		p.values(f)
	case f.Box:
		p.rule()
		p.Rect(margin+termWide, top, boxWide, boxHigh, "D")
		p.SetY(top + boxHigh)
	default:
		p.rule()
		p.Line(margin+termWide, top+lineHigh, p.right(), top+lineHigh)
		p.SetY(top + lineHigh)
	}
	p.SetY(max(p.GetY(), low) + .7)
	p.SetDrawColor(213, 221, 229)
	p.SetLineWidth(.15)
	p.Line(margin, p.GetY(), p.right(), p.GetY())
}

// rule is the pen of a line that somebody fills in by hand.
func (p *drawn) rule() {
	p.SetDrawColor(91, 111, 130)
	p.SetLineWidth(.25)
}

// values writes what a field holds, one below the other.
func (p *drawn) values(f Field) {
	for _, v := range f.Values {
		top := p.GetY()
		p.SetX(margin + termWide)
		p.ink()
		p.SetFont(face, "", textSize)
		p.MultiCell(0, lineHigh, visual(v.Text), "", "L", false)
		if note := p.note(v); note != "" {
			p.SetX(margin + termWide)
			p.faint()
			p.SetFont(face, map[bool]string{true: "B"}[v.Held], 8)
			p.MultiCell(0, 4, visual(note), "", "L", false)
		}
		if v.Held {
			p.SetDrawColor(166, 99, 0)
			p.SetLineWidth(.6)
			p.Line(margin+termWide-1.5, top, margin+termWide-1.5, p.GetY())
		}
	}
	p.ink()
}

// note is what is said below a value.
func (p *drawn) note(v Value) string {
	switch {
	case v.Held && v.Note != "":
		return v.Note + "; " + p.w.Conflict
	case v.Held:
		return p.w.Conflict
	}
	return v.Note
}

// high is how high the values of a field stand; of one that fills a page, as
// much as is kept together.
func (p *drawn) high(f Field) float64 {
	if len(f.Values) == 0 && f.Box {
		return boxHigh
	}
	high := 0.0
	for _, v := range f.Values {
		p.SetFont(face, "", textSize)
		high += lineHigh * float64(len(p.SplitText(v.Text, p.right()-margin-termWide-2)))
		if p.note(v) != "" {
			high += 4
		}
	}
	return min(max(high, lineHigh), 60)
}

func (p *drawn) signed() {
	for _, who := range p.d.Signed {
		p.need(18)
		p.Ln(7)
		p.ink()
		y := p.GetY()
		p.SetFont(face, "", textSize)
		p.MultiCell(termWide-4, lineHigh, visual(who), "", "L", false)
		p.rule()
		p.Line(margin+termWide, y+lineHigh, p.right(), y+lineHigh)
		p.faint()
		p.SetFont(face, "", 7)
		p.Text(margin+termWide, y+lineHigh+3, p.w.Signed)
		p.SetY(max(p.GetY(), y+lineHigh+4))
	}
}

func (p *drawn) colophon() {
	p.need(float64(len(p.d.Colophon))*4 + 6)
	p.Ln(5)
	p.faint()
	for _, line := range p.d.Colophon {
		p.text("", 7.5, 3.6, line)
	}
}
