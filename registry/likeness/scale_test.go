package likeness_test

import (
	"testing"

	"faro.example/registry/likeness"
	"faro.example/shared/match"
)

func TestWhatIsWorthATimeFollowsFromWhatWasLearnt(t *testing.T) {
	found := func(threshold float64, of ...float64) match.Found {
		out := match.Found{Threshold: threshold}
		for i, p := range of {
			out.Pairs = append(out.Pairs, match.Pair{A: i, B: i + 1, P: p})
		}
		return out
	}
	for name, c := range map[string]struct {
		of   match.Found
		want float64
	}{
		"sure pairs: the best F1 decides":                       {found(.6, .99, .98, .97, .2), .6},
		"doubtful pairs: every second of those shown is right":  {found(.1, .7, .2, .6, .3, .2), .3},
		"more doubtful: fewer are shown":                        {found(.1, .6, .3, .2, .2), .6},
		"none that is likelier than not: the likeliest at most": {found(.1, .4, .3), 1},
		"no pairs": {found(.3), .5},
	} {
		if got := likeness.Worth(c.of); got != c.want {
			t.Errorf("%s: got %g, want %g", name, got, c.want)
		}
	}
	if _, from := likeness.First(); from <= 0 || from >= 1 {
		t.Errorf("before anything is learnt: from %g", from)
	}
}
