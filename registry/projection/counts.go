package projection

import (
	"slices"

	"faro.example/shared/casefile"
	"faro.example/shared/day"
)

// Guardian is who is a minor's guardian, as far as the census counts it.
type Guardian string

// The guardians that the census tells apart. The words stand in its rows: never
// reused.
const (
	NoGuardian        Guardian = "none" // no appointment is recorded
	VolunteerGuardian Guardian = "volunteer"
	OtherGuardian     Guardian = "appointed" // an institution, or who is on no court's list
)

// Seen is how long ago presence at a structure had been stated last.
type Seen string

// The bands of days since then. The words stand in the census's rows: never reused.
const (
	SeenLately  Seen = "30"
	SeenIn90    Seen = "90"
	SeenIn180   Seen = "180"
	SeenLongAgo Seen = "more"
	SeenNever   Seen = "never"
)

// The last days of the bands, in days since presence was stated: those by which
// the Ministry asks after children of whom nothing was heard.
const (
	lately    = 30
	inNinety  = 90
	inHundred = 180
)

// settledAhead is how many days of the carried month are written down already:
// see [settledUntil].
const settledAhead = 2

// censusOf cuts some of the casefile's stays at month ends, and where guardian,
// protection or the band of the last confirmation change. Who is counted is not decided here
// but by the question asked (package census): rows say where a minor is, of which
// citizenship and born when, and a minor who is not counted on one day may be on
// another.
func censusOf(f *casefile.File, stays []casefile.Stay, carried day.Date) []Count {
	if len(stays) == 0 {
		return nil
	}
	out := make([]Count, 0, len(stays)+monthsBetween(stays[0].Span.From, carried))
	c := countOf(f)
	for _, s := range stays {
		at := countedAt(s)
		c.State, c.Facility, c.Reception, c.Area, c.Record = s.State, at.Facility, at.Type, at.Area, s.Began
		end, settled := s.Span.Until, later(settledUntil(carried), s.Span.From.Add(1))
		if s.Span.Open() {
			end = carried.NextMonth()
		}
		for from := s.Span.From; from.Before(end); from = c.Until {
			var guarded, protected, seen day.Date
			c.Month, c.From = from.Month(), from
			c.Guardian, guarded = guardianFrom(f, from)
			c.Protection, protected = protectionFrom(f, from)
			c.Seen, seen = seenFrom(f.Presence.Stated, from, settled)
			c.Until = earlier(end, c.Month.NextMonth())
			for _, d := range []day.Date{guarded, protected, seen} {
				if !d.IsZero() {
					c.Until = earlier(c.Until, d)
				}
			}
			out = append(out, c)
		}
	}
	return out
}

// countOf gives what all rows of the census about a minor say alike.
func countOf(f *casefile.File) Count {
	c := Count{Citizenship: f.Identity.Citizenship(), Sex: f.Identity.Sex()}
	if b, ok := f.Identity.Birth(); ok {
		c.Birth = b.Date
	}
	if f.Presence.Found != nil {
		c.Mode = f.Presence.Found.Mode
	}
	return c
}

// settledUntil gives the day up to which the rows of a minor who is counted up to
// the end of a month say how long ago presence was confirmed; from then on they
// say what they said on the day before, until [Carry] has gone on. It is early in
// that month, so that a roll-call in this one changes nothing that was written
// for the next, however many there are; and two days into it, so that the job may
// be late.
func settledUntil(carried day.Date) day.Date { return carried.Add(settledAhead) }

// seenFrom gives how long ago presence had been stated on a day, and the day
// before settled from which it is otherwise; zero if there is none.
func seenFrom(stated []day.Span, from, settled day.Date) (Seen, day.Date) {
	i, _ := slices.BinarySearchFunc(stated, from, func(s day.Span, d day.Date) int {
		if s.From.After(d) {
			return 1
		}
		return -1
	})
	if !from.Before(settled) { // as on the last day that is settled
		from = settled.Add(-1)
		for i > 0 && stated[i-1].From.After(from) {
			i--
		}
		return seenOn(stated, i, from), day.Date{}
	}
	band := seenOn(stated, i, from)
	for d := from; ; {
		if d = seenNext(stated, i, d); d.IsZero() || !d.Before(settled) {
			return band, day.Date{}
		}
		for i < len(stated) && !stated[i].From.After(d) {
			i++
		}
		if seenOn(stated, i, d) != band {
			return band, d
		}
	}
}

// seenOn gives the band of a day; the first n spans begin on it or before.
func seenOn(stated []day.Span, n int, d day.Date) Seen {
	if n == 0 {
		return SeenNever
	}
	switch days := d.Sub(stated[n-1].Until.Add(-1)); {
	case days <= lately:
		return SeenLately
	case days <= inNinety:
		return SeenIn90
	case days <= inHundred:
		return SeenIn180
	}
	return SeenLongAgo
}

// seenNext gives the next day after one on which the band may change.
func seenNext(stated []day.Span, n int, d day.Date) (next day.Date) {
	if n < len(stated) {
		next = stated[n].From
	}
	if n == 0 {
		return next
	}
	last := stated[n-1].Until.Add(-1)
	for _, days := range [...]int{lately, inNinety, inHundred} {
		if t := last.Add(days + 1); t.After(d) {
			if next.IsZero() || t.Before(next) {
				next = t
			}
			break
		}
	}
	return next
}

// guardianFrom gives who is the guardian on a day, and the day from which it is
// another; zero if there is none. Two in conflict count once.
func guardianFrom(f *casefile.File, from day.Date) (Guardian, day.Date) {
	if len(f.Guardian.Spans) == 0 {
		return NoGuardian, day.Date{}
	}
	is := guardianOn(f, from)
	for d := from; ; {
		var next day.Date
		for _, g := range f.Guardian.Spans {
			for _, t := range [...]day.Date{g.Span.From, g.Span.Until} {
				if t.After(d) && (next.IsZero() || t.Before(next)) {
					next = t
				}
			}
		}
		if d = next; d.IsZero() || guardianOn(f, d) != is {
			return is, d
		}
	}
}

func guardianOn(f *casefile.File, d day.Date) Guardian {
	is := NoGuardian
	for _, g := range f.Guardian.Spans {
		switch {
		case !g.Span.Contains(d):
		case g.Volunteer:
			return VolunteerGuardian
		default:
			is = OtherGuardian
		}
	}
	return is
}
