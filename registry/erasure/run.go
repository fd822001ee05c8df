package erasure

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/ledger"
	"faro.example/registry/pg"
	"faro.example/shared/access"
	"faro.example/shared/casefile"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/right"
)

// Run is what one person asked to erase, and what became of it.
type Run struct {
	ID        RunID
	AskedAt   time.Time
	AskedBy   institution.PersonID
	Reason    string
	DueUntil  day.Date
	OrderedAt *time.Time
	OrderedBy institution.PersonID
	Withdrawn bool
	EndedAt   *time.Time

	Children, Erased, Held, Blocked int
}

// Asking is what somebody asks to erase.
type Asking struct {
	ID    RunID    // under which it is asked for: sent again, it is asked for once; a new one if zero
	Until day.Date // who is due until that day
	Of    Child    // this child alone, whenever due, whose erasure a person was granted
}

// Ask asks to erase all children who are due until a day, which is not to come.
// Nothing is erased until another person orders it.
func (d *Desk) Ask(ctx context.Context, caller access.Caller, until day.Date, reason string) (RunID, error) {
	return d.AskUnder(ctx, caller, Asking{Until: until}, reason)
}

// AskFor asks to erase one child, whose erasure a person was granted; another person
// orders it. It fails with [fault.Conflict] if nobody was.
func (d *Desk) AskFor(ctx context.Context, caller access.Caller, m minor.ID, reason string) (RunID, error) {
	return d.AskUnder(ctx, caller, Asking{Of: Child{Minor: m}}, reason)
}

// AskUnder is [Desk.Ask], or [Desk.AskFor] of one child. It fails with [fault.Conflict]
// if nobody is due, or if something else was asked for under the identifier.
func (d *Desk) AskUnder(ctx context.Context, caller access.Caller, a Asking, reason string) (RunID, error) {
	if a.ID.IsZero() {
		a.ID = RunID(id.New[struct{}]())
	}
	if a.Of != (Child{}) {
		return d.beginFor(ctx, caller, a, reason)
	}
	if err := d.ask(ctx, caller, access.OrderErasure, "ask for what is due until "+a.Until.String()); err != nil {
		return RunID{}, err
	}
	if a.Until.After(d.today()) {
		return RunID{}, fault.Field("until", "to come", "only what is due already is erased")
	}
	return d.begin(ctx, caller, a, reason, func(ctx context.Context, tx pgx.Tx) ([]Due, error) {
		return d.due(ctx, tx, a.Until, minor.ID{})
	})
}

func (d *Desk) beginFor(ctx context.Context, caller access.Caller, a Asking, reason string) (RunID, error) {
	m, err := d.askOf(ctx, caller, access.OrderErasure, "ask for one child, as was granted", a.Of)
	if err != nil {
		return RunID{}, err
	}
	a.Of, a.Until = Child{Minor: m}, d.today()
	return d.begin(ctx, caller, a, reason, func(ctx context.Context, tx pgx.Tx) ([]Due, error) {
		granted, err := d.granted(ctx, tx, m)
		if err != nil {
			return nil, err
		}
		if !granted {
			return nil, &fault.Error{Kind: fault.Conflict, Detail: "nobody was granted that all about this child is erased", Remedy: "answer the request first, on the page of rights of the casefile"}
		}
		found, err := d.due(ctx, tx, farthest, m)
		for i := range found {
			found[i].Rule, found[i].On = Granted, d.today()
		}
		return found, err
	})
}

// granted reports whether somebody was granted that all about a child is erased, and
// that is still to be done.
func (d *Desk) granted(ctx context.Context, q pg.Querier, m minor.ID) (bool, error) {
	var minors []minor.ID
	const sql = `SELECT CASE WHEN joined = '{}' THEN ARRAY[minor] ELSE joined END FROM casefiles WHERE minor = $1 AND position > 0`
	err := q.QueryRow(ctx, sql, m).Scan(&minors)
	if errors.Is(err, pgx.ErrNoRows) {
		return false, notFound("child")
	}
	if err != nil {
		return false, pg.Fault(err)
	}
	if err := ledger.Foldable(ctx, q, minors); err != nil {
		return false, err
	}
	records, err := ledger.Of(ctx, q, d.Sealer, minors)
	if err != nil {
		return false, err
	}
	f := casefile.Fold(m, ledger.Together(records, minors))
	return slices.ContainsFunc(f.Rights(), func(r casefile.Right) bool {
		return r.Asked.Right == right.Erasure && r.Asked.Of.IsZero() && r.State == right.ToDo
	}), nil
}

// farthest is later than any child is due.
var farthest = day.Of(9999, time.December, 31)

// farthest gives the day until which the item's child must be due.
func (it item) farthest(d *Desk) day.Date {
	if it.Rule == Granted {
		return farthest
	}
	return d.today()
}

func (d *Desk) begin(ctx context.Context, caller access.Caller, a Asking, reason string, find func(context.Context, pgx.Tx) ([]Due, error)) (RunID, error) {
	if err := checkReason(reason); err != nil {
		return RunID{}, err
	}
	err := pg.InTx(ctx, d.Pool, func(ctx context.Context, tx pgx.Tx) error {
		done, err := tx.Exec(ctx, `INSERT INTO erasure_runs (id, asked_at, asked_by, reason, due_until) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (id) DO NOTHING`,
			a.ID, d.Now(), caller.Person, reason, a.Until)
		if err != nil {
			return err
		}
		if done.RowsAffected() == 0 {
			return asBefore(ctx, tx, caller, a, reason)
		}
		found, err := find(ctx, tx)
		if err != nil {
			return err
		}
		if len(found) == 0 {
			return &fault.Error{Kind: fault.Conflict, Detail: "no child is due until then", Remedy: "see in the dry run who is due"}
		}
		b := &pgx.Batch{}
		for _, x := range found {
			b.Queue(`INSERT INTO erasure_items (run, minor, rule, due_on) VALUES ($1, $2, $3, $4)`, a.ID, x.Minor, x.Rule, x.On)
		}
		return tx.SendBatch(ctx, b).Close()
	})
	if err != nil {
		return RunID{}, wrap("ask for erasures", err)
	}
	return a.ID, nil
}

// asBefore fails with [fault.Conflict] unless the same was asked for by the same person
// under the identifier: then nothing is to be done.
func asBefore(ctx context.Context, tx pgx.Tx, caller access.Caller, a Asking, reason string) error {
	const q = `SELECT r.asked_by = $2 AND r.reason = $3 AND CASE WHEN $5::uuid IS NULL
			THEN r.due_until = $4 AND NOT EXISTS (SELECT FROM erasure_items i WHERE i.run = r.id AND i.rule = 'granted')
			ELSE EXISTS (SELECT FROM erasure_items i WHERE i.run = r.id AND i.rule = 'granted'
				AND (i.minor = $5 OR i.minor IN (SELECT unnest(c.joined) FROM casefiles c WHERE c.minor = $5))) END
		FROM erasure_runs r WHERE r.id = $1`
	var same bool
	if err := tx.QueryRow(ctx, q, a.ID, caller.Person, reason, a.Until, a.Of.Minor).Scan(&same); err != nil {
		return err
	}
	return unlessSame(same)
}

// Order orders a run that another person asked for. It is done from then on, by
// [Desk.Work].
func (d *Desk) Order(ctx context.Context, caller access.Caller, run RunID) error {
	if err := d.ask(ctx, caller, access.OrderErasure, "order run "+run.String()); err != nil {
		return err
	}
	return wrap("order erasures", d.decide(ctx, caller, run,
		`UPDATE erasure_runs SET ordered_at = $2, ordered_by = $3 WHERE id = $1 AND ordered_at IS NULL AND withdrawn_at IS NULL`, true))
}

// Withdraw takes back a run that nobody ordered yet.
func (d *Desk) Withdraw(ctx context.Context, caller access.Caller, run RunID) error {
	if err := d.ask(ctx, caller, access.OrderErasure, "withdraw run "+run.String()); err != nil {
		return err
	}
	return wrap("withdraw erasures", d.decide(ctx, caller, run,
		`UPDATE erasure_runs SET withdrawn_at = $2 WHERE id = $1 AND ordered_at IS NULL AND withdrawn_at IS NULL AND $3::uuid IS NOT NULL`, false))
}

func (d *Desk) decide(ctx context.Context, caller access.Caller, run RunID, sql string, fourEyes bool) error {
	return pg.InTx(ctx, d.Pool, func(ctx context.Context, tx pgx.Tx) error {
		var asked, ordered institution.PersonID
		var withdrawn bool
		err := tx.QueryRow(ctx, `SELECT asked_by, ordered_by, withdrawn_at IS NOT NULL FROM erasure_runs WHERE id = $1 FOR UPDATE`, run).Scan(&asked, &ordered, &withdrawn)
		switch {
		case errors.Is(err, pgx.ErrNoRows):
			return notFound("run")
		case err != nil:
			return err
		case fourEyes && asked == caller.Person:
			return ErrSameEyes
		case fourEyes && ordered == caller.Person, !fourEyes && withdrawn:
			return nil // said again, since the answer was lost: it is so already
		}
		done, err := tx.Exec(ctx, sql, run, d.Now(), caller.Person)
		if err == nil && done.RowsAffected() == 0 {
			return fault.Newf(fault.Conflict, "that run was ordered or withdrawn already")
		}
		return err
	})
}

// batch bounds the children of a run that are read at a time. Arbitrary.
const batch = 100

// Work does what was ordered and is not done yet: what is struck out, for which
// intake must be at work, and the children of runs. It reports how many children
// were dealt with.
func (d *Desk) Work(ctx context.Context) (int, error) {
	if err := d.finishStrikes(ctx); err != nil {
		return 0, err
	}
	return d.EraseOrdered(ctx, nil)
}

// EraseOrdered erases the children of runs that were ordered, one by one, where it,
// or another process, stopped. progress, which may be nil, is told how many are done.
func (d *Desk) EraseOrdered(ctx context.Context, progress func(done int)) (int, error) {
	done := 0
	for {
		items, err := d.left(ctx)
		if err != nil || len(items) == 0 {
			return done, errors.Join(err, d.endRuns(ctx))
		}
		for _, it := range items {
			if err := d.eraseItem(ctx, it); err != nil {
				return done, err
			}
			if done++; progress != nil {
				progress(done)
			}
		}
	}
}

// left gives some children of runs that were ordered with whom nothing was done yet:
// not those whose decision a newer program must read, which waits for it.
func (d *Desk) left(ctx context.Context) ([]item, error) {
	rows, err := d.Pool.Query(ctx, `SELECT i.run, i.minor, i.rule, r.asked_by AS asked, r.ordered_by AS by FROM erasure_items i JOIN erasure_runs r ON r.id = i.run
		WHERE i.outcome IS NULL AND r.ordered_at IS NOT NULL
		AND NOT (i.rule = $2 AND EXISTS (SELECT FROM casefiles c WHERE c.minor = i.minor AND c.rules > $3))
		ORDER BY r.ordered_at, i.run, i.minor LIMIT $1`, batch, Granted, casefile.Rules)
	if err != nil {
		return nil, wrap("read runs", pg.Fault(err))
	}
	out, err := pgx.CollectRows(rows, pgx.RowToStructByName[item])
	return out, wrap("read runs", pg.Fault(err))
}

func (d *Desk) endRuns(ctx context.Context) error {
	_, err := d.Pool.Exec(ctx, `UPDATE erasure_runs r SET ended_at = $1 WHERE r.ordered_at IS NOT NULL AND r.ended_at IS NULL
		AND NOT EXISTS (SELECT FROM erasure_items i WHERE i.run = r.id AND i.outcome IS NULL)`, d.Now())
	return wrap("end runs", pg.Fault(err))
}

// lockItem locks an item, and reports whether it is still to be done.
func lockItem(ctx context.Context, tx pgx.Tx, it item) (bool, error) {
	var open bool
	err := tx.QueryRow(ctx, `SELECT outcome IS NULL FROM erasure_items WHERE run = $1 AND minor = $2 FOR UPDATE`, it.Run, it.Minor).Scan(&open)
	return open, err
}

func (d *Desk) settle(ctx context.Context, tx pgx.Tx, it item, outcome, why string) error {
	_, err := tx.Exec(ctx, `UPDATE erasure_items SET outcome = $3, why = nullif($4, ''), at = $5 WHERE run = $1 AND minor = $2`,
		it.Run, it.Minor, outcome, why, d.Now())
	return err
}

// settleAbsent notes of a child who is not due, or not there: erased already by
// another run or after a restore, or due later by what was recorded since.
func (d *Desk) settleAbsent(ctx context.Context, tx pgx.Tx, it item) error {
	var erased bool
	if err := tx.QueryRow(ctx, `SELECT EXISTS (SELECT FROM tombstones WHERE minor = $1)`, it.Minor).Scan(&erased); err != nil {
		return err
	}
	if erased {
		return d.settle(ctx, tx, it, "erased", "")
	}
	return d.settle(ctx, tx, it, "blocked", NotDue)
}

// selectRuns gives all runs, or one.
const selectRuns = `SELECT r.id, r.asked_at, r.asked_by, r.reason, r.due_until, r.ordered_at, r.ordered_by, r.withdrawn_at IS NOT NULL, r.ended_at,
		count(i.minor), count(*) FILTER (WHERE i.outcome = 'erased'), count(*) FILTER (WHERE i.outcome = 'held'), count(*) FILTER (WHERE i.outcome = 'blocked')
	FROM erasure_runs r LEFT JOIN erasure_items i ON i.run = r.id WHERE $1::uuid IS NULL OR r.id = $1 GROUP BY r.id ORDER BY r.asked_at DESC LIMIT 200`

// Runs gives the runs, the newest first.
func (d *Desk) Runs(ctx context.Context, caller access.Caller) ([]Run, error) {
	if err := d.ask(ctx, caller, access.ReadRetention, "runs"); err != nil {
		return nil, err
	}
	out, err := d.runs(ctx, RunID{})
	return out, wrap("list runs", err)
}

// FindRun gives one run, and how far it is. It fails with [fault.NotFound].
func (d *Desk) FindRun(ctx context.Context, caller access.Caller, run RunID) (Run, error) {
	if err := d.ask(ctx, caller, access.ReadRetention, "run "+run.String()); err != nil {
		return Run{}, err
	}
	if run.IsZero() {
		return Run{}, notFound("run")
	}
	out, err := d.runs(ctx, run)
	if err == nil && len(out) == 0 {
		err = notFound("run")
	}
	if err != nil {
		return Run{}, wrap("find run", err)
	}
	return out[0], nil
}

func (d *Desk) runs(ctx context.Context, only RunID) ([]Run, error) {
	rows, err := d.Pool.Query(ctx, selectRuns, only)
	if err != nil {
		return nil, pg.Fault(err)
	}
	out, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Run])
	return out, pg.Fault(err)
}

// State says how far a run is: asked, withdrawn, ordered or ended.
func (r *Run) State() string {
	switch {
	case r.Withdrawn:
		return "withdrawn"
	case r.EndedAt != nil:
		return "ended"
	case r.OrderedAt != nil:
		return "ordered"
	}
	return "asked"
}
