package ledger

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/pg"
	"faro.example/shared/change"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
)

// Bury adds to a batch, after [QueueAdvance], what stays of minors who are
// erased: the records that say so take the positions which end with the head's
// last, each with its leaf in the ledger and its tombstone, and no other trace.
func Bury(b *pgx.Batch, records []change.Record) {
	for i := range records {
		r, back := &records[i], Back(i, len(records))
		leaf := r.Leaf()
		b.Queue(`INSERT INTO ledger (position, leaf, at) SELECT h.position + $1::bigint, $2, h.at FROM ledger_head h`, back, leaf[:])
		b.Queue(`INSERT INTO tombstones (minor, position, at, rule, header, sig, salt, body)
			SELECT $1, h.position + $2::bigint, h.at, $3, $4, $5, $6, $7 FROM ledger_head h`,
			r.Minor, back, r.Body.(change.Erased).Rule, r.Raw, r.Sig[:], r.Salt[:], r.BodyRaw)
	}
}

// QueueErased adds to a batch which of some minors were erased; found is told of
// each once the batch has run.
func QueueErased(b *pgx.Batch, minors []minor.ID, found func(minor.ID)) {
	b.Queue(`SELECT minor FROM tombstones WHERE minor = ANY ($1)`, minors).Query(func(rows pgx.Rows) error {
		var m minor.ID
		_, err := pgx.ForEachRow(rows, []any{&m}, func() error {
			found(m)
			return nil
		})
		return err
	})
}

// Tombstones gives the records that say of minors that they were erased, by their
// positions.
func Tombstones(ctx context.Context, q pg.Querier, positions []uint64) ([]change.Placed, error) {
	if len(positions) == 0 {
		return nil, nil
	}
	at := make([]int64, len(positions))
	for i, p := range positions {
		at[i] = int64(p)
	}
	rows, err := q.Query(ctx, `SELECT position, header, sig, salt, body FROM tombstones WHERE position = ANY ($1) ORDER BY position`, at)
	if err != nil {
		return nil, fmt.Errorf("read tombstones: %w", pg.Fault(err))
	}
	out, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (change.Placed, error) {
		p := change.Placed{Standing: change.Standing{Entitled: true}}
		var header, sig, salt, body []byte
		if err := row.Scan(&p.Position, &header, &sig, &salt, &body); err != nil {
			return p, err
		}
		if len(sig) != len(p.Sig) || len(salt) != len(p.Salt) {
			return p, fault.Newf(fault.Internal, "a tombstone that is none")
		}
		var err error
		p.Record, err = change.Parse(header, [64]byte(sig), [16]byte(salt), body)
		return p, err
	})
	if err != nil {
		return nil, fmt.Errorf("read tombstones: %w", pg.Fault(err))
	}
	return out, nil
}

// erased gives all minors who were erased.
func erased(ctx context.Context, q pg.Querier) (map[minor.ID]bool, error) {
	rows, err := q.Query(ctx, `SELECT minor FROM tombstones`)
	if err != nil {
		return nil, fmt.Errorf("read tombstones: %w", pg.Fault(err))
	}
	out := map[minor.ID]bool{}
	var m minor.ID
	if _, err = pgx.ForEachRow(rows, []any{&m}, func() error {
		out[m] = true
		return nil
	}); err != nil {
		return nil, fmt.Errorf("read tombstones: %w", pg.Fault(err))
	}
	return out, nil
}
