package sheet

import (
	"fmt"
	"io"
	"iter"
	"slices"

	"faro.example/shared/sheet/xlsx"
)

// Read reads a CSV file or an XLSX workbook, whichever it is by its bytes. The
// heading is looked for in the first rows; columns may come in any order; empty
// rows are passed over.
//
// CSV is UTF-8 with or without byte order mark, UTF-16 with one, or else
// Windows-1252; parted by commas, semicolons or tabs, whichever gives the most
// headings that the layout knows.
//
// Of a workbook the first sheet is read that is shown and has all columns that
// must be there; the others are named. Cells are read as they are shown, days
// as 2008-03-31 and months as 03/2008; those that show something else than they
// hold are bad, as are formulas, since what they last gave may be old.
//
// It fails with [fault.Invalid] if nothing can be read at all: no text, no
// heading, a required column missing or a column there twice, a workbook that
// is damaged or locked, or a bound of this package passed. Whatever is wrong
// with single rows is in the table.
func (l Layout[T]) Read(r io.Reader) (Table[T], error) {
	raw, is, err := readFile(r)
	switch {
	case err != nil:
		return Table[T]{}, err
	case is == zipFile:
		return l.readBook(raw)
	case is == oldFile:
		return Table[T]{}, unreadable(raw)
	}
	text, enc, err := readText(raw)
	if err != nil {
		return Table[T]{}, err
	}
	sep, heading := l.index().sniff(text)
	t, err := l.table(source{heading: heading, lines: split(text, sep), width: len(heading.Cells)})
	if err != nil {
		return Table[T]{}, err
	}
	t.Encoding, t.Separator = enc, rune(sep)
	return t, nil
}

// candidate is a sheet of a workbook that may be the one that is meant.
type candidate struct {
	tab     int
	heading line
	sheet   xlsx.Sheet
}

// readBook reads a workbook. A sheet where a single cell could be a heading is
// read only if no other has more: a page of advice may hold such a word.
func (l Layout[T]) readBook(raw []byte) (Table[T], error) {
	book, err := xlsx.Open(raw)
	if err != nil {
		return Table[T]{}, err
	}
	known := l.index()
	var poor []candidate
	var failures []error
	for i, tab := range book.Tabs {
		if tab.Hidden {
			continue
		}
		s, err := book.Sheet(i, maxPreamble, func(rows []xlsx.Row) bool { return known.find(lines(rows)).Number > 0 })
		if err != nil {
			return Table[T]{}, err
		}
		c := candidate{tab: i, heading: known.find(lines(s.Rows)), sheet: s}
		switch n := known.known(c.heading.Cells); {
		case n == 0:
			continue
		case n == 1 && len(l.Columns) > 1:
			poor = append(poor, c)
			continue
		}
		t, err := l.take(book, c)
		if err == nil {
			return t, nil
		}
		failures = append(failures, err)
	}
	for _, c := range poor {
		t, err := l.take(book, c)
		if err == nil {
			return t, nil
		}
		failures = append(failures, err)
	}
	return Table[T]{}, append(failures, l.headless("of any sheet that is shown "))[0]
}

// take reads a sheet of a workbook.
func (l Layout[T]) take(book *xlsx.Book, c candidate) (Table[T], error) {
	t, err := l.table(source{heading: c.heading, lines: lines(c.sheet.Rows), width: MaxColumns, hidden: c.sheet.Hidden})
	if err != nil {
		return Table[T]{}, err
	}
	t.Encoding = XLSX
	for i, tab := range book.Tabs {
		if i == c.tab {
			t.Workbook.Read = tab
		} else {
			t.Workbook.Others = append(t.Workbook.Others, tab)
		}
	}
	return t, nil
}

func lines(rows []xlsx.Row) iter.Seq[line] {
	return func(yield func(line) bool) {
		for _, r := range rows {
			if !yield(line{Row: r}) {
				return
			}
		}
	}
}

// source is what is read of a file, whatever its form.
type source struct {
	heading line
	lines   iter.Seq[line]   // all of them, in order
	width   int              // columns in which a cell may stand
	hidden  [MaxColumns]bool // columns that are not shown
}

// table reads the rows below the heading.
func (l Layout[T]) table(s source) (Table[T], error) {
	at, err := l.match(s.heading)
	if err != nil {
		return Table[T]{}, err
	}
	var t Table[T]
	rd := reader[T]{layout: l, at: at, width: s.width, table: &t}
	for line := range s.lines {
		if most := max(MaxRows, l.MaxRows); line.Number > most {
			return Table[T]{}, wrong(fmt.Sprintf("the file has more than %d rows", most), "split it into several files")
		}
		if line.Number >= s.heading.Number {
			rd.pass(line)
		}
		if line.Number > s.heading.Number && !line.empty() {
			rd.row(line)
		}
	}
	for i, stands := range rd.filled {
		switch read := slices.Contains(at, i); {
		case stands && !read:
			t.Unread = append(t.Unread, xlsx.Letters(i))
		case read && s.hidden[i]:
			t.Workbook.HiddenColumns = append(t.Workbook.HiddenColumns, xlsx.Letters(i))
		}
	}
	t.sort()
	return t, nil
}
