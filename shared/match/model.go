package match

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
)

// Model is what agreements are worth, as it was learnt from records. It may be
// stored, as JSON, and used by several at a time.
type Model struct {
	space   *space                // whose values are counted
	prior   float64               // log odds that any two records are of one child
	agree   [fields][most]float64 // log chance of a level between records of one child
	chance  [fields][most]float64 // log chance of a level between any others
	usual   [fields]float64       // mean log frequency of values that are near each other by chance
	lifts   lifts                 // what is likelier by chance once names agree
	seen    [fields]bool          // whether any two records have a value
	random  []compared            // any pairs, of which some may be of one child
	settled tally                 // of the others
}

const (
	// hopeless are the log odds, before anything is learnt, below which a pair
	// is put aside: one in a million, and nothing learnt makes it likely.
	hopeless = -14
	// draws is how many pairs drawn at random show what chance does. Arbitrary:
	// enough for levels met once in ten thousand pairs.
	draws = 400_000
	// rounds bounds the estimation; it stands still long before.
	rounds = 40
	// believed: the first guess is worth one pair beside what is found for each
	// so many records.
	believed = 100
)

// firstGuess is where estimation begins: most of what is written twice of one
// child agrees. Round figures, the same for every field of a kind.
func firstGuess(f field) []float64 {
	switch f {
	case given, family, place:
		return []float64{0, .75, .06, .06, .03, .03, .07}
	case order:
		return []float64{0, .95, .04, .01}
	case birth:
		return []float64{0, .80, .03, .03, .05, .02, .02, .02, .03}
	}
	return []float64{0, .93, .03, .04}
}

// estimate begins a model: what chance does, from pairs drawn at random, and
// the first guess.
func estimate(s *space) *Model {
	m := &Model{space: s, random: s.draw()}
	n := max(float64(len(s.cards)), 2)
	m.prior = math.Log(0.1 * n / max(s.total, 1))
	for f := range fields {
		for l, p := range firstGuess(f) {
			m.agree[f][l] = math.Log(p)
		}
		m.agree[f][missing] = 0
	}
	all := tally{}
	for i := range m.random {
		all.add(s, &m.random[i], 1)
	}
	m.byChance(&all)
	for f := range fields {
		m.seen[f] = all.counts[f][missing] < float64(len(m.random))
	}
	var doubtful []compared // those of one child do not show what chance does
	for i := range m.random {
		if p := &m.random[i]; m.odds(s, p) > hopeless {
			doubtful = append(doubtful, *p)
		} else {
			m.settled.add(s, p, 1)
		}
	}
	m.random = doubtful
	chance := m.chances(s)
	m.byChance(&chance)
	return m
}

// draw gives pairs at random, or all if there are few; always the same for the
// same records.
func (s *space) draw() []compared {
	n := len(s.cards)
	var out []compared
	add := func(i, j int) {
		out = append(out, compared{int32(i), int32(j), compareCards(&s.cards[i], &s.cards[j])})
	}
	from, to := 0, n
	if s.split > 0 {
		from, to = s.split, s.split
	}
	if s.total <= draws {
		for i := range to {
			for j := max(i+1, from); j < n; j++ {
				add(i, j)
			}
		}
		return out
	}
	d := rand.New(rand.NewPCG(1, 2))
	for len(out) < draws {
		i, j := d.IntN(to), from+d.IntN(n-from)
		if i != j {
			add(min(i, j), max(i, j))
		}
	}
	return out
}

// tally is what pairs drawn at random show.
type tally struct {
	counts    [fields][most]float64
	logs      [fields]float64 // of frequencies of values near each other
	near      [fields]float64 // how many those are
	alongside [fields][contexts][2]float64
}

// add counts a pair, as far as it is taken to be of two children.
func (t *tally) add(s *space, p *compared, w float64) {
	for f := range fields {
		l := p.l[f]
		t.counts[f][l] += w
		if l > alike && l < different && levelsOf(f) == textLevels {
			t.logs[f] += w * math.Log(max(s.shared(f, p, true), rarest))
			t.near[f] += w
		}
		if depends(f) && l != missing {
			t.alongside[f][context(f, &p.l)][agreed(f, l)] += w
		}
	}
}

// chances counts the pairs drawn at random, those of one child left out.
func (m *Model) chances(s *space) tally {
	t := m.settled
	for i := range m.random {
		t.add(s, &m.random[i], 1-certain(m.odds(s, &m.random[i])))
	}
	return t
}

// rarest bounds frequencies from below. Arbitrary.
const rarest = 1e-9

// byChance learns what chance does.
func (m *Model) byChance(t *tally) {
	for f := range fields {
		m.chance[f] = shares(t.counts[f], levelsOf(f), .5, nil)
		m.usual[f] = (t.logs[f] - 5) / (t.near[f] + 1) // one more, of middling frequency
	}
}

// shares turns counts into log shares, with some more of a guess.
func shares(counts [most]float64, n level, more float64, guess []float64) (out [most]float64) {
	var sum float64
	for l := same; l < n; l++ {
		if guess != nil {
			counts[l] += more * guess[l]
		} else {
			counts[l] += more
		}
		sum += counts[l]
	}
	for l := same; l < n; l++ {
		out[l] = math.Log(counts[l] / sum)
	}
	return out
}

// shared is how frequent, among all values of a field, that of a pair is: of
// two, the more frequent.
func (s *space) shared(f field, p *compared, heard bool) float64 {
	a, b := &s.cards[p.a], &s.cards[p.b]
	g := f
	if p.l[order] == exchanged && (f == given || f == family) {
		g = given + family - f
	}
	return max(s.frequency(f, a, heard), s.frequency(g, b, heard))
}

func (s *space) frequency(f field, c *card, heard bool) float64 {
	t, id := &s.texts[f], c.values[f].text
	if heard {
		t, id = &s.heard[f], c.values[f].sound
	}
	if t.known == 0 || (f == given && c.given.empty()) || (f == family && c.family.empty()) {
		return 0
	}
	if id < 0 { // nobody of those from whom the model was learnt has it: one more might
		return 1 / float64(t.known+1)
	}
	return float64(t.counts[id]) / float64(t.known)
}

// byLuck is the log chance that two records of different children agree so far
// in a field: for a value that many have it is greater.
func (m *Model) byLuck(s *space, f field, p *compared) float64 {
	l := p.l[f]
	u := m.chance[f][l]
	switch {
	case f == sex:
		return u
	case l == same: // also bornSame and equal
		return m.rarity(s, f, p, false)
	case f != given && f != family && f != place:
		return u
	case l == alike:
		return m.rarity(s, f, p, true)
	case l < different:
		return min(u+math.Log(max(s.shared(f, p, true), rarest))-m.usual[f], -.1)
	}
	return u
}

// rarity is the log frequency of the value on which a pair agrees, this pair
// apart, with one more among as many as it takes by chance to meet it once.
func (m *Model) rarity(s *space, f field, p *compared, heard bool) float64 {
	t := &s.texts[f]
	known := float64(t.known)
	count := s.shared(f, p, heard) * known
	mean := math.Exp(m.chance[f][same])
	return math.Log(min(max(count-1, 1)/(known+1/mean), .9))
}

// odds are the log odds that a pair is of one child.
func (m *Model) odds(s *space, p *compared) float64 {
	sum := m.prior
	for f := range fields {
		sum += m.bits(s, f, p)
	}
	return sum
}

// bits is what one field says, in log odds.
func (m *Model) bits(s *space, f field, p *compared) float64 {
	if p.l[f] == missing {
		return 0
	}
	if f == order {
		return m.agree[f][p.l[f]] // by chance both ways are there to be looked at
	}
	return m.agree[f][p.l[f]] - min(m.byLuck(s, f, p)+m.lift(s, f, p), 0)
}

func certain(odds float64) float64 { return 1 / (1 + math.Exp(-odds)) }

// learn estimates the model from the pairs that were compared, without being
// told which are of one child: whatever else was not compared is taken not to
// be.
func (m *Model) learn(s *space, kept []compared) {
	guess := float64(len(s.cards)) / believed
	for range rounds {
		before := m.prior
		counts, matched := m.believe(s, kept)
		chance := m.chances(s)
		for f := range fields {
			m.agree[f] = shares(counts[f], levelsOf(f), guess, firstGuess(f))
		}
		m.byChance(&chance)
		m.goTogether(&chance)
		matched = max(matched, .5)
		m.prior = math.Log(matched / max(s.total-matched, 1))
		if math.Abs(m.prior-before) < 1e-4 {
			return
		}
	}
}

// few is how many other registrations a child is taken to have at most when the
// model is learnt: more than so many partners of one record share that say.
// Many different children with one common name would else pass for one.
const few = 3

// believe counts the levels of the pairs that are likelier than not of one
// child, as far as they are, and those pairs.
func (m *Model) believe(s *space, kept []compared) (counts [fields][most]float64, matched float64) {
	say := make([]float64, len(kept))
	partners := make([]float64, len(s.cards))
	for i := range kept {
		if w := certain(m.odds(s, &kept[i])); w >= .5 {
			say[i] = w
			partners[kept[i].a] += w
			partners[kept[i].b] += w
		}
	}
	for i := range kept {
		if say[i] == 0 {
			continue
		}
		w := say[i] / max(1, partners[kept[i].a]/few, partners[kept[i].b]/few)
		matched += w
		for f, l := range kept[i].l {
			counts[f][l] += w
		}
	}
	return counts, matched
}

// scored is a pair with its probability.
type scored struct {
	a, b int32
	p    float64
}

// judge gives the pairs that anybody would look at.
func (m *Model) judge(s *space, kept []compared) []scored {
	var out []scored
	for i := range kept {
		if p := certain(m.odds(s, &kept[i])); p >= Least {
			out = append(out, scored{kept[i].a, kept[i].b, p})
		}
	}
	return out
}

// threshold is where, as far as the probabilities are right, calling likelier
// pairs the same gives the best F1.
func threshold(pairs []scored) float64 {
	sorted := slices.Clone(pairs)
	slices.SortFunc(sorted, func(a, b scored) int { return cmp.Compare(b.p, a.p) })
	var all, sum, at, top float64
	for _, p := range sorted {
		all += p.p
	}
	at = .5
	for i, p := range sorted {
		sum += p.p
		if f := 2 * sum / (float64(i+1) + all); f > top {
			top, at = f, p.p
		}
	}
	return at
}
