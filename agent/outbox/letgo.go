package outbox

import (
	"context"
	"database/sql"
	"fmt"

	"faro.example/shared/change"
	"faro.example/shared/minor"
)

// ReasonErased is the registry's word for a record about a minor who was erased.
const ReasonErased = "erased"

// Erase lets go of all that was written here about a minor who was erased: the
// rows keep their numbers, and name nobody. What was never answered for is sent as
// lost under its number. It gives the numbers of what the registry never took.
func Erase(ctx context.Context, tx *sql.Tx, m minor.ID) ([]uint64, error) {
	rows, err := tx.QueryContext(ctx, `SELECT seq FROM outbox WHERE minor = ? AND state IN ('unsent', 'refused') ORDER BY seq`, m)
	if err != nil {
		return nil, fmt.Errorf("erase what was written: %w", err)
	}
	defer rows.Close()
	var never []uint64
	for rows.Next() {
		var seq uint64
		if err := rows.Scan(&seq); err != nil {
			return nil, fmt.Errorf("erase what was written: %w", err)
		}
		never = append(never, seq)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("erase what was written: %w", err)
	}
	lost := change.AppendLost(nil, "erased by law")
	print := change.Fingerprint(lost)
	const q = `UPDATE outbox SET data = iif(due = 1, ?2, NULL), fingerprint = iif(due = 1, ?3, fingerprint), sealed = NULL, cured = 1,
		minor = ?4, section = '', kind = '', standing = NULL, conflicts = NULL, detail = NULL, remedy = NULL WHERE minor = ?1`
	if _, err := tx.ExecContext(ctx, q, m, lost, print[:], minor.ID{}.String()); err != nil {
		return nil, fmt.Errorf("erase what was written: %w", err)
	}
	return never, nil
}

// Strike lets go of the body of a record that was written here and struck out
// since; its header stays, where it is kept open.
func Strike(ctx context.Context, tx *sql.Tx, id change.ID) error {
	var data []byte
	err := tx.QueryRowContext(ctx, `SELECT data FROM outbox WHERE id = ?`, id).Scan(&data)
	if err == sql.ErrNoRows {
		return nil
	}
	if err != nil {
		return fmt.Errorf("strike out: %w", err)
	}
	if data != nil {
		if data, err = bare(data); err != nil {
			return err
		}
	}
	if _, err := tx.ExecContext(ctx, `UPDATE outbox SET data = ?, sealed = NULL WHERE id = ?`, data, id); err != nil {
		return fmt.Errorf("strike out: %w", err)
	}
	return nil
}

// bare gives a record as it travels without its body.
func bare(data []byte) ([]byte, error) {
	rec, err := change.Decode(data)
	if err != nil {
		return nil, fmt.Errorf("strike out: %w", err)
	}
	rec = rec.Detached()
	return change.AppendRecord(nil, &rec), nil
}
