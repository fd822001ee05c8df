package lookup_test

import (
	"slices"
	"testing"
	"time"

	"faro.example/registry/intake/intaketest"
	"faro.example/registry/lookup"
	"faro.example/registry/projection"
	"faro.example/shared/access"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/guardian"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/measure"
	"faro.example/shared/minor"
	"faro.example/shared/opinion"
	"faro.example/shared/permit"
)

// queued gives who is on a queue for a caller.
func (g *glazed) queued(t *testing.T, c access.Caller, q lookup.Queue) []lookup.Waiting {
	t.Helper()
	counted := g.backlogs(t, c)[q]
	got, err := g.look.Queue(t.Context(), c, q, lookup.Key{}, 10)
	if err != nil {
		t.Fatalf("%s: %v", q, err)
	}
	var shown lookup.Backlog
	if n := len(got.Waiting); n > 0 {
		shown = lookup.Backlog{Queue: q, Count: n, Oldest: got.Waiting[0].Key.Since}
	}
	if counted != shown {
		t.Errorf("%s of %s: counted %+v, shown %+v", q, c.Role, counted, shown)
	}
	return got.Waiting
}

// at is somebody of an office with a territory.
func at(g *glazed, r access.Role, k institution.Kind, towns ...string) access.Caller {
	return access.Caller{Role: r, Person: institution.PersonID(id.New[struct{}]()), Reason: "list", Territory: towns,
		Offices: []institution.OfficeID{institution.Office(g.h.Institution(k, towns...))}}
}

func TestAChildIsOnAQueueForAsLongAsItWaitsAndForWhoSeesThatSection(t *testing.T) {
	g := newGlazed(t)
	g.look.Now = func() time.Time { return day.Must("2026-03-10").Start().Add(12 * time.Hour) }
	ministry := access.Caller{Role: access.Ministry, Person: institution.PersonID(id.New[struct{}]()), Reason: "list"}
	court, elsewhere := at(g, access.Court, institution.Court, "088009"), at(g, access.Court, institution.Court, "015146")
	service := at(g, access.Municipality, institution.Municipality, "088009")
	keeps := access.Caller{Role: access.Municipality, Person: institution.PersonID(id.New[struct{}]()), Reason: "list", Offices: []institution.OfficeID{institution.Office(g.keeps)}}
	is := func(what string, got []lookup.Waiting, from string) {
		t.Helper()
		switch {
		case from == "" && len(got) != 0:
			t.Errorf("%s: %d wait, want nobody", what, len(got))
		case from != "" && (len(got) != 1 || got[0].Minor != g.child || got[0].From != day.Must(from)):
			t.Errorf("%s: got %+v, want the child since %s", what, got, from)
		}
	}
	byMinistry := func(on string, b change.Body) {
		var position uint64
		g.h.Scan(&position, `SELECT position FROM ledger_head`)
		g.h.Registry.Sent(position)
		g.h.Registry.Taken(g.h.Registry.Write(g.child, on, b, intaketest.Seen(position)))
	}
	rosa := guardian.Who{Person: institution.PersonID(id.New[struct{}]())}
	decree := institution.Decree{Court: "TM Catania", Number: "12/2026", On: day.Must("2026-03-06")}
	is("nobody asked", g.queued(t, ministry, lookup.Unguarded), "")
	g.says(t, "2026-03-04", minor.IdentityStated{Source: minor.PhotoDocument, Birth: &minor.Birth{Date: day.Must("2008-05-01"), Precision: minor.ToDay, Provenance: minor.Documented}})
	g.says(t, "2026-03-05", guardian.Asked{Court: "TM Catania"})
	is("the Ministry", g.queued(t, ministry, lookup.Unguarded), "2026-03-05")
	if l := g.last(); !l.Allowed || !slices.Equal(l.Subjects, []minor.ID{g.child}) {
		t.Errorf("got the line %+v, want one that names the child", l)
	}
	is("the court of the place", g.queued(t, court, lookup.Unguarded), "2026-03-05")
	is("another court", g.queued(t, elsewhere, lookup.Unguarded), "")
	g.look.Now = func() time.Time { return day.Must("2026-05-01").Start().Add(12 * time.Hour) }
	is("who is of age", g.queued(t, ministry, lookup.Unguarded), "")
	is("who is of age, in its care", g.queued(t, keeps, lookup.Unguarded), "")
	g.look.Now = func() time.Time { return day.Must("2026-03-10").Start().Add(12 * time.Hour) }

	g.says(t, "2026-03-06", guardian.Appointed{Guardian: rosa, Volunteer: true, Decree: decree})
	is("appointed", g.queued(t, ministry, lookup.Unguarded), "")
	is("and not taken up", g.queued(t, court, lookup.Unanswered), "2026-03-06")
	g.says(t, "2026-03-07", guardian.Declined{Guardian: rosa, Reason: "has moved away"})
	if got := g.queued(t, court, lookup.Unanswered); len(got) != 1 || got[0].Stage != projection.MatterDeclined {
		t.Errorf("declined: got %+v", got)
	}
	byMinistry("2026-03-08", guardian.Accepted{Guardian: rosa})
	is("taken up", g.queued(t, court, lookup.Unanswered), "")
	loads, err := g.look.Caseloads(t.Context(), court)
	if err != nil || len(loads) != 1 || loads[0].Person != rosa.Person || loads[0].Wards != 1 || loads[0].Volunteer != 1 {
		t.Errorf("case-loads: %+v, %v", loads, err)
	}

	g.says(t, "2026-03-08", opinion.Asked{Into: "study"})
	if got := g.queued(t, ministry, lookup.Opinions); len(got) != 1 || got[0].Until != day.Must("2026-06-30") {
		t.Errorf("the opinion: got %+v, want it to be asked for up to 60 days after the birthday", got)
	}
	is("the service in custody", g.queued(t, keeps, lookup.Opinions), "2026-03-08")
	is("a service of the place alone, which sees no opinion", g.queued(t, service, lookup.Opinions), "")
	byMinistry("2026-03-09", opinion.Given{Favourable: true, Number: "1"})
	is("given", g.queued(t, ministry, lookup.Opinions), "")
	g.says(t, "2026-03-08", permit.Issued{Type: permit.MinorAge, Until: day.Must("2026-05-01")})
	if got := g.queued(t, service, lookup.Expiring); len(got) != 1 || got[0].Until != day.Must("2026-04-30") || got[0].Detail != "minor-age" {
		t.Errorf("a permit that runs out at majority: got %+v", got)
	}
	g.says(t, "2026-03-08", measure.Enrolled{Programme: measure.PUOI})
	is("takes part", g.queued(t, service, lookup.Measures), "2026-03-08")
	g.says(t, "2026-03-09", measure.Ended{Programme: measure.PUOI, Outcome: measure.Completed})
	is("has completed it", g.queued(t, service, lookup.Measures), "")
	if _, err := g.look.Queue(t.Context(), at(g, access.Region, institution.Region, "088009"), lookup.Unguarded, lookup.Key{}, 10); !fault.Is(err, fault.Denied) || g.last().Allowed {
		t.Errorf("a region: got %v, want it denied, with its line", err)
	}
	if found, err := projection.Check(t.Context(), g.h.DB.As("faro_intake"), g.h.Sealer, nil); err != nil || len(found) > 0 {
		t.Errorf("the tables do not say what the ledger does: %v, %v", found, err)
	}
	g.h.Exec(`DELETE FROM matters WHERE slot = 'opinion'`)
	if found, err := projection.Check(t.Context(), g.h.DB.As("faro_intake"), g.h.Sealer, nil); err != nil || len(found) != 1 || found[0].Table != "matters" {
		t.Errorf("a matter is missing: %v, %v", found, err)
	}
}
