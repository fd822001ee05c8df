package lookup_test

import (
	"slices"
	"strings"
	"testing"

	"faro.example/registry/census"
	"faro.example/registry/intake/intaketest"
	"faro.example/registry/lookup"
	"faro.example/shared/access"
	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
	"faro.example/shared/placement"
	"faro.example/shared/reference"
)

// numbered is a glazed registry whose census opens into lists, with a second
// child at Milan since the 5th, and a third missing from there since the 6th.
func numbered(t *testing.T) (g *glazed, second, third minor.ID) {
	t.Helper()
	g = newGlazed(t)
	places, err := reference.Load()
	if err != nil {
		t.Fatal(err)
	}
	counts, err := census.New(g.h.DB.As("faro_census"), &lines{}, places)
	if err != nil {
		t.Fatal(err)
	}
	counts.Now, g.look.Counts = g.h.Now, counts
	at := g.h.Structure("015146")
	a := g.h.Agent(institution.OfficeOf(at))
	second, third = intaketest.Minor(), intaketest.Minor()
	for i, m := range []minor.ID{second, third} {
		a.Taken(a.Write(m, "2026-03-05", minor.Registered{Code: a.Code()}), a.Write(m, "2026-03-05", placement.Began{At: facility.At(at)}))
		if i == 1 {
			a.Taken(a.Write(m, "2026-03-06", movement.AbsenceReported{From: facility.At(at)}))
		}
	}
	return g, second, third
}

func (g *glazed) behind(t *testing.T, c access.Caller, q census.Query) (lookup.Behind, []minor.ID) {
	t.Helper()
	q.On = g.h.Today()
	got, err := g.look.Behind(t.Context(), c, q, lookup.Key{}, lookup.MaxFound)
	if err != nil {
		t.Fatal(err)
	}
	var out []minor.ID
	for _, m := range got.Listed {
		out = append(out, m.Minor)
	}
	return got, out
}

func TestANumberOpensIntoTheListOfChildrenBehindIt(t *testing.T) {
	g, second, third := numbered(t)
	inMilan := []census.Filter{{By: census.Province, Codes: []string{"MI"}}}
	gone := []census.Filter{{By: census.State, Codes: []string{"missing"}}}
	for name, x := range map[string]struct {
		only []census.Filter
		want []minor.ID
	}{
		"all, the longest not confirmed first": {nil, []minor.ID{g.child, second}},
		"of a province":                        {inMilan, []minor.ID{second}},
		"the missing":                          {gone, []minor.ID{third}},
	} {
		got, listed := g.behind(t, ministry(), census.Query{Only: x.only})
		if !slices.Equal(listed, x.want) || got.Count != len(x.want) || got.Counted != len(x.want) {
			t.Errorf("%s: got %v of %d counted, %d to be seen; want %v", name, listed, got.Counted, got.Count, x.want)
		}
	}
	got, _ := g.behind(t, ministry(), census.Query{Only: inMilan})
	if m := got.Listed[0]; m.Code == "" || m.Confirmed.String() != "2026-03-05" || m.State != "present" {
		t.Errorf("the child is shown as %+v", m)
	}
}

func TestANumberAsKnownBeforeOpensIntoWhomItCounted(t *testing.T) {
	g, second, _ := numbered(t)
	before, _ := g.behind(t, ministry(), census.Query{})
	a := g.h.Agent(institution.OfficeOf(g.h.Structure("015146")))
	fourth := intaketest.Minor()
	a.Taken(a.Write(fourth, "2026-03-05", minor.Registered{Code: a.Code()}), a.Write(fourth, "2026-03-05", placement.Began{At: facility.At(facility.ID(a.Office))}))
	if _, listed := g.behind(t, ministry(), census.Query{Position: before.Position}); !slices.Equal(listed, []minor.ID{g.child, second}) {
		t.Errorf("as known before: %v", listed)
	}
	if got, listed := g.behind(t, ministry(), census.Query{}); len(listed) != 3 || got.Counted != 3 {
		t.Errorf("as known now: %v of %d", listed, got.Counted)
	}
}

func TestAReaderOfATerritorySeesTheOwnBehindANumber(t *testing.T) {
	g, second, _ := numbered(t)
	for name, x := range map[string]struct {
		c    access.Caller
		want []minor.ID
	}{
		"custody":   {services(g.keeps), []minor.ID{g.child}},
		"territory": {services(g.h.Institution(institution.Municipality, "015146"), "015146"), []minor.ID{second}},
		"elsewhere": {services(g.h.Institution(institution.Municipality, "089017"), "089017"), nil},
	} {
		got, listed := g.behind(t, x.c, census.Query{})
		if !slices.Equal(listed, x.want) || got.Counted != 2 || got.Count != len(x.want) {
			t.Errorf("%s: got %v, %d of %d; want %v", name, listed, got.Count, got.Counted, x.want)
		}
	}
}

func TestAListBehindANumberLeavesALineAndIsDeniedToWhoMayOnlyCount(t *testing.T) {
	g, second, _ := numbered(t)
	g.behind(t, ministry(), census.Query{})
	if l := g.last(); l.Action != access.Search || !l.Allowed || !slices.Equal(l.Subjects, []minor.ID{g.child, second}) || !strings.Contains(l.Asked, "counted") {
		t.Errorf("got the line %+v", l)
	}
	for _, c := range []access.Caller{
		{Role: access.FamilyDepartment}, {Role: access.System, Scopes: []access.Scope{access.ScopeCensus}},
		{Role: access.Auditor}, {Role: access.Police},
	} {
		if _, err := g.look.Behind(t.Context(), c, census.Query{On: g.h.Today()}, lookup.Key{}, 10); !fault.Is(err, fault.Denied) {
			t.Errorf("%s: got %v, want denied", c.Role, err)
		}
		if g.last().Allowed {
			t.Errorf("%s: the line says that it was allowed", c.Role)
		}
	}
	g.log.fail = fault.Newf(fault.Busy, "no room for lines")
	if got, err := g.look.Behind(t.Context(), ministry(), census.Query{On: g.h.Today()}, lookup.Key{}, 10); !fault.Is(err, fault.Busy) || len(got.Listed) != 0 {
		t.Errorf("without a line: got %v, %v", got.Listed, err)
	}
}

func TestAListBehindANumberGoesOnWhereItEnded(t *testing.T) {
	g, second, _ := numbered(t)
	q := census.Query{On: g.h.Today()}
	first, err := g.look.Behind(t.Context(), ministry(), q, lookup.Key{}, 1)
	if err != nil || len(first.Listed) != 1 || first.Count != 2 {
		t.Fatalf("got %+v, %v", first, err)
	}
	rest, err := g.look.Behind(t.Context(), ministry(), q, first.Listed[0].Key, 1)
	if err != nil || len(rest.Listed) != 1 || rest.Listed[0].Minor != second {
		t.Errorf("after that: got %+v, %v", rest.Listed, err)
	}
}
