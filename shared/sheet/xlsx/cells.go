package xlsx

import (
	"encoding/xml"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Sheet is what stands in one sheet of a workbook.
type Sheet struct {
	Rows   []Row            // those in which something stands, in order
	Hidden [MaxColumns]bool // columns that are not shown
	areas  []area
	within int // cells in areas
}

// Row is one row of a sheet, or of whatever else is read as one.
type Row struct {
	Number int // from 1
	Cells  []string
	Flaws  []Flaw // of the cells; nil if there is none
	Far    string // the first column beyond [MaxColumns] in which something stands
	Hidden bool
}

// Text gives a cell, counted from 0; those not in the row are empty.
func (r Row) Text(column int) string {
	if column < 0 || column >= len(r.Cells) {
		return ""
	}
	return r.Cells[column]
}

// Flaw gives what is wrong with a cell.
func (r Row) Flaw(column int) Flaw {
	if column < 0 || column >= len(r.Flaws) {
		return flawNone
	}
	return r.Flaws[column]
}

// Filled reports whether something stands in a cell. In one merged with
// another nothing does.
func (r Row) Filled(column int) bool {
	f := r.Flaw(column)
	return strings.TrimSpace(r.Text(column)) != "" || f != flawNone && f != flawMerged
}

// Empty reports whether nothing stands in the row.
func (r Row) Empty() bool {
	for i := range r.Cells {
		if r.Filled(i) {
			return false
		}
	}
	return r.Far == ""
}

// area is a rectangle of cells of which all but the first have the same flaw.
type area struct {
	top, left, bottom, right int // rows from 1, columns from 0; the last ones are in it
	flaw                     Flaw
}

// errEnough ends the reading of a sheet that is not the one looked for.
var errEnough = errors.New("enough")

// sheetReader reads a sheet of a workbook.
type sheetReader struct {
	*part
	book *Book
	last int // row
	into Sheet
}

// Sheet reads one of the tabs, counted from 0; nothing if it is no sheet of
// cells. When row after has been passed it asks, with the rows until then,
// whether to go on, and gives nothing if not. It fails with [fault.Invalid] if
// the sheet is damaged or passes a bound of this package.
func (b *Book) Sheet(tab, after int, goOn func([]Row) bool) (Sheet, error) {
	if b.sheets[tab] == "" {
		return Sheet{}, nil
	}
	p, _, err := b.open(b.sheets[tab])
	if err != nil {
		return Sheet{}, err
	}
	r := sheetReader{part: p, book: b}
	asked := false
	rows := p.below("sheetData", "row", func(el xml.StartElement) error {
		l, err := r.line(el)
		if err != nil || l.Empty() {
			return err
		}
		if l.Number > after && !asked {
			if asked = true; !goOn(r.into.Rows) {
				return errEnough
			}
		}
		if l.Number > MaxRows {
			return invalid(fmt.Sprintf("the file has more than %d rows", MaxRows), "split it into several files")
		}
		r.into.Rows = append(r.into.Rows, l)
		return nil
	})
	columns := p.below("cols", "col", r.column)
	merged := p.below("mergeCells", "mergeCell", func(el xml.StartElement) error {
		return r.into.area(attr(el, "ref"), flawMerged)
	})
	err = p.all(func(el xml.StartElement) error {
		return errors.Join(rows(el), columns(el), merged(el))
	})
	if errors.Is(err, errEnough) {
		return Sheet{}, nil
	}
	if err != nil {
		return Sheet{}, err
	}
	r.into.spread()
	return r.into, nil
}

// column takes in how a run of columns is shown.
func (r *sheetReader) column(el xml.StartElement) error {
	from, err := strconv.ParseUint(attr(el, "min"), 10, 31)
	to, err2 := strconv.ParseUint(attr(el, "max"), 10, 31)
	if err != nil || err2 != nil || from < 1 {
		return damaged()
	}
	if yes(el, "hidden") || attr(el, "width") == "0" {
		for i := from; i <= min(to, MaxColumns); i++ {
			r.into.Hidden[i-1] = true
		}
	}
	return nil
}

// line reads a row. Rows and cells may leave out where they are: they are
// after the one before.
func (r *sheetReader) line(el xml.StartElement) (Row, error) {
	at := uint64(r.last + 1)
	if text := attr(el, "r"); text != "" {
		n, err := strconv.ParseUint(text, 10, 31)
		if err != nil || n < at {
			return Row{}, damaged()
		}
		at = n
	}
	r.last = int(at)
	l := Row{Number: r.last, Hidden: yes(el, "hidden") || attr(el, "ht") == "0"}
	column := -1
	err := r.children(func(el xml.StartElement) error {
		if el.Name.Local != "c" {
			return nil
		}
		row, at := l.Number, column+1
		if ref := attr(el, "r"); ref != "" {
			row, at = place(ref)
		}
		if row != l.Number || at <= column {
			return damaged()
		}
		column = at
		text, f, err := r.cell(el)
		if err != nil {
			return err
		}
		l.put(column, text, f)
		return nil
	})
	return l, err
}

// put sets a cell. Those beyond the bound are not kept, only that there are
// some.
func (l *Row) put(column int, text string, f Flaw) {
	switch {
	case f == flawNone && strings.TrimSpace(text) == "":
	case column >= MaxColumns:
		if l.Far == "" {
			l.Far = Letters(column)
		}
	default:
		l.reach(column)
		l.Cells[column], l.Flaws[column] = text, f
	}
}

// reach makes a line long enough to have a column.
func (l *Row) reach(column int) {
	if n := column + 1 - len(l.Cells); n > 0 {
		l.Cells = append(l.Cells, make([]string, n)...)
		l.Flaws = append(l.Flaws, make([]Flaw, n)...)
	}
}

// cell gives the text of a cell.
func (r *sheetReader) cell(el xml.StartElement) (string, Flaw, error) {
	kind, style := attr(el, "t"), attr(el, "s")
	value, formula := "", false
	err := r.children(func(el xml.StartElement) (err error) {
		switch el.Name.Local {
		case "f":
			formula = true
			if attr(el, "t") != "shared" { // those of a shared one say so themselves
				err = r.into.area(attr(el, "ref"), flawFormula)
			}
		case "v":
			value, err = r.text()
		case "is":
			value, err = r.rich()
		}
		return err
	})
	if err != nil || formula {
		return "", flawFormula, err
	}
	text, f := r.book.typed(kind, value, style)
	return text, f, nil
}

// typed gives the text of a value by the kind of its cell.
func (b *Book) typed(kind, value, style string) (string, Flaw) {
	switch kind {
	case "", "n":
		if value == "" {
			return "", flawNone
		}
		return b.number(value, b.format(style))
	case "s":
		n, err := strconv.ParseUint(value, 10, 31)
		if err != nil || n >= uint64(len(b.texts)) {
			return "", flawUnreadable
		}
		return b.texts[n], flawNone
	case "inlineStr":
		return value, flawNone
	case "str":
		return unescape(value), flawNone
	case "d":
		return value, flawNone
	case "b":
		switch value {
		case "1", "true":
			return "TRUE", flawNone
		case "0", "false":
			return "FALSE", flawNone
		}
	case "e":
		return "", flawError
	}
	return "", flawUnreadable
}

// area notes an area, as far as it lies within the bounds. Areas do not
// overlap in a sheet that a program made.
func (w *Sheet) area(ref string, f Flaw) error {
	first, last, ok := strings.Cut(ref, ":")
	if !ok {
		return nil // one cell
	}
	a := area{flaw: f}
	a.top, a.left = place(first)
	a.bottom, a.right = place(last)
	if a.top < 1 || a.bottom < a.top || a.right < a.left {
		return damaged()
	}
	if a.top > MaxRows || a.left >= MaxColumns {
		return nil
	}
	a.bottom, a.right = min(a.bottom, MaxRows), min(a.right, MaxColumns-1)
	w.areas = append(w.areas, a)
	w.within += (a.bottom - a.top + 1) * (a.right - a.left + 1)
	if w.within > MaxRows*MaxColumns {
		return damaged()
	}
	return nil
}

// spread marks the cells of the areas. Lines in which nothing stands, which
// are not among the lines, stay empty.
func (w *Sheet) spread() {
	for _, a := range w.areas {
		from, _ := slices.BinarySearchFunc(w.Rows, a.top, func(l Row, row int) int { return l.Number - row })
		for i := from; i < len(w.Rows) && w.Rows[i].Number <= a.bottom; i++ {
			l := &w.Rows[i]
			l.reach(a.right)
			for c := a.left; c <= a.right; c++ {
				if (l.Number != a.top || c != a.left) && l.Flaws[c] == flawNone {
					l.Cells[c], l.Flaws[c] = "", a.flaw
				}
			}
		}
	}
}

// place takes a reference such as B12 apart into row and column; row 0 for
// what is none.
func place(ref string) (row, column int) {
	ref = strings.ReplaceAll(ref, "$", "")
	digits := strings.TrimLeft(ref, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
	n, err := strconv.ParseUint(digits, 10, 31)
	if name := ref[:len(ref)-len(digits)]; err == nil && name != "" && len(name) <= 3 {
		for _, r := range name {
			column = column*26 + int(r-'A') + 1
		}
		return int(n), column - 1
	}
	return 0, 0
}
