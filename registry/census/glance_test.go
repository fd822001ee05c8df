package census_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"faro.example/registry/audit"
	"faro.example/registry/census"
	"faro.example/registry/pg/pgtest"
	"faro.example/shared/access"
	"faro.example/shared/day"
	"faro.example/shared/fault"
)

// glances fails the check unless a glance says what each question says by itself.
func (n *nation) glances(t *testing.T, r *rapid.T) {
	m := rapid.SampledFrom(n.moments).Draw(r, "known")
	by, only := n.cuts(r)
	q := census.GlanceQuery{On: m.today.Add(-rapid.IntRange(0, 100).Draw(r, "days ago")), Only: only, Position: m.position, Also: []census.Dimension{census.Age}}
	if len(by) > 0 {
		q.By, by = by[0], by[:1]
	}
	got, err := n.census.Glance(t.Context(), ministry, q)
	if err != nil {
		r.Fatal(err)
	}
	for days, have := range map[int]census.Balance{1: got.Day, 7: got.Week, 30: got.Month} {
		want, err := n.census.Flows(t.Context(), ministry, census.FlowQuery{From: q.On.Add(1 - days), To: q.On, By: by, Only: only, Position: m.position})
		if err != nil {
			r.Fatal(err)
		}
		if diff := cmp.Diff(want.Total, have, cmpopts.EquateEmpty(), cmpopts.IgnoreFields(census.Balance{}, "Labels", "Codes")); diff != "" {
			r.Errorf("%+v of %d days (-flows +glance)\n%s", q, days, diff)
		}
		if days == 7 && q.By != "" {
			var parts []census.Balance
			for _, p := range got.Parts {
				if p.Start != 0 || p.End != 0 || len(p.Moves) > 0 {
					parts = append(parts, p.Balance)
				}
			}
			if diff := cmp.Diff(want.Cells, parts, cmpopts.EquateEmpty()); diff != "" {
				r.Errorf("%+v by %s (-flows +glance)\n%s", q, q.By, diff)
			}
		}
	}
	n.weeks(t, r, q, got)
}

// weeks is the same of who was there, and who was missing.
func (n *nation) weeks(t *testing.T, r *rapid.T, q census.GlanceQuery, got census.Glance) {
	for _, p := range []census.Point{rapid.SampledFrom(got.Weeks).Draw(r, "week"), got.Weeks[len(got.Weeks)-1]} {
		want, err := n.census.Count(t.Context(), ministry, census.Query{On: p.On, Only: q.Only, Position: q.Position})
		if err != nil {
			r.Fatal(err)
		}
		if p.Total != want.Total || p.Missing != want.Missing {
			r.Errorf("%s: got %d and %d missing, want %d and %d", p.On, p.Total, p.Missing, want.Total, want.Missing)
		}
		if p.On == q.On && (got.Now.Total != want.Total || got.Now.Missing != want.Missing) {
			r.Errorf("on the day: got %+v, want %+v", got.Now, want)
		}
	}
	if last := got.Weeks[len(got.Weeks)-1].On; last != q.On || got.Weeks[len(got.Weeks)-2].On != q.On.Add(-7) {
		r.Errorf("the last week ends on %s, want %s", last, q.On)
	}
	sum := 0
	for _, p := range got.Parts {
		sum += p.Missing
	}
	if q.By != "" && sum != got.Now.Missing {
		r.Errorf("%d missing in the parts, %d in all", sum, got.Now.Missing)
	}
	if ages := got.Also[0]; ages.Total != got.Now.Total {
		r.Errorf("%d by age, %d in all", ages.Total, got.Now.Total)
	}
}

func TestAGlanceLeavesOneLineAndIsRefusedAsACountIs(t *testing.T) {
	l := &lines{}
	c := open(t, pgtest.New(t), l)
	if _, err := c.Glance(t.Context(), ministry, census.GlanceQuery{On: day.Must("2026-06-05"), By: census.Region, Also: []census.Dimension{census.Age, census.Sex}}); err != nil {
		t.Fatal(err)
	}
	if len(l.written) != 1 || l.written[0].Action != access.CountCensus || !l.written[0].Allowed {
		t.Errorf("got the lines %+v, want one", l.written)
	}
	family := access.Caller{Role: access.FamilyDepartment}
	for _, tc := range []struct {
		name string
		who  access.Caller
		q    census.GlanceQuery
		want fault.Kind
	}{
		{"no day", ministry, census.GlanceQuery{}, fault.Invalid},
		{"a day to come", ministry, census.GlanceQuery{On: day.Must("2028-04-01")}, fault.Invalid},
		{"known before the day", ministry, census.GlanceQuery{On: day.Must("2026-06-05"), KnownAt: day.Must("2026-06-04")}, fault.Invalid},
		{"who may not count", access.Caller{Role: access.Police}, census.GlanceQuery{On: day.Must("2026-06-05")}, fault.Denied},
		{"by structure, for who opens no casefile", family, census.GlanceQuery{On: day.Must("2026-06-05"), By: census.Structure}, fault.Invalid},
		{"a cut too many, for who opens no casefile", family, census.GlanceQuery{On: day.Must("2026-06-05"), Also: []census.Dimension{census.Age},
			Only: []census.Filter{{By: census.Region, Codes: []string{"19"}}, {By: census.Sex, Codes: []string{"F"}}}}, fault.Invalid},
	} {
		if _, err := c.Glance(t.Context(), tc.who, tc.q); !fault.Is(err, tc.want) {
			t.Errorf("%s: got %v, want %v", tc.name, err, tc.want)
		}
	}
	denied := func(x audit.Line) bool { return x.Caller.Role == access.Police && !x.Allowed }
	if !slices.ContainsFunc(l.written, denied) {
		t.Error("who was refused left no line")
	}
}
