package sheet

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"faro.example/shared/fault"
	"faro.example/shared/sheet/xlsx"
)

// reader reads the rows below the heading.
type reader[T any] struct {
	layout Layout[T]
	at     []int            // of each column of the layout, its place in the file
	width  int              // columns in which a cell may stand
	filled [MaxColumns]bool // columns in which one does
	table  *Table[T]
}

// pass notes the columns in which something stands.
func (r *reader[T]) pass(l line) {
	for i := range min(len(l.Cells), r.width) {
		r.filled[i] = r.filled[i] || l.Filled(i)
	}
}

// row reads one row: into the table's rows, or its problems.
func (r *reader[T]) row(l line) {
	if l.Hidden {
		r.table.Workbook.HiddenRows = append(r.table.Workbook.HiddenRows, l.Number)
	}
	var value T
	good := true
	for i, c := range r.layout.Columns {
		if l.broken && r.at[i] >= len(l.Cells) {
			continue // not told apart: one problem for the row says so
		}
		reason, remedy := l.Flaw(r.at[i]).Words()
		if reason == "" {
			reason, remedy = c.read(&value, l.Text(r.at[i]))
		}
		if reason != "" {
			good = false
			r.table.report(Problem{Place: r.place(l.Number, i), Field: c.Name, Reason: reason, Remedy: remedy})
		}
	}
	if reason, remedy, column := l.shape(r.width); reason != "" {
		good = false
		r.table.report(Problem{Place: Cell{Row: l.Number, Column: column}, Reason: reason, Remedy: remedy})
	}
	if good && r.layout.Check != nil {
		if err := r.layout.Check(value); err != nil {
			good = false
			r.table.report(r.whole(l.Number, err))
		}
	}
	if !good {
		r.table.Bad++
		r.keep(l)
		return
	}
	r.table.Rows = append(r.table.Rows, Row[T]{Row: l.Number, Value: value})
}

// keep keeps a bad row as it stands in the file, cut where no good cell reaches.
func (r *reader[T]) keep(l line) {
	if len(r.table.Lines) == MaxProblems {
		return
	}
	out := Line{Row: l.Number, cells: make([]string, len(r.layout.Columns))}
	for i := range out.cells {
		text := l.Text(r.at[i])
		out.cells[i] = strings.ToValidUTF8(text[:min(len(text), MaxCell)], "\uFFFD")
	}
	r.table.Lines = append(r.table.Lines, out)
}

// place names a cell of a column of the layout; a column that is not in the
// file has a heading only.
func (r *reader[T]) place(row, column int) Cell {
	c := Cell{Row: row, Header: r.layout.Columns[column].Headings[0]}
	if r.at[column] >= 0 {
		c.Column = xlsx.Letters(r.at[column])
	}
	return c
}

// whole makes a problem of what the layout's Check said.
func (r *reader[T]) whole(row int, err error) Problem {
	reason, remedy := words(err)
	p := Problem{Place: Cell{Row: row}, Reason: reason, Remedy: remedy}
	field := fault.As(err).Field
	for i, c := range r.layout.Columns {
		if c.Name == field {
			p.Place, p.Field = r.place(row, i), field
		}
	}
	return p
}

// read puts a cell into a row, or gives what is wrong with it.
func (c Column[T]) read(into *T, cell string) (reason, remedy string) {
	text := strings.TrimSpace(unguard(cell))
	switch {
	case text == "" && c.Required:
		return "the cell is empty", "fill it in"
	case text == "":
		return "", ""
	case len(text) > MaxCell:
		return fmt.Sprintf("the cell is longer than %d bytes", MaxCell), "shorten it"
	case strings.ContainsRune(text, utf8.RuneError):
		return "the cell holds a character that cannot be read", "type it again, and save the file as XLSX or CSV UTF-8"
	case strings.ContainsFunc(text, control):
		return "the cell holds a control character", "type it again without pasting it"
	}
	if err := c.Parse(into, text); err != nil {
		return words(err)
	}
	return "", ""
}

func control(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t' }

// words gives what may be said of an error: what a fault says to the person,
// and nothing of any other, which might repeat the text of the cell.
func words(err error) (reason, remedy string) {
	var e *fault.Error
	if !errors.As(err, &e) || e.Kind == fault.Internal || e.Detail == "" {
		return "the cell cannot be read", "type it again as the heading asks"
	}
	if e.Remedy == "" {
		return e.Detail, "correct the cell"
	}
	return e.Detail, e.Remedy
}

// empty reports whether nothing is in the line.
func (l line) empty() bool { return !l.broken && !l.long && l.Row.Empty() }

// shape gives what is wrong with the line as such, if cells may stand in width
// columns, and the column at which it is.
func (l line) shape(width int) (reason, remedy, column string) {
	switch {
	case l.broken:
		return "a quotation mark is opened and not closed, so the rest of the row cannot be read",
			"close it, or take it away", xlsx.Letters(len(l.Cells))
	case l.Far != "":
		return fmt.Sprintf("something stands beyond column %s, which is as far as is read", xlsx.Letters(MaxColumns-1)),
			"delete it, or move it to the left", l.Far
	}
	beyond := width < len(l.Cells) && slices.ContainsFunc(l.Cells[width:], func(c string) bool { return strings.TrimSpace(c) != "" })
	if l.long || beyond {
		return "the row has more cells than the heading",
			"put a cell that holds the separator between quotation marks, or add the missing heading", xlsx.Letters(width)
	}
	return "", "", ""
}
