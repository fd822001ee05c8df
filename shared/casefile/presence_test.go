package casefile_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"faro.example/shared/casefile"
	"faro.example/shared/facility"
	"faro.example/shared/movement"
	"faro.example/shared/placement"
)

// The table of design section 4, as far as it is about presence.
func TestWhatTwoRecordsOfPresenceSayTogether(t *testing.T) {
	for _, c := range []struct {
		name  string
		write func(w *world)
		stays string
		slots map[string]int
	}{
		{
			"departed F1 to F2, and arrived at F2, is one movement with two halves",
			func(w *world) { w.at("F1", 1).began(); w.at("F1", 5).sends("F2"); w.at("F2", 6).arrived() },
			"F1 01-05, (F1>F2) 05-06, F2 06-", nil,
		},
		{
			"the arrival recorded before the departure makes the same movement",
			func(w *world) { w.at("F1", 1).began(); w.at("F2", 6).arrived(); w.at("F1", 5).sends("F2") },
			"F1 01-05, (F1>F2) 05-06, F2 06-", nil,
		},
		{
			"a departure dated after its arrival counts on the arrival's day",
			func(w *world) { w.at("F1", 1).began(); w.at("F2", 6).arrived(); w.at("F1", 8).sends("F2") },
			"F1 01-06, F2 06-", nil,
		},
		{
			"a departure confirmed on the same day by who saw the arrival still comes before it",
			func(w *world) { w.at("F1", 1).began(); w.at("F2", 6).arrived(); w.at("F1", 6).pulls().sends("F2") },
			"F1 01-06, F2 06-", nil,
		},
		{
			"departed F1 to F2, and arrived at F3, is for a person to decide",
			func(w *world) { w.at("F1", 1).began(); w.at("F1", 5).sends("F2"); w.at("F3", 6).arrived() },
			"F1 01-05, (F1>F2) 05-06, F3 06-", map[string]int{"place": 2},
		},
		{
			"arrived at F3 by who knew of the departure is no conflict",
			func(w *world) { w.at("F1", 1).began(); w.at("F1", 5).sends("F2"); w.at("F3", 6).pulls().arrived() },
			"F1 01-05, (F1>F2) 05-06, F3 06-", nil,
		},
		{
			"an open placement ends at a later arrival elsewhere",
			func(w *world) { w.at("F1", 1).began(); w.at("F2", 6).arrived() },
			"F1 01-06, F2 06-", nil,
		},
		{
			"presence at two structures on one day, without a movement, is held and counted once",
			func(w *world) { w.at("F1", 5).began(); w.at("F2", 5).began() },
			"F2 05-", map[string]int{"place": 2},
		},
		{
			"presence at two structures on one day by who knew is a move",
			func(w *world) { w.at("F1", 5).began(); w.at("F2", 5).pulls().began() },
			"F2 05-", nil,
		},
		{
			"the same structure with another first day is the same stay from the earlier",
			func(w *world) { w.at("F1", 5).began(); w.at("F1", 3).began() },
			"F1 03-", nil,
		},
		{
			"the day of the hosting structure counts, not an earlier one that another states",
			func(w *world) { w.at("S", 3).says(placement.Began{At: at("F1")}); w.at("F1", 5).began() },
			"F1 05-", nil,
		},
		{
			"absence ends at a later arrival elsewhere",
			func(w *world) { w.at("F1", 1).began(); w.at("F1", 4).misses(); w.at("F2", 9).arrived() },
			"F1 01-04, missing from F1 04-09, F2 09-", nil,
		},
		{
			"an absence reported by a structure that the minor had left changes nothing",
			func(w *world) { w.at("F1", 1).began(); w.at("F2", 4).arrived(); w.at("F1", 5).misses() },
			"F1 01-04, F2 04-", nil,
		},
		{
			"an exit ends the stay",
			func(w *world) { w.at("F1", 1).began(); w.at("F1", 7).exits(movement.Majority) },
			"F1 01-07", nil,
		},
		{
			"a presence after an exit by who did not know: not counted out until decided",
			func(w *world) { w.at("F1", 1).began(); w.at("F1", 7).exits(movement.Majority); w.at("F2", 8).arrived() },
			"F1 01-08, F2 08-", map[string]int{"exit": 2},
		},
		{
			"a presence after an exit by who knew is a return",
			func(w *world) {
				w.at("F1", 1).began()
				w.at("F1", 7).exits(movement.Majority)
				w.at("F2", 8).pulls().arrived()
			},
			"F1 01-07, F2 08-", nil,
		},
		{
			"an exit, a return by who knew, and a second exit",
			func(w *world) {
				w.at("F1", 1).began()
				w.at("F1", 7).exits(movement.AssistedReturn)
				w.at("F2", 9).pulls().arrived()
				w.at("F2", 12).pulls().exits(movement.Majority)
			},
			"F1 01-07, F2 09-12", nil,
		},
		{
			"a presence before an exit, recorded later, says nothing against it",
			func(w *world) { w.at("F1", 1).began(); w.at("F1", 7).exits(movement.Majority); w.at("F2", 6).arrived() },
			"F1 01-06, F2 06-07", nil,
		},
		{
			"a placement that ends leaves the minor present at no known structure",
			func(w *world) {
				w.at("F1", 1).began()
				w.at("F1", 4).says(placement.Ended{At: at("F1")})
			},
			"F1 01-04, unplaced 04-", nil,
		},
		{
			"two departures to two places from one, neither knowing, are held",
			func(w *world) {
				w.at("F1", 1).began()
				w.at("F1", 4).sends("F2")
				w.at("S", 4).says(movement.Departed{From: at("F1"), To: at("F3")})
			},
			"F1 01-04, (F1>F3) 04-", map[string]int{"place": 2},
		},
		{
			"two instants on one day are in their own order, whatever the classes say",
			func(w *world) { w.at("F1", 5).hour(9).began(); w.at("F1", 5).hour(20).misses() },
			"missing from F1 05-", nil,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			c.write(w)
			f := w.file()
			if got := stays(f); got != c.stays {
				t.Errorf("stays\n got %s\nwant %s", got, c.stays)
			}
			want := c.slots
			if want == nil {
				want = map[string]int{}
			}
			if d := cmp.Diff(want, slots(f)); d != "" {
				t.Errorf("conflicts (-want +got)\n%s", d)
			}
		})
	}
}

func TestADecisionAboutAPlaceSetsTheOtherAside(t *testing.T) {
	w := newWorld(t)
	a := w.at("F1", 5).began()
	b := w.at("F2", 5).began()
	w.at("M", 9).pulls().chooses("place", a, b)
	if got := stays(w.file()); got != "F1 05-" {
		t.Errorf("stays %s, want F1 05-", got)
	}
	w.at("F3", 5).began()
	if d := cmp.Diff(map[string]int{"place": 2}, slots(w.file())); d != "" {
		t.Errorf("a record that the decision does not name opens the conflict again\n%s", d)
	}
}

func TestADecisionWhoseChosenRecordIsRetractedOpensTheConflictAgain(t *testing.T) {
	w := newWorld(t)
	a := w.at("F1", 5).began()
	b := w.at("F2", 5).began()
	c := w.at("F3", 5).began()
	w.at("M", 9).pulls().chooses("place", a, b, c)
	w.at("F1", 10).pulls().retracts(a)
	if d := cmp.Diff(map[string]int{"place": 2}, slots(w.file())); d != "" {
		t.Errorf("conflicts (-want +got)\n%s", d)
	}
}

func TestKeepingBothEndsTheConflictAndMovesNothing(t *testing.T) {
	w := newWorld(t)
	a := w.at("F1", 5).began()
	b := w.at("F2", 5).began()
	before := stays(w.file())
	w.at("M", 9).pulls().keeps("place", a, b)
	if got := stays(w.file()); got != before {
		t.Errorf("stays %s, want %s", got, before)
	}
	if got := slots(w.file()); len(got) != 0 {
		t.Errorf("still in conflict: %v", got)
	}
}

func TestADecisionAboutAnExitCountsTheMinorOut(t *testing.T) {
	w := newWorld(t)
	w.at("F1", 1).began()
	x := w.at("F1", 7).exits(movement.Majority)
	e := w.at("F2", 8).arrived()
	if f := w.file(); f.Presence.Exit == nil || f.Presence.Exit.Counted {
		t.Errorf("a contested exit: got %+v, want one that does not count", f.Presence.Exit)
	}
	w.at("M", 9).pulls().chooses("exit", x, e)
	if got := stays(w.file()); got != "F1 01-07" {
		t.Errorf("stays %s, want F1 01-07", got)
	}
	if f := w.file(); len(f.Conflicts) != 0 || !f.Presence.Exit.Counted {
		t.Errorf("after the decision: %v, %+v", f.Conflicts, f.Presence.Exit)
	}
}

// Design section 5 rules 11 and 12.
func TestWhoHasTheMinorInScope(t *testing.T) {
	for _, c := range []struct {
		name  string
		write func(w *world)
		want  []string
	}{
		{"who registered, before any placement", func(*world) {}, []string{"F1"}},
		{"who registered and hosts", func(w *world) { w.at("F1", 1).began() }, []string{"F1"}},
		{
			"a structure that records an arrival nobody sent widens nothing, and the host keeps the minor",
			func(w *world) { w.at("F1", 1).began(); w.at("F2", 3).arrived() },
			[]string{"F1"},
		},
		{
			"a structure that says it was sent the minor by a departure of its own widens nothing",
			func(w *world) {
				w.at("F1", 1).began()
				w.at("F2", 2).says(movement.Departed{From: at("F1"), To: at("F2")})
				w.at("F2", 3).arrived()
			},
			[]string{"F1"},
		},
		{
			"sent and not arrived: both",
			func(w *world) { w.at("F1", 1).began(); w.at("F1", 3).byRight().sends("F2") },
			[]string{"F1", "F2"},
		},
		{
			"sent and arrived: the new one",
			func(w *world) { w.at("F1", 1).began(); w.at("F1", 3).byRight().sends("F2"); w.at("F2", 4).arrived() },
			[]string{"F2"},
		},
		{
			"a departure confirmed afterwards grants the arrival",
			func(w *world) { w.at("F1", 1).began(); w.at("F2", 4).arrived(); w.at("F1", 3).byRight().sends("F2") },
			[]string{"F2"},
		},
		{
			"missing: who reported it",
			func(w *world) { w.at("F1", 1).began(); w.at("F1", 3).misses() },
			[]string{"F1"},
		},
		{
			"back at the same structure: still in scope",
			func(w *world) { w.at("F1", 1).began(); w.at("F1", 3).misses(); w.at("F1", 5).pulls().arrived() },
			[]string{"F1"},
		},
		{
			"an end to the stay that another structure states takes the minor from nobody",
			func(w *world) { w.at("F1", 1).began(); w.at("F2", 3).says(placement.Ended{At: at("F1")}) },
			[]string{"F1"},
		},
		{
			"out of the register: nobody",
			func(w *world) { w.at("F1", 1).began(); w.at("F1", 3).exits(movement.Majority) },
			nil,
		},
		{
			"custody brings the institution in",
			func(w *world) { w.at("F1", 1).began(); w.at("M1", 3).takes() },
			[]string{"F1", "M1"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			w.registered("F1")
			c.write(w)
			f := w.file()
			var got []string
			for _, o := range casefile.Scope(&f) {
				got = append(got, word(facility.Place{Facility: facility.ID(o)}))
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Errorf("scope (-want +got)\n%s", d)
			}
		})
	}
}

func TestALoneHalfIsNamed(t *testing.T) {
	w := newWorld(t)
	w.at("F1", 1).began()
	e := w.at("F2", 3).arrived()
	want := []casefile.LoneHalf{{Record: e.ID, Kind: e.Kind, From: at("F1"), On: e.On.Day()}}
	if d := cmp.Diff(want, w.file().Presence.Halves, cmpDates); d != "" {
		t.Errorf("lone halves (-want +got)\n%s", d)
	}
	w.at("F1", 2).sends("F2")
	if got := w.file().Presence.Halves; len(got) != 0 {
		t.Errorf("lone halves %v, want none once both are recorded", got)
	}
}
