// Package right is the concept of the rights that a child, or who speaks for it,
// has over what is written of it: to see it, to have it put right, to have its use
// restricted, to have it erased, to object, and to take a consent back.
//
// The invariant: whatever is asked is a case with a clock of one month, which only
// a reason told within that month makes longer (regulation (EU) 2016/679 art. 12
// par. 3); and no case ends in a refusal that does not say why, and where to
// complain (art. 12 par. 4).
package right

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

// CaseID names a case: the identifier of the record that asked.
type CaseID = minor.RecordID

// Right is what is asked for.
type Right string

// The rights, by the articles of regulation (EU) 2016/679.
const (
	Access        Right = "access"        // art. 15: a copy of what is held
	Rectification Right = "rectification" // art. 16: a value put right
	Erasure       Right = "erasure"       // art. 17
	Restriction   Right = "restriction"   // art. 18: kept, and used for nothing that is not needed
	Objection     Right = "objection"     // art. 21
	Withdrawal    Right = "withdrawal"    // art. 7 par. 3: of a consent; it holds from when it is asked
)

// Rights lists every [Right], in the order in which they are shown.
func Rights() []Right {
	return []Right{Access, Rectification, Restriction, Erasure, Objection, Withdrawal}
}

// Article gives the article of regulation (EU) 2016/679 that a right stands in.
func (r Right) Article() string {
	return map[Right]string{
		Access: "15", Rectification: "16", Erasure: "17", Restriction: "18", Objection: "21", Withdrawal: "7 par. 3",
	}[r]
}

// Asker is who asks: the person concerned, or who speaks for it.
type Asker string

// The askers.
const (
	ByMinor     Asker = "minor"
	ByGuardian  Asker = "guardian"    // tutore
	ByHolder    Asker = "provisional" // who holds a guardian's powers until one is appointed
	ByRelatives Asker = "relatives"   // with parental responsibility
	ByLawyer    Asker = "lawyer"
	ByGrownUp   Asker = "grown-up" // who was the child
)

// Askers lists every [Asker], in the order in which they are shown.
func Askers() []Asker {
	return []Asker{ByMinor, ByGuardian, ByHolder, ByRelatives, ByLawyer, ByGrownUp}
}

// The bounds of texts, in bytes; arbitrary: a line or two, a page.
const (
	maxLine = 400
	maxSays = 2000
)

// Asked states that somebody asked for a right, on the record's day.
type Asked struct {
	Right      Right          `json:"right"`
	By         Asker          `json:"by"`
	Identified minor.Text     `json:"identified"`       // how it is known who asks (art. 12 par. 6)
	Language   string         `json:"language"`         // in which the answer is to be given, BCP 47
	About      string         `json:"about,omitempty"`  // a section; "" for the whole casefile
	Of         minor.RecordID `json:"of,omitzero"`      // the record that says it
	Says       minor.Text     `json:"says,omitempty"`   // in the asker's own words
	Value      minor.Text     `json:"value,omitempty"`  // what is to stand instead
	Agreed     *minor.Accord  `json:"agreed,omitempty"` // with the person concerned, upon that value
}

// Kind names the kind of record.
func (Asked) Kind() string { return "right.asked" }

// Validate fails with [fault.Invalid], naming the field. To have something put right
// names the record and the value, agreed with the person concerned or saying why
// not yet (art. 16; law 47/2017 art. 15); to take a consent back names the record
// that rests on it.
func (b Asked) Validate() error {
	switch {
	case !slices.Contains(Rights(), b.Right):
		return fault.Field("right", "not one of the rights", "use access, rectification, restriction, erasure, objection or withdrawal")
	case !slices.Contains(Askers(), b.By):
		return fault.Field("by", "not who can ask", "use minor, guardian, provisional, relatives, lawyer or grown-up")
	case b.Identified == "":
		return fault.Field("identified", "missing", "say how it is known who asks")
	case (b.Right == Rectification || b.Right == Withdrawal) && b.Of.IsZero():
		return fault.Field("of", "missing", "name the record that it is about")
	case !b.Of.IsZero() && b.About == "":
		return fault.Field("about", "missing", "name the section of the record")
	case b.Right != Access && b.Says == "":
		return fault.Field("says", "missing", "write down what is asked, in the asker's own words")
	}
	if err := b.corrects(); err != nil {
		return err
	}
	if err := minor.Text(b.About).Check("about", 40); err != nil {
		return err
	}
	if err := first(b.Identified.Check("identified", maxLine), b.Says.Check("says", maxSays), b.Value.Check("value", maxSays)); err != nil {
		return err
	}
	return minor.CheckLanguage("language", b.Language)
}

// corrects checks what a value put right needs, and that nothing else has it.
func (b Asked) corrects() error {
	switch rectifies := b.Right == Rectification; {
	case rectifies && b.Value == "":
		return fault.Field("value", "missing", "write what is to stand instead")
	case rectifies && b.Agreed == nil:
		return fault.Field("agreed", "neither who agreed nor why not yet", "say who agreed, when and in which language, or why nobody has yet")
	case !rectifies && (b.Value != "" || b.Agreed != nil):
		return fault.Field("value", "only of what is to be put right", "leave it out")
	case rectifies:
		return fault.In("agreed", b.Agreed.Validate())
	}
	return nil
}

// Outcome is what becomes of a case.
type Outcome string

// The outcomes. The first three end the clock, or the case; the last three follow them.
const (
	Granted  Outcome = "granted"
	InPart   Outcome = "part"
	Refused  Outcome = "refused"
	Extended Outcome = "extended" // by two months more (art. 12 par. 3)
	Done     Outcome = "done"     // what was granted was carried out
	Lifted   Outcome = "lifted"   // of a restriction (art. 18 par. 3)
)

// Outcomes lists every [Outcome], in the order in which they are shown.
func Outcomes() []Outcome { return []Outcome{Granted, InPart, Refused, Extended, Done, Lifted} }

// Decided states what became of a case, on the record's day.
type Decided struct {
	Case      CaseID         `json:"case"`
	Outcome   Outcome        `json:"outcome"`
	Reason    minor.Text     `json:"reason,omitempty"`    // needed where not all is granted, or later
	Complaint bool           `json:"complaint,omitempty"` // was told where to complain and go to court (art. 12 par. 4, 77 and 79)
	Told      day.Date       `json:"told,omitzero"`       // the person was told on this day
	Record    minor.RecordID `json:"record,omitzero"`     // by which it was carried out
}

// Kind names the kind of record.
func (Decided) Kind() string { return "right.decided" }

// Validate fails with [fault.Invalid], naming the field.
func (b Decided) Validate() error {
	less := b.Outcome == Refused || b.Outcome == InPart
	switch {
	case b.Case.IsZero():
		return fault.Field("case", "missing", "name the record that asked")
	case !slices.Contains(Outcomes(), b.Outcome):
		return fault.Field("outcome", "not one of the outcomes", "use granted, part, refused, extended, done or lifted")
	case b.Reason == "" && (less || b.Outcome == Extended || b.Outcome == Lifted):
		return fault.Field("reason", "missing", "say why: the person is told the reason (regulation (EU) 2016/679 art. 12)")
	case less && !b.Complaint:
		return fault.Field("complaint", "was not told where to complain",
			"tell of the complaint to the Garante and of going to court (regulation (EU) 2016/679 art. 12 par. 4)")
	case b.Told.IsZero() && (b.Outcome == Lifted || b.Outcome == Extended):
		return fault.Field("told", "missing", "tell the person first, and say on which day (regulation (EU) 2016/679 art. 12 par. 3 and 18 par. 3)")
	case !b.Record.IsZero() && b.Outcome != Done:
		return fault.Field("record", "of what is not carried out", "leave it out")
	}
	return b.Reason.Check("reason", maxSays)
}

// first gives the first error.
func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// Format prints the kind for every verb.
func (b Asked) Format(f fmt.State, _ rune) { minor.PrintKind(f, b) }

// LogValue keeps what is said out of structured logs.
func (b Asked) LogValue() slog.Value { return minor.LogKind(b) }

// Format prints the kind for every verb.
func (b Decided) Format(f fmt.State, _ rune) { minor.PrintKind(f, b) }

// LogValue keeps what is said out of structured logs.
func (b Decided) LogValue() slog.Value { return minor.LogKind(b) }
