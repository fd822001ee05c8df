// Package movement is the concept of a minor's movements: transfers with their
// two halves, going missing and coming back, and leaving the register.
//
// The invariant: a transfer's halves are two records by two structures, and
// neither needs the other to be taken.
package movement

import (
	"fmt"
	"log/slog"
	"slices"

	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
)

// The bodies below are wire types: never rename, reorder or reuse a field or a
// kind; golden vectors in shared/change/testdata.

// Departed is the first half of a transfer: sent from one structure to another.
// One that parts the child from a brother, a sister or companions of the journey
// says why (directive (EU) 2024/1346 art. 27 par. 9). Brothers and sisters who
// leave by the same transfer are named: their own records may come later.
type Departed struct {
	From   facility.Place `json:"from"`
	To     facility.Place `json:"to"`
	Reason minor.Text     `json:"reason,omitempty"` // of version 2
	With   []minor.ID     `json:"with,omitempty"`   // of version 3
}

// MaxWith is how many brothers and sisters a departure names at most. Arbitrary.
const MaxWith = 20

// Version is the version of the body that says it.
func (b Departed) Version() int {
	switch {
	case len(b.With) > 0:
		return 3
	case b.Reason != "":
		return 2
	}
	return 1
}

// Kind names the kind of record.
func (Departed) Kind() string { return "transfer.departed" }

// Validate fails with [fault.Invalid], naming the field.
func (b Departed) Validate() error {
	if err := b.From.Validate(); err != nil {
		return fault.In("from", err)
	}
	if err := b.To.Validate(); err != nil {
		return fault.In("to", err)
	}
	if b.From.Same(b.To) {
		return fault.Field("to", "the same structure as from", "name the structure the child is sent to")
	}
	if len(b.With) > MaxWith || len(b.With) > 0 && b.With[0].IsZero() {
		return fault.Field("with", "nobody, or too many", fmt.Sprintf("name the brothers and sisters who leave too, at most %d", MaxWith))
	}
	for i := range b.With[min(1, len(b.With)):] {
		if b.With[i].Compare(b.With[i+1]) >= 0 {
			return fault.Field("with", "not in order, or twice", "name each brother or sister once, in order of identifier")
		}
	}
	return b.Reason.Check("reason", 400)
}

// Format prints the kind for every verb: the reason may tell of the child.
func (b Departed) Format(f fmt.State, _ rune) { minor.PrintKind(f, b) }

// LogValue keeps the reason out of structured logs.
func (b Departed) LogValue() slog.Value { return minor.LogKind(b) }

// Arrived is the second half of a transfer; from is left out when it is not known.
type Arrived struct {
	At   facility.Place  `json:"at"`
	From *facility.Place `json:"from,omitempty"`
}

// Kind names the kind of record.
func (Arrived) Kind() string { return "transfer.arrived" }

// Validate fails with [fault.Invalid], naming the field.
func (b Arrived) Validate() error {
	if err := b.At.Validate(); err != nil {
		return fault.In("at", err)
	}
	if b.From == nil {
		return nil
	}
	if err := b.From.Validate(); err != nil {
		return fault.In("from", err)
	}
	if b.From.Same(b.At) {
		return fault.Field("from", "the same structure as at", "name the structure the child came from, or leave it out")
	}
	return nil
}

// AbsenceReported states that the child is missing from a structure
// (allontanamento); the missing-person report is cited when there is one (law
// 203/2012).
type AbsenceReported struct {
	From   facility.Place `json:"from"`
	Report string         `json:"report,omitempty"` // number of the report to the police
}

// Kind names the kind of record.
func (AbsenceReported) Kind() string { return "absence.reported" }

// Validate fails with [fault.Invalid], naming the field.
func (b AbsenceReported) Validate() error {
	if err := minor.Text(b.Report).Check("report", 100); err != nil {
		return err
	}
	return fault.In("from", b.From.Validate())
}

// AbsenceEnded states that a missing child is found again; at is where the
// child now stays, left out when that is not known yet.
type AbsenceEnded struct {
	At *facility.Place `json:"at,omitempty"`
}

// Kind names the kind of record.
func (AbsenceEnded) Kind() string { return "absence.ended" }

// Validate fails with [fault.Invalid], naming the field.
func (b AbsenceEnded) Validate() error {
	if b.At == nil {
		return nil
	}
	return fault.In("at", b.At.Validate())
}

// Reason is why a child leaves the register (form H).
type Reason string

// The reasons of an exit.
const (
	Majority            Reason = "majority"
	EndOfProsieguo      Reason = "end-of-prosieguo" // care beyond majority, law 47/2017 art. 13
	FamilyReunification Reason = "family-reunification"
	Relocation          Reason = "relocation"
	AssistedReturn      Reason = "assisted-return"
	EntrustedToRelative Reason = "entrusted-to-relatives" // affidamento to relatives
	FoundAdult          Reason = "found-adult"
	FoundAccompanied    Reason = "found-accompanied"
	FoundUnionCitizen   Reason = "found-union-citizen"
	Death               Reason = "death"
)

// Reasons lists every [Reason], in the order in which they are shown.
func Reasons() []Reason {
	return []Reason{
		Majority, EndOfProsieguo, FamilyReunification, Relocation, AssistedReturn,
		EntrustedToRelative, FoundAdult, FoundAccompanied, FoundUnionCitizen, Death,
	}
}

// ExitRecorded states that the child left the Ministry's competence, and why.
type ExitRecorded struct {
	Reason Reason `json:"reason"`
}

// Kind names the kind of record.
func (ExitRecorded) Kind() string { return "exit.recorded" }

// Validate fails with [fault.Invalid], naming the field.
func (b ExitRecorded) Validate() error {
	if slices.Contains(Reasons(), b.Reason) {
		return nil
	}
	if err := LawfulReason("reason", minor.Text(b.Reason)); err != nil {
		return err
	}
	return fault.Field("reason", "not a reason of exit", "use one of the reasons of form H, such as majority or family-reunification")
}
