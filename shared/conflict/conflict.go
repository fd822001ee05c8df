// Package conflict says what follows when two records meet: the table of the
// design, as a pure function over pairs.
//
// The invariant: to know of a record settles order, not right. [Decide] is
// complete for the kinds of the catalogue (a test walks all pairs of a
// section), and symmetric: swapping the sides swaps the verdict.
package conflict

import (
	"faro.example/shared/change"
	"faro.example/shared/facility"
)

// Knew says which author knew of the other's record.
type Knew uint8

// The values of [Knew]. Two authors who claim to have known each other's
// record count as neither.
const (
	Neither Knew = iota
	FirstKnew
	SecondKnew
)

// KnewOf gives who knew of whom (see [change.Knew]).
func KnewOf(a, b *change.Placed) Knew {
	first, second := change.Knew(a, b), change.Knew(b, a)
	switch {
	case first == second:
		return Neither
	case first:
		return FirstKnew
	}
	return SecondKnew
}

// Verdict is what follows when two records meet.
type Verdict uint8

// The verdicts.
const (
	Independent Verdict = iota // they never speak of the same thing
	Same                       // they say the same
	First                      // the first stands, the second is kept beside it
	Second                     // the second stands, the first is kept beside it
	Both                       // both stand
	Hold                       // a person decides
)

// String names the verdict as design section 4 does.
func (v Verdict) String() string {
	return [...]string{"independent", "same", "first", "second", "both", "hold"}[v]
}

// swap gives the verdict for the sides exchanged.
func (v Verdict) swap() Verdict {
	switch v {
	case First:
		return Second
	case Second:
		return First
	}
	return v
}

// Claim is what one record says in one slot.
type Claim struct {
	Record   *change.Placed
	Slot     string
	Value    any  // what is shown; nil for a claim without a value, such as a retraction
	Key      any  // comparable: equal for equal values
	Rank     int  // weight of its source in this slot
	Decision bool // made by a resolution
}

// Decide says what follows when two claims meet. It is asked only about claims
// that do meet: two on one attribute, or two statements that stand beside each
// other in the time line, without a third record that explains both. Kinds
// without a rule between them are [Independent].
func Decide(a, b Claim, knew Knew) Verdict {
	if a.Slot == b.Slot && (a.Decision || b.Decision) {
		return decided(a, b, knew)
	}
	ka, kb := a.Record.Kind, b.Record.Kind
	if r, ok := rules[pair{ka, kb}]; ok {
		return r.decide(a, b, knew)
	}
	if r, ok := rules[pair{kb, ka}]; ok {
		return r.decide(b, a, knew.swap()).swap()
	}
	return Independent
}

func (k Knew) swap() Knew {
	switch k {
	case FirstKnew:
		return SecondKnew
	case SecondKnew:
		return FirstKnew
	}
	return Neither
}

// Rule gives the name of the rule between two kinds, "" if there is none. The
// name "independent" is a rule: somebody thought about the pair.
func Rule(a, b string) string {
	if r, ok := rules[pair{a, b}]; ok {
		return r.name
	}
	return rules[pair{b, a}].name
}

type pair struct{ a, b string }

type rule struct {
	name   string
	decide func(a, b Claim, knew Knew) Verdict
}

func always(v Verdict) func(a, b Claim, knew Knew) Verdict {
	return func(Claim, Claim, Knew) Verdict { return v }
}

// placeOf gives the structure that a statement puts the minor at.
func placeOf(c Claim) (facility.Place, bool) {
	p, ok := c.Value.(facility.Place)
	return p, ok
}
