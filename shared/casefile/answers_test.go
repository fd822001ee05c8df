package casefile_test

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"faro.example/shared/casefile"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/historytest"
	"faro.example/shared/placement"
)

// answering prints who answers on a day.
func answering(f casefile.File, d day.Date) string {
	a := f.Answers(d)
	out := []string{string(a.Ground)}
	for _, c := range a.Charges {
		word := historytest.Word(facility.Place{Facility: facility.ID(c.By)})
		if c.Released {
			word += " released"
		}
		out = append(out, word)
	}
	if !a.At.IsZero() {
		out = append(out, historytest.Word(a.At))
	}
	return strings.Join(out, " ")
}

func TestSomebodyAnswersOnEveryDay(t *testing.T) {
	for _, c := range []struct {
		name, told string
		want       map[int]string // by day of January
	}{
		{
			"before custody is taken, the municipality of the place; before any place, the Ministry",
			`F1 hosts on 3; M1 takes on 6`,
			map[int]string{1: "ministry", 3: "place F1", 5: "place F1", 6: "custody M1", 20: "custody M1"},
		},
		{
			"on the way, the municipality of the place left",
			`F1 hosts on 3; F1 sends to F2 on 5; F2 receives from F1 on 8`,
			map[int]string{4: "place F1", 5: "place F1", 7: "place F1", 8: "place F2"},
		},
		{
			"missing, the municipality of the place missed from",
			`F1 hosts on 3; F1 misses on 5`,
			map[int]string{6: "place F1"},
		},
		{
			"the stay has ended, and nobody says where the child is: the Ministry",
			`F1 hosts on 3; F1 ends on 5`,
			map[int]string{4: "place F1", 5: "ministry"},
		},
		{
			"released, and nobody has taken: who released",
			`F1 hosts on 1; M1 takes on 2; M1 releases on 4`,
			map[int]string{3: "custody M1 released", 4: "custody M1 released", 25: "custody M1 released"},
		},
		{
			"released, then taken by another",
			`M1 takes on 2; M1 releases on 4; M2 takes on 6`,
			map[int]string{5: "custody M1", 6: "custody M2"},
		},
		{
			"in conflict both, the one who held it first before the other",
			`M1 takes on 2; M2 blindly takes on 4`,
			map[int]string{3: "custody M1", 4: "custody M1 M2"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := historytest.New(t)
			w.Tell(c.told)
			f := w.File()
			for n, want := range c.want {
				if got := answering(f, day.Of(2026, time.January, n)); got != want {
					t.Errorf("on %d January: got %s, want %s", n, got, want)
				}
			}
		})
	}
}

func TestAPlaceKnownByWordsHasACompetentMunicipalityOnlyWhereItIsTold(t *testing.T) {
	for area, want := range map[string]string{"": "ministry", "19": "ministry", "089017": "place"} {
		w := historytest.New(t)
		w.At("F1", 3).Says(placement.Began{At: facility.Place{Words: "Casa", Area: area}})
		f := w.File()
		if got := f.Answers(day.Of(2026, time.January, 4)).Ground; string(got) != want {
			t.Errorf("area %q: got %s, want %s", area, got, want)
		}
	}
}

// Whatever is told, in whatever order, and on any day, also long before and long after.
func TestAtEveryInstantSomebodyAnswers(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		f := drawn(r, t, 24).File()
		taken := false
		for d := day.Of(2025, time.December, 25); d.Before(day.Of(2026, time.March, 1)); d = d.Add(1) {
			a := f.Answers(d)
			at, placed := f.CompetentAt(d)
			switch a.Ground {
			case casefile.ByCustody:
				taken = true
				if len(a.Charges) == 0 || !a.Charges[0].Lead || a.Gap() {
					r.Fatalf("%s: nobody leads: %s", d, historytest.Charges(f))
				}
			case casefile.ByPlace:
				if !placed || at != a.At || !a.Gap() {
					r.Fatalf("%s: the municipality of no place answers: %s", d, historytest.Stays(f))
				}
			case casefile.ByMinistry:
				if placed || !a.Gap() {
					r.Fatalf("%s: the Ministry answers for who is somewhere: %s", d, historytest.Stays(f))
				}
			default:
				r.Fatalf("%s: nobody answers", d)
			}
			if taken && a.Ground != casefile.ByCustody {
				r.Fatalf("%s: custody was taken before, and is nobody's: %s", d, historytest.Charges(f))
			}
		}
	})
}
