package intake_test

import (
	"testing"

	"faro.example/registry/intake/intaketest"
	"faro.example/registry/judge"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
	"faro.example/shared/right"
)

func TestTheLedgerTakesNoRecordAboveItsLevel(t *testing.T) {
	h := intaketest.New(t)
	a, m := centre(h, "089017"), intaketest.Minor()
	a.Taken(arrival(a, m, "2026-03-09")...)
	asked := right.Asked{Right: right.Access, By: right.ByMinor, Identified: "hosted here", Language: "fr"}
	h.Exec(`UPDATE ledger_head SET format = $1`, change.Level-1)
	a.Refused(judge.Format, a.Write(m, "2026-03-10", asked))
	h.Exec(`UPDATE ledger_head SET format = $1`, change.Level)
	a.Taken(a.Write(m, "2026-03-10", asked))
	wantClean(t, h)
}

func TestWhatNewerRulesHaveFoldedIsLeftAlone(t *testing.T) {
	h := intaketest.New(t)
	a, m, other := centre(h, "089017"), intaketest.Minor(), intaketest.Minor()
	a.Taken(arrival(a, m, "2026-03-09")...)
	h.Exec(`UPDATE casefiles SET rules = $1, version = version + 1`, casefile.Rules+1)
	var was, is string
	h.Scan(&was, `SELECT c::text FROM casefiles c WHERE minor = $1`, m)
	after := a.Write(m, "2026-03-10", minor.IdentityStated{Source: minor.OwnWord, Sex: minor.Male})
	if _, err := a.TryPush(after); !fault.Is(err, fault.Busy) {
		t.Errorf("got %v, want busy", err)
	}
	if h.Scan(&is, `SELECT c::text FROM casefiles c WHERE minor = $1`, m); was != is {
		t.Errorf("the casefile is %s now, was %s", is, was)
	}
	b := centre(h, "089017")
	b.Taken(arrival(b, other, "2026-03-09")...) // others go on
}
