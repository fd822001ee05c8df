package casefile_test

import (
	"testing"

	"faro.example/shared/facility"
	"faro.example/shared/historytest"
	"faro.example/shared/movement"
	"faro.example/shared/placement"
)

// A child of whom only the region is known stays in that region, whatever is
// said later of the same words.
func TestTheAreaOfAPlaceKnownByWordsLasts(t *testing.T) {
	said := facility.Place{Words: "Casa famiglia"}
	w := historytest.New(t)
	w.At("M", 1).Says(placement.Began{At: facility.Place{Words: "casa famiglia", Area: "19"}})
	w.At("M", 5).Says(movement.AbsenceReported{From: said})
	w.At("M", 9).Says(movement.AbsenceEnded{At: &said})
	w.At("M", 12).Says(movement.Departed{From: said, To: historytest.At("F2")})
	w.At("F2", 14).Receives()
	stays := w.File().Presence.Stays
	want := []string{"19 ", "19 ", "19 ", " 19", " "} // where, and on the way from where
	if len(stays) != len(want) {
		t.Fatalf("got %d stays, want %d", len(stays), len(want))
	}
	for i, s := range stays {
		if got := s.At.Area + " " + s.From.Area; got != want[i] {
			t.Errorf("the %s stay lies in %q, want %q", s.State, got, want[i])
		}
	}
}
