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
// those of other installations are due to be given back (design section 5 rule
// 7). A minor who entered the scope since is in it no more, until the registry
// says so again. It MUST be called in the transaction that heard of the new
// epoch.
func (r *Replica) GoBack(ctx context.Context, tx *sql.Tx, epoch int, restored uint64) error {
	at := Progress{Epoch: epoch}
	const mark = `SELECT n, position FROM feed_marks WHERE position <= ? ORDER BY n DESC LIMIT 1`
	err := tx.QueryRowContext(ctx, mark, restored).Scan(&at.Cursor, &at.Position)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("go back: %w", err)
	}
	for _, q := range []string{`DELETE FROM feed_marks WHERE n > ?`, `DELETE FROM minors WHERE entered > ?`} {
		if _, err := tx.ExecContext(ctx, q, at.Cursor); err != nil {
			return fmt.Errorf("go back: %w", err)
		}
	}
	if err := goBackCrossings(ctx, tx, restored); err != nil {
		return err
	}
	for _, step := range []struct {
		q    string
		args []any
	}{
		// Own ones are given back from the outbox, and shown from there.
		{`DELETE FROM records WHERE position > ? AND EXISTS (
			SELECT 1 FROM outbox o WHERE o.agent = records.agent AND o.seq = records.seq AND o.data IS NOT NULL)`, []any{restored}},
		{`DELETE FROM records WHERE position BETWEEN 1 AND ? AND agent <> ? AND minor NOT IN (SELECT minor FROM minors)`, []any{restored, r.agent}},
		{`UPDATE records SET was = position, position = 0, due = 1 WHERE position > ?`, []any{restored}},
		// Given back after an earlier restore, and not yet brought again: this one may have lost it anew.
		{`UPDATE records SET due = 1 WHERE position = 0 AND was > 0`, nil},
	} {
		if _, err := tx.ExecContext(ctx, step.q, step.args...); err != nil {
			return fmt.Errorf("go back: %w", err)
		}
	}
	return at.keep(ctx, tx)
}

// Next gives the next batch of what a restored registry has lost, in the order
// in which its ledger had it, so that each record is judged upon what it was
// judged upon then; empty if there is none. Those of some installations can be
// left out. own says whether the answer is for the outbox or for
// [Replica.Settle].
func Next(ctx context.Context, q localdb.Querier, limit int, without []change.AgentID) (out outbox.Batch, own bool, err error) {
	const query = `SELECT agent, seq, coalesce(data, sealed) AS data, 1 AS own, was FROM outbox WHERE due = 1 AND was > 0
		UNION ALL SELECT agent, seq, data, 0, was FROM records
			WHERE due = 1 AND carried = 0 AND agent NOT IN (SELECT value FROM json_each(coalesce(?, '[]')))
		ORDER BY was, agent, seq LIMIT ?`
	rows, err := q.QueryContext(ctx, query, localdb.JSON{V: without}, min(limit, change.MaxBatch))
	if err != nil {
		return outbox.Batch{}, false, fmt.Errorf("next to give back: %w", err)
	}
	defer rows.Close()
	out.GivingBack = true
	last := uint64(0)
	for bytes := 0; rows.Next(); last = out.Frames[len(out.Frames)-1].Seq {
		var agent change.AgentID
		var mine bool
		var was uint64
		var f change.Frame
		if err := rows.Scan(&agent, &f.Seq, &f.Data, &mine, &was); err != nil {
			return outbox.Batch{}, false, fmt.Errorf("next to give back: %w", err)
		}
		bytes += len(f.Data)
		if last > 0 && (agent != out.Installation || mine != own || f.Seq <= last || bytes > outbox.MaxBatchBytes) {
			break
		}
		out.Installation, own = agent, mine
		out.Frames = append(out.Frames, f)
	}
	return out, own, rows.Err()
}

// Settle keeps the registry's answer to records given back. One that it
// refuses is not in the ledger, and is held no more; nor is one about a minor
// who is not in scope.
func (r *Replica) Settle(ctx context.Context, tx *sql.Tx, of change.AgentID, push api.Push) (int, error) {
	settled := 0
	for _, receipt := range push.Receipts {
		if n, err := settleCarried(ctx, tx, of, receipt); err != nil || n > 0 {
			if err != nil {
				return 0, err
			}
			settled += n
			continue
		}
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
		const held = `DELETE FROM records WHERE agent = ?1 AND seq = ?2 AND agent <> ?3 AND position = 0 AND due = 0
			AND NOT EXISTS (SELECT 1 FROM minors m WHERE m.minor = records.minor AND m.left_at IS NULL)`
		if _, err := tx.ExecContext(ctx, held, of, receipt.Seq, r.agent); err != nil {
			return 0, fmt.Errorf("settle: %w", err)
		}
	}
	return settled, nil
}
