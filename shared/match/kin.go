package match

import "math"

// kin are pairs of two children of one house: brothers and sisters, cousins,
// those who came together. They share what a family has, and of what is each
// child's own no more than chance gives. Without them, whatever a house has in
// common would pass for so many independent signs of one child.
type kin struct {
	prior float64               // log odds that any two records are of such
	agree [fields][most]float64 // as in Model; of a child's own fields nothing
}

// seldom is how much rarer pairs of one house are taken to be at first than those
// of one child, in logs: a hundred times. What may be either is taken for a
// child whose name was written wrongly, until there are pairs of which nothing
// agrees but what a house has.
const seldom = 4.6

// common reports whether a field may be common to a house.
func common(f field) bool {
	return f == family || f == citizenship || f == place || f == phone
}

// kinOdds are the log odds that a pair is of one house and not of two children
// who have nothing to do with each other.
func (m *Model) kinOdds(s *space, p *compared) float64 {
	if !p.tells() {
		return math.Inf(-1)
	}
	sum := m.kin.prior
	for f := range fields {
		if common(f) && p.l[f] != missing {
			sum += m.kin.agree[f][p.l[f]] - m.luck(s, f, p)
		}
	}
	return sum
}

// tells reports whether a pair could tell children of one house apart: whether
// both say something that is each child's own.
func (p *compared) tells() bool {
	return p.l[given] != missing || p.l[birth] != missing || p.l[document] != missing
}

// softplus is log(1+exp(x)).
func softplus(x float64) float64 {
	if x > 30 {
		return x
	}
	return math.Log1p(math.Exp(x))
}
