package pki

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/pg"
	"faro.example/shared/change"
)

// Reapply brings back what the journal holds and the database lacks, because it
// was restored to an earlier moment, and gives the number of rows that it
// brought back: see [Journal.Reapply]. It may be called at every start.
func (a *Authority) Reapply(ctx context.Context) (int64, error) {
	var n int64
	err := pg.InTx(ctx, a.pool, func(ctx context.Context, tx pgx.Tx) (err error) {
		if n, err = a.journal.Reapply(ctx, tx); err != nil || n == 0 {
			return err
		}
		return a.scopes.Rescope(ctx, tx, nil)
	})
	if err != nil {
		return 0, err
	}
	if n > 0 {
		a.log.Warn("the database lacked what the journal holds: brought back", "rows", n)
	}
	return n, nil
}

// Reapply brings back, inside a transaction of its caller, what the journal
// holds and the database lacks, and gives the number of rows that it brought
// back. It changes nothing else; the caller sees to it that installations get
// what is in their scope now.
func (j *Journal) Reapply(ctx context.Context, tx pgx.Tx) (int64, error) {
	entries, err := j.Entries()
	if err != nil {
		return 0, err
	}
	// Where several machines run the registry, their journals are put together
	// one behind the other.
	slices.SortStableFunc(entries, func(a, b Entry) int { return a.At.Compare(b.At) })
	var b pgx.Batch
	last := lastWithKeys(entries)
	for _, e := range entries {
		if e.Enrolled == nil || last[string(e.Enrolled.TLSKeySum)] == e.Installation {
			reapply(&b, e)
		}
	}
	skipGivenBlocks(&b)
	n, err := send(ctx, tx, &b)
	if err != nil {
		return 0, fmt.Errorf("apply journal: %w", err)
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

// lastWithKeys gives for each key the installation that was last enrolled with
// it. One enrolled with it before was never committed, since the same keys are
// answered with the installation there is: the registry was ended in between,
// and only the last was answered.
func lastWithKeys(entries []Entry) map[string]change.AgentID {
	last := map[string]change.AgentID{}
	for _, e := range entries {
		if e.Enrolled != nil {
			last[string(e.Enrolled.TLSKeySum)] = e.Installation
		}
	}
	return last
}

// reenrol brings back an installation. One whose keys another has in the
// meantime enrolled with was never answered, and stays away.
func reenrol(b *pgx.Batch, e Entry) {
	is := e.Enrolled
	const installation = `INSERT INTO installations (id, role, label, record_key, tls_key_sum, replaces, enrolled_at)
		SELECT $1, $2, $3, $4, $5::bytea, (SELECT id FROM installations WHERE id = $6), $7
		WHERE NOT EXISTS (SELECT FROM installations WHERE id = $1 OR record_key = $4 OR tls_key_sum = $5)
		ON CONFLICT DO NOTHING` // another server may be answering the very same enrolment
	b.Queue(installation, e.Installation, is.Role, is.Label, is.RecordKey, is.TLSKeySum, is.Replaces, e.At)
	b.Queue(insertOffices, e.Installation, is.Offices)
	b.Queue(insertScopes, e.Installation, is.Scopes)
	const used = `UPDATE enrolment_codes SET used_at = $2, installation = i.id FROM installations i
		WHERE sum = $1 AND used_at IS NULL AND i.id = $3`
	b.Queue(used, is.CodeSum, e.At, e.Installation)
}

// skipGivenBlocks moves the sequence past every block that was given, and only
// forwards: another server may be giving one.
func skipGivenBlocks(b *pgx.Batch) {
	const q = `SELECT setval('code_block_numbers', g.last) FROM code_block_numbers s,
			(SELECT max((first + count - 1) / $1) AS last FROM code_blocks) g
		WHERE g.last > s.last_value OR g.last = s.last_value AND NOT s.is_called`
	b.Queue(q, BlockSize)
}
