package disclosure

import (
	"cmp"
	"fmt"
	"slices"

	"faro.example/shared/fault"
)

// Withhold gives a release as it may be published: without the counts from 1 up
// to what is under the floor, and without as many others as it takes that nobody
// works these out, from this release or from those before it. What was published
// before stays as it was. It fails with [fault.Invalid] if the floor is too low,
// if the release is not whole, or if no choice of its own protects a count that
// was withheld before.
func Withhold(floor int, now Release, before ...Release) (Release, error) {
	if err := CheckFloor(floor); err != nil {
		return Release{}, err
	}
	for _, r := range append([]Release{now}, before...) {
		if err := r.Check(); err != nil {
			return Release{}, err
		}
	}
	w := withholder{floor: floor, full: now, before: before}
	w.whole = read(now, before)
	w.out = make([]bool, len(w.whole.counts))
	for i, c := range w.whole.counts {
		w.out[i] = !c.frozen && (c.hidden || 0 < c.value && c.value < floor)
	}
	if err := w.protect(); err != nil {
		return Release{}, err
	}
	w.giveBack()
	return w.release(), nil
}

// withholder is a release on its way to be published.
type withholder struct {
	floor  int
	full   Release
	before []Release
	whole  *system // as counted; its lines are those of every try
	out    []bool  // the counts that are withheld
}

// release gives the tables without what is withheld.
func (w *withholder) release() Release {
	r := Release{Known: w.full.Known, Tables: slices.Clone(w.full.Tables)}
	for i := range r.Tables {
		t, n := &r.Tables[i], &w.whole.tables[i]
		cells := make([][]Cell, len(t.Cells))
		for row := range cells {
			cells[row] = slices.Clone(t.Cells[row])
			for col := range cells[row] {
				if w.out[n.arcs[row*(len(t.Cols)+1)+col]] {
					cells[row][col] = Cell{Withheld: true}
				}
			}
		}
		t.Cells = cells
	}
	return r
}

// tried gives what a reader would know of what is left.
func (w *withholder) tried() *system {
	s := *w.whole
	s.counts = slices.Clone(w.whole.counts)
	s.tables = slices.Clone(w.whole.tables)
	for i := range s.counts {
		if c := &s.counts[i]; w.out[i] {
			c.low, c.high, c.public, c.hidden = 1, unbounded, false, true
		}
	}
	return &s
}

// protect withholds more until nothing can be worked out.
func (w *withholder) protect() error {
	for {
		s := w.tried()
		if err := s.solve(); err != nil {
			return err
		}
		touched := map[int]bool{} // lines on which something new is withheld in this turn
		left := false
		for i := range s.counts {
			if !s.counts[i].narrow(w.floor) {
				continue
			}
			left = true
			if slices.ContainsFunc(s.counts[i].lines, func(l int) bool { return touched[l] }) {
				continue
			}
			c := s.partner(i)
			if c < 0 {
				return fault.Field("tables", fmt.Sprintf("nothing that may be withheld protects %s", s.counts[i].where), "publish fewer tables, or wider classes")
			}
			w.out[c] = true
			for _, l := range s.counts[c].lines {
				touched[l] = true
			}
		}
		if !left {
			return nil
		}
	}
}

// partner chooses which printed count to withhold so that one that can be worked
// out is less narrow: on one of its lines, the tightest first, else on those of
// withheld counts next to it; rather a part than a total, rather one whose other
// lines are not opened by it, rather a small one. -1 if there is none.
func (s *system) partner(exposed int) int {
	seen := map[int]bool{exposed: true}
	for ring := []int{exposed}; len(ring) > 0; {
		best := -1
		var next []int
		for _, i := range ring {
			for _, l := range s.counts[i].lines {
				for _, c := range s.lines[l].counts {
					switch at := &s.counts[c]; {
					case !at.public && !seen[c]:
						seen[c] = true
						next = append(next, c)
					case at.public && !at.frozen && at.value > 0 && (best < 0 || s.rather(c, best) < 0):
						best = c
					}
				}
			}
		}
		if best >= 0 {
			return best
		}
		ring = next
	}
	return -1
}

// rather orders counts by how little is lost if they are withheld.
func (s *system) rather(a, b int) int {
	x, y := &s.counts[a], &s.counts[b]
	return cmp.Or(
		cmp.Compare(one(x.where.Row == "")+one(x.where.Col == ""), one(y.where.Row == "")+one(y.where.Col == "")),
		cmp.Compare(s.opens(x), s.opens(y)),
		cmp.Compare(x.value, y.value),
		cmp.Compare(a, b),
	)
}

// opens counts the lines on which a count would be the only one withheld.
func (s *system) opens(c *count) (n int) {
	for _, l := range c.lines {
		n += one(!slices.ContainsFunc(s.lines[l].counts, func(o int) bool { return !s.counts[o].public }))
	}
	return n
}

// giveBack prints again what turned out not to be needed, the largest first.
func (w *withholder) giveBack() {
	var more []int
	for i, out := range w.out {
		if out && !w.whole.counts[i].hidden && w.whole.counts[i].value >= w.floor {
			more = append(more, i)
		}
	}
	slices.SortFunc(more, func(a, b int) int {
		return cmp.Or(cmp.Compare(w.whole.counts[b].value, w.whole.counts[a].value), cmp.Compare(a, b))
	})
	for _, i := range more {
		w.out[i] = false
		s := w.tried()
		if s.solve() != nil || slices.ContainsFunc(s.counts, func(c count) bool { return c.narrow(w.floor) }) {
			w.out[i] = true
		}
	}
}
