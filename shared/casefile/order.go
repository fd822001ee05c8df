package casefile

import (
	"slices"
	"time"

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
	before := make([]int, len(all)) // how many of those not taken yet must precede each
	for i := range all {
		for j := range all {
			if t.behind(&all[i], &all[j]) {
				before[i]++
			}
		}
	}
	for k := range today {
		next := first(all, before)
		today[k], before[next] = all[next], done
		for i := range all {
			if before[i] > 0 && t.behind(&all[i], &all[next]) {
				before[i]--
			}
		}
	}
}

// done stands for an event that has its place already.
const done = -1

// first gives the event that comes next. Among those that nobody else's
// knowledge puts behind, and no earlier instant, the class decides, then the
// canonical order. Forged knowledge can make a circle: then nobody is behind.
func first(all []event, before []int) int {
	circle := !slices.Contains(before, 0)
	free := func(i int) bool { return before[i] == 0 || circle && before[i] != done }
	var earliest time.Time
	for i := range all {
		if at, ok := all[i].On.Instant(); ok && free(i) && (earliest.IsZero() || at.Before(earliest)) {
			earliest = at
		}
	}
	best := -1
	for i := range all {
		at, ok := all[i].On.Instant()
		if free(i) && !(ok && earliest.Before(at)) && (best < 0 || all[i].class < all[best].class) {
			best = i
		}
	}
	return best
}

// behind reports whether e comes after by: it is the arrival of that departure,
// or its author knew of it and not the other way round.
func (t *timeline) behind(e, by *event) bool {
	if e.Placed == by.Placed {
		return false
	}
	if t.pairs[e.Placed] == by.Placed {
		return e.class == arrives
	}
	return change.Knew(e.Placed, by.Placed) && !change.Knew(by.Placed, e.Placed)
}
