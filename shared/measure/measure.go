// Package measure is the concept of a measure of integration in which a minor
// takes part: enrolment, and how it ended.
//
// The invariant: an end names the very enrolment that it ends, by programme and
// name, so that two courses at once are never taken for one.
package measure

import (
	"fmt"
	"log/slog"
	"slices"
	"strings"

	"faro.example/shared/fault"
	"faro.example/shared/minor"
)

// The bodies below are wire types: never rename, reorder or reuse a field or a
// kind; golden vectors in shared/change/testdata.

// Programme is under which programme a measure runs.
type Programme string

// The programmes.
const (
	Percorsi Programme = "percorsi" // training grants of the Ministry of Labour
	PUOI     Programme = "puoi"     // traineeships for migrants in vulnerable conditions
	School   Programme = "school"
	Language Programme = "language"
	Training Programme = "training"
	Other    Programme = "other"
)

// Programmes lists every [Programme], in the order in which they are shown.
func Programmes() []Programme {
	return []Programme{Percorsi, PUOI, School, Language, Training, Other}
}

// check checks what names a measure: its programme and, where there can be
// several, what it is called.
func check(p Programme, name minor.Text) error {
	if !slices.Contains(Programmes(), p) {
		return fault.Field("programme", "not a programme", "use percorsi, puoi, school, language, training or other")
	}
	if p == Other && name == "" {
		return fault.Field("name", "missing", "say what the measure is called")
	}
	return name.Check("name", 200)
}

// Key is equal for what names the same measure: names are compared without
// regard to case and spaces.
func Key(p Programme, name minor.Text) string {
	return string(p) + ":" + strings.ToLower(strings.Join(strings.Fields(name.Reveal()), " "))
}

// Enrolled states that the minor was enrolled, on the record's day.
type Enrolled struct {
	Programme Programme  `json:"programme"`
	Name      minor.Text `json:"name,omitempty"`
	With      minor.Text `json:"with,omitempty"` // the body that runs it
}

// Kind names the kind of record.
func (Enrolled) Kind() string { return "measure.enrolled" }

// Validate fails with [fault.Invalid], naming the field.
func (b Enrolled) Validate() error {
	if err := check(b.Programme, b.Name); err != nil {
		return err
	}
	return b.With.Check("with", 200)
}

// Outcome is how a measure ended.
type Outcome string

// The outcomes.
const (
	Completed Outcome = "completed"
	Hired     Outcome = "hired"
	Left      Outcome = "left"
	Excluded  Outcome = "excluded"
	Moved     Outcome = "moved" // to another place, where it did not go on
)

// Outcomes lists every [Outcome], in the order in which they are shown.
func Outcomes() []Outcome { return []Outcome{Completed, Hired, Left, Excluded, Moved} }

// Ended states how it ended, on the record's day.
type Ended struct {
	Programme Programme  `json:"programme"`
	Name      minor.Text `json:"name,omitempty"`
	Outcome   Outcome    `json:"outcome"`
}

// Kind names the kind of record.
func (Ended) Kind() string { return "measure.ended" }

// Validate fails with [fault.Invalid], naming the field.
func (b Ended) Validate() error {
	if err := check(b.Programme, b.Name); err != nil {
		return err
	}
	if !slices.Contains(Outcomes(), b.Outcome) {
		return fault.Field("outcome", "not an outcome", "use completed, hired, left, excluded or moved")
	}
	return nil
}

// Format prints the kind for every verb.
func (b Enrolled) Format(f fmt.State, _ rune) { minor.PrintKind(f, b) }

// LogValue keeps what is said out of structured logs.
func (b Enrolled) LogValue() slog.Value { return minor.LogKind(b) }

// Format prints the kind for every verb.
func (b Ended) Format(f fmt.State, _ rune) { minor.PrintKind(f, b) }

// LogValue keeps what is said out of structured logs.
func (b Ended) LogValue() slog.Value { return minor.LogKind(b) }
