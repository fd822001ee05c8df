// Package placement is the concept of a minor's stay in reception
// (collocamento): where it began and where it ended, the roll-call that confirms
// it, and the place kept for who is to come.
//
// The invariant: a body names the structure it is about; the day is the
// record's own.
package placement

import (
	"fmt"
	"log/slog"

	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
)

// The bodies below are wire types: never rename, reorder or reuse a field or a
// kind; golden vectors in shared/change/testdata.

// Began states that the child lives at a structure from the record's day on. A
// structure takes more children than it has places only for a stated reason:
// extreme urgency, up to half as many again (D.Lgs 142/2015 art. 19 par. 3).
// Words for a structure may say, in version 3, in which region or municipality
// they lie.
type Began struct {
	At     facility.Place `json:"at"`
	Bed    string         `json:"bed,omitempty"`
	Reason minor.Text     `json:"reason,omitempty"` // of version 2: why above the places there are
}

// Version is the version of the body that says it.
func (b Began) Version() int {
	if b.At.Area != "" {
		return 3
	}
	return since(b.Reason)
}

// since gives 2 where a field that came with version 2 is given.
func since(reason minor.Text) int {
	if reason != "" {
		return 2
	}
	return 1
}

// Kind names the kind of record.
func (Began) Kind() string { return "placement.began" }

// Validate fails with [fault.Invalid], naming the field.
func (b Began) Validate() error {
	if err := minor.Text(b.Bed).Check("bed", 40); err != nil {
		return err
	}
	if err := b.Reason.Check("reason", 400); err != nil {
		return err
	}
	return fault.In("at", b.At.ValidateAt())
}

// Format prints the kind for every verb: the reason may tell of the child.
func (b Began) Format(f fmt.State, _ rune) { minor.PrintKind(f, b) }

// LogValue keeps the reason out of structured logs.
func (b Began) LogValue() slog.Value { return minor.LogKind(b) }

// Ended states that the child no longer lives at a structure, and that nothing
// is said of where it went.
type Ended struct {
	At     facility.Place `json:"at"`
	Reason minor.Text     `json:"reason,omitempty"`
}

// Kind names the kind of record.
func (Ended) Kind() string { return "placement.ended" }

// Validate fails with [fault.Invalid], naming the field.
func (b Ended) Validate() error {
	if err := b.Reason.Check("reason", 400); err != nil {
		return err
	}
	return fault.In("at", b.At.Validate())
}

// Format prints the kind for every verb: the reason may tell of the child.
func (b Ended) Format(f fmt.State, _ rune) { minor.PrintKind(f, b) }

// LogValue keeps the reason out of structured logs.
func (b Ended) LogValue() slog.Value { return minor.LogKind(b) }
