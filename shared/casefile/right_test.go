package casefile_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"faro.example/shared/casefile"
	"faro.example/shared/facility"
	"faro.example/shared/movement"
)

func scopeWords(f casefile.File) []string {
	var out []string
	for _, o := range casefile.Scope(&f) {
		out = append(out, word(facility.Place{Facility: facility.ID(o)}))
	}
	return out
}

// Nobody widens their own scope by a record of their own, and nobody takes a
// minor from another's by one (design section 5 rule 11).
func TestNoRecordOfOnesOwnMovesTheMinor(t *testing.T) {
	for _, c := range []struct {
		name  string
		write func(w *world)
		want  []string
	}{
		{
			"a stay dated before all others",
			func(w *world) { w.at("F1", 5).began(); w.at("F2", 2).began() }, []string{"F1"},
		},
		{
			"an arrival on the day of the stay",
			func(w *world) { w.at("F1", 5).began(); w.at("F2", 5).arrived() }, []string{"F1"},
		},
		{
			"an arrival on the day of the arrival by right",
			func(w *world) {
				w.at("F1", 1).began()
				w.at("F1", 3).byRight().sends("F2")
				w.at("F2", 3).pulls().arrived()
				w.at("F3", 3).arrived()
			},
			[]string{"F2"},
		},
		{
			"an arrival by a departure after which the minor was back",
			func(w *world) {
				w.at("F1", 1).began()
				w.at("F1", 3).byRight().sends("F2")
				w.at("F1", 4).began()
				w.at("F2", 9).arrived()
			},
			[]string{"F1"},
		},
		{
			"an arrival by a departure after which the minor was placed elsewhere",
			func(w *world) {
				w.at("F1", 1).began()
				w.at("F1", 3).byRight().sends("F2")
				w.at("F1", 4).byRight().sends("F3")
				w.at("F3", 5).arrived()
				w.at("F2", 9).arrived()
			},
			[]string{"F3"},
		},
		{
			"the departure taken back once the minor was received",
			func(w *world) {
				w.at("F1", 1).began()
				d := w.at("F1", 3).byRight().sends("F2")
				w.at("F2", 4).pulls().arrived()
				w.at("F1", 6).retracts(d)
			},
			[]string{"F2"},
		},
		{
			"an exit that somebody else states",
			func(w *world) { w.at("F1", 1).began(); w.at("F2", 5).exits(movement.Majority) }, []string{"F1"},
		},
		{
			"the release taken back once another had taken the minor",
			func(w *world) {
				w.at("M1", 2).takes()
				r := w.at("M1", 4).releases()
				w.at("M2", 5).takes()
				w.at("M1", 6).retracts(r)
			},
			[]string{"M2"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			w.registered("F1")
			c.write(w)
			if d := cmp.Diff(c.want, scopeWords(w.file())); d != "" {
				t.Errorf("scope (-want +got)\n%s", d)
			}
		})
	}
}

// What is taken back before anybody built upon it is as if it had not been said.
func TestWhatIsTakenBackInTimeIsUndone(t *testing.T) {
	w := newWorld(t)
	w.registered("F1")
	w.at("F1", 1).began()
	d := w.at("F1", 3).byRight().sends("F2")
	w.at("F1", 4).retracts(d)
	w.at("F2", 5).arrived()
	if got := scopeWords(w.file()); !cmp.Equal(got, []string{"F1"}) {
		t.Errorf("a departure: got %v, want F1", got)
	}
	w = newWorld(t)
	w.at("M1", 2).takes()
	r := w.at("M1", 4).releases()
	w.at("M1", 5).retracts(r)
	w.at("M2", 6).takes()
	if got := scopeWords(w.file()); !cmp.Equal(got, []string{"M1", "M2"}) {
		t.Errorf("a release: got %v, want both, in conflict", got)
	}
}

func TestAClaimTakesNoChildFromWhoRegisteredIt(t *testing.T) {
	w := newWorld(t)
	w.registered("F1")
	w.at("F2", 2).arrived()
	if got := scopeWords(w.file()); !cmp.Equal(got, []string{"F1"}) {
		t.Errorf("got %v, want F1, which registered it", got)
	}
}

// What holds no day is asked about, and is no stay.
func TestAStayEndedOnItsFirstDayByAnothersWordIsAskedAbout(t *testing.T) {
	w := newWorld(t)
	w.registered("F1")
	b := w.at("F1", 5).began()
	w.at("F2", 5).arrived()
	f := w.file()
	if got := stays(f); got != "F2 05-" {
		t.Errorf("stays: got %s", got)
	}
	if len(f.Presence.Asked) != 1 || f.Presence.Asked[0].Began != b.ID {
		t.Errorf("asked: got %+v, want the stay at F1", f.Presence.Asked)
	}
}
