package casefile

import (
	"slices"

	"faro.example/shared/change"
	"faro.example/shared/minor"
)

// Before gives what was believed of an attribute before it was corrected: each
// value that a record says which was not taken back, but for the one that is shown
// and those beside it, the last said first. The records are those by which the
// casefile was folded.
func (f *File) Before(slot string, records []change.Placed) []Claim {
	i := slices.IndexFunc(f.Identity.Attributes, func(a Attribute) bool { return a.Slot == slot })
	if i < 0 {
		return nil
	}
	a := f.Identity.Attributes[i]
	known := []any{keyOf(a.Value)}
	for _, o := range a.Others {
		known = append(known, keyOf(o.Value))
	}
	var identity []*change.Placed
	for j := range records {
		if records[j].Section == change.Identity {
			identity = append(identity, &records[j])
		}
	}
	s := newSection(identity)
	var out []Claim
	for _, p := range slices.Backward(s.live) {
		for _, c := range appendClaims(nil, p) {
			if c.Slot == slot && !slices.Contains(known, c.Key) {
				known = append(known, c.Key)
				out = append(out, Claim{c.Value, c.Record.ID, c.Rank})
			}
		}
	}
	return out
}

// Corrects reports whether a statement of identity corrects what is believed now:
// it says another value of an attribute that has one. A court's decree corrects
// nothing by agreement.
func (f *File) Corrects(b minor.IdentityStated) bool {
	if b.Source == minor.CourtDecree {
		return false
	}
	for _, c := range b.Claims() {
		for _, a := range f.Identity.Attributes {
			if a.Slot == c.Attribute && keyOf(a.Value) != keyOf(c.Value) {
				return true
			}
		}
	}
	return false
}
