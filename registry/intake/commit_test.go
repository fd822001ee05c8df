package intake_test

import (
	"errors"
	"testing"

	"faro.example/registry/intake"
	"faro.example/registry/intake/intaketest"
	"faro.example/shared/api"
)

func TestAReplyThatIsLostIsGivenAgain(t *testing.T) {
	lost := errors.New("the line was cut")
	var cut error
	h := intaketest.New(t, func(c *intake.Config) { c.AfterCommit = func() error { return cut } })
	a := centre(h, "089017")
	records := arrival(a, intaketest.Minor(), "2026-03-09")
	cut = lost
	if _, err := a.TryPush(records...); !errors.Is(err, lost) {
		t.Fatalf("got %v, want the line cut", err)
	}
	cut = nil
	for i, r := range a.Push(records...).Receipts {
		if r.Verdict != api.Known || r.Position != uint64(i+1) || r.Standing == nil {
			t.Errorf("number %d: got %s at %d, want it known at %d", r.Seq, r.Verdict, r.Position, i+1)
		}
	}
	wantClean(t, h)
}

func TestNothingIsAnsweredThatIsNotCommitted(t *testing.T) {
	h := intaketest.New(t)
	a := centre(h, "089017")
	records := arrival(a, intaketest.Minor(), "2026-03-09")
	// All goes well up to the commit itself.
	h.Exec(`CREATE CONSTRAINT TRIGGER late AFTER INSERT ON ledger DEFERRABLE INITIALLY DEFERRED
		FOR EACH ROW EXECUTE FUNCTION refuse_change()`)
	if p, err := a.TryPush(records...); err == nil {
		t.Errorf("got %d receipts for what was not committed", len(p.Receipts))
	}
	h.Exec(`DROP TRIGGER late ON ledger`)
	for _, r := range a.Push(records...).Receipts {
		if r.Verdict != api.Taken {
			t.Errorf("number %d: got %s, want it taken now", r.Seq, r.Verdict)
		}
	}
	wantClean(t, h)
}
