package outbox

import (
	"context"
	"database/sql"
	"fmt"

	"faro.example/shared/change"
	"faro.example/shared/fault"
)

// Reissue gives every unsent record of the installations that this store was
// before a number of this one, signed anew: same identifier, author, day, body,
// random bytes and seen, with the old name beside the new (design section 5
// rule 8). It lets this installation write, whatever had stopped the old one,
// and forgets what the registry said to that one. It MUST be called in the
// transaction that makes this installation the store's. It gives how many
// records were issued anew.
func (b *Box) Reissue(ctx context.Context, tx *sql.Tx) (int, error) {
	const q = `SELECT ` + columns + ` FROM outbox WHERE agent <> ? AND state = 'unsent' AND again = 0 ORDER BY written_at, agent, seq`
	old, err := list(ctx, tx, q, b.agent)
	if err != nil {
		return 0, err
	}
	for _, e := range old {
		if err := b.reissue(ctx, tx, e); err != nil {
			return 0, err
		}
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM standpoint`); err != nil {
		return 0, fmt.Errorf("forget the standpoint: %w", err)
	}
	return len(old), nil
}

func (b *Box) reissue(ctx context.Context, tx *sql.Tx, e Entry) error {
	rec, err := change.Decode(e.Data)
	if err != nil {
		return fault.Newf(fault.Internal, "record %d cannot be read back: %w", e.Seq, err)
	}
	h := rec.Header
	if h.Was.IsZero() {
		h.Was = rec.Ref()
	}
	h.Agent = b.agent
	if h.Seq, err = b.nextNumber(ctx, tx); err != nil {
		return err
	}
	if rec, err = change.Reissue(b.key, rec, h); err != nil {
		return fmt.Errorf("issue anew: %w", err)
	}
	data := change.AppendRecord(nil, &rec)
	sum := change.Fingerprint(data)
	const q = `UPDATE outbox SET agent = ?, seq = ?, data = ?, fingerprint = ? WHERE agent = ? AND seq = ?`
	if _, err := tx.ExecContext(ctx, q, rec.Agent, rec.Seq, data, sum[:], e.Agent, e.Seq); err != nil {
		return fmt.Errorf("issue anew: %w", err)
	}
	return nil
}
