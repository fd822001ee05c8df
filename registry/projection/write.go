package projection

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/pg"
)

// Write writes the placements, custodies and notices of casefiles, which need no
// position, as one difference: deletes before inserts, one statement per table.
// Where that breaks a constraint each casefile is written by itself, and those
// that still break one are marked stuck and keep their old rows. Also adds what
// is read at once with it, if there is anything: nothing goes to and fro for it.
func Write(ctx context.Context, tx pgx.Tx, changes []*Change, also func(*pgx.Batch)) error {
	err := within(ctx, tx, changes, also)
	if _, broken := pg.Violated(err); !broken {
		return err
	}
	for _, c := range changes {
		err := within(ctx, tx, []*Change{c}, nil)
		if _, broken := pg.Violated(err); broken {
			c.Stuck = true
			continue
		}
		if err != nil {
			return err
		}
	}
	return within(ctx, tx, nil, also)
}

// within writes changes under a savepoint, which it goes back to when they
// break a constraint.
func within(ctx context.Context, tx pgx.Tx, changes []*Change, also func(*pgx.Batch)) error {
	placements := newPlacementRows(len(changes))
	var custodies custodyColumns
	var notices noticeRows
	for _, c := range changes {
		placements.add(c)
		custodies.add(c)
		notices.add(c)
	}
	b := &pgx.Batch{}
	b.Queue(`SAVEPOINT projection`)
	placements.queue(b)
	custodies.queue(b)
	notices.queue(b)
	if b.Len() > 1 {
		b.Queue(`RELEASE SAVEPOINT projection`)
	} else {
		b = &pgx.Batch{}
	}
	if also != nil {
		also(b)
	}
	if b.Len() == 0 {
		return nil
	}
	err := pg.Send(ctx, tx, b)
	if err == nil {
		return nil
	}
	if _, broken := pg.Violated(err); broken {
		if _, rerr := tx.Exec(ctx, `ROLLBACK TO SAVEPOINT projection`); rerr != nil {
			return fmt.Errorf("write rows: %w", rerr)
		}
	}
	return fmt.Errorf("write rows: %w", err)
}

// Settle writes what needs the head's position: the casefiles' own rows, the
// conflicts and the census. It is called after [Write], under the head's lock.
func Settle(ctx context.Context, tx pgx.Tx, changes []*Change) error {
	b := &pgx.Batch{}
	Queue(b, changes)
	if b.Len() == 0 {
		return nil
	}
	if err := pg.Send(ctx, tx, b); err != nil {
		return fmt.Errorf("settle rows: %w", err)
	}
	return nil
}

// Queue adds to a batch what [Settle] writes, after [ledger.QueueAdvance].
func Queue(b *pgx.Batch, changes []*Change) {
	summaries, counts := newSummaryRows(len(changes)), countRows{pg.NewColumns(17, 4*len(changes))}
	moves, acts := moveRows{pg.NewColumns(21, 2*len(changes))}, actRows{pg.NewColumns(11, len(changes))}
	matters := newMatterRows()
	var conflicts conflictColumns
	for _, c := range changes {
		summaries.add(c)
		if c.Stuck {
			continue
		}
		conflicts.add(c)
		matters.add(c)
		counts.change(c)
		moves.change(c)
		acts.change(c)
	}
	summaries.queue(b)
	conflicts.queue(b)
	matters.queue(b)
	counts.queue(b)
	moves.queue(b)
	acts.queue(b)
}
