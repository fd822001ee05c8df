package casefile

import (
	"slices"

	"faro.example/shared/change"
	"faro.example/shared/movement"
)

// lateHalf is by how many days a departure may be dated after its own arrival
// and still be its other half: people write yesterday's transfer down with
// today's date. Arbitrary.
const lateHalf = 7

// pairHalves joins each arrival to the departure that sent the minor there,
// whichever was recorded first. A departure dated after its arrival counts on
// the arrival's day.
func (t *timeline) pairHalves() {
	departures, arrivals := t.halvesByDay()
	if len(departures) == 0 || len(arrivals) == 0 {
		return
	}
	t.pairs = make(map[*change.Placed]*change.Placed, 2*len(departures))
	for _, a := range arrivals { // the latest departure not after it
		for _, d := range slices.Backward(departures) {
			if t.pairs[d.Placed] == nil && !d.day.After(a.day) && t.fits(d, a) {
				t.join(d, a)
				break
			}
		}
	}
	for _, d := range departures { // a departure dated too late
		for _, a := range slices.Backward(arrivals) {
			late := d.day.Sub(a.day)
			if t.pairs[d.Placed] == nil && t.pairs[a.Placed] == nil && late > 0 && late <= lateHalf && t.fits(d, a) && !between(d, a, arrivals) {
				t.join(d, a)
				d.day = a.day
			}
		}
	}
}

// between reports whether somebody states that the minor was at the place left
// after the arrival, and by the day of the departure: then it is another one.
func between(d, a *event, arrivals []*event) bool {
	from := d.claim.Value.(movement.Departed).From
	return slices.ContainsFunc(arrivals, func(e *event) bool {
		at, _ := presenceAt(e.claim)
		return at.Same(from) && e.day.After(a.day) && !e.day.After(d.day)
	})
}

// halvesByDay gives departures and statements of presence, by day.
func (t *timeline) halvesByDay() (departures, arrivals []*event) {
	both := make([]*event, len(t.events)) // departures from the beginning, arrivals from the end
	d, a := 0, len(both)
	for i := range t.events {
		e := &t.events[i]
		if _, ok := e.claim.Value.(movement.Departed); ok {
			both[d] = e
			d++
		} else if _, ok := presenceAt(e.claim); ok && !e.claim.Decision {
			a--
			both[a] = e
		}
	}
	departures, arrivals = both[:d], both[a:]
	slices.Reverse(arrivals)
	byDay := func(a, b *event) int { return a.day.Compare(b.day) }
	slices.SortStableFunc(departures, byDay)
	slices.SortStableFunc(arrivals, byDay)
	return departures, arrivals
}

func (t *timeline) join(d, a *event) { t.pairs[d.Placed], t.pairs[a.Placed] = a.Placed, d.Placed }

// fits reports whether the departure and the presence are one movement.
func (t *timeline) fits(d, a *event) bool {
	dep := d.claim.Value.(movement.Departed)
	at, _ := presenceAt(a.claim)
	if !dep.To.Same(at) {
		return false
	}
	arr, ok := a.Body.(movement.Arrived)
	return !ok || arr.From == nil || arr.From.Same(dep.From)
}
