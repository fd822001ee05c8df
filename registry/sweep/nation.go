package sweep

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/ledger"
	"faro.example/registry/pg"
	"faro.example/shared/fault"
	"faro.example/shared/match"
	"faro.example/shared/minor"
)

// Stage is what a sweep is at.
type Stage string

// The stages of a sweep.
const (
	Learning Stage = "learning" // what agreements are worth
	Looking  Stage = "looking"  // at each child
)

// Progress is told how far a sweep is in a stage.
type Progress func(at Stage, done, total int)

// Swept is what a sweep has done, since it began.
type Swept struct {
	Children  int  // looked at
	Found     int  // pairs found, or found anew
	Continued bool // it went on where another stopped
}

// sweepLock is held while one sweeps.
const sweepLock = 0x6661726f05

// Nation learns from all identities what agreements are worth, without being
// told which are one child, and looks at every child. What ctx interrupts goes
// on the next time, after the last child that was looked at. It fails with
// [fault.Conflict] while another one sweeps.
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
	out.Children, out.Found = j.done, j.found
	return out, err
}

// job is a sweep that is not over.
type job struct {
	id, model          int64
	total, done, found int
	after              minor.ID
}

// begin finds the sweep that is not over, or begins one. From then on who comes
// is looked at by who follows the ledger; the sweep looks at who was there.
func (s *Sweep) begin(ctx context.Context) (j job, err error) {
	err = pg.InTx(ctx, s.Pool, func(ctx context.Context, tx pgx.Tx) error {
		const open = `SELECT id, coalesce(model, 0), total, done, found, done_up_to FROM sweeps WHERE ended_at IS NULL`
		err := tx.QueryRow(ctx, open).Scan(&j.id, &j.model, &j.total, &j.done, &j.found, &j.after)
		if !errors.Is(err, pgx.ErrNoRows) {
			return err
		}
		return tx.QueryRow(ctx, `INSERT INTO sweeps (begun_at) VALUES ($1) RETURNING id`, s.Now()).Scan(&j.id)
	})
	if err != nil {
		return j, fmt.Errorf("begin: %w", err)
	}
	return j, nil
}

// learn estimates the model and keeps it, sealed.
func (s *Sweep) learn(ctx context.Context, j *job, progress Progress) error {
	if err := s.Pool.QueryRow(ctx, `SELECT count(*) FROM match_keys`).Scan(&j.total); err != nil {
		return fmt.Errorf("count: %w", pg.Fault(err))
	}
	records, err := s.sample(ctx, j.total, progress)
	if err != nil {
		return err
	}
	found, err := estimate(ctx, records, progress)
	if err != nil {
		return err
	}
	text, err := json.Marshal(found.Model)
	if err != nil {
		return fmt.Errorf("write model: %w", err)
	}
	sealed, by, err := s.Sealer.SealFrame(modelPlace, text)
	if err != nil {
		return err
	}
	return pg.InTx(ctx, s.Pool, func(ctx context.Context, tx pgx.Tx) error {
		const keep = `INSERT INTO match_models (learnt_at, records, threshold, sealed, sealed_by) VALUES ($1, $2, $3, $4, $5) RETURNING id`
		if err := tx.QueryRow(ctx, keep, s.Now(), j.total, found.Threshold, sealed, by).Scan(&j.model); err != nil {
			return fmt.Errorf("keep model: %w", err)
		}
		_, err := tx.Exec(ctx, `UPDATE sweeps SET model = $2, total = $3 WHERE id = $1`, j.id, j.model, j.total)
		return err
	})
}

// estimate learns from records. What cannot be stopped half way ends by itself
// some time after ctx, and is thrown away.
func estimate(ctx context.Context, records []match.Record, progress Progress) (match.Found, error) {
	out := make(chan match.Found, 1)
	go func() {
		out <- match.Sweep(records, func(done, total int) {
			if ctx.Err() == nil {
				progress(Learning, done, total)
			}
		})
	}()
	select {
	case found := <-out:
		return found, nil
	case <-ctx.Done():
		return match.Found{}, fmt.Errorf("learn: %w", pg.Fault(ctx.Err()))
	}
}

// sample reads what is compared of as many children as a model is learnt from,
// drawn from all.
func (s *Sweep) sample(ctx context.Context, total int, progress Progress) ([]match.Record, error) {
	var out []match.Record
	each := max(1, (total+maxLearnt-1)/maxLearnt)
	for after := (minor.ID{}); ; {
		minors, err := s.next(ctx, after, 10*inAStep, each)
		if err != nil || len(minors) == 0 {
			return out, err
		}
		cards, err := s.cards(ctx, s.Pool, minors)
		if err != nil {
			return nil, err
		}
		for _, m := range minors { // in their order: the same records give the same model
			if c, there := cards[m]; there && len(c.Names) > 0 {
				out = append(out, c.Records()[0])
			}
		}
		after = minors[len(minors)-1]
		progress(Learning, 0, len(out))
	}
}

// next gives the next children after one, of which one in each is drawn.
func (s *Sweep) next(ctx context.Context, after minor.ID, n, each int) ([]minor.ID, error) {
	const q = `SELECT minor FROM match_keys WHERE minor > $1 AND ($3 = 1 OR abs(hashtext(minor::text)::bigint) % $3 = 0)
		ORDER BY minor LIMIT $2`
	rows, err := s.Pool.Query(ctx, q, [16]byte(after), n, each)
	if err != nil {
		return nil, fmt.Errorf("find children: %w", pg.Fault(err))
	}
	out, err := pgx.CollectRows(rows, pgx.RowTo[minor.ID])
	if err != nil {
		return nil, fmt.Errorf("find children: %w", pg.Fault(err))
	}
	return out, nil
}

// sweep looks at all children in their order, and notes after each step how far
// it is.
func (s *Sweep) sweep(ctx context.Context, j *job, progress Progress) error {
	for {
		progress(Looking, j.done, j.total)
		minors, err := s.next(ctx, j.after, inAStep, 1)
		if err != nil {
			return err
		}
		if len(minors) == 0 {
			_, err := s.Pool.Exec(ctx, `UPDATE sweeps SET ended_at = $2 WHERE id = $1`, j.id, s.Now())
			return pg.Fault(err)
		}
		all, err := s.lookAt(ctx, minors)
		if err != nil {
			return fmt.Errorf("look: %w", err)
		}
		if err := s.note(ctx, j, all); err != nil {
			return err
		}
	}
}

// note keeps what a step found, and how far the sweep is.
func (s *Sweep) note(ctx context.Context, j *job, all []looked) error {
	var found int
	err := pg.InTx(ctx, s.Pool, func(ctx context.Context, tx pgx.Tx) error {
		head, err := ledger.Read(ctx, tx)
		if err != nil {
			return err
		}
		last := all[len(all)-1].minor
		const how = `UPDATE sweeps SET done = $2, done_up_to = $3, found = found + $4 WHERE id = $1`
		changed, some, err := s.write(ctx, tx, all, head.Position)
		if err != nil {
			return fmt.Errorf("keep candidates: %w", err)
		}
		found = some
		if _, err := tx.Exec(ctx, how, j.id, j.done+len(all), last, found); err != nil {
			return fmt.Errorf("note how far: %w", err)
		}
		return s.tell(ctx, tx, changed)
	})
	if err != nil {
		return err
	}
	s.metrics.found.Add(float64(found))
	j.done, j.found, j.after = j.done+len(all), j.found+found, all[len(all)-1].minor
	return nil
}
