package intake_test

import (
	"testing"

	"faro.example/registry/intake/intaketest"
	"faro.example/registry/judge"
	"faro.example/shared/change"
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
