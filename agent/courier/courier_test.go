package courier

import (
	"context"
	"crypto/ed25519"
	"database/sql"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"faro.example/agent/outbox"
	"faro.example/agent/registrytest"
	"faro.example/shared/api"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
)

func TestWhatIsStoredIsPushedAtOnceAndBroughtByTheFeed(t *testing.T) {
	bubble(t, func(t *testing.T, r *registrytest.Registry) {
		c := newCentre(t, r)
		stop := c.start()
		synctest.Wait()
		begun := time.Now()
		m := c.register()
		synctest.Wait()
		if took := time.Since(begun); took != 0 || c.count().Taken != 1 {
			t.Errorf("pushed after %v: %+v", took, c.count())
		}
		if h, err := c.find(m); err != nil || !h.InScope || h.Unsent != 0 {
			t.Errorf("the feed has not brought it: %+v, %v", h, err)
		}
		c.mustStop(stop)
	})
}

func TestWithTheLineCutNothingIsLostAndTheWaitsAreCapped(t *testing.T) {
	bubble(t, func(t *testing.T, r *registrytest.Registry) {
		c := newCentre(t, r)
		c.line.set(func(string) error { return lineError{reached: true} }, nil)
		begun := time.Now()
		stop := c.start()
		for range 5 {
			c.register()
		}
		settle(6 * time.Hour)
		if n := c.line.pushed(); n < 6*60/2 || n > 6*60*4 {
			t.Errorf("tried %d times in six hours, want about two in a minute", n)
		}
		if l := c.lineNow(); l.Cut.Unix() != begun.Unix() || l.Why == "" {
			t.Errorf("the line: got %+v, want cut since %v", l, begun)
		}
		c.line.set(nil, nil)
		settle(patientCap)
		if got := c.count(); got.Unsent != 0 || got.Taken != 5 {
			t.Errorf("after the line came back: %+v", got)
		}
		if l := c.lineNow(); !l.Cut.IsZero() {
			t.Errorf("the line is still said to be cut: %+v", l)
		}
		c.mustStop(stop)
	})
}

func TestWaitsGrowAndNewRecordsDoNotCutThemShort(t *testing.T) {
	bubble(t, func(t *testing.T, r *registrytest.Registry) {
		c := newCentre(t, r)
		c.line.set(func(string) error { return lineError{reached: true} }, nil)
		stop := c.start()
		for range 400 {
			c.register()
			settle(time.Second)
		}
		if n := c.line.pushed(); n > 40 {
			t.Errorf("tried %d times in 400 seconds", n)
		}
		c.mustStop(stop)
	})
}

func TestRetryAfterIsObeyed(t *testing.T) {
	bubble(t, func(t *testing.T, r *registrytest.Registry) {
		c := newCentre(t, r)
		c.line.set(func(call string) error {
			if call == "push" {
				return lineError{after: 5 * time.Minute, reached: true}
			}
			return nil
		}, nil)
		stop := c.start()
		c.register()
		settle(16 * time.Minute)
		for i, at := range c.line.at {
			if i > 0 && at.Sub(c.line.at[i-1]) < 5*time.Minute {
				t.Errorf("tried again after %v", at.Sub(c.line.at[i-1]))
			}
		}
		if n := c.line.pushed(); n < 2 || n > 4 {
			t.Errorf("tried %d times in 16 minutes", n)
		}
		c.mustStop(stop)
	})
}

func TestWithinASecondOfHavingALineWhatIsUnsentIsSent(t *testing.T) {
	bubble(t, func(t *testing.T, r *registrytest.Registry) {
		c := newCentre(t, r)
		c.line.set(func(string) error { return lineError{} }, nil)
		stop := c.start()
		c.register()
		settle(10 * time.Minute)
		if l := c.lineNow(); l.Kind != "line" {
			t.Errorf("the line: got %+v", l)
		}
		c.line.set(nil, nil)
		settle(eagerCap)
		if got := c.count(); got.Unsent != 0 {
			t.Errorf("a second after the line came back: %+v", got)
		}
		c.mustStop(stop)
	})
}

func TestALostReceiptIsAnsweredAgain(t *testing.T) {
	bubble(t, func(t *testing.T, r *registrytest.Registry) {
		c := newCentre(t, r)
		lost := 0
		c.line.set(nil, func(call string) error {
			if call == "push" && lost < 3 {
				lost++
				return lineError{reached: true}
			}
			return nil
		})
		stop := c.start()
		c.register()
		settle(time.Minute)
		if got, n := c.count(), len(r.Records()); got.Unsent != 0 || n != 1 {
			t.Errorf("got %+v with %d records in the ledger, want one there and none here", got, n)
		}
		c.mustStop(stop)
	})
}

func TestARefusedRecordBlocksNothingBehindIt(t *testing.T) {
	bubble(t, func(t *testing.T, r *registrytest.Registry) {
		c := newCentre(t, r)
		r.Refuse(func(rec *change.Record) *api.Receipt {
			if rec.Seq == 2 {
				return &api.Receipt{Reason: "future", Field: "on", Detail: "later than tomorrow", Remedy: "give the right day"}
			}
			return nil
		})
		stop := c.start()
		for range 3 {
			c.register()
		}
		settle(time.Second)
		if diff := cmp.Diff(outbox.Counts{Taken: 2, Refused: 1}, c.count()); diff != "" {
			t.Errorf("counts (-want +got):\n%s", diff)
		}
		c.mustStop(stop)
	})
}

func TestABatchThatIsTooMuchIsSentInParts(t *testing.T) {
	bubble(t, func(t *testing.T, r *registrytest.Registry) {
		c := newCentre(t, r)
		for range 40 {
			c.register()
		}
		c.line.mu.Lock()
		c.line.before = func(call string) error {
			c.line.mu.Lock()
			defer c.line.mu.Unlock()
			if call == "push" && len(c.line.pushes[len(c.line.pushes)-1]) > 3 {
				return fault.Newf(fault.Invalid, "too large")
			}
			return nil
		}
		c.line.mu.Unlock()
		stop := c.start()
		settle(time.Hour)
		if got := c.count(); got.Unsent != 0 || got.Taken != 40 {
			t.Errorf("got %+v", got)
		}
		c.mustStop(stop)
	})
}

func TestARevokedInstallationStopsAndKeepsWhatIsUnsent(t *testing.T) {
	bubble(t, func(t *testing.T, r *registrytest.Registry) {
		c := newCentre(t, r)
		c.register()
		r.Revoke(c.Agent)
		err := c.Run(t.Context())
		if !fault.Is(err, fault.Unauthenticated) || fault.As(err).Remedy == "" {
			t.Errorf("got %v, want unauthenticated with a remedy", err)
		}
		if got := c.count(); got.Unsent != 1 {
			t.Errorf("got %+v, want the record kept", got)
		}
		if l := c.lineNow(); l.Kind != "unauthenticated" {
			t.Errorf("the line: got %+v", l)
		}
		c.register() // the operator can go on
	})
}

func TestACertificateThatRanOutIsRenewedAndTheLoopsGoOn(t *testing.T) {
	bubble(t, func(t *testing.T, r *registrytest.Registry) {
		c := newCentre(t, r)
		var mu sync.Mutex
		valid, renewed := false, 0
		c.line.set(func(string) error {
			mu.Lock()
			defer mu.Unlock()
			if !valid {
				return &fault.Error{Kind: fault.Unauthenticated, Detail: "not valid now"}
			}
			return nil
		}, nil)
		c.renew = func() error {
			mu.Lock()
			defer mu.Unlock()
			if renewed++; renewed < 3 {
				return lineError{reached: true} // not refused: no answer
			}
			valid = true
			return nil
		}
		stop := c.start()
		c.register()
		settle(time.Minute)
		if got := c.count(); got.Unsent != 0 {
			t.Errorf("got %+v", got)
		}
		c.mustStop(stop)
	})
}

func TestACopiedStoreStops(t *testing.T) {
	bubble(t, func(t *testing.T, r *registrytest.Registry) {
		c := newCentre(t, r)
		c.register()
		other := outbox.New(c.Agent, ed25519.NewKeyFromSeed(make([]byte, 32)), time.Now)
		c.line.swap = func(_ string, answer any) any {
			if feed, ok := answer.(api.Feed); ok {
				feed.Highest, feed.Digest = 1, change.Digest{1}
				return feed
			}
			return answer
		}
		c.line.before = func(call string) error {
			if call == "push" {
				return lineError{reached: true}
			}
			return nil
		}
		err := c.Run(t.Context())
		if !fault.Is(err, fault.Conflict) || fault.As(err).Remedy == "" {
			t.Errorf("got %v, want a conflict with a remedy", err)
		}
		err = c.DB.InTx(t.Context(), func(tx *sql.Tx) error {
			_, err := other.Append(t.Context(), tx, outbox.Draft{})
			return err
		})
		if !fault.Is(err, fault.Conflict) {
			t.Errorf("writing afterwards: got %v, want a conflict", err)
		}
	})
}

func TestWhatIsUnsentIsPushedBeforeALeaveIsApplied(t *testing.T) {
	bubble(t, func(t *testing.T, r *registrytest.Registry) {
		c := newCentre(t, r)
		stop := c.start()
		m := c.register()
		settle(time.Second)
		c.line.set(func(call string) error {
			if call == "push" {
				return lineError{reached: true}
			}
			return nil
		}, nil)
		c.write(m, named("A"))
		settle(time.Second)
		r.Leave(c.Agent, m)
		settle(time.Hour)
		if _, err := c.find(m); err != nil {
			t.Errorf("the leave was applied with something unsent: %v", err)
		}
		c.line.set(nil, nil)
		settle(2 * patientCap)
		if got := c.count(); got.Unsent != 0 || len(r.Records()) != 2 {
			t.Errorf("got %+v", got)
		}
		if _, err := c.find(m); !fault.Is(err, fault.NotFound) {
			t.Errorf("the minor who left: got %v, want not-found", err)
		}
		c.mustStop(stop)
	})
}

func TestAfterARestoreEverythingIsGivenBack(t *testing.T) {
	bubble(t, func(t *testing.T, r *registrytest.Registry) {
		one, two := newCentre(t, r), newCentre(t, r)
		stopOne, stopTwo := one.start(), two.start()
		m := one.register()
		settle(time.Second)
		r.Enter(two.Agent, m)
		settle(time.Second)
		held := len(r.Records())
		for _, c := range []*centre{one, two} {
			c.write(m, named("A"))
			settle(time.Second)
		}
		one.mustStop(stopOne) // two alone gives back, what one wrote too
		r.Restore(uint64(held))
		two.write(m, named("B"))
		settle(time.Minute)
		if got := len(r.Records()); got != held+3 {
			t.Errorf("got %d records in the ledger, want %d", got, held+3)
		}
		stopOne = one.start()
		settle(time.Minute)
		for _, c := range []*centre{one, two} {
			if got := c.count(); got.Unsent != 0 {
				t.Errorf("got %+v", got)
			}
			c.wantFolded(r, m)
		}
		one.mustStop(stopOne)
		two.mustStop(stopTwo)
	})
}

func TestAReplyOfARegistryThatWasRestoredSinceSettlesNothing(t *testing.T) {
	bubble(t, func(t *testing.T, r *registrytest.Registry) {
		c := newCentre(t, r)
		stop := c.start()
		settle(time.Second)
		late := true
		c.line.set(nil, func(call string) error {
			if call == "push" && late {
				late = false
				r.Restore(0)
				settle(time.Minute) // the other loop hears of it first
			}
			return nil
		})
		c.register()
		settle(5 * time.Minute)
		if got, n := c.count(), len(r.Records()); got.Unsent != 0 || n != 1 {
			t.Errorf("got %+v with %d records in the ledger, want one there and none here", got, n)
		}
		c.mustStop(stop)
	})
}

// wantFolded compares a casefile with the fold of the ledger.
func (c *centre) wantFolded(r *registrytest.Registry, m minor.ID) {
	c.t.Helper()
	var entries []change.Placed
	for _, p := range r.Records() {
		if p.Minor == m {
			entries = append(entries, p)
		}
	}
	h, err := c.find(m)
	if err != nil {
		c.t.Fatal(err)
	}
	if diff := cmp.Diff(text(c.t, casefile.Fold(m, entries)), text(c.t, h.File)); diff != "" {
		c.t.Errorf("the casefile (-registry +centre):\n%s", diff)
	}
}

func TestARegistryThatDoesNotHoldAnswersBackIsNotFlooded(t *testing.T) {
	bubble(t, func(t *testing.T, r *registrytest.Registry) {
		c := newCentre(t, r)
		polls := 0
		c.line.before = func(string) error { polls++; return nil }
		c.line.swap = func(_ string, answer any) any { return answer }
		c.Courier.pull.Registry = impatient{c.line}
		stop := c.start()
		settle(time.Minute)
		if polls > 70 {
			t.Errorf("asked %d times in a minute", polls)
		}
		c.mustStop(stop)
	})
}

type impatient struct{ *faulty }

func (i impatient) Pull(ctx context.Context, after uint64, _ time.Duration, rules int) (api.Feed, error) {
	return i.faulty.Pull(ctx, after, 0, rules)
}
