package xlsx

import (
	"archive/zip"
	"bufio"
	"encoding/xml"
	"fmt"
	"io"
	"iter"
	"math"
	"strconv"
	"strings"
	"unicode/utf16"

	"faro.example/shared/day"
)

// The styles of cells, as writtenStyles has them.
const (
	styleText    = 1 // stays text when it is typed over
	styleDay     = 2
	styleHeading = 3
)

// Write writes a heading and rows as a workbook of one sheet with the given
// title, row by row, without keeping them. A cell is nil, a string, a bool, an
// int, an int64, a float64 or a [day.Date]; any other is an error. Numbers and
// days are written as such, those that a spreadsheet program would change as
// text. Texts are marked as such, and stay so when they are typed over. The
// same rows give the same bytes.
func Write(w io.Writer, title string, heading []string, rows iter.Seq[[]any]) error {
	if title == "" || strings.ContainsAny(title, `[]:*?/\'`) || units(title) > bookTitle {
		return fmt.Errorf("a sheet cannot be titled so")
	}
	z := zip.NewWriter(w)
	for _, p := range writtenParts {
		if err := writePart(z, p.name, strings.NewReplacer("TITLE", escape(title)).Replace(p.text)); err != nil {
			return err
		}
	}
	out, err := z.Create("xl/worksheets/sheet1.xml")
	if err != nil {
		return err
	}
	b := &writer{w: bufio.NewWriter(out)}
	if err := b.sheet(heading, rows); err != nil {
		return err
	}
	if err := b.w.Flush(); err != nil {
		return err
	}
	return z.Close()
}

func writePart(z *zip.Writer, name, text string) error {
	w, err := z.Create(name)
	if err != nil {
		return err
	}
	_, err = io.WriteString(w, xml.Header+text)
	return err
}

// writer writes the one sheet. What goes wrong in writing is kept by w
// until it is flushed.
type writer struct {
	w   *bufio.Writer
	row int
}

func (b *writer) sheet(heading []string, rows iter.Seq[[]any]) error {
	b.w.WriteString(xml.Header + `<worksheet xmlns="` + mainSpace + `"><sheetViews><sheetView workbookViewId="0">` +
		`<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>`)
	fmt.Fprintf(b.w, `<cols><col min="1" max="%d" width="18" customWidth="1"/></cols><sheetData>`, max(1, len(heading)))
	head := make([]any, len(heading))
	for i, h := range heading {
		head[i] = h
	}
	if err := b.line(head, styleHeading); err != nil {
		return err
	}
	for cells := range rows {
		if err := b.line(cells, styleText); err != nil {
			return err
		}
	}
	_, err := b.w.WriteString(`</sheetData></worksheet>`)
	return err
}

func (b *writer) line(cells []any, style int) error {
	b.row++
	if b.row > bookRows || len(cells) > bookColumns {
		return fmt.Errorf("row %d: a sheet has at most %d rows of %d cells", b.row, bookRows, bookColumns)
	}
	fmt.Fprintf(b.w, `<row r="%d">`, b.row)
	for i, c := range cells {
		if err := b.cell(fmt.Sprintf("%s%d", Letters(i), b.row), c, style); err != nil {
			return fmt.Errorf("row %d, column %s: %w", b.row, Letters(i), err)
		}
	}
	_, err := b.w.WriteString("</row>")
	return err
}

// cell writes one cell, or nothing for an empty one.
func (b *writer) cell(ref string, value any, style int) error {
	switch v := value.(type) {
	case nil:
		return nil
	case string:
		return b.text(ref, v, style)
	case bool:
		n := 0
		if v {
			n = 1
		}
		_, err := fmt.Fprintf(b.w, `<c r="%s" t="b"><v>%d</v></c>`, ref, n)
		return err
	case int:
		return b.cell(ref, int64(v), style)
	case int64:
		if v <= -1e15 || v >= 1e15 { // a program keeps fifteen digits
			return b.text(ref, strconv.FormatInt(v, 10), style)
		}
		return b.number(ref, float64(v), 0)
	case float64:
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return fmt.Errorf("the number is none")
		}
		return b.number(ref, v, 0)
	case day.Date:
		if v.IsZero() {
			return nil
		}
		serial := v.Sub(day.Of(1899, 12, 30))
		if serial < firstSerial || serial > lastSerial {
			return b.text(ref, v.String(), style)
		}
		return b.number(ref, float64(serial), styleDay)
	}
	return fmt.Errorf("a cell cannot hold a %T", value)
}

func (b *writer) number(ref string, v float64, style int) error {
	_, err := fmt.Fprintf(b.w, `<c r="%s" s="%d"><v>%s</v></c>`, ref, style, strconv.FormatFloat(v, 'g', -1, 64))
	return err
}

func (b *writer) text(ref, text string, style int) error {
	if text == "" {
		return nil
	}
	if units(text) > bookText {
		return fmt.Errorf("the text is longer than a cell may be")
	}
	_, err := fmt.Fprintf(b.w, `<c r="%s" s="%d" t="inlineStr"><is><t xml:space="preserve">%s</t></is></c>`, ref, style, escape(text))
	return err
}

// units counts the units of UTF-16, by which spreadsheet programs measure text.
func units(text string) int {
	n := 0
	for _, r := range text {
		n += utf16.RuneLen(r)
	}
	return n
}

// escape gives text as XML holds it.
func escape(text string) string {
	var b strings.Builder
	if err := xml.EscapeText(&b, []byte(spell(text))); err != nil {
		panic(err) // a builder takes everything
	}
	return b.String()
}

// spell writes out the signs that XML cannot hold, as _x0007_, and what could
// be read as one. [unescape] reads them.
func spell(text string) string {
	var b strings.Builder
	for i, r := range text {
		switch {
		case r < ' ' && r != '\t' && r != '\n' && r != '\r', r == 0xFFFE, r == 0xFFFF:
			fmt.Fprintf(&b, "_x%04X_", r)
		case r == '_' && strings.HasPrefix(text[i:], "_x"):
			b.WriteString("_x005F_")
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

const mainSpace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"

// writtenParts are the files of a workbook besides its sheet.
var writtenParts = []struct{ name, text string }{
	{"[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
		`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
		`<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>` +
		`<Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>` +
		`<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>`},
	{"_rels/.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" ` +
		`Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
	{"xl/workbook.xml", `<workbook xmlns="` + mainSpace + `" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">` +
		`<bookViews><workbookView/></bookViews><sheets><sheet name="TITLE" sheetId="1" r:id="rId1"/></sheets></workbook>`},
	{"xl/_rels/workbook.xml.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
		`<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/>` +
		`<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>`},
	{"xl/styles.xml", `<styleSheet xmlns="` + mainSpace + `"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>` +
		`<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>` +
		`<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>` +
		`<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>` +
		`<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>` +
		`<cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>` +
		`<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>` +
		`<xf numFmtId="14" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>` +
		`<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/></cellXfs></styleSheet>`},
}
