// Package protection is the concept of a minor's international protection, of
// being moved to another State of the Union or to a relative there, and of
// assisted voluntary return.
//
// The invariant: nobody is returned but on the minor's own wish and in the
// minor's best interest, under an agreement and a project that are named (law
// 47/2017 art. 8; DPCM 535/1999 art. 7).
package protection

import (
	"fmt"
	"log/slog"
	"slices"

	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// The bodies below are wire types: never rename, reorder or reuse a field or a
// kind; golden vectors in shared/change/testdata.

// Route is what is asked for.
type Route string

// The routes.
const (
	Asylum     Route = "asylum"     // international protection (D.Lgs 25/2008)
	Dublin     Route = "dublin"     // reunification in another State (regulation (EU) 2024/1351, before it 604/2013 art. 8)
	Relocation Route = "relocation" // to another State by solidarity
)

func (r Route) validate(to minor.Country) error {
	switch {
	case r != Asylum && r != Dublin && r != Relocation:
		return fault.Field("route", "not a route", "use asylum, dublin or relocation")
	case r == Asylum && to != "":
		return fault.Field("to", "of an application that stays in Italy", "leave it out")
	case r == Asylum:
		return nil
	case to == "":
		return fault.Field("to", "missing", "say to which State")
	}
	return fault.In("to", to.Validate())
}

// Asked states that it was asked for, on the record's day.
type Asked struct {
	Route  Route         `json:"route"`
	To     minor.Country `json:"to,omitempty"`     // of Dublin and relocation
	Number minor.Text    `json:"number,omitempty"` // of the file
	Office minor.Text    `json:"office,omitempty"` // where it was lodged
}

// Kind names the kind of record.
func (Asked) Kind() string { return "protection.asked" }

// Validate fails with [fault.Invalid], naming the field.
func (b Asked) Validate() error {
	for _, err := range []error{b.Route.validate(b.To), b.Number.Check("number", 100), b.Office.Check("office", 200)} {
		if err != nil {
			return err
		}
	}
	return nil
}

// Outcome is what was decided.
type Outcome string

// The outcomes: of asylum the first five, of Dublin and relocation the others.
const (
	Refugee      Outcome = "refugee"
	Subsidiary   Outcome = "subsidiary"
	Special      Outcome = "special"
	Refused      Outcome = "refused"
	Inadmissible Outcome = "inadmissible"
	Accepted     Outcome = "accepted"
	Transferred  Outcome = "transferred"
	Declined     Outcome = "declined"
)

// Outcomes lists those of a route, in the order in which they are shown.
func (r Route) Outcomes() []Outcome {
	switch r {
	case Asylum:
		return []Outcome{Refugee, Subsidiary, Special, Refused, Inadmissible}
	case Dublin, Relocation:
		return []Outcome{Accepted, Transferred, Declined}
	}
	return nil
}

// Decided states what was decided of it, on the record's day.
type Decided struct {
	Route   Route         `json:"route"`
	To      minor.Country `json:"to,omitempty"`
	Outcome Outcome       `json:"outcome"`
	Number  minor.Text    `json:"number,omitempty"` // of the decision
}

// Kind names the kind of record.
func (Decided) Kind() string { return "protection.decided" }

// Validate fails with [fault.Invalid], naming the field.
func (b Decided) Validate() error {
	if err := b.Route.validate(b.To); err != nil {
		return err
	}
	if !slices.Contains(b.Route.Outcomes(), b.Outcome) {
		return fault.Field("outcome", "not an outcome of this route", fmt.Sprintf("use one of %v", b.Route.Outcomes()))
	}
	return b.Number.Check("number", 100)
}

// ReturnAsked states that the minor asked to be helped to return (form F).
type ReturnAsked struct {
	To        minor.Country `json:"to"`
	OwnWish   bool          `json:"own_wish"`  // of the minor, heard in person
	Interest  minor.Text    `json:"interest"`  // why it is in the minor's best interest
	Agreement minor.Text    `json:"agreement"` // under which it runs
	Project   minor.Text    `json:"project"`
}

// Kind names the kind of record.
func (ReturnAsked) Kind() string { return "return.asked" }

// Validate fails with [fault.Invalid], naming the field.
func (b ReturnAsked) Validate() error {
	if !b.OwnWish {
		return fault.Field("own_wish", "not the minor's own wish (law 47/2017 art. 8)",
			"hear the minor; without that wish nobody is returned")
	}
	if err := b.To.Validate(); err != nil {
		return fault.In("to", err)
	}
	for _, t := range []struct {
		field string
		text  minor.Text
	}{{"interest", b.Interest}, {"agreement", b.Agreement}, {"project", b.Project}} {
		if t.text == "" {
			return fault.Field(t.field, "missing", "a return names the minor's best interest, the agreement and the project")
		}
		if err := t.text.Check(t.field, 400); err != nil {
			return err
		}
	}
	return nil
}

// ReturnDecided states what the juvenile court decided of it (law 47/2017 art. 8),
// on the record's day.
type ReturnDecided struct {
	Granted bool               `json:"granted"`
	Decree  institution.Decree `json:"decree"`
	By      day.Date           `json:"by,omitzero"` // the day up to which the minor may leave
}

// Kind names the kind of record.
func (ReturnDecided) Kind() string { return "return.decided" }

// Validate fails with [fault.Invalid], naming the field.
func (b ReturnDecided) Validate() error {
	if !b.Granted && !b.By.IsZero() {
		return fault.Field("by", "of a return that was not granted", "leave it out")
	}
	return fault.In("decree", b.Decree.Validate())
}

// Format prints the kind for every verb.
func (b Asked) Format(f fmt.State, _ rune) { minor.PrintKind(f, b) }

// LogValue keeps what is said out of structured logs.
func (b Asked) LogValue() slog.Value { return minor.LogKind(b) }

// Format prints the kind for every verb.
func (b Decided) Format(f fmt.State, _ rune) { minor.PrintKind(f, b) }

// LogValue keeps what is said out of structured logs.
func (b Decided) LogValue() slog.Value { return minor.LogKind(b) }

// Format prints the kind for every verb.
func (b ReturnAsked) Format(f fmt.State, _ rune) { minor.PrintKind(f, b) }

// LogValue keeps what is said out of structured logs.
func (b ReturnAsked) LogValue() slog.Value { return minor.LogKind(b) }

// Format prints the kind for every verb.
func (b ReturnDecided) Format(f fmt.State, _ rune) { minor.PrintKind(f, b) }

// LogValue keeps what is said out of structured logs.
func (b ReturnDecided) LogValue() slog.Value { return minor.LogKind(b) }
