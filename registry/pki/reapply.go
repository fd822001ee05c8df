package pki

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

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
		var b pgx.Batch
		for _, e := range entries {
			reapply(&b, e)
		}
		skipGivenBlocks(&b)
		n, err = send(ctx, tx, &b)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("apply journal: %w", err)
	}
	if n > 0 {
		a.log.Warn("the database lacked what the journal holds: brought back", "rows", n)
	}
	return n, nil
}

// send runs a batch and adds up the rows it changed.
func send(ctx context.Context, tx pgx.Tx, b *pgx.Batch) (n int64, err error) {
	results := tx.SendBatch(ctx, b)
	defer func() { err = errors.Join(err, results.Close()) }()
	for range b.Len() {
		tag, err := results.Exec()
		if err != nil {
			return 0, err
		}
		if !tag.Select() {
			n += tag.RowsAffected()
		}
	}
	return n, nil
}

func reapply(b *pgx.Batch, e Entry) {
	switch {
	case e.Enrolled != nil:
		reenrol(b, e)
	case e.Issued != nil:
		const q = `INSERT INTO certificates (serial, installation, not_before, not_after, issued_at)
			SELECT $1, id, $3, $4, $5 FROM installations WHERE id = $2 ON CONFLICT (serial) DO NOTHING`
		b.Queue(q, e.Issued.Serial, e.Installation, e.Issued.NotBefore, e.Issued.NotAfter, e.At)
	case e.Revoked != nil:
		const q = `UPDATE installations SET revoked_at = $2, revoked_why = $3 WHERE id = $1 AND revoked_at IS NULL`
		b.Queue(q, e.Installation, e.At, e.Revoked.Why)
	case e.Block != nil:
		const q = `INSERT INTO code_blocks (first, count, installation, given_at)
			SELECT $1, $2, id, $4 FROM installations WHERE id = $3 ON CONFLICT (first) DO NOTHING`
		b.Queue(q, int64(e.Block.First), int32(e.Block.Count), e.Installation, e.At)
	}
}

// reenrol brings back an installation. One whose keys another has in the
// meantime enrolled with was never answered, and stays away.
func reenrol(b *pgx.Batch, e Entry) {
	is := e.Enrolled
	const installation = `INSERT INTO installations (id, role, label, record_key, tls_key_sum, replaces, enrolled_at)
		SELECT $1, $2, $3, $4, $5::bytea, (SELECT id FROM installations WHERE id = $6), $7
		WHERE NOT EXISTS (SELECT FROM installations WHERE id = $1 OR record_key = $4 OR tls_key_sum = $5)`
	b.Queue(installation, e.Installation, is.Role, is.Label, is.RecordKey, is.TLSKeySum, is.Replaces, e.At)
	b.Queue(insertOffices, e.Installation, is.Offices)
	const used = `UPDATE enrolment_codes SET used_at = $2, installation = i.id FROM installations i
		WHERE sum = $1 AND used_at IS NULL AND i.id = $3`
	b.Queue(used, is.CodeSum, e.At, e.Installation)
}

// skipGivenBlocks moves the sequence past every block that was given.
func skipGivenBlocks(b *pgx.Batch) {
	const q = `SELECT setval('code_block_numbers', max(first) / $1) FROM code_blocks
		HAVING max(first) / $1 > (SELECT last_value FROM code_block_numbers)`
	b.Queue(q, BlockSize)
}
