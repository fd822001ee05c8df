package publication_test

import (
	"testing"

	"faro.example/registry/report"
	"faro.example/registry/report/publication"
	"faro.example/shared/day"
)

// many is the children of a month, some of every kind everywhere, and few of one.
func many(month string) []stay {
	out := []stay{{month, "ML", "M", "2009-06-01", milan, 2}}
	for i, citizenship := range []string{"EG", "TN", "GN", "UA"} {
		for j, birth := range []string{"2009-05-05", "2010-05-05", "2011-05-05", "2014-05-05", "2021-05-05"} {
			for k, sex := range []string{"M", "F"} {
				out = append(out, stay{month, citizenship, sex, birth, ragusa, 3 + i + 2*j + k}, stay{month, citizenship, sex, birth, milan, 12 - i - j - k})
			}
		}
	}
	return out
}

// The reports of one day are approved one after the other, while more becomes
// known: each takes those before it into account, and is made again as it was.
func TestReportsOfOneDayAreApprovedAsMoreBecomesKnown(t *testing.T) {
	w := newTown(t)
	last := day.Must("2026-12-31")
	for _, month := range []string{"2025-12", "2026-06", "2026-11", "2026-12"} {
		w.stays(many(month)...)
	}
	w.now = w.now.AddDate(0, 3, 0)
	var before []report.Report
	for i, k := range []report.Kind{report.Monthly, report.OpenData, report.HalfYearly, report.Eurostat} {
		w.stays(stay{"2026-12", "GN", "M", "2010-05-05", milan, 1 + i}, stay{"2026-12", "EG", "M", "2010-05-05", ragusa, -2})
		n := publication.Name{Kind: k, AsOf: last}
		p := w.publish(n)
		if len(p.Before) != len(before) {
			t.Errorf("%s takes %d before it into account, want %d", n, len(p.Before), len(before))
		}
		_, r, err := w.desk.Find(t.Context(), n)
		w.ok(err)
		found, err := r.Attack(5, before...)
		if err != nil || len(found.Holes) > 0 || found.Withheld == 0 {
			t.Errorf("%s: %d withheld, holes %v, %v", n, found.Withheld, found.Holes, err)
		}
		before = append([]report.Report{r}, before...)
	}
	for _, k := range report.Kinds() {
		if _, err := w.desk.Remake(t.Context(), ministry, publication.Name{Kind: k, AsOf: last}); err != nil {
			t.Errorf("%s made again: %v", k, err)
		}
	}
}
