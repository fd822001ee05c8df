package lookup_test

import (
	"slices"
	"testing"

	"faro.example/registry/intake/intaketest"
	"faro.example/shared/access"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/guardian"
	"faro.example/shared/historytest"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/tracing"
)

// writes has an office write about the child, knowing all there is.
func (g *glazed) writes(a *intaketest.Agent, b change.Body) minor.RecordID {
	var position uint64
	g.h.Scan(&position, `SELECT position FROM ledger_head`)
	a.Sent(position)
	r := a.Write(g.child, "2026-03-05", b, intaketest.Seen(position))
	a.Taken(r)
	return minor.RecordID(r.ID)
}

// entrusts has the child's family traced by a partner with an agreement.
func (g *glazed) entrusts(services *intaketest.Agent, partner institution.ID) tracing.ID {
	g.h.Exec(`INSERT INTO agreements (partner, number, countries, valid_from, known_from, changed_at) VALUES ($1, '1', '{GN}', '2026-01-01', 0, now())`, partner)
	mother := tracing.Person{ID: tracing.PersonID{1}, Name: minor.Name{Given: "Mariama"}, Is: minor.Parent}
	of := g.writes(services, tracing.Proposed{By: tracing.BySocialServices, Sought: []tracing.Person{mother}, Reason: "asks for her"})
	g.writes(services, tracing.Consented{Tracing: of, By: []minor.Party{minor.TheMinor}, Told: historytest.Told()})
	g.writes(services, tracing.Assessed{Tracing: of, Risk: tracing.NoRisk, Grounds: "heard"})
	asked := g.writes(services, tracing.Requested{Tracing: of, Country: "GN", Asks: "how the family lives"})
	g.writes(g.h.Registry, tracing.Received{Tracing: of, Request: asked, Accepted: true, Number: "7"})
	g.writes(g.h.Registry, tracing.Entrusted{Tracing: of, Partner: partner, Country: "GN"})
	return of
}

func TestWhoTracesIsShownTheTracingsInHandAndNothingOnceTheMinorWithdraws(t *testing.T) {
	g := newGlazed(t)
	services := g.h.Agent(institution.Office(g.keeps))
	caller := func() (institution.ID, access.Caller) {
		i := g.h.Institution(institution.TracingPartner)
		return i, access.Caller{Role: access.TracingPartner, Offices: []institution.OfficeID{institution.Office(i)}, Reason: "tracing"}
	}
	one, byOne := caller()
	two, byTwo := caller()
	if _, err := g.look.Casefile(t.Context(), byOne, g.child); !fault.Is(err, fault.NotFound) {
		t.Errorf("before: got %v, want not found", err)
	}
	of := map[institution.ID]tracing.ID{one: g.entrusts(services, one), two: g.entrusts(services, two)}
	for i, by := range map[institution.ID]access.Caller{one: byOne, two: byTwo} {
		got, err := g.look.Casefile(t.Context(), by, g.child)
		if err != nil || !slices.Equal(got.Sections, access.Shown(access.TracingPartner, access.OpenCasefile, access.Entrusted)) {
			t.Fatalf("got %v, %v", got.Sections, err)
		}
		if all := got.Tracings(); len(all) != 1 || all[0].Of != of[i] {
			t.Errorf("shown %d tracings, want its own alone", len(all))
		}
		if len(got.Presence.Stays) > 0 || len(got.Custody.Spans) > 0 {
			t.Error("shown where the child is")
		}
	}
	g.writes(services, tracing.Withdrawn{Tracing: of[one], By: []minor.Party{minor.TheMinor}})
	if _, err := g.look.Casefile(t.Context(), byOne, g.child); !fault.Is(err, fault.NotFound) {
		t.Errorf("after the withdrawal: got %v, want not found", err)
	}
	if l := g.last(); l.Allowed || !slices.Equal(l.Subjects, []minor.ID{g.child}) {
		t.Errorf("the look that was denied left the line %+v", l)
	}
	if got, err := g.look.Casefile(t.Context(), byTwo, g.child); err != nil || len(got.Tracings()) != 1 {
		t.Errorf("the other tracing: %v", err)
	}
}

func TestACentreIsShownTheFamilysReportWhileItsHeadHasAGuardiansPowers(t *testing.T) {
	g := newGlazed(t)
	centre := access.Caller{Role: access.Centre}
	g.h.Scan(&centre.Offices, `SELECT ARRAY[facility] FROM casefiles WHERE minor = $1`, g.child)
	shown := func() bool {
		got, err := g.look.Casefile(t.Context(), centre, g.child)
		if err != nil {
			t.Fatal(err)
		}
		return slices.Contains(got.Sections, change.FamilyReport)
	}
	if shown() {
		t.Error("shown before")
	}
	services := g.h.Agent(institution.Office(g.keeps))
	g.writes(services, guardian.Provisional{Holder: guardian.Who{Name: &minor.Name{Given: "Rosa", Family: "Esempio"}}})
	if !shown() {
		t.Error("not shown to who is responsible")
	}
	g.says(t, "2026-03-06", guardian.Appointed{Guardian: historytest.Guardian("Gaia"), Decree: institution.Decree{Court: "TM", Number: "1", On: day.Must("2026-03-04")}})
	if shown() {
		t.Error("shown after a guardian was appointed")
	}
}
