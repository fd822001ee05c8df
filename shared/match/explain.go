package match

import (
	"iter"
	"math"
)

// Reason is what one field says of a pair.
type Reason struct {
	Field   string  `json:"field"`
	English string  `json:"english"`
	Italian string  `json:"italian"`
	Bits    float64 `json:"bits"` // each doubles, or if below zero halves, the odds
}

// words are how far a field agrees, for a person.
type words struct{ english, italian string }

var textWords = [textLevels]words{
	same:      {"the same", "uguale"},
	alike:     {"sounds the same", "suona uguale"},
	slipped:   {"one letter differs", "una lettera diversa"},
	doubly:    {"two letters differ", "due lettere diverse"},
	cut:       {"one is the beginning of the other", "uno è l'inizio dell'altro"},
	contained: {"one is part of the other", "uno è parte dell'altro"},
	close:     {"resembles it", "somiglia"},
	initial:   {"one is the other's initial", "uno è l'iniziale dell'altro"},
	faint:     {"resembles it a little", "somiglia poco"},
	different: {"different", "diverso"},
}

var orderWords = [orderLevels]words{
	straight:  {"in the same places", "nello stesso ordine"},
	exchanged: {"given and family name exchanged", "nome e cognome scambiati"},
	regrouped: {"the words divided otherwise", "parole divise diversamente"},
}

var birthWords = [birthLevels]words{
	bornSame:      {"the same", "uguale"},
	bornExchanged: {"day and month exchanged", "giorno e mese scambiati"},
	bornPresumed:  {"the same year, one of them presumed", "stesso anno, una delle due presunta"},
	bornSlipped:   {"one digit differs", "una cifra diversa"},
	bornOtherYear: {"the same day, another year", "stesso giorno, altro anno"},
	bornSameMonth: {"the same month, another day", "stesso mese, altro giorno"},
	bornSameYear:  {"about the same year", "più o meno lo stesso anno"},
	bornDifferent: {"different", "diversa"},
}

var plainWords = [plainLevels]words{
	equal:   {"the same", "uguale"},
	oneOff:  {"one sign differs", "un segno diverso"},
	unequal: {"different", "diverso"},
}

var missingWords = words{"not known of both", "non nota per entrambi"}

func wordsOf(f field, l level) words {
	switch {
	case l == missing:
		return missingWords
	case f == order:
		return orderWords[l]
	case f == birth:
		return birthWords[l]
	case levelsOf(f) == textLevels:
		return textWords[l]
	}
	return plainWords[l]
}

// Weight is what one agreement is worth on the whole.
type Weight struct {
	Field  string
	Words  string
	Agree  float64 // how often records of one child agree so
	Chance float64 // how often any others do
	Bits   float64 // their ratio; of a frequent value less, of a rare one more
}

// Weights gives what agreements are worth in the fields that records have.
func (m *Model) Weights() iter.Seq[Weight] {
	return func(yield func(Weight) bool) {
		for f := range fields {
			for l := same; l < levelsOf(f) && m.seen[f]; l++ {
				if l == oneOff && (f == sex || f == citizenship) {
					continue // codes have no slips
				}
				a, c := m.agree[f][l], m.chance[f][l]
				w := Weight{fieldNames[f], wordsOf(f, l).english, math.Exp(a), math.Exp(c), (a - c) / math.Ln2}
				if !yield(w) {
					return
				}
			}
		}
	}
}

// Verdict is how likely two records are of one child, and why.
type Verdict struct {
	P       float64
	Reasons []Reason // by field, those that both records have
}

// Compare compares two records, which need not be among those from which the
// model was learnt. It looks at the two alone.
func (m *Model) Compare(a, b Record) Verdict {
	s := m.space.with(newCard(&a, 0, false), newCard(&b, 1, false))
	p := compared{0, 1, compareCards(&s.cards[0], &s.cards[1])}
	v := Verdict{P: certain(m.odds(s, &p))}
	for f := range fields {
		if l := p.l[f]; l != missing && !(f == order && l == straight) {
			w := wordsOf(f, l)
			v.Reasons = append(v.Reasons, Reason{fieldNames[f], w.english, w.italian, m.bits(s, f, &p) / math.Ln2})
		}
	}
	if against := softplus(m.kinOdds(s, &p)) / math.Ln2; against >= told {
		v.Reasons = append(v.Reasons, Reason{"household", "could be a brother or sister", "potrebbe essere un fratello o una sorella", -against})
	}
	return v
}

// told is how many bits speak at least for two children of one house for that
// to be said. Arbitrary.
const told = 0.1

// Prior is how many bits speak for two records being of one child before
// anything is compared; far below zero.
func (m *Model) Prior() float64 { return m.prior / math.Ln2 }
