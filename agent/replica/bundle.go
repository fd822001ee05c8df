package replica

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"

	"faro.example/agent/localdb"
	"faro.example/agent/outbox"
	"faro.example/shared/api"
	"faro.example/shared/change"
	"faro.example/shared/fault"
)

// Take keeps records of another installation that came by a bundle, to be shown
// and to be pushed in that installation's name. What is held already, or was
// written here, is passed over: it gives how many were not. It fails with
// [fault.Conflict] if another record is held under one of the numbers; the
// caller's transaction MUST then be rolled back.
func (r *Replica) Take(ctx context.Context, tx *sql.Tx, records []change.Record) (added int, err error) {
	for i := range records {
		rec := &records[i]
		if rec.Agent == r.agent {
			continue // its own bundle has come back
		}
		n, err := take(ctx, tx, rec)
		if err != nil {
			return 0, fmt.Errorf("take a bundle: %w", err)
		}
		added += n
	}
	return added, nil
}

func take(ctx context.Context, tx *sql.Tx, rec *change.Record) (added int, err error) {
	if erased, err := gone(ctx, tx, rec.Minor.String()); err != nil || erased {
		return 0, err // by law: nothing is taken any more
	}
	struck, err := gone(ctx, tx, rec.ID.String())
	if err != nil {
		return 0, err
	}
	if struck {
		bare := rec.Detached()
		rec = &bare
	}
	data := change.AppendRecord(nil, rec)
	var held []byte
	err = tx.QueryRowContext(ctx, `SELECT data FROM records WHERE agent = ? AND seq = ?`, rec.Agent, rec.Seq).Scan(&held)
	switch {
	case err == nil && change.Fingerprint(held) != change.Fingerprint(data) && !bytes.Equal(held, data):
		return 0, &fault.Error{
			Kind: fault.Conflict, Detail: fmt.Sprintf("another record is held under that installation's number %d: there are two copies of it", rec.Seq),
			Remedy: "leave the file aside, and tell the registry that the machine which wrote it may have been copied",
		}
	case err == nil || !errors.Is(err, sql.ErrNoRows):
		return 0, err
	}
	const q = `INSERT INTO records (agent, seq, id, minor, section, position, standing, data, due, carried)
		SELECT ?1, ?2, ?3, ?4, ?5, 0, ?6, ?7, 1, 1
		WHERE NOT EXISTS (SELECT 1 FROM outbox WHERE id = ?3) AND NOT EXISTS (SELECT 1 FROM records WHERE minor = ?4 AND id = ?3)`
	res, err := tx.ExecContext(ctx, q, rec.Agent, rec.Seq, rec.ID, rec.Minor, rec.Section, localdb.JSON{V: change.Standing{}}, data)
	if err != nil {
		return 0, err
	}
	n, err := res.RowsAffected()
	return int(n), err
}

// CountCarried gives how many records that came by a bundle the registry has
// not answered for.
func CountCarried(ctx context.Context, q localdb.Querier) (n int, err error) {
	if err := q.QueryRowContext(ctx, `SELECT count(*) FROM records WHERE carried = 1`).Scan(&n); err != nil {
		return 0, fmt.Errorf("count carried records: %w", err)
	}
	return n, nil
}

// NextCarried gives the next batch of what came by a bundle, of one
// installation; empty if there is none. Those of some installations can be left
// out. It is given back: since its file was written the installation may have
// lost a number, or have been revoked, and neither may lose what it said.
func NextCarried(ctx context.Context, q localdb.Querier, limit int, without []change.AgentID) (outbox.Batch, error) {
	const query = `SELECT agent, seq, data FROM records
		WHERE carried = 1 AND agent NOT IN (SELECT value FROM json_each(coalesce(?, '[]'))) ORDER BY agent, seq LIMIT ?`
	rows, err := q.QueryContext(ctx, query, localdb.JSON{V: without}, min(limit, change.MaxBatch))
	if err != nil {
		return outbox.Batch{}, fmt.Errorf("next carried: %w", err)
	}
	defer rows.Close()
	out := outbox.Batch{GivingBack: true}
	for bytes := 0; rows.Next(); {
		var agent change.AgentID
		var f change.Frame
		if err := rows.Scan(&agent, &f.Seq, &f.Data); err != nil {
			return outbox.Batch{}, fmt.Errorf("next carried: %w", err)
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

// settleCarried drops a record that came by a bundle once it has its answer:
// what is in scope comes by the feed, and a refusal is for its author to cure.
func settleCarried(ctx context.Context, tx *sql.Tx, of change.AgentID, r api.Receipt) (int, error) {
	switch r.Verdict {
	case api.Taken, api.Known, api.Refused:
	default:
		return 0, nil
	}
	res, err := tx.ExecContext(ctx, `DELETE FROM records WHERE agent = ? AND seq = ? AND carried = 1`, of, r.Seq)
	if err != nil {
		return 0, fmt.Errorf("settle carried: %w", err)
	}
	n, err := res.RowsAffected()
	return int(n), err
}

// uncarry drops what is held of a record that the feed now brings under another
// number: its installation has enrolled again. A bundle brought it, or it is
// what a restored registry had lost and was given back by others first.
func uncarry(ctx context.Context, tx *sql.Tx, rec *change.Record) error {
	const q = `DELETE FROM records WHERE minor = ? AND id = ? AND position = 0 AND (agent <> ? OR seq <> ?)`
	if _, err := tx.ExecContext(ctx, q, rec.Minor, rec.ID, rec.Agent, rec.Seq); err != nil {
		return fmt.Errorf("drop carried: %w", err)
	}
	return nil
}
