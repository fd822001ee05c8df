package casefile_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"faro.example/shared/historytest"
)

// Nobody widens their own scope by a record of their own, and nobody takes a
// minor from another's by one (design section 5 rule 11).
func TestNoRecordOfOnesOwnMovesTheMinor(t *testing.T) {
	for _, c := range []struct {
		name string
		told string
		want []string
	}{
		{
			"a stay dated before all others",
			`F1 hosts on 5; F2 blindly hosts on 2`, []string{"F1"},
		},
		{
			"an arrival on the day of the stay",
			`F1 hosts on 5; F2 blindly receives on 5`, []string{"F1"},
		},
		{
			"an arrival on the day of the arrival by right",
			`F1 hosts on 1; F1 sends to F2 on 3 by right; F2 receives on 3; F3 blindly receives on 3`,
			[]string{"F2"},
		},
		{
			"an arrival by a departure after which the minor was back",
			`F1 hosts on 1; F1 sends to F2 on 3 by right; F1 hosts on 4; F2 blindly receives on 9`,
			[]string{"F1"},
		},
		{
			"an arrival by a departure after which the minor was placed elsewhere",
			`F1 hosts on 1; F1 sends to F2 on 3 by right; F1 sends to F3 on 4 by right; F3 blindly receives on 5; F2 blindly receives on 9`,
			[]string{"F3"},
		},
		{
			"the departure taken back once the minor was received",
			`F1 hosts on 1; F1 sends to F2 on 3 by right as d; F2 receives on 4; F1 blindly retracts d on 6`,
			[]string{"F2"},
		},
		{
			"an exit that somebody else states",
			`F1 hosts on 1; F2 blindly exits for majority on 5`, []string{"F1"},
		},
		{
			"the release taken back once another had taken the minor",
			`M1 blindly takes on 2; M1 blindly releases on 4 as r; M2 blindly takes on 5; M1 blindly retracts r on 6`,
			[]string{"M2"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := historytest.New(t)
			w.At("F1", 1).Registers()
			w.Tell(c.told)
			if d := cmp.Diff(c.want, historytest.Scope(w.File())); d != "" {
				t.Errorf("scope (-want +got)\n%s", d)
			}
		})
	}
}

// What is taken back before anybody built upon it is as if it had not been said.
func TestWhatIsTakenBackInTimeIsUndone(t *testing.T) {
	w := historytest.New(t)
	w.At("F1", 1).Registers()
	w.At("F1", 1).Hosts()
	d := w.At("F1", 3).ByRight().Sends("F2")
	w.At("F1", 4).Retracts(d)
	w.At("F2", 5).Receives()
	if got := historytest.Scope(w.File()); !cmp.Equal(got, []string{"F1"}) {
		t.Errorf("a departure: got %v, want F1", got)
	}
	w = historytest.New(t)
	w.At("M1", 2).Takes()
	r := w.At("M1", 4).Releases()
	w.At("M1", 5).Retracts(r)
	w.At("M2", 6).Takes()
	if got := historytest.Scope(w.File()); !cmp.Equal(got, []string{"M1", "M2"}) {
		t.Errorf("a release: got %v, want both, in conflict", got)
	}
}

func TestAClaimTakesNoChildFromWhoRegisteredIt(t *testing.T) {
	w := historytest.New(t)
	w.At("F1", 1).Registers()
	w.At("F2", 2).Receives()
	if got := historytest.Scope(w.File()); !cmp.Equal(got, []string{"F1"}) {
		t.Errorf("got %v, want F1, which registered it", got)
	}
}

// What holds no day is asked about, and is no stay.
func TestAStayEndedOnItsFirstDayByAnothersWordIsAskedAbout(t *testing.T) {
	w := historytest.New(t)
	w.At("F1", 1).Registers()
	b := w.At("F1", 5).Hosts()
	w.At("F2", 5).Receives()
	f := w.File()
	if got := historytest.Stays(f); got != "F2 05-" {
		t.Errorf("stays: got %s", got)
	}
	if len(f.Presence.Asked) != 1 || f.Presence.Asked[0].Began != b.ID {
		t.Errorf("asked: got %+v, want the stay at F1", f.Presence.Asked)
	}
}
