package casefile_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"faro.example/shared/casefile"
	"faro.example/shared/facility"
	"faro.example/shared/movement"
	"faro.example/shared/placement"
)

func TestATransferThatIsRefusedOrWithdrawn(t *testing.T) {
	for _, c := range []struct {
		name  string
		write func(w *world)
		stays string
		slots map[string]int
		scope []string
	}{
		{
			"refused: who sent the child has it back",
			func(w *world) { w.at("F2", 7).pulls().turnsAway("F1") },
			"F1 01-05, (F1>F2) 05-07, F1 07-", nil, []string{"F1"},
		},
		{
			"withdrawn on the way: who sent the child has it back",
			func(w *world) { w.at("F1", 6).pulls().withdraws("F2") },
			"F1 01-05, (F1>F2) 05-06, F1 06-", nil, []string{"F1"},
		},
		{
			"withdrawn on the day: the child never left",
			func(w *world) { w.at("F1", 5).pulls().withdraws("F2") },
			"F1 01-", nil, []string{"F1"},
		},
		{
			"another's transfer is not undone by it",
			func(w *world) { w.at("F3", 6).pulls().turnsAway("F1"); w.at("F2", 6).pulls().withdraws("F1") },
			"F1 01-05, (F1>F2) 05-", nil, []string{"F1", "F2"},
		},
		{
			"refused by one, and arrived says another of the same place: a person decides, the child is there",
			func(w *world) { w.at("F2", 6).arrived(); w.at("F2 bis", 7).says(refusal("F1", "F2")) },
			"F1 01-05, (F1>F2) 05-06, F2 06-", map[string]int{"place": 2}, []string{"F2"},
		},
		{
			"withdrawn, and arrived says who did not know: a person decides, and the place that sent the child keeps it in scope",
			func(w *world) { w.at("F1", 6).withdraws("F2"); w.at("F2", 7).arrived() },
			"F1 01-05, (F1>F2) 05-06, F1 06-07, F2 07-", map[string]int{"place": 2}, []string{"F1"},
		},
		{
			"withdrawn after the arrival was recorded, whatever the day: it does not fetch the child back",
			func(w *world) { w.at("F2", 7).arrived(); w.at("F1", 6).withdraws("F2") },
			"F1 01-05, (F1>F2) 05-06, F1 06-07, F2 07-", map[string]int{"place": 2}, []string{"F1", "F2"},
		},
		{
			"arrived, by who knew that it was withdrawn: the child came all the same",
			func(w *world) { w.at("F1", 6).withdraws("F2"); w.at("F2", 7).pulls().arrived() },
			"F1 01-05, (F1>F2) 05-06, F1 06-07, F2 07-", nil, []string{"F1"},
		},
		{
			"sent anew after the refusal",
			func(w *world) {
				w.at("F2", 7).pulls().turnsAway("F1")
				w.at("F1", 9).pulls().byRight().sends("F3")
			},
			"F1 01-05, (F1>F2) 05-07, F1 07-09, (F1>F3) 09-", nil, []string{"F1", "F3"},
		},
		{
			"an exit, and a refusal after it by who did not know",
			func(w *world) { w.at("F1", 6).exits(movement.Majority); w.at("F2", 7).turnsAway("F1") },
			"F1 01-05, (F1>F2) 05-07, F1 07-", map[string]int{"exit": 2}, []string{"F1"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			w.registered("F1")
			w.at("F1", 1).began()
			w.at("F1", 5).byRight().sends("F2")
			c.write(w)
			wantPresence(t, w.file(), c.stays, c.slots, c.scope)
		})
	}
}

func refusal(from, to string) movement.Refused {
	return movement.Refused{From: at(from), To: at(to), Reason: "full"}
}

func wantPresence(t *testing.T, f casefile.File, line string, held map[string]int, scope []string) {
	t.Helper()
	if got := stays(f); got != line {
		t.Errorf("got %s, want %s", got, line)
	}
	if held == nil {
		held = map[string]int{}
	}
	if d := cmp.Diff(held, slots(f)); d != "" {
		t.Errorf("conflicts (-want +got)\n%s", d)
	}
	if d := cmp.Diff(scope, scopeWords(f)); scope != nil && d != "" {
		t.Errorf("scope (-want +got)\n%s", d)
	}
}

func TestARollCallConfirmsDays(t *testing.T) {
	for _, c := range []struct {
		name  string
		write func(w *world)
		stays string
		slots map[string]int
	}{
		{"of a child who is there", func(w *world) { w.at("F1", 1).began(); w.at("F1", 9).pulls().calls(1, 9) }, "F1 01-", nil},
		{"of a child nobody had placed", func(w *world) { w.at("F1", 9).calls(3, 9) }, "F1 03-", nil},
		{
			"presence stated at another place within its days: held, counted once at the later",
			func(w *world) { w.at("F1", 9).calls(1, 9); w.at("F2", 5).arrived() },
			"F1 01-05, F2 05-", map[string]int{"place": 2},
		},
		{
			"whichever is recorded first",
			func(w *world) { w.at("F2", 5).arrived(); w.at("F1", 9).calls(1, 9) },
			"F1 01-05, F2 05-", map[string]int{"place": 2},
		},
		{
			"two roll-calls of the same days",
			func(w *world) { w.at("F1", 9).calls(1, 9); w.at("F2", 9).calls(4, 12) },
			"F1 01-04, F2 04-", map[string]int{"place": 2},
		},
		{
			"days before the other came say nothing against it",
			func(w *world) { w.at("F1", 9).calls(1, 5); w.at("F2", 5).arrived() },
			"F1 01-05, F2 05-", nil,
		},
		{
			"a transfer on its last day explains both",
			func(w *world) {
				w.at("F1", 5).calls(1, 6)
				w.at("F1", 5).sends("F2")
				w.at("F2", 5).arrived()
			},
			"F1 01-05, F2 05-", nil,
		},
		{
			"a departure within its days by who did not know: held",
			func(w *world) {
				w.at("F1", 9).calls(1, 9)
				w.at("S", 4).says(movement.Departed{From: at("F1"), To: at("F2")})
			},
			"F1 01-04, (F1>F2) 04-", map[string]int{"place": 2},
		},
		{
			"an absence within its days by who did not know: held, and the alarm stays on",
			func(w *world) { w.at("F1", 9).calls(1, 9); w.at("S", 4).says(movement.AbsenceReported{From: at("F1")}) },
			"F1 01-04, missing from F1 04-", map[string]int{"place": 2},
		},
		{
			"an absence within its days, known to the roll-call: the child is there again",
			func(w *world) { w.at("F1", 1).began(); w.at("F1", 4).misses(); w.at("F1", 9).pulls().calls(1, 9) },
			"F1 01-04, missing from F1 04-05, F1 05-", nil,
		},
		{
			"an absence within its days by who knew of it: the child left",
			func(w *world) { w.at("F1", 9).calls(1, 9); w.at("F1", 4).pulls().misses() },
			"F1 01-04, missing from F1 04-", nil,
		},
		{
			"days after an exit, by who did not know it: not counted out",
			func(w *world) {
				w.at("F1", 1).began()
				w.at("M1", 4).exits(movement.Majority)
				w.at("F1", 9).calls(1, 9)
			},
			"F1 01-", map[string]int{"exit": 2},
		},
		{
			"days up to the exit say nothing against it",
			func(w *world) {
				w.at("F1", 1).began()
				w.at("M1", 8).exits(movement.Majority)
				w.at("F1", 9).calls(1, 9)
			},
			"F1 01-08", nil,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			c.write(w)
			wantPresence(t, w.file(), c.stays, c.slots, nil)
		})
	}
}

func TestTheLastDayOfARollCallIsTheLastPresenceStated(t *testing.T) {
	w := newWorld(t)
	w.at("F1", 9).calls(1, 9)
	if got := dayOf(w.file().Presence.Last); got != "08" {
		t.Errorf("got %s, want 08", got)
	}
}

// kept draws the places kept for the child.
func kept(f casefile.File) string {
	out := ""
	for _, r := range f.Presence.Reserved {
		out += word(r.At) + " " + dayOf(r.Span.From) + "-" + dayOf(r.Span.Until) + ";"
	}
	return out
}

func TestAPlaceIsKeptUntilTheChildComesOrItIsLetGo(t *testing.T) {
	reserves := func(w *world, name string, n, until int) {
		b := placement.Reserved{At: at(name), Type: facility.Second}
		if until > 0 {
			b.Until = january(n, until).Until
		}
		w.at(name, n).says(b)
	}
	for _, c := range []struct {
		name  string
		write func(w *world)
		want  string
	}{
		{"kept", func(w *world) { reserves(w, "F2", 2, 0) }, "F2 02-;"},
		{"until the day named", func(w *world) { reserves(w, "F2", 2, 6) }, "F2 02-06;"},
		{"until the child comes", func(w *world) { reserves(w, "F2", 2, 0); w.at("F2", 4).arrived() }, "F2 02-04;"},
		{"until it is let go", func(w *world) { reserves(w, "F2", 2, 9); w.at("F2", 4).says(placement.Released{At: at("F2")}) }, "F2 02-04;"},
		{"until the child leaves the register", func(w *world) { reserves(w, "F2", 2, 0); w.at("M1", 4).exits(movement.Majority) }, "F2 02-04;"},
		{"kept twice is one place", func(w *world) { reserves(w, "F2", 2, 6); reserves(w, "F2", 3, 9) }, "F2 02-09;"},
		{"at two structures", func(w *world) { reserves(w, "F2", 2, 0); reserves(w, "F3", 1, 4) }, "F3 01-04;F2 02-;"},
		{"for a child who is there already", func(w *world) { w.at("F2", 1).began(); reserves(w, "F2", 2, 0) }, ""},
		{"taken back", func(w *world) { reserves(w, "F2", 2, 0); w.at("F2", 3).retracts(&w.ledger[0]) }, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			c.write(w)
			f := w.file()
			if got := kept(f); got != c.want || len(f.Conflicts) != 0 {
				t.Errorf("got %q with conflicts %v, want %q", got, slots(f), c.want)
			}
		})
	}
}
