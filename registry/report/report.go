// Package report makes what the Ministry publishes of the minors present.
//
// The invariant: a report is a function of the census as known at one position
// of the ledger. Asked again with that position it is the same, byte for byte;
// parts add up to their totals, and what no record states is a part. What is
// made for the public has passed through package disclosure.
package report

import (
	"fmt"
	"slices"

	"faro.example/registry/report/disclosure"
	"faro.example/shared/day"
	"faro.example/shared/fault"
)

// Kind is a report that is published again and again.
type Kind string

// The reports. domain: what the Ministry publishes.
const (
	Monthly Kind = "monthly"
)

// Audience is for whom a report is made.
type Audience string

// The audiences: the public sees no count under the floor.
const (
	Public   Audience = "public"
	Internal Audience = "internal"
)

// Audiences lists them.
func Audiences() []Audience { return []Audience{Public, Internal} }

// Words are in the two languages of all that is published.
type Words struct {
	Italian string `json:"it"`
	English string `json:"en"`
}

// Report is tables of one day, as known at one position of the ledger.
type Report struct {
	Kind     Kind     `json:"kind"`
	Audience Audience `json:"audience"`
	AsOf     day.Date `json:"as_of"`
	KnownAt  day.Date `json:"known_at,omitzero"` // the end of this day; zero: when it was made
	Epoch    int      `json:"epoch"`
	Position uint64   `json:"position"`
	Floor    int      `json:"floor,omitempty"` // under which no count stands; 0 for an internal one
	Tables   []Table  `json:"tables"`
}

// Table is counts by one or two cuts, with totals last.
type Table struct {
	ID      string              `json:"name"`
	Title   Words               `json:"title"`
	Measure disclosure.Measure  `json:"measure"`
	From    day.Date            `json:"from,omitzero"`
	On      day.Date            `json:"on"`
	Given   []disclosure.Class  `json:"given,omitempty"`
	Rows    []Line              `json:"rows"`
	Cols    []Line              `json:"cols,omitempty"`
	Cells   [][]disclosure.Cell `json:"cells"`
}

// Line is a row or a column: whom it counts, and how it is called.
type Line struct {
	disclosure.Class
	Name Words `json:"title"`
}

// Shares gives what a part of its total each row of a table by one cut is, in
// tenths of a percent, the total's 1000 last. They add up to it: each is rounded
// down, and the tenths left over go to those that lost most (largest remainder).
// A withheld count has -1, and the tenths of all that is withheld stand nowhere.
func (t *Table) Shares() []int {
	total := t.Cells[len(t.Cells)-1][0]
	out := make([]int, len(t.Cells))
	if total.Withheld || total.Count == 0 {
		for i := range out {
			out[i] = -1
		}
		return out
	}
	type part struct{ row, rest int }
	var parts []part
	left, hidden := 1000, total.Count
	for i, line := range t.Cells[:len(t.Rows)] {
		if line[0].Withheld {
			out[i] = -1
			continue
		}
		out[i] = line[0].Count * 1000 / total.Count
		left, hidden = left-out[i], hidden-line[0].Count
		parts = append(parts, part{i, line[0].Count * 1000 % total.Count})
	}
	left -= hidden * 1000 / total.Count
	parts = append(parts, part{-1, hidden * 1000 % total.Count})
	slices.SortStableFunc(parts, func(a, b part) int { return b.rest - a.rest })
	for _, p := range parts[:left] {
		if p.row >= 0 {
			out[p.row]++
		}
	}
	out[len(out)-1] = 1000
	return out
}

// release gives the tables as package disclosure knows them.
func (r *Report) release() disclosure.Release {
	out := disclosure.Release{Tables: make([]disclosure.Table, len(r.Tables))}
	for i, t := range r.Tables {
		out.Tables[i] = disclosure.Table{
			Name: t.ID, Measure: t.Measure, From: t.From, On: t.On, Given: t.Given,
			Rows: classes(t.Rows), Cols: classes(t.Cols), Cells: t.Cells,
		}
	}
	return out
}

func classes(lines []Line) []disclosure.Class {
	out := make([]disclosure.Class, len(lines))
	for i, l := range lines {
		out[i] = l.Class
	}
	return out
}

// Public gives the report as it may be published: without small counts, and
// without what would tell them, also from the reports before it. It fails as
// [disclosure.Withhold] does.
func (r Report) Public(floor int, before ...Report) (Report, error) {
	earlier := make([]disclosure.Release, len(before))
	for i := range before {
		earlier[i] = before[i].release()
	}
	safe, err := disclosure.Withhold(floor, r.release(), earlier...)
	if err != nil {
		return Report{}, err
	}
	out := r
	out.Audience, out.Floor = Public, floor
	out.Tables = slices.Clone(r.Tables)
	for i := range out.Tables {
		out.Tables[i].Cells = safe.Tables[i].Cells
	}
	return out, nil
}

// Attack works out what a reader could of this report and those before it; see
// [disclosure.Attack].
func (r Report) Attack(floor int, before ...Report) (disclosure.Found, error) {
	earlier := make([]disclosure.Release, len(before))
	for i := range before {
		earlier[i] = before[i].release()
	}
	return disclosure.Attack(floor, r.release(), earlier...)
}

// Compare says in which tables two reports of one day and kind differ, cell by
// cell, in words without names: for proof that one is the other.
func (r Report) Compare(other Report) []string {
	var out []string
	for i := range r.Tables {
		t := &r.Tables[i]
		at := slices.IndexFunc(other.Tables, func(o Table) bool { return o.ID == t.ID })
		if at < 0 {
			out = append(out, fmt.Sprintf("%s: not in the other", t.ID))
			continue
		}
		out = append(out, t.compare(&other.Tables[at])...)
	}
	return out
}

func (t *Table) compare(o *Table) (out []string) {
	named := func(lines []Line, i int) string {
		if i == len(lines) {
			return "total"
		}
		return lines[i].Class.String()
	}
	cells := func(t *Table) map[string]disclosure.Cell {
		m := map[string]disclosure.Cell{}
		for i, line := range t.Cells {
			for j, c := range line {
				m[named(t.Rows, i)+", "+named(t.Cols, j)] = c
			}
		}
		return m
	}
	a, b := cells(t), cells(o)
	for i := range t.Cells {
		for j := range t.Cells[i] {
			key := named(t.Rows, i) + ", " + named(t.Cols, j)
			if a[key] != b[key] {
				out = append(out, fmt.Sprintf("%s: %s: %d and %d", t.ID, key, a[key].Count, b[key].Count))
			}
			delete(b, key)
		}
	}
	for key, c := range b {
		if c.Count > 0 || c.Withheld {
			out = append(out, fmt.Sprintf("%s: %s: nothing and %d", t.ID, key, c.Count))
		}
	}
	slices.Sort(out)
	return out
}

// ParseAudience reads an audience. It fails with [fault.Invalid].
func ParseAudience(text string) (Audience, error) {
	a := Audience(text)
	if !slices.Contains(Audiences(), a) {
		return "", fault.Field("audience", "not an audience", "use public or internal")
	}
	return a, nil
}
