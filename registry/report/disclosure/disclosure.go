// Package disclosure keeps small counts of children from being read off, or
// worked out from, what is published.
//
// The invariant: no count from 1 up to the floor leaves [Withhold], and none
// that was withheld can be bounded more narrowly than "withheld" says itself,
// by anybody who adds and subtracts over all tables of the release and of those
// before it. [Attack] is that somebody: what it finds, a reader could find.
//
// Nought is published: it speaks of no child. So a reader knows that a withheld
// count is at least 1.
//
// After L. Cox, "Network models for complementary cell suppression" (JASA 1995),
// and A. Hundepool et al., "Statistical Disclosure Control" (2012), chapter 4.
package disclosure

import (
	"fmt"
	"slices"

	"faro.example/shared/day"
	"faro.example/shared/fault"
)

// The floor below which no count of children is published, and the lowest that
// may be set: with less, two withheld counts would say each other.
const (
	DefaultFloor = 5
	LowestFloor  = 3
)

// CheckFloor refuses a floor that protects nobody.
func CheckFloor(floor int) error {
	if floor < LowestFloor {
		return fault.Field("census-floor", fmt.Sprintf("a floor of %d would publish single children", floor),
			fmt.Sprintf("set it to %d or more; %d is usual", LowestFloor, DefaultFloor))
	}
	return nil
}

// Class is a part of those counted: those of some members of a dimension, such
// as the region 19, or all citizenships that have no line of their own.
type Class struct {
	Dimension string   `json:"dimension"`
	Members   []string `json:"members"` // of the finest cut that any table uses; in any order
}

// Cell is a count, or that there is one which is withheld.
type Cell struct {
	Count    int  `json:"count"`
	Withheld bool `json:"withheld,omitempty"`
}

// Measure is what a table counts.
type Measure string

// What is counted: those present or missing at the end of a day, or who came or left after
// one day up to the end of another.
const (
	Present Measure = "present"
	Entered Measure = "entered"
	Left    Measure = "left"
	Missing Measure = "missing" // reported absent, and not found, at the end of a day
)

// Table is counts by one or two dimensions, with their totals. The classes of
// an axis part those counted: each child is in exactly one.
type Table struct {
	Name    string   `json:"name"`
	Measure Measure  `json:"measure"`
	From    day.Date `json:"from,omitzero"` // of those who came or left: after the end of this day
	On      day.Date `json:"on"`            // at, or up to, the end of this day
	Given   []Class  `json:"given,omitempty"`
	Rows    []Class  `json:"rows"`
	Cols    []Class  `json:"cols,omitempty"` // none: a table by one dimension
	// Cells by row and column; the last of each is the total.
	Cells [][]Cell `json:"cells"`
	// Rounded is the number to whose nearest multiple each count was rounded by
	// itself; 0 for counts as they are. Rounded parts need not add up.
	Rounded int `json:"rounded,omitempty"`
}

// Release is the tables that are published together.
type Release struct {
	// Known says what was known when it was made. What is withheld in one release
	// need not be what another, of another knowing, prints. "" is unlike nothing.
	Known  string  `json:"known,omitempty"`
	Tables []Table `json:"tables"`
}

// Check says whether each table is whole: all cells there, none below nought,
// known parts not more than known totals, and parts that add up where all are
// known. It fails with [fault.Invalid], naming the table.
func (r Release) Check() error {
	for i := range r.Tables {
		if err := r.Tables[i].check(); err != nil {
			return fault.In(fmt.Sprintf("tables[%d]", i), err)
		}
	}
	return nil
}

func (t *Table) check() error {
	if len(t.Rows) == 0 || len(t.Cells) != len(t.Rows)+1 {
		return fault.Field("cells", fmt.Sprintf("%d lines for %d rows and their total", len(t.Cells), len(t.Rows)), "give a line for each row and the total last")
	}
	for i, line := range t.Cells {
		if len(line) != len(t.Cols)+1 {
			return fault.Field(fmt.Sprintf("cells[%d]", i), fmt.Sprintf("%d counts for %d columns and their total", len(line), len(t.Cols)), "give a count for each column and the total last")
		}
		for j, c := range line {
			if c.Count < 0 {
				return fault.Field(fmt.Sprintf("cells[%d][%d]", i, j), "a count below nought", "give the count of children")
			}
		}
	}
	for _, axis := range [][]Class{t.Rows, t.Cols} {
		if err := apart(axis); err != nil {
			return err
		}
	}
	if t.Rounded > 0 {
		return nil
	}
	for _, sum := range t.sums() {
		if err := t.addsUp(sum); err != nil {
			return err
		}
	}
	return nil
}

// apart says whether no member is in two classes of an axis.
func apart(axis []Class) error {
	seen := map[string]bool{}
	for _, c := range axis {
		if c.Dimension != axis[0].Dimension || len(c.Members) == 0 {
			return fault.Field("classes", "an axis of two dimensions, or a class of nobody", "give each axis one dimension and each class its members")
		}
		for _, m := range c.Members {
			if seen[m] {
				return fault.Field("classes", fmt.Sprintf("%s %s is in two classes", c.Dimension, m), "name each member once")
			}
			seen[m] = true
		}
	}
	return nil
}

// place is a cell of a table by row and column.
type place struct{ row, col int }

// sums gives the lines of a table that add up: the last of each is the total.
func (t *Table) sums() (out [][]place) {
	for i := range t.Cells {
		if len(t.Cols) == 0 {
			break
		}
		line := make([]place, 0, len(t.Cols)+1)
		for j := range t.Cells[i] {
			line = append(line, place{i, j})
		}
		out = append(out, line)
	}
	for j := range t.Cells[0] {
		line := make([]place, 0, len(t.Cells))
		for i := range t.Cells {
			line = append(line, place{i, j})
		}
		out = append(out, line)
	}
	return out
}

func (t *Table) addsUp(line []place) error {
	parts, unknown := 0, 0
	for _, p := range line[:len(line)-1] {
		if c := t.Cells[p.row][p.col]; c.Withheld {
			unknown++
		} else {
			parts += c.Count
		}
	}
	last := line[len(line)-1]
	total := t.Cells[last.row][last.col]
	if total.Withheld || parts+unknown <= total.Count && (unknown > 0 || parts == total.Count) {
		return nil
	}
	return fault.Field(fmt.Sprintf("cells[%d][%d]", last.row, last.col),
		fmt.Sprintf("parts of %d and %d withheld do not make %d", parts, unknown, total.Count), "count again: parts add up to their total")
}

// String names a class for people: its members, or how many.
func (c Class) String() string {
	if len(c.Members) > 3 {
		return fmt.Sprintf("%s: %d together", c.Dimension, len(c.Members))
	}
	return fmt.Sprintf("%s: %s", c.Dimension, slices.Sorted(slices.Values(c.Members)))
}
