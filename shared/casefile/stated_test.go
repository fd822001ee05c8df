package casefile_test

import (
	"slices"
	"strings"
	"testing"

	"faro.example/shared/historytest"
)

func TestStatementsAreOfWhereAndAreGoneWhenTakenBack(t *testing.T) {
	w := historytest.New(t)
	w.Tell(`F1 hosts on 1; F1 calls the roll from 2 to 5 on 5 as call; F2 receives from F1 on 6; F1 retracts call on 7`)
	f := w.File()
	var got []string
	for _, s := range f.Statements(w.Records()) {
		got = append(got, historytest.Word(s.At)+" "+historytest.Span(s.Days))
	}
	if want := "F1 01-02, F2 06-07"; strings.Join(got, ", ") != want {
		t.Errorf("got %s, want %s", strings.Join(got, ", "), want)
	}
}

func TestItIsInDoubtWhereAChildWasFromWhereRecordsContradictUntilTheStayEnds(t *testing.T) {
	for name, c := range map[string]struct{ told, want string }{
		"nothing contends":               {`F1 hosts on 1; F1 sends to F2 on 5; F2 receives from F1 on 6`, ""},
		"two places on one day":          {`F1 hosts on 1; F1 calls the roll from 2 to 12 on 12; F2 blindly hosts on 8`, "08-"},
		"and later the child moved on":   {`F1 hosts on 1; F1 calls the roll from 2 to 12 on 12; F2 blindly hosts on 8; F2 sends to F3 on 20; F3 receives from F2 on 21`, "08-20"},
		"decided":                        {`F1 hosts on 1; F1 calls the roll from 2 to 12 on 12 as a; F2 blindly hosts on 8 as b; X chooses b for place on 14`, ""},
		"an exit, and presence after it": {`F1 hosts on 1; F1 exits for majority on 7; F2 blindly receives on 9`, "07-"},
	} {
		t.Run(name, func(t *testing.T) {
			w := historytest.New(t)
			w.Tell(c.told)
			f := w.File()
			var got []string
			for _, s := range f.Doubts(w.Records()) {
				got = append(got, historytest.Span(s))
			}
			slices.Sort(got)
			if strings.Join(got, ", ") != c.want {
				t.Errorf("got %q, want %q; stays %s, conflicts %v", got, c.want, historytest.Stays(f), historytest.Slots(f))
			}
		})
	}
}
