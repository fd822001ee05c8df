package match_test

import (
	"math"
	"testing"

	"faro.example/shared/day"
	"faro.example/shared/match"
	"faro.example/shared/match/matchtest"
)

// floors are what the sets must reach at the threshold that is estimated: some
// thousandths below what they do, so that what is lost is seen.
var floors = map[string]float64{
	"clerical-half": .99,
	"heard-west":    .99,
	"heard-arab":    .98,
	"scripts":       .96,
	"dates":         .985,
	"names-phone":   .88,
	"family-date":   .94,
	"households":    .99,
	"joined":        .98,
	"joined-place":  .93,
	"names-only":    .88,
	"turned":        .95,
	"many-each":     .985,
	"tiny":          .95,
	"tiny-half":     .97,
	"tiny-rare":     .9,
	"none":          1,
	"linked-many":   .98,
}

func TestEverySetReachesItsFloorAndMoreThanAPlainScore(t *testing.T) {
	for _, p := range matchtest.Plans() {
		floor, ok := floors[p.Name]
		if !ok {
			continue
		}
		t.Run(p.Name, func(t *testing.T) {
			t.Parallel()
			q := measure(p.Make())
			if q.f1 < floor || q.f1 < q.plain {
				t.Errorf("F1 %.4f, want %.4f, and more than the plain score's best, %.4f; the best threshold gives %.4f; seed %d", q.f1, floor, q.plain, q.best, p.Seed)
			}
			if q.reached < .93 {
				t.Errorf("of the true pairs %.4f are compared", q.reached)
			}
		})
	}
}

func TestBrothersAndSistersAreNotOneChild(t *testing.T) {
	plan := matchtest.Plan{
		Name: "sisters", Children: 600, Doubles: 120, Most: 1, Errors: 1, Kinds: matchtest.Clerical(), Household: .9, Cultures: []string{"egypt"},
		Fields: []string{"given_name", "family_name", "birth_date", "place", "phone"},
	}
	if q := measure(plan.Make()); q.precision < .97 || q.recall < .95 {
		t.Errorf("precision %.3f, recall %.3f", q.precision, q.recall)
	}
}

func TestAVerdictSaysWhatSpeaksForABrotherOrSister(t *testing.T) {
	plan := matchtest.Plan{
		Name: "sisters", Children: 600, Doubles: 120, Most: 1, Errors: 1, Kinds: matchtest.Clerical(), Household: .9, Cultures: []string{"egypt"},
		Fields: []string{"given_name", "family_name", "birth_date", "place", "phone"},
	}
	m := match.Sweep(plan.Make().A, nil).Model
	a := match.Record{Given: "Karim", Family: "Shawky Lotfy", Birth: born(day.Must("2008-03-04")), Place: "Ragusa", Phone: "3331234567"}
	b := a
	b.Given, b.Birth = "Walid", born(day.Must("2010-11-19"))
	v := m.Compare(a, b)
	last := v.Reasons[len(v.Reasons)-1]
	if v.P > .5 || last.Field != "household" || last.Bits >= 0 || last.English == "" || last.Italian == "" {
		t.Errorf("%.3f, and last of all %v", v.P, last)
	}
	sum := m.Prior()
	for _, r := range v.Reasons {
		sum += r.Bits
	}
	if is := math.Log2(v.P / (1 - v.P)); math.Abs(sum-is) > 1 { // what is not said is little
		t.Errorf("the reasons make %.1f bits of what is %.1f", sum, is)
	}
}

func TestASetIsTheSameEveryTime(t *testing.T) {
	plan := matchtest.Plans()[0]
	a, b := plan.Make(), plan.Make()
	for i := range a.A {
		if a.A[i] != b.A[i] || a.ChildOfA[i] != b.ChildOfA[i] {
			t.Fatalf("record %d differs", i)
		}
	}
	if pairs := countPairs(a); a.True != pairs {
		t.Errorf("%d true pairs are told, there are %d", a.True, pairs)
	}
}

func countPairs(s *matchtest.Set) (n int) {
	for i := range s.A {
		for j := range i {
			if s.Same(match.Pair{A: j, B: i}) {
				n++
			}
		}
	}
	return n
}
