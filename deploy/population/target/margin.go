package target

import (
	"fmt"
	"maps"
	"slices"

	"faro.example/shared/fault"
)

// margin is how many children have each value of a dimension; they add up to the
// total.
type margin struct {
	values []string // in order, [Open] last
	counts map[string]int
}

// table is the children by two dimensions: the figures given, and what is to be
// filled in between.
type table struct {
	row, col Dimension
	given    map[[2]string]Figure
	cells    map[[2]string]int
}

// contradiction says what cannot be met.
func contradiction(format string, args ...any) error {
	return &fault.Error{
		Kind: fault.Conflict, Detail: "the figures contradict each other: " + fmt.Sprintf(format, args...),
		Remedy: "correct the rows named, or leave out what a later publication restated",
	}
}

// sorted parts the figures into those by one dimension and those by two. It fails
// with [fault.Invalid] for figures by more, and for the same cell twice.
func (t Targets) sorted() (ones [dimensions][]Figure, twos []*table, err error) {
	seen := map[[dimensions]string]Figure{}
	for _, f := range t.Figures {
		if before, twice := seen[f.Of]; twice {
			return ones, nil, contradiction("%s and %s", before, f)
		}
		seen[f.Of] = f
		cuts := f.cuts()
		switch len(cuts) {
		case 1:
			ones[cuts[0]] = append(ones[cuts[0]], f)
		case 2:
			i := slices.IndexFunc(twos, func(w *table) bool { return w.row == cuts[0] && w.col == cuts[1] })
			if i < 0 {
				i, twos = len(twos), append(twos, &table{row: cuts[0], col: cuts[1], given: map[[2]string]Figure{}})
			}
			twos[i].given[[2]string{f.Of[cuts[0]], f.Of[cuts[1]]}] = f
		default:
			return ones, nil, fault.Field(fmt.Sprintf("row %d", f.Row), "cut by more than two dimensions", "give figures by one or two")
		}
	}
	return ones, twos, nil
}

// margins works out how many children have each value. A value that is known
// from figures by two dimensions alone has as many children as these need.
func (t Targets) margins(ones [dimensions][]Figure, twos []*table) (out [dimensions]margin, err error) {
	for d := range dimensions {
		m := margin{counts: map[string]int{}}
		for _, f := range ones[d] {
			m.counts[f.Of[d]] = f.Count
		}
		needs := map[string]int{}
		for _, w := range twos {
			for v, n := range w.needs(d) {
				needs[v] = max(needs[v], n)
			}
		}
		for v, n := range needs {
			if _, given := m.counts[v]; !given && v != Open {
				m.counts[v] = n
			}
		}
		sum := 0
		for _, n := range m.counts {
			sum += n
		}
		_, closed := m.counts[Open]
		switch {
		case sum > t.Total, closed && sum < t.Total:
			return out, contradiction("by %s there are %d children, in all %d", d, sum, t.Total)
		case !closed && sum < t.Total:
			m.counts[Open] = t.Total - sum
		}
		m.values = slices.Sorted(maps.Keys(m.counts))
		if i := slices.Index(m.values, Open); i >= 0 {
			m.values = append(slices.Delete(m.values, i, i+1), Open)
		}
		out[d] = m
	}
	return out, nil
}

// needs gives how many children of each value of a dimension a table's figures
// count.
func (w *table) needs(d Dimension) map[string]int {
	out := map[string]int{}
	for at, f := range w.given {
		switch d {
		case w.row:
			out[at[0]] += f.Count
		case w.col:
			out[at[1]] += f.Count
		}
	}
	return out
}

// ordered gives the tables so that each has one dimension in common with those
// before it: a list can be made from them one after the other. Tables that form
// a circle cannot be met so.
func ordered(twos []*table) ([]*table, error) {
	var out []*table
	group := [dimensions]int{}
	for d := range group {
		group[d] = d
	}
	for _, w := range twos {
		if group[w.row] == group[w.col] {
			return nil, fault.Field("", fmt.Sprintf("the tables by two dimensions form a circle with that of %s by %s", w.row, w.col),
				"leave out one of these tables")
		}
		from, to := group[w.col], group[w.row]
		for d := range group {
			if group[d] == from {
				group[d] = to
			}
		}
	}
	assigned := [dimensions]bool{}
	for rest := slices.Clone(twos); len(rest) > 0; {
		i := slices.IndexFunc(rest, func(w *table) bool { return assigned[w.row] || assigned[w.col] })
		i = max(i, 0) // a tree of its own begins
		w := rest[i]
		if assigned[w.col] && !assigned[w.row] {
			w = w.turned()
		}
		assigned[w.row], assigned[w.col] = true, true
		out, rest = append(out, w), slices.Delete(rest, i, i+1)
	}
	return out, nil
}

// turned gives the table with rows and columns exchanged.
func (w *table) turned() *table {
	out := &table{row: w.col, col: w.row, given: map[[2]string]Figure{}}
	for at, f := range w.given {
		out.given[[2]string{at[1], at[0]}] = f
	}
	return out
}
