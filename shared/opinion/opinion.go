// Package opinion is the concept of the Ministry's opinion on what becomes of a
// minor's permit at majority, and of care that goes on beyond it.
//
// The invariant: the window in which an opinion is asked for is a function of
// the birth date and of the permit's last day (D.Lgs 286/1998 art. 32); how far
// care may go on is configured, never a constant here.
package opinion

import (
	"fmt"
	"log/slog"

	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// The bodies below are wire types: never rename, reorder or reuse a field or a
// kind; golden vectors in shared/change/testdata.

// Asked states that the opinion was asked for (form G), on the record's day.
type Asked struct {
	Into   string     `json:"into,omitempty"` // the type of permit that is wanted, as package permit names it
	Papers minor.Text `json:"papers,omitempty"`
	Reason minor.Text `json:"reason,omitempty"`
}

// Kind names the kind of record.
func (Asked) Kind() string { return "opinion.asked" }

// Validate fails with [fault.Invalid], naming the field.
func (b Asked) Validate() error {
	for _, err := range []error{
		minor.Text(b.Into).Check("into", 40), b.Papers.Check("papers", 400), b.Reason.Check("reason", 400),
	} {
		if err != nil {
			return err
		}
	}
	return nil
}

// Given states what the Ministry's opinion is, on the record's day.
type Given struct {
	Favourable bool       `json:"favourable"`
	Number     minor.Text `json:"number"` // its protocol number
	Reason     minor.Text `json:"reason,omitempty"`
}

// Kind names the kind of record.
func (Given) Kind() string { return "opinion.given" }

// Validate fails with [fault.Invalid], naming the field.
func (b Given) Validate() error {
	switch {
	case b.Number == "":
		return fault.Field("number", "missing", "an opinion is cited by its protocol number")
	case !b.Favourable && b.Reason == "":
		return fault.Field("reason", "missing", "say why the opinion is not favourable")
	}
	if err := b.Number.Check("number", 100); err != nil {
		return err
	}
	return b.Reason.Check("reason", 400)
}

const (
	// early and late bound the window, in days (D.Lgs 286/1998 art. 32; practice of
	// the Ministry).
	early, late = 90, 60
)

// Window gives the days on which the opinion is asked for: from 90 days before
// the 18th birthday to 60 days after the permit's last day, or after the birthday
// if that is later or no permit is known. No span without a birth date.
func Window(born, permitUntil day.Date) day.Span {
	if born.IsZero() {
		return day.Span{}
	}
	of := minor.OfAge(born)
	last := of
	if permitUntil.After(last) {
		last = permitUntil
	}
	return day.Span{From: of.Add(-early), Until: last.Add(late + 1)}
}

// ExtensionAsked states that the juvenile court was asked to let care go on
// beyond majority (law 47/2017 art. 13 par. 2), on the record's day.
type ExtensionAsked struct {
	Reason minor.Text `json:"reason"`
	Until  day.Date   `json:"until,omitzero"` // asked for
}

// Kind names the kind of record.
func (ExtensionAsked) Kind() string { return "extension.asked" }

// Validate fails with [fault.Invalid], naming the field.
func (b ExtensionAsked) Validate() error {
	if b.Reason == "" {
		return fault.Field("reason", "missing", "say which support is still needed, and for what")
	}
	return b.Reason.Check("reason", 400)
}

// ExtensionDecided states what the court decided, on the record's day.
type ExtensionDecided struct {
	Granted bool               `json:"granted"`
	Until   day.Date           `json:"until,omitzero"` // care goes on up to this day
	Decree  institution.Decree `json:"decree"`
}

// Kind names the kind of record.
func (ExtensionDecided) Kind() string { return "extension.decided" }

// Validate fails with [fault.Invalid], naming the field.
func (b ExtensionDecided) Validate() error {
	switch {
	case b.Granted && b.Until.IsZero():
		return fault.Field("until", "missing", "say up to which day care goes on")
	case !b.Granted && !b.Until.IsZero():
		return fault.Field("until", "of an extension that was not granted", "leave it out")
	}
	return fault.In("decree", b.Decree.Validate())
}

// Within checks that care ends after majority and no later than at the configured
// age (21 in law 47/2017 art. 13). It fails with [fault.Invalid].
func (b ExtensionDecided) Within(born day.Date, age int) error {
	switch {
	case !b.Granted || born.IsZero():
		return nil
	case !b.Until.After(minor.OfAge(born)):
		return fault.Field("until", "not beyond the 18th birthday", "check the day, and the birth date")
	case b.Until.After(born.AddYears(age)):
		return fault.Field("until", fmt.Sprintf("beyond the age of %d, up to which care may go on (law 47/2017 art. 13 par. 2)", age),
			"write the day that the decree names")
	}
	return nil
}

// Format prints the kind for every verb.
func (b Asked) Format(f fmt.State, _ rune) { minor.PrintKind(f, b) }

// LogValue keeps what is said out of structured logs.
func (b Asked) LogValue() slog.Value { return minor.LogKind(b) }

// Format prints the kind for every verb.
func (b Given) Format(f fmt.State, _ rune) { minor.PrintKind(f, b) }

// LogValue keeps what is said out of structured logs.
func (b Given) LogValue() slog.Value { return minor.LogKind(b) }

// Format prints the kind for every verb.
func (b ExtensionAsked) Format(f fmt.State, _ rune) { minor.PrintKind(f, b) }

// LogValue keeps what is said out of structured logs.
func (b ExtensionAsked) LogValue() slog.Value { return minor.LogKind(b) }

// Format prints the kind for every verb.
func (b ExtensionDecided) Format(f fmt.State, _ rune) { minor.PrintKind(f, b) }

// LogValue keeps what is said out of structured logs.
func (b ExtensionDecided) LogValue() slog.Value { return minor.LogKind(b) }
