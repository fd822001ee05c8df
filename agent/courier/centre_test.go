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

	"faro.example/agent/localdb"
	"faro.example/agent/outbox"
	"faro.example/agent/registrytest"
	"faro.example/agent/replica"
	"faro.example/shared/api"
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
		// Nothing is cut off in the middle of a statement: SQLite, which waits for a
		// lock by the bubble's clock, would hold a mutex while time stands still.
		settle(time.Millisecond)
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
