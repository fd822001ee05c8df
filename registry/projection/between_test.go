package projection

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"faro.example/shared/casefile"
	"faro.example/shared/change"
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

// wantBetween checks that what differs between the casefile of the first n records
// and that of all makes the rows of the one those of the other.
func wantBetween(t interface{ Errorf(string, ...any) }, story string, all []change.Placed, n int, today day.Date) {
	was, is := casefile.Fold(all[0].Minor, all[:n]), casefile.Fold(all[0].Minor, all)
	carriedTo := CarriedTo(&was, day.Date{}, day.Must("2026-03-20"))
	carried := CarriedTo(&is, carriedTo, today)
	old, new := Between(&was, &is, carriedTo, carried)
	before, after := RowsOf(&was, carriedTo), RowsOf(&is, carried)
	if got := become(before.Census, old.Census, new.Census); !alike(got, after.Census) {
		t.Errorf("census: got %v, want %v\n%s", got, after.Census, story)
	}
	if got := become(before.Placements, old.Placements, new.Placements); !alike(got, after.Placements) {
		t.Errorf("placements: got %v, want %v\n%s", got, after.Placements, story)
	}
	if got := become(before.Custodies, old.Custodies, new.Custodies); !alike(got, after.Custodies) {
		t.Errorf("custodies: got %v, want %v\n%s", got, after.Custodies, story)
	}
	closed, opened := conflictDifference(before.Conflicts, after.Conflicts)
	goes, comes := conflictDifference(old.Conflicts, new.Conflicts)
	if !slices.EqualFunc(closed, goes, sameConflict) || !slices.EqualFunc(opened, comes, sameConflict) {
		t.Errorf("conflicts: got %v and %v, want %v and %v\n%s", goes, comes, closed, opened, story)
	}
	if !new.Summary.equal(&after.Summary) || !old.Summary.equal(&before.Summary) {
		t.Errorf("summaries differ\n%s", story)
	}
}

// A structure hosts a child before anybody has registered it: by whose right the
// stay is, is known later, and the stay itself does not change.
func TestWhoRegistersAChildLateChangesByWhoseRightItStays(t *testing.T) {
	w := historytest.New(t)
	w.At("F1", 1).Hosts()
	w.At("F1", 2).Registers()
	wantBetween(t, w.Story(), w.Ledger(), 1, day.Must("2026-03-20"))
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
		wantBetween(r, w.Story(), all, n, day.Must("2026-03-20").Add(rapid.IntRange(0, 60).Draw(r, "days later")))
	})
}
