package casefile

import (
	"slices"

	"faro.example/shared/change"
	"faro.example/shared/conflict"
	"faro.example/shared/day"
)

// event is a record with its place in the time line.
type event struct {
	*change.Placed
	claim *conflict.Claim
	day   day.Date // when it counts: a departure stated after its arrival counts on the arrival's day
	class int      // within a day departures come before arrivals
}

// Classes of events within a day.
const (
	leaves = iota
	arrives
	goesOut
)

// inOrder puts events in the order of the time line: by day; within a day by
// knowledge, then by instant where both have one, then departures before
// arrivals, then ledger position. The two halves of one transfer stand in their
// own order, whoever wrote first. The events come in canonical order.
func (t *timeline) inOrder(events []event) []event {
	slices.SortStableFunc(events, func(a, b event) int { return a.day.Compare(b.day) })
	if !sameDays(events) {
		return events
	}
	for rest := events; len(rest) > 0; {
		n := 1
		for n < len(rest) && rest[n].day == rest[0].day {
			n++
		}
		t.orderDay(rest[:n])
		rest = rest[n:]
	}
	return events
}

// sameDays reports whether two events, which come by day, are of one.
func sameDays(events []event) bool {
	for i := 1; i < len(events); i++ {
		if events[i].day == events[i-1].day {
			return true
		}
	}
	return false
}

// orderDay takes one event of the day after the other: each time one that no
// other must precede.
func (t *timeline) orderDay(today []event) {
	if len(today) == 1 {
		return
	}
	all := slices.Clone(today)
	rest := make([]*event, len(all))
	for i := range all {
		rest[i] = &all[i]
	}
	for i := range today {
		next := 0
		if len(rest) > 1 {
			next = t.first(rest)
		}
		today[i] = *rest[next]
		rest = slices.Delete(rest, next, next+1)
	}
}

// first gives the event that comes next. Among those that nobody else's
// knowledge puts behind, and no earlier instant, the class decides, then the
// canonical order. Forged knowledge can make a circle: then nobody is behind.
func (t *timeline) first(rest []*event) int {
	free := among(rest, t.behind)
	candidates := among(pick(rest, free), func(e, by *event) bool {
		a, okA := e.On.Instant()
		b, okB := by.On.Instant()
		return okA && okB && b.Before(a)
	})
	best := free[candidates[0]]
	for _, c := range candidates[1:] {
		if i := free[c]; rest[i].class < rest[best].class {
			best = i
		}
	}
	return best
}

// behind reports whether e comes after by: it is the arrival of that departure,
// or its author knew of it and not the other way round.
func (t *timeline) behind(e, by *event) bool {
	if t.pairs[e.Placed] == by.Placed {
		return e.class == arrives
	}
	return change.Knew(e.Placed, by.Placed) && !change.Knew(by.Placed, e.Placed)
}

// among gives the indexes of the events that no other precedes, all if there
// are none.
func among(events []*event, behind func(e, by *event) bool) []int {
	out := make([]int, 0, len(events))
	for i, e := range events {
		if !slices.ContainsFunc(events, func(by *event) bool { return by.Placed != e.Placed && behind(e, by) }) {
			out = append(out, i)
		}
	}
	if len(out) > 0 {
		return out
	}
	for i := range events {
		out = append(out, i)
	}
	return out
}

func pick(events []*event, at []int) []*event {
	out := make([]*event, len(at))
	for i, k := range at {
		out[i] = events[k]
	}
	return out
}
