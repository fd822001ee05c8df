// Package permit is the concept of a minor's residence permit: asked for, issued,
// refused, ended, and under which conditions the law gives one.
//
// The invariant: nothing issued here as for minor age or for family reasons goes
// beyond the 18th birthday, and a condition that is not met is named with its
// article (law 47/2017 art. 10).
package permit

import (
	"fmt"
	"log/slog"
	"slices"

	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
)

// The bodies below are wire types: never rename, reorder or reuse a field or a
// kind; golden vectors in shared/change/testdata.

// Type is what a permit is given for.
type Type string

// The types.
const (
	MinorAge   Type = "minor-age"  // law 47/2017 art. 10 par. 1 a
	Family     Type = "family"     // law 47/2017 art. 10 par. 1 b
	Asylum     Type = "asylum"     // D.Lgs 142/2015 art. 4: while an application is examined
	Protected  Type = "protection" // after international or special protection was given
	Trafficked Type = "social-protection"
	Study      Type = "study"
	Work       Type = "work"
	Other      Type = "other"
)

// Types lists every [Type], in the order in which they are shown.
func Types() []Type {
	return []Type{MinorAge, Family, Asylum, Protected, Trafficked, Study, Work, Other}
}

func (t Type) validate() error {
	if !slices.Contains(Types(), t) {
		return fault.Field("type", "not a type of permit", "use minor-age, family, asylum, protection, social-protection, study, work or other")
	}
	return nil
}

// Asker is who asks for a permit.
type Asker string

// Who may ask: the minor, or who has parental responsibility, also before a
// guardian is appointed (law 47/2017 art. 10 par. 1 a).
const (
	ByMinor          Asker = "minor"
	ByResponsibility Asker = "parental-responsibility"
)

// Bond is what ties a minor to the person with whom a permit for family reasons
// has the minor live.
type Bond string

// The bonds of law 47/2017 art. 10 par. 1 b.
const (
	Entrusted     Bond = "entrusted"
	Guardianship  Bond = "guardianship"
	OtherwiseTied Bond = "other"
)

// Status is how that person stays in Italy.
type Status string

// The statuses.
const (
	Italian  Status = "italian"
	Resident Status = "regularly-resident"
	NoStatus Status = "other"
)

// Carer is the person to whom a minor is entrusted, or under whose guardianship
// the minor is.
type Carer struct {
	Bond      Bond   `json:"bond"`
	Status    Status `json:"status"`
	LivesWith bool   `json:"lives_with,omitempty"` // the minor
}

func (c Carer) validate() error {
	switch {
	case c == Carer{}:
		return nil
	case c.Bond != Entrusted && c.Bond != Guardianship && c.Bond != OtherwiseTied:
		return fault.Field("carer.bond", "not a bond", "use entrusted, guardianship or other")
	case c.Status != Italian && c.Status != Resident && c.Status != NoStatus:
		return fault.Field("carer.status", "not a status", "use italian, regularly-resident or other")
	}
	return nil
}

// Asked states that a permit was asked for, on the record's day.
type Asked struct {
	Type   Type       `json:"type"`
	By     Asker      `json:"by"`
	Carer  Carer      `json:"carer,omitzero"`
	Office minor.Text `json:"office,omitempty"` // the police headquarters
}

// Kind names the kind of record.
func (Asked) Kind() string { return "permit.asked" }

// Validate fails with [fault.Invalid], naming the field.
func (b Asked) Validate() error {
	if b.By != ByMinor && b.By != ByResponsibility {
		return fault.Field("by", "not who may ask", "use minor or parental-responsibility (law 47/2017 art. 10)")
	}
	for _, err := range []error{b.Type.validate(), b.Carer.validate(), b.Office.Check("office", 200)} {
		if err != nil {
			return err
		}
	}
	return nil
}

// Issued states that a permit was given, on the record's day.
type Issued struct {
	Type   Type       `json:"type"`
	Number minor.Text `json:"number,omitempty"`
	Until  day.Date   `json:"until"` // the last day on which it is valid
	Carer  Carer      `json:"carer,omitzero"`
}

// Kind names the kind of record.
func (Issued) Kind() string { return "permit.issued" }

// Validate fails with [fault.Invalid], naming the field.
func (b Issued) Validate() error {
	if b.Until.IsZero() {
		return fault.Field("until", "missing", "say the last day on which the permit is valid")
	}
	for _, err := range []error{b.Type.validate(), b.Carer.validate(), b.Number.Check("number", 100)} {
		if err != nil {
			return err
		}
	}
	return nil
}

// Refused states that a permit was refused, on the record's day.
type Refused struct {
	Type   Type       `json:"type"`
	Reason minor.Text `json:"reason"`
}

// Kind names the kind of record.
func (Refused) Kind() string { return "permit.refused" }

// Validate fails with [fault.Invalid], naming the field.
func (b Refused) Validate() error {
	if err := b.Type.validate(); err != nil {
		return err
	}
	return said("reason", b.Reason)
}

// End is why a permit is valid no longer.
type End string

// The reasons of an end.
const (
	Converted      End = "converted" // into another type, at majority
	Expired        End = "expired"
	Revoked        End = "revoked"
	Renounced      End = "renounced"
	OtherwiseEnded End = "other"
)

// Ends lists every [End], in the order in which they are shown.
func Ends() []End { return []End{Converted, Expired, Revoked, Renounced, OtherwiseEnded} }

// Ended states that a permit is valid no longer, from the record's day on.
type Ended struct {
	Type Type `json:"type"`
	Why  End  `json:"why"`
	Into Type `json:"into,omitempty"` // of a conversion
}

// Kind names the kind of record.
func (Ended) Kind() string { return "permit.ended" }

// Validate fails with [fault.Invalid], naming the field.
func (b Ended) Validate() error {
	switch {
	case !slices.Contains(Ends(), b.Why):
		return fault.Field("why", "not a reason", "use converted, expired, revoked, renounced or other")
	case b.Why == Converted && !slices.Contains(Types(), b.Into):
		return fault.Field("into", "not a type of permit", "say into which type it was converted")
	case b.Why != Converted && b.Into != "":
		return fault.Field("into", "of a permit that was not converted", "leave it out")
	}
	return b.Type.validate()
}

// said checks a reason that has to be given.
func said(field string, t minor.Text) error {
	if t == "" {
		return fault.Field(field, "missing", "say why")
	}
	return t.Check(field, 400)
}

// Format prints the kind for every verb.
func (b Asked) Format(f fmt.State, _ rune) { minor.PrintKind(f, b) }

// LogValue keeps what is said out of structured logs.
func (b Asked) LogValue() slog.Value { return minor.LogKind(b) }

// Format prints the kind for every verb.
func (b Issued) Format(f fmt.State, _ rune) { minor.PrintKind(f, b) }

// LogValue keeps what is said out of structured logs.
func (b Issued) LogValue() slog.Value { return minor.LogKind(b) }

// Format prints the kind for every verb.
func (b Refused) Format(f fmt.State, _ rune) { minor.PrintKind(f, b) }

// LogValue keeps what is said out of structured logs.
func (b Refused) LogValue() slog.Value { return minor.LogKind(b) }

// Format prints the kind for every verb.
func (b Ended) Format(f fmt.State, _ rune) { minor.PrintKind(f, b) }

// LogValue keeps what is said out of structured logs.
func (b Ended) LogValue() slog.Value { return minor.LogKind(b) }
