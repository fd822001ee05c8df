package match

import (
	"cmp"
	"slices"
)

const (
	// many is how many registrations are looked at as a whole, at most.
	// Arbitrary; larger groups are compared pair by pair.
	many = 150
)

// together looks at registrations that may all be of one child as a whole: if
// two are, whether a third is too is said by both. Groups are joined, the
// likeliest first, by the mean of what their pairs say, and a pair is as likely
// as the joining that brought it together. Between two registers, within which
// nothing was compared, pairs stand for themselves.
func (m *Model) together(s *space, pairs []scored) []scored {
	if s.split > 0 {
		return pairs
	}
	groups := components(len(s.cards), pairs)
	var out []scored
	for _, g := range groups {
		if len(g) <= many {
			out = append(out, m.join(s, g)...)
		}
	}
	large := map[int32]bool{}
	for _, g := range groups {
		for _, c := range g {
			large[c] = len(g) > many
		}
	}
	for _, p := range pairs {
		if large[p.a] {
			out = append(out, p)
		}
	}
	slices.SortFunc(out, func(x, y scored) int { return cmp.Or(cmp.Compare(x.a, y.a), cmp.Compare(x.b, y.b)) })
	return out
}

// likely is from where on a pair brings two cards into one group to look at.
const likely = .05

// components are the groups of cards that pairs connect, each in order.
func components(n int, pairs []scored) [][]int32 {
	root := make([]int32, n)
	for i := range root {
		root[i] = int32(i)
	}
	find := func(i int32) int32 {
		for root[i] != i {
			root[i] = root[root[i]]
			i = root[i]
		}
		return i
	}
	for _, p := range pairs {
		if p.p >= likely {
			a, b := find(p.a), find(p.b)
			root[max(a, b)] = min(a, b)
		}
	}
	at := map[int32]int{}
	var out [][]int32
	for i := range root {
		r := find(int32(i))
		k, ok := at[r]
		if !ok {
			k = len(out)
			at[r] = k
			out = append(out, nil)
		}
		out[k] = append(out[k], int32(i))
	}
	return slices.DeleteFunc(out, func(g []int32) bool { return len(g) < 2 })
}

// signs are what is said for two groups being one child, and of one house, by
// what is compared as one: the name, and every other field. Of each, the best
// that any registration of the one says of any of the other: what is wrong in
// one of them is right in another.
type signs struct {
	sum, pairs float64 // what the pairs say each for itself
	tells      bool    // whether any could tell children of one house apart
	one, kin   [signsOf]float64
}

// signsOf: the name, then the fields from the birth date on.
const signsOf = 1 + fields - birth

func (m *Model) signs(s *space, p *compared) signs {
	out := signs{sum: m.odds(s, p), pairs: 1, tells: p.tells()}
	for f := range fields {
		k := field(0)
		if f >= birth {
			k = 1 + f - birth
		}
		out.one[k] += m.bits(s, f, p)
		if common(f) && p.l[f] != missing {
			out.kin[k] += m.kin.agree[f][p.l[f]] - m.luck(s, f, p)
		}
	}
	return out
}

func (a *signs) better(b *signs) {
	a.sum, a.pairs, a.tells = a.sum+b.sum, a.pairs+b.pairs, a.tells || b.tells
	for k := range a.one {
		a.one[k], a.kin[k] = max(a.one[k], b.one[k]), max(a.kin[k], b.kin[k])
	}
}

// odds are the log odds that two groups are of one child.
func (a *signs) odds(m *Model) float64 {
	one, kin := m.prior, m.kin.prior
	for k := range a.one {
		one, kin = one+a.one[k], kin+a.kin[k]
	}
	if a.tells {
		one -= softplus(kin)
	}
	return (one + a.sum/a.pairs) / 2
}

// join joins the cards of a group, step by step, and gives every pair of it
// with the probability of the step that joined it.
func (m *Model) join(s *space, group []int32) []scored {
	table := m.table(s, group)
	clusters := make([][]int32, len(group))
	for i, c := range group {
		clusters[i] = []int32{c}
	}
	var out []scored
	for {
		i, j, odds := m.likeliest(clusters, table)
		if i < 0 || certain(odds) < Least {
			return out
		}
		for _, a := range clusters[i] {
			for _, b := range clusters[j] {
				out = append(out, scored{min(a, b), max(a, b), certain(odds)})
			}
		}
		clusters[i], clusters[j] = append(clusters[i], clusters[j]...), nil
		for k := range clusters {
			if k != i && clusters[k] != nil {
				table[min(i, k)][max(i, k)].better(&table[min(j, k)][max(j, k)])
			}
		}
	}
}

// table gives what each pair of a group says.
func (m *Model) table(s *space, group []int32) [][]signs {
	out := make([][]signs, len(group))
	for i, a := range group {
		out[i] = make([]signs, len(group))
		for j := i + 1; j < len(group); j++ {
			p := compared{a, group[j], compareCards(&s.cards[a], &s.cards[group[j]])}
			out[i][j] = m.signs(s, &p)
		}
	}
	return out
}

// likeliest finds the two clusters for which most is said.
func (m *Model) likeliest(clusters [][]int32, table [][]signs) (x, y int, odds float64) {
	x, y = -1, -1
	for i := range clusters {
		for j := i + 1; j < len(clusters); j++ {
			if clusters[i] == nil || clusters[j] == nil {
				continue
			}
			if o := table[i][j].odds(m); x < 0 || o > odds {
				x, y, odds = i, j, o
			}
		}
	}
	return x, y, odds
}
