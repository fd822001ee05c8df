package minor

import (
	"fmt"
	"log/slog"
	"slices"

	"faro.example/shared/fault"
	"faro.example/shared/id"
)

// Kinship is what somebody is to the child.
type Kinship string

// The kinships. Minors who travelled together are kept together where that
// serves them, as siblings are (directive (EU) 2024/1346 art. 27 par. 9).
const (
	Sibling     Kinship = "sibling"
	Parent      Kinship = "parent"
	Grandparent Kinship = "grandparent"
	AuntOrUncle Kinship = "aunt-uncle"
	Cousin      Kinship = "cousin"
	Spouse      Kinship = "spouse"
	Child       Kinship = "child"
	OtherKin    Kinship = "other-relative"
	Companion   Kinship = "companion" // of the journey, no relative
)

// Kinships lists every [Kinship], in the order in which they are shown.
func Kinships() []Kinship {
	return []Kinship{Sibling, Parent, Grandparent, AuntOrUncle, Cousin, Spouse, Child, OtherKin, Companion}
}

type group struct{}

// GroupID groups the children who travelled together.
type GroupID = id.Of[group]

// RelativeStated states who belongs to the child: another minor of the register,
// a group that travelled together, or somebody by name. It says what that one is
// to the child; for two children of the register it is written about each.
type RelativeStated struct {
	Source Source  `json:"source"`
	Is     Kinship `json:"is"`
	With   ID      `json:"with,omitzero"`  // another minor of the register
	Group  GroupID `json:"group,omitzero"` // only of companions: the same for all who travelled together
	Name   *Name   `json:"name,omitempty"` // of who is not on the register
	Where  Text    `json:"where,omitempty"`
}

// Kind names the kind of record.
func (RelativeStated) Kind() string { return "relative.stated" }

// Validate fails with [fault.Invalid], naming the field.
func (b RelativeStated) Validate() error {
	if err := b.Source.Validate(); err != nil {
		return fault.In("source", err)
	}
	if !slices.Contains(Kinships(), b.Is) {
		return fault.Field("is", "not a kinship", "use sibling, parent, grandparent, aunt-uncle, cousin, spouse, child, other-relative or companion")
	}
	n := 0
	for _, given := range []bool{!b.With.IsZero(), !b.Group.IsZero(), b.Name != nil} {
		if given {
			n++
		}
	}
	switch {
	case n != 1:
		return fault.Field("with", "not exactly one relative", "name another minor, or a group, or somebody by name")
	case !b.Group.IsZero() && b.Is != Companion:
		return fault.Field("group", "a group is of companions", "name a relative as with or by name, or say that they are companions")
	}
	if b.Name != nil {
		if err := b.Name.Validate(); err != nil {
			return fault.In("name", err)
		}
	}
	return b.Where.Check("where", 400)
}

// Format prints the kind for every verb.
func (b RelativeStated) Format(f fmt.State, _ rune) { PrintKind(f, b) }

// LogValue keeps who it is out of structured logs.
func (b RelativeStated) LogValue() slog.Value { return LogKind(b) }
