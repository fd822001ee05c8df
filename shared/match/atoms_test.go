package match_test

import (
	"slices"
	"strings"
	"testing"

	"faro.example/shared/day"
	"faro.example/shared/match"
	"faro.example/shared/minor"
)

func TestKeysAreMadeOfAtoms(t *testing.T) {
	r := match.Record{
		Given: "Abdel Rahman", Family: "Diallo Bah", Sex: "M", Citizenship: "GN", Place: "Labé", Phone: "+39 333 1234567", Document: "AB 12",
		Birth: minor.Birth{Date: day.Must("2008-03-31"), Precision: minor.ToDay, Provenance: minor.Declared},
	}
	var of []string
	for _, k := range match.Keys(r) {
		of = append(of, strings.Fields(k)...)
	}
	slices.Sort(of)
	of = slices.Compact(of)
	got := match.Atoms(r)
	slices.Sort(got)
	if !slices.Equal(got, of) {
		t.Errorf("got %v, keys are made of %v", got, of)
	}
}
