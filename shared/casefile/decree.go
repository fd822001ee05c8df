package casefile

import (
	"slices"

	"faro.example/shared/change"
	"faro.example/shared/custody"
	"faro.example/shared/minor"
)

// Contradicting gives the first slot in which courts decided one thing about one
// child and another about another, "" if there is none: no joining makes two
// decrees one. find gives the records of both.
func Contradicting(a, b *File, find func(change.ID) *change.Placed) string {
	for _, x := range a.Identity.Attributes {
		for _, y := range b.Identity.Attributes {
			if x.Slot == y.Slot && disjoint(decreed(x), decreed(y)) {
				return x.Slot
			}
		}
	}
	for _, x := range entrusted(a, find) {
		for _, y := range entrusted(b, find) {
			if x.By != y.By {
				return SlotCustody
			}
		}
	}
	for _, x := range a.Guardian.Spans {
		for _, y := range b.Guardian.Spans {
			// The later of two decrees of one court tells.
			if x.Span.Open() && y.Span.Open() && x.Who.Key() != y.Who.Key() && x.Decree.Court != y.Decree.Court {
				return SlotGuardian
			}
		}
	}
	return ""
}

// decreed gives what courts say of an attribute, shown or beside what is shown.
func decreed(a Attribute) []any {
	weight := minor.Rank(a.Slot, minor.CourtDecree)
	if weight == minor.Rank(a.Slot, minor.ByAuthority) {
		return nil // where a court weighs no more than others, nobody can tell
	}
	var out []any
	if a.Rank == weight {
		out = append(out, keyOf(a.Value))
	}
	for _, o := range a.Others {
		if o.Rank == weight {
			out = append(out, keyOf(o.Value))
		}
	}
	return out
}

// disjoint reports whether both lists say something, and nothing the same.
func disjoint(a, b []any) bool {
	return len(a) > 0 && len(b) > 0 && !slices.ContainsFunc(a, func(x any) bool { return slices.Contains(b, x) })
}

// entrusted gives the custodies that last by a court's decree.
func entrusted(f *File, find func(change.ID) *change.Placed) []Charge {
	return slices.DeleteFunc(slices.Clone(f.Custody.Spans), func(c Charge) bool {
		p := find(c.Began)
		if p == nil || !c.Span.Open() {
			return true
		}
		b, ok := p.Body.(custody.Taken)
		return !ok || b.Decree == nil
	})
}
