package movement

import (
	"fmt"
	"log/slog"

	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
)

// Refused states that the structure to which a child was sent does not receive
// the child: who sent the child has it back.
type Refused struct {
	From   facility.Place `json:"from"`
	To     facility.Place `json:"to"` // which refuses
	Reason minor.Text     `json:"reason"`
}

// Kind names the kind of record.
func (Refused) Kind() string { return "transfer.refused" }

// Validate fails with [fault.Invalid], naming the field.
func (b Refused) Validate() error {
	if err := checkReason(b.Reason); err != nil {
		return err
	}
	return Departed{From: b.From, To: b.To}.Validate()
}

// Withdrawn states that who sent a child has not, after all: the child never
// left, or was called back on the way. A departure that should not have been
// written is retracted; this says that it was right, and came to nothing.
type Withdrawn struct {
	From   facility.Place `json:"from"` // which withdraws
	To     facility.Place `json:"to"`
	Reason minor.Text     `json:"reason"`
}

// Kind names the kind of record.
func (Withdrawn) Kind() string { return "transfer.withdrawn" }

// Validate fails with [fault.Invalid], naming the field.
func (b Withdrawn) Validate() error {
	if err := checkReason(b.Reason); err != nil {
		return err
	}
	return Departed{From: b.From, To: b.To}.Validate()
}

func checkReason(r minor.Text) error {
	if r == "" {
		return fault.Field("reason", "missing", "say why, in a sentence")
	}
	return r.Check("reason", 400)
}

// Format prints the kind for every verb: the reason may tell of the child.
func (b Refused) Format(f fmt.State, _ rune) { minor.PrintKind(f, b) }

// LogValue keeps the reason out of structured logs.
func (b Refused) LogValue() slog.Value { return minor.LogKind(b) }

// Format prints the kind for every verb: the reason may tell of the child.
func (b Withdrawn) Format(f fmt.State, _ rune) { minor.PrintKind(f, b) }

// LogValue keeps the reason out of structured logs.
func (b Withdrawn) LogValue() slog.Value { return minor.LogKind(b) }
