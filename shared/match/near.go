package match

import "math"

// near are the chances of the levels of texts by bands: a frequent name has more
// others around it than a rare one.
type near [bands][most]float64

// bands are how frequent the most frequent word of two texts is: in one record
// of a hundred, of a thousand, or of fewer. Round figures.
const bands = 3

// band says how frequent the words of two texts are.
func (s *space) band(f field, p *compared) int {
	a, b := &s.cards[p.a], &s.cards[p.b]
	g := f
	if p.l[order] == exchanged && (f == given || f == family) {
		g = given + family - f
	}
	switch common := max(a.common[f], b.common[g]); {
	case common >= .01:
		return 0
	case common >= .001:
		return 1
	}
	return 2
}

// believable is how many pairs at a level the whole is worth beside those of a
// band. Arbitrary.
const believable = 10

// logs gives the log chances of each band, with some of the whole.
func (n near) logs(whole *[most]float64) (out near) {
	for b := range n {
		var all float64
		for _, c := range n[b] {
			all += c
		}
		for l := same; l < textLevels; l++ {
			u := math.Exp(whole[l])
			out[b][l] = math.Log((n[b][l] + believable) / (all + believable/u))
		}
	}
	return out
}
