package pki

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"faro.example/registry/pg"
)

// Reapply brings back what the journal holds and the database lacks, because it
// was restored to an earlier moment, and gives the number of rows that it
// brought back. It changes nothing else and may be called at every start.
func (a *Authority) Reapply(ctx context.Context) (int64, error) {
	entries, err := a.journal.Entries()
	if err != nil {
		return 0, err
	}
	var n int64
	err = pg.InTx(ctx, a.pool, func(ctx context.Context, tx pgx.Tx) error {
		n = 0
		for _, e := range entries {
			did, err := reapply(ctx, tx, e)
			if err != nil {
				return err
			}
			n += did
		}
		return skipGivenBlocks(ctx, tx)
	})
	if err != nil {
		return 0, fmt.Errorf("apply journal: %w", err)
	}
	if n > 0 {
		a.log.Warn("the database lacked what the journal holds: brought back", "rows", n)
	}
	return n, nil
}

func reapply(ctx context.Context, tx pgx.Tx, e Entry) (int64, error) {
	switch {
	case e.Enrolled != nil:
		return reenrol(ctx, tx, e)
	case e.Issued != nil:
		const q = `INSERT INTO certificates (serial, installation, not_before, not_after, issued_at)
			SELECT $1, id, $3, $4, $5 FROM installations WHERE id = $2 ON CONFLICT (serial) DO NOTHING`
		return count(tx.Exec(ctx, q, e.Issued.Serial, e.Installation, e.Issued.NotBefore, e.Issued.NotAfter, e.At))
	case e.Revoked != nil:
		const q = `UPDATE installations SET revoked_at = $2, revoked_why = $3 WHERE id = $1 AND revoked_at IS NULL`
		return count(tx.Exec(ctx, q, e.Installation, e.At, e.Revoked.Why))
	case e.Block != nil:
		const q = `INSERT INTO code_blocks (first, count, installation, given_at)
			SELECT $1, $2, id, $4 FROM installations WHERE id = $3 ON CONFLICT (first) DO NOTHING`
		return count(tx.Exec(ctx, q, e.Block.First, e.Block.Count, e.Installation, e.At))
	}
	return 0, nil
}

// reenrol brings back an installation. One whose keys another has in the
// meantime enrolled with was never answered, and stays away.
func reenrol(ctx context.Context, tx pgx.Tx, e Entry) (int64, error) {
	const q = `SELECT count(*) FROM installations WHERE id = $1 OR tls_key_sum = $2 OR record_key = $3`
	var there int64
	if err := tx.QueryRow(ctx, q, e.Installation, e.Enrolled.TLSKeySum, e.Enrolled.RecordKey).Scan(&there); err != nil {
		return 0, fmt.Errorf("find installation: %w", err)
	}
	if there > 0 {
		return 0, nil
	}
	return 1, insertInstallation(ctx, tx, e.Installation, *e.Enrolled, e.At)
}

// skipGivenBlocks moves the sequence past every block that was given.
func skipGivenBlocks(ctx context.Context, tx pgx.Tx) error {
	const q = `SELECT setval('code_block_numbers', max(first) / $1) FROM code_blocks
		HAVING max(first) / $1 > (SELECT last_value FROM code_block_numbers)`
	if _, err := tx.Exec(ctx, q, BlockSize); err != nil {
		return fmt.Errorf("skip blocks: %w", err)
	}
	return nil
}

func count(tag pgconn.CommandTag, err error) (int64, error) { return tag.RowsAffected(), err }
