package sheet

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"faro.example/shared/fault"
	"faro.example/shared/spelling"
)

// Read reads a CSV file: UTF-8 with or without byte order mark, UTF-16 with
// one, or else Windows-1252; parted by commas, semicolons or tabs, whichever
// gives the most headings that the layout knows. The heading is looked for in
// the first rows; columns may come in any order; empty rows are passed over.
//
// It fails with [fault.Invalid] if nothing can be read at all: no text, no
// heading, a required column missing or a column there twice, or a bound of
// this package passed. Whatever is wrong with single rows is in the table.
func (l Layout[T]) Read(r io.Reader) (Table[T], error) {
	text, enc, err := readText(r)
	if err != nil {
		return Table[T]{}, err
	}
	sep, heading := l.sniff(text)
	at, unread, err := l.match(heading)
	if err != nil {
		return Table[T]{}, err
	}
	t := Table[T]{Encoding: enc, Separator: rune(sep), Unread: unread}
	rd := reader[T]{layout: l, at: at, width: len(heading.cells), table: &t}
	s := splitter{text: text, sep: sep}
	for line, ok := s.next(); ok; line, ok = s.next() {
		if line.row > MaxRows {
			return Table[T]{}, wrong(fmt.Sprintf("the file has more than %d rows", MaxRows), "split it into several files")
		}
		if line.row > heading.row && !line.empty() {
			rd.row(line)
		}
	}
	t.sort()
	return t, nil
}

// sniff gives the separator under which most columns of the layout are found
// in one of the first rows, and that row.
func (l Layout[T]) sniff(text string) (byte, line) {
	best, sep, heading := 0, byte(','), line{}
	for _, candidate := range []byte{',', ';', '\t'} {
		s := splitter{text: text, sep: candidate}
		for row, ok := s.next(); ok && row.row <= maxPreamble; row, ok = s.next() {
			if n := l.known(row.cells); n > best {
				best, sep, heading = n, candidate, row
			}
		}
	}
	return sep, heading
}

// known counts the columns of the layout that a row of cells would head.
func (l Layout[T]) known(cells []string) int {
	found := map[int]bool{}
	for _, cell := range cells {
		if i := l.column(cell); i >= 0 {
			found[i] = true
		}
	}
	return len(found)
}

// column gives the column that a heading means, -1 for none. What stands in
// brackets after it, as a hint on how to fill the column, does not matter.
func (l Layout[T]) column(heading string) int {
	whole := spelling.Key(heading)
	before, _, _ := strings.Cut(heading, "(")
	short := spelling.Key(before)
	if whole == "" {
		return -1
	}
	return slices.IndexFunc(l.Columns, func(c Column[T]) bool {
		return slices.ContainsFunc(append([]string{c.Name}, c.Headings...), func(h string) bool {
			k := spelling.Key(h)
			return k == whole || k == short
		})
	})
}

// match gives for each column of the layout its place in the file, -1 if it is
// not there, and the letters of the file's other columns.
func (l Layout[T]) match(heading line) (at []int, unread []string, err error) {
	at = make([]int, len(l.Columns))
	for i := range at {
		at[i] = -1
	}
	for place, cell := range heading.cells {
		i := l.column(cell)
		switch {
		case i < 0 && strings.TrimSpace(cell) != "":
			unread = append(unread, letters(place))
		case i < 0:
		case at[i] >= 0:
			return nil, nil, wrong(fmt.Sprintf("columns %s and %s are both headed as %q", letters(at[i]), letters(place), l.Columns[i].Headings[0]),
				"keep one of them")
		default:
			at[i] = place
		}
	}
	if heading.row == 0 {
		return nil, nil, wrong(fmt.Sprintf("none of the first %d rows names the columns", maxPreamble),
			"put a row above the data with headings such as "+strings.Join(l.Headings(), ", "))
	}
	return at, unread, l.complete(at)
}

// complete fails with [fault.Invalid] if a required column is not in the file.
func (l Layout[T]) complete(at []int) error {
	var missing []string
	for i, c := range l.Columns {
		if c.Required && at[i] < 0 {
			missing = append(missing, fmt.Sprintf("%q", c.Headings[0]))
		}
	}
	if missing == nil {
		return nil
	}
	return wrong("a column that must be there is missing: "+strings.Join(missing, ", "), "add it, or correct its heading")
}

// reader reads the rows below the heading.
type reader[T any] struct {
	layout Layout[T]
	at     []int // of each column of the layout, its place in the file
	width  int   // cells of the heading
	table  *Table[T]
}

// row reads one row: into the table's rows, or its problems.
func (r reader[T]) row(l line) {
	var value T
	good := true
	for i, c := range r.layout.Columns {
		if l.broken && r.at[i] >= len(l.cells) {
			continue // not told apart: one problem for the row says so
		}
		if reason, remedy := c.read(&value, l.text(r.at[i])); reason != "" {
			good = false
			r.table.report(Problem{Place: r.place(l.row, i), Field: c.Name, Reason: reason, Remedy: remedy})
		}
	}
	if reason, remedy, column := l.shape(r.width); reason != "" {
		good = false
		r.table.report(Problem{Place: Cell{Row: l.row, Column: column}, Reason: reason, Remedy: remedy})
	}
	if good && r.layout.Check != nil {
		if err := r.layout.Check(value); err != nil {
			good = false
			r.table.report(r.whole(l.row, err))
		}
	}
	if !good {
		r.table.Bad++
		return
	}
	r.table.Rows = append(r.table.Rows, Row[T]{Row: l.row, Value: value})
}

// place names a cell of a column of the layout; a column that is not in the
// file has a heading only.
func (r reader[T]) place(row, column int) Cell {
	c := Cell{Row: row, Header: r.layout.Columns[column].Headings[0]}
	if r.at[column] >= 0 {
		c.Column = letters(r.at[column])
	}
	return c
}

// whole makes a problem of what the layout's Check said.
func (r reader[T]) whole(row int, err error) Problem {
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
		return "the cell holds a character that cannot be read", "type it again, and save the file as CSV UTF-8"
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

// text gives a cell; those not in the file are empty.
func (l line) text(column int) string {
	if column < 0 || column >= len(l.cells) {
		return ""
	}
	return l.cells[column]
}

// empty reports whether nothing is in the line.
func (l line) empty() bool {
	return !l.broken && !l.long && !slices.ContainsFunc(l.cells, func(c string) bool { return strings.TrimSpace(c) != "" })
}

// shape gives what is wrong with the line as such, below a heading of width
// cells, and the column at which it is.
func (l line) shape(width int) (reason, remedy, column string) {
	if l.broken {
		return "a quotation mark is opened and not closed, so the rest of the row cannot be read",
			"close it, or take it away", letters(len(l.cells))
	}
	beyond := width < len(l.cells) && slices.ContainsFunc(l.cells[width:], func(c string) bool { return strings.TrimSpace(c) != "" })
	if l.long || beyond {
		return "the row has more cells than the heading",
			"put a cell that holds the separator between quotation marks, or add the missing heading", letters(width)
	}
	return "", "", ""
}
