package lookup

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/pg"
	"faro.example/shared/access"
)

// Since reports whether anything was recorded about a child whom the caller may
// see, after one position of the ledger and up to another. It tells nothing of any
// child, and not of how many, so it leaves no line: what is then asked leaves its own.
func (l *Lookup) Since(ctx context.Context, caller access.Caller, after, upTo uint64) (bool, error) {
	return l.there(ctx, caller, `SELECT EXISTS (SELECT FROM records WHERE position > $1 AND position <= $2)`, int64(after), int64(upTo))
}

// LikelySince reports whether two of whom the caller may see both were found likely
// to be one child, as of a position of the ledger or later. It tells as little as
// [Lookup.Since].
func (l *Lookup) LikelySince(ctx context.Context, caller access.Caller, position uint64) (bool, error) {
	return l.there(ctx, caller, `SELECT EXISTS (SELECT FROM candidates WHERE found >= $1 AND likely AND state = 'open')`, int64(position))
}

// AlertedSince reports whether a deadline or a lone half of a transfer was raised to
// the caller, at a moment or later. It tells as little as [Lookup.Since].
func (l *Lookup) AlertedSince(ctx context.Context, caller access.Caller, at time.Time) (bool, error) {
	q := `SELECT EXISTS (SELECT FROM alerts a WHERE (a.raised_at >= $1 OR a.escalated_at >= $1) AND a.ended_at IS NULL`
	if !seesNation(caller) { // found by an index, as in [alert.Alerts.Backlog]
		q += ` AND a.id = ANY (ARRAY(SELECT reached_alerts()))`
	}
	return l.there(ctx, caller, q+`)`, at)
}

// there asks whether there is anything of what the database lets a caller see.
func (l *Lookup) there(ctx context.Context, caller access.Caller, q string, args ...any) (there bool, err error) {
	err = pg.InSnapshot(ctx, l.pool, settings(caller), func(ctx context.Context, tx pgx.Tx) error {
		if err := tx.QueryRow(ctx, q, args...).Scan(&there); err != nil {
			return fmt.Errorf("look for what is new: %w", err)
		}
		return nil
	})
	return there, err
}
