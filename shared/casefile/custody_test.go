package casefile_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"faro.example/shared/casefile"
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
