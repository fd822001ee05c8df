package match

import "math"

// Looked gives the pairs that are compared, as indexes in what was given.
func Looked(a, b []Record) [][2]int {
	s := newSpace(a, b)
	blocks := s.blocks()
	seen := make([]int32, len(s.cards))
	var out [][2]int
	for i := range s.cards {
		for _, j := range blocks.partners(s, int32(i), seen, nil) {
			x, y := s.cards[i].from, s.cards[j].from
			if s.split == 0 && x > y {
				x, y = y, x
			}
			out = append(out, [2]int{x, y})
		}
	}
	return out
}

// JaroWinkler is how alike two texts are.
func JaroWinkler(a, b string) float64 { return jaroWinkler(a, b) }

// Kin shows what was learnt of houses.
func (m *Model) Kin() (prior float64, agree map[string][]float64) {
	agree = map[string][]float64{}
	for f := range fields {
		if common(f) {
			for l := same; l < levelsOf(f); l++ {
				agree[fieldNames[f]] = append(agree[fieldNames[f]], certain(m.kin.agree[f][l]-math.Log1p(-math.Exp(m.kin.agree[f][l]))))
			}
		}
	}
	return m.kin.prior / math.Ln2, agree
}
