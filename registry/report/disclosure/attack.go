package disclosure

import (
	"cmp"
	"slices"

	"faro.example/shared/fault"
)

// Hole is a withheld count that a reader can work out, or bound more narrowly
// than that it is withheld.
type Hole struct {
	Spot
	Low, High int // between which it lies
	// Exact: the bounds are the best that there are. Else they are bounds from
	// outside, tightened over linked tables until they stood still: a reader who
	// tries all whole numbers may find narrower ones yet.
	Exact bool
}

// Found is what an attack came to.
type Found struct {
	Holes    []Hole
	Withheld int // counts that were tried
	Exact    int // of these, counts whose bounds are exact
}

// Attack works out what can be worked out of the withheld counts of a release
// and of those before it, adding and subtracting over all of their tables, and
// gives those that lie within fewer than floor-1 numbers: so many, from 1 up to
// what is under the floor, a reader expects of a withheld count anyway. It
// fails with [fault.Invalid] if a release is not whole or contradicts itself.
func Attack(floor int, now Release, before ...Release) (Found, error) {
	for _, r := range append([]Release{now}, before...) {
		if err := r.Check(); err != nil {
			return Found{}, err
		}
	}
	s := read(now, before)
	if err := s.solve(); err != nil {
		return Found{}, err
	}
	exact := s.exact()
	var out Found
	for i := range s.counts {
		c := &s.counts[i]
		if !c.hidden {
			continue
		}
		out.Withheld++
		if exact[i] {
			out.Exact++
		}
		if c.narrow(floor) {
			out.Holes = append(out.Holes, Hole{Spot: c.where, Low: c.low, High: c.high, Exact: exact[i]})
		}
	}
	slices.SortStableFunc(out.Holes, func(a, b Hole) int { return cmp.Compare(a.High-a.Low, b.High-b.Low) })
	return out, nil
}

// solve bounds every count. What joins tables may not hold where one of them was
// known later than the other: such a line is left out, and so is all that was
// printed of an earlier knowing if what it withholds cannot be what a later one
// does. It fails if a table contradicts itself.
func (s *system) solve() error {
	for {
		before := slices.Clone(s.counts)
		s.moves = nil
		s.tighten()
		if s.broken < 0 {
			return nil
		}
		at := s.broken
		c := s.counts[s.lines[at].counts[0]]
		if older := s.older(at); older > 0 {
			s.counts, s.broken = before, -1
			s.forget(older)
			continue
		}
		if s.lines[at].table >= 0 {
			return fault.Field("cells", "what is printed contradicts itself at "+c.where.String(), "take the tables as they were published, of one knowing")
		}
		s.counts, s.broken = before, -1
		s.lines = slices.Clone(s.lines)
		s.lines[at] = line{table: -1}
	}
}

// older gives the oldest release of another knowing that shares withheld counts
// with a line of a table, or the line's own if that is older; 0 if there is none.
func (s *system) older(at int) int {
	if s.lines[at].table < 0 {
		return 0
	}
	own := s.tables[s.lines[at].table].release
	oldest := own
	apart := false
	for _, c := range s.lines[at].counts {
		for _, l := range s.counts[c].lines {
			if s.lines[l].table < 0 {
				continue
			}
			r := s.tables[s.lines[l].table].release
			apart = apart || s.known[r] != s.known[own]
			oldest = max(oldest, r)
		}
	}
	if !apart {
		return 0
	}
	return oldest
}

// forget leaves out the tables of a release.
func (s *system) forget(release int) {
	s.lines, s.tables = slices.Clone(s.lines), slices.Clone(s.tables)
	for i, l := range s.lines {
		if l.table >= 0 && s.tables[l.table].release == release {
			s.lines[i] = line{table: -1}
		}
	}
	for i := range s.tables {
		if s.tables[i].release == release {
			s.tables[i].arcs = nil
		}
	}
}

// narrow reports whether the bounds say more than that a count is withheld.
func (c *count) narrow(floor int) bool { return c.hidden && c.high-c.low < floor-2 }

// exact says of which counts the bounds are exact: those that hang together,
// through what is withheld, within one table alone.
func (s *system) exact() []bool {
	out := make([]bool, len(s.counts))
	seen := make([]bool, len(s.counts))
	for i := range s.counts {
		if s.counts[i].public || seen[i] {
			out[i] = out[i] || s.counts[i].public // there is nothing left to bound
			continue
		}
		group, alone := s.group(i, seen)
		for _, c := range group {
			out[c] = alone
		}
	}
	return out
}

// group gives the withheld counts that hang together with one, and whether
// they do within one table.
func (s *system) group(first int, seen []bool) (group []int, alone bool) {
	seen[first], alone = true, true
	table := s.lines[s.counts[first].lines[0]].table
	group = []int{first}
	for k := 0; k < len(group); k++ {
		for _, l := range s.counts[group[k]].lines {
			if s.lines[l].table != table || table < 0 {
				alone = false
			}
			for _, c := range s.lines[l].counts {
				if !s.counts[c].public && !seen[c] {
					seen[c] = true
					group = append(group, c)
				}
			}
		}
	}
	return group, alone
}
