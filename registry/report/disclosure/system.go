package disclosure

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// system is what a reader knows: the counts, each once however often it is
// printed, and what adds up among them.
type system struct {
	counts []count
	byKey  map[string]int
	lines  []line
	tables []network
	known  []string // by release, what was known
	moves  []int    // by count, how often it was narrowed
	broken int      // a line that cannot add up, whatever is withheld; -1 if there is none
}

// count is one number of children: of a measure, of a day or period, of a class
// in some dimensions.
type count struct {
	low, high int // what is known of it
	value     int // as given; no attack reads it
	public    bool
	hidden    bool // withheld somewhere; a hole if it is printed elsewhere
	frozen    bool // printed by a release before: it can no longer be withheld
	where     Spot // the first place where it stands
	known     string
	lines     []int
	tables    []int
}

// Spot is a place in a release where a count stands.
type Spot struct {
	Release int // 0 is the one asked about, 1 the first of those before, ...
	Table   string
	Row     string // "" for the total
	Col     string
}

// String names the spot for people.
func (s Spot) String() string {
	out := "table " + s.Table
	if s.Release > 0 {
		out = fmt.Sprintf("earlier release %d, %s", s.Release, out)
	}
	return fmt.Sprintf("%s, %s, %s", out, cmp.Or(s.Row, "total"), cmp.Or(s.Col, "total"))
}

// line says that some counts, each added or taken away, make nought.
type line struct {
	counts []int
	signs  []int
	table  int // of which it is a line; -1 if it joins tables
}

// read makes the system of a release and those before it.
func read(now Release, before []Release) *system {
	s := &system{byKey: map[string]int{}, broken: -1}
	parts := map[string]*family{}
	for r, release := range append([]Release{now}, before...) {
		s.known = append(s.known, release.Known)
		for i := range release.Tables {
			s.addTable(r, &release.Tables[i], parts)
		}
	}
	s.nest(parts)
	s.follow(append([]Release{now}, before...))
	for i, l := range s.lines {
		for _, c := range l.counts {
			s.counts[c].lines = append(s.counts[c].lines, i)
		}
	}
	return s
}

// family is the counts that differ in their class of one dimension alone, by
// the axis of the table that they stand on.
type family struct {
	axes map[string][]member
}

type member struct {
	of    []string
	count int
}

func (s *system) addTable(release int, t *Table, families map[string]*family) {
	n := network{rows: len(t.Rows), cols: len(t.Cols), release: release}
	for i := range t.Cells {
		for j := range t.Cells[i] {
			n.arcs = append(n.arcs, s.addCell(release, t, place{i, j}, families))
		}
	}
	for _, sum := range t.sums() {
		l := line{table: len(s.tables)}
		for k, p := range sum {
			l.counts = append(l.counts, n.arcs[p.row*(len(t.Cols)+1)+p.col])
			l.signs = append(l.signs, 1)
			if k == len(sum)-1 {
				l.signs[k] = -1
			}
		}
		s.lines = append(s.lines, l)
	}
	for _, c := range n.arcs {
		s.counts[c].tables = append(s.counts[c].tables, len(s.tables))
	}
	s.tables = append(s.tables, n)
}

// addCell gives the count that stands in a cell.
func (s *system) addCell(release int, t *Table, p place, families map[string]*family) int {
	classes := slices.Clone(t.Given)
	spot := Spot{Release: release, Table: t.Name}
	if p.row < len(t.Rows) {
		classes = append(classes, t.Rows[p.row])
		spot.Row = t.Rows[p.row].String()
	}
	if p.col < len(t.Cols) {
		classes = append(classes, t.Cols[p.col])
		spot.Col = t.Cols[p.col].String()
	}
	i := s.add(t, t.when()+keyOf(classes), t.Cells[p.row][p.col], spot)
	for _, c := range classes {
		rest := t.when() + keyOf(slices.DeleteFunc(slices.Clone(classes), func(d Class) bool { return d.Dimension == c.Dimension })) + "|" + c.Dimension
		f := families[rest]
		if f == nil {
			f = &family{axes: map[string][]member{}}
			families[rest] = f
		}
		axis := fmt.Sprintf("%d/%s", release, t.Name)
		f.axes[axis] = append(f.axes[axis], member{of: slices.Sorted(slices.Values(c.Members)), count: i})
	}
	return i
}

// add gives the count with a key, known if any cell that prints it is. Where
// two releases print it differently, since more was known later, it is two.
func (s *system) add(t *Table, key string, c Cell, spot Spot) int {
	i, ok := s.byKey[key]
	for ok && !(t.Rounded > 0 && !c.Withheld) && s.counts[i].other(c, s.known[spot.Release]) {
		key += " then"
		i, ok = s.byKey[key]
	}
	if !ok {
		i = len(s.counts)
		s.byKey[key] = i
		s.counts = append(s.counts, count{low: 1, high: unbounded, where: spot, value: c.Count, known: s.known[spot.Release]})
	}
	at := &s.counts[i]
	switch {
	case c.Withheld:
		at.hidden = true
	case t.Rounded > 0:
		if ok && (at.public || at.known != s.known[spot.Release]) {
			break // it is printed as it is, or was counted when less was known
		}
		at.low, at.high = max(0, c.Count-t.Rounded/2), c.Count+t.Rounded/2
	default:
		at.low, at.high, at.public, at.value = c.Count, c.Count, true, c.Count
		at.frozen = at.frozen || spot.Release > 0
	}
	return i
}

// other reports whether what an earlier release prints in a place is another
// count than the one of a later: another number, or of another knowing a number
// where the later prints none, or one withheld where the later prints nought.
func (c *count) other(earlier Cell, known string) bool {
	later := c.known != known && c.known != "" && known != ""
	if earlier.Withheld {
		return later && c.public && c.value == 0
	}
	return c.public && c.value != earlier.Count || !c.public && later
}

// when is the part of a key that says what is counted, and of when.
func (t *Table) when() string { return fmt.Sprintf("%s %s %s", t.Measure, t.From, t.On) }

// keyOf is the part of a key that says who is counted.
func keyOf(classes []Class) string {
	parts := make([]string, len(classes))
	for i, c := range classes {
		parts[i] = c.Dimension + "=" + strings.Join(slices.Sorted(slices.Values(c.Members)), "+")
	}
	slices.Sort(parts)
	return "|" + strings.Join(parts, "|")
}

// nest adds what follows from classes within classes: a region is its
// provinces, those together in one table have lines of their own in another.
func (s *system) nest(families map[string]*family) {
	for _, key := range slices.Sorted(maps.Keys(families)) {
		f := families[key]
		for _, a := range slices.Sorted(maps.Keys(f.axes)) {
			for _, whole := range f.axes[a] {
				for _, b := range slices.Sorted(maps.Keys(f.axes)) {
					if a != b && len(whole.of) > 1 {
						s.within(whole, f.axes[b])
					}
				}
			}
		}
	}
}

// within adds that a count is the sum of others, if they are its parts.
func (s *system) within(whole member, axis []member) {
	l, covered := line{counts: []int{whole.count}, signs: []int{-1}, table: -1}, 0
	for _, m := range axis {
		if len(m.of) < len(whole.of) && subset(m.of, whole.of) {
			l.counts, l.signs = append(l.counts, m.count), append(l.signs, 1)
			covered += len(m.of)
		}
	}
	if covered == len(whole.of) {
		s.lines = append(s.lines, l)
	}
}

// subset reports whether all of a are in b; both are sorted.
func subset(a, b []string) bool {
	for _, x := range a {
		if _, ok := slices.BinarySearch(b, x); !ok {
			return false
		}
	}
	return true
}

// follow adds what joins two days: who is present is who was, and who entered,
// without who left.
func (s *system) follow(releases []Release) {
	var days []*Table
	for r := range releases {
		for i := range releases[r].Tables {
			if t := &releases[r].Tables[i]; t.Measure != Present {
				days = append(days, t)
			}
		}
	}
	done := map[string]bool{}
	for _, t := range days {
		for i := range t.Cells {
			for j := range t.Cells[i] {
				who := keyOf(t.classes(place{i, j}))
				if id := t.From.String() + t.On.String() + who; !done[id] {
					done[id] = true
					s.join(t, who)
				}
			}
		}
	}
}

// classes gives who is counted in a cell.
func (t *Table) classes(p place) []Class {
	out := slices.Clone(t.Given)
	if p.row < len(t.Rows) {
		out = append(out, t.Rows[p.row])
	}
	if p.col < len(t.Cols) {
		out = append(out, t.Cols[p.col])
	}
	return out
}

func (s *system) join(t *Table, who string) {
	l := line{table: -1}
	for _, term := range []struct {
		of   Table
		sign int
	}{
		{Table{Measure: Present, On: t.On}, -1},
		{Table{Measure: Present, On: t.From}, 1},
		{Table{Measure: Entered, From: t.From, On: t.On}, 1},
		{Table{Measure: Left, From: t.From, On: t.On}, -1},
	} {
		i, ok := s.byKey[term.of.when()+who]
		if !ok {
			return
		}
		l.counts, l.signs = append(l.counts, i), append(l.signs, term.sign)
	}
	s.lines = append(s.lines, l)
}
