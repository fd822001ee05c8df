package replica

import (
	"slices"
	"testing"
	"time"

	"faro.example/agent/localdb"
	"faro.example/shared/api"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
)

func (c *centre) concerns() (out []Concern) {
	c.t.Helper()
	c.view(func(q localdb.Querier) (err error) {
		out, err = c.Concerns(c.t.Context(), q)
		return err
	})
	return out
}

// contest is a conflict about the name between an own record and another.
func contest(own change.Placed) api.Contest {
	return api.Contest{Slot: "name", Section: change.Identity, Sides: []api.Side{
		{Record: own.ID, Kind: own.Kind, On: own.On, Value: []byte(`{"given":"A"}`), Own: change.AppendRecord(nil, &own.Record)},
		{Record: newID[change.ID](), Kind: own.Kind, On: own.On, Value: []byte(`{"given":"B"}`)},
	}}
}

func (l *ledger) concerns(m minor.ID, c *api.Concerns) {
	l.tell(api.Item{What: api.WhatConcerns, Minor: m, Concerns: c})
}

// left is a centre that wrote a child's name, which contends with another's, and
// whose scope the child has left.
func left(t *testing.T) (c *centre, l *ledger, m minor.ID, own change.Placed) {
	c, l, m = newCentre(t), newLedger(), newID[minor.ID]()
	l.recoverable(t)
	l.write(t, m, minor.Registered{Tag: "17"})
	l.enter(m, c.agent)
	c.pull(l)
	own = l.take(c.write(m, named("A")))
	c.settle(receipt(own))
	l.tellRecord(own, c.agent)
	l.tell(api.Item{What: api.WhatLeave, Minor: m, Concerns: &api.Concerns{Contests: []api.Contest{contest(own)}}})
	c.pull(l)
	return c, l, m, own
}

func TestInAConflictACentreKeepsItsOwnRecordAndTheValuesOfTheSlot(t *testing.T) {
	c, l, m, own := left(t)
	if _, err := c.find(m); !fault.Is(err, fault.NotFound) {
		t.Errorf("the casefile is shown: %v", err)
	}
	c.at = c.at.Add(2 * keepLeft) // an open conflict has no end
	c.hear(l.feed(c.progress().Cursor, 1, c.at))
	got := c.concerns()
	if len(got) != 1 || got[0].Minor != m || got[0].InScope || len(got[0].Contests) != 1 {
		t.Fatalf("got %+v, want one contest", got)
	}
	k := got[0].Contests[0]
	if k.Slot != "name" || len(k.Sides) != 2 || string(k.Sides[1].Value) != `{"given":"B"}` || !k.Decided.IsZero() {
		t.Errorf("got %+v", k)
	}
	rec, err := change.Decode(k.Sides[0].Own)
	if err != nil || rec.ID != own.ID || !slices.Equal(rec.BodyRaw, own.BodyRaw) {
		t.Errorf("the own record is not kept: %v", err)
	}
	if seen := c.seen(m, change.Identity); seen.Position != 0 || !slices.Equal(seen.Records, []change.ID{own.ID}) {
		t.Errorf("seen: got %+v, want the own record alone", seen)
	}
	if seen := c.seen(m, change.Presence); len(seen.Records) != 0 {
		t.Errorf("seen of another section: got %+v", seen)
	}
}

func TestADecisionReachesWhoKeptARecordAndIsForgottenAfterThirtyDays(t *testing.T) {
	c, l, m, own := left(t)
	k := contest(own)
	k.Sides, k.Decided, k.Stands = k.Sides[:1], newID[change.ID](), true
	for range 2 { // told again it is as old as before
		l.concerns(m, &api.Concerns{Contests: []api.Contest{k}})
		c.pull(l)
		c.at = c.at.Add(keepLeft / 2)
	}
	if got := c.concerns(); len(got) != 1 || got[0].Contests[0].Decided != k.Decided || !got[0].Contests[0].Stands {
		t.Errorf("got %+v, want it decided", got)
	}
	c.at = c.at.Add(time.Hour)
	c.hear(l.feed(c.progress().Cursor, 1, c.at))
	if got := c.concerns(); len(got) != 0 {
		t.Errorf("after thirty days: got %+v", got)
	}
}

func TestWhatIsToldOfAMinorStandsInThePlaceOfWhatWasTold(t *testing.T) {
	c, l, m, own := left(t)
	l.concerns(m, &api.Concerns{}) // taken back by who wrote it
	c.pull(l)
	if got := c.concerns(); len(got) != 0 {
		t.Errorf("got %+v", got)
	}
	l.concerns(m, &api.Concerns{Contests: []api.Contest{contest(own)}})
	l.enter(m, c.agent) // back: the casefile itself shows it
	c.pull(l)
	if got := c.concerns(); len(got) != 0 {
		t.Errorf("in scope again: got %+v", got)
	}
}

func TestAHalfThatIsMissingIsShownWithTheChildUntilItIsNot(t *testing.T) {
	c, l, m := newCentre(t), newLedger(), newID[minor.ID]()
	l.write(t, m, minor.Registered{Tag: "17"})
	l.enter(m, c.agent)
	late := func(rule string, due time.Time) api.Alert {
		return api.Alert{Rule: rule, Record: newID[change.ID](), On: day.Must("2026-03-30"), Due: due}
	}
	l.concerns(m, &api.Concerns{Alerts: []api.Alert{late("a-later", c.at.Add(time.Hour)), late("arrival-missing", c.at)}})
	c.pull(l)
	if got := c.mustFind(m).Alerts; len(got) != 2 || got[0].Rule != "arrival-missing" {
		t.Errorf("got %+v, want the longest due first", got)
	}
	if got := c.concerns(); len(got) != 1 || !got[0].InScope || len(got[0].Alerts) != 2 {
		t.Errorf("got %+v", got)
	}
	l.concerns(m, &api.Concerns{})
	c.pull(l)
	if got := c.mustFind(m).Alerts; len(got) != 0 {
		t.Errorf("ended: got %+v", got)
	}
}
