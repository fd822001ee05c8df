package minor

import (
	"fmt"
	"log/slog"
	"strings"

	"faro.example/shared/day"
	"faro.example/shared/fault"
)

// AttrAge is whether the child is a minor, as a court decided it.
const AttrAge = "age"

// Age is what a court found.
type Age string

// The findings. In doubt the person is presumed a minor (law 47/2017 art. 5
// par. 8), so there is no third one.
const (
	IsMinor Age = "minor"
	IsAdult Age = "adult"
)

// AgeDecided is the juvenile court's decree on a child's age (law 47/2017 art. 5,
// D.Lgs 142/2015 art. 19-bis par. 9): what it found, the birth date that it
// attributes, and the margin of error of the assessment that it rests upon. The
// record's own day is the day of the decree.
type AgeDecided struct {
	Found  Age    `json:"found"`
	Birth  *Birth `json:"birth,omitempty"`
	Margin int    `json:"margin,omitempty"` // of error, in months either way (par. 7)
	Court  string `json:"court"`
	Number string `json:"number"` // of the decree
}

// Kind names the kind of record.
func (AgeDecided) Kind() string { return "age.decided" }

// maxMargin bounds a margin of error, in months: ten years say nothing; arbitrary.
const maxMargin = 120

// Validate fails with [fault.Invalid], naming the field.
func (b AgeDecided) Validate() error {
	const all = "a decree is cited by court and number: give both"
	switch {
	case b.Found != IsMinor && b.Found != IsAdult:
		return fault.Field("found", "not what a court finds", "use minor or adult")
	case b.Margin < 0 || b.Margin > maxMargin:
		return fault.Field("margin", "not a margin of error", "give it in months, up to 120, or leave it out")
	case strings.TrimSpace(b.Court) == "":
		return fault.Field("court", "missing", all)
	case strings.TrimSpace(b.Number) == "":
		return fault.Field("number", "missing", all)
	}
	if b.Birth != nil {
		if err := b.Birth.Validate(); err != nil {
			return fault.In("birth", err)
		}
	}
	if err := Text(b.Court).Check("court", 200); err != nil {
		return err
	}
	return Text(b.Number).Check("number", 100)
}

// Claims gives one claim per attribute decided, in a fixed order. A presumed
// birth date weighs no more for standing in a decree.
func (b AgeDecided) Claims() []Claim {
	out := []Claim{{AttrAge, b.Found, Rank(AttrAge, CourtDecree)}}
	if b.Birth != nil {
		out = append(out, Claim{AttrBirth, *b.Birth, b.Birth.rank(CourtDecree)})
	}
	return out
}

// Format prints the kind for every verb.
func (b AgeDecided) Format(f fmt.State, _ rune) { PrintKind(f, b) }

// LogValue keeps what was decided out of structured logs.
func (b AgeDecided) LogValue() slog.Value { return LogKind(b) }

// AgeOrdered states that the prosecutor at the juvenile court ordered an
// assessment of the child's age, in well-founded doubt alone (D.Lgs 142/2015
// art. 19-bis par. 4), on the record's day. Until it is decided the child is
// presumed a minor.
type AgeOrdered struct {
	By     string `json:"by"`               // which prosecutor's office
	Number Text   `json:"number,omitempty"` // of the order
	Doubt  Text   `json:"doubt"`            // what is in doubt
}

// Kind names the kind of record.
func (AgeOrdered) Kind() string { return "age.ordered" }

// Validate fails with [fault.Invalid], naming the field.
func (b AgeOrdered) Validate() error {
	switch {
	case strings.TrimSpace(b.By) == "":
		return fault.Field("by", "missing", "say which prosecutor's office ordered it")
	case b.Doubt.blank():
		return fault.Field("doubt", "missing", "say what is in doubt: without a doubt that is well founded no age is assessed")
	}
	for _, err := range []error{Text(b.By).Check("by", 200), b.Number.Check("number", 100), b.Doubt.Check("doubt", 400)} {
		if err != nil {
			return err
		}
	}
	return nil
}

// AgeAppealed states that the decree on the age was appealed against (D.Lgs
// 142/2015 art. 19-bis par. 10), on the record's day. The decree stands until
// another one is given.
type AgeAppealed struct {
	Court  string `json:"court"`
	Decree Text   `json:"decree"`           // number of what is appealed against
	Number Text   `json:"number,omitempty"` // of the appeal
}

// Kind names the kind of record.
func (AgeAppealed) Kind() string { return "age.appealed" }

// Validate fails with [fault.Invalid], naming the field.
func (b AgeAppealed) Validate() error {
	switch {
	case strings.TrimSpace(b.Court) == "":
		return fault.Field("court", "missing", "say which court is to decide")
	case b.Decree.blank():
		return fault.Field("decree", "missing", "give the number of the decree that is appealed against")
	}
	for _, err := range []error{Text(b.Court).Check("court", 200), b.Decree.Check("decree", 100), b.Number.Check("number", 100)} {
		if err != nil {
			return err
		}
	}
	return nil
}

// Format prints the kind for every verb.
func (b AgeOrdered) Format(f fmt.State, _ rune) { PrintKind(f, b) }

// LogValue keeps what is said out of structured logs.
func (b AgeOrdered) LogValue() slog.Value { return LogKind(b) }

// Format prints the kind for every verb.
func (b AgeAppealed) Format(f fmt.State, _ rune) { PrintKind(f, b) }

// LogValue keeps what is said out of structured logs.
func (b AgeAppealed) LogValue() slog.Value { return LogKind(b) }

// Majority is the age at which nobody is a minor any more (law 47/2017 art. 2).
const Majority = 18

// OfAge gives the first day on which who was born on a day is no minor any more;
// no day if the birth date is not known.
func OfAge(born day.Date) day.Date { return born.AddYears(Majority) }
