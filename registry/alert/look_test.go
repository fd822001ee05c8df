package alert_test

import (
	"testing"

	"faro.example/registry/intake/intaketest"
	"faro.example/shared/api"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/guardian"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
	"faro.example/shared/placement"
)

// sent sends a child to a structure, and lets the time of the distance pass.
func (w *world) sent(m minor.ID, to facility.ID) {
	w.at(10, 9)
	w.centre.Taken(w.centre.Write(m, "2026-03-10T08:00:00+01:00", movement.Departed{From: facility.At(w.from), To: facility.At(to)}))
	w.at(20, 9)
}

// informed gives how often an installation was told what it has to see to.
func (w *world) informed(a *intaketest.Agent) (n int) {
	w.Scan(&n, `SELECT count(*) FROM feed WHERE agent = $1 AND what = $2`, a.ID, api.WhatConcerns)
	return n
}

func TestOnlyChildrenOfWhomSomethingWasRecordedAreLookedAtAgain(t *testing.T) {
	w := newWorld(t)
	to := w.Structure(roma)
	first, second := w.hosted(), w.hosted()
	w.sweep()
	w.sent(first, to)
	if got := w.sweep(); got.Folded != 1 || got.Raised != 1 {
		t.Errorf("with one on the way: got %+v, want one raised of one looked at", got)
	}
	w.sent(second, to)
	if got := w.sweep(); got.Folded != 1 || got.Raised != 1 {
		t.Errorf("with another on the way: got %+v, want one raised of one looked at", got)
	}
	if got := w.sweep(); got.Folded != 0 {
		t.Errorf("with nothing new: got %+v, want nobody looked at", got)
	}
	w.centre.Taken(w.centre.Write(first, "2026-03-10", minor.IdentityStated{Source: minor.OwnWord, Sex: minor.Male}))
	if got := w.sweep(); got.Folded != 0 {
		t.Errorf("with what bears on no transfer: got %+v, want nobody looked at", got)
	}
}

func TestAChangeOfTheDirectoryHasEveryTransferLookedAt(t *testing.T) {
	w := newWorld(t)
	w.sent(w.hosted(), w.Structure(roma))
	w.sweep()
	w.Exec(`UPDATE institutions SET known_from = (SELECT position + 1 FROM ledger_head) WHERE id = $1`, w.service)
	w.Exec(`UPDATE ledger_head SET position = position`)
	if got := w.sweep(); got.Folded != 1 {
		t.Errorf("got %+v, want the transfer looked at", got)
	}
}

func TestThePlacesAreToldThatAHalfIsMissingAndThatItIsNotAnyMore(t *testing.T) {
	w := newWorld(t)
	other := w.Agent(institution.OfficeOf(w.Structure(siracusa)))
	there := w.Agent(institution.OfficeOf(w.Structure(roma)))
	m := w.hosted()
	w.sent(m, facility.ID(there.Office))
	w.sweep()
	w.sweep()
	for _, c := range []struct {
		name string
		at   *intaketest.Agent
		want int
	}{{"the place left", w.centre, 1}, {"the place where the child is expected", there, 1}, {"another", other, 0}} {
		if got := w.informed(c.at); got != c.want {
			t.Errorf("%s was told %d times, want %d", c.name, got, c.want)
		}
	}
	there.Taken(there.Write(m, "2026-03-20", movement.Arrived{At: facility.At(facility.ID(there.Office))}))
	if got := w.sweep(); got.Ended != 1 {
		t.Fatalf("got %+v", got)
	}
	if got := []int{w.informed(w.centre), w.informed(there)}; got[0] != 2 || got[1] != 2 {
		t.Errorf("told %v times, want once more each", got)
	}
}

func TestWhoHasWrittenOfAChildWhomNobodySentIsToldOfItsOwnMinorAlone(t *testing.T) {
	w := newWorld(t)
	there := w.Agent(institution.OfficeOf(w.Structure(roma)))
	m := w.hosted()
	w.at(10, 9)
	there.Taken(there.Write(m, "2026-03-10", placement.Began{At: facility.At(facility.ID(there.Office))}))
	w.at(20, 9)
	if got := w.sweep(); got.Raised != 1 {
		t.Fatalf("got %+v", got)
	}
	var about minor.ID
	w.Scan(&about, `SELECT minor FROM feed WHERE agent = $1 AND what = 'concerns'`, there.ID)
	if about != m {
		t.Errorf("told about %s, want %s", about, m)
	}
}

func TestWhoIsNotAskedAnyMoreIsToldSo(t *testing.T) {
	w := newWorld(t)
	ward := w.Agent(institution.Office(w.Institution(institution.Municipality, palermo)))
	m := w.hosted()
	appointed := w.centre.Write(m, "2026-03-02", guardian.Appointed{
		Guardian: guardian.Who{Institution: institution.ID(ward.Office)}, Decree: institution.Decree{Court: "Catania", Number: "2/26", On: day.Must("2026-03-02")},
	}, intaketest.For(institution.Office(w.service)))
	w.centre.Taken(appointed)
	w.sent(m, w.Structure(roma))
	w.sweep()
	if got := w.informed(ward); got != 1 {
		t.Fatalf("the guardian was told %d times, want once", got)
	}
	w.centre.Taken(w.centre.Write(m, "2026-03-20", change.Retracted{Record: appointed.ID, Reason: "another child's"},
		intaketest.For(institution.Office(w.service)), intaketest.In(change.Guardian)))
	w.sweep()
	if got := w.informed(ward); got != 2 {
		t.Errorf("who is guardian no more was told %d times, want once more", got)
	}
}
