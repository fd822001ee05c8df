package casefile_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"faro.example/shared/casefile"
	"faro.example/shared/historytest"
)

func TestATransferThatIsRefusedOrWithdrawn(t *testing.T) {
	for _, c := range []struct {
		name  string
		told  string
		stays string
		slots map[string]int
		scope []string
	}{
		{
			"refused: who sent the child has it back",
			`F2 turns away from F1 on 7`,
			"F1 01-05, (F1>F2) 05-07, F1 07-", nil, []string{"F1"},
		},
		{
			"withdrawn on the way: who sent the child has it back",
			`F1 withdraws to F2 on 6`,
			"F1 01-05, (F1>F2) 05-06, F1 06-", nil, []string{"F1"},
		},
		{
			"withdrawn on the day: the child never left",
			`F1 withdraws to F2 on 5`,
			"F1 01-", nil, []string{"F1"},
		},
		{
			"another's transfer is not undone by it",
			`F3 turns away from F1 on 6; F2 withdraws to F1 on 6`,
			"F1 01-05, (F1>F2) 05-", nil, []string{"F1", "F2"},
		},
		{
			"refused by one, and arrived says another of the same place: a person decides, the child is there",
			`F2 blindly receives on 6; "F2 bis" blindly turns away from F1 to F2 on 7`,
			"F1 01-05, (F1>F2) 05-06, F2 06-", map[string]int{"place": 2}, []string{"F2"},
		},
		{
			"withdrawn, and arrived says who did not know: a person decides, and the place that sent the child keeps it in scope",
			`F1 withdraws to F2 on 6; F2 blindly receives on 7`,
			"F1 01-05, (F1>F2) 05-06, F1 06-07, F2 07-", map[string]int{"place": 2}, []string{"F1"},
		},
		{
			"withdrawn after the arrival was recorded, whatever the day: it does not fetch the child back",
			`F2 blindly receives on 7; F1 blindly withdraws to F2 on 6`,
			"F1 01-05, (F1>F2) 05-06, F1 06-07, F2 07-", map[string]int{"place": 2}, []string{"F1", "F2"},
		},
		{
			"arrived, by who knew that it was withdrawn: the child came all the same",
			`F1 withdraws to F2 on 6; F2 receives on 7`,
			"F1 01-05, (F1>F2) 05-06, F1 06-07, F2 07-", nil, []string{"F1"},
		},
		{
			"sent anew after the refusal",
			`F2 turns away from F1 on 7; F1 sends to F3 on 9 by right`,
			"F1 01-05, (F1>F2) 05-07, F1 07-09, (F1>F3) 09-", nil, []string{"F1", "F3"},
		},
		{
			"an exit, and a refusal after it by who did not know",
			`F1 exits for majority on 6; F2 blindly turns away from F1 on 7`,
			"F1 01-05, (F1>F2) 05-07, F1 07-", map[string]int{"exit": 2}, []string{"F1"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := historytest.New(t)
			w.At("F1", 1).Registers()
			w.At("F1", 1).Hosts()
			w.At("F1", 5).ByRight().Sends("F2")
			w.Tell(c.told)
			wantPresence(t, w.File(), c.stays, c.slots, c.scope)
		})
	}
}

func wantPresence(t *testing.T, f casefile.File, line string, held map[string]int, scope []string) {
	t.Helper()
	if got := historytest.Stays(f); got != line {
		t.Errorf("got %s, want %s", got, line)
	}
	if held == nil {
		held = map[string]int{}
	}
	if d := cmp.Diff(held, historytest.Slots(f)); d != "" {
		t.Errorf("conflicts (-want +got)\n%s", d)
	}
	if d := cmp.Diff(scope, historytest.Scope(f)); scope != nil && d != "" {
		t.Errorf("scope (-want +got)\n%s", d)
	}
}

func TestARollCallConfirmsDays(t *testing.T) {
	for _, c := range []struct {
		name  string
		told  string
		stays string
		slots map[string]int
	}{
		{"of a child who is there", `F1 hosts on 1; F1 calls the roll from 1 to 9 on 9`, "F1 01-", nil},
		{"of a child nobody had placed", `F1 calls the roll from 3 to 9 on 9`, "F1 03-", nil},
		{
			"presence stated at another place within its days: held, counted once at the later",
			`F1 calls the roll from 1 to 9 on 9; F2 blindly receives on 5`,
			"F1 01-05, F2 05-", map[string]int{"place": 2},
		},
		{
			"whichever is recorded first",
			`F2 receives on 5; F1 blindly calls the roll from 1 to 9 on 9`,
			"F1 01-05, F2 05-", map[string]int{"place": 2},
		},
		{
			"two roll-calls of the same days",
			`F1 calls the roll from 1 to 9 on 9; F2 blindly calls the roll from 4 to 12 on 9`,
			"F1 01-04, F2 04-", map[string]int{"place": 2},
		},
		{
			"days before the other came say nothing against it",
			`F1 calls the roll from 1 to 5 on 9; F2 blindly receives on 5`,
			"F1 01-05, F2 05-", nil,
		},
		{
			"a transfer on its last day explains both",
			`F1 calls the roll from 1 to 6 on 5; F1 sends to F2 on 5; F2 blindly receives on 5`,
			"F1 01-05, F2 05-", nil,
		},
		{
			"a departure within its days by who did not know: held",
			`F1 calls the roll from 1 to 9 on 9; S blindly sends from F1 to F2 on 4`,
			"F1 01-04, (F1>F2) 04-", map[string]int{"place": 2},
		},
		{
			"an absence within its days by who did not know: held, and the alarm stays on",
			`F1 calls the roll from 1 to 9 on 9; S blindly misses from F1 on 4`,
			"F1 01-04, missing from F1 04-", map[string]int{"place": 2},
		},
		{
			"an absence within its days, known to the roll-call: the child is there again",
			`F1 hosts on 1; F1 misses on 4; F1 calls the roll from 1 to 9 on 9`,
			"F1 01-04, missing from F1 04-05, F1 05-", nil,
		},
		{
			"an absence within its days by who knew of it: the child left",
			`F1 calls the roll from 1 to 9 on 9; F1 misses on 4`,
			"F1 01-04, missing from F1 04-", nil,
		},
		{
			"days after an exit, by who did not know it: not counted out",
			`F1 hosts on 1; M1 blindly exits for majority on 4; F1 blindly calls the roll from 1 to 9 on 9`,
			"F1 01-", map[string]int{"exit": 2},
		},
		{
			"days up to the exit say nothing against it",
			`F1 hosts on 1; M1 blindly exits for majority on 8; F1 blindly calls the roll from 1 to 9 on 9`,
			"F1 01-08", nil,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := historytest.New(t)
			w.Tell(c.told)
			wantPresence(t, w.File(), c.stays, c.slots, nil)
		})
	}
}

func TestTheLastDayOfARollCallIsTheLastPresenceStated(t *testing.T) {
	w := historytest.New(t)
	w.At("F1", 9).Calls(1, 9)
	if got := w.File().Presence.Last.String(); got != "2026-01-08" {
		t.Errorf("got %s, want the 8th", got)
	}
}

// kept draws the places kept for the child.
func kept(f casefile.File) string {
	out := ""
	for _, r := range f.Presence.Reserved {
		out += historytest.Word(r.At) + " " + historytest.Span(r.Span) + ";"
	}
	return out
}

func TestAPlaceIsKeptUntilTheChildComesOrItIsLetGo(t *testing.T) {
	for _, c := range []struct {
		name string
		told string
		want string
	}{
		{"kept", `F2 keeps a place on 2`, "F2 02-;"},
		{"until the day named", `F2 keeps a place until 6 on 2`, "F2 02-06;"},
		{"until the child comes", `F2 keeps a place on 2; F2 receives on 4`, "F2 02-04;"},
		{"until it is let go", `F2 keeps a place until 9 on 2; F2 lets the place go on 4`, "F2 02-04;"},
		{"until the child leaves the register", `F2 keeps a place on 2; M1 blindly exits for majority on 4`, "F2 02-04;"},
		{"kept twice is one place", `F2 keeps a place until 6 on 2; F2 keeps a place until 9 on 3`, "F2 02-09;"},
		{"at two structures", `F2 keeps a place on 2; F3 blindly keeps a place until 4 on 1`, "F3 01-04;F2 02-;"},
		{"for a child who is there already", `F2 hosts on 1; F2 keeps a place on 2`, ""},
		{"taken back", `F2 keeps a place on 2; F2 retracts F2's on 3`, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := historytest.New(t)
			w.Tell(c.told)
			f := w.File()
			if got := kept(f); got != c.want || len(f.Conflicts) != 0 {
				t.Errorf("got %q with conflicts %v, want %q", got, historytest.Slots(f), c.want)
			}
		})
	}
}

// Nobody takes a child from those who send and expect it by saying that it is
// with them (design section 5 rule 11).
func TestAChildOnTheWayIsStillInTheScopeOfThoseWhoSentAndExpectIt(t *testing.T) {
	for _, c := range []struct {
		name string
		told string
		want []string
	}{
		{"arrived elsewhere, says that place alone", `F3 blindly receives on 6`, []string{"F1", "F2"}},
		{"on the day of the departure", `F3 blindly receives on 5`, []string{"F1", "F2"}},
		{"sent on by a place it never came to", `F3 blindly sends to F4 on 6`, []string{"F1", "F2"}},
		{"then arrived where it was sent", `F3 blindly receives on 6; F2 blindly receives on 7`, []string{"F2"}},
		{"placed elsewhere by right", `S places at F3 on 6 by right`, []string{"F3"}},
		{"back at the place that sent it", `F1 hosts on 6`, []string{"F1"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := historytest.New(t)
			w.At("F1", 1).Registers()
			w.Tell(`F1 hosts on 1; F1 sends to F2 on 5 by right`)
			w.Tell(c.told)
			if d := cmp.Diff(c.want, historytest.Scope(w.File())); d != "" {
				t.Errorf("scope (-want +got)\n%s", d)
			}
		})
	}
}
