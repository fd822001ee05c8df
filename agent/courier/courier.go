// Package courier carries records to the registry and the feed from it, and files
// both ways: three loops, [Pusher], [Puller] and [Filer], that go on until they are
// told to stop.
//
// The invariant: nothing is given up. A record leaves the outbox by its own
// receipt and by nothing else; whatever fails is tried again with growing,
// spread waits, never sooner than the registry asked. The loops stop by
// themselves for two reasons only, and keep what is unsent: the registry has
// revoked this installation ([fault.Unauthenticated]), or this store turns out
// to be a copy ([fault.Conflict]).
package courier

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"sync"
	"time"

	"faro.example/agent/backoff"
	"faro.example/agent/localdb"
	"faro.example/agent/lookbook"
	"faro.example/agent/outbox"
	"faro.example/agent/replica"
	"faro.example/shared/api"
	"faro.example/shared/change"
	"faro.example/shared/fault"
)

// registry is what the courier needs of the registry's API: registryclient in
// the program, a registry with faults in the tests.
type registry interface {
	Push(ctx context.Context, of change.AgentID, givingBack bool, frames []change.Frame) (api.Push, error)
	Pull(ctx context.Context, after uint64, wait time.Duration, rules int) (api.Feed, error)
}

// teller is what is told of looks at this machine.
type teller interface {
	TellLooks(ctx context.Context, looks api.Looks) (api.LooksTaken, error)
}

// filer is what files are brought to and fetched from.
type filer interface {
	OfferFile(ctx context.Context, in api.FileWanted) (api.FileState, error)
	AppendFile(ctx context.Context, file api.FileID, offset int, piece []byte) (api.FileState, error)
	ReadFile(ctx context.Context, file api.FileID, from int, each func(piece []byte) error) error
}

// waiting is an error that says what is to be known before the next try: how
// long the registry asks to be left alone, and whether it was reached at all.
type waiting interface {
	error
	RetryAfter() time.Duration
	Reached() bool
}

func before(err error) (asked time.Duration, reached bool) {
	var w waiting
	if !errors.As(err, &w) {
		return 0, true
	}
	return w.RetryAfter(), w.Reached()
}

// Config is what a courier is made of; all must be given but Looks, Teller and Files.
type Config struct {
	DB       *localdb.DB
	Agent    change.AgentID
	Box      *outbox.Box
	Replica  *replica.Replica
	Registry registry
	Looks    *lookbook.Book // told before anything is pushed; nil for none
	Teller   teller
	Files    filer                           // nil carries none
	Renew    func(ctx context.Context) error // asks for a new certificate at once
	Now      func() time.Time                // the device's clock
	Log      *slog.Logger
}

// Courier runs the loops.
type Courier struct {
	Config
	push *Pusher
	pull *Puller
	file *Filer
}

// New makes a courier.
func New(c Config) *Courier {
	push := &Pusher{Config: c, wake: make(chan struct{}, 1), up: make(chan struct{}, 1), limit: change.MaxBatch}
	file := &Filer{Config: c, wake: make(chan struct{}, 1)}
	push.done = file.wake
	return &Courier{Config: c, push: push, pull: &Puller{Config: c, push: push}, file: file}
}

// Wake says that something may have been stored that is due to be pushed.
func (c *Courier) Wake() {
	signal(c.push.wake)
	signal(c.file.wake)
}

// Pull applies what the feed has now, without waiting for more: for the first
// moments of an installation.
func (c *Courier) Pull(ctx context.Context) error {
	for {
		more, err := c.pull.once(ctx, 0)
		if err != nil || !more {
			return err
		}
	}
}

// Run carries until ctx is done, whose error it gives then, or until one of
// the loops stops by itself; it waits for all.
func (c *Courier) Run(ctx context.Context) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	var loops sync.WaitGroup
	runs := []func(context.Context) error{c.push.Run, c.pull.Run}
	if c.Files != nil {
		runs = append(runs, c.file.Run)
	}
	for _, run := range runs {
		loops.Go(func() { stop(run(ctx)) })
	}
	loops.Wait()
	return context.Cause(ctx)
}

// signal leaves word for whoever waits on the channel, once.
func signal(ch chan<- struct{}) {
	select {
	case ch <- struct{}{}:
	default:
	}
}

// loop calls once until it says that there is nothing more to do, then waits;
// after a failure it waits for the time that this asks for. wait blocks until
// there may be more to do. up, where given, cuts short the wait of one whose
// line was cut.
type loop struct {
	once func(ctx context.Context) (more bool, err error)
	wait func(ctx context.Context) error
	up   <-chan struct{}
}

func (c *Config) run(ctx context.Context, l loop) error {
	var f Pace
	for {
		more, err := l.once(ctx)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		switch {
		case err == nil && more:
			f = Pace{}
		case err == nil:
			f = Pace{}
			if err := l.wait(ctx); err != nil {
				return err
			}
		default:
			if stop := c.failed(ctx, err); stop != nil {
				return stop
			}
			if err := f.pause(ctx, err, l.up); err != nil {
				return err
			}
		}
	}
}

// failed deals with a failure, and gives why the loops must stop, if they must.
func (c *Config) failed(ctx context.Context, err error) (stop error) {
	var halt *stopped
	if errors.As(err, &halt) {
		return c.noted(ctx, halt.why)
	}
	if !fault.Is(err, fault.Unauthenticated) {
		if e := c.cut(ctx, err); e != nil {
			c.Log.Error("the state of the line was not kept", "err", e)
		}
		return nil
	}
	// A certificate that has run out looks like one that was revoked: only a
	// renewal that is refused too says which it was.
	if e := c.Renew(ctx); fault.Is(e, fault.Unauthenticated) {
		return c.noted(ctx, e)
	}
	return nil
}

// noted keeps why the loops stop.
func (c *Config) noted(ctx context.Context, why error) error {
	return errors.Join(why, c.cut(ctx, why))
}

// stopped is why nothing may be exchanged any more.
type stopped struct{ why error }

func (s *stopped) Error() string { return s.why.Error() }

// Pace counts the failures in a row of one sort, and says how long to wait before
// the next try: who could not be reached is tried again soon, as that burdens
// nobody; whoever answered is not. What loads a registry with many installations
// keeps to it too.
type Pace struct {
	times   int
	outside bool
}

// After counts a failure and draws the wait that it asks for, never shorter than
// the registry asked. reached says whether the registry was.
func (p *Pace) After(err error) (wait time.Duration, reached bool) {
	asked, reached := before(err)
	if p.outside == reached {
		p.times, p.outside = 0, !reached
	}
	p.times++
	policy := patient()
	if !reached {
		policy = eager()
	}
	return policy.Wait(p.times, asked), reached
}

func (p *Pace) pause(ctx context.Context, err error, up <-chan struct{}) error {
	wait, reached := p.After(err)
	if reached {
		up = nil
	}
	t := time.NewTimer(wait)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-up:
	case <-t.C:
	}
	return nil
}

// Shrink gives how many records to try next after a failure of a push of that
// many at most, so that one that is too much for the line or for the registry
// does not block the rest for ever.
func Shrink(limit int, err error) int {
	if asked, reached := before(err); reached && asked == 0 {
		return max(limit/2, 1)
	}
	return limit
}

// patient is the policy towards a registry that answers.
func patient() backoff.Policy { return backoff.Policy{Base: patientBase, Cap: patientCap} }

// eager is the policy while no connection can be made: within a second of
// having a line, what was written is on its way.
func eager() backoff.Policy { return backoff.Policy{Base: eagerBase, Cap: eagerCap} }

// hear keeps what a reply says of the registry, and that there is a line. It
// reports whether the registry was restored, and this installation went back
// with it.
func (c *Config) hear(ctx context.Context, tx *sql.Tx, in api.Standpoint) (outbox.Heard, error) {
	h, err := c.Box.Hear(ctx, tx, in)
	if err != nil {
		return h, err
	}
	if h.Restored {
		c.Log.Warn("the registry was restored", "epoch", in.Epoch, "position", h.Position)
		if err := c.Replica.GoBack(ctx, tx, in.Epoch, h.Position); err != nil {
			return h, err
		}
	}
	before, err := FindLine(ctx, tx)
	if err != nil {
		return h, err
	}
	if !before.Cut.IsZero() {
		c.Log.Info("the registry answers again", "after", c.Now().Sub(before.Cut).Round(time.Second).String())
	}
	return h, keepUp(ctx, tx, c.Now())
}

// halt turns what was heard into the error that stops the loops.
func halt(h outbox.Heard) error {
	if h.Stop != nil {
		return &stopped{h.Stop}
	}
	return nil
}
