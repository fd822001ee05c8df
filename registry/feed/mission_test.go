package feed

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"faro.example/registry/intake/intaketest"
	"faro.example/registry/judge"
	"faro.example/shared/api"
	"faro.example/shared/change"
	"faro.example/shared/custody"
	"faro.example/shared/facility"
	"faro.example/shared/historytest"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/placement"
	"faro.example/shared/tracing"
)

// abroad is a registry with a partner and two missions, each with an installation.
type abroad struct {
	*world
	feed                      *Feed
	partner                   institution.ID
	ministry, services, house *intaketest.Agent
	conakry, dakar            *intaketest.Agent
}

func newAbroad(t *testing.T) *abroad {
	w := &abroad{world: newWorld(t)}
	w.feed = w.world.feed()
	w.partner = w.Institution(institution.TracingPartner)
	mission := func() *intaketest.Agent {
		m := w.Institution(institution.TracingPartner)
		w.Exec(`UPDATE institutions SET parent = $2 WHERE id = $1`, m, w.partner)
		return w.Agent(institution.Office(m))
	}
	w.ministry = w.Registry
	w.services = w.Agent(institution.Office(w.Institution(institution.Municipality, "089017")))
	w.house, w.conakry, w.dakar = w.centre(), mission(), mission()
	w.Exec(`INSERT INTO agreements (partner, number, countries, valid_from, known_from, changed_at) VALUES ($1, '1', '{GN,SN}', '2026-01-01', 0, now())`, w.partner)
	return w
}

// traced is a child whose tracing is entrusted to a mission.
type traced struct {
	minor     minor.ID
	of        tracing.ID
	entrusted minor.RecordID
	at        uint64
}

// traced registers a child at the centre, has the social service ask for its family
// and the Ministry entrust the tracing to the mission in Conakry.
func (w *abroad) traced() traced {
	c := traced{minor: intaketest.Minor()}
	told := historytest.Told()
	w.house.Taken(w.house.Write(c.minor, day, minor.Registered{Code: w.house.Code()}),
		w.house.Write(c.minor, day, minor.IdentityStated{Source: minor.OwnWord, Name: &minor.Name{Given: "Amadou", Family: "Bah"}, Citizenship: "GN"}),
		w.house.Write(c.minor, day, placement.Began{At: facility.At(facility.ID(w.house.Office))}))
	w.services.Taken(w.services.Write(c.minor, day, custody.Taken{By: institution.ID(w.services.Office)}))
	mother := tracing.Person{ID: tracing.PersonID{1}, Name: minor.Name{Given: "Mariama"}, Is: minor.Parent}
	proposed := w.services.Write(c.minor, day, tracing.Proposed{By: tracing.BySocialServices, Sought: []tracing.Person{mother}, Reason: "asks for her"})
	c.of = tracing.ID(proposed.ID)
	w.services.Taken(proposed,
		w.services.Write(c.minor, day, tracing.Consented{Tracing: c.of, By: []minor.Party{minor.TheMinor}, Told: told}),
		w.services.Write(c.minor, day, tracing.Assessed{Tracing: c.of, Risk: tracing.NoRisk, Grounds: "heard"}))
	asked := w.services.Write(c.minor, day, tracing.Requested{Tracing: c.of, Country: "GN", Asks: "how the family lives"})
	w.services.Taken(asked)
	w.ministry.Taken(w.ministry.Write(c.minor, day, tracing.Received{Tracing: c.of, Request: minor.RecordID(asked.ID), Accepted: true, Number: "7"}))
	given := w.ministry.Write(c.minor, day, tracing.Entrusted{Tracing: c.of, Partner: w.partner, Mission: institution.ID(w.conakry.Office), Country: "GN"})
	c.entrusted, c.at = minor.RecordID(given.ID), w.ministry.Taken(given)[0].Position
	return c
}

func (w *abroad) report(by *intaketest.Agent, c traced, seen uint64) change.Record {
	return by.Write(c.minor, day, tracing.Reported{Tracing: c.of, Entrusted: c.entrusted, Finding: tracing.NotFound, Country: "GN", Language: "fr",
		Account: tracing.Account{Summary: "personne"}}, intaketest.Seen(seen))
}

// last gives the last item of a kind about a minor in a page, nil if there is none.
func last(page api.Feed, what string, m minor.ID) *api.Item {
	for i := range slices.Backward(page.Items) {
		if it := &page.Items[i]; it.What == what && it.Minor == m {
			return it
		}
	}
	return nil
}

// What a mission is brought is who the child is, the tracing and the family's
// report; whatever it is told, nothing says where the child lives (law 47/2017 art. 6).
func TestAMissionIsBroughtTheTracingAndNothingOfWhereTheChildLives(t *testing.T) {
	w := newAbroad(t)
	c := w.traced()
	w.Exec(`INSERT INTO alerts (rule, record, minor, sent_from, sent_to, happened_on, due_on, due_at, level, raised_at, offices, persons, called, news)
		VALUES ('arrival-missing', $4, $1, $2, $2, '2026-03-09', '2026-03-10', now(), 1, now(), ARRAY[$3::uuid], '{}', '{}', 1)`, c.minor, w.house.Office, w.conakry.Office, c.entrusted)
	page := pull(t, w.feed, w.conakry, 0)
	enter := last(page, api.WhatEnter, c.minor)
	if enter == nil {
		t.Fatal("the child does not enter the scope of the mission to which the tracing is entrusted")
	}
	want := []change.Section{change.FamilyReport, change.Identity, change.Link, change.Tracing}
	if !slices.Equal(enter.Enter.Sections, want) {
		t.Errorf("brought %v, want %v", enter.Enter.Sections, want)
	}
	for _, p := range enter.Enter.Records {
		r, err := change.Decode(p.Data)
		if err != nil || !slices.Contains(want, r.Section) {
			t.Errorf("a record of section %s is brought, and %v", r.Section, err)
		}
	}
	w.services.Sent(c.at)
	w.services.Taken(w.services.Write(c.minor, day, tracing.Withdrawn{Tracing: c.of, By: []minor.Party{minor.TheMinor}}, intaketest.Seen(c.at)))
	gone := pull(t, w.feed, w.conakry, page.Next)
	if last(gone, api.WhatLeave, c.minor) == nil {
		t.Error("the child does not leave when it takes the consent back")
	}
	for _, it := range slices.Concat(page.Items, gone.Items) {
		it.Enter, it.Record = nil, nil // signed headers name the office that wrote, which the mission cannot read: it has no list of them
		b, err := json.Marshal(it)
		if err != nil || strings.Contains(string(b), w.house.Office.String()) || it.Concerns != nil && len(it.Concerns.Alerts) == 1 && !it.Concerns.Alerts[0].From.IsZero() {
			t.Errorf("%s tells of the structure: %s, %v", it.What, b, err)
		}
	}
	if p := pull(t, w.feed, w.dakar, 0); last(p, api.WhatEnter, c.minor) != nil {
		t.Error("another mission is brought the child")
	}
}

// A mission that is off line goes on writing: what it wrote after the withdrawal is
// refused with the condition and the remedy, and blocks nothing after it.
func TestWhatAMissionWritesAfterAWithdrawalIsRefusedAndBlocksNothing(t *testing.T) {
	w := newAbroad(t)
	c, other := w.traced(), w.traced()
	held := pull(t, w.feed, w.conakry, 0)
	seen := held.Items[len(held.Items)-1].Position
	w.house.Taken(w.house.Write(c.minor, day, tracing.Withdrawn{Tracing: c.of, By: []minor.Party{minor.TheMinor}}))

	late, next := w.report(w.conakry, c, seen), w.report(w.conakry, other, seen)
	receipts := w.conakry.Push(late, next).Receipts
	if len(receipts) != 2 || receipts[0].Verdict != api.Refused || receipts[0].Reason != string(judge.Unmet) ||
		!strings.Contains(receipts[0].Detail, "withdrawn the consent") || receipts[0].Remedy == "" {
		t.Fatalf("got %+v, want the first refused with condition and remedy", receipts)
	}
	if receipts[1].Verdict != api.Taken {
		t.Errorf("the report for another child: got %+v", receipts[1])
	}
	var kept int
	w.Scan(&kept, `SELECT count(*) FROM receipts WHERE agent = $1 AND verdict = 'refused'`, w.conakry.ID)
	if kept != 1 {
		t.Errorf("%d refusals are kept of the attempt", kept)
	}
	page := pull(t, w.feed, w.conakry, held.Next)
	if last(page, api.WhatLeave, c.minor) == nil || last(page, api.WhatLeave, other.minor) != nil {
		t.Errorf("got %v, want the one who withdrew to leave, and nobody else", whats(page))
	}
}

// The family may take it back at the mission: the record is taken, and the child
// leaves there too.
func TestAWithdrawalWrittenAtAMissionStopsIt(t *testing.T) {
	w := newAbroad(t)
	c := w.traced()
	held := pull(t, w.feed, w.conakry, 0)
	seen := held.Items[len(held.Items)-1].Position
	w.conakry.Taken(w.conakry.Write(c.minor, day, tracing.Withdrawn{Tracing: c.of, By: []minor.Party{minor.TheRelatives}, Unheard: "said by the mother"}, intaketest.Seen(seen)))
	if page := pull(t, w.feed, w.conakry, held.Next); last(page, api.WhatLeave, c.minor) == nil {
		t.Errorf("got %v, want a leave", whats(page))
	}
}

func TestATracingThatIsPassedOnLeavesOneMissionAndEntersTheOther(t *testing.T) {
	w := newAbroad(t)
	c := w.traced()
	held := pull(t, w.feed, w.conakry, 0)
	w.ministry.Taken(w.ministry.Write(c.minor, day, tracing.Entrusted{Tracing: c.of, Partner: w.partner, Mission: institution.ID(w.dakar.Office), Country: "SN",
		Reason: "the mother moved"}, intaketest.Seen(c.at)))
	if page := pull(t, w.feed, w.conakry, held.Next); last(page, api.WhatLeave, c.minor) == nil {
		t.Errorf("at the first: got %v, want a leave", whats(page))
	}
	if page := pull(t, w.feed, w.dakar, 0); last(page, api.WhatEnter, c.minor) == nil {
		t.Errorf("at the other: got %v, want an enter", whats(page))
	}
}

// A mission that is closed is no centre: it is brought nothing more, rather than
// what a centre would be.
func TestAMissionThatIsClosedSeesNothing(t *testing.T) {
	w := newAbroad(t)
	c := w.traced()
	held := pull(t, w.feed, w.conakry, 0)
	w.Exec(`UPDATE institutions SET valid_until = '2026-01-02' WHERE id = $1`, w.conakry.Office)
	w.house.Taken(w.house.Write(c.minor, day, minor.IdentityStated{Source: minor.OwnWord, Sex: minor.Male}))
	if page := pull(t, w.feed, w.conakry, held.Next); last(page, api.WhatLeave, c.minor) == nil || last(page, api.WhatEnter, c.minor) != nil {
		t.Errorf("got %v, want a leave", whats(page))
	}
}
