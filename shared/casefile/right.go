package casefile

import (
	"slices"

	"faro.example/shared/change"
	"faro.example/shared/facility"
	"faro.example/shared/movement"
)

// sending is a departure by right: who sent the minor was found entitled to.
type sending struct {
	event
	movement.Departed
	spent  bool           // it opens no arrival any more
	undone *change.Placed // it was refused or withdrawn: it opens none recorded later
}

// grants reports whether a presence is by right: written by whom intake found
// entitled to place the minor, or following a departure by whom it found
// entitled to send the minor there. A departure opens one arrival: none after
// the minor was back at the place left or came by right to another, and else
// whoever was sent the minor once could open the casefile again for good. One
// that is taken back after the arrival opened it all the same.
func (t *timeline) grants(e event) bool {
	d := t.pairs[e.Placed]
	return e.Standing.Entitled || d != nil && d.Standing.Entitled && !t.isSpent(d, e.Placed) || t.undone[e.Placed] != nil
}

// isSpent reports whether a departure opens an arrival no more.
func (t *timeline) isSpent(d, arrival *change.Placed) bool {
	return slices.ContainsFunc(t.sent, func(s sending) bool {
		return s.Placed == d && (s.spent || s.undone != nil && compare(s.undone, arrival) < 0)
	})
}

// spend notes which departures a presence leaves without effect.
func (t *timeline) spend(e event, at facility.Place) {
	for i := range t.sent {
		s := &t.sent[i]
		back := at.Same(s.From) && hosts(e, at) && e.day.After(s.day)
		s.spent = s.spent || back || !at.Same(s.To) && t.grants(e)
	}
}

// hostSent reports whether the structure of the open stay had sent the minor to
// where the event says, and took that back after it: it has stated that the
// minor left, and does not host the minor again by unsaying so.
func (t *timeline) hostSent(e event) bool {
	d := t.undone[e.Placed]
	return d != nil && hosts(event{Placed: d}, t.cur.At)
}

// pairUndone joins arrivals that have no departure to one by right that was
// taken back after they were recorded. Nobody widens their own scope by a
// record of their own: a retraction does not fetch back a minor whom another
// structure has received.
func (t *timeline) pairUndone() {
	for _, r := range t.place.s.retractions {
		at := t.place.s.index(r.Body.(change.Retracted).Record)
		if at < 0 {
			continue
		}
		d := t.place.s.all[at]
		if sent, ok := d.Body.(movement.Departed); ok && d.Standing.Entitled && mayRetract(r, d) {
			t.unsend(r, d, sent)
		}
	}
}

func (t *timeline) unsend(r, d *change.Placed, sent movement.Departed) {
	for i := range t.events {
		e := &t.events[i]
		at, ok := presenceAt(e.claim)
		if !ok || !at.Same(sent.To) || t.pairs[e.Placed] != nil || compare(e.Placed, r) > 0 {
			continue
		}
		if late := d.On.Day().Sub(e.day); late <= lateHalf {
			if t.undone == nil {
				t.undone = map[*change.Placed]*change.Placed{}
			}
			t.undone[e.Placed] = d
			return
		}
	}
}
