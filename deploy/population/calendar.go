package population

import (
	"iter"

	"faro.example/shared/day"
)

// Ref names an event: a child and the number within its history. It is all that
// is kept of a nation's events while they are loaded, since a history can be
// made anew.
type Ref struct{ Minor, Number int32 }

// Calendar is what was written on which day.
type Calendar struct {
	first day.Date
	days  [][]Ref
}

// Calendar gives what was written on which day; what was written on one day
// goes by child, in the order of its history.
func (n *Nation) Calendar() *Calendar {
	c := &Calendar{first: n.Options.Since, days: make([][]Ref, n.Options.Today.Sub(n.Options.Since)+1)}
	for i := range n.Minors {
		for _, e := range n.History(i) {
			at := e.Written.Sub(c.first)
			c.days[at] = append(c.days[at], Ref{int32(i), int32(e.Number)})
		}
	}
	return c
}

// Days goes through the days on which something was written, in order.
func (c *Calendar) Days() iter.Seq2[day.Date, []Ref] {
	return func(yield func(day.Date, []Ref) bool) {
		for at, refs := range c.days {
			if len(refs) > 0 && !yield(c.first.Add(at), refs) {
				return
			}
		}
	}
}

// Len is how many events there are.
func (c *Calendar) Len() int {
	total := 0
	for _, refs := range c.days {
		total += len(refs)
	}
	return total
}
