package day

import (
	"time"

	"faro.example/shared/fault"
)

// When is a moment as somebody stated it: a civil day in Europe/Rome, or an
// instant with its offset, to the second. What was not said is not made up.
// Two moments stated alike are equal by ==.
type When struct {
	date   Date
	timed  bool  // an instant was stated; otherwise the rest is zero
	offset int32 // seconds east of UTC, whole minutes
	unix   int64
}

// On is a moment of which only the day is known.
func On(d Date) When { return When{date: d} }

// At is an instant, cut to the second, with the offset of its zone in whole
// minutes; its day is the one in Europe/Rome.
func At(t time.Time) When {
	_, offset := t.Zone()
	return When{date: FromTime(t), timed: true, offset: int32(offset - offset%60), unix: t.Unix()}
}

// ParseWhen reads 2006-01-02 or RFC 3339 to the second with an offset (Z for
// none), on a day between 1900 and 2200 in Europe/Rome. It fails with
// [fault.Invalid].
func ParseWhen(s string) (When, error) {
	if len(s) <= len(time.DateOnly) {
		d, err := Parse(s)
		return On(d), err
	}
	t, err := time.Parse(time.RFC3339, s)
	w := At(t)
	// time.Parse takes one digit for an hour, a comma, an offset of a day: what
	// it took is what was written only if it is written the same again.
	if err != nil || w.String() != s || w.offset <= -86400 || w.offset >= 86400 || !w.date.inRange() {
		return When{}, fault.Newf(fault.Invalid,
			"a moment is written as 2026-03-31, or to the second as 2026-03-31T02:15:00+02:00")
	}
	return w, nil
}

// Day gives the civil day in Europe/Rome.
func (w When) Day() Date { return w.date }

// Instant gives the instant, and whether one was stated.
func (w When) Instant() (time.Time, bool) {
	if !w.timed {
		return time.Time{}, false
	}
	if w.offset == 0 {
		return time.Unix(w.unix, 0).UTC(), true
	}
	return time.Unix(w.unix, 0).In(time.FixedZone("", int(w.offset))), true
}

// IsZero reports whether nothing was stated.
func (w When) IsZero() bool { return w == When{} }

// String gives the text that [ParseWhen] reads, "" for nothing.
func (w When) String() string {
	if t, ok := w.Instant(); ok {
		return t.Format(time.RFC3339)
	}
	return w.date.String()
}

// MarshalText gives [When.String].
func (w When) MarshalText() ([]byte, error) { return []byte(w.String()), nil }

// UnmarshalText reads what [When.MarshalText] wrote; the empty string is nothing stated.
func (w *When) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*w = When{}
		return nil
	}
	v, err := ParseWhen(string(b))
	if err != nil {
		return err
	}
	*w = v
	return nil
}
