package paper

import (
	"bytes"
	"fmt"
	"strings"

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
	p.lines(high, Said{p.d.lang(), text}, false)
}

// lines writes what is said in a language, from the side on which it begins.
func (p *drawn) lines(high float64, said Said, fill bool) {
	if !said.Right() {
		p.MultiCell(0, high, visual(said.Text, false), "", "L", fill)
		return
	}
	for _, line := range p.folded(said.Text) {
		p.CellFormat(0, high, line, "", 1, "R", fill, 0, "")
	}
}

// folded breaks a text into lines as it is read, and turns each: turned whole, the last
// line would stand first.
func (p *drawn) folded(text string) (out []string) {
	wide := p.right() - margin - 2*p.GetCellMargin()
	line, drawn := "", ""
	for word := range strings.FieldsSeq(text) {
		longer := strings.TrimSpace(line + " " + word)
		turned := visual(longer, true)
		if line != "" && p.GetStringWidth(turned) > wide {
			out = append(out, drawn)
			longer, turned = word, visual(word, true)
		}
		line, drawn = longer, turned
	}
	return append(out, drawn)
}

// mark writes something in a box.
func (p *drawn) mark(said Said) {
	p.SetFillColor(242, 245, 248)
	p.SetFont(face, "", textSize)
	p.lines(lineHigh+1, said, true)
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
	for _, m := range p.d.Marks {
		p.mark(m)
		p.Ln(1)
	}
}

func (p *drawn) right() float64 {
	width, _ := p.GetPageSize()
	return width - margin
}

func (p *drawn) foot() {
	p.SetY(-11)
	p.SetFont(face, "", 7.5)
	p.faint()
	p.CellFormat(0, 4, visual(p.d.foot(), fromRight(p.d.lang())), "", 0, "L", false, 0, "")
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
		p.mark(Said{p.d.lang(), part.Note})
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
		p.MultiCell(0, lineHigh, visual(v.Text, false), "", "L", false)
		if note := p.note(v); note != "" {
			p.SetX(margin + termWide)
			p.faint()
			p.SetFont(face, map[bool]string{true: "B"}[v.Held], 8)
			p.MultiCell(0, 4, visual(note, false), "", "L", false)
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
		p.MultiCell(termWide-4, lineHigh, visual(who, false), "", "L", false)
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
