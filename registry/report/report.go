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

	"faro.example/registry/census"
	"faro.example/registry/report/disclosure"
	"faro.example/shared/day"
	"faro.example/shared/fault"
)

// Kind is a report that is published again and again.
type Kind string

// The reports. domain: what the Ministry publishes. They stand in addresses that
// are given out: a name is never reused.
const (
	Monthly    Kind = "monthly"
	HalfYearly Kind = "half-yearly"
	Eurostat   Kind = "eurostat"
	OpenData   Kind = "open-data"
)

// Kinds lists them.
func Kinds() []Kind { return []Kind{Monthly, HalfYearly, Eurostat, OpenData} }

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
	From     day.Date `json:"from,omitzero"` // it is of what happened after the end of this day too
	AsOf     day.Date `json:"as_of"`
	Dated    day.Date `json:"dated,omitzero"`    // when it was approved; zero: it was not
	KnownAt  day.Date `json:"known_at,omitzero"` // the end of this day; zero: when it was made
	Epoch    int      `json:"epoch"`
	Position uint64   `json:"position"`
	Floor    int      `json:"floor,omitempty"`   // under which no count stands; 0 for an internal one
	Rounded  int      `json:"rounded,omitempty"` // to the nearest of these; 0 for counts as they are
	Tables   []Table  `json:"tables"`

	Chapters []Chapter `json:"chapters,omitempty"` // in their order; none: the tables one after the other
	Remarks  Remarks   `json:"remarks,omitzero"`
}

// Chapter is a part of a report: what it says, then its tables.
type Chapter struct {
	ID      string   `json:"name"`
	Title   Words    `json:"title"`
	Text    []Words  `json:"text,omitempty"`
	Tables  []string `json:"tables,omitempty"`
	Beside  bool     `json:"beside,omitempty"`   // its tables are of the same lines on several days: one beside the other
	LeftOut bool     `json:"left_out,omitempty"` // its figures are not in the registry yet: it is named, and says so
}

// Rules is the chapter on new rules, which holds what a person says of them.
const Rules = "rules"

// Remarks is what the person who approves a report has to say: on tables, by
// their names, and on the rules that are new in its period.
type Remarks struct {
	Tables map[string]Words `json:"tables,omitempty"`
	Rules  Words            `json:"rules,omitzero"`
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
	// Of are the provinces of a region: what is printed of one tells of the other.
	Of []string `json:"of,omitempty"`
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

// Key is what a line is called in an address: the code of whom it counts,
// "other" for several together.
func (l *Line) Key() string {
	if len(l.Members) == 1 {
		return l.Members[0]
	}
	return others
}

// The keys of lines that are no code.
const (
	others  = "other"
	totalOf = "total"
)

// KeyAt is the key of a line of an axis; after the last, the total's.
func KeyAt(axis []Line, i int) string {
	if i < len(axis) {
		return axis[i].Key()
	}
	return totalOf
}

// NameAt is the name of a line of an axis; after the last, the total's.
func NameAt(axis []Line, i int) Words { return at(axis, i).Name }

// At finds the cell of a table by the keys of its row and column; the names of
// both with it.
func (r *Report) At(table, row, col string) (c disclosure.Cell, rowName, colName Words, ok bool) {
	t := r.Table(table)
	if t == nil {
		return disclosure.Cell{}, Words{}, Words{}, false
	}
	i, j := position(t.Rows, row), position(t.Cols, col)
	if i < 0 || j < 0 {
		return disclosure.Cell{}, Words{}, Words{}, false
	}
	return t.Cells[i][j], NameAt(t.Rows, i), NameAt(t.Cols, j), true
}

// Table finds a table by its name; nil if there is none.
func (r *Report) Table(id string) *Table {
	if i := slices.IndexFunc(r.Tables, func(t Table) bool { return t.ID == id }); i >= 0 {
		return &r.Tables[i]
	}
	return nil
}

// position gives the place of a line on its axis by its key; -1 if it has none.
func position(axis []Line, key string) int {
	if key == totalOf {
		return len(axis)
	}
	return slices.IndexFunc(axis, func(l Line) bool { return l.Key() == key })
}

// release gives the tables as package disclosure knows them.
func (r *Report) release() disclosure.Release {
	out := disclosure.Release{Known: fmt.Sprintf("%d:%d", r.Epoch, r.Position), Tables: make([]disclosure.Table, len(r.Tables))}
	for i, t := range r.Tables {
		out.Tables[i] = disclosure.Table{
			Name: t.ID, Measure: t.Measure, From: t.From, On: t.On, Given: t.Given,
			Rows: classes(t.Rows), Cols: classes(t.Cols), Cells: t.Cells, Rounded: r.Rounded,
		}
	}
	return out
}

func classes(lines []Line) []disclosure.Class {
	out := make([]disclosure.Class, len(lines))
	for i, l := range lines {
		out[i] = l.Class
		switch {
		case len(l.Of) > 0:
			out[i] = disclosure.Class{Dimension: string(census.Province), Members: l.Of}
		case l.Dimension == string(census.Age):
			out[i].Members = years(l.Members)
		}
	}
	return out
}

// years gives bands of age by those that no table parts: what one publication
// prints by its bands tells of those of another.
func years(bands []string) []string {
	parts := map[string][]string{"7-14": {"7-13", "14"}, "0-13": {"0-6", "7-13"}, "14-15": {"14", "15"}, "16-17": {"16", "17"}}
	var out []string
	for _, b := range bands {
		if of := parts[b]; of != nil {
			out = append(out, of...)
			continue
		}
		out = append(out, b)
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
	exact := r
	exact.Rounded = 0 // counts are withheld as they are, then rounded
	safe, err := disclosure.Withhold(floor, exact.release(), earlier...)
	if err != nil {
		return Report{}, err
	}
	out := r
	out.Audience, out.Floor = Public, floor
	out.Tables = slices.Clone(r.Tables)
	for i := range out.Tables {
		out.Tables[i].Cells = safe.Tables[i].Cells
		if r.Rounded > 0 {
			out.Tables[i].round(r.Rounded)
		}
	}
	return out, nil
}

// Days gives the days of which the report's tables speak, each once.
func (r *Report) Days() []day.Date {
	var out []day.Date
	for i := range r.Tables {
		for _, on := range []day.Date{r.Tables[i].From, r.Tables[i].On} {
			if !on.IsZero() && !slices.Contains(out, on) {
				out = append(out, on)
			}
		}
	}
	return out
}

// Agrees reports whether a report, for the Ministry, says the same as one that
// was published of its day: every figure that was not withheld.
func (r *Report) Agrees(public Report) bool {
	for i := range r.Tables {
		t := &r.Tables[i]
		for row, line := range t.Cells {
			for col, c := range line {
				was, _, _, ok := public.At(t.ID, KeyAt(t.Rows, row), KeyAt(t.Cols, col))
				if !was.Withheld && (was.Count != c.Count || !ok && c.Count > 0) {
					return false
				}
			}
		}
	}
	return true
}

// round writes every count that is printed as the nearest multiple, totals too.
func (t *Table) round(to int) {
	for i, line := range t.Cells {
		t.Cells[i] = slices.Clone(line)
		for j, c := range line {
			t.Cells[i][j].Count = (c.Count + to/2) / to * to
		}
	}
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
