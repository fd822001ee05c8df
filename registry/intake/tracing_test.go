package intake_test

import (
	"slices"
	"testing"

	"faro.example/registry/intake/intaketest"
	"faro.example/registry/judge"
	"faro.example/shared/change"
	"faro.example/shared/custody"
	"faro.example/shared/facility"
	"faro.example/shared/historytest"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/placement"
	"faro.example/shared/tracing"
)

// search is a registry where a tracing is told: who asks, a partner with an
// agreement for Guinea and its mission, another partner.
type search struct {
	*intaketest.House
	child                      minor.ID
	services, mission, another *intaketest.Agent
	partner                    institution.ID
	of, request, under         minor.RecordID
}

func newSearch(t *testing.T) *search {
	s := &search{House: intaketest.New(t), child: intaketest.Minor(), under: minor.RecordID{9}}
	keeps := s.Institution(institution.Municipality, "089017")
	at := s.Structure("089017")
	s.services = s.Agent(institution.Office(keeps), institution.OfficeOf(at))
	s.partner = s.Institution(institution.TracingPartner)
	mission := s.Institution(institution.TracingPartner)
	s.Exec(`UPDATE institutions SET parent = $2 WHERE id = $1`, mission, s.partner)
	s.mission = s.Agent(institution.Office(mission))
	s.another = s.Agent(institution.Office(s.Institution(institution.TracingPartner)))
	s.Exec(`INSERT INTO agreements (partner, number, countries, valid_from, valid_until, known_from, changed_at)
		VALUES ($1, '1', '{GN}', '2026-01-01', '2026-06-01', 0, now())`, s.partner)
	home := intaketest.For(institution.OfficeOf(at))
	s.services.Taken(
		s.services.Write(s.child, "2026-03-01", minor.Registered{Code: s.services.Code()}, home),
		s.services.Write(s.child, "2026-03-01", placement.Began{At: facility.At(at)}, home),
		s.services.Write(s.child, "2026-03-02", custody.Taken{By: keeps}))
	s.of = s.says(s.services, tracing.Proposed{
		By: tracing.BySocialServices, Sought: []tracing.Person{{ID: tracing.PersonID{1}, Name: minor.Name{Given: "A"}, Is: minor.Parent}}, Reason: "r",
	})
	s.says(s.services, tracing.Consented{Tracing: s.of, By: []minor.Party{minor.TheMinor}, Told: historytest.Told()})
	s.says(s.services, tracing.Assessed{Tracing: s.of, Risk: tracing.NoRisk, Grounds: "g"})
	s.request = s.says(s.services, tracing.Requested{Tracing: s.of, Country: "GN", Asks: "a"})
	s.says(s.Registry, tracing.Received{Tracing: s.of, Request: s.request, Accepted: true, Number: "1"})
	return s
}

// writes makes a record of an office that has seen all there is.
func (s *search) writes(a *intaketest.Agent, b change.Body) change.Record {
	var position uint64
	s.Scan(&position, `SELECT position FROM ledger_head`)
	a.Sent(position)
	return a.Write(s.child, "2026-03-05", b, intaketest.Seen(position))
}

func (s *search) says(a *intaketest.Agent, b change.Body) minor.RecordID {
	r := s.writes(a, b)
	a.Taken(r)
	return minor.RecordID(r.ID)
}

// entrusted is the tracing given to a mission of a partner, for a country.
func (s *search) entrusted(partner, mission institution.ID, c minor.Country) tracing.Entrusted {
	return tracing.Entrusted{Tracing: s.of, Partner: partner, Mission: mission, Country: c}
}

func (s *search) report() tracing.Reported {
	return tracing.Reported{
		Tracing: s.of, Entrusted: s.under, Finding: tracing.NotFound, Country: "GN", Language: "fr", Account: tracing.Account{Summary: "personne"},
	}
}

// Tracings against what the directory and the minor say are refused, with the
// condition and the remedy, and the attempt is kept.
func TestATracingIsEntrustedAndTracedAsTheDirectoryAndTheMinorAllow(t *testing.T) {
	s := newSearch(t)
	mission, other := institution.ID(s.mission.Office), institution.ID(s.another.Office)
	refused := 0
	wants := func(a *intaketest.Agent, why judge.Reason, field string, b change.Body) {
		t.Helper()
		refused++
		r := a.Refused(why, s.writes(a, b))
		if r.Field != field || r.Detail == "" || r.Remedy == "" {
			t.Errorf("%s: got %+v, want it at %s with its remedy", b.Kind(), r, field)
		}
	}
	wants(s.Registry, judge.Unmet, "body.partner", s.entrusted(other, institution.ID{}, "GN"))
	wants(s.Registry, judge.Unmet, "body.partner", s.entrusted(s.partner, institution.ID{}, "ML"))
	wants(s.Registry, judge.Unmet, "body.mission", s.entrusted(s.partner, other, "GN"))
	s.Exec(`UPDATE agreements SET valid_until = '2026-03-05'`)
	wants(s.Registry, judge.Unmet, "body.partner", s.entrusted(s.partner, mission, "GN"))
	s.Exec(`UPDATE agreements SET valid_until = NULL`)
	wants(s.mission, judge.NotHeld, "minor", s.report())
	s.under = s.says(s.Registry, s.entrusted(s.partner, mission, "GN"))
	wants(s.another, judge.NotHeld, "minor", s.report())
	s.says(s.mission, tracing.Contacted{Tracing: s.of, Entrusted: s.under, Means: tracing.Enquiry, Country: "GN", Finding: tracing.NotFound})
	if !s.scope(s.mission) || s.scope(s.another) {
		t.Error("the child is not in the scope of its mission, or is in another's")
	}
	s.says(s.services, tracing.Withdrawn{Tracing: s.of, By: []minor.Party{minor.TheMinor}})
	if s.scope(s.mission) {
		t.Error("the child is in the mission's scope after it has withdrawn")
	}
	wants(s.mission, judge.NotHeld, "minor", s.report())
	wants(s.services, judge.Unmet, "body.tracing", tracing.Requested{Tracing: s.of, Country: "GN", Asks: "a"})
	wants(s.Registry, judge.Unmet, "body.tracing", s.entrusted(s.partner, mission, "GN"))
	var kept int
	s.Scan(&kept, `SELECT count(*) FROM receipts WHERE verdict = 'refused'`)
	if kept != refused {
		t.Errorf("%d attempts are kept, want %d", kept, refused)
	}
	wantClean(t, s.House)
}

// scope reports whether the child is in an installation's scope, and in that of its
// office.
func (s *search) scope(a *intaketest.Agent) bool {
	var offices []institution.OfficeID
	s.Scan(&offices, `SELECT offices FROM casefiles WHERE minor = $1`, s.child)
	var in bool
	s.Scan(&in, `SELECT EXISTS (SELECT FROM scopes WHERE agent = $1 AND minor = $2 AND "left" IS NULL)`, a.ID, s.child)
	return in && slices.Contains(offices, a.Office)
}
