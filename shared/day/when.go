package day

import (
	"time"

	"faro.example/shared/fault"
)

// When is a moment as somebody stated it: a civil day in Europe/Rome, or an
// instant with its offset, to the second. What was not said is not made up.
type When struct {
	date    Date
	instant time.Time // zero if only the day is known
}

// On is a moment of which only the day is known.
func On(d Date) When { return When{date: d} }

// At is an instant, cut to the second; its day is the one in Europe/Rome.
func At(t time.Time) When {
	t = t.Truncate(time.Second)
	return When{date: FromTime(t), instant: t}
}

// ParseWhen reads 2006-01-02 or RFC 3339 to the second with an offset. It
// fails with [fault.Invalid].
func ParseWhen(s string) (When, error) {
	if len(s) <= len(time.DateOnly) {
		d, err := Parse(s)
		return When{date: d}, err
	}
	t, err := time.Parse(time.RFC3339, s)
	if err != nil || t.Nanosecond() != 0 || t.Year() < 1900 || t.Year() > 2200 {
		return When{}, fault.Newf(fault.Invalid,
			"a moment is written as 2026-03-31, or to the second as 2026-03-31T02:15:00+02:00")
	}
	return At(t), nil
}

// Day gives the civil day in Europe/Rome.
func (w When) Day() Date { return w.date }

// Instant gives the instant, and whether one was stated.
func (w When) Instant() (time.Time, bool) { return w.instant, !w.instant.IsZero() }

// IsZero reports whether nothing was stated.
func (w When) IsZero() bool { return w.date.IsZero() }

// String gives the text that [ParseWhen] reads, "" for nothing.
func (w When) String() string {
	if w.instant.IsZero() {
		return w.date.String()
	}
	return w.instant.Format(time.RFC3339)
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
