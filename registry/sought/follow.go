package sought

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/ledger"
	"faro.example/registry/pg"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/minor"
	"faro.example/shared/tracing"
)

// tells are the kinds of record by which somebody is sought or told of.
func tells() []string {
	return []string{minor.RelativeStated{}.Kind(), tracing.Proposed{}.Kind()}
}

// moves are the kinds by which who is compared may change.
func moves() []string {
	return append(tells(),
		tracing.Consented{}.Kind(), tracing.Declined{}.Kind(), tracing.Withdrawn{}.Kind(), change.Retracted{}.Kind(), change.Resolved{}.Kind(),
		change.LinkSame{}.Kind(), change.LinkParted{}.Kind(), change.Assigned{}.Kind(),
	)
}

// Follow looks for whom the records say that were taken since it last looked. Any number
// of servers may: who comes later waits, and goes on from there. What is left to a newer
// program is done by it, from before there; the others do not wait for that.
func (b *Book) Follow(ctx context.Context) error {
	for {
		var ahead int64
		more := false
		err := pg.InTx(ctx, b.Pool, func(ctx context.Context, tx pgx.Tx) (err error) {
			ahead, more, err = b.step(ctx, tx)
			return err
		})
		if err != nil {
			return err
		}
		if b.ahead.Store(max(b.ahead.Load(), ahead)); !more {
			return nil
		}
	}
}

// step follows some records, and reports whether there are more, and up to where it
// came if something was left to a newer program.
func (b *Book) step(ctx context.Context, tx pgx.Tx) (ahead int64, more bool, err error) {
	looked, head, err := b.turn(ctx, tx)
	from := max(looked, b.ahead.Load())
	if err != nil || from >= head {
		return 0, false, err
	}
	rows, err := tx.Query(ctx, `SELECT position, minor FROM records WHERE position > $1 AND position <= $2 AND kind = ANY ($3)
		ORDER BY position LIMIT $4`, from, head, moves(), atATime)
	if err != nil {
		return 0, false, fmt.Errorf("follow the ledger: %w", err)
	}
	var positions []uint64
	var minors []minor.ID
	var position uint64
	var m minor.ID
	_, err = pgx.ForEachRow(rows, []any{&position, &m}, func() error {
		positions, minors = append(positions, position), append(minors, m)
		return nil
	})
	if err != nil {
		return 0, false, fmt.Errorf("follow the ledger: %w", err)
	}
	records, err := ledger.At(ctx, tx, b.Sealer, positions)
	if err != nil {
		return 0, false, err
	}
	for i := range records {
		minors = append(minors, ledger.Named(records[i].Body)...) // of joined children all
	}
	left, err := b.refresh(ctx, tx, minors, false)
	if err != nil {
		return 0, false, err
	}
	to := head
	if more = len(positions) == atATime; more {
		to = int64(positions[len(positions)-1])
	}
	if left || from > looked {
		return to, more, nil
	}
	_, err = tx.Exec(ctx, `UPDATE sought_progress SET looked = $1`, to)
	return 0, more, err
}

// turn waits for who else looks, and gives from which position to which.
func (b *Book) turn(ctx context.Context, tx pgx.Tx) (looked, head int64, err error) {
	if _, err := tx.Exec(ctx, `INSERT INTO sought_progress DEFAULT VALUES ON CONFLICT (one) DO NOTHING`); err != nil {
		return 0, 0, fmt.Errorf("take turns: %w", err)
	}
	if err := tx.QueryRow(ctx, `SELECT looked FROM sought_progress FOR UPDATE`).Scan(&looked); err != nil {
		return 0, 0, fmt.Errorf("take turns: %w", err)
	}
	if err := tx.QueryRow(ctx, `SELECT position FROM ledger_head`).Scan(&head); err != nil {
		return 0, 0, fmt.Errorf("follow the ledger: %w", err)
	}
	return looked, head, nil
}

// Nation looks at everybody of whom any child tells, by what was learnt last, and gives
// of how many children. It may be interrupted, and done again.
func (b *Book) Nation(ctx context.Context) (children int, err error) {
	for after := (minor.ID{}); ; {
		var minors []minor.ID
		err := pg.InTx(ctx, b.Pool, func(ctx context.Context, tx pgx.Tx) error {
			if _, _, err := b.turn(ctx, tx); err != nil {
				return err
			}
			rows, err := tx.Query(ctx, `SELECT DISTINCT minor FROM records WHERE kind = ANY ($1) AND minor > $2 ORDER BY minor LIMIT $3`, tells(), [16]byte(after), atATime)
			if err != nil {
				return fmt.Errorf("find children: %w", err)
			}
			if minors, err = pgx.CollectRows(rows, pgx.RowTo[minor.ID]); err != nil {
				return fmt.Errorf("find children: %w", err)
			}
			_, err = b.refresh(ctx, tx, minors, true)
			return err
		})
		if err != nil || len(minors) == 0 {
			return children, err
		}
		children, after = children+len(minors), minors[len(minors)-1]
	}
}

// refresh writes who is told of by children, and looks for those who are new, or again
// for all. Of a joined child one minor tells of everybody. It reports whether it left
// some to a newer program.
func (b *Book) refresh(ctx context.Context, tx pgx.Tx, minors []minor.ID, again bool) (left bool, err error) {
	slices.SortFunc(minors, minor.ID.Compare)
	minors = slices.Compact(minors)
	folds, leaves, err := ledger.Leave(ctx, tx, minors)
	if err != nil {
		return false, err
	}
	return len(leaves) > 0, b.renew(ctx, tx, folds, again)
}

// renew is [Book.refresh] of minors whom this program folds.
func (b *Book) renew(ctx context.Context, tx pgx.Tx, minors []minor.ID, again bool) error {
	records, err := ledger.OfChildren(ctx, tx, b.Sealer, minors)
	if err != nil {
		return err
	}
	keys, err := b.Sealer.Find(ctx, tx, minors)
	if err != nil {
		return err
	}
	var look []told
	for _, m := range minors {
		f := casefile.Fold(m, records[m])
		var now []Person
		if f.Minor == m && keys[m] != nil {
			now = personsOf(&f)
		}
		changed, err := b.place(ctx, tx, keys[m], m, now)
		if err != nil {
			return err
		}
		if again {
			changed = changed[:0]
			for _, p := range now {
				changed = append(changed, told{m, p})
			}
		}
		look = append(look, changed...)
	}
	if len(look) == 0 {
		return nil
	}
	by, err := b.scale(ctx, tx)
	if err != nil {
		return err
	}
	for i := range look {
		if err := b.look(ctx, tx, by, &look[i]); err != nil {
			return err
		}
	}
	return nil
}
