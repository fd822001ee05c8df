// Package day holds civil dates, spans of days, and moments as people state
// them: a day in Italy, or an instant with its offset.
//
// The invariant: a [Date] is a day of the proleptic Gregorian calendar, without
// a zone; one that was read from text lies between 1900 and 2200; the day of an
// instant is its day in Europe/Rome. A [Span] is half-open: from its first day
// up to, not including, its until.
package day

import (
	"database/sql/driver"
	"fmt"
	"strconv"
	"time"
	_ "time/tzdata" // an agent's machine may have no zone files

	"faro.example/shared/fault"
)

// Rome is the zone in which the days of the register are counted.
var Rome = mustLoad("Europe/Rome")

func mustLoad(name string) *time.Location {
	l, err := time.LoadLocation(name)
	if err != nil {
		panic(err) // the zone is embedded
	}
	return l
}

// Date is a civil day; the zero value is no day.
type Date struct{ n int32 } // 0: none; otherwise days since 1 January 1970, plus bias

const bias = 1 << 20 // keeps every valid day, before 1970 too, above zero

// Of makes a date; out of range parts are normalised as [time.Date] does.
func Of(year int, month time.Month, d int) Date {
	return fromDays(int(time.Date(year, month, d, 0, 0, 0, 0, time.UTC).Unix() / 86400))
}

func fromDays(n int) Date { return Date{int32(n + bias)} }

func (d Date) days() int { return int(d.n) - bias }

// FromTime gives the day of t in Europe/Rome.
func FromTime(t time.Time) Date {
	y, m, dd := t.In(Rome).Date()
	return Of(y, m, dd)
}

// Parse reads an ISO 8601 date, 2006-01-02, between 1900 and 2200. It fails
// with [fault.Invalid].
func Parse(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	d := fromDays(int(t.Unix() / 86400))
	if err != nil || !d.inRange() {
		return Date{}, fault.Newf(fault.Invalid, "a day is written as 2026-03-31, between 1900 and 2200")
	}
	return d, nil
}

func (d Date) inRange() bool { return !d.Before(first) && !d.After(last) }

// The days that may be read from text: room for any birth date and any plan.
var first, last = Of(1900, time.January, 1), Of(2200, time.December, 31)

// Must is [Parse] for tests and tables; it panics on a bad text.
func Must(s string) Date {
	d, err := Parse(s)
	if err != nil {
		panic(err)
	}
	return d
}

// IsZero reports whether there is no day.
func (d Date) IsZero() bool { return d.n == 0 }

// Civil gives year, month and day of the month; zeroes for no day.
func (d Date) Civil() (int, time.Month, int) {
	if d.IsZero() {
		return 0, 0, 0
	}
	return d.UTC().Date()
}

// UTC gives midnight UTC of that civil day: for formatting and SQL, not an instant in Italy.
func (d Date) UTC() time.Time { return time.Unix(int64(d.days())*86400, 0).UTC() }

// Start gives the instant at which the day begins in Italy.
func (d Date) Start() time.Time {
	y, m, dd := d.Civil()
	return time.Date(y, m, dd, 0, 0, 0, 0, Rome)
}

// Add gives the day n days later.
func (d Date) Add(n int) Date {
	if d.IsZero() {
		return d
	}
	return Date{d.n + int32(n)}
}

// Sub gives the days from e to d.
func (d Date) Sub(e Date) int { return int(d.n) - int(e.n) }

// AddYears gives the same day n years later; 29 February falls on 1 March in
// a year that has none, so a minor born that day comes of age on 1 March.
func (d Date) AddYears(n int) Date {
	if d.IsZero() {
		return d
	}
	y, m, dd := d.Civil()
	return Of(y+n, m, dd)
}

// Month gives the first day of the day's month.
func (d Date) Month() Date {
	if d.IsZero() {
		return d
	}
	y, m, _ := d.Civil()
	return Of(y, m, 1)
}

// NextMonth gives the first day of the month after the day's month.
func (d Date) NextMonth() Date {
	if d.IsZero() {
		return d
	}
	y, m, _ := d.Civil()
	return Of(y, m+1, 1)
}

// Before reports whether d is earlier than e.
func (d Date) Before(e Date) bool { return d.n < e.n }

// After reports whether d is later than e.
func (d Date) After(e Date) bool { return d.n > e.n }

// Compare orders days; no day comes first.
func (d Date) Compare(e Date) int { return int(d.n) - int(e.n) }

// Age gives the whole years completed on day on by someone born on d; -1 if
// either is missing or on is before birth.
func (d Date) Age(on Date) int {
	if d.IsZero() || on.IsZero() || on.Before(d) {
		return -1
	}
	by, _, _ := d.Civil()
	oy, _, _ := on.Civil()
	age := oy - by
	if on.Before(d.AddYears(age)) {
		age--
	}
	return age
}

// String gives the ISO 8601 text, or "" for no day.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return string(d.append(make([]byte, 0, 10)))
}

func (d Date) append(b []byte) []byte {
	y, m, dd := d.Civil()
	b = strconv.AppendInt(b, int64(y), 10)
	b = append(b, '-', byte('0'+int(m)/10), byte('0'+int(m)%10))
	return append(b, '-', byte('0'+dd/10), byte('0'+dd%10))
}

// MarshalText gives the ISO 8601 text; no day is the empty string.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what [Date.MarshalText] wrote; the empty string is no day.
func (d *Date) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*d = Date{}
		return nil
	}
	v, err := Parse(string(b))
	if err != nil {
		return err
	}
	*d = v
	return nil
}

// Value stores the day as ISO text, which PostgreSQL takes for a date; no day is NULL.
func (d Date) Value() (driver.Value, error) {
	if d.IsZero() {
		return nil, nil
	}
	return d.String(), nil
}

// Scan reads a date column, as text or as midnight UTC; NULL is no day.
func (d *Date) Scan(src any) error {
	switch s := src.(type) {
	case nil:
		*d = Date{}
		return nil
	case time.Time:
		y, m, dd := s.Date()
		*d = Of(y, m, dd)
		return nil
	case string:
		return d.UnmarshalText([]byte(s))
	case []byte:
		return d.UnmarshalText(s)
	}
	return fault.Newf(fault.Internal, "scan day: unexpected type %T", src)
}

// Span is the days from From up to, not including, Until. A zero Until means
// that it is still open.
type Span struct {
	From  Date `json:"from"`
	Until Date `json:"until,omitzero"`
}

// Contains reports whether the day lies in the span.
func (s Span) Contains(d Date) bool {
	return !d.Before(s.From) && (s.Until.IsZero() || d.Before(s.Until))
}

// Open reports whether the span has no end.
func (s Span) Open() bool { return s.Until.IsZero() }

// Empty reports whether no day lies in the span.
func (s Span) Empty() bool { return !s.Until.IsZero() && !s.From.Before(s.Until) }

// Overlaps reports whether the two spans share a day.
func (s Span) Overlaps(t Span) bool {
	return !s.Empty() && !t.Empty() &&
		(s.Until.IsZero() || t.From.Before(s.Until)) &&
		(t.Until.IsZero() || s.From.Before(t.Until))
}

// String gives "from..until", with nothing after the dots while it is open.
func (s Span) String() string { return fmt.Sprintf("%s..%s", s.From, s.Until) }
