package population

import (
	"cmp"
	"slices"
	"sort"
	"time"

	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/minor"
)

// How a child came to be registered twice.
type How string

// The ways.
const (
	FoundAgain      How = "found-again"      // left on its own, and turned up elsewhere
	RegisteredAgain How = "registered-again" // sent on, and registered as new where it arrived
	TypedTwice      How = "typed-twice"      // from two lists of one landing
)

// Double is one child with two registrations, indexes in [Nation.Minors]: the
// truth that the register does not know, and a matcher is to find.
type Double struct {
	First, Second int
	How           How
}

// alike holds children of one citizenship and sex, by the day on which they
// were found.
type alike map[[2]string][]int

func (n *Nation) alike() alike {
	out := alike{}
	for i := range n.Minors {
		if m := &n.Minors[i]; m.Citizenship != "" && m.Structure >= 0 {
			key := [2]string{string(m.Citizenship), string(m.Sex)}
			out[key] = append(out[key], i)
		}
	}
	for _, of := range out {
		slices.SortStableFunc(of, func(a, b int) int { return n.Minors[a].Entry.Compare(n.Minors[b].Entry) })
	}
	return out
}

// pair has some children be those who were registered before and left, or were
// sent on: nobody is added, so that the shares stay as they are.
func (n *Nation) pair(d dice) {
	groups := n.alike()
	taken := map[int]bool{}
	for i := range n.Minors {
		m := &n.Minors[i]
		if m.Structure < 0 || taken[i] {
			continue
		}
		switch {
		case m.Fate == Missing && d.chance(foundShare):
			n.pairOne(d, groups, taken, i, FoundAgain)
		case m.Fate == InTransit && d.chance(loneShare):
			m.End = later(m.Entry.Add(1), m.End.Add(-d.between(loneAfter, 60)))
			if d.chance(500) {
				n.pairOne(d, groups, taken, i, RegisteredAgain)
			}
		}
	}
}

// pairOne finds a child who was found after another was last seen.
func (n *Nation) pairOne(d dice, groups alike, taken map[int]bool, i int, how How) {
	m := &n.Minors[i]
	of := groups[[2]string{string(m.Citizenship), string(m.Sex)}]
	at := sort.Search(len(of), func(k int) bool { return n.Minors[of[k]].Entry.After(m.End) })
	if how == FoundAgain {
		at += d.IntN(8)
	}
	for ; at < len(of); at++ {
		j := of[at]
		second := &n.Minors[j]
		if j == i || taken[j] || second.Fate == InTransit || how == RegisteredAgain && second.Fate != Present {
			continue
		}
		taken[i], taken[j] = true, true
		second.Landing, second.person = -1, i
		if how == RegisteredAgain {
			m.End, m.again = second.Entry, j
		}
		n.Doubles = append(n.Doubles, Double{First: i, Second: j, How: how})
		return
	}
}

// pairTyped has some children of a landing be there twice: the second time
// nobody writes of again.
func (n *Nation) pairTyped() {
	d := roll(n.Seed, "typed", 0)
	taken := map[int]bool{}
	for _, p := range n.Doubles {
		taken[p.First], taken[p.Second] = true, true
	}
	type key struct {
		landing int
		country minor.Country
		sex     minor.Sex
	}
	waiting := map[key]int{}
	for j := range n.Minors {
		m := &n.Minors[j]
		if m.Landing < 0 || m.Fate != Present || m.Citizenship == "" || taken[j] {
			continue
		}
		k := key{m.Landing, m.Citizenship, m.Sex}
		i, there := waiting[k]
		if !there {
			waiting[k] = j
			continue
		}
		if d.chance(typedShare * 3) { // of those who come second
			delete(waiting, k)
			m.Structure, m.ghost, m.person = n.route(i)[0].structure, true, i
			m.region = n.region[m.Structure]
			n.Doubles = append(n.Doubles, Double{First: i, Second: j, How: TypedTwice})
		}
	}
	slices.SortStableFunc(n.Doubles, func(a, b Double) int { return cmp.Compare(a.First, b.First) })
}

// same gives the two registrations of a child one name and one birth, the
// latter as it was written down on each occasion.
func (n *Nation) same() {
	for k, p := range n.Doubles {
		d := roll(n.Seed, "same", k)
		first, second := &n.Minors[p.First], &n.Minors[p.Second]
		first.spelled, first.Name = second.spelled, second.Name
		if born := n.misheard(d, second.Birth); born.Date.Before(first.Entry.Add(-30)) {
			last := n.Options.Today
			if first.Fate != Present {
				last = first.End.Add(-1)
			}
			if age := born.Date.Age(last); age >= n.youngest(first) && age <= 17 {
				first.Birth = born
			}
		}
	}
}

// youngest gives the age under which a child is not where it is: temporary
// structures take none of the youngest (legislative decree 142/2015 art. 19
// par. 3-bis).
func (n *Nation) youngest(m *Minor) int {
	if m.Structure >= 0 && n.Structures[m.Structure].Type == facility.Temporary {
		return 14
	}
	return 0
}

// misheard is a birth date as it was written down on another occasion.
func (n *Nation) misheard(d dice, b minor.Birth) minor.Birth {
	year, month, date := b.Date.Civil()
	switch k := d.IntN(100); {
	case k < 50:
		return b
	case k < 65 && date <= 12: // day and month exchanged
		return minor.Birth{Date: day.Of(year, time.Month(date), int(month)), Precision: minor.ToDay, Provenance: minor.Declared}
	case k < 75:
		return minor.Birth{Date: day.Of(year, month, 1+d.IntN(28)), Precision: minor.ToDay, Provenance: minor.Declared}
	case k < 85:
		return minor.Birth{Date: b.Date.AddYears(d.between(0, 1)*2 - 1), Precision: b.Precision, Provenance: b.Provenance}
	}
	return minor.Birth{Date: day.Of(year, 1, 1), Precision: minor.ToYear, Provenance: minor.Presumed}
}
