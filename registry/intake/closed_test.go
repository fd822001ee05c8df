package intake_test

import (
	"testing"

	"faro.example/registry/intake/intaketest"
	"faro.example/shared/change"
	"faro.example/shared/custody"
	"faro.example/shared/day"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
	"faro.example/shared/placement"
)

// closed is a child in a centre who was found to be adult by the social services
// in custody, while the centre's line was cut.
func closed(t *testing.T) (h *intaketest.House, at *intaketest.Agent, child minor.ID, before, left uint64) {
	h, child = intaketest.New(t), intaketest.Minor()
	by := h.Institution(institution.Municipality, "089017")
	services, at := h.Agent(institution.Office(by)), centre(h, "089017")
	at.Taken(arrival(at, child, "2026-03-01")...)
	before = services.Taken(services.Write(child, "2026-03-01", custody.Taken{By: by}))[0].Position
	services.Sent(before)
	left = services.Taken(services.Write(child, "2026-03-04", movement.ExitRecorded{Reason: movement.FoundAdult}, intaketest.Seen(before)))[0].Position
	at.Sent(left)
	return h, at, child, before, left
}

func contended(h *intaketest.House, m minor.ID) (slots []string) {
	h.Scan(&slots, `SELECT coalesce(array_agg(slot ORDER BY slot), '{}') FROM conflicts WHERE minor = $1`, m)
	return slots
}

func named(given minor.Text) minor.IdentityStated {
	return minor.IdentityStated{Source: minor.OwnWord, Name: &minor.Name{Given: given, Family: "Ba"}}
}

func TestAnEditOfAClosedCasefileIsAConflict(t *testing.T) {
	h, at, child, before, _ := closed(t)
	at.Taken(at.Write(child, "2026-03-05", named("Ahmadu"), intaketest.Seen(before)))
	if got := contended(h, child); len(got) != 1 || got[0] != "name" {
		t.Errorf("contend: %v, want the name", got)
	}
	first := at.Write(child, "2026-03-05", minor.IdentityStated{Source: minor.OwnWord, Citizenship: "ML"}, intaketest.Seen(before))
	at.Taken(first, at.Write(child, "2026-03-05", minor.IdentityStated{Source: minor.OwnWord, Citizenship: "SN"}, intaketest.Seen(before, first)))
	if got := contended(h, child); len(got) != 2 {
		t.Errorf("contend: %v, want citizenship and name: an own word that was mended stays an edit of the closed casefile", got)
	}
}

func TestWhoKnewOfTheExitEditsAsBefore(t *testing.T) {
	h, _, child, before, left := closed(t)
	h.Registry.Taken(h.Registry.Write(child, "2026-03-05", named("Ahmadu"), intaketest.Seen(left)))
	if got := contended(h, child); len(got) != 0 {
		t.Errorf("contend: %v, want nothing", got)
	}
	h.Registry.Taken(h.Registry.Write(child, "2026-03-05", named("Amad"), intaketest.Seen(before))) // of a page that was opened before
	if got := contended(h, child); len(got) != 1 {
		t.Errorf("contend: %v, want the name", got)
	}
}

func TestWhoRecordedTheExitKnowsOfIt(t *testing.T) {
	h := intaketest.New(t)
	at, child := centre(h, "089017"), intaketest.Minor()
	page := at.Taken(arrival(at, child, "2026-03-01")...)
	at.Sent(page[3].Position)
	seen := intaketest.Seen(page[3].Position)
	at.Taken(at.Write(child, "2026-03-04", movement.ExitRecorded{Reason: movement.Majority}, seen),
		at.Write(child, "2026-03-04", named("Ahmadu"), seen))
	if got := contended(h, child); len(got) != 0 {
		t.Errorf("contend: %v, want nothing", got)
	}
}

func TestAnExitThatDoesNotCountClosesNothing(t *testing.T) {
	h, at, child, before, _ := closed(t)
	at.Taken(at.Write(child, "2026-03-06", placement.Confirmed{At: place(at), Days: day.Span{From: day.Must("2026-03-05"), Until: day.Must("2026-03-06")}}, intaketest.Seen(before)))
	at.Taken(at.Write(child, "2026-03-06", named("Ahmadu"), intaketest.Seen(before)))
	if got := contended(h, child); len(got) != 1 || got[0] != "exit" {
		t.Errorf("contend: %v, want the exit alone", got)
	}
}

func TestATakingBackInAClosedCasefileIsNoEdit(t *testing.T) {
	h, at, child, before, _ := closed(t)
	var name change.ID
	h.Scan(&name, `SELECT id FROM records WHERE minor = $1 AND kind = 'identity.stated'`, child)
	at.Taken(at.Write(child, "2026-03-05", change.Retracted{Record: name, Reason: "another child's"}, intaketest.In(change.Identity), intaketest.Seen(before)))
	if got := contended(h, child); len(got) != 0 {
		t.Errorf("contend: %v, want nothing", got)
	}
}
