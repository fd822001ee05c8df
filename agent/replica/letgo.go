package replica

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"faro.example/agent/filestore"
	"faro.example/agent/localdb"
	"faro.example/agent/outbox"
	"faro.example/shared/api"
	"faro.example/shared/change"
	"faro.example/shared/minor"
)

// letGo applies what the registry says to let go of, and reports whether the
// record said that all about the minor is gone.
func (r *Replica) letGo(ctx context.Context, tx *sql.Tx, p *api.Placed) (erased bool, err error) {
	rec, said := endOf(p)
	if !said {
		return false, nil
	}
	switch b := rec.Body.(type) {
	case change.Erased:
		return true, r.erase(ctx, tx, rec.Minor)
	case change.Struck:
		return false, r.strike(ctx, tx, b.Record)
	}
	return false, nil
}

// endOf gives the record of an item if it is one by which the registry has
// somebody let go: by right, as intake judged.
func endOf(p *api.Placed) (change.Record, bool) {
	if p == nil || len(p.Data) == 0 || !p.Standing.Entitled {
		return change.Record{}, false
	}
	rec, err := change.Decode(p.Data)
	if err != nil {
		return change.Record{}, false
	}
	switch rec.Body.(type) {
	case change.Erased, change.Struck:
		return rec, true
	}
	return change.Record{}, false
}

// tables lists what names a minor here, and is deleted with the minor. The looks
// stay: they hold identifiers, in a chain that the registry checks.
func tables() []string {
	return []string{
		`records WHERE minor = ?`, `crossings WHERE minor = ?1 OR file = ?1`, `candidates WHERE minor = ?1 OR other = ?1`, `concerns WHERE minor = ?`,
		`kept_days WHERE minor = ?`, `imported WHERE minor = ?`, `forms WHERE about = ?`, `minors WHERE minor = ?`,
	}
}

// erase deletes all that is held about a minor, in every table.
func (r *Replica) erase(ctx context.Context, tx *sql.Tx, m minor.ID) error {
	never, err := outbox.Erase(ctx, tx, m)
	if err != nil {
		return err
	}
	if err := filestore.Forget(ctx, tx, m); err != nil {
		return err
	}
	for _, from := range tables() {
		if _, err := tx.ExecContext(ctx, `DELETE FROM `+from, m); err != nil {
			return fmt.Errorf("erase: %w", err)
		}
	}
	return r.note(ctx, tx, m.String(), "minor", never)
}

// strike lets go of a body, wherever it is held.
func (r *Replica) strike(ctx context.Context, tx *sql.Tx, id change.ID) error {
	if err := outbox.Strike(ctx, tx, id); err != nil {
		return err
	}
	for _, table := range []string{"records", "crossings"} {
		var data []byte
		err := tx.QueryRowContext(ctx, `SELECT data FROM `+table+` WHERE id = ?`, id).Scan(&data)
		if err == sql.ErrNoRows {
			continue
		}
		if err != nil {
			return fmt.Errorf("strike out: %w", err)
		}
		rec, err := change.Decode(data)
		if err != nil {
			return fmt.Errorf("strike out: %w", err)
		}
		if err := dropFiles(ctx, tx, &rec); err != nil {
			return err
		}
		rec = rec.Detached()
		if _, err := tx.ExecContext(ctx, `UPDATE `+table+` SET data = ? WHERE id = ?`, change.AppendRecord(nil, &rec), id); err != nil {
			return fmt.Errorf("strike out: %w", err)
		}
	}
	return r.note(ctx, tx, id.String(), "record", nil)
}

// dropFiles deletes the files that a record names: one that another names too is
// fetched again when somebody asks for it.
func dropFiles(ctx context.Context, tx *sql.Tx, rec *change.Record) error {
	for _, e := range change.Enclosed([]change.Placed{{Record: *rec}}) {
		if _, err := tx.ExecContext(ctx, `DELETE FROM files WHERE minor = ? AND digest = ?`, rec.Minor, string(e.File.Digest)); err != nil {
			return fmt.Errorf("strike out: %w", err)
		}
	}
	return nil
}

func (r *Replica) note(ctx context.Context, tx *sql.Tx, id, what string, numbers []uint64) error {
	const q = `INSERT INTO let_go (id, what, at, numbers) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET scrubbed = 0`
	if _, err := tx.ExecContext(ctx, q, id, what, r.now().Unix(), localdb.JSON{V: numbers}); err != nil {
		return fmt.Errorf("note what is let go of: %w", err)
	}
	return nil
}

// Lately is how far back operators are told what was let go of. Arbitrary: longer than
// anybody is on leave.
const Lately = 30 * 24 * time.Hour

// LetGo says how much was let go of here: never of whom, or what.
type LetGo struct {
	Erased int // minors
	Struck int // bodies of records
}

// CountLetGo counts what was let go of here since an instant, by the registry's word.
func CountLetGo(ctx context.Context, q localdb.Querier, since time.Time) (out LetGo, err error) {
	const sql = `SELECT count(*) FILTER (WHERE what = 'minor'), count(*) FILTER (WHERE what = 'record') FROM let_go WHERE at >= ?`
	if err := q.QueryRowContext(ctx, sql, since.Unix()).Scan(&out.Erased, &out.Struck); err != nil {
		return out, fmt.Errorf("count what was let go of: %w", err)
	}
	return out, nil
}

// Unscrubbed reports whether something was let go of that may still stand in the
// store's files: the feed is not asked on before that is over, since to ask is to
// confirm.
func Unscrubbed(ctx context.Context, q localdb.Querier) (bool, error) {
	var any bool
	if err := q.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM let_go WHERE scrubbed = 0)`).Scan(&any); err != nil {
		return false, fmt.Errorf("find what is let go of: %w", err)
	}
	return any, nil
}

// Scrubbed notes that nothing of what was let go of stands in the store's files.
func Scrubbed(ctx context.Context, tx *sql.Tx) error {
	if _, err := tx.ExecContext(ctx, `UPDATE let_go SET scrubbed = 1 WHERE scrubbed = 0`); err != nil {
		return fmt.Errorf("note what is gone: %w", err)
	}
	return nil
}

// gone reports whether a minor was erased, or a record struck out.
func gone(ctx context.Context, q localdb.Querier, id string) (bool, error) {
	var is bool
	if err := q.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM let_go WHERE id = ?)`, id).Scan(&is); err != nil {
		return false, fmt.Errorf("find what is let go of: %w", err)
	}
	return is, nil
}
