package casefile_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"faro.example/shared/casefile"
	"faro.example/shared/facility"
	"faro.example/shared/historytest"
	"faro.example/shared/movement"
)

// The table of design section 4, as far as it is about presence.
func TestWhatTwoRecordsOfPresenceSayTogether(t *testing.T) {
	for _, c := range []struct {
		name  string
		told  string
		stays string
		slots map[string]int
	}{
		{
			"departed F1 to F2, and arrived at F2, is one movement with two halves",
			`F1 hosts on 1; F1 sends to F2 on 5; F2 blindly receives on 6`,
			"F1 01-05, (F1>F2) 05-06, F2 06-", nil,
		},
		{
			"the arrival recorded before the departure makes the same movement",
			`F1 hosts on 1; F2 blindly receives on 6; F1 blindly sends to F2 on 5`,
			"F1 01-05, (F1>F2) 05-06, F2 06-", nil,
		},
		{
			"a departure dated after its arrival counts on the arrival's day",
			`F1 hosts on 1; F2 blindly receives on 6; F1 blindly sends to F2 on 8`,
			"F1 01-06, F2 06-", nil,
		},
		{
			"a departure dated late is not the other half of an arrival from before the stay that it ends",
			`M1 finds at F4 on 1; F1 blindly hosts on 2; F1 blindly sends to F4 on 3`,
			"F4 01-02, F1 02-03, (F1>F4) 03-", nil,
		},
		{
			"a departure confirmed on the same day by who saw the arrival still comes before it",
			`F1 hosts on 1; F2 blindly receives on 6; F1 sends to F2 on 6`,
			"F1 01-06, F2 06-", nil,
		},
		{
			"departed F1 to F2, and arrived at F3, is for a person to decide",
			`F1 hosts on 1; F1 sends to F2 on 5; F3 blindly receives on 6`,
			"F1 01-05, (F1>F2) 05-06, F3 06-", map[string]int{"place": 2},
		},
		{
			"arrived at F3 by who knew of the departure is no conflict",
			`F1 hosts on 1; F1 sends to F2 on 5; F3 receives on 6`,
			"F1 01-05, (F1>F2) 05-06, F3 06-", nil,
		},
		{
			"an open placement ends at a later arrival elsewhere",
			`F1 hosts on 1; F2 blindly receives on 6`,
			"F1 01-06, F2 06-", nil,
		},
		{
			"presence at two structures on one day, without a movement, is held and counted once",
			`F1 hosts on 5; F2 blindly hosts on 5`,
			"F2 05-", map[string]int{"place": 2},
		},
		{
			"three on one day, each by who knew of the one before, are in their order",
			`F1 hosts on 5; F2 hosts on 5; F2 misses on 5`,
			"missing from F2 05-", nil,
		},
		{
			"presence at two structures on one day by who knew is a move",
			`F1 hosts on 5; F2 hosts on 5`,
			"F2 05-", nil,
		},
		{
			"the same structure with another first day is the same stay from the earlier",
			`F1 hosts on 5; F1 hosts on 3`,
			"F1 03-", nil,
		},
		{
			"the day of the hosting structure counts, not an earlier one that another states",
			`S places at F1 on 3; F1 blindly hosts on 5`,
			"F1 05-", nil,
		},
		{
			"absence ends at a later arrival elsewhere",
			`F1 hosts on 1; F1 misses on 4; F2 blindly receives on 9`,
			"F1 01-04, missing from F1 04-09, F2 09-", nil,
		},
		{
			"an absence reported by a structure that the minor had left changes nothing",
			`F1 hosts on 1; F2 blindly receives on 4; F1 blindly misses on 5`,
			"F1 01-04, F2 04-", nil,
		},
		{
			"an exit ends the stay",
			`F1 hosts on 1; F1 exits for majority on 7`,
			"F1 01-07", nil,
		},
		{
			"a presence after an exit by who did not know: not counted out until decided",
			`F1 hosts on 1; F1 exits for majority on 7; F2 blindly receives on 8`,
			"F1 01-08, F2 08-", map[string]int{"exit": 2},
		},
		{
			"a presence after an exit by who knew is a return",
			`F1 hosts on 1; F1 exits for majority on 7; F2 receives on 8`,
			"F1 01-07, F2 08-", nil,
		},
		{
			"an exit, a return by who knew, and a second exit",
			`F1 hosts on 1; F1 exits for assisted-return on 7; F2 receives on 9; F2 exits for majority on 12`,
			"F1 01-07, F2 09-12", nil,
		},
		{
			"a presence before an exit, recorded later, says nothing against it",
			`F1 hosts on 1; F1 exits for majority on 7; F2 blindly receives on 6`,
			"F1 01-06, F2 06-07", nil,
		},
		{
			"a placement that ends leaves the minor present at no known structure",
			`F1 hosts on 1; F1 ends the stay on 4`,
			"F1 01-04, unplaced 04-", nil,
		},
		{
			"two departures to two places from one, neither knowing, are held",
			`F1 hosts on 1; F1 sends to F2 on 4; S blindly sends from F1 to F3 on 4`,
			"F1 01-04, (F1>F3) 04-", map[string]int{"place": 2},
		},
		{
			"two instants on one day are in their own order, whatever the classes say",
			`F1 hosts on 5 at 9; F1 misses on 5 at 20`,
			"missing from F1 05-", nil,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := historytest.New(t)
			w.Tell(c.told)
			f := w.File()
			if got := historytest.Stays(f); got != c.stays {
				t.Errorf("stays\n got %s\nwant %s", got, c.stays)
			}
			want := c.slots
			if want == nil {
				want = map[string]int{}
			}
			if d := cmp.Diff(want, historytest.Slots(f)); d != "" {
				t.Errorf("conflicts (-want +got)\n%s", d)
			}
		})
	}
}

func TestADecisionAboutAPlaceSetsTheOtherAside(t *testing.T) {
	w := historytest.New(t)
	a := w.At("F1", 5).Hosts()
	b := w.At("F2", 5).Hosts()
	w.At("M", 9).Pulls().Chooses("place", a, b)
	if got := historytest.Stays(w.File()); got != "F1 05-" {
		t.Errorf("stays %s, want F1 05-", got)
	}
	w.At("F3", 5).Hosts()
	if d := cmp.Diff(map[string]int{"place": 2}, historytest.Slots(w.File())); d != "" {
		t.Errorf("a record that the decision does not name opens the conflict again\n%s", d)
	}
}

func TestADecisionWhoseChosenRecordIsRetractedOpensTheConflictAgain(t *testing.T) {
	w := historytest.New(t)
	a := w.At("F1", 5).Hosts()
	b := w.At("F2", 5).Hosts()
	c := w.At("F3", 5).Hosts()
	w.At("M", 9).Pulls().Chooses("place", a, b, c)
	w.At("F1", 10).Pulls().Retracts(a)
	if d := cmp.Diff(map[string]int{"place": 2}, historytest.Slots(w.File())); d != "" {
		t.Errorf("conflicts (-want +got)\n%s", d)
	}
}

func TestKeepingBothEndsTheConflictAndMovesNothing(t *testing.T) {
	w := historytest.New(t)
	a := w.At("F1", 5).Hosts()
	b := w.At("F2", 5).Hosts()
	before := historytest.Stays(w.File())
	w.At("M", 9).Pulls().Keeps("place", a, b)
	if got := historytest.Stays(w.File()); got != before {
		t.Errorf("stays %s, want %s", got, before)
	}
	if got := historytest.Slots(w.File()); len(got) != 0 {
		t.Errorf("still in conflict: %v", got)
	}
}

func TestADecisionAboutAnExitCountsTheMinorOut(t *testing.T) {
	w := historytest.New(t)
	w.At("F1", 1).Hosts()
	x := w.At("F1", 7).Exits(movement.Majority)
	e := w.At("F2", 8).Receives()
	if f := w.File(); f.Presence.Exit == nil || f.Presence.Exit.Counted {
		t.Errorf("a contested exit: got %+v, want one that does not count", f.Presence.Exit)
	}
	w.At("M", 9).Pulls().Chooses("exit", x, e)
	if got := historytest.Stays(w.File()); got != "F1 01-07" {
		t.Errorf("stays %s, want F1 01-07", got)
	}
	if f := w.File(); len(f.Conflicts) != 0 || !f.Presence.Exit.Counted {
		t.Errorf("after the decision: %v, %+v", f.Conflicts, f.Presence.Exit)
	}
}

// Design section 5 rules 11 and 12.
func TestWhoHasTheMinorInScope(t *testing.T) {
	for _, c := range []struct {
		name string
		told string
		want []string
	}{
		{"who registered, before any placement", ``, []string{"F1"}},
		{"who registered and hosts", `F1 hosts on 1`, []string{"F1"}},
		{
			"a structure that records an arrival nobody sent widens nothing, and the host keeps the minor",
			`F1 hosts on 1; F2 blindly receives on 3`,
			[]string{"F1"},
		},
		{
			"a structure that says it was sent the minor by a departure of its own widens nothing",
			`F1 hosts on 1; F2 blindly sends from F1 to F2 on 2; F2 blindly receives on 3`,
			[]string{"F1"},
		},
		{
			"sent and not arrived: both",
			`F1 hosts on 1; F1 sends to F2 on 3 by right`,
			[]string{"F1", "F2"},
		},
		{
			"sent and arrived: the new one",
			`F1 hosts on 1; F1 sends to F2 on 3 by right; F2 blindly receives on 4`,
			[]string{"F2"},
		},
		{
			"a departure confirmed afterwards grants the arrival",
			`F1 hosts on 1; F2 blindly receives on 4; F1 blindly sends to F2 on 3 by right`,
			[]string{"F2"},
		},
		{
			"missing: who reported it",
			`F1 hosts on 1; F1 misses on 3`,
			[]string{"F1"},
		},
		{
			"back at the same structure: still in scope",
			`F1 hosts on 1; F1 misses on 3; F1 receives on 5`,
			[]string{"F1"},
		},
		{
			"an end to the stay that another structure states takes the minor from nobody",
			`F1 hosts on 1; F2 blindly ends the stay at F1 on 3`,
			[]string{"F1"},
		},
		{
			"out of the register: nobody",
			`F1 hosts on 1; F1 exits for majority on 3`,
			nil,
		},
		{
			"custody brings the institution in",
			`F1 hosts on 1; M1 blindly takes on 3`,
			[]string{"F1", "M1"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := historytest.New(t)
			w.At("F1", 1).Registers()
			w.Tell(c.told)
			f := w.File()
			var got []string
			for _, o := range casefile.Scope(&f) {
				got = append(got, historytest.Word(facility.Place{Facility: facility.ID(o)}))
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Errorf("scope (-want +got)\n%s", d)
			}
		})
	}
}

func TestALoneHalfIsNamed(t *testing.T) {
	w := historytest.New(t)
	w.At("F1", 1).Hosts()
	e := w.At("F2", 3).Receives()
	want := []casefile.LoneHalf{{Record: e.ID, Kind: e.Kind, From: historytest.At("F1"), On: e.On.Day()}}
	if d := cmp.Diff(want, w.File().Presence.Halves, cmpDates); d != "" {
		t.Errorf("lone halves (-want +got)\n%s", d)
	}
	w.At("F1", 2).Sends("F2")
	if got := w.File().Presence.Halves; len(got) != 0 {
		t.Errorf("lone halves %v, want none once both are recorded", got)
	}
}

// What a decision chose against an exit stays decided, also where the minor came
// back after it to the knowledge of another.
func TestAnExitThatADecisionSetAsideContendsNoMore(t *testing.T) {
	historytest.New(t).Tell(`
		F3 receives Amadou on 2
		F2 blindly exits Amadou for majority on 1
		F1 receives Amadou on 3
		then exit is in conflict between F2 and F3
		prefecture P chooses F3's on 4
		then nothing is in conflict
		then stays are F3 02-03, F1 03-
		everybody shows the same`)
}
