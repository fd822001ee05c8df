package guardian

import (
	"fmt"
	"log/slog"

	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/minor"
)

// Asked states that the juvenile court was asked for a guardian (law 184/1983
// art. 3; D.Lgs 142/2015 art. 19 par. 5), on the record's day.
type Asked struct {
	Court  string     `json:"court"`
	Number minor.Text `json:"number,omitempty"` // its protocol number
	Reason minor.Text `json:"reason,omitempty"` // why another, where there is one or was
}

// Kind names the kind of record.
func (Asked) Kind() string { return "guardian.asked" }

// Validate fails with [fault.Invalid], naming the field.
func (b Asked) Validate() error {
	if b.Court == "" {
		return fault.Field("court", "missing", "say which juvenile court was asked")
	}
	for _, err := range []error{minor.Text(b.Court).Check("court", 200), b.Number.Check("number", 100), b.Reason.Check("reason", 400)} {
		if err != nil {
			return err
		}
	}
	return nil
}

// Provisional states who has a guardian's powers until one is appointed: the head
// of the structure where the child is (law 184/1983 art. 3 par. 1), from the
// record's day on.
type Provisional struct {
	Holder Who `json:"holder"`
}

// Kind names the kind of record.
func (Provisional) Kind() string { return "guardian.provisional" }

// Validate fails with [fault.Invalid], naming the field.
func (b Provisional) Validate() error { return fault.In("holder", b.Holder.Validate()) }

// Accepted states that a guardian takes up the office, on the record's day.
type Accepted struct {
	Guardian Who `json:"guardian"`
}

// Kind names the kind of record.
func (Accepted) Kind() string { return "guardian.accepted" }

// Validate fails with [fault.Invalid], naming the field.
func (b Accepted) Validate() error { return fault.In("guardian", b.Guardian.Validate()) }

// Declined states that who was appointed does not take up the office. A court
// ends the guardianship, or appoints another: until then it stands.
type Declined struct {
	Guardian Who        `json:"guardian"`
	Reason   minor.Text `json:"reason"`
}

// Kind names the kind of record.
func (Declined) Kind() string { return "guardian.declined" }

// Validate fails with [fault.Invalid], naming the field.
func (b Declined) Validate() error {
	if b.Reason == "" {
		return fault.Field("reason", "missing", "say why, for the court that appoints another")
	}
	if err := b.Reason.Check("reason", 400); err != nil {
		return err
	}
	return fault.In("guardian", b.Guardian.Validate())
}

type noted struct{}

// NoteID names the record of a note.
type NoteID = id.Of[noted]

// Noted states what the guardian wants to stand in the file: a meeting with the
// child, or a question to the social service; or what the service answers.
type Noted struct {
	Text     minor.Text `json:"text"`
	Question bool       `json:"question,omitempty"`
	Answers  NoteID     `json:"answers,omitzero"` // of version 2: the question that it answers
}

// Version is the version of the body that says it.
func (b Noted) Version() int {
	if !b.Answers.IsZero() {
		return 2
	}
	return 1
}

// Kind names the kind of record.
func (Noted) Kind() string { return "guardian.noted" }

// Validate fails with [fault.Invalid], naming the field.
func (b Noted) Validate() error {
	if b.Text == "" {
		return fault.Field("text", "missing", "write what is to stand in the file")
	}
	if b.Question && !b.Answers.IsZero() {
		return fault.Field("question", "an answer that is a question", "answer, and ask in a note of its own")
	}
	return b.Text.Check("text", 2000)
}

// How many minors one guardian has at the most: a volunteer three, save stated
// reasons (law 47/2017 art. 11 par. 1); any other representative thirty
// (directive (EU) 2024/1346 art. 27 par. 7).
const (
	MostOfVolunteer      = 3
	MostOfRepresentative = 30
)

// Room checks that who has wards already may have one more. It fails with
// [fault.Invalid], saying which condition is not met.
func (b Appointed) Room(wards int) error {
	switch {
	case b.Reason != "":
		return nil
	case b.Volunteer && wards >= MostOfVolunteer:
		return fault.Field("reason", fmt.Sprintf("a volunteer with %d minors already, and no reason (law 47/2017 art. 11 par. 1)", wards),
			"write the reason that the decree states, or have another guardian appointed")
	case wards >= MostOfRepresentative:
		return fault.Field("reason", fmt.Sprintf("a representative with %d minors already, and no reason (directive (EU) 2024/1346 art. 27)", wards),
			"write the reason that the decree states, or have another guardian appointed")
	}
	return nil
}

// Format prints the kind for every verb: the reason may tell of the child.
func (b Asked) Format(f fmt.State, _ rune) { minor.PrintKind(f, b) }

// LogValue keeps what is said out of structured logs.
func (b Asked) LogValue() slog.Value { return minor.LogKind(b) }

// Format prints the kind for every verb: who it is, is personal.
func (b Provisional) Format(f fmt.State, _ rune) { minor.PrintKind(f, b) }

// LogValue keeps who it is out of structured logs.
func (b Provisional) LogValue() slog.Value { return minor.LogKind(b) }

// Format prints the kind for every verb: who it is, is personal.
func (b Accepted) Format(f fmt.State, _ rune) { minor.PrintKind(f, b) }

// LogValue keeps who it is out of structured logs.
func (b Accepted) LogValue() slog.Value { return minor.LogKind(b) }

// Format prints the kind for every verb: who it is, is personal.
func (b Declined) Format(f fmt.State, _ rune) { minor.PrintKind(f, b) }

// LogValue keeps who it is out of structured logs.
func (b Declined) LogValue() slog.Value { return minor.LogKind(b) }

// Format prints the kind for every verb: it tells of the child.
func (b Noted) Format(f fmt.State, _ rune) { minor.PrintKind(f, b) }

// LogValue keeps what is said out of structured logs.
func (b Noted) LogValue() slog.Value { return minor.LogKind(b) }
