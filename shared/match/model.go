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
	once    [fields][2]float64    // of how many pairs one agrees by chance: as written, as heard
	near    [fields]near          // the same of texts that are near each other, by how frequent they are
	lifts   lifts                 // what is likelier by chance once names agree
	kin     kin                   // pairs of one house
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
	// turns and rounds bound the estimation; it stands still long before.
	turns, rounds = 12, 3
	// believed: the first guess is worth one pair beside what is found for each
	// so many records.
	believed = 100
)

// firstGuess is where estimation begins: most of what is written twice of one
// child agrees. Round figures, the same for every field of a kind.
func firstGuess(f field) []float64 {
	switch f {
	case given, family, place:
		return []float64{0, .72, .06, .06, .02, .01, .03, .02, .01, .01, .06}
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
	m.kin.prior = m.prior - seldom
	for f := range fields {
		if common(f) {
			m.kin.agree[f] = m.agree[f]
		}
	}
	all := tally{}
	for i := range m.random {
		all.add(s, &m.random[i], 1)
	}
	m.byChance(s, &all)
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
	m.byChance(s, &chance)
	m.goTogether(&chance)
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
	near      [fields]near
	alongside [fields][contexts][2]float64
}

// add counts a pair, as far as it is taken to be of two children.
func (t *tally) add(s *space, p *compared, w float64) {
	for f := range fields {
		l := p.l[f]
		t.counts[f][l] += w
		if l != missing && levelsOf(f) == textLevels {
			t.near[f][s.band(f, p)][l] += w
		}
		if depends(f) && l != missing && (p.l[birth] == missing || p.l[birth] == bornDifferent) {
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

// byChance learns what chance does.
func (m *Model) byChance(s *space, t *tally) {
	for f := range fields {
		if f == order {
			m.chance[f] = s.orders
			continue
		}
		m.chance[f] = shares(t.counts[f], levelsOf(f), .5, nil)
		m.setOnce(f)
		m.near[f] = t.near[f].logs(&m.chance[f])
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
	return max(a.frequency(f, heard), b.frequency(g, heard))
}

// frequency is how frequent a card's value is.
func (c *card) frequency(f field, heard bool) float64 {
	if (f == given && c.given.empty()) || (f == family && c.family.empty()) {
		return 0
	}
	if heard {
		return float64(c.values[f].hear)
	}
	return float64(c.values[f].have)
}

// byLuck is the log chance that two records of different children agree so far
// in a field: for a value that many have it is greater.
func (m *Model) byLuck(s *space, f field, p *compared) float64 {
	l := p.l[f]
	u := m.chance[f][l]
	switch {
	case f == order && agreed(given, p.l[given])+agreed(family, p.l[family]) < 2:
		return 0 // where the parts do not agree, by chance both ways are there to be looked at
	case f == order || f == sex:
		return u
	case l == same: // also bornSame and equal
		return m.rarity(s, f, p, false)
	case f != given && f != family && f != place:
		return u
	case l == alike:
		return m.rarity(s, f, p, true)
	case l < different:
		return m.near[f][s.band(f, p)][l]
	}
	return u
}

// rarity is the log frequency of the value on which a pair agrees, this pair
// apart, with one more among as many as it takes by chance to meet it once.
func (m *Model) rarity(s *space, f field, p *compared, heard bool) float64 {
	t := &s.texts[f]
	known := float64(t.known)
	count := s.shared(f, p, heard) * known
	once := m.once[f][0]
	if heard {
		once = m.once[f][1]
	}
	return math.Log(min(max(count-1, 1)/(known+once), .9))
}

func (m *Model) setOnce(f field) {
	m.once[f] = [2]float64{math.Exp(-m.chance[f][same]), 1 / (math.Exp(m.chance[f][same]) + math.Exp(m.chance[f][alike]))}
}

// odds are the log odds that a pair is of one child.
func (m *Model) odds(s *space, p *compared) float64 {
	return m.alone(s, p) - softplus(m.kinOdds(s, p))
}

// alone are the log odds that a pair is of one child and not of two who have
// nothing to do with each other.
func (m *Model) alone(s *space, p *compared) float64 {
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
	return m.agree[f][p.l[f]] - m.luck(s, f, p)
}

// luck is the log chance that two records of different children agree so far in
// a field, as far as they agree in their names.
func (m *Model) luck(s *space, f field, p *compared) float64 {
	return min(m.byLuck(s, f, p)+m.lift(s, f, p), 0)
}

func certain(odds float64) float64 { return 1 / (1 + math.Exp(-odds)) }

// learn estimates the model from the pairs that were compared, without being
// told which are of one child: whatever else was not compared is taken not to
// be. What chance does changes little meanwhile, and is learnt anew only when
// the rest stands still.
func (m *Model) learn(s *space, kept []compared) {
	guess := float64(len(s.cards)) / believed
	lucks := make([]luck, len(kept))
	for range turns {
		began := m.prior
		m.lucks(s, kept, lucks)
		for range rounds {
			before := m.prior
			ones, houses := m.believe(s, kept, lucks)
			for f := range fields {
				m.agree[f] = shares(ones.counts[f], levelsOf(f), guess, firstGuess(f))
				if kin := &m.kin.agree[f]; common(f) {
					*kin = shares(houses.counts[f], levelsOf(f), guess, firstGuess(f))
				}
			}
			m.prior = priorOf(ones.pairs, s.total)
			m.kin.prior = priorOf(houses.pairs, s.total)
			if math.Abs(m.prior-before) < 1e-3 {
				break
			}
		}
		chance := m.chances(s)
		m.byChance(s, &chance)
		m.goTogether(&chance)
		if math.Abs(m.prior-began) < 1e-3 {
			return
		}
	}
}

// luck is what chance does to agree as a pair agrees: in all fields, and in those
// of a house.
type luck struct{ all, house float32 }

func (m *Model) lucks(s *space, kept []compared, out []luck) {
	parallel(len(kept), 1<<14, func(from, to int) {
		for i := from; i < to; i++ {
			p := &kept[i]
			var l luck
			for f := range fields {
				if p.l[f] == missing {
					continue
				}
				of := float32(m.luck(s, f, p))
				l.all += of
				if common(f) {
					l.house += of
				}
			}
			out[i] = l
		}
	})
}

func priorOf(pairs, total float64) float64 {
	pairs = max(pairs, .5)
	return math.Log(pairs / max(total-pairs, 1))
}

// few is how many other registrations a child is taken to have at most when the
// model is learnt: more than so many partners of one record share that say.
// Many different children with one common name would else pass for one.
const few = 3

// belief is what a class of pairs is made of.
type belief struct {
	counts [fields][most]float64
	pairs  float64
}

// believe counts the levels of the pairs of one child and of one house, as far
// as they are.
func (m *Model) believe(s *space, kept []compared, lucks []luck) (ones, houses belief) {
	say := make([]float64, len(kept))
	partners := make([]float64, len(s.cards))
	for i := range kept {
		p := &kept[i]
		one, kin := m.prior-float64(lucks[i].all), m.kin.prior-float64(lucks[i].house)
		for f, l := range p.l {
			one += m.agree[f][l]
			kin += m.kin.agree[f][l]
		}
		if !p.tells() {
			kin = math.Inf(-1)
		}
		either := softplus(one) + softplus(kin-softplus(one)) // of 1 + exp(one) + exp(kin)
		houses.add(p, math.Exp(kin-either))
		if w := sharper(math.Exp(one - either)); w >= teaching {
			say[i] = w
			partners[p.a] += w
			partners[p.b] += w
		}
	}
	for i := range kept {
		if say[i] > 0 {
			ones.add(&kept[i], say[i]/max(1, partners[kept[i].a]/few, partners[kept[i].b]/few))
		}
	}
	return ones, houses
}

func (b *belief) add(p *compared, w float64) {
	b.pairs += w
	for f, l := range p.l {
		b.counts[f][l] += w
	}
}

// sharper is what a pair that is so likely of one child teaches of such pairs:
// less than its share if it is likelier not, more if it is likelier so. By their
// share, very many pairs that merely have common names would teach that those of
// one child are like them, and ever more so.
func sharper(p float64) float64 { return p * p / (p*p + (1-p)*(1-p)) }

// teaching is the least that is counted.
const teaching = .01

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
