package presence

import (
	"slices"

	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/reference"
)

// Why says why a day is listed and not counted.
type Why string

// The reasons. The words stand in frozen statements: never reused. A day has the
// first of them that holds.
const (
	OfAge      Why = "of-age"       // no minor any more (law 47/2017 art. 2): not in the census either
	NotForeign Why = "not-foreign"  // a citizen of the Union (law 47/2017 art. 2): not in the census either
	Missing    Why = "missing"      // absent, not found: not present in the census either
	Unplaced   Why = "unplaced"     // the stay had ended, and nobody said where next: in the census of no structure
	InTransit  Why = "in-transit"   // departed, and not arrived
	Contended  Why = "conflict"     // where the child was is in conflict
	NoRollCall Why = "no-roll-call" // nobody stated presence there that day
)

// Whys gives all reasons, in order.
func Whys() []Why {
	return []Why{OfAge, NotForeign, Missing, Unplaced, InTransit, Contended, NoRollCall}
}

// inCensus reports whether days listed for this reason are present at the
// structure in the census.
func (w Why) inCensus() bool {
	return w == "" || w == InTransit || w == Contended || w == NoRollCall
}

// stretch is days at one structure that are alike; Why is empty if they count.
type stretch struct {
	At   facility.ID
	Why  Why
	Days day.Span
}

// account says of each day of a span at which structure a child was, and whether
// the day counts. Days at no structure of the directory are nobody's.
func account(f *casefile.File, entries []change.Placed, in day.Span) (out []stretch) {
	stated, doubts := f.Statements(entries), f.Doubts(entries)
	for d := in.From; d.Before(in.Until); d = d.Add(1) {
		at, why, ok := dayOf(f, stated, doubts, d)
		if !ok {
			continue
		}
		if n := len(out); n > 0 && out[n-1].At == at && out[n-1].Why == why && out[n-1].Days.Until == d {
			out[n-1].Days.Until = d.Add(1)
			continue
		}
		out = append(out, stretch{at, why, day.Span{From: d, Until: d.Add(1)}})
	}
	return out
}

// dayOf says of one day where the child was, and why it does not count if it does not.
func dayOf(f *casefile.File, stated []casefile.Statement, doubts []day.Span, d day.Date) (facility.ID, Why, bool) {
	s, ok := f.Presence.On(d)
	if !ok {
		return facility.ID{}, "", false
	}
	at := s.At
	if s.State == casefile.InTransit {
		at = s.From
	}
	if s.State == casefile.Unplaced {
		before, ok := f.Presence.On(s.Span.From.Add(-1))
		if !ok || before.State != casefile.Present {
			return facility.ID{}, "", false
		}
		at = before.At
	}
	if at.Facility.IsZero() {
		return facility.ID{}, "", false
	}
	return at.Facility, whyNot(f, s, stated, doubts, d), true
}

func whyNot(f *casefile.File, s casefile.Stay, stated []casefile.Statement, doubts []day.Span, d day.Date) Why {
	if b, ok := f.Identity.Birth(); ok && b.Date.Age(d) >= majority {
		return OfAge
	}
	if !reference.Foreign(f.Identity.Citizenship(), d) {
		return NotForeign
	}
	switch s.State {
	case casefile.Missing:
		return Missing
	case casefile.Unplaced:
		return Unplaced
	case casefile.InTransit:
		return InTransit
	}
	if slices.ContainsFunc(doubts, func(x day.Span) bool { return x.Contains(d) }) {
		return Contended
	}
	if !slices.ContainsFunc(stated, func(x casefile.Statement) bool { return x.Days.Contains(d) && x.At.Same(s.At) }) {
		return NoRollCall
	}
	return ""
}

// majority is the age at which nobody is a minor any more (law 47/2017 art. 2).
const majority = 18
