// Package alert tells people about children they have to see to: of deadlines
// that are due soon or overdue, of transfers of which one half is missing, and of
// what happens to a guardian's wards. It alone writes alerts about children.
//
// The invariant: what is raised follows from the ledger and an instant - of
// deadlines, what package deadline says of the casefile on the day - so a
// sweep that runs twice, or on two machines, raises and tells nothing twice; an
// alert ends by itself once what it is about is recorded, and none is ever
// removed. Neither holds anything that was said: who is told opens the casefile,
// and leaves a line.
package alert

import (
	"context"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"faro.example/registry/audit"
	"faro.example/registry/pg"
	"faro.example/registry/seal"
	"faro.example/shared/change"
	"faro.example/shared/deadline"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
	"faro.example/shared/reference"
)

// Every is how often a registry looks: an alert comes at most so much late.
const Every = 5 * time.Minute

// folded is how many casefiles are folded at a time. Arbitrary.
const folded = 500

// Lines is the record of access; package audit has it.
type Lines interface {
	Write(ctx context.Context, line audit.Line) error
}

// Teller tells installations; package intake does.
type Teller interface {
	TellConcerns(ctx context.Context, tx pgx.Tx, about map[change.AgentID][]minor.ID) error
}

// Config is what alerts need.
type Config struct {
	Pool   *pgxpool.Pool // of the role faro_alert
	Reader *pgxpool.Pool // of the role faro_reader
	Lines  Lines
	Teller Teller
	Sealer *seal.Sealer
	Places *reference.Tables
	Watch  deadline.Watch
	Now    func() time.Time // the clock by which a half, or a deadline, is overdue
	Log    *slog.Logger
}

// Alerts raises alerts and shows them. It is safe for use by several goroutines.
type Alerts struct {
	Config
	looked atomic.Bool   // once at all children
	ahead  atomic.Uint64 // up to where guardians were told but for what was left to a newer program
	known  atomic.Pointer[directoryAt]
}

// New makes it.
func New(c Config) (*Alerts, error) {
	if c.Pool == nil || c.Reader == nil || c.Lines == nil || c.Teller == nil || c.Sealer == nil || c.Places == nil || c.Now == nil || c.Log == nil {
		return nil, fault.Newf(fault.Internal, "alerts without a database, a record of access, a teller, keys, places, clock or log")
	}
	if len(c.Watch.Rules) == 0 {
		c.Watch = deadline.Watch{Rules: deadline.Rules(), Patience: deadline.Usual()}
	}
	return &Alerts{Config: c}, nil
}

// Swept is what a sweep did.
type Swept struct {
	Raised, Ended, Told int
	Folded              int // casefiles that were looked at for halves
	Deadlines           Looked
}

// Looked is what a look at deadlines did.
type Looked struct {
	Minors    int // that were looked at
	Raised    int // that came to be due soon, or overdue
	Escalated int // that became overdue, or went up
	Ended     int // that were met, or lapsed
}

func (l *Looked) add(m Looked) {
	l.Minors += m.Minors
	l.Raised += m.Raised
	l.Escalated += m.Escalated
	l.Ended += m.Ended
}

// sweeping is the name of the lock that one sweep at a time holds, of the whole
// registry. Arbitrary.
const sweeping = 0x616c657274

// Sweep looks at what was recorded since the last sweep, and at the clock, and
// raises, ends and tells what follows; the first one of a process looks at every
// transfer of which a half may be missing. If another sweep is under way it does
// nothing.
func (a *Alerts) Sweep(ctx context.Context) (Swept, error) {
	var out Swept
	looked := false
	err := a.alone(ctx, func(ctx context.Context, tx pgx.Tx) error {
		out, looked = Swept{}, true
		d, err := readDirectory(ctx, tx, a.Places)
		if err != nil {
			return err
		}
		return a.halves(ctx, tx, d, &out)
	})
	if err != nil {
		return out, fmt.Errorf("look for lone halves: %w", err)
	}
	if looked {
		a.looked.Store(true)
	}
	if err := a.deadlines(ctx, &out.Deadlines, nil); err != nil {
		return out, err
	}
	for more := true; more; { // a stretch at a time: after a load of years there is much to look through
		var n int
		var ahead uint64
		more = false
		err := a.alone(ctx, func(ctx context.Context, tx pgx.Tx) (err error) {
			n, ahead, more, err = a.tell(ctx, tx)
			return err
		})
		if err != nil {
			return out, fmt.Errorf("tell guardians: %w", err)
		}
		out.Told += n
		a.ahead.Store(max(a.ahead.Load(), ahead))
	}
	if out.Raised+out.Ended+out.Told > 0 {
		a.Log.Info("alerts", "raised", out.Raised, "ended", out.Ended, "told", out.Told)
	}
	if d := out.Deadlines; d.Raised+d.Escalated+d.Ended > 0 {
		a.Log.Info("deadlines", "raised", d.Raised, "escalated", d.Escalated, "ended", d.Ended, "looked_at", d.Minors)
	}
	return out, nil
}

// alone runs fn in a transaction, unless another sweep is under way.
func (a *Alerts) alone(ctx context.Context, fn pg.Func) error {
	return pg.InTx(ctx, a.Pool, func(ctx context.Context, tx pgx.Tx) error {
		var alone bool
		if err := tx.QueryRow(ctx, `SELECT pg_try_advisory_xact_lock($1)`, sweeping).Scan(&alone); err != nil || !alone {
			return pg.Fault(err)
		}
		return fn(ctx, tx)
	})
}

// Run sweeps now and then until ctx is done. What fails is logged and done again
// the next time.
func (a *Alerts) Run(ctx context.Context) {
	tick := time.NewTicker(Every)
	defer tick.Stop()
	for {
		if _, err := a.Sweep(ctx); err != nil && ctx.Err() == nil {
			a.Log.Error("could not sweep for alerts", "error", err)
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}
