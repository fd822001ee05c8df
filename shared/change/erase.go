package change

import (
	"fmt"
	"log/slog"

	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// The bodies below end what was said: of one minor all of it, of one record its
// body. They are wire types: never rename, reorder or reuse a field or a kind;
// golden vectors in testdata. They are written only at the registry, upon an
// order that one person asked for and another gave: the author gave it.

// Erased says that the minor was erased by law (DPR 231/2023 art. 9): all records
// about the minor are gone, and none is taken any more. It says nothing of the
// child.
type Erased struct {
	Rule  string               `json:"rule"`  // of the retention, by its name
	Asked institution.PersonID `json:"asked"` // who asked for it
}

// Kind names the kind of record.
func (Erased) Kind() string { return "erased" }

// Validate fails with [fault.Invalid], naming the field.
func (b Erased) Validate() error {
	if b.Rule == "" {
		return fault.Field("rule", "missing", "name the rule of the retention")
	}
	if err := minor.Text(b.Rule).Check("rule", 60); err != nil {
		return err
	}
	return checkAsked(b.Asked)
}

// Format prints the kind for every verb.
func (b Erased) Format(f fmt.State, _ rune) { minor.PrintKind(f, b) }

// LogValue keeps who asked out of structured logs.
func (b Erased) LogValue() slog.Value { return minor.LogKind(b) }

// Struck says that the body of a record was struck out: it stood in the wrong
// casefile, or had no right to be kept. Whoever holds the body lets go of it; the
// header stays. It is never taken back: what is struck out is gone.
type Struck struct {
	Record ID                   `json:"record"`
	Asked  institution.PersonID `json:"asked"` // who asked for it
	Reason minor.Text           `json:"reason"`
}

// Kind names the kind of record.
func (Struck) Kind() string { return "struck" }

// Validate fails with [fault.Invalid], naming the field.
func (b Struck) Validate() error {
	if b.Record.IsZero() {
		return fault.Field("record", "missing", "name the record whose body is struck out")
	}
	if err := checkAsked(b.Asked); err != nil {
		return err
	}
	return checkReason(b.Reason)
}

// Format prints the kind for every verb.
func (b Struck) Format(f fmt.State, _ rune) { minor.PrintKind(f, b) }

// LogValue keeps the reason out of structured logs.
func (b Struck) LogValue() slog.Value { return minor.LogKind(b) }

func checkAsked(p institution.PersonID) error {
	if p.IsZero() {
		return fault.Field("asked", "missing", "name who asked for it")
	}
	return nil
}
