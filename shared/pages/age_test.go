package pages

import (
	"strings"
	"testing"

	"faro.example/shared/historytest"
	"faro.example/shared/minor"
)

func TestAnAssessmentOfTheAgeIsToldStepByStep(t *testing.T) {
	kit := newKit(t, "", nil)
	w := historytest.New(t)
	told := func() string {
		f := w.File()
		var out []string
		for _, i := range kit.Assessment(English, &f, w.Records()) {
			for _, c := range i.Values {
				out = append(out, strings.TrimSpace(c.Text+" "+c.Note))
			}
		}
		return strings.Join(out, " | ")
	}
	w.At("F1", 1).Registers()
	if got := told(); got != "" {
		t.Errorf("of a child whose age nobody doubts: %q", got)
	}
	w.At("M1", 2).Says(minor.AgeOrdered{By: "Catania", Doubt: "two documents"})
	if got, want := told(), "Ordered by Catania: two documents 2 January 2026 | Not decided yet: presumed a minor"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	wrong := w.At("M1", 8).Decrees(minor.IsAdult, "Catania", "2007-01-01")
	w.At("M1", 9).Retracts(wrong)
	w.At("M1", 9).Says(minor.AgeDecided{Found: minor.IsMinor, Margin: 12, Court: "Catania", Number: "7/2026"})
	w.At("M1", 12).Says(minor.AgeAppealed{Court: "Catania", Decree: "7/2026"})
	want := []string{"2 January", "Decided: a minor 9 January 2026 | margin of error 12 months either way | Decree no. 7/2026, Catania | Appealed to Catania against decree no. 7/2026"}
	got := told()
	for _, part := range want {
		if !strings.Contains(got, part) {
			t.Errorf("got %q, which does not say %q", got, part)
		}
	}
	for _, part := range []string{"of age", "Not decided"} {
		if strings.Contains(got, part) {
			t.Errorf("got %q, which says %q", got, part)
		}
	}
}
