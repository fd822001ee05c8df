package lookup_test

import (
	"slices"
	"testing"
	"time"

	"faro.example/registry/intake/intaketest"
	"faro.example/registry/lookup"
	"faro.example/shared/access"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/guardian"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// says has the social service in custody write, knowing all there is.
func (g *glazed) says(t *testing.T, on string, b change.Body) change.ID {
	t.Helper()
	a := g.h.Agent(institution.Office(g.keeps))
	var position uint64
	g.h.Scan(&position, `SELECT position FROM ledger_head`)
	a.Sent(position)
	r := a.Write(g.child, on, b, intaketest.Seen(position))
	a.Taken(r)
	return r.ID
}

func TestAGuardianIsShownTheOwnWardsAndNobodyElse(t *testing.T) {
	g := newGlazed(t)
	gaia := access.Caller{Role: access.Guardian, Person: institution.PersonID(id.New[struct{}]()), Reason: "care",
		Offices: []institution.OfficeID{institution.Office(g.keeps)}, Territory: []string{"088009"}}
	look := func() error { _, err := g.look.Casefile(t.Context(), gaia, g.child); return err }
	if got := g.on(t, gaia, lookup.Everybody); len(got) != 0 {
		t.Errorf("before the decree: got %v, want nobody", got)
	}
	if err := look(); !fault.Is(err, fault.NotFound) {
		t.Errorf("before the decree: got %v, want not found", err)
	}
	decree := institution.Decree{Court: "TM Catania", Number: "12/2026", On: day.Must("2026-03-04")}
	g.says(t, "2026-03-05", guardian.Appointed{Guardian: guardian.Who{Person: gaia.Person}, Volunteer: true, Decree: decree})
	if got := g.on(t, gaia, lookup.Everybody); !slices.Equal(got, []minor.ID{g.child}) {
		t.Errorf("got %v, want the ward", got)
	}
	if l := g.last(); !l.Allowed || !slices.Equal(l.Subjects, []minor.ID{g.child}) {
		t.Errorf("got the line %+v, want one that names the ward", l)
	}
	if err := look(); err != nil {
		t.Errorf("the ward's casefile: %v", err)
	}
	if _, err := g.look.Custody(t.Context(), gaia, g.code, day.Must("2026-03-05")); err != nil {
		t.Errorf("who has custody of the ward: %v", err)
	}
	other := gaia
	other.Person = institution.PersonID(id.New[struct{}]())
	worker := gaia
	worker.Role, worker.Offices, worker.Territory = access.Municipality, []institution.OfficeID{institution.Office(g.h.Institution(institution.Municipality, "015146"))}, []string{"015146"}
	for name, c := range map[string]access.Caller{"another guardian": other, "who is a guardian, at another work": worker} {
		if got := g.on(t, c, lookup.Everybody); len(got) != 0 {
			t.Errorf("%s: got %v, want nobody", name, got)
		}
		if _, err := g.look.Casefile(t.Context(), c, g.child); !fault.Is(err, fault.NotFound) {
			t.Errorf("%s: got %v, want not found", name, err)
		}
	}
	g.says(t, "2026-03-09", guardian.Ended{Guardian: guardian.Who{Person: gaia.Person}, Why: guardian.Resigned})
	if got := g.on(t, gaia, lookup.Everybody); len(got) != 0 {
		t.Errorf("after the end: got %v, want nobody", got)
	}
	if err := look(); !fault.Is(err, fault.NotFound) {
		t.Errorf("after the end: got %v, want not found", err)
	}
}

// At 18 a guardianship ends by law, whether or not anybody has written it down.
func TestOnThe18thBirthdayNobodyIsAWardAnyMore(t *testing.T) {
	g := newGlazed(t)
	gaia := access.Caller{Role: access.Guardian, Person: institution.PersonID(id.New[struct{}]()), Reason: "care", Offices: []institution.OfficeID{institution.Office(g.keeps)}}
	decree := institution.Decree{Court: "TM Catania", Number: "12/2026", On: day.Must("2026-03-04")}
	g.says(t, "2026-03-05", guardian.Appointed{Guardian: guardian.Who{Person: gaia.Person}, Volunteer: true, Decree: decree})
	g.says(t, "2026-03-05", minor.IdentityStated{Source: minor.PhotoDocument, Birth: &minor.Birth{Date: day.Must("2008-03-12"), Precision: minor.ToDay, Provenance: minor.Documented}})
	for _, c := range []struct {
		today string
		want  []minor.ID
	}{{"2026-03-11", []minor.ID{g.child}}, {"2026-03-12", nil}} {
		g.look.Now = func() time.Time { return day.Must(c.today).Start().Add(12 * time.Hour) }
		if got := g.on(t, gaia, lookup.Everybody); !slices.Equal(got, c.want) {
			t.Errorf("on %s: got %v, want %v", c.today, got, c.want)
		}
		if _, err := g.look.Casefile(t.Context(), gaia, g.child); (err == nil) != (c.want != nil) || err != nil && !fault.Is(err, fault.NotFound) {
			t.Errorf("on %s: the casefile: %v", c.today, err)
		}
	}
}

func TestAWardOfBeforeThereWereListsOfWardsIsOnThemAfterTheFirstStart(t *testing.T) {
	g := newGlazed(t)
	gaia := access.Caller{Role: access.Guardian, Person: institution.PersonID(id.New[struct{}]()), Reason: "care", Offices: []institution.OfficeID{institution.Office(g.keeps)}}
	decree := institution.Decree{Court: "TM Catania", Number: "12/2026", On: day.Must("2026-03-04")}
	g.says(t, "2026-03-05", guardian.Appointed{Guardian: guardian.Who{Person: gaia.Person}, Volunteer: true, Decree: decree})
	g.h.Exec(`UPDATE casefiles SET guardians = '{}'`) // as the migration left it
	g.h.Exec(`UPDATE projections SET version = 0`)
	if got := g.on(t, gaia, lookup.Everybody); len(got) != 0 {
		t.Fatalf("got %v before anything was done", got)
	}
	for _, want := range []bool{true, false} {
		if renewed, err := g.h.Intake.Renew(t.Context()); err != nil || renewed != want {
			t.Errorf("renewed: %t, %v, want %t", renewed, err, want)
		}
		if got := g.on(t, gaia, lookup.Everybody); !slices.Equal(got, []minor.ID{g.child}) {
			t.Errorf("got %v, want the ward", got)
		}
	}
}
