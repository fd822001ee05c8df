package match

import "math"

// lifts are how much likelier, by chance, a field agrees once parts of the name
// do: who is called Mamadou is often called Diallo, and often comes from where
// those names are common. Without them each would count as news.
type lifts [fields][contexts][2]float64

// The contexts of a field: which parts of the name agree, of those counted
// before it.
const (
	neither = iota
	givenAgrees
	familyAgrees
	bothAgree
	contexts
)

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

// context says which parts of the name agree, of those counted before f.
func context(f field, l *levels) int {
	n := agreed(given, l[given])
	if f != family {
		n += 2 * agreed(family, l[family])
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
		return max(mean, m.pairing(s, p))
	}
	return mean
}

// pairing is how much more often the parts of a name stand together than they
// would if one said nothing of the other, in logs: of the names of two records,
// that of the more frequent.
func (m *Model) pairing(s *space, p *compared) float64 {
	out := math.Inf(-1)
	for _, c := range []*card{&s.cards[p.a], &s.cards[p.b]} {
		if c.whole < 0 || c.apart == 0 {
			continue
		}
		if others := m.children(s.wholes[c.whole]) - 2; others > 0 {
			out = max(out, math.Log(others/c.apart))
		}
	}
	return out
}

// children is how many children bear a name, of whom so many were told apart by
// their birth dates: the more there are, the likelier a further one has a date
// that may be one of theirs.
func (m *Model) children(apart int) float64 {
	if apart < 3 {
		return float64(apart)
	}
	c := max(math.Exp(m.chance[birth][bornDifferent]), .5)
	return (math.Pow(c, -float64(apart)) - 1) / (1/c - 1)
}

// steady is how many pairs of fewer agreements those of more are held against:
// few are met at random. Arbitrary.
const steady = 20

// goTogether learns the lifts from pairs drawn at random. Pairs of which both
// parts of the name agree are mostly of one child, and teach nothing of chance:
// what either part does is put together.
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
		odds := func(share float64) float64 { return math.Log(share / (1 - share)) }
		var logits [contexts]float64
		for k, c := range t.alongside[f] {
			logits[k] = odds((c[1] + steady*whole) / (c[0] + c[1] + steady))
		}
		logits[bothAgree] = logits[givenAgrees] + logits[familyAgrees] - odds(whole)
		for k := range logits {
			share := certain(logits[k])
			m.lifts[f][k] = [2]float64{math.Log((1 - share) / (1 - whole)), math.Log(share / whole)}
		}
	}
}
