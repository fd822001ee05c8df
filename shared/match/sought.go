package match

import (
	"slices"

	"faro.example/shared/minor"
)

// Sought is what is compared of somebody whom a child seeks, or has told of. Empty
// values are not known.
type Sought struct {
	Record  Record        // name, sex, place, telephone; for citizenship the country where they are
	Year    int           // of birth, as far as a child knows
	Kinship minor.Kinship // to the child
}

// The weights below are set by hand, in bits, and not learnt: of whom children seek
// there are too few to learn from, and of the register's own children neither adults'
// years of birth, nor telephones, nor kinship are known. They are round figures.
const (
	samePhone  = 8  // one in some hundreds of households has the number of another by mistake
	otherPhone = -1 // numbers change, and a family has several
	sameYear   = 4  // adults who are sought were born over some thirty years
	nearYear   = 2  // up to two years apart: a child guesses
	farYear    = -3 // up to fifteen
	otherAge   = -6 // of another generation
	sameAge    = 1  // to both of the generation of parents, say: as two children are of one
	besides    = -1 // an aunt of one may be the mother of another, and a cousin's grandmother an aunt
	impossible = -6 // a grandmother of one child is no child of another
)

// Circumstances says what besides the name, as it was compared, speaks for two children
// seeking the same person: telephone, year of birth, and what the person is to each. A
// telephone is a household's: unless the given name agrees it may be a husband's.
func Circumstances(names Verdict, a, b Sought) (out []Reason) {
	say := func(field string, w words, bits float64) {
		out = append(out, Reason{field, w.english, w.italian, bits})
	}
	if x, y := digits(a.Record.Phone), digits(b.Record.Phone); x != "" && y != "" {
		switch {
		case x == y && names.own():
			say("phone", plainWords[equal], samePhone)
		case x == y:
			say("phone", words{"the same: could be of one household", "uguale: potrebbe essere di una stessa casa"}, 0)
		default:
			say("phone", plainWords[unequal], otherPhone)
		}
	}
	if a.Year != 0 && b.Year != 0 {
		w, bits := years(max(a.Year, b.Year) - min(a.Year, b.Year))
		say("year", w, bits)
	}
	one, known := generation(a.Kinship)
	other, too := generation(b.Kinship)
	if known && too {
		w, bits := generations(max(one, other) - min(one, other))
		say("kinship", w, bits)
	}
	return out
}

// own reports whether the given name, which is a person's own, agrees.
func (v Verdict) own() bool {
	return slices.ContainsFunc(v.Reasons, func(r Reason) bool { return r.Field == fieldNames[given] && r.Bits > 0 })
}

// years says what so many years between two birth dates speak for.
func years(apart int) (words, float64) {
	switch {
	case apart == 0:
		return birthWords[bornSame], sameYear
	case apart <= 2:
		return words{"about the same year", "più o meno lo stesso anno"}, nearYear
	case apart <= 5:
		return words{"some years apart", "qualche anno di differenza"}, 0
	case apart <= 15:
		return words{"years apart", "molti anni di differenza"}, farYear
	}
	return words{"of another generation", "di un’altra generazione"}, otherAge
}

// generation is how many generations older than the child somebody is, and whether
// the kinship says so.
func generation(k minor.Kinship) (int, bool) {
	switch k {
	case minor.Grandparent:
		return 2, true
	case minor.Parent, minor.AuntOrUncle:
		return 1, true
	case minor.Sibling, minor.Cousin, minor.Spouse:
		return 0, true
	case minor.Child:
		return -1, true
	}
	return 0, false
}

// generations says what so many generations between what somebody is to one child and
// to another speak for: children on the register are about of one.
func generations(apart int) (words, float64) {
	switch apart {
	case 0:
		return words{"of the same generation to both", "della stessa generazione per entrambi"}, sameAge
	case 1:
		return words{"of one generation more to one than to the other", "di una generazione in più per uno che per l’altro"}, besides
	}
	return words{"cannot be that to both", "non può esserlo per entrambi"}, impossible
}
