package lookup_test

import (
	"testing"

	"faro.example/registry/lookup"
	"faro.example/shared/access"
	"faro.example/shared/casefile"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
)

func TestWhatANewerProgramHasFoldedAnotherAnswers(t *testing.T) {
	g := newGlazed(t)
	own := services(g.keeps, "088009")
	g.h.Exec(`UPDATE casefiles SET rules = $1 WHERE minor = $2`, casefile.Rules+1, g.child)
	before := len(g.log.written)
	if _, err := g.look.Casefile(t.Context(), own, g.child); !fault.Is(err, fault.Busy) || len(g.log.written) != before {
		t.Errorf("a casefile: got %v and %d lines, want busy, and no line of what is not shown", err, len(g.log.written)-before)
	}
	if _, err := g.look.Lists(t.Context(), own, []lookup.Which{lookup.Held}, lookup.Key{}, 10); !fault.Is(err, fault.Busy) {
		t.Errorf("a list: got %v, want busy", err)
	}
	if a, err := g.look.Custody(t.Context(), own, g.code, day.Must("2026-03-09")); err != nil || len(a.Charges) != 1 {
		t.Errorf("custody, which stands in a table: got %v, %v", a, err)
	}
	if _, err := g.look.Custody(t.Context(), own, g.code, day.Must("2026-03-01")); !fault.Is(err, fault.Busy) {
		t.Errorf("who answers where nobody had custody: got %v, want busy", err)
	}
	elsewhere := access.Caller{Role: access.Municipality, Offices: []institution.OfficeID{{8}}, Territory: []string{"015146"}}
	if _, err := g.look.Casefile(t.Context(), elsewhere, g.child); !fault.Is(err, fault.NotFound) {
		t.Errorf("from elsewhere: got %v, want that nothing is told", err)
	}
	g.h.Exec(`UPDATE casefiles SET rules = $1 WHERE minor = $2`, casefile.Rules, g.child)
	if _, err := g.look.Casefile(t.Context(), own, g.child); err != nil {
		t.Errorf("folded by these rules: %v", err)
	}
}
