package projection

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestADifferenceMakesTheOldRowsTheNewOnes(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		rows := rapid.SliceOfN(rapid.IntRange(0, 4), 0, 12)
		old, new := rows.Draw(r, "old"), rows.Draw(r, "new")
		if rapid.Bool().Draw(r, "grows") {
			new = append(slices.Clone(old), new...)
		}
		before := slices.Clone(old)
		gone, come := difference(old, new)
		if !slices.Equal(old, before) {
			r.Fatal("the old rows were written to")
		}
		for _, g := range gone {
			if slices.Contains(come, g) {
				r.Fatalf("%d goes and comes", g)
			}
			i := slices.Index(before, g)
			if i < 0 {
				r.Fatalf("%d goes, and was not there", g)
			}
			before = slices.Delete(before, i, i+1)
		}
		got, want := append(before, come...), slices.Clone(new)
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			r.Fatalf("got %v, want %v", got, want)
		}
	})
}
