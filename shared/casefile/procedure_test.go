package casefile_test

import (
	"encoding/json"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/historytest"
	"faro.example/shared/measure"
	"faro.example/shared/minor"
	"faro.example/shared/opinion"
	"faro.example/shared/permit"
)

const minorAge = "permit:minor-age"

var (
	issued  = permit.Issued{Type: permit.MinorAge, Number: "I1", Until: day.Must("2026-12-01")}
	refused = permit.Refused{Type: permit.MinorAge, Reason: "no papers"}
)

// procedure gives the procedure of a slot, which is there.
func procedure(t *testing.T, f casefile.File, slot string) casefile.Procedure {
	t.Helper()
	p, ok := f.Procedure(slot)
	if !ok {
		t.Fatalf("no procedure %s", slot)
	}
	return p
}

func decided(t *testing.T, f casefile.File, slot string) change.Body {
	t.Helper()
	p := procedure(t, f, slot)
	s, ok := p.Decided()
	if !ok {
		t.Fatalf("%s is not decided", slot)
	}
	return s.Body
}

func TestWhatIsAskedForWaitsUntilItIsDecided(t *testing.T) {
	w := historytest.New(t)
	w.At("F1", 1).Registers()
	w.At("M1", 2).Says(permit.Asked{Type: permit.MinorAge, By: permit.ByMinor})
	p := procedure(t, w.File(), minorAge)
	if _, ok := p.Decided(); ok || !p.Waits() {
		t.Error("asked for, and it does not wait")
	}
	w.At("M1", 5).Says(issued)
	if p = procedure(t, w.File(), minorAge); p.Waits() {
		t.Error("issued, and it waits")
	}
	w.At("M1", 6).Says(permit.Ended{Type: permit.MinorAge, Why: permit.Revoked})
	p = procedure(t, w.File(), minorAge)
	if s, ok := p.Ended(); !ok || p.Waits() || s.On.Day() != day.Of(2026, 1, 6) {
		t.Error("ended, and it does not show")
	}
	w.At("M1", 7).Says(permit.Asked{Type: permit.MinorAge, By: permit.ByResponsibility})
	if p = procedure(t, w.File(), minorAge); !p.Waits() || len(p.Steps) != 4 {
		t.Error("asked for again, and it does not wait")
	}
}

func TestTwoOutcomesByWhoDidNotKnowAreForAPersonAndTheOneThatProtectsIsShown(t *testing.T) {
	w := historytest.New(t)
	w.At("F1", 1).Registers()
	w.Desk("M1").Pulls()
	w.Desk("M2").Pulls()
	w.Desk("M1").Cut()
	w.Desk("M2").Cut()
	w.At("M1", 3).Says(issued)
	w.At("M2", 4).Says(refused)
	w.Desk("M1").Heal()
	w.Desk("M2").Heal()
	f := w.File()
	if len(f.Conflicts) != 1 || f.Conflicts[0].Slot != minorAge || f.Conflicts[0].Section != change.Permit {
		t.Fatalf("conflicts %v, want one about the permit", f.Conflicts)
	}
	if decided(t, f, minorAge) != change.Body(issued) || f.Meanwhile(minorAge) != any(issued) {
		t.Error("in conflict the permit is not shown")
	}
	w.Desk("M1").Pulls()
	third, err := json.Marshal(permit.Issued{Type: permit.MinorAge, Number: "I2", Until: day.Must("2026-11-01")})
	if err != nil {
		t.Fatal(err)
	}
	d := w.At("M1", 8)
	d.ByRight().Says(change.Resolved{Slot: minorAge, Saw: f.Conflicts[0].Records, Third: third, Reason: "the card itself"})
	f = w.File()
	if got := decided(t, f, minorAge); len(f.Conflicts) != 0 || got.(permit.Issued).Number != "I2" {
		t.Errorf("decided: %d conflicts, a permit %v", len(f.Conflicts), got)
	}
	for _, s := range procedure(t, f, minorAge).Steps {
		if s.Aside != (s.Record == f.Procedures[0].Steps[0].Record || s.Body == change.Body(refused)) {
			t.Errorf("%s: aside %v", s.Body.Kind(), s.Aside)
		}
	}
}

func TestALaterOutcomeByWhoKnewStandsAndAContestedEndEndsNothing(t *testing.T) {
	w := historytest.New(t)
	w.At("F1", 1).Registers()
	w.At("M1", 3).Says(refused)
	w.Desk("M2").Pulls()
	w.At("M2", 4).Says(issued)
	if f := w.File(); len(f.Conflicts) != 0 || decided(t, f, minorAge) != change.Body(issued) {
		t.Error("who knew of the refusal, and issued the permit, does not stand")
	}
	for _, desk := range []string{"M1", "M2"} {
		w.Desk(desk).Pulls()
		w.Desk(desk).Cut()
	}
	w.At("M1", 5).Says(permit.Ended{Type: permit.MinorAge, Why: permit.Revoked})
	w.At("M2", 6).Says(permit.Ended{Type: permit.MinorAge, Why: permit.Renounced})
	w.Desk("M1").Heal()
	w.Desk("M2").Heal()
	f := w.File()
	p := procedure(t, f, minorAge)
	if _, ok := p.Ended(); ok || len(f.Conflicts) != 1 || !strings.HasSuffix(f.Conflicts[0].Slot, ":end") {
		t.Errorf("two ends contend: conflicts %v", f.Conflicts)
	}
	if len(f.PermitsOn(day.Of(2026, 1, 9))) != 1 {
		t.Error("a contested end takes the permit away")
	}
}

// Whatever is said of births and permits, in whatever order: none of minors is
// valid past majority.
func TestNoPermitOfMinorsIsValidPastMajority(t *testing.T) {
	seen := 0
	rapid.Check(t, func(r *rapid.T) {
		w := drawn(r, t, 12)
		if rapid.Bool().Draw(r, "a permit for long") {
			w.At("M1", 2).Says(permit.Issued{Type: permit.MinorAge, Until: day.Must("2040-01-01")})
		}
		f := w.File()
		birth, ok := f.Identity.Birth()
		if !ok {
			return
		}
		of := minor.OfAge(birth.Date)
		for _, d := range []day.Date{of.Add(-1), of, of.Add(400)} {
			for _, b := range f.PermitsOn(d) {
				seen++
				if !d.Before(of) && b.Type == permit.MinorAge {
					r.Fatalf("a permit for minor age is valid on %s, of age since %s", d, of)
				}
			}
		}
	})
	if seen == 0 {
		t.Error("no permit was ever valid: nothing was seen")
	}
}

func TestTheSlotOfAMeasureDoesNotTellItsName(t *testing.T) {
	w := historytest.New(t)
	w.At("F1", 1).Registers()
	w.At("M1", 3).Says(opinion.Asked{})
	w.At("M1", 3).Says(measure.Enrolled{Programme: measure.School, Name: "Xyzzyx"})
	for _, p := range w.File().Procedures {
		if strings.Contains(strings.ToLower(p.Slot), "xyzzyx") {
			t.Errorf("the slot %s", p.Slot)
		}
	}
}
