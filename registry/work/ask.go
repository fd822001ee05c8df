package work

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/audit"
	"faro.example/registry/pg"
	"faro.example/registry/seal"
	"faro.example/shared/access"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/minor"
)

// own is the setting under which a person sees the own jobs, and no other's.
func own(c access.Caller) pg.Settings { return pg.Settings{"faro.person": c.Person.String()} }

func place(column string, of ID) seal.Place {
	return seal.Place{Table: "jobs", Column: column, Row: of}
}

// Ask has a job done for the caller, for the reason that the caller states. label says
// which of its kind it is, and never who a child is. It fails with [fault.Denied] for
// who may not ask for it, and with [fault.Busy] for who waits for too many already.
func (d *Desk) Ask(ctx context.Context, c access.Caller, k Kind, label string, what any) (ID, error) {
	spec, there := d.Kinds[k]
	if !there || c.Person.IsZero() {
		return ID{}, fault.Newf(fault.NotFound, "there is no such work")
	}
	if err := spec.Allow(c); err != nil {
		return ID{}, err
	}
	plain, err := json.Marshal(what)
	if err != nil {
		return ID{}, fmt.Errorf("encode what is asked: %w", err)
	}
	n := ID(id.New[struct{}]())
	ask, by, err := d.Seal.SealFrame(place("ask", n), plain)
	if err != nil {
		return ID{}, err
	}
	err = pg.InTxAs(ctx, d.Pool, own(c), func(ctx context.Context, tx pgx.Tx) error {
		var open int
		if err := tx.QueryRow(ctx, `SELECT count(*) FROM jobs WHERE state IN ('waiting', 'running')`).Scan(&open); err != nil {
			return err
		}
		if open >= mostOpen {
			return &fault.Error{Kind: fault.Busy, Detail: "you are waiting for five pieces of work already", Remedy: "let one of them end, or stop it"}
		}
		const sql = `INSERT INTO jobs (id, kind, person, role, reason, label, ask, ask_by) VALUES (@id, @kind, @person, @role, @reason, @label, @ask, @by)`
		_, err := tx.Exec(ctx, sql, pgx.StrictNamedArgs{
			"id": n, "kind": k, "person": c.Person, "role": c.Role, "reason": c.Reason, "label": label, "ask": ask, "by": by,
		})
		return err
	})
	if err != nil {
		return ID{}, fmt.Errorf("ask: %w", err)
	}
	select {
	case d.asked <- struct{}{}:
	default:
	}
	return n, nil
}

const jobColumns = `SELECT id, kind, label, state, asked_at, began_at, ended_at, done, total, stopped, problem, remedy, outcome, outcome_by FROM jobs`

// List gives the caller's jobs, the newest first. They are the caller's own and leave
// no line: what they read has left its own.
func (d *Desk) List(ctx context.Context, c access.Caller) ([]Job, error) {
	return d.read(ctx, c, jobColumns+` ORDER BY asked_at DESC, id LIMIT $1`, mostListed)
}

// Find gives one job of the caller's. It fails with [fault.NotFound] for another's, and
// for one that is gone.
func (d *Desk) Find(ctx context.Context, c access.Caller, n ID) (Job, error) {
	all, err := d.read(ctx, c, jobColumns+` WHERE id = $1`, n)
	if err != nil {
		return Job{}, err
	}
	if len(all) == 0 {
		return Job{}, gone()
	}
	return all[0], nil
}

func gone() error {
	return &fault.Error{Kind: fault.NotFound, Detail: "there is no such work, or it is gone", Remedy: "ask for it again"}
}

func (d *Desk) read(ctx context.Context, c access.Caller, sql string, arg any) (out []Job, err error) {
	err = pg.InSnapshot(ctx, d.Pool, own(c), func(ctx context.Context, tx pgx.Tx) error {
		rows, err := tx.Query(ctx, sql, arg)
		if err != nil {
			return err
		}
		out, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (Job, error) { return d.scan(ctx, row) })
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read work: %w", err)
	}
	return out, nil
}

func (d *Desk) scan(ctx context.Context, row pgx.CollectableRow) (j Job, err error) {
	var sealed []byte
	var by *string
	err = row.Scan(&j.ID, &j.Kind, &j.Label, &j.State, &j.AskedAt, &j.BeganAt, &j.EndedAt, &j.Done, &j.Total, &j.Stops, &j.Problem, &j.Remedy, &sealed, &by)
	if err != nil {
		return j, err
	}
	if j.EndedAt != nil {
		until := j.EndedAt.Add(keptFor)
		j.Until = &until
	}
	if by == nil {
		return j, nil
	}
	o, err := d.openOutcome(ctx, j.ID, sealed, *by)
	j.Outcome = o.Outcome
	return j, err
}

// outcome is what came of a job as it is kept.
type outcome struct {
	Outcome
	Subjects []minor.ID `json:"subjects,omitempty"`
}

func (d *Desk) openOutcome(ctx context.Context, n ID, sealed []byte, by string) (out outcome, err error) {
	plain, err := d.Seal.OpenFrame(ctx, place("outcome", n), sealed, by)
	if err != nil {
		return out, err
	}
	return out, json.Unmarshal(plain, &out)
}

// Wait waits for a job of the caller's to end, so long at most, and gives it as it is
// then: what is quick needs no page of its own.
func (d *Desk) Wait(ctx context.Context, c access.Caller, n ID, most time.Duration) (Job, error) {
	ctx, stop := context.WithTimeout(ctx, most)
	defer stop()
	for {
		over := d.over()
		j, err := d.Find(context.WithoutCancel(ctx), c, n)
		if err != nil || j.State.Over() {
			return j, err
		}
		select {
		case <-over:
		case <-ctx.Done():
			return j, nil
		}
	}
}

// Stop stops a job of the caller's: at once if nobody has begun it, else as soon as
// whoever does it hears of it. It fails with [fault.NotFound] as [Desk.Find] does, and
// with [fault.Conflict] for what is over.
func (d *Desk) Stop(ctx context.Context, c access.Caller, n ID) error {
	var state State
	err := pg.InTxAs(ctx, d.Pool, own(c), func(ctx context.Context, tx pgx.Tx) error {
		const sql = `UPDATE jobs SET stopped = true, state = CASE state WHEN 'waiting' THEN 'stopped' ELSE state END,
				ended_at = CASE state WHEN 'waiting' THEN now() ELSE ended_at END
			WHERE id = $1 AND state IN ('waiting', 'running') RETURNING state`
		err := tx.QueryRow(ctx, sql, n).Scan(&state)
		if errors.Is(err, pgx.ErrNoRows) {
			return nil
		}
		return err
	})
	if err != nil || state != "" {
		return err
	}
	if _, err := d.Find(ctx, c, n); err != nil {
		return err
	}
	return &fault.Error{Kind: fault.Conflict, Detail: "this work is over", Remedy: "look at what came of it"}
}

// Result hands out the file that a job of the caller's made, and writes first who takes
// it and whom it names. It fails with [fault.NotFound] as [Desk.Find] does, and where
// there is no file.
func (d *Desk) Result(ctx context.Context, c access.Caller, n ID) (Result, error) {
	var kind Kind
	var sealed, body []byte
	var by, bodyBy *string
	err := pg.InSnapshot(ctx, d.Pool, own(c), func(ctx context.Context, tx pgx.Tx) error {
		const sql = `SELECT kind, outcome, outcome_by, body, body_by FROM jobs WHERE id = $1 AND state = 'done' AND body IS NOT NULL`
		return tx.QueryRow(ctx, sql, n).Scan(&kind, &sealed, &by, &body, &bodyBy)
	})
	if fault.Is(err, fault.NotFound) {
		return Result{}, gone()
	}
	if err != nil {
		return Result{}, fmt.Errorf("read result: %w", err)
	}
	kept, err := d.openOutcome(ctx, n, sealed, *by)
	if err != nil {
		return Result{}, err
	}
	out := Result{Outcome: kept.Outcome, Subjects: kept.Subjects}
	spec := d.Kinds[kind]
	denied := spec.Allow(c) // what a person might do when asking may be over
	line := audit.Line{Caller: c, Action: spec.Action, Allowed: denied == nil, Subjects: out.Subjects, Output: audit.Exported, Rows: out.Rows}
	if err := d.Lines.Write(ctx, line); err != nil || denied != nil {
		return Result{}, errors.Join(err, denied)
	}
	out.Body, err = d.Seal.OpenFrame(ctx, place("body", n), body, *bodyBy)
	return out, err
}
