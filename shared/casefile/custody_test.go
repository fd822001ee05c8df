package casefile_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"faro.example/shared/casefile"
	"faro.example/shared/custody"
	"faro.example/shared/day"
	"faro.example/shared/historytest"
)

func TestWhoAnswersForTheMinor(t *testing.T) {
	for _, c := range []struct {
		name  string
		told  string
		want  string
		slots map[string]int
	}{
		{"taken", `M1 takes on 1`, "M1 01-", nil},
		{"taken twice by the same", `M1 takes on 1; M1 takes on 3`, "M1 01-", nil},
		{
			"taken by two, neither knowing: both answer, the first leads",
			`M1 takes on 1; M2 blindly takes on 3`,
			"M1 01-, M2 03- beside", map[string]int{"custody": 2},
		},
		{
			"to know that another has custody gives no right to it",
			`M1 takes on 1; M2 takes on 3`,
			"M1 01-, M2 03- beside", map[string]int{"custody": 2},
		},
		{
			"a court's decree, by who knew, ends the other's",
			`M1 takes on 1; M2 takes on 3 by right`,
			"M1 01-03, M2 03-", nil,
		},
		{
			"released, and nobody has taken: still answers",
			`M1 takes on 1; M1 releases on 5`,
			"M1 01- released, not taken", nil,
		},
		{
			"released, then taken by another",
			`M1 takes on 1; M1 releases on 5; M2 blindly takes on 8`,
			"M1 01-08, M2 08-", nil,
		},
		{
			"in conflict, and one lets go: the other leads from there",
			`M1 takes on 1; M2 blindly takes on 3; M1 blindly releases on 5`,
			"M1 01-05, M2 03-05 beside, M2 05-", nil,
		},
		{
			"offered, and not yet answered: who offers answers",
			`M1 takes on 1; M1 offers to M2 on 5`,
			"M1 01-", nil,
		},
		{
			"offered, then accepted: custody moves at that moment",
			`M1 takes on 1; M1 offers to M2 on 5; M2 accepts from M1 on 7`,
			"M1 01-07, M2 07-", nil,
		},
		{
			"accepted on the day of the offer, whichever is recorded first",
			`M1 takes on 1; M2 blindly accepts from M1 on 5; M1 blindly offers to M2 on 5`,
			"M1 01-05, M2 05-", nil,
		},
		{
			"accepted, and the offer taken back after: the hand-over stands",
			`M1 takes on 1; M1 offers to M2 on 5 as offer; M2 accepts from M1 on 7 by right; M1 blindly retracts offer on 8`,
			"M1 01-07, M2 07-", nil,
		},
		{
			"the acceptance taken back: who offered answers again",
			`M1 takes on 1; M1 offers to M2 on 5; M2 accepts from M1 on 7 by right as acceptance; M2 retracts acceptance on 9`,
			"M1 01-", nil,
		},
		{
			"refused: who offered answers on",
			`M1 takes on 1; M1 offers to M2 on 5; M2 blindly refuses from M1 on 7`,
			"M1 01-", nil,
		},
		{
			"accepted after it was refused: nobody offers it any more",
			`M1 takes on 1; M1 offers to M2 on 5; M2 blindly refuses from M1 on 6; M2 accepts from M1 on 7`,
			"M1 01-, M2 07- beside", map[string]int{"custody": 2},
		},
		{
			"one office of M2 accepts and another refuses, neither knowing",
			`M1 takes on 1; M1 offers to M2 on 5; M2 blindly accepts from M1 on 6; "M2 bis" blindly refuses from M1 for M2 on 7`,
			"M1 01-06, M2 06-", map[string]int{"custody": 2},
		},
		{
			"accepted what nobody offered: both answer",
			`M1 takes on 1; M2 accepts from M1 on 7`,
			"M1 01-, M2 07- beside", map[string]int{"custody": 2},
		},
		{
			"offered to two: the first who accepts has it, the other contends",
			`M1 takes on 1; M1 offers to M2 on 5; M1 offers to M3 on 5; M3 blindly accepts from M1 on 6; M2 blindly accepts from M1 on 7`,
			"M1 01-06, M3 06-, M2 07- beside", map[string]int{"custody": 2},
		},
		{
			"accepted by one of two who both answered: one is left",
			`M1 takes on 1; M2 blindly takes on 3; M1 blindly offers to M2 on 5; M2 accepts from M1 on 6`,
			"M1 01-06, M2 03-06 beside, M2 06-", nil,
		},
		{
			"decided for who took it later: the other answered until then",
			`M1 takes on 1 as a; M2 blindly takes on 3 as b; X chooses b for custody on 6`,
			"M1 01-03, M2 03-", nil,
		},
		{
			"decided for who had it: the other never did",
			`M1 takes on 1 as a; M2 blindly takes on 3 as b; X chooses a for custody on 6`,
			"M1 01-", nil,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := historytest.New(t)
			w.Tell(c.told)
			f := w.File()
			if got := historytest.Charges(f); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
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

func TestAnOfferIsOpenUntilItIsAnswered(t *testing.T) {
	w := historytest.New(t)
	w.At("M1", 1).Takes()
	p := w.At("M1", 5).Offers("M2")
	w.At("M1", 6).Offers("M2")
	w.At("M9", 6).Says(custody.Offered{By: historytest.Institution("M9"), To: historytest.Institution("M2")}) // has nothing to offer
	want := []casefile.Offer{{By: historytest.Institution("M1"), To: historytest.Institution("M2"), On: day.Of(2026, 1, 5), Record: p.ID}}
	if d := cmp.Diff(want, w.File().Custody.Offers, cmpDates); d != "" {
		t.Errorf("offers (-want +got)\n%s", d)
	}
	f := w.File()
	if got := historytest.Scope(f); !slices.Contains(got, "M2") || slices.Contains(got, "M9") {
		t.Errorf("in the scope of %v: whom it is offered to by right has to know for whom, and nobody else", got)
	}
	w.At("M2", 7).Refuses("M1")
	f = w.File()
	if got := historytest.Scope(f); len(f.Custody.Offers) != 0 || slices.Contains(got, "M2") {
		t.Errorf("once refused: offers %v, in the scope of %v", f.Custody.Offers, got)
	}
}
