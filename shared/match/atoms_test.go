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

func TestADocumentIsTheAtomOfARecordThatHoldsNothingElse(t *testing.T) {
	for _, number := range []string{"AB 12", "ab-12/x", "Ж 7", "", " - "} {
		want := ""
		if all := match.Atoms(match.Record{Document: number}); len(all) > 0 {
			want = all[0]
		}
		if got := match.Document(number); got != want {
			t.Errorf("%q: got %q, want %q", number, got, want)
		}
	}
}
