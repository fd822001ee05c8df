// Package replica is the local copy of the casefiles in this installation's
// scope, as the feed brings them, with what was written here and the feed has
// not brought yet.
//
// The invariant: a part of the feed is applied whole, in one transaction with
// the cursor, and applied twice it changes nothing; so what is held is always
// the state of the ledger at one position. What this package says was seen
// ([Seen]) names no position above that, and no record that is not held. A
// minor who left the scope is hidden from the transaction that says so on.
//
// Reading takes a [localdb.Querier]; one view for a whole page or command.
package replica

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"faro.example/agent/localdb"
	"faro.example/agent/outbox"
	"faro.example/shared/change"
)

// Replica applies the feed of one installation.
type Replica struct {
	agent change.AgentID
	box   *outbox.Box
	now   func() time.Time // the device's clock
}

// New makes the replica of an installation, whose own records lie in the box.
func New(agent change.AgentID, box *outbox.Box, now func() time.Time) *Replica {
	return &Replica{agent: agent, box: box, now: now}
}

// Progress is how far the feed has been applied.
type Progress struct {
	Cursor   uint64 // number of the last item of the feed
	Position uint64 // of the ledger, with that item
	Epoch    int
}

// FindProgress gives how far the feed has been applied; the zero value before
// the first part of it.
func FindProgress(ctx context.Context, q localdb.Querier) (Progress, error) {
	var p Progress
	err := q.QueryRowContext(ctx, `SELECT cursor, position, epoch FROM feed WHERE one = 1`).Scan(&p.Cursor, &p.Position, &p.Epoch)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return Progress{}, fmt.Errorf("find cursor: %w", err)
	}
	return p, nil
}

func (p Progress) keep(ctx context.Context, tx *sql.Tx) error {
	const q = `INSERT OR REPLACE INTO feed (one, cursor, position, epoch) VALUES (1, ?, ?, ?)`
	if _, err := tx.ExecContext(ctx, q, p.Cursor, p.Position, p.Epoch); err != nil {
		return fmt.Errorf("keep cursor: %w", err)
	}
	return nil
}

// Reset forgets all that the feed has brought: an installation that enrolled
// again is another one to the registry, and is brought its scope anew. What came
// by a bundle and has no answer stays. It MUST be called in the transaction that makes it so.
func Reset(ctx context.Context, tx *sql.Tx) error {
	for _, what := range []string{"feed", "feed_marks", "records WHERE carried = 0", "crossings", "minors", "concerns"} {
		if _, err := tx.ExecContext(ctx, "DELETE FROM "+what); err != nil {
			return fmt.Errorf("forget the feed: %w", err)
		}
	}
	return nil
}
