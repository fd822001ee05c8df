package casefile

import (
	"slices"

	"faro.example/shared/change"
	"faro.example/shared/conflict"
	"faro.example/shared/day"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
	"faro.example/shared/placement"
)

// stated notes the last day on which somebody stated the minor's presence.
func (t *timeline) stated(e event) {
	last := e.day
	days := day.Span{From: e.day, Until: e.day.Add(1)}
	if b, ok := e.Body.(placement.Confirmed); ok {
		days, last = b.Days, b.Days.Until.Add(-1)
		if !slices.ContainsFunc(t.calls, func(c event) bool { return c.Placed == e.Placed }) {
			t.calls = append(t.calls, e)
		}
	}
	if last.After(t.last) {
		t.last = last
	}
	if n := len(t.days); n > 0 && !days.From.Before(t.days[n-1].From) && !t.days[n-1].Until.Before(days.From) {
		t.days[n-1].Until = later(t.days[n-1].Until, days.Until) // most often
		return
	}
	t.days = append(t.days, days)
}

// daysStated gives the days of all presences stated, by day, in spans that do
// not meet.
func (t *timeline) daysStated() []day.Span {
	if len(t.days) == 0 {
		return nil
	}
	slices.SortFunc(t.days, func(a, b day.Span) int { return a.From.Compare(b.From) })
	out := make([]day.Span, 0, len(t.days))
	for _, s := range t.days {
		if n := len(out); n > 0 && !out[n-1].Until.Before(s.From) {
			out[n-1].Until = later(out[n-1].Until, s.Until)
			continue
		}
		out = append(out, s)
	}
	return out
}

// judgeCalls asks the rules about an event within the days of a roll-call
// before it, unless a departure on that roll-call's last day explains both. What
// a roll-call says against an exit is in conflict as the exit, not as the place:
// who decides the one has decided.
func (t *timeline) judgeCalls(e event) {
	if _, out := e.claim.Value.(movement.ExitRecorded); out {
		return
	}
	for _, c := range t.calls {
		moved := t.cur != nil && t.cur.State == InTransit && t.cur.Span.From == e.day && t.cur.From.Same(c.Body.(placement.Confirmed).At)
		if c.Placed == e.Placed || moved && conflict.DaysOf(*c.claim).Until.Sub(e.day) == 1 {
			continue
		}
		t.judge(c, e)
	}
}

// addTails adds the day after an absence, a departure or the end of a stay on
// which a roll-call by who knew of it has the minor at the place again: to know
// settles the order.
func (t *timeline) addTails() {
	for _, e := range t.events {
		call, ok := e.Body.(placement.Confirmed)
		if !ok {
			continue
		}
		for _, x := range t.events {
			next := x.day.Add(1)
			if leavesFrom(x, call) && call.Days.Contains(next) && !x.day.Before(call.Days.From) &&
				conflict.KnewOf(e.Placed, x.Placed) == conflict.FirstKnew {
				t.events = append(t.events, event{e.Placed, e.claim, next, arrives})
			}
		}
	}
}

// leavesFrom reports whether the event is that the minor left the roll-call's structure.
func leavesFrom(x event, call placement.Confirmed) bool {
	switch b := x.claim.Value.(type) {
	case placement.Ended:
		return b.At.Same(call.At)
	case movement.AbsenceReported:
		return b.From.Same(call.At)
	case movement.Departed:
		return b.From.Same(call.At)
	}
	return false
}

// reasonOf gives why a placement is above the places there are; "" for none.
func reasonOf(e event) minor.Text {
	b, _ := e.Body.(placement.Began)
	return b.Reason
}

// reservations gives the places kept for the minor. Two at one structure whose
// days meet are one.
func (t *timeline) reservations(kept []*change.Placed) []Reservation {
	var out []Reservation
	for _, p := range kept {
		b, ok := p.Body.(placement.Reserved)
		if !ok {
			continue
		}
		r := Reservation{At: b.At, Type: b.Type, Reason: b.Reason, Record: p.ID}
		r.Span.From, r.Span.Until = p.On.Day(), b.Until
		t.endReservation(&r, kept)
		meets := func(o Reservation) bool { return o.At.Same(r.At) && o.Type == r.Type && o.Span.Overlaps(r.Span) }
		switch i := slices.IndexFunc(out, meets); {
		case r.Span.Empty():
		case i < 0:
			out = append(out, r)
		default:
			out[i].Span = union(out[i].Span, r.Span)
		}
	}
	slices.SortStableFunc(out, func(a, b Reservation) int { return a.Span.From.Compare(b.Span.From) })
	return out
}

// endReservation ends it where the minor comes, the place is let go, or the
// minor leaves the register.
func (t *timeline) endReservation(r *Reservation, kept []*change.Placed) {
	from := r.Span.From
	for _, p := range kept {
		if b, ok := p.Body.(placement.Released); ok && b.At.Same(r.At) && !p.On.Day().Before(from) {
			r.Span.Until = earlier(r.Span.Until, p.On.Day())
		}
	}
	for _, s := range t.stays {
		if s.State == Present && s.At.Same(r.At) && (s.Span.Open() || s.Span.Until.After(from)) {
			r.Span.Until = earlier(r.Span.Until, later(s.Span.From, from))
		}
	}
	if t.exit != nil && t.exit.Counted {
		r.Span.Until = earlier(r.Span.Until, later(t.exit.On, from))
	}
}
