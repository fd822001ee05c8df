package match

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
)

// Model is what agreements are worth, as it was learnt from records.
type Model struct {
	prior  float64               // log odds that any two records are of one child
	agree  [fields][most]float64 // log chance of a level between records of one child
	chance [fields][most]float64 // log chance of a level between any others
	usual  [fields]float64       // mean log frequency of values that are near each other by chance
	seen   [fields]bool          // whether any two records have a value
	random []compared            // any pairs
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
	// believed is how many pairs the first guess is worth beside what is found.
	believed = 4
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
	m := &Model{random: s.draw()}
	n := max(float64(len(s.cards)), 2)
	m.prior = math.Log(0.1 * n / max(s.total, 1))
	for f := range fields {
		for l, p := range firstGuess(f) {
			m.agree[f][l] = math.Log(p)
		}
		m.agree[f][missing] = 0
	}
	weights := make([]float64, len(m.random))
	for i := range weights {
		weights[i] = 1
	}
	m.byChance(s, weights)
	for i := range m.random { // those of one child do not show what chance does
		weights[i] = 1 - certain(m.odds(s, &m.random[i]))
	}
	m.byChance(s, weights)
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

// byChance learns what chance does.
func (m *Model) byChance(s *space, weights []float64) {
	var counts [fields][most]float64
	var logs, near [fields]float64
	for i := range m.random {
		p, w := &m.random[i], weights[i]
		for f := range fields {
			l := p.l[f]
			counts[f][l] += w
			if l > alike && l < different && (f == given || f == family || f == place) {
				logs[f] += w * math.Log(s.shared(f, p, true))
				near[f] += w
			}
		}
	}
	for f := range fields {
		m.chance[f] = shares(counts[f], levelsOf(f), .5, nil)
		m.usual[f] = (logs[f] - 5) / (near[f] + 1) // one more, of middling frequency
		m.seen[f] = counts[f][missing] < float64(len(m.random))
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
		return min(u+math.Log(max(s.shared(f, p, true), 1e-9))-m.usual[f], -.1)
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
	return m.agree[f][p.l[f]] - m.byLuck(s, f, p)
}

func certain(odds float64) float64 { return 1 / (1 + math.Exp(-odds)) }

// learn estimates the model from the pairs that were compared, without being
// told which are of one child: whatever else was not compared is taken not to
// be.
func (m *Model) learn(s *space, kept []compared) {
	weights := make([]float64, len(m.random))
	for range rounds {
		before := m.prior
		var counts [fields][most]float64
		var matched float64
		for i := range kept {
			w := certain(m.odds(s, &kept[i]))
			matched += w
			for f, l := range kept[i].l {
				counts[f][l] += w
			}
		}
		for i := range m.random {
			weights[i] = 1 - certain(m.odds(s, &m.random[i]))
		}
		for f := range fields {
			m.agree[f] = shares(counts[f], levelsOf(f), believed, firstGuess(f))
		}
		m.byChance(s, weights)
		matched = max(matched, .5)
		m.prior = math.Log(matched / max(s.total-matched, 1))
		if math.Abs(m.prior-before) < 1e-4 {
			return
		}
	}
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
