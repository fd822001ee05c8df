package feed

import (
	"slices"
	"strings"
	"testing"
	"time"

	"faro.example/registry/intake/intaketest"
	"faro.example/shared/api"
	"faro.example/shared/change"
	"faro.example/shared/custody"
	"faro.example/shared/facility"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
	"faro.example/shared/placement"
)

func here(of *intaketest.Agent) facility.Place { return facility.At(facility.ID(of.Office)) }

// moved is a child who was sent on while the line of the centre that it left was
// cut; meanwhile the centre that it reached mended the name.
type moved struct {
	*world
	feed     *Feed
	services *intaketest.Agent
	from, to *intaketest.Agent
	child    minor.ID
	own      change.Record // what the centre that was left wrote meanwhile
	other    change.Record
	cursor   uint64 // of the centre that was left, before
}

func newMoved(t *testing.T) *moved {
	w := &moved{world: newWorld(t), child: intaketest.Minor()}
	w.feed = w.world.feed()
	by := w.Institution(institution.Municipality, "089017")
	w.services, w.from, w.to = w.Agent(institution.Office(by)), w.centre(), w.centre()
	w.from.Taken(w.from.Write(w.child, day, minor.Registered{Code: w.from.Code()}),
		w.from.Write(w.child, day, minor.IdentityStated{Source: minor.OwnWord, Name: &minor.Name{Given: "Amadou", Family: "Bah"}, Citizenship: "GN"}),
		w.from.Write(w.child, day, placement.Began{At: here(w.from)}))
	w.services.Taken(w.services.Write(w.child, day, custody.Taken{By: by}))
	page := pull(t, w.feed, w.from, 0)
	w.cursor = page.Next
	seen := intaketest.Seen(page.Items[len(page.Items)-1].Position)
	w.own = w.from.Write(w.child, day, name("Ahmadu"), seen)
	before := pull(t, w.feed, w.services, 0).Items
	sent := w.services.Taken(w.services.Write(w.child, day, movement.Departed{From: here(w.from), To: here(w.to)}, intaketest.Seen(before[len(before)-1].Position)))
	w.to.Sent(sent[0].Position)
	w.to.Taken(w.to.Write(w.child, day, movement.Arrived{At: here(w.to)}, intaketest.Seen(sent[0].Position)))
	w.other = w.to.Write(w.child, day, name("Amad"), intaketest.Seen(sent[0].Position))
	w.to.Taken(w.other)
	return w
}

func name(given minor.Text) minor.IdentityStated {
	return minor.IdentityStated{Source: minor.OwnWord, Name: &minor.Name{Given: given, Family: "Ba"}}
}

// told gives the last that an installation is told of the child beside records.
func (w *moved) told(a *intaketest.Agent, after uint64) (out *api.Concerns, next uint64) {
	w.t.Helper()
	page := pull(w.t, w.feed, a, after)
	for _, i := range page.Items {
		if i.Minor == w.child && i.What != api.WhatRecord {
			out = i.Concerns
		}
	}
	return out, page.Next
}

func TestWhoHasLostTheChildIsToldTheValuesThatContendWithItsOwnAndWhatIsDecided(t *testing.T) {
	w := newMoved(t)
	w.from.Taken(w.own)
	got, next := w.told(w.from, w.cursor)
	if got == nil || len(got.Contests) != 1 || got.Contests[0].Slot != "name" || len(got.Contests[0].Sides) != 2 {
		t.Fatalf("got %+v, want the conflict about the name", got)
	}
	for _, side := range got.Contests[0].Sides {
		want := "Ahmadu"
		if side.Record == w.other.ID {
			want = "Amad"
		}
		if own := side.Record == w.own.ID; own != (len(side.Own) > 0) || !strings.Contains(string(side.Value), want) || strings.Contains(string(side.Value), "GN") {
			t.Errorf("of %s: got the value %s and %d bytes of the record", side.Record, side.Value, len(side.Own))
		}
	}
	if got, _ := w.told(w.to, 0); got != nil && len(got.Contests) > 0 {
		t.Errorf("who has the child sees it in the casefile, and is told besides: %+v", got)
	}
	decision := w.services.Write(w.child, day, change.Resolved{Slot: "name", Saw: []change.ID{w.own.ID, w.other.ID}, Choose: w.other.ID, Reason: "says the mother"},
		intaketest.In(change.Identity))
	w.services.Taken(decision)
	if got, next = w.told(w.from, next); got == nil || len(got.Contests) != 1 {
		t.Fatalf("once it is decided: got %+v", got)
	}
	k := got.Contests[0]
	if k.Decided != decision.ID || k.Stands || len(k.Sides) != 1 || k.Sides[0].Record != w.own.ID {
		t.Errorf("once it is decided: got %+v", k)
	}
	w.to.Taken(w.to.Write(w.child, day, minor.IdentityStated{Source: minor.OwnWord, Sex: minor.Male}))
	if got, _ := w.told(w.from, next); got != nil {
		t.Errorf("of what is not its own: got %+v", got)
	}
}

func TestAConflictThatIsOpenAsTheChildLeavesComesWithTheLeave(t *testing.T) {
	w := newMoved(t)
	w.from.Taken(w.own)
	page := pull(t, w.feed, w.from, w.cursor)
	at := slices.IndexFunc(page.Items, func(i api.Item) bool { return i.What == api.WhatLeave })
	if at < 0 || page.Items[at].Concerns == nil || len(page.Items[at].Concerns.Contests) != 1 {
		t.Fatalf("got %v, want the conflict with the leave", whats(page))
	}
	thinAll := func() { pull(t, w.feed, w.from, page.Next); thin(t, w.feed) }
	thinAll()
	again := pull(t, w.feed, w.from, 0) // an old copy of the machine
	last := again.Items[len(again.Items)-1]
	if last.What != api.WhatLeave || last.Concerns == nil || len(last.Concerns.Contests) != 1 {
		t.Errorf("to an old copy: got %v", whats(again))
	}
}

func TestAnAlertIsToldToWhoseOfficeItIsRaisedAndPlacesOnlyToWhoHoldsTheChild(t *testing.T) {
	w := newMoved(t)
	raised := func(offices ...institution.OfficeID) {
		w.Exec(`DELETE FROM alerts`)
		w.Exec(`INSERT INTO alerts (rule, record, minor, sent_from, sent_to, happened_on, due_on, due_at, level, raised_at, offices, persons, called, news)
			VALUES ('departure-missing', $1, $2, $3, $4, '2026-03-09', '2026-03-10', $5, 1, $5, $6, '{}', $6, 1)`,
			w.other.ID, w.child, w.from.Office, w.to.Office, w.Now().Add(-time.Hour), append([]institution.OfficeID{}, offices...))
	}
	for _, c := range []struct {
		name   string
		to     *intaketest.Agent
		places bool
	}{{"who holds the child", w.to, true}, {"who does not", w.from, false}} {
		for _, raise := range []bool{true, false} {
			if raised(); raise {
				raised(c.to.Office)
			}
			head := w.write(nil, note{agent: c.to, what: api.WhatConcerns, minor: w.child})
			got, _ := w.told(c.to, head.Feed-1)
			switch {
			case got == nil:
				t.Errorf("%s: told nothing", c.name)
			case len(got.Alerts) != map[bool]int{true: 1}[raise]:
				t.Errorf("%s: raised to it %v, and it is told %+v", c.name, raise, got.Alerts)
			case raise && (got.Alerts[0].From == here(w.from)) != c.places:
				t.Errorf("%s: told of the places %+v", c.name, got.Alerts[0])
			}
		}
	}
}

// Who has let go of a child and claims an older page learns nothing by it, nor
// does who never had the child.
func TestWhoHasLetGoOfAChildIsToldNothingOfWhatContendsWithALaterRecord(t *testing.T) {
	w := newMoved(t)
	page := pull(t, w.feed, w.from, w.cursor)
	pull(t, w.feed, w.from, page.Next) // it has arrived
	if got := w.from.Taken(w.own); len(got[0].Conflicts) == 0 {
		t.Error("it contends with nothing")
	}
	stranger := w.centre()
	stranger.Taken(stranger.Write(w.child, day, name("Hamidou")))
	for _, a := range []*intaketest.Agent{w.from, stranger} {
		for _, i := range pull(t, w.feed, a, 0).Items {
			if i.Concerns != nil && len(i.Concerns.Contests) > 0 || i.What == api.WhatConcerns {
				t.Errorf("told %+v", i.Concerns)
			}
		}
	}
}
