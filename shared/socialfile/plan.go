package socialfile

import (
	"fmt"
	"log/slog"
	"slices"

	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/minor"
)

// Progress is how a goal stands.
type Progress string

// The states of a goal.
const (
	Planned  Progress = "planned"
	UnderWay Progress = "under-way"
	Reached  Progress = "reached"
	Dropped  Progress = "dropped"
)

// Progresses lists every [Progress], in the order in which they are shown.
func Progresses() []Progress { return []Progress{Planned, UnderWay, Reached, Dropped} }

// Open reports whether something is still to be done.
func (p Progress) Open() bool { return p == Planned || p == UnderWay }

// Goal is one thing that a plan is for.
type Goal struct {
	What  minor.Text `json:"what"`
	Who   minor.Text `json:"who"` // sees to it
	Until day.Date   `json:"until,omitzero"`
	State Progress   `json:"state"`
}

// Validate fails with [fault.Invalid], naming the field.
func (g Goal) Validate() error {
	switch {
	case !said(g.What):
		return fault.Field("what", "missing", "say what is to be reached")
	case !said(g.Who):
		return fault.Field("who", "missing", "say who sees to it")
	case !slices.Contains(Progresses(), g.State):
		return fault.Field("state", "not a state", "use planned, under-way, reached or dropped")
	case g.State.Open() && g.Until.IsZero():
		return fault.Field("until", "missing", "say until when it is to be reached")
	}
	return check(limit{"what", g.What, MaxLine}, limit{"who", g.Who, MaxLine})
}

// Review is the talk from which a plan comes that follows another.
type Review struct {
	On     day.Date   `json:"on"`
	With   minor.Text `json:"with"`
	Agreed minor.Text `json:"agreed"`
}

// Validate fails with [fault.Invalid], naming the field.
func (r Review) Validate() error {
	switch {
	case r.On.IsZero():
		return fault.Field("on", "missing", "say on which day the plan was looked at again")
	case !said(r.With):
		return fault.Field("with", "missing", "say with whom")
	case !said(r.Agreed):
		return fault.Field("agreed", "missing", "say what was agreed")
	}
	return check(limit{"with", r.With, MaxLine}, limit{"agreed", r.Agreed, MaxNote})
}

// mostGoals of one plan: arbitrary, and more than anybody pursues at once.
const mostGoals = 20

// Plan states the whole plan for a minor (progetto educativo individualizzato),
// as it is from the record's day on, with the review from which it comes.
type Plan struct {
	Goals   []Goal  `json:"goals"`
	Review  *Review `json:"review,omitempty"`
	Opinion Voice   `json:"opinion"`
}

// Kind names the kind of record.
func (Plan) Kind() string { return "socialfile.plan" }

// Validate fails with [fault.Invalid], naming the field.
func (b Plan) Validate() error {
	if len(b.Goals) == 0 || len(b.Goals) > mostGoals {
		return fault.Field("goals", "no goal, or more than twenty", "name the goals that are pursued")
	}
	for i, g := range b.Goals {
		if err := g.Validate(); err != nil {
			return fault.In(fmt.Sprintf("goals.%d", i+1), err)
		}
	}
	if b.Review != nil {
		if err := b.Review.Validate(); err != nil {
			return fault.In("review", err)
		}
	}
	return fault.In("opinion", b.Opinion.Validate())
}

// Sensitivity is to whom a note is open, beside who follows the child.
type Sensitivity string

// The sensitivities. Each is a section of the casefile of its own.
const (
	Ordinary    Sensitivity = "ordinary"
	OfHealth    Sensitivity = "health"
	OfTheSearch Sensitivity = "tracing" // of the family
)

// Sensitivities lists every [Sensitivity], in the order in which they are shown.
func Sensitivities() []Sensitivity { return []Sensitivity{Ordinary, OfHealth, OfTheSearch} }

type note struct{}

// NoteID names the record of a note.
type NoteID = id.Of[note]

// Note states something about the minor that stands in the file, on the record's
// day.
type Note struct {
	Subject     minor.Text  `json:"subject"`
	Sensitivity Sensitivity `json:"sensitivity"`
	Text        minor.Text  `json:"text"`
	// Corrects is the note that this one puts right: of the same sensitivity.
	Corrects NoteID `json:"corrects,omitzero"`
}

// Kind names the kind of record.
func (Note) Kind() string { return "socialfile.note" }

// Validate fails with [fault.Invalid], naming the field.
func (b Note) Validate() error {
	switch {
	case !said(b.Subject):
		return fault.Field("subject", "missing", "say in a few words what the note is about")
	case !slices.Contains(Sensitivities(), b.Sensitivity):
		return fault.Field("sensitivity", "not a sensitivity", "say whether it concerns health, the tracing of the family, or neither: health, tracing or ordinary")
	case !said(b.Text):
		return fault.Field("text", "missing", "write what is to stand in the file")
	}
	return check(limit{"subject", b.Subject, 200}, limit{"text", b.Text, MaxNote})
}

// Format prints the kind for every verb.
func (b Plan) Format(f fmt.State, _ rune) { minor.PrintKind(f, b) }

// LogValue keeps what is said out of structured logs.
func (b Plan) LogValue() slog.Value { return minor.LogKind(b) }

// Format prints the kind for every verb.
func (b Note) Format(f fmt.State, _ rune) { minor.PrintKind(f, b) }

// LogValue keeps what is said out of structured logs.
func (b Note) LogValue() slog.Value { return minor.LogKind(b) }

// Format prints a mark for every verb.
func (g Goal) Format(f fmt.State, _ rune) { fmt.Fprint(f, minor.Redacted) }

// LogValue keeps what is said out of structured logs.
func (g Goal) LogValue() slog.Value { return slog.StringValue(minor.Redacted) }

// Format prints a mark for every verb.
func (r Review) Format(f fmt.State, _ rune) { fmt.Fprint(f, minor.Redacted) }

// LogValue keeps what is said out of structured logs.
func (r Review) LogValue() slog.Value { return slog.StringValue(minor.Redacted) }
