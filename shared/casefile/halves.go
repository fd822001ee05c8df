package casefile

import (
	"slices"

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
			if t.pairs[d.Placed] == nil && t.pairs[a.Placed] == nil && late > 0 && late <= lateHalf && t.fits(d, a) {
				t.join(d, a)
				t.redate(d, a)
			}
		}
	}
}

// halvesByDay gives departures and statements of presence, by day.
func (t *timeline) halvesByDay() (departures, arrivals []event) {
	events := slices.Clone(t.events)
	slices.SortStableFunc(events, func(a, b event) int { return a.day.Compare(b.day) })
	for _, e := range events {
		c := e.claim
		if _, ok := c.Value.(movement.Departed); ok {
			departures = append(departures, e)
		} else if _, ok := presenceAt(c); ok && !c.Decision {
			arrivals = append(arrivals, e)
		}
	}
	return departures, arrivals
}

func (t *timeline) join(d, a event) { t.pairs[d.Placed], t.pairs[a.Placed] = a.Placed, d.Placed }

func (t *timeline) redate(d, a event) {
	for i := range t.events {
		if t.events[i].Placed == d.Placed {
			t.events[i].day = a.day
		}
	}
}

// fits reports whether the departure and the presence are one movement.
func (t *timeline) fits(d, a event) bool {
	dep := d.claim.Value.(movement.Departed)
	at, _ := presenceAt(a.claim)
	if !dep.To.Same(at) {
		return false
	}
	arr, ok := a.Body.(movement.Arrived)
	return !ok || arr.From == nil || arr.From.Same(dep.From)
}
