// Package guardian is the concept of a minor's guardian (tutore): appointed by a
// juvenile court, and the end of it.
//
// The invariant: nobody is a guardian but by a court's decree (law 47/2017
// art. 11), so a body that makes one cites it.
package guardian

import (
	"fmt"
	"log/slog"
	"slices"
	"strings"

	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// The bodies below are wire types: never rename, reorder or reuse a field or a
// kind; golden vectors in shared/change/testdata.

// Who is a guardian: a person of the directory, an institution, or somebody by
// name.
type Who struct {
	Person      institution.PersonID `json:"person,omitzero"`
	Institution institution.ID       `json:"institution,omitzero"`
	Name        *minor.Name          `json:"name,omitempty"`
}

// Validate fails with [fault.Invalid] unless exactly one is named.
func (w Who) Validate() error {
	n := 0
	for _, given := range []bool{!w.Person.IsZero(), !w.Institution.IsZero(), w.Name != nil} {
		if given {
			n++
		}
	}
	if n != 1 {
		return fault.Field("person", "not exactly one guardian", "name a person or an institution of the directory, or give the name of who is in none")
	}
	if w.Name == nil {
		return nil
	}
	return fault.In("name", w.Name.Validate())
}

// Key is equal for what names the same guardian: names are compared without
// regard to case and spaces at the ends.
func (w Who) Key() string {
	fold := func(t minor.Text) string { return strings.ToLower(strings.TrimSpace(t.Reveal())) }
	switch {
	case !w.Person.IsZero():
		return "p:" + string(w.Person[:])
	case !w.Institution.IsZero():
		return "i:" + string(w.Institution[:])
	case w.Name != nil:
		return "n:" + fold(w.Name.Given) + "\x00" + fold(w.Name.Family)
	}
	return ""
}

// Format prints [minor.Redacted] for every verb.
func (w Who) Format(f fmt.State, _ rune) { minor.Text("x").Format(f, 'v') }

// LogValue keeps the name out of structured logs.
func (w Who) LogValue() slog.Value { return minor.Text("x").LogValue() }

// Appointed states that a court appointed a guardian, from the record's day on.
type Appointed struct {
	Guardian  Who                `json:"guardian"`
	Volunteer bool               `json:"volunteer,omitempty"` // of the court's list (law 47/2017 art. 11)
	Decree    institution.Decree `json:"decree"`
	Reason    minor.Text         `json:"reason,omitempty"` // why more than three minors are entrusted to one volunteer
}

// Kind names the kind of record.
func (Appointed) Kind() string { return "guardian.appointed" }

// Validate fails with [fault.Invalid], naming the field.
func (b Appointed) Validate() error {
	if err := b.Guardian.Validate(); err != nil {
		return fault.In("guardian", err)
	}
	if err := b.Decree.Validate(); err != nil {
		return fault.In("decree", err)
	}
	return b.Reason.Check("reason", 400)
}

// End is why a guardianship ended.
type End string

// The reasons of an end.
const (
	Resigned       End = "resigned"
	Removed        End = "removed"
	Replaced       End = "replaced"
	Died           End = "died"
	OfAge          End = "majority"
	Reunited       End = "reunited" // a parent has come
	OtherwiseEnded End = "other"
)

// Ends lists every [End], in the order in which they are shown.
func Ends() []End {
	return []End{Resigned, Removed, Replaced, Died, OfAge, Reunited, OtherwiseEnded}
}

// Ended states that somebody is the minor's guardian no longer, from the
// record's day on; a court's decree is cited when it rests upon one.
type Ended struct {
	Guardian Who                 `json:"guardian"`
	Why      End                 `json:"why"`
	Decree   *institution.Decree `json:"decree,omitempty"`
}

// Kind names the kind of record.
func (Ended) Kind() string { return "guardian.ended" }

// Validate fails with [fault.Invalid], naming the field.
func (b Ended) Validate() error {
	if err := b.Guardian.Validate(); err != nil {
		return fault.In("guardian", err)
	}
	if !slices.Contains(Ends(), b.Why) {
		return fault.Field("why", "not a reason", "use resigned, removed, replaced, died, majority, reunited or other")
	}
	if b.Decree == nil {
		return nil
	}
	return fault.In("decree", b.Decree.Validate())
}

// Format prints the kind for every verb: who it is, is personal.
func (b Appointed) Format(f fmt.State, _ rune) { minor.PrintKind(f, b) }

// LogValue keeps who it is out of structured logs.
func (b Appointed) LogValue() slog.Value { return minor.LogKind(b) }

// Format prints the kind for every verb: who it is, is personal.
func (b Ended) Format(f fmt.State, _ rune) { minor.PrintKind(f, b) }

// LogValue keeps who it is out of structured logs.
func (b Ended) LogValue() slog.Value { return minor.LogKind(b) }
