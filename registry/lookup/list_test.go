package lookup_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"faro.example/registry/intake/intaketest"
	"faro.example/registry/lookup"
	"faro.example/shared/access"
	"faro.example/shared/custody"
	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/placement"
)

// on gives who is on a list.
func (g *glazed) on(t *testing.T, c access.Caller, w lookup.Which) (out []minor.ID) {
	t.Helper()
	lists, err := g.look.Lists(t.Context(), c, []lookup.Which{w}, lookup.Key{}, lookup.MaxFound)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range lists[0].Listed {
		out = append(out, m.Minor)
	}
	return out
}

func TestAListShowsTheMinorsOfACallerAndLeavesALine(t *testing.T) {
	g := newGlazed(t)
	own := services(g.keeps, "088009")
	if got := g.on(t, own, lookup.Held); !slices.Equal(got, []minor.ID{g.child}) {
		t.Errorf("in custody: got %v", got)
	}
	l := g.last()
	if l.Action != access.Search || !l.Allowed || !slices.Equal(l.Subjects, []minor.ID{g.child}) || !strings.Contains(l.Asked, "custody") {
		t.Errorf("got the line %+v", l)
	}
	for _, w := range []lookup.Which{lookup.Uncared, lookup.Missing, lookup.Travelling, lookup.Contended, lookup.Offered} {
		if got := g.on(t, own, w); len(got) != 0 {
			t.Errorf("%s: got %v, want nobody", w, got)
		}
	}
	elsewhere := services(g.h.Institution(institution.Municipality, "015146"), "015146")
	if got := g.on(t, elsewhere, lookup.Everybody); len(got) != 0 {
		t.Errorf("elsewhere: got %v, want nobody", got)
	}
	if got := g.on(t, ministry(), lookup.Everybody); !slices.Equal(got, []minor.ID{g.child}) {
		t.Errorf("the Ministry: got %v", got)
	}
}

func TestAListShowsNobodyBehindBrokenGlass(t *testing.T) {
	g := newGlazed(t)
	if _, err := g.look.Break(t.Context(), g.officer, g.code, said); err != nil {
		t.Fatal(err)
	}
	at := g.h.Structure(g.officer.Territory[0])
	a := g.h.Agent(institution.OfficeOf(at))
	own := intaketest.Minor()
	a.Taken(a.Write(own, "2026-03-01", minor.Registered{Code: a.Code()}), a.Write(own, "2026-03-01", placement.Began{At: facility.At(at)}))
	lists, err := g.look.Lists(t.Context(), g.officer, []lookup.Which{lookup.Everybody}, lookup.Key{}, lookup.MaxFound)
	if err != nil {
		t.Fatal(err)
	}
	if l := lists[0]; l.Count != 1 || len(l.Listed) != 1 || l.Listed[0].Minor != own {
		t.Errorf("got %d, %+v, want the one of the own territory", l.Count, l.Listed)
	}
}

func TestWhoMaySearchNobodyGetsNoList(t *testing.T) {
	g := newGlazed(t)
	for _, role := range []access.Role{access.Auditor, access.TracingPartner, access.FamilyDepartment} {
		c := g.officer
		c.Role = role
		if _, err := g.look.Lists(t.Context(), c, []lookup.Which{lookup.Everybody}, lookup.Key{}, 10); !fault.Is(err, fault.Denied) {
			t.Errorf("%s: got %v, want denied", role, err)
		}
		if g.last().Allowed {
			t.Errorf("%s: the line says that it was allowed", role)
		}
	}
	if _, err := g.look.Lists(t.Context(), ministry(), []lookup.Which{"everything"}, lookup.Key{}, 10); !fault.Is(err, fault.Invalid) {
		t.Errorf("a list that there is not: got %v", err)
	}
}

// carried is a key that has been in the address of a page.
func carried(k lookup.Key) (out lookup.Key, err error) {
	b, err := json.Marshal(k)
	if err != nil {
		return out, err
	}
	return out, json.Unmarshal(b, &out)
}

func TestAListGoesOnWhereItEndedAndKeepsToAStructure(t *testing.T) {
	g := newGlazed(t)
	at := g.h.Structure("088009")
	a := g.h.Agent(institution.OfficeOf(at), institution.Office(g.keeps))
	want := []minor.ID{g.child}
	for _, on := range []string{"2026-03-03", "2026-03-04"} {
		m := intaketest.Minor()
		a.Taken(a.Write(m, on, minor.Registered{Code: a.Code()}), a.Write(m, on, placement.Began{At: facility.At(at)}),
			a.Write(m, on, custody.Taken{By: g.keeps}, intaketest.For(institution.Office(g.keeps))))
		want = append(want, m)
	}
	for range 2 { // who are nowhere come last
		m := intaketest.Minor()
		a.Taken(a.Write(m, "2026-03-05", minor.Registered{Code: a.Code()}),
			a.Write(m, "2026-03-05", custody.Taken{By: g.keeps}, intaketest.For(institution.Office(g.keeps))))
		want = append(want, m)
	}
	slices.SortFunc(want[3:], func(a, b minor.ID) int { return a.Compare(b) })
	own := services(g.keeps, "088009")
	var got []minor.ID
	key := lookup.Key{}
	for range 6 {
		lists, err := g.look.Lists(t.Context(), own, []lookup.Which{lookup.Held}, key, 1)
		if err != nil {
			t.Fatal(err)
		}
		if lists[0].Count != 5 {
			t.Errorf("counted %d, want 5", lists[0].Count)
		}
		for _, m := range lists[0].Listed {
			got, key = append(got, m.Minor), m.Key
		}
		if key, err = carried(key); err != nil {
			t.Fatalf("the address of what follows: %v", err)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v: those who wait longest first", got, want)
	}
	lists, err := g.look.Lists(t.Context(), own, []lookup.Which{lookup.Held}, lookup.Key{At: at}, 10)
	if err != nil || lists[0].Count != 2 {
		t.Errorf("at one structure: got %v, %v, want two", lists, err)
	}
}
