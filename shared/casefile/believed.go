package casefile

import (
	"slices"

	"faro.example/shared/change"
	"faro.example/shared/minor"
)

// states is a body that claims attributes of identity.
type states interface{ Claims() []minor.Claim }

// Corrects gives the attributes that a statement would put right, as they are
// shown: those of which it says another value, upon a source that weighs as much
// or more. Somebody has to agree to it ([minor.Accord]).
func (i *Identity) Corrects(b minor.IdentityStated) []Attribute { return i.otherwise(b.Claims()) }

func (i *Identity) otherwise(claims []minor.Claim) (out []Attribute) {
	for _, c := range claims {
		n := slices.IndexFunc(i.Attributes, func(a Attribute) bool { return a.Slot == c.Attribute })
		if n >= 0 && c.Rank >= i.Attributes[n].Rank && keyOf(i.Attributes[n].Value) != keyOf(c.Value) {
			out = append(out, i.Attributes[n])
		}
	}
	return out
}

// Believed gives what was shown of the attributes that a record puts right, by
// the records that came before it: a correction takes nothing away.
func Believed(m minor.ID, records []change.Placed, of *change.Placed) []Attribute {
	b, ok := of.Body.(states)
	if !ok {
		return nil
	}
	var before []change.Placed
	for _, p := range records {
		if p.Section == change.Identity && p.Position > 0 && (p.Position < of.Position || of.Position == 0) {
			before = append(before, p)
		}
	}
	if len(before) == 0 {
		return nil
	}
	f := Fold(m, before)
	return f.Identity.otherwise(b.Claims())
}
