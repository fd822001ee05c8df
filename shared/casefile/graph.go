package casefile

// graph is who displaces whom among n records in canonical order. A record is
// live if no live record displaces it.
type graph struct {
	attacks   [][]int // attacks[i]: those that i displaces
	attackers [][]int // attackers[j]: those that displace j
}

func newGraph(n int) *graph {
	return &graph{attacks: make([][]int, n), attackers: make([][]int, n)}
}

func (g *graph) attack(i, j int) {
	g.attacks[i] = append(g.attacks[i], j)
	g.attackers[j] = append(g.attackers[j], i)
}

// live says which records are live. Honest records displace only what their
// authors could know, so there are no cycles; where forged ones make a cycle,
// what is displaced by a record earlier in canonical order stands, so that all
// holders decide alike.
func (g *graph) live() []bool {
	n := len(g.attacks)
	state := make([]int8, n) // 0 not known, 1 live, 2 not
	var settle func(j int) bool
	settle = func(j int) bool {
		if state[j] != 0 {
			return state[j] == 1
		}
		state[j] = 1
		for _, i := range g.attackers[j] {
			if i < j && g.reaches(j, i) {
				continue // a cycle: only the later displaces the earlier
			}
			if settle(i) {
				state[j] = 2
				break
			}
		}
		return state[j] == 1
	}
	out := make([]bool, n)
	for j := range out {
		out[j] = settle(j)
	}
	return out
}

// reaches reports whether from displaces to, directly or through others.
func (g *graph) reaches(from, to int) bool {
	seen := make([]bool, len(g.attacks))
	stack := []int{from}
	for len(stack) > 0 {
		i := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if i == to {
			return true
		}
		if seen[i] {
			continue
		}
		seen[i] = true
		stack = append(stack, g.attacks[i]...)
	}
	return false
}
