package custody

import (
	"fmt"
	"log/slog"

	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// Offered states that the institution that has custody offers it to another; it
// answers until the other accepts.
type Offered struct {
	By     institution.ID `json:"by"`
	To     institution.ID `json:"to"`
	Reason minor.Text     `json:"reason,omitempty"`
}

// Kind names the kind of record.
func (Offered) Kind() string { return "custody.offered" }

// Validate fails with [fault.Invalid], naming the field.
func (b Offered) Validate() error { return checkHandOver("to", b.By, b.To, b.Reason) }

// Accepted states that the institution to which custody was offered takes it:
// from the record's day on it answers, and the other no longer.
type Accepted struct {
	By   institution.ID `json:"by"`
	From institution.ID `json:"from"`
}

// Kind names the kind of record.
func (Accepted) Kind() string { return "custody.accepted" }

// Validate fails with [fault.Invalid], naming the field.
func (b Accepted) Validate() error { return checkHandOver("from", b.By, b.From, "") }

// Refused states that the institution to which custody was offered does not take
// it: who offered it answers on.
type Refused struct {
	By     institution.ID `json:"by"`
	From   institution.ID `json:"from"`
	Reason minor.Text     `json:"reason"`
}

// Kind names the kind of record.
func (Refused) Kind() string { return "custody.refused" }

// Validate fails with [fault.Invalid], naming the field.
func (b Refused) Validate() error {
	if b.Reason == "" {
		return fault.Field("reason", "missing", "say why, in a sentence")
	}
	return checkHandOver("from", b.By, b.From, b.Reason)
}

func checkHandOver(field string, by, other institution.ID, reason minor.Text) error {
	switch {
	case by.IsZero():
		return fault.Field("by", "no institution is named", "name the social services that say it")
	case other.IsZero():
		return fault.Field(field, "no institution is named", "name the other social services")
	case by == other:
		return fault.Field(field, "the same institution", "custody is handed over to another")
	}
	return reason.Check("reason", 400)
}

// Format prints the kind for every verb: the reason may tell of the child.
func (b Offered) Format(f fmt.State, _ rune) { minor.PrintKind(f, b) }

// LogValue keeps the reason out of structured logs.
func (b Offered) LogValue() slog.Value { return minor.LogKind(b) }

// Format prints the kind for every verb: the reason may tell of the child.
func (b Refused) Format(f fmt.State, _ rune) { minor.PrintKind(f, b) }

// LogValue keeps the reason out of structured logs.
func (b Refused) LogValue() slog.Value { return minor.LogKind(b) }
