package census_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"faro.example/registry/census"
	"faro.example/registry/pg/pgtest"
	"faro.example/shared/day"
)

// daysInARow fails the check unless a series says of some of its days what each
// says by itself.
func (n *nation) daysInARow(t *testing.T, r *rapid.T) {
	m := rapid.SampledFrom(n.moments).Draw(r, "known")
	by, only := n.cuts(r)
	to := m.today.Add(-rapid.IntRange(0, 60).Draw(r, "days ago"))
	q := census.SeriesQuery{From: to.Add(-rapid.IntRange(0, 70).Draw(r, "days")), To: to, Every: rapid.SampledFrom(census.Steps()).Draw(r, "step"),
		By: by, Only: only, Position: m.position}
	got, err := n.census.Series(t.Context(), ministry, q)
	if err != nil {
		r.Fatal(err)
	}
	if want := q.Days(); len(got.Points) != len(want) || got.Points[len(want)-1].On != to {
		r.Fatalf("%+v: got %d days, want %v", q, len(got.Points), want)
	}
	for _, p := range []census.Point{rapid.SampledFrom(got.Points).Draw(r, "day"), got.Points[0], got.Points[len(got.Points)-1]} {
		want, err := n.census.Count(t.Context(), ministry, census.Query{On: p.On, By: by, Only: only, Position: m.position})
		if err != nil {
			r.Fatal(err)
		}
		if p.Total != want.Total || p.Missing != want.Missing {
			r.Errorf("%+v, %s: got %d and %d missing, want %d and %d", q, p.On, p.Total, p.Missing, want.Total, want.Missing)
		}
		if diff := cmp.Diff(want.Cells, p.Cells, cmpopts.EquateEmpty()); diff != "" {
			r.Errorf("%+v, %s (-count +series)\n%s", q, p.On, diff)
		}
	}
}

// Fifteen on the 12th, and of age on the 20th: each day has the ages that it has.
func TestEachDayOfASeriesHasItsOwnAges(t *testing.T) {
	db := pgtest.New(t)
	fill(t, db, stay{1, 1, "2026-06-01", "2026-07-01", "present", ragusa, "ML", "M", "2011-06-12", ""},
		stay{1, 1, "2026-06-01", "2026-07-01", "present", ragusa, "ML", "M", "2008-06-20", ""})
	got, err := open(t, db, &lines{}).Series(t.Context(), ministry,
		census.SeriesQuery{From: day.Must("2026-06-10"), To: day.Must("2026-06-21"), Every: census.Daily, By: []census.Dimension{census.Years}})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range got.Points {
		want := map[string]int{"14": 1, "17": 1}
		if !p.On.Before(day.Must("2026-06-12")) {
			want = map[string]int{"15": 1, "17": 1}
		}
		if !p.On.Before(day.Must("2026-06-20")) {
			delete(want, "17")
		}
		have := map[string]int{}
		for _, c := range p.Cells {
			have[c.Codes[0]] = c.Count
		}
		if diff := cmp.Diff(want, have); diff != "" {
			t.Errorf("on %s (-want +got)\n%s", p.On, diff)
		}
	}
}
