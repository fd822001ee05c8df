package placement

import (
	"fmt"
	"log/slog"

	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
)

// MaxRollCall bounds the days that one roll-call confirms: a quarter, the time
// for which presence-days are claimed (domain, deadline D13), and some days.
const MaxRollCall = 100

// Confirmed states, by roll-call, that the child slept at a structure on each
// day of a span.
type Confirmed struct {
	At   facility.Place `json:"at"`
	Days day.Span       `json:"days"` // until: the first day that is not confirmed
}

// Kind names the kind of record.
func (Confirmed) Kind() string { return "presence.confirmed" }

// Validate fails with [fault.Invalid], naming the field.
func (b Confirmed) Validate() error {
	const both = "give the first day that is confirmed, and the first after it that is not"
	switch {
	case b.Days.From.IsZero() || b.Days.Open():
		return fault.Field("days", "not a span with both ends", both)
	case b.Days.Empty():
		return fault.Field("days.until", "not after the first day", both)
	case b.Days.Until.Sub(b.Days.From) > MaxRollCall:
		return fault.Field("days.until", "more than a hundred days", "write one record for each quarter")
	}
	return fault.In("at", b.At.Validate())
}

// Reserved states that a place is kept at a structure for the child, from the
// record's day on, until the child comes, somebody lets the place go, or the day
// named.
type Reserved struct {
	At     facility.Place `json:"at"`
	Type   facility.Type  `json:"type,omitempty"`   // of reception, where the structure tells its places apart
	Until  day.Date       `json:"until,omitzero"`   // the first day on which it is kept no more
	Reason minor.Text     `json:"reason,omitempty"` // why above the places there are: see [Began]
}

// Kind names the kind of record.
func (Reserved) Kind() string { return "place.reserved" }

// Validate fails with [fault.Invalid], naming the field.
func (b Reserved) Validate() error {
	if b.Type != "" && !b.Type.Valid() {
		return fault.Field("type", "not a type of reception", "use first, second, temporary, family or other")
	}
	if err := b.Reason.Check("reason", 400); err != nil {
		return err
	}
	return fault.In("at", b.At.Validate())
}

// Urgent gives up to how many children a structure takes in extreme urgency:
// half as many again as it has places (D.L. 133/2023 art. 5).
func Urgent(beds int) int { return beds + beds/2 }

// Released states that no place is kept at a structure for the child any more.
type Released struct {
	At     facility.Place `json:"at"`
	Reason minor.Text     `json:"reason,omitempty"`
}

// Kind names the kind of record.
func (Released) Kind() string { return "place.released" }

// Validate fails with [fault.Invalid], naming the field.
func (b Released) Validate() error {
	if err := b.Reason.Check("reason", 400); err != nil {
		return err
	}
	return fault.In("at", b.At.Validate())
}

// Format prints the kind for every verb: the reason may tell of the child.
func (b Reserved) Format(f fmt.State, _ rune) { minor.PrintKind(f, b) }

// LogValue keeps the reason out of structured logs.
func (b Reserved) LogValue() slog.Value { return minor.LogKind(b) }

// Format prints the kind for every verb: the reason may tell of the child.
func (b Released) Format(f fmt.State, _ rune) { minor.PrintKind(f, b) }

// LogValue keeps the reason out of structured logs.
func (b Released) LogValue() slog.Value { return minor.LogKind(b) }
