package sweep

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/ledger"
	"faro.example/registry/likeness"
	"faro.example/registry/pg"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
)

// Stage is what a sweep is at.
type Stage string

// The stages of a sweep, in their order.
const (
	Learning Stage = "learning" // what agreements are worth
	Reading  Stage = "reading"  // who every child is said to be
	Looking  Stage = "looking"  // at each child
)

// Progress is told how far a sweep is in a stage.
type Progress func(at Stage, done, total int)

// Swept is what a sweep has done, since it began.
type Swept struct {
	Children  int  // looked at
	Found     int  // pairs found, or found anew
	Gone      int  // pairs that are none any more
	Continued bool // it went on where another stopped
}

// sweepLock is held while one sweeps.
const sweepLock = 0x6661726f05

// Nation learns from the identities of the nation what agreements are worth,
// without being told which are one child, and compares every child with all
// others. What ctx interrupts goes on the next time: what was learnt is kept,
// and so is every part that was looked at; all identities are read again. It
// fails with [fault.Conflict] while another one sweeps.
func (s *Sweep) Nation(ctx context.Context, progress Progress) (out Swept, err error) {
	if progress == nil {
		progress = func(Stage, int, int) {}
	}
	conn, err := s.Pool.Acquire(ctx)
	if err != nil {
		return out, pg.Fault(fmt.Errorf("connect: %w", err))
	}
	defer conn.Release()
	var alone bool
	if err := conn.QueryRow(ctx, `SELECT pg_try_advisory_lock($1)`, int64(sweepLock)).Scan(&alone); err != nil {
		return out, pg.Fault(fmt.Errorf("lock the sweep: %w", err))
	}
	if !alone {
		return out, &fault.Error{Kind: fault.Conflict, Detail: "another sweep is under way", Remedy: "let it end, or stop it"}
	}
	defer func() {
		_, uerr := conn.Exec(context.WithoutCancel(ctx), `SELECT pg_advisory_unlock($1)`, int64(sweepLock))
		err = errors.Join(err, pg.Fault(uerr))
	}()
	j, err := s.begin(ctx)
	if err != nil {
		return out, err
	}
	out.Continued = j.model != 0 || j.done > 0
	if j.model == 0 {
		if err := s.learn(ctx, &j, progress); err != nil {
			return out, err
		}
	}
	err = s.sweep(ctx, &j, progress)
	out.Children, out.Found, out.Gone = j.done, j.found, j.gone
	return out, err
}

// job is a sweep that is not over.
type job struct {
	id, model                int64
	position                 uint64 // of the ledger when it began
	total, done, found, gone int
	after                    minor.ID
}

// begin finds the sweep that is not over, or begins one. From then on who comes
// is looked at by who follows the ledger; the sweep looks at who was there.
func (s *Sweep) begin(ctx context.Context) (j job, err error) {
	err = pg.InTx(ctx, s.Pool, func(ctx context.Context, tx pgx.Tx) error {
		const open = `SELECT id, coalesce(model, 0), position, total, done, found, done_up_to FROM sweeps WHERE ended_at IS NULL`
		err := tx.QueryRow(ctx, open).Scan(&j.id, &j.model, &j.position, &j.total, &j.done, &j.found, &j.after)
		if !errors.Is(err, pgx.ErrNoRows) {
			return err
		}
		head, err := ledger.Read(ctx, tx)
		if err != nil {
			return err
		}
		j.position = head.Position
		const begin = `INSERT INTO sweeps (begun_at, position) VALUES ($1, $2) RETURNING id`
		return tx.QueryRow(ctx, begin, s.Now(), int64(j.position)).Scan(&j.id)
	})
	if err != nil {
		return j, fmt.Errorf("begin: %w", err)
	}
	return j, nil
}

// sweep looks at all children in their order, and notes after each part how far
// it is.
func (s *Sweep) sweep(ctx context.Context, j *job, progress Progress) error {
	by, err := s.scale(ctx)
	if err != nil {
		return err
	}
	var now uint64 // as of which all that is read stands, or later
	if err := s.Pool.QueryRow(ctx, `SELECT position FROM ledger_head`).Scan(&now); err != nil {
		return pg.Fault(err)
	}
	w, err := s.whole(ctx, by, progress)
	if err != nil {
		return err
	}
	for from := w.after(j.after); from < len(w.minors); {
		progress(Looking, j.done, j.total)
		to := min(from+s.inAStep, len(w.minors))
		pairs, err := s.part(ctx, by, w, from, to)
		if err != nil {
			return fmt.Errorf("look: %w", err)
		}
		if err := s.note(ctx, j, w.minors[from:to], pairs, now); err != nil {
			return err
		}
		from = to
	}
	progress(Looking, j.done, j.total)
	return s.end(ctx, j)
}

// part compares the children of a part with all who follow them.
func (s *Sweep) part(ctx context.Context, by *likeness.Scale, w *whole, from, to int) (pairs map[two]Pair, err error) {
	alike := w.alike(by, from, to)
	if ctx.Err() != nil {
		return nil, pg.Fault(ctx.Err())
	}
	pairs = map[two]Pair{}
	err = pg.InSnapshot(ctx, s.Pool, nil, func(ctx context.Context, tx pgx.Tx) error {
		minors := everyone(alike)
		cards, err := s.cards(ctx, tx, minors)
		if err != nil {
			return err
		}
		missing, err := areMissing(ctx, tx, minors)
		if err != nil {
			return err
		}
		for _, t := range alike {
			a, b := cards[t.low], cards[t.high]
			p := Pair{Low: t.low, High: t.high, Missing: missing[t.low] || missing[t.high]}
			if a.Empty() || b.Empty() || !p.judge(by, &a, &b) {
				continue
			}
			pairs[t] = p
		}
		return nil
	})
	return pairs, err
}

// note keeps what a part found, and how far the sweep is.
func (s *Sweep) note(ctx context.Context, j *job, minors []minor.ID, pairs map[two]Pair, now uint64) error {
	var found int
	last := minors[len(minors)-1]
	err := pg.InTx(ctx, s.Pool, func(ctx context.Context, tx pgx.Tx) error {
		if err := lock(ctx, tx); err != nil {
			return err
		}
		changed, err := s.put(ctx, tx, pairs, now, unlessNewer)
		if err != nil {
			return fmt.Errorf("keep candidates: %w", err)
		}
		found = len(changed)
		const how = `UPDATE sweeps SET done = $2, done_up_to = $3, found = found + $4, total = greatest(total, $2) WHERE id = $1`
		if _, err := tx.Exec(ctx, how, j.id, j.done+len(minors), last, found); err != nil {
			return fmt.Errorf("note how far: %w", err)
		}
		return s.tell(ctx, tx, changed, now)
	})
	if err != nil {
		return err
	}
	s.metrics.found.Add(float64(found))
	j.done, j.found, j.after = j.done+len(minors), j.found+found, last
	j.total = max(j.total, j.done)
	return nil
}

// end ends a sweep: what it did not find again, and nobody has looked at since it
// began, is no candidate any more.
func (s *Sweep) end(ctx context.Context, j *job) error {
	err := pg.InTx(ctx, s.Pool, func(ctx context.Context, tx pgx.Tx) error {
		if err := lock(ctx, tx); err != nil {
			return err
		}
		rows, err := tx.Query(ctx, `UPDATE candidates AS n SET state = 'gone'
			WHERE n.state = 'open' AND n.judged < $1 AND `+unlessNewer+` RETURNING n.low, n.high`, int64(j.position))
		if err != nil {
			return err
		}
		away, err := collectTwo(rows)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE sweeps SET ended_at = $2 WHERE id = $1`, j.id, s.Now()); err != nil {
			return err
		}
		j.gone = len(away)
		return s.tell(ctx, tx, away, j.position)
	})
	if err != nil {
		return fmt.Errorf("end: %w", err)
	}
	return nil
}
