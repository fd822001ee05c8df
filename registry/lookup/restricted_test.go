package lookup_test

import (
	"context"
	"slices"
	"testing"

	"faro.example/registry/intake/intaketest"
	"faro.example/registry/lookup"
	"faro.example/shared/access"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/right"
	"faro.example/shared/socialfile"
)

// exercises has the child ask for a right over a section, or a record of it, and the
// services grant it; it gives the case.
func (g *glazed) exercises(by *intaketest.Agent, r right.Right, about change.Section, of minor.RecordID) right.CaseID {
	asked := right.CaseID(g.writes(by, right.Asked{Right: r, By: right.ByMinor, Identified: "known", Language: "fr", About: string(about), Of: of, Says: "x"}))
	if r != right.Withdrawal {
		g.writes(by, right.Decided{Case: asked, Outcome: right.Granted})
	}
	return asked
}

func TestWhoTracesIsShownNothingOfAChildWhoseDataAreRestricted(t *testing.T) {
	g := newGlazed(t)
	services := g.h.Agent(institution.Office(g.keeps))
	partner := g.h.Institution(institution.TracingPartner)
	by := access.Caller{Role: access.TracingPartner, Offices: []institution.OfficeID{institution.Office(partner)}, Reason: "tracing"}
	sees := func(want bool, when string) {
		t.Helper()
		if _, err := g.look.Casefile(t.Context(), by, g.child); fault.Is(err, fault.NotFound) == want {
			t.Errorf("%s: got %v, want seen %v", when, err, want)
		}
	}
	g.entrusts(services, partner)
	sees(true, "before")
	g.exercises(services, right.Restriction, change.SocialFile, minor.RecordID{})
	sees(true, "the social file alone is restricted")
	of := g.exercises(services, right.Restriction, "", minor.RecordID{})
	sees(false, "restricted")
	if _, err := g.look.Casefile(t.Context(), access.Caller{Role: access.Municipality, Offices: []institution.OfficeID{institution.Office(g.keeps)}, Reason: "care"}, g.child); err != nil {
		t.Errorf("who answers for the child: %v", err)
	}
	g.writes(services, right.Decided{Case: of, Outcome: right.Lifted, Reason: "checked", Told: day.Must("2026-03-04")})
	sees(true, "lifted")
}

func TestARestrictedChildIsACandidateForTheMinistryAloneAndOnNoList(t *testing.T) {
	g := newGlazed(t)
	near, _ := g.named(t, "088009", "Mamadou", "Bah", "2009-05-12")
	g.propose(near, g.child, .9, false)
	social := services(g.keeps, "088009")
	listed := func() (n int) {
		err := g.look.Among(t.Context(), social, lookup.Among{List: "own", On: day.Must("2026-03-08"), Towns: []string{"088009"}}, func(ctx context.Context, s *lookup.Sight) ([]minor.ID, error) {
			here, err := s.Here(ctx)
			for _, k := range here {
				if k.Minor == g.child {
					n++
				}
			}
			return nil, err
		})
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	open := func(by access.Caller) int {
		got, err := g.look.Candidates(t.Context(), by, lookup.Asked{})
		if err != nil {
			t.Fatal(err)
		}
		return len(got.Open)
	}
	ministry := access.Caller{Role: access.Ministry}
	if open(social) != 1 || listed() != 1 {
		t.Fatal("before: not shown to the social service")
	}
	g.exercises(g.h.Agent(institution.Office(g.keeps)), right.Restriction, change.Identity, minor.RecordID{})
	if open(social) != 0 || open(ministry) != 1 || listed() != 0 {
		t.Errorf("restricted: %d candidates for the service, %d for the Ministry, on %d lists", open(social), open(ministry), listed())
	}
}

func TestAPhotographIsShownNoMoreOnceItsConsentIsTakenBack(t *testing.T) {
	g := newGlazed(t)
	services := g.h.Agent(institution.Office(g.keeps))
	photo := g.writes(services, socialfile.Photograph{File: minor.FileOf(minor.PNG, []byte("x"))})
	by := access.Caller{Role: access.Municipality, Offices: []institution.OfficeID{institution.Office(g.keeps)}, Reason: "care"}
	shown := func(by access.Caller) bool {
		got, err := g.look.Casefile(t.Context(), by, g.child)
		if err != nil {
			t.Fatal(err)
		}
		files, err := g.look.Enclosed(t.Context(), by, g.child)
		if err != nil {
			t.Fatal(err)
		}
		there := slices.ContainsFunc(got.Records, func(p change.Placed) bool { return p.ID == change.ID(photo) })
		if there != (len(files) == 1) {
			t.Errorf("the record is there: %v, with %d files", there, len(files))
		}
		return there
	}
	if !shown(by) {
		t.Fatal("before: not shown")
	}
	g.exercises(services, right.Withdrawal, change.SocialFile, photo)
	if shown(by) {
		t.Error("taken back, and shown")
	}
	if !shown(access.Caller{Role: access.Ministry, Reason: "care"}) {
		t.Error("the Ministry, which answers for what was done while it stood, does not see it")
	}
	got, err := g.look.Queue(t.Context(), by, lookup.RightsAsked, lookup.Key{}, 10)
	if err != nil || len(got.Waiting) != 0 {
		t.Errorf("a consent that is taken back waits for somebody: %v, %v", got.Waiting, err)
	}
}
