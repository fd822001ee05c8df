package courier

import (
	"context"
	"crypto/ed25519"
	"database/sql"
	"errors"
	"log/slog"
	"path/filepath"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"faro.example/agent/localdb"
	"faro.example/agent/outbox"
	"faro.example/agent/registrytest"
	"faro.example/agent/replica"
	"faro.example/shared/api"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

func newID[T ~[16]byte]() T { return T(id.New[struct{}]()) }

// faulty is a line to a registry on which a test does as it likes.
type faulty struct {
	r     *registrytest.Registry
	agent change.AgentID

	mu     sync.Mutex // guards the fields below
	before func(call string) error
	after  func(call string) error // the registry has done its work, the answer is lost
	swap   func(call string, answer any) any
	pushes [][]change.Frame
	at     []time.Time // of each push
}

func (f *faulty) hooks() (before, after func(string) error, swap func(string, any) any) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.before, f.after, f.swap
}

func (f *faulty) set(before, after func(string) error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.before, f.after = before, after
}

func (f *faulty) Push(ctx context.Context, of change.AgentID, givingBack bool, frames []change.Frame) (api.Push, error) {
	f.mu.Lock()
	f.pushes, f.at = append(f.pushes, frames), append(f.at, time.Now())
	f.mu.Unlock()
	return exchange(f, "push", func() (api.Push, error) { return f.r.Push(ctx, f.agent, of, givingBack, frames) })
}

func (f *faulty) Pull(ctx context.Context, after uint64, wait time.Duration, _ int) (api.Feed, error) {
	return exchange(f, "pull", func() (api.Feed, error) { return f.r.Pull(ctx, f.agent, after, wait) })
}

func exchange[T any](f *faulty, call string, fn func() (T, error)) (T, error) {
	var none T
	before, after, swap := f.hooks()
	if before != nil {
		if err := before(call); err != nil {
			return none, err
		}
	}
	out, err := fn()
	if err == nil && after != nil {
		err = after(call)
	}
	if err != nil {
		return none, err
	}
	if swap != nil {
		return swap(call, out).(T), nil
	}
	return out, nil
}

func (f *faulty) pushed() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.pushes)
}

// lineError is an exchange that failed below the registry.
type lineError struct {
	after   time.Duration
	reached bool
}

func (lineError) Error() string               { return "a bad line" }
func (e lineError) RetryAfter() time.Duration { return e.after }
func (e lineError) Reached() bool             { return e.reached }

// centre is an installation that carries, in a bubble of time.
type centre struct {
	*Courier
	t       testing.TB
	line    *faulty
	renew   func() error
	log     *slog.Logger
	minors  []minor.ID
	written map[change.ID]bool
}

func newCentre(t testing.TB, r *registrytest.Registry) *centre {
	t.Helper()
	key, err := localdb.NewKey()
	if err != nil {
		t.Fatal(err)
	}
	db, err := localdb.Create(t.Context(), filepath.Join(t.TempDir(), "agent.db"), key)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	agent := r.Admit(public)
	box := outbox.New(agent, private, time.Now)
	c := &centre{
		t: t, line: &faulty{r: r, agent: agent}, written: map[change.ID]bool{},
		renew: func() error {
			return &fault.Error{Kind: fault.Unauthenticated, Detail: "revoked", Remedy: "enrol again"}
		},
	}
	c.Courier = New(Config{
		DB: db, Agent: agent, Box: box, Replica: replica.New(agent, box, time.Now), Registry: c.line,
		Renew: func(context.Context) error { return c.renew() }, Now: time.Now, Log: slog.New(slog.DiscardHandler),
	})
	return c
}

// start carries until stop, which gives why it ended.
func (c *centre) start() (stop func() error) {
	ctx, cancel := context.WithCancel(c.t.Context())
	done := make(chan error, 1)
	go func() { done <- c.Run(ctx) }()
	return func() error {
		cancel()
		return <-done
	}
}

func (c *centre) mustStop(stop func() error) {
	c.t.Helper()
	if err := stop(); !errors.Is(err, context.Canceled) {
		c.t.Errorf("got %v, want the context's error", err)
	}
}

// write writes a record about a minor, and tells the courier.
func (c *centre) write(m minor.ID, b change.Body) (rec change.Record) {
	c.t.Helper()
	e, _ := change.Lookup(b.Kind())
	err := c.DB.InTx(c.t.Context(), func(tx *sql.Tx) error {
		seen, err := c.Replica.Seen(c.t.Context(), tx, m, e.Section)
		if err != nil {
			return err
		}
		rec, err = c.Box.Append(c.t.Context(), tx, outbox.Draft{
			Minor: m, On: day.On(day.FromTime(time.Now())), Structure: newID[institution.OfficeID](),
			Author: newID[institution.PersonID](), Seen: seen, Body: b,
		})
		return err
	})
	if err != nil {
		c.t.Fatal(err)
	}
	c.written[rec.ID] = true
	c.Wake()
	return rec
}

func (c *centre) register() minor.ID {
	m := newID[minor.ID]()
	c.write(m, minor.Registered{Tag: "17"})
	c.minors = append(c.minors, m)
	return m
}

func named(given string) change.Body {
	return minor.IdentityStated{Source: minor.OwnWord, Name: &minor.Name{Given: minor.Text(given)}}
}

func (c *centre) count() (out outbox.Counts) {
	c.t.Helper()
	err := c.DB.View(c.t.Context(), func(q localdb.Querier) (err error) {
		out, err = outbox.Count(c.t.Context(), q)
		return err
	})
	if err != nil {
		c.t.Fatal(err)
	}
	return out
}

func (c *centre) lineNow() (out Line) {
	c.t.Helper()
	err := c.DB.View(c.t.Context(), func(q localdb.Querier) (err error) {
		out, err = FindLine(c.t.Context(), q)
		return err
	})
	if err != nil {
		c.t.Fatal(err)
	}
	return out
}

func (c *centre) find(m minor.ID) (out replica.Held, err error) {
	err = c.DB.View(c.t.Context(), func(q localdb.Querier) (err error) {
		out, err = c.Replica.Find(c.t.Context(), q, m)
		return err
	})
	return out, err
}

// bubble runs a test where time passes only when everybody waits.
func bubble(t *testing.T, fn func(t *testing.T, r *registrytest.Registry)) {
	synctest.Test(t, func(t *testing.T) { fn(t, registrytest.New(time.Now)) })
}

// settle lets time pass until everybody waits.
func settle(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

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
