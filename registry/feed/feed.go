// Package feed is the server side of a pull: it gives each installation what
// was told to it, in order, and remembers how far each has come. It owns the
// table feed_cursors, and removes from the table feed, whose rows are written
// by package intake.
//
// The invariant: who gets what was decided when it was committed, and a cursor
// passes over nothing, since numbers are given under the lock of the ledger's
// head: who sees one sees all below it. What is sent was committed as sent
// before it leaves, so that no installation can have seen more than the
// registry knows of. No page leaves an installation holding less of a minor
// than the page's last position says.
//
// The feed is thinned out as a log is: of what an installation has acknowledged
// there stays the last word on each minor, and is answered, to whoever asks
// from before it, by all that the installation may hold of that minor as of
// then. So an installation that was put back to an old copy is given anew what
// has changed since, and only that.
package feed

import (
	"context"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/prometheus/client_golang/prometheus"

	"faro.example/registry/ledger"
	"faro.example/registry/pg"
	"faro.example/registry/seal"
	"faro.example/shared/access"
	"faro.example/shared/api"
	"faro.example/shared/change"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
)

// Directory composes what an installation must know of the directory.
type Directory interface {
	Directory(ctx context.Context, q pg.Querier, agent change.AgentID) (*api.Directory, error)
}

// Codes lists the blocks of national codes given to an installation.
type Codes interface {
	Blocks(ctx context.Context, q pg.Querier, agent change.AgentID) ([]minor.Block, error)
}

// Config is what a feed works with; all but Recover must be given.
type Config struct {
	Pool      *pgxpool.Pool // of the role faro_feed
	Sealer    *seal.Sealer
	Directory Directory
	Codes     Codes
	Now       func() time.Time
	Log       *slog.Logger
	Metrics   prometheus.Registerer
	Recover   string // the recipient of the registry's recovery key
}

// Feed answers pulls. Its methods are safe for use by many goroutines.
type Feed struct {
	Config
	bells   *bells
	metrics *metrics
	bounds  bounds
	every   time.Duration // between two looks at what no notification has told
	turns   chan struct{} // one for each page that is being made: as many as there are connections
	most    time.Duration // that a pull waits for its turn
}

// New makes a feed. Pulls are answered as soon as it is made; that those who
// wait are woken needs [Feed.Run].
func New(c Config) *Feed {
	return &Feed{Config: c, bells: newBells(), metrics: newMetrics(c.Metrics), bounds: pageBounds(), every: lookEvery,
		turns: make(chan struct{}, c.Pool.Config().MaxConns), most: turnAtMost}
}

// Pull gives what there is for the caller's installation after a cursor, which
// is the number of an item of its feed, and takes it that what is up to the
// cursor has arrived. If there is nothing it waits, [maxWait] at most, and
// holds no connection meanwhile. rules is the version of the rules that the
// installation folds with: to older ones it says what the registry shows.
//
// A locked installation gets nothing. It fails with [fault.Denied] if the
// caller may not pull, with [fault.Unauthenticated] if the installation is
// revoked or none, with [fault.Conflict] if its copy is so old that it has to
// enrol again, and with [fault.Busy] if its turn does not come, the database does
// not answer or what is to be sent could not be written down; a ctx that is done
// ends the waiting.
func (f *Feed) Pull(ctx context.Context, caller access.Caller, after uint64, wait time.Duration, rules int) (api.Feed, error) {
	if err := access.Allow(caller, access.Pull); err != nil {
		return api.Feed{}, err
	}
	bell, down := f.bells.hang(caller.Agent) // before the first look: what comes in between rings
	defer down()
	over := time.NewTimer(min(wait, maxWait))
	defer over.Stop()
	for late := wait <= 0; ; {
		out, err := f.answer(ctx, question{agent: caller.Agent, after: after, rules: rules})
		if err != nil || late || out.worth {
			return out.Feed, err
		}
		if late, err = f.wait(ctx, bell, over.C); err != nil {
			return api.Feed{}, err
		}
	}
}

// wait waits for the bell, and reports whether the time is over instead.
func (f *Feed) wait(ctx context.Context, bell <-chan struct{}, over <-chan time.Time) (late bool, err error) {
	f.metrics.waiting.Inc()
	defer f.metrics.waiting.Dec()
	select {
	case <-bell:
		return false, nil
	case <-over:
		return true, nil
	case <-ctx.Done():
		return false, pg.Fault(ctx.Err())
	}
}

// Standpoint gives what every reply of the sync contract carries. It fails with
// [fault.NotFound] for an installation that was never enrolled.
func (f *Feed) Standpoint(ctx context.Context, agent change.AgentID) (api.Standpoint, error) {
	return f.standpoint(ctx, f.Pool, agent)
}

func (f *Feed) standpoint(ctx context.Context, q pg.Querier, agent change.AgentID) (api.Standpoint, error) {
	s, err := ledger.Standpoint(ctx, q, agent)
	if err != nil {
		return api.Standpoint{}, err
	}
	s.Now, s.Recover = f.Now(), f.Recover
	s.Codes, err = f.Codes.Blocks(ctx, q, agent)
	return s, err
}

// turn waits for the turn to make a page. Whoever would wait for longer than an
// installation does is told to come later, so that no page is made for one that
// has gone.
func (f *Feed) turn(ctx context.Context) (over func(), err error) {
	t := time.NewTimer(f.most)
	defer t.Stop()
	select {
	case f.turns <- struct{}{}:
		return func() { <-f.turns }, nil
	case <-t.C:
		return nil, &fault.Error{Kind: fault.Busy, Detail: "too many installations ask at once", Remedy: "ask for the same again later"}
	case <-ctx.Done():
		return nil, pg.Fault(ctx.Err())
	}
}

func revoked() error {
	return &fault.Error{Kind: fault.Unauthenticated, Detail: "this installation was revoked, or is not enrolled",
		Remedy: "keep what is unsent and ask the registry to enrol this installation again"}
}

func tooOld() error {
	return &fault.Error{Kind: fault.Conflict, Detail: "more has changed since this copy was made than one answer can hold",
		Remedy: "enrol this installation again with a new code: what is unsent is kept and goes with it"}
}
