package work

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/live"
	"faro.example/registry/pg"
	"faro.example/shared/access"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
)

// all is the setting under which work is taken up.
func all() pg.Settings { return pg.Settings{"faro.nation": "yes"} }

// Run does jobs, one after the other, and removes what is over, until ctx is done. What
// it has not ended then another takes up when its lease is over.
func (d *Desk) Run(ctx context.Context) {
	look, tidy := time.NewTicker(lookEvery), time.NewTicker(tidyEvery)
	defer look.Stop()
	defer tidy.Stop()
	for {
		did, err := d.Step(ctx)
		if err != nil && ctx.Err() == nil {
			d.Log.Error("could not take up long work", "error", err)
		}
		if did && ctx.Err() == nil {
			continue
		}
		select {
		case <-d.asked:
		case <-look.C:
		case <-tidy.C:
			if err := d.Tidy(ctx); err != nil && ctx.Err() == nil {
				d.Log.Error("could not remove long work that is over", "error", err)
			}
		case <-ctx.Done():
			return
		}
	}
}

// Tidy removes what has been over for so long that nobody takes it any more.
func (d *Desk) Tidy(ctx context.Context) error {
	return pg.InTxAs(ctx, d.Pool, all(), func(ctx context.Context, tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM jobs WHERE ended_at < now() - $1::interval`, keptFor)
		return err
	})
}

// held is a job that this process does, for now.
type held struct {
	ID      ID
	Kind    Kind
	Person  institution.PersonID
	Role    access.Role
	Reason  string
	Ask     []byte
	AskBy   string
	Attempt int
}

// Step takes up one job, if there is one to do, and does it. It reports whether there was.
func (d *Desk) Step(ctx context.Context) (did bool, err error) {
	h, err := d.take(ctx)
	if h == nil || err != nil {
		return false, err
	}
	defer d.tell()
	if h.Attempt > mostAttempts {
		return true, d.end(ctx, h, Result{}, &fault.Error{Kind: fault.Busy, Detail: "it was begun three times, and never ended", Remedy: "ask for it again"})
	}
	working, stop := context.WithCancelCause(ctx)
	p := progress{desk: d, of: h, stop: stop}
	ended := make(chan struct{})
	var beats sync.WaitGroup
	beats.Go(func() { p.beat(ctx, ended) })
	result, err := d.do(working, h, p.set)
	close(ended)
	beats.Wait()
	stop(nil)
	if cause := context.Cause(working); errors.Is(cause, errLost) {
		d.Log.Warn("long work went to another", "kind", h.Kind, "job", h.ID)
		return true, nil
	} else if errors.Is(cause, errStopped) {
		err = errStopped
	}
	if ctx.Err() != nil {
		return true, ctx.Err() // the process ends: another takes it up
	}
	return true, d.end(ctx, h, result, err)
}

// take takes up the job that waits longest, or whose doer has not been heard of for the
// time of its lease.
func (d *Desk) take(ctx context.Context) (*held, error) {
	var h held
	err := pg.InTxAs(ctx, d.Pool, all(), func(ctx context.Context, tx pgx.Tx) error {
		const sql = `UPDATE jobs SET state = 'running', attempt = attempt + 1, lease_until = now() + $1::interval, began_at = coalesce(began_at, now()), done = 0, total = 0
			WHERE id = (SELECT id FROM jobs WHERE state = 'waiting' OR state = 'running' AND lease_until < now()
				ORDER BY asked_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
			RETURNING id, kind, person, role, reason, ask, ask_by, attempt`
		rows, err := tx.Query(ctx, sql, d.lease)
		if err != nil {
			return err
		}
		h, err = pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[held])
		return err
	})
	if fault.Is(err, fault.NotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("take up: %w", err)
	}
	return &h, nil
}

// do does a job as the person who asked, with what the directory lets them do today. One
// that goes wrong in a way that nobody foresaw fails, and ends nothing else.
func (d *Desk) do(ctx context.Context, h *held, progress func(done, total int)) (_ Result, err error) {
	defer func() {
		if wrong := recover(); wrong != nil {
			err = fault.Newf(fault.Internal, "long work panicked")
			d.Log.Error("long work panicked", "kind", h.Kind, "job", h.ID, "stack", string(debug.Stack()))
		}
	}()
	spec, there := d.Kinds[h.Kind]
	if !there {
		return Result{}, fault.Newf(fault.Internal, "work of a kind that is not known here")
	}
	c, err := d.Callers.Caller(ctx, h.Person, h.Reason)
	if err != nil {
		return Result{}, err
	}
	if c.Role != h.Role {
		return Result{}, fault.Newf(fault.Denied, "you have another role than when you asked for it")
	}
	if err := spec.Allow(c); err != nil {
		return Result{}, err
	}
	ask, err := d.Seal.OpenFrame(ctx, place("ask", h.ID), h.Ask, h.AskBy)
	if err != nil {
		return Result{}, err
	}
	return spec.Do(ctx, Task{Caller: c, Ask: ask, Progress: progress})
}

var (
	errStopped = errors.New("stopped by who asked for it")
	errLost    = errors.New("the lease is over, and another has it")
)

// progress is how far a job is, and whether it goes on.
type progress struct {
	desk        *Desk
	of          *held
	stop        context.CancelCauseFunc
	done, total atomic.Int64
}

func (p *progress) set(done, total int) {
	p.done.Store(int64(done))
	p.total.Store(int64(total))
}

// beat renews the lease and writes how far it is, until the work has ended. Whoever does
// it is told to end when it was stopped, or when another has it.
func (p *progress) beat(ctx context.Context, ended <-chan struct{}) {
	tick := time.NewTicker(beatEvery)
	defer tick.Stop()
	for {
		last := false
		select {
		case <-ended: // and what it came to is written down once more
			last = true
		case <-tick.C:
		}
		switch stopped, err := p.renew(ctx); {
		case last && err == nil:
			return
		case fault.Is(err, fault.NotFound):
			p.stop(errLost)
			return
		case err != nil && ctx.Err() == nil:
			p.desk.Log.Warn("could not write how far long work is", "error", err)
		case stopped:
			p.stop(errStopped)
		}
		if last {
			return
		}
	}
}

// renew fails with [fault.NotFound] if another has the job.
func (p *progress) renew(ctx context.Context) (stopped bool, err error) {
	d, h := p.desk, p.of
	err = pg.InTxAs(ctx, d.Pool, all(), func(ctx context.Context, tx pgx.Tx) error {
		const sql = `UPDATE jobs SET lease_until = now() + $3::interval, done = $4, total = $5
			WHERE id = $1 AND attempt = $2 AND state = 'running' RETURNING stopped`
		if err := tx.QueryRow(ctx, sql, h.ID, h.Attempt, d.lease, max(p.done.Load(), 0), max(p.total.Load(), 0)).Scan(&stopped); err != nil {
			return err
		}
		return live.Tell(ctx, tx, live.Work, h.Person)
	})
	return stopped, err
}

// end keeps what came of a job, unless another has it by now.
func (d *Desk) end(ctx context.Context, h *held, r Result, failed error) error {
	args, err := d.ending(h, r, failed)
	if err != nil {
		return err
	}
	var kept bool
	err = pg.InTxAs(ctx, d.Pool, all(), func(ctx context.Context, tx pgx.Tx) error {
		const sql = `UPDATE jobs SET state = @state, lease_until = NULL, ended_at = now(), problem = @problem, remedy = @remedy,
				done = CASE WHEN @state = 'done' THEN greatest(total, done) ELSE done END,
				outcome = @outcome, outcome_by = @outcome_by, body = @body, body_by = @body_by
			WHERE id = @id AND attempt = @attempt AND state = 'running'`
		tag, err := tx.Exec(ctx, sql, args)
		if err != nil {
			return err
		}
		kept = tag.RowsAffected() == 1
		return live.Tell(ctx, tx, live.Work, h.Person)
	})
	if err != nil {
		return fmt.Errorf("keep what came of it: %w", err)
	}
	if !kept {
		d.Log.Warn("long work was ended by another", "kind", h.Kind, "job", h.ID)
	}
	return nil
}

// ending gives what is kept of a job that has ended.
func (d *Desk) ending(h *held, r Result, failed error) (pgx.StrictNamedArgs, error) {
	args := pgx.StrictNamedArgs{"id": h.ID, "attempt": h.Attempt, "state": Done, "problem": "", "remedy": "", "outcome": nil, "outcome_by": nil, "body": nil, "body_by": nil}
	if failed == nil && len(r.Body) > maxBody {
		failed = &fault.Error{Kind: fault.Invalid, Detail: "it is too much for one file", Remedy: "ask for less at once"}
	}
	switch e := fault.As(failed); {
	case errors.Is(failed, errStopped):
		args["state"] = Stopped
		return args, nil
	case failed != nil:
		d.Log.Warn("long work failed", "kind", h.Kind, "job", h.ID, "error", failed)
		args["state"], args["problem"], args["remedy"] = Failed, e.Detail, e.Remedy
		if e.Kind == fault.Internal { // of what is inside nobody is told
			args["problem"] = "internal error"
		}
		return args, nil
	}
	plain, err := json.Marshal(outcome{r.Outcome, r.Subjects})
	if err != nil {
		return nil, fmt.Errorf("encode what came of it: %w", err)
	}
	if args["outcome"], args["outcome_by"], err = d.sealed("outcome", h.ID, plain); err != nil || r.Body == nil {
		return args, err
	}
	args["body"], args["body_by"], err = d.sealed("body", h.ID, r.Body)
	return args, err
}

func (d *Desk) sealed(column string, n ID, plain []byte) (sealed, by any, err error) {
	s, name, err := d.Seal.SealFrame(place(column, n), plain)
	return s, name, err
}
