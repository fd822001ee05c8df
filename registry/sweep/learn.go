package sweep

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/likeness"
	"faro.example/registry/pg"
	"faro.example/shared/match"
	"faro.example/shared/minor"
)

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
	sealed, by, err := s.Sealer.SealFrame(likeness.ModelPlace, text)
	if err != nil {
		return err
	}
	return pg.InTx(ctx, s.Pool, func(ctx context.Context, tx pgx.Tx) error {
		const keep = `INSERT INTO match_models (learnt_at, records, threshold, sealed, sealed_by) VALUES ($1, $2, $3, $4, $5) RETURNING id`
		if err := tx.QueryRow(ctx, keep, s.Now(), j.total, likeness.Worth(found), sealed, by).Scan(&j.model); err != nil {
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
// drawn from all: the same children the next time, if it is interrupted.
func (s *Sweep) sample(ctx context.Context, total int, progress Progress) (out []match.Record, err error) {
	each := max(1, (total+maxLearnt-1)/maxLearnt)
	err = s.read(ctx, each, func(_ minor.ID, c *card) {
		if len(c.Names) > 0 {
			out = append(out, c.Records()[0])
		}
		if len(out)%atOnceRead == 0 {
			progress(Learning, 0, total/each)
		}
	})
	return out, err
}

// read gives the cards of all children, in their order; of one in each, drawn.
func (s *Sweep) read(ctx context.Context, each int, yield func(m minor.ID, c *card)) error {
	for after := (minor.ID{}); ; {
		minors, err := s.next(ctx, after, atOnceRead, each)
		if err != nil || len(minors) == 0 {
			return err
		}
		cards, err := s.cards(ctx, s.Pool, minors)
		if err != nil {
			return err
		}
		for _, m := range minors {
			if c, there := cards[m]; there {
				yield(m, &c)
			}
		}
		after = minors[len(minors)-1]
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
