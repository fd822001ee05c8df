// Package custody is the concept of a municipality's social services taking a
// minor into care (presa in carico), letting go, and handing over.
//
// The invariant: custody is claimed by an institution, never by a structure;
// that somebody always answers is the fold's to keep.
package custody

import (
	"fmt"
	"log/slog"

	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// The bodies below are wire types: never rename, reorder or reuse a field or a
// kind; golden vectors in shared/change/testdata.

// Taken states that an institution's social services have taken the child into
// care from the record's day on (form D); a court's decree is cited when it
// rests upon one.
type Taken struct {
	By     institution.ID      `json:"by"`
	Decree *institution.Decree `json:"decree,omitempty"`
}

// Kind names the kind of record.
func (Taken) Kind() string { return "custody.taken" }

// Validate fails with [fault.Invalid], naming the field.
func (b Taken) Validate() error {
	if b.By.IsZero() {
		return fault.Field("by", "no institution is named", "name the social services that take the child into care")
	}
	if b.Decree == nil {
		return nil
	}
	return fault.In("decree", b.Decree.Validate())
}

// Released states that an institution's social services let the child go; until
// others take it they still answer.
type Released struct {
	By     institution.ID `json:"by"`
	Reason minor.Text     `json:"reason,omitempty"`
}

// Kind names the kind of record.
func (Released) Kind() string { return "custody.released" }

// Validate fails with [fault.Invalid], naming the field.
func (b Released) Validate() error {
	if b.By.IsZero() {
		return fault.Field("by", "no institution is named", "name the social services that let the child go")
	}
	return b.Reason.Check("reason", 400)
}

// Format prints the kind for every verb: the reason may tell of the child.
func (b Released) Format(f fmt.State, _ rune) { minor.PrintKind(f, b) }

// LogValue keeps the reason out of structured logs.
func (b Released) LogValue() slog.Value { return minor.LogKind(b) }
