package match_test

import (
	"cmp"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"faro.example/shared/match"
	"faro.example/shared/match/matchtest"
	"faro.example/shared/spelling"
)

// quality is how well the pairs of a set are found, and what is lost where.
type quality struct {
	precision, recall, f1 float64
	best                  float64 // F1 at the best threshold that there is
	reached               float64 // share of the true pairs that are compared at all
	plain                 float64 // F1 of the plain score at the best threshold
	threshold             float64
}

func measure(s *matchtest.Set) quality {
	var f match.Found
	if s.B != nil {
		f = match.Link(s.A, s.B, nil)
	} else {
		f = match.Sweep(s.A, nil)
	}
	q := quality{threshold: f.Threshold}
	named, right := 0, 0
	for _, p := range f.Pairs {
		if p.P >= f.Threshold {
			named++
			if s.Same(p) {
				right++
			}
		}
	}
	q.precision, q.recall, q.f1 = share(right, named), share(right, s.True), share(2*right, named+s.True)
	q.best = bestF1(s, f.Pairs)
	var pairs []match.Pair
	reached := 0
	first := plainly(s.A)
	second := first
	if s.B != nil {
		second = plainly(s.B)
	}
	for _, p := range match.Looked(s.A, s.B) {
		pair := match.Pair{A: p[0], B: p[1]}
		if s.Same(pair) {
			reached++
		}
		if pair.P = plainScore(&first[p[0]], &second[p[1]]); pair.P > .5 {
			pairs = append(pairs, pair)
		}
	}
	q.reached, q.plain = share(reached, s.True), bestF1(s, pairs)
	return q
}

func share(a, b int) float64 {
	if b == 0 {
		return 1
	}
	return float64(a) / float64(b)
}

// bestF1 is F1 at the best threshold.
func bestF1(s *matchtest.Set, pairs []match.Pair) float64 {
	sorted := slices.Clone(pairs)
	slices.SortFunc(sorted, func(a, b match.Pair) int { return cmp.Compare(b.P, a.P) })
	best, right := share(0, s.True), 0
	for i, p := range sorted {
		if s.Same(p) {
			right++
		}
		if i+1 == len(sorted) || sorted[i+1].P != p.P {
			best = max(best, share(2*right, i+1+s.True))
		}
	}
	return best
}

// plainly gives records as the plain score reads them.
func plainly(records []match.Record) []match.Record {
	out := slices.Clone(records)
	for i := range out {
		r := &out[i]
		r.Given, r.Family, r.Place = spelling.Key(r.Given), spelling.Key(r.Family), spelling.Key(r.Place)
	}
	return out
}

// plainScore is what anybody would write first: the mean likeness of what both
// records have, with weights set by hand.
func plainScore(a, b *match.Record) float64 {
	alike := match.JaroWinkler
	var sum, of float64
	add := func(weight float64, x, y string, likeness func(x, y string) float64) {
		if x != "" && y != "" {
			sum += weight * likeness(x, y)
			of += weight
		}
	}
	equal := func(x, y string) float64 {
		same := 0
		for i := range min(len(x), len(y)) {
			if x[i] == y[i] {
				same++
			}
		}
		return float64(same) / float64(max(len(x), len(y)))
	}
	straight := alike(a.Given, b.Given) + alike(a.Family, b.Family)
	if crossed := alike(a.Given, b.Family) + alike(a.Family, b.Given); crossed > straight {
		add(2, a.Given, b.Family, alike)
		add(2, a.Family, b.Given, alike)
	} else {
		add(2, a.Given, b.Given, alike)
		add(2, a.Family, b.Family, alike)
	}
	if !a.Birth.Date.IsZero() && !b.Birth.Date.IsZero() {
		add(3, a.Birth.Date.String(), b.Birth.Date.String(), equal)
	}
	add(1, a.Place, b.Place, alike)
	add(1, a.Sex, b.Sex, equal)
	add(1, a.Citizenship, b.Citizenship, equal)
	add(2, a.Phone, b.Phone, equal)
	add(2, a.Document, b.Document, equal)
	if of < 2 {
		return 0
	}
	return sum / of
}

// BenchmarkQuality shows how well every set is done; of those only whose names
// QUALITY holds, if it is set.
func BenchmarkQuality(b *testing.B) {
	for _, p := range slices.Concat(matchtest.Plans(), matchtest.Large()) {
		if of := os.Getenv("QUALITY"); of != "" && !slices.ContainsFunc(strings.Fields(of), func(n string) bool { return strings.HasPrefix(p.Name, n) }) {
			continue
		}
		b.Run(p.Name, func(b *testing.B) {
			s := p.Make()
			var q quality
			for b.Loop() {
				q = measure(s)
			}
			fmt.Printf("%-18s f1 %.4f  best %.4f  gap %.4f  reached %.4f  plain %.4f  p %.4f r %.4f  at %.3f  n %d true %d\n",
				p.Name, q.f1, q.best, q.best-q.f1, q.reached, q.plain, q.precision, q.recall, q.threshold, len(s.A)+len(s.B), s.True)
		})
	}
}
