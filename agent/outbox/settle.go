package outbox

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"faro.example/agent/localdb"
	"faro.example/shared/api"
	"faro.example/shared/change"
)

// Batch is a push: records of one installation in the order of their numbers.
type Batch struct {
	Installation change.AgentID // whose records: this installation's, or another's that are given back
	GivingBack   bool           // gaps are allowed
	Frames       []change.Frame
}

// Next gives the next batch to push, of at most limit records; empty if
// nothing is due. This installation's own records come before those of the
// installations that this store was before. What a restored registry has lost
// is not among them: see package replica.
func (b *Box) Next(ctx context.Context, q localdb.Querier, limit int) (Batch, error) {
	const query = `SELECT agent, seq, again, coalesce(data, sealed) FROM outbox WHERE due = 1 AND was = 0 ORDER BY agent <> ?, agent, seq LIMIT ?`
	rows, err := q.QueryContext(ctx, query, b.agent, min(limit, change.MaxBatch))
	if err != nil {
		return Batch{}, fmt.Errorf("next batch: %w", err)
	}
	defer rows.Close()
	var out Batch
	for bytes := 0; rows.Next(); {
		var agent change.AgentID
		var again bool
		var f change.Frame
		if err := rows.Scan(&agent, &f.Seq, &again, &f.Data); err != nil {
			return Batch{}, fmt.Errorf("next batch: %w", err)
		}
		again = again || agent != b.agent
		bytes += len(f.Data)
		if len(out.Frames) > 0 && (agent != out.Installation || again != out.GivingBack || bytes > MaxBatchBytes) {
			break
		}
		out.Installation, out.GivingBack = agent, again
		out.Frames = append(out.Frames, f)
	}
	return out, rows.Err()
}

// Settle keeps the registry's answer to a batch. A number that is settled
// already stays as it is; a verdict that this version does not know leaves the
// record due. It gives how many records were settled by it.
func (b *Box) Settle(ctx context.Context, tx *sql.Tx, of change.AgentID, push api.Push) (int, error) {
	settled := 0
	for _, r := range push.Receipts {
		n, err := settle(ctx, tx, of, r, b.now())
		if err != nil {
			return 0, err
		}
		settled += n
	}
	if settled > 0 {
		return settled, b.Seal(ctx, tx)
	}
	if of == b.agent && len(push.Receipts) == 0 {
		return 0, b.resend(ctx, tx, push.Highest)
	}
	return 0, nil
}

func settle(ctx context.Context, tx *sql.Tx, of change.AgentID, r api.Receipt, now time.Time) (int, error) {
	var state State
	switch r.Verdict {
	case api.Taken:
		state = Taken
	case api.Known:
		state = Known
	case api.Refused:
		state = Refused
	default:
		return 0, nil
	}
	const q = `UPDATE outbox SET state = ?, due = 0, again = 0, position = ?, standing = ?, conflicts = ?,
			reason = nullif(?, ''), field = nullif(?, ''), detail = nullif(?, ''), remedy = nullif(?, ''), settled_at = ?
		WHERE agent = ? AND seq = ? AND state = 'unsent'`
	res, err := tx.ExecContext(ctx, q, state, r.Position, localdb.JSON{V: r.Standing}, localdb.JSON{V: r.Conflicts},
		r.Reason, r.Field, r.Detail, r.Remedy, now.Unix(), of, r.Seq)
	if err != nil {
		return 0, fmt.Errorf("settle: %w", err)
	}
	n, err := res.RowsAffected()
	return int(n), err
}

// resend makes records unsent again that the registry turns out not to hold,
// though it has answered for them: it said from which number it goes on. They
// are given back, since some numbers may be gone here: of records that were
// refused and dealt with, or that the registry knew under another number.
func (b *Box) resend(ctx context.Context, tx *sql.Tx, highest uint64) error {
	const q = `UPDATE outbox SET ` + unsent + ` WHERE agent = ? AND seq > ? AND ` + kept + ` AND cured = 0`
	if _, err := tx.ExecContext(ctx, q, b.agent, highest); err != nil {
		return fmt.Errorf("send again: %w", err)
	}
	return nil
}

// kept is so of a record that can be given back.
const kept = `coalesce(data, sealed) IS NOT NULL`

// unsent is what is forgotten of a record that is to be given back.
const unsent = `state = 'unsent', due = 1, again = 1, position = 0, standing = NULL, conflicts = NULL,
	reason = NULL, field = NULL, detail = NULL, remedy = NULL, settled_at = NULL`

// giveBack makes unsent what a restored registry has lost (design section 5
// rule 7), of this installation and of those that the store was before, and
// what it had refused, since with its answer it may have lost the number.
func (b *Box) giveBack(ctx context.Context, tx *sql.Tx, restored uint64) error {
	const q = `UPDATE outbox SET was = position, ` + unsent + ` WHERE ` + kept + `
		AND (state IN ('taken', 'known') AND position > ? OR state = 'refused' AND cured = 0 AND agent = ?)`
	if _, err := tx.ExecContext(ctx, q, restored, b.agent); err != nil {
		return fmt.Errorf("give back: %w", err)
	}
	return nil
}

// trim lets go of the bodies of records that no restore of the registry can
// lose and that are sealed, or that the replica holds or needs no more, and of their rows but the
// highest of each installation, whose fingerprint is compared: the highest that
// a registry which goes back to the safe position would hold.
func trim(ctx context.Context, tx *sql.Tx, safe uint64, now time.Time) error {
	const bodies = `UPDATE outbox SET data = NULL, sealed = NULL WHERE ` + kept + ` AND (
			state IN ('taken', 'known') AND position BETWEEN 1 AND ?1 AND (sealed IS NOT NULL OR settled_at < ?2
				OR EXISTS (SELECT 1 FROM records r WHERE r.agent = outbox.agent AND r.seq = outbox.seq))
			OR state = 'refused' AND cured = 1 AND settled_at < ?2)`
	old := now.Add(-keepSettled).Unix()
	if _, err := tx.ExecContext(ctx, bodies, safe, old); err != nil {
		return fmt.Errorf("trim: %w", err)
	}
	const rows = `DELETE FROM outbox WHERE coalesce(data, sealed) IS NULL AND state IN ('taken', 'known') AND position <= ?
		AND seq < (SELECT max(o.seq) FROM outbox o WHERE o.agent = outbox.agent AND coalesce(o.data, o.sealed) IS NULL AND o.state = 'taken')
		RETURNING agent`
	gone, err := tx.QueryContext(ctx, rows, safe)
	if err != nil {
		return fmt.Errorf("trim: %w", err)
	}
	defer gone.Close()
	counts := map[change.AgentID]int{}
	for gone.Next() {
		var a change.AgentID
		if err := gone.Scan(&a); err != nil {
			return err
		}
		counts[a]++
	}
	if err := gone.Err(); err != nil {
		return err
	}
	for a, n := range counts {
		if _, err := tx.ExecContext(ctx, `UPDATE numbers SET gone = gone + ? WHERE agent = ?`, n, a); err != nil {
			return fmt.Errorf("trim: %w", err)
		}
	}
	return nil
}
