package change

import (
	"fmt"
	"log/slog"
	"slices"

	"faro.example/shared/fault"
	"faro.example/shared/minor"
)

// The bodies below say which minors are one child. They are wire types: never
// rename, reorder or reuse a field or a kind; golden vectors in testdata. They
// are written only at the registry, one after the other, so they never conflict.
// Each says all there is to say of the minors that it names: who is one child
// with whom from then on. So of a minor the last that names it tells.

// LinkSame joins: the minor of the header and those named are one child, all of
// whom stand here, also those joined before.
type LinkSame struct {
	Minors []minor.ID `json:"minors"`
	Reason minor.Text `json:"reason"`
}

// Kind names the kind of record.
func (LinkSame) Kind() string { return "link.same" }

// Validate fails with [fault.Invalid], naming the field.
func (b LinkSame) Validate() error {
	if err := checkMinors("minors", b.Minors, 1); err != nil {
		return err
	}
	return checkReason(b.Reason)
}

// Format prints the kind for every verb.
func (b LinkSame) Format(f fmt.State, _ rune) { minor.PrintKind(f, b) }

// LogValue keeps the reason out of structured logs.
func (b LinkSame) LogValue() slog.Value { return minor.LogKind(b) }

// LinkDistinct says that somebody looked and found two children. It joins and
// parts nobody.
type LinkDistinct struct {
	Minor  minor.ID   `json:"minor"`
	Reason minor.Text `json:"reason"`
}

// Kind names the kind of record.
func (LinkDistinct) Kind() string { return "link.distinct" }

// Validate fails with [fault.Invalid], naming the field.
func (b LinkDistinct) Validate() error {
	if b.Minor.IsZero() {
		return fault.Field("minor", "missing", "name the minor who is another child")
	}
	return checkReason(b.Reason)
}

// Format prints the kind for every verb.
func (b LinkDistinct) Format(f fmt.State, _ rune) { minor.PrintKind(f, b) }

// LogValue keeps the reason out of structured logs.
func (b LinkDistinct) LogValue() slog.Value { return minor.LogKind(b) }

// LinkParted undoes a joining: the minor of the header and those in Minors are
// one child, those in Apart another. Records written on the joined page are each
// assigned to the minor for whom they count.
type LinkParted struct {
	Minors  []minor.ID   `json:"minors,omitempty"`
	Apart   []minor.ID   `json:"apart"`
	Records []Assignment `json:"records,omitempty"`
	Reason  minor.Text   `json:"reason"`
}

// Assignment says for whom a record counts.
type Assignment struct {
	Record ID       `json:"record"`
	Minor  minor.ID `json:"minor"`
}

// Kind names the kind of record.
func (LinkParted) Kind() string { return "link.parted" }

// Validate fails with [fault.Invalid], naming the field.
func (b LinkParted) Validate() error {
	if err := checkMinors("minors", b.Minors, 0); err != nil {
		return err
	}
	if err := checkMinors("apart", b.Apart, 1); err != nil {
		return err
	}
	if slices.ContainsFunc(b.Apart, func(m minor.ID) bool { return slices.Contains(b.Minors, m) }) {
		return fault.Field("apart", "a minor on both sides", "name each minor on one side")
	}
	if len(b.Records) > maxAssigned {
		return fault.Field("records", "more than one record can assign", "part in several steps")
	}
	ids := make([]ID, len(b.Records))
	for i, a := range b.Records {
		if ids[i] = a.Record; a.Record.IsZero() || a.Minor.IsZero() {
			return fault.Field("records", "a record or a minor without an identifier", "say of each record for whom it counts")
		}
	}
	if repeats(ids) {
		return fault.Field("records", "assigns a record twice", "say of each record once for whom it counts")
	}
	return checkReason(b.Reason)
}

// Format prints the kind for every verb.
func (b LinkParted) Format(f fmt.State, _ rune) { minor.PrintKind(f, b) }

// LogValue keeps the reason out of structured logs.
func (b LinkParted) LogValue() slog.Value { return minor.LogKind(b) }

// Assigned says for whom a record counts that was written on a joined page by
// somebody who did not know of the parting.
type Assigned struct {
	Record ID         `json:"record"`
	Minor  minor.ID   `json:"minor"`
	Reason minor.Text `json:"reason"`
}

// Kind names the kind of record.
func (Assigned) Kind() string { return "assigned" }

// Validate fails with [fault.Invalid], naming the field.
func (b Assigned) Validate() error {
	switch {
	case b.Record.IsZero():
		return fault.Field("record", "missing", "name the record that is held")
	case b.Minor.IsZero():
		return fault.Field("minor", "missing", "name the minor for whom it counts")
	}
	return checkReason(b.Reason)
}

// Format prints the kind for every verb.
func (b Assigned) Format(f fmt.State, _ rune) { minor.PrintKind(f, b) }

// LogValue keeps the reason out of structured logs.
func (b Assigned) LogValue() slog.Value { return minor.LogKind(b) }

// checkMinors checks a list of minors of one casefile.
func checkMinors(field string, minors []minor.ID, least int) error {
	switch {
	case len(minors) < least:
		return fault.Field(field, "missing", "name the minors, one or more")
	case len(minors) > MaxSeenMinors:
		return fault.Field(field, "more minors than one casefile can have", "ask who keeps the registry: that many are no one child")
	case slices.ContainsFunc(minors, minor.ID.IsZero):
		return fault.Field(field, "a minor without an identifier", "name each minor by its identifier")
	case twice(minors):
		return fault.Field(field, "names a minor twice", "name each minor once")
	}
	return nil
}

func twice(minors []minor.ID) bool {
	sorted := slices.SortedFunc(slices.Values(minors), minor.ID.Compare)
	return len(slices.Compact(sorted)) < len(minors)
}
