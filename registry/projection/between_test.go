package projection

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"faro.example/shared/casefile"
	"faro.example/shared/day"
	"faro.example/shared/historytest"
)

// become gives the rows there were without those that go and with those that come.
func become[T comparable](rows, old, new []T) []T {
	gone, come := difference(old, new)
	out := slices.Clone(rows)
	for _, g := range gone {
		i := slices.Index(out, g)
		if i < 0 {
			return nil
		}
		out = slices.Delete(out, i, i+1)
	}
	return append(out, come...)
}

// alike reports whether two lists hold the same rows, each as often.
func alike[T comparable](a, b []T) bool {
	gone, come := difference(a, b)
	return len(gone)+len(come) == 0
}

// What is made of two casefiles row by row, and what is made of what differs
// between them, is the same; however much was recorded in between.
func TestTheRowsBetweenTwoCasefilesAreThoseInWhichTheyDiffer(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		w := historytest.New(t)
		historytest.Draw(r, w, rapid.IntRange(1, 24).Draw(r, "records"))
		w.Heal()
		all := w.Ledger()
		if len(all) > 1 && rapid.Bool().Draw(r, "nobody had registered the minor") {
			all = append(all[1:], all[0])
			all[len(all)-1].Position = uint64(len(all)) + 1
		}
		n := rapid.IntRange(0, len(all)).Draw(r, "before")
		was, is := casefile.Fold(all[0].Minor, all[:n]), casefile.Fold(all[0].Minor, all)
		today := day.Must("2026-03-20").Add(rapid.IntRange(0, 60).Draw(r, "days later"))
		carriedTo := CarriedTo(&was, day.Date{}, day.Must("2026-03-20"))
		carried := CarriedTo(&is, carriedTo, today)
		old, new := Between(&was, &is, carriedTo, carried)
		before, after := RowsOf(&was, carriedTo), RowsOf(&is, carried)
		if got := become(before.Census, old.Census, new.Census); !alike(got, after.Census) {
			r.Errorf("census: got %v, want %v\n%s", got, after.Census, w.Story())
		}
		if got := become(before.Placements, old.Placements, new.Placements); !alike(got, after.Placements) {
			r.Errorf("placements: got %v, want %v\n%s", got, after.Placements, w.Story())
		}
		if got := become(before.Custodies, old.Custodies, new.Custodies); !alike(got, after.Custodies) {
			r.Errorf("custodies: got %v, want %v\n%s", got, after.Custodies, w.Story())
		}
		closed, opened := conflictDifference(before.Conflicts, after.Conflicts)
		goes, comes := conflictDifference(old.Conflicts, new.Conflicts)
		if !slices.EqualFunc(closed, goes, sameConflict) || !slices.EqualFunc(opened, comes, sameConflict) {
			r.Errorf("conflicts: got %v and %v, want %v and %v\n%s", goes, comes, closed, opened, w.Story())
		}
		if !new.Summary.equal(&after.Summary) || !old.Summary.equal(&before.Summary) {
			r.Errorf("summaries differ\n%s", w.Story())
		}
	})
}
