// Package sheet reads spreadsheets that people made, as CSV or as XLSX workbooks, into typed rows, and says
// of each bad cell where it is, what is wrong and what to do; and it writes
// spreadsheets that do no harm when opened.
//
// The invariant: a good row is never lost because another is bad; a bad row
// gives at least one problem that names its place; and no problem repeats
// anything that stood in the file, whose cells are personal data. What the
// columns mean is for the caller to say, in a [Layout].
package sheet

import (
	"cmp"
	"fmt"
	"slices"

	"faro.example/shared/sheet/xlsx"
)

// Layout says what a sheet holds: its columns, in the order in which they are
// written, and what must be true of a whole row.
type Layout[T any] struct {
	Columns []Column[T]
	// Check judges a row whose cells are all good; nil if there is nothing to
	// judge. A fault whose Field is the name of a column is placed there.
	Check func(T) error
	// MaxRows is how many rows a CSV file may have, where more than [MaxRows] are
	// expected: a nation's list. A workbook never has more.
	MaxRows int
}

// Column is one column of a [Layout].
type Column[T any] struct {
	Name     string   // stable name of the field, as problems give it: birth-date
	Headings []string // what the column may be headed, in Italian and English; the first is the one written
	Required bool     // the column must be there, and no cell of it empty
	// Parse puts the text of a cell, which is not empty and has no spaces at
	// its ends, into the row. A fault's Detail and Remedy are shown to the
	// person; any other error only as "cannot be read", since it might repeat
	// the text.
	Parse func(into *T, text string) error
}

// Headings gives the heading of each column, for an empty sheet to fill in.
func (l Layout[T]) Headings() []string {
	out := make([]string, len(l.Columns))
	for i, c := range l.Columns {
		out[i] = c.Headings[0]
	}
	return out
}

// Cell is a place in the file as a spreadsheet program shows it.
type Cell struct {
	Row    int    `json:"row"`               // from 1; the heading's row counts
	Column string `json:"column,omitempty"`  // A, B, ... AA; "" if the whole row is meant
	Header string `json:"heading,omitempty"` // the first of the layout's headings, never the file's own text
}

// String gives the place in words: row 12, column C (sex).
func (c Cell) String() string {
	s := fmt.Sprintf("row %d", c.Row)
	if c.Column != "" {
		s += ", column " + c.Column
	}
	if c.Header != "" {
		s += " (" + c.Header + ")"
	}
	return s
}

// Problem is one thing wrong in the file.
type Problem struct {
	Place  Cell   `json:"place"`
	Field  string `json:"field,omitempty"` // name of the column, "" if the whole row is meant
	Reason string `json:"reason"`
	Remedy string `json:"remedy"`
}

// String gives the problem in one line.
func (p Problem) String() string {
	return fmt.Sprintf("%s: %s (%s)", p.Place, p.Reason, p.Remedy)
}

// Row is a good row.
type Row[T any] struct {
	Row   int // as in [Cell]
	Value T
}

// Line is a bad row as it stands in the file: for whoever gave the file to see
// which cell is meant. It prints as its place alone, since cells are personal data.
type Line struct {
	Row   int // as in [Cell]
	cells []string
}

// Text gives what stands in the cell of a column, counted as the layout counts its
// columns: "" for a column that is not in the file, or an empty cell.
func (l Line) Text(column int) string { return l.cells[column] }

// String gives the place.
func (l Line) String() string { return fmt.Sprintf("row %d", l.Row) }

// Table is what was read.
type Table[T any] struct {
	Rows      []Row[T]  // the good ones, in order
	Lines     []Line    // the first of those that are not good, in order, at most [MaxProblems]
	Problems  []Problem // in order of place, at most [MaxProblems]
	Unlisted  int       // problems beyond those
	Bad       int       // rows that are not among Rows
	Unread    []string  // columns in which something stands and whose heading the layout does not know, as letters
	Encoding  Encoding
	Separator rune     // 0 for a workbook
	Workbook  Workbook // empty for CSV
}

// Workbook says of a workbook what a person who looks at one sheet of it may
// not have noticed.
type Workbook struct {
	Read          xlsx.Tab   // the sheet that was read
	Others        []xlsx.Tab // those that were not
	HiddenRows    []int      // rows that were read and that the spreadsheet program does not show
	HiddenColumns []string   // such columns, as letters
}

// report adds a problem, or counts it when the list is full.
func (t *Table[T]) report(p Problem) {
	if len(t.Problems) < MaxProblems {
		t.Problems = append(t.Problems, p)
		return
	}
	t.Unlisted++
}

// sort puts the problems in order of place: those of whole rows, found last,
// come first within their row.
func (t *Table[T]) sort() {
	slices.SortStableFunc(t.Problems, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.Place.Row, b.Place.Row),
			cmp.Compare(len(a.Place.Column), len(b.Place.Column)),
			cmp.Compare(a.Place.Column, b.Place.Column))
	})
}
