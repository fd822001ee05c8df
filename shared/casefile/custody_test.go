package casefile_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"faro.example/shared/casefile"
	"faro.example/shared/custody"
	"faro.example/shared/day"
	"faro.example/shared/facility"
)

func charges(f casefile.File) string {
	out := ""
	for i, c := range f.Custody.Spans {
		if i > 0 {
			out += ", "
		}
		out += word(facility.Place{Facility: facility.ID(c.By)}) + " " + dayOf(c.Span.From) + "-" + dayOf(c.Span.Until)
		if !c.Lead {
			out += " beside"
		}
		if c.Released {
			out += " released, not taken"
		}
	}
	return out
}

func TestWhoAnswersForTheMinor(t *testing.T) {
	for _, c := range []struct {
		name  string
		write func(w *world)
		want  string
		slots map[string]int
	}{
		{"taken", func(w *world) { w.at("M1", 1).takes() }, "M1 01-", nil},
		{"taken twice by the same", func(w *world) { w.at("M1", 1).takes(); w.at("M1", 3).takes() }, "M1 01-", nil},
		{
			"taken by two, neither knowing: both answer, the first leads",
			func(w *world) { w.at("M1", 1).takes(); w.at("M2", 3).takes() },
			"M1 01-, M2 03- beside", map[string]int{"custody": 2},
		},
		{
			"to know that another has custody gives no right to it",
			func(w *world) { w.at("M1", 1).takes(); w.at("M2", 3).pulls().takes() },
			"M1 01-, M2 03- beside", map[string]int{"custody": 2},
		},
		{
			"a court's decree, by who knew, ends the other's",
			func(w *world) { w.at("M1", 1).takes(); w.at("M2", 3).pulls().byRight().takes() },
			"M1 01-03, M2 03-", nil,
		},
		{
			"released, and nobody has taken: still answers",
			func(w *world) { w.at("M1", 1).takes(); w.at("M1", 5).releases() },
			"M1 01- released, not taken", nil,
		},
		{
			"released, then taken by another",
			func(w *world) { w.at("M1", 1).takes(); w.at("M1", 5).releases(); w.at("M2", 8).takes() },
			"M1 01-08, M2 08-", nil,
		},
		{
			"in conflict, and one lets go: the other leads from there",
			func(w *world) { w.at("M1", 1).takes(); w.at("M2", 3).takes(); w.at("M1", 5).releases() },
			"M1 01-05, M2 03-05 beside, M2 05-", nil,
		},
		{
			"offered, and not yet answered: who offers answers",
			func(w *world) { w.at("M1", 1).takes(); w.at("M1", 5).offers("M2") },
			"M1 01-", nil,
		},
		{
			"offered, then accepted: custody moves at that moment",
			func(w *world) { w.at("M1", 1).takes(); w.at("M1", 5).offers("M2"); w.at("M2", 7).pulls().accepts("M1") },
			"M1 01-07, M2 07-", nil,
		},
		{
			"accepted on the day of the offer, whichever is recorded first",
			func(w *world) { w.at("M1", 1).takes(); w.at("M2", 5).accepts("M1"); w.at("M1", 5).offers("M2") },
			"M1 01-05, M2 05-", nil,
		},
		{
			"accepted, and the offer taken back after: the hand-over stands",
			func(w *world) {
				w.at("M1", 1).takes()
				offer := w.at("M1", 5).offers("M2")
				w.at("M2", 7).pulls().byRight().accepts("M1")
				w.at("M1", 8).retracts(offer)
			},
			"M1 01-07, M2 07-", nil,
		},
		{
			"the acceptance taken back: who offered answers again",
			func(w *world) {
				w.at("M1", 1).takes()
				w.at("M1", 5).offers("M2")
				w.at("M2", 9).retracts(w.at("M2", 7).pulls().byRight().accepts("M1"))
			},
			"M1 01-", nil,
		},
		{
			"refused: who offered answers on",
			func(w *world) { w.at("M1", 1).takes(); w.at("M1", 5).offers("M2"); w.at("M2", 7).refuses("M1") },
			"M1 01-", nil,
		},
		{
			"accepted after it was refused: nobody offers it any more",
			func(w *world) {
				w.at("M1", 1).takes()
				w.at("M1", 5).offers("M2")
				w.at("M2", 6).refuses("M1")
				w.at("M2", 7).pulls().accepts("M1")
			},
			"M1 01-, M2 07- beside", map[string]int{"custody": 2},
		},
		{
			"one office of M2 accepts and another refuses, neither knowing",
			func(w *world) {
				w.at("M1", 1).takes()
				w.at("M1", 5).offers("M2")
				w.at("M2", 6).accepts("M1")
				w.at("M2 bis", 7).says(custody.Refused{By: municipality("M2"), From: municipality("M1"), Reason: "elsewhere"})
			},
			"M1 01-06, M2 06-", map[string]int{"custody": 2},
		},
		{
			"accepted what nobody offered: both answer",
			func(w *world) { w.at("M1", 1).takes(); w.at("M2", 7).pulls().accepts("M1") },
			"M1 01-, M2 07- beside", map[string]int{"custody": 2},
		},
		{
			"offered to two: the first who accepts has it, the other contends",
			func(w *world) {
				w.at("M1", 1).takes()
				w.at("M1", 5).offers("M2")
				w.at("M1", 5).offers("M3")
				w.at("M3", 6).accepts("M1")
				w.at("M2", 7).accepts("M1")
			},
			"M1 01-06, M3 06-, M2 07- beside", map[string]int{"custody": 2},
		},
		{
			"accepted by one of two who both answered: one is left",
			func(w *world) {
				w.at("M1", 1).takes()
				w.at("M2", 3).takes()
				w.at("M1", 5).offers("M2")
				w.at("M2", 6).pulls().accepts("M1")
			},
			"M1 01-06, M2 03-06 beside, M2 06-", nil,
		},
		{
			"decided: the one chosen answers alone",
			func(w *world) {
				a := w.at("M1", 1).takes()
				b := w.at("M2", 3).takes()
				w.at("X", 6).pulls().chooses("custody", b, a)
			},
			"M2 03-", nil,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			c.write(w)
			f := w.file()
			if got := charges(f); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
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

func TestAnOfferIsOpenUntilItIsAnswered(t *testing.T) {
	w := newWorld(t)
	w.at("M1", 1).takes()
	p := w.at("M1", 5).offers("M2")
	w.at("M1", 6).offers("M2")
	w.at("M9", 6).says(custody.Offered{By: municipality("M9"), To: municipality("M2")}) // has nothing to offer
	want := []casefile.Offer{{By: municipality("M1"), To: municipality("M2"), On: day.Of(2026, 1, 5), Record: p.ID}}
	if d := cmp.Diff(want, w.file().Custody.Offers, cmpDates); d != "" {
		t.Errorf("offers (-want +got)\n%s", d)
	}
	f := w.file()
	if got := scopeWords(f); !slices.Contains(got, "M2") || slices.Contains(got, "M9") {
		t.Errorf("in the scope of %v: whom it is offered to by right has to know for whom, and nobody else", got)
	}
	w.at("M2", 7).refuses("M1")
	f = w.file()
	if got := scopeWords(f); len(f.Custody.Offers) != 0 || slices.Contains(got, "M2") {
		t.Errorf("once refused: offers %v, in the scope of %v", f.Custody.Offers, got)
	}
}
