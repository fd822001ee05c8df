package lookup

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/pg"
	"faro.example/shared/access"
)

// Since reports whether anything was recorded about a child whom the caller may
// see, after one position of the ledger and up to another. It tells nothing of any
// child, and not of how many, so it leaves no line: what is then asked leaves its own.
func (l *Lookup) Since(ctx context.Context, caller access.Caller, after, upTo uint64) (bool, error) {
	var there bool
	err := pg.InSnapshot(ctx, l.pool, settings(caller), func(ctx context.Context, tx pgx.Tx) error {
		const q = `SELECT EXISTS (SELECT FROM records WHERE position > $1 AND position <= $2)`
		if err := tx.QueryRow(ctx, q, int64(after), int64(upTo)).Scan(&there); err != nil {
			return fmt.Errorf("look for what is new: %w", err)
		}
		return nil
	})
	return there, err
}
