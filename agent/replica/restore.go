package replica

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"faro.example/agent/localdb"
	"faro.example/agent/outbox"
	"faro.example/shared/api"
	"faro.example/shared/change"
)

// GoBack follows a registry that was restored up to a position: the feed is
// applied again from there, records above it count as not in the ledger, and
// those of other installations are due to be given back (design section 5
// rule 7). It MUST be called in the transaction that heard of the new epoch.
func (r *Replica) GoBack(ctx context.Context, tx *sql.Tx, epoch int, restored uint64) error {
	const lost = `UPDATE records SET position = 0, due = NOT EXISTS (
			SELECT 1 FROM outbox o WHERE o.agent = records.agent AND o.seq = records.seq AND o.data IS NOT NULL)
		WHERE position > ?`
	if _, err := tx.ExecContext(ctx, lost, restored); err != nil {
		return fmt.Errorf("go back: %w", err)
	}
	at := Progress{Epoch: epoch}
	const mark = `SELECT n, position FROM feed_marks WHERE position <= ? ORDER BY n DESC LIMIT 1`
	err := tx.QueryRowContext(ctx, mark, restored).Scan(&at.Cursor, &at.Position)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("go back: %w", err)
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM feed_marks WHERE n > ?`, at.Cursor); err != nil {
		return fmt.Errorf("go back: %w", err)
	}
	return at.keep(ctx, tx)
}

// Next gives the next batch of records of another installation to give back;
// empty if none is due.
func Next(ctx context.Context, q localdb.Querier, limit int) (outbox.Batch, error) {
	const query = `SELECT agent, seq, data FROM records WHERE due = 1 ORDER BY agent, seq LIMIT ?`
	rows, err := q.QueryContext(ctx, query, min(limit, change.MaxBatch))
	if err != nil {
		return outbox.Batch{}, fmt.Errorf("next to give back: %w", err)
	}
	defer rows.Close()
	out := outbox.Batch{GivingBack: true}
	for bytes := 0; rows.Next(); {
		var agent change.AgentID
		var f change.Frame
		if err := rows.Scan(&agent, &f.Seq, &f.Data); err != nil {
			return outbox.Batch{}, fmt.Errorf("next to give back: %w", err)
		}
		bytes += len(f.Data)
		if len(out.Frames) > 0 && (agent != out.Installation || bytes > outbox.MaxBatchBytes) {
			break
		}
		out.Installation = agent
		out.Frames = append(out.Frames, f)
	}
	return out, rows.Err()
}

// Settle keeps the registry's answer to records given back. One that it
// refuses is not in the ledger, and is held no more.
func Settle(ctx context.Context, tx *sql.Tx, of change.AgentID, push api.Push) (int, error) {
	settled := 0
	for _, receipt := range push.Receipts {
		q := `UPDATE records SET due = 0 WHERE agent = ? AND seq = ? AND due = 1`
		switch receipt.Verdict {
		case api.Taken, api.Known:
		case api.Refused:
			q = `DELETE FROM records WHERE agent = ? AND seq = ? AND due = 1`
		default:
			continue
		}
		res, err := tx.ExecContext(ctx, q, of, receipt.Seq)
		if err != nil {
			return 0, fmt.Errorf("settle: %w", err)
		}
		n, err := res.RowsAffected()
		if err != nil {
			return 0, err
		}
		settled += int(n)
	}
	return settled, nil
}
