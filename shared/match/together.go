package match

import (
	"cmp"
	"slices"
)

const (
	// sure bounds what one pair can say about others, in log odds: a thousand
	// to one.
	sure = 6.9
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

// join joins the cards of a group, step by step, and gives every pair of it
// with the probability of the step that joined it.
func (m *Model) join(s *space, group []int32) []scored {
	sum := m.table(s, group)
	clusters := make([][]int32, len(group))
	for i, c := range group {
		clusters[i] = []int32{c}
	}
	var out []scored
	for {
		i, j, mean := likeliest(clusters, sum)
		if i < 0 || certain(mean) < Least {
			return out
		}
		for _, a := range clusters[i] {
			for _, b := range clusters[j] {
				out = append(out, scored{min(a, b), max(a, b), certain(mean)})
			}
		}
		clusters[i], clusters[j] = append(clusters[i], clusters[j]...), nil
		for k := range clusters {
			sum[i][k] += sum[j][k]
			sum[k][i] = sum[i][k]
		}
	}
}

// table gives what each pair of a group says, bounded.
func (m *Model) table(s *space, group []int32) [][]float64 {
	sum := make([][]float64, len(group))
	for i := range sum {
		sum[i] = make([]float64, len(group))
	}
	for i, a := range group {
		for j := i + 1; j < len(group); j++ {
			p := compared{a, group[j], compareCards(&s.cards[a], &s.cards[group[j]])}
			sum[i][j] = min(max(m.odds(s, &p), -sure), sure)
			sum[j][i] = sum[i][j]
		}
	}
	return sum
}

// likeliest finds the two clusters whose pairs say most for them on the mean.
func likeliest(clusters [][]int32, sum [][]float64) (x, y int, mean float64) {
	x, y = -1, -1
	for i := range clusters {
		for j := i + 1; j < len(clusters); j++ {
			if clusters[i] == nil || clusters[j] == nil {
				continue
			}
			if m := sum[i][j] / float64(len(clusters[i])*len(clusters[j])); x < 0 || m > mean {
				x, y, mean = i, j, m
			}
		}
	}
	return x, y, mean
}
