package replica

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"faro.example/agent/filestore"
	"faro.example/agent/localdb"
	"faro.example/agent/outbox"
	"faro.example/shared/casefile"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/minor"
)

// Purge deletes the minors who left the scope and about whom nothing is unsent
// or refused any more, or who left 30 days ago. Of each there stay the code and
// the days at a structure of this installation, for its accounts (design
// section 5 rule 12).
func (r *Replica) Purge(ctx context.Context, tx *sql.Tx) error {
	const q = `SELECT minor, left_at < ?1 FROM minors m WHERE left_at IS NOT NULL AND sections <> '[]' AND (left_at < ?1 OR NOT EXISTS (
		SELECT 1 FROM outbox o WHERE o.minor = m.minor AND (o.due = 1 OR o.state = 'refused' AND o.cured = 0)))`
	rows, err := tx.QueryContext(ctx, q, r.now().Add(-keepLeft).Unix())
	if err != nil {
		return fmt.Errorf("purge: %w", err)
	}
	defer rows.Close()
	late := map[minor.ID]bool{}
	for rows.Next() {
		var m minor.ID
		var old bool
		if err := rows.Scan(&m, &old); err != nil {
			return fmt.Errorf("purge: %w", err)
		}
		late[m] = old
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("purge: %w", err)
	}
	for m := range late { // while all of a joined child is still held
		if err := r.keepDays(ctx, tx, m, late); err != nil {
			return fmt.Errorf("purge: %w", err)
		}
	}
	for m, old := range late {
		if err := r.purge(ctx, tx, m, old); err != nil {
			return fmt.Errorf("purge: %w", err)
		}
	}
	return errors.Join(filestore.Leave(ctx, tx), r.box.Seal(ctx, tx), r.forgetGone(ctx, tx), r.forgetDecided(ctx, tx))
}

// purge deletes what is held of a minor. The row that hides the minor stays as
// long as own records about them can be read here.
func (r *Replica) purge(ctx context.Context, tx *sql.Tx, m minor.ID, late bool) error {
	for _, q := range []string{`DELETE FROM records WHERE minor = ? AND due = 0`, `DELETE FROM crossings WHERE file = ?`} {
		if _, err := tx.ExecContext(ctx, q, m); err != nil {
			return err
		}
	}
	if late {
		if err := errors.Join(outbox.Forget(ctx, tx, m), filestore.Forget(ctx, tx, m)); err != nil {
			return err
		}
	}
	_, err := tx.ExecContext(ctx, `UPDATE minors SET sections = '[]', shown = NULL WHERE minor = ?`, m)
	return err
}

func (r *Replica) forgetGone(ctx context.Context, tx *sql.Tx) error {
	const q = `DELETE FROM minors WHERE left_at IS NOT NULL AND sections = '[]'
		AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.minor = minors.minor AND o.data IS NOT NULL)`
	if _, err := tx.ExecContext(ctx, q); err != nil {
		return fmt.Errorf("purge: %w", err)
	}
	return nil
}

// keepDays keeps the code and the days of the stays at own structures.
func (r *Replica) keepDays(ctx context.Context, tx *sql.Tx, m minor.ID, leave map[minor.ID]bool) error {
	x, err := r.readOne(ctx, tx, m)
	if err != nil {
		return err
	}
	f := casefile.Fold(m, x.page(m).entries)
	if leading(&f, m, leave) {
		return nil
	}
	for _, s := range f.Presence.Stays {
		if s.State != casefile.Present || s.At.Facility.IsZero() {
			continue
		}
		const q = `INSERT OR REPLACE INTO kept_days (minor, code, structure, from_on, until_on)
			SELECT ?, ?, id, ?, ? FROM offices WHERE id = ?`
		_, err := tx.ExecContext(ctx, q, m, f.Identity.Code.Reveal(), s.Span.From.String(), s.Span.Until.String(), s.At.Facility)
		if err != nil {
			return err
		}
	}
	return nil
}

// Days is what is kept of a minor who left: for the structure's accounts.
type Days struct {
	Minor     minor.ID
	Code      minor.Code
	Structure facility.ID
	Span      day.Span
}

// ListDays gives what is kept of the minors who left, in order of day.
func ListDays(ctx context.Context, q localdb.Querier) ([]Days, error) {
	rows, err := q.QueryContext(ctx, `SELECT minor, code, structure, from_on, until_on FROM kept_days ORDER BY from_on, minor`)
	if err != nil {
		return nil, fmt.Errorf("list days: %w", err)
	}
	defer rows.Close()
	var out []Days
	for rows.Next() {
		var d Days
		if err := rows.Scan(&d.Minor, &d.Code, &d.Structure, &d.Span.From, &d.Span.Until); err != nil {
			return nil, fmt.Errorf("list days: %w", err)
		}
		out = append(out, d)
	}
	return out, rows.Err()
}
