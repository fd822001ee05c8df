package lookup_test

import (
	"slices"
	"testing"

	"faro.example/registry/intake/intaketest"
	"faro.example/registry/lookup"
	"faro.example/shared/access"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/guardian"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// contested has a stranger's centre say otherwise who the child's mother is, and
// of which sex the child is.
func (g *glazed) contested(t *testing.T) (first, second change.Record) {
	t.Helper()
	a := g.h.Agent(institution.OfficeOf(g.h.Structure("015146")))
	says := func(by *intaketest.Agent, s minor.Sex, mother minor.Text) change.Record {
		return by.Write(g.child, "2026-03-09", minor.IdentityStated{Source: minor.OwnWord, Sex: s, Mother: &minor.Name{Given: mother}})
	}
	other := g.h.Agent(institution.OfficeOf(g.h.Structure("088009")))
	first, second = says(other, minor.Male, "Awa"), says(a, minor.Female, "Aua")
	other.Taken(first)
	a.Taken(second)
	return first, second
}

// twoGuardians has two courts appoint a guardian each: a section that the police
// do not see.
func (g *glazed) twoGuardians(t *testing.T) {
	t.Helper()
	for i, court := range []string{"Catania", "Palermo"} {
		g.h.Registry.Taken(g.h.Registry.Write(g.child, "2026-03-09", guardian.Appointed{
			Guardian: guardian.Who{Person: institution.PersonID{byte(i + 1)}},
			Decree:   institution.Decree{Court: court, Number: "1", On: day.Must("2026-03-09")},
		}))
	}
}

func ministry() access.Caller { return access.Caller{Role: access.Ministry} }

func TestTheOpenConflictsOfWhoMaySeeThem(t *testing.T) {
	g := newGlazed(t)
	first, second := g.contested(t)
	g.twoGuardians(t)
	police := access.Caller{Role: access.Police, Territory: []string{"088009"}}
	for name, x := range map[string]struct {
		c    access.Caller
		want int
	}{
		"the Ministry":                  {ministry(), 3},
		"the social services in charge": {services(g.keeps, "088009"), 3},
		"the police of the place":       {police, 2},
		"another social service":        {services(milan, "058091"), 0},
	} {
		got, next, err := g.look.Conflicts(t.Context(), x.c, lookup.Contests{})
		if err != nil || len(got) != x.want || !next.IsZero() {
			t.Errorf("%s: got %d, next %v, %v; want %d", name, len(got), next, err, x.want)
		}
		if line := g.last(); line.Action != access.Search || !line.Allowed || len(line.Subjects) != min(1, x.want) {
			t.Errorf("%s: the line is %+v", name, line)
		}
	}
	got, _, err := g.look.Conflicts(t.Context(), ministry(), lookup.Contests{Slot: "sex"})
	if err != nil || len(got) != 1 || !slices.Equal(got[0].Records, []change.ID{first.ID, second.ID}) || !slices.Equal(got[0].Deciders, []string{"custody"}) {
		t.Fatalf("got %+v, %v", got, err)
	}
	if got[0].ID != (&casefile.File{Minor: g.child}).Conflict("sex") || got[0].OpenedAt.IsZero() || got[0].Since == 0 {
		t.Errorf("got %+v", got[0])
	}
	if _, _, err := g.look.Conflicts(t.Context(), access.Caller{Role: access.Auditor}, lookup.Contests{}); !fault.Is(err, fault.Denied) || g.last().Allowed {
		t.Errorf("an auditor: got %v", err)
	}
}

func TestAConflictShowsWhatTheRecordsSayBesideEachOther(t *testing.T) {
	g := newGlazed(t)
	first, second := g.contested(t)
	id := (&casefile.File{Minor: g.child}).Conflict("sex")
	got, err := g.look.Conflict(t.Context(), services(g.keeps, "088009"), id)
	if err != nil || len(got.Sides) != 2 || got.Meanwhile != minor.Male {
		t.Fatalf("got %+v, %v", got, err)
	}
	for i, r := range []change.Record{first, second} {
		if s := got.Sides[i]; s.Record != r.ID || s.Structure != r.Structure || s.Value != r.Body.(minor.IdentityStated).Sex {
			t.Errorf("side %d: got %+v", i, s)
		}
	}
	if line := g.last(); line.Action != access.OpenCasefile || !slices.Equal(line.Subjects, []minor.ID{g.child}) {
		t.Errorf("the line is %+v", line)
	}
	_, denied := g.look.Conflict(t.Context(), services(milan, "058091"), id)
	_, absent := g.look.Conflict(t.Context(), ministry(), casefile.ConflictID{7})
	if !fault.Is(denied, fault.NotFound) || !fault.Is(absent, fault.NotFound) || denied.Error() != absent.Error() {
		t.Errorf("denied %v, absent %v: want the same", denied, absent)
	}
}

func TestAListOfConflictsGoesOnPageByPage(t *testing.T) {
	g := newGlazed(t)
	g.contested(t)
	all, _, err := g.look.Conflicts(t.Context(), ministry(), lookup.Contests{})
	if err != nil || len(all) != 2 {
		t.Fatal(all, err)
	}
	rest, _, err := g.look.Conflicts(t.Context(), ministry(), lookup.Contests{After: all[0].ID})
	if err != nil || len(rest) != 1 || rest[0].ID != all[1].ID {
		t.Errorf("after the first: got %+v, %v", rest, err)
	}
}
