package minor

import (
	"fmt"
	"log/slog"
	"slices"

	"faro.example/shared/day"
	"faro.example/shared/fault"
)

// Party is who agrees to a correction.
type Party string

// The parties: the child, and who speaks for it.
const (
	TheMinor     Party = "minor"
	TheGuardian  Party = "guardian"    // tutore
	TheHolder    Party = "provisional" // who holds a guardian's powers until one is appointed
	TheRelatives Party = "relatives"   // with parental responsibility
)

// Parties lists every [Party], in the order in which they are shown.
func Parties() []Party { return []Party{TheMinor, TheGuardian, TheHolder, TheRelatives} }

// Accord is who agreed to a correction of what was believed of a child, when and
// in which language it was explained; or why nobody has agreed yet. The accuracy
// of what is written is the child's right (regulation (EU) 2016/679 art. 5 par. 1
// d and art. 16), and what concerns the child is heard from it (law 47/2017 art.
// 15).
type Accord struct {
	By       []Party  `json:"by,omitempty"`
	On       day.Date `json:"on,omitzero"`
	Language string   `json:"language,omitempty"` // BCP 47
	NotYet   Text     `json:"not_yet,omitempty"`  // why nobody has agreed yet
}

// maxNotYet bounds the words of why nobody has agreed yet. Arbitrary: two lines.
const maxNotYet = 400

// Validate fails with [fault.Invalid], naming the field, unless who agreed, when
// and in which language are all said, or why nobody has.
func (a Accord) Validate() error {
	agreed := len(a.By) > 0 || !a.On.IsZero() || a.Language != ""
	switch {
	case !agreed && a.NotYet.blank():
		return fault.Field("by", "neither who agreed nor why not yet", "say who agreed, when and in which language, or why nobody has yet")
	case agreed && a.NotYet != "":
		return fault.Field("not_yet", "somebody agreed", "leave it out")
	case !agreed:
		return a.NotYet.Check("not_yet", maxNotYet)
	case len(a.By) == 0:
		return fault.Field("by", "missing", "say who agreed")
	case a.On.IsZero():
		return fault.Field("on", "missing", "say on which day it was agreed to")
	case !languageTag(a.Language):
		return fault.Field("language", "not a language", "use a tag such as ar (BCP 47)")
	}
	for i, p := range a.By {
		if !slices.Contains(Parties(), p) || slices.Contains(a.By[:i], p) {
			return fault.Field("by", "not who agrees to it, or named twice", "use minor, guardian, provisional or relatives")
		}
	}
	return nil
}

// Format prints [Redacted] for every verb.
func (a Accord) Format(f fmt.State, _ rune) { redact(f) }

// LogValue keeps who agreed out of structured logs.
func (a Accord) LogValue() slog.Value { return slog.StringValue(Redacted) }
