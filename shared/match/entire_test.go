package match_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"faro.example/shared/day"
	"faro.example/shared/match"
	"faro.example/shared/match/matchtest"
)

// inOneColumn puts whole names into the family name's place.
func inOneColumn(records []match.Record) (out []match.Record) {
	for _, r := range records {
		r.Family, r.Given = strings.TrimSpace(r.Given+" "+r.Family), ""
		out = append(out, r)
	}
	return out
}

func TestWholeNamesInOneColumnAreToldApart(t *testing.T) {
	for _, p := range matchtest.Plans() {
		if p.Name != "joined-only" {
			continue
		}
		if q := measure(p.Make()); q.f1 < .75 || q.f1 < q.plain {
			t.Errorf("F1 %.3f, of the plain score %.3f, at the best threshold %.3f", q.f1, q.plain, q.best)
		}
	}
}

func TestAWholeNameIsTheSameHoweverItIsDivided(t *testing.T) {
	m := match.Sweep(inOneColumn(register(6, 600)), nil).Model
	a := match.Record{Family: "Ben Ali Zakaria", Birth: born(day.Must("2007-03-17"))}
	for _, name := range []string{"Benali Zakaria", "Zakaria Ben Ali", "BEN ALI ZAKARIA"} {
		b := a
		b.Family = name
		if v := m.Compare(a, b); v.P < .5 || v.Reasons[0].English != "the same" || v.Reasons[1].English != "the same" {
			t.Errorf("%s and %s: %.3f, %v", a.Family, name, v.P, v.Reasons)
		}
	}
	b := a
	b.Family = "Omar Keita"
	if p := m.Compare(a, b).P; p > .1 {
		t.Errorf("another name: %.3f", p)
	}
}

func TestANameTheOtherWayRoundIsWorthNearlyAsMuch(t *testing.T) {
	d := rand.New(rand.NewPCG(12, 0))
	var records []match.Record
	for i := range 800 {
		r := someone(d, i)
		r.Given, r.Family = givens[d.IntN(8)], families[d.IntN(6)]
		if i%10 == 3 { // registered with the parts exchanged, and once only
			r.Given, r.Family = r.Family, r.Given
		}
		records = append(records, r)
	}
	m := match.Sweep(records, nil).Model
	bits := func(a, b match.Record) (sum float64) {
		for _, r := range m.Compare(a, b).Reasons {
			sum += r.Bits
		}
		return sum
	}
	a := match.Record{Given: "Mohamed", Family: "Diallo"}
	turned := match.Record{Given: "Diallo", Family: "Mohamed"}
	if straight, exchanged := bits(a, a), bits(a, turned); exchanged < straight-4 {
		t.Errorf("straight %.1f bits, exchanged %.1f", straight, exchanged)
	}
}
