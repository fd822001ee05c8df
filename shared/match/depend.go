package match

import "math"

// lifts are how much likelier, by chance, a field agrees once parts of the name
// do: who is called Mamadou is often called Diallo, and often comes from where
// those names are common. Without them each would count as news.
type lifts [fields][contexts][2]float64

// contexts: neither part of the name agrees, one, or both.
const contexts = 3

// depends reports whether a field goes with names.
func depends(f field) bool {
	return f == family || f == sex || f == citizenship || f == place
}

// agreed is 1 for levels that say that two values may be one, 0 for others.
func agreed(f field, l level) int {
	if l == same || levelsOf(f) == textLevels && l != missing && l <= contained {
		return 1
	}
	return 0
}

// context counts the parts of the name that agree, of those counted before f.
func context(f field, l *levels) int {
	n := agreed(given, l[given])
	if f != family {
		n += agreed(family, l[family])
	}
	return n
}

// lift is what the context of a field adds to the log chance of its level.
func (m *Model) lift(s *space, f field, p *compared) float64 {
	if !depends(f) {
		return 0
	}
	l := &p.l
	mean := m.lifts[f][context(f, l)][agreed(f, l[f])]
	if f == family && agreed(given, l[given])+agreed(family, l[family]) == 2 {
		return max(mean, s.pairing(p))
	}
	return mean
}

// pairing is how much more often the parts of a name stand together than they
// would if one said nothing of the other, in logs: of the names of two records,
// that of the more frequent.
func (s *space) pairing(p *compared) float64 {
	out := math.Inf(-1)
	for _, c := range []*card{&s.cards[p.a], &s.cards[p.b]} {
		if c.given.empty() || c.family.empty() || c.whole < 0 {
			continue
		}
		apart := s.frequency(given, c, true) * s.frequency(family, c, true) * float64(s.size)
		if others := float64(s.wholes[c.whole] - 2); others > 0 && apart > 0 {
			out = max(out, math.Log(others/apart))
		}
	}
	return out
}

// steady is how many pairs of fewer agreements those of more are held against:
// few are met at random. Arbitrary.
const steady = 20

// goTogether learns the lifts from pairs drawn at random.
func (m *Model) goTogether(t *tally) {
	for f := range fields {
		if !depends(f) {
			continue
		}
		var all [2]float64
		for _, c := range t.alongside[f] {
			all[0], all[1] = all[0]+c[0], all[1]+c[1]
		}
		whole := (all[1] + .5) / (all[0] + all[1] + 1)
		before := whole
		for k, c := range t.alongside[f] {
			share := (c[1] + steady*before) / (c[0] + c[1] + steady)
			m.lifts[f][k] = [2]float64{math.Log((1 - share) / (1 - whole)), math.Log(share / whole)}
			before = share
		}
	}
}
