package outbox

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"faro.example/agent/localdb"
	"faro.example/shared/change"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
)

// State is how far a record has come.
type State string

// The states of a record.
const (
	Unsent  State = "unsent"  // the registry has not answered for it
	Taken   State = "taken"   // it is in the ledger
	Known   State = "known"   // it was in the ledger before
	Refused State = "refused" // it never will be; its cure is a new record
)

// Entry is one record written here, with what the registry said of it.
type Entry struct {
	change.Ref
	ID        change.ID
	Minor     minor.ID
	Section   change.Section
	Kind      string
	State     State
	Position  uint64
	Standing  *change.Standing
	Conflicts []string // slots in conflict once it was taken
	Reason    string
	Field     string
	Detail    string
	Remedy    string
	Cured     bool // refused, and dealt with since
	Written   time.Time
	Data      []byte // as sent; nil once it need not be kept, or is sealed
}

const columns = `agent, seq, id, minor, section, kind, state, position, standing, conflicts,
	coalesce(reason, ''), coalesce(field, ''), coalesce(detail, ''), coalesce(remedy, ''), cured, written_at, data`

func scan(row interface{ Scan(...any) error }) (Entry, error) {
	var e Entry
	var written int64
	err := row.Scan(&e.Agent, &e.Seq, &e.ID, &e.Minor, &e.Section, &e.Kind, &e.State, &e.Position, localdb.JSON{V: &e.Standing}, localdb.JSON{V: &e.Conflicts},
		&e.Reason, &e.Field, &e.Detail, &e.Remedy, &e.Cured, &written, &e.Data)
	if err != nil {
		return Entry{}, err
	}
	e.Written = time.Unix(written, 0)
	return e, nil
}

func list(ctx context.Context, q localdb.Querier, query string, args ...any) ([]Entry, error) {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("list records: %w", err)
	}
	defer rows.Close()
	var out []Entry
	for rows.Next() {
		e, err := scan(rows)
		if err != nil {
			return nil, fmt.Errorf("list records: %w", err)
		}
		out = append(out, e)
	}
	return out, rows.Err()
}

// ListOpen gives the records that are unsent, or refused and not dealt with,
// in order of their numbers.
func ListOpen(ctx context.Context, q localdb.Querier) ([]Entry, error) {
	return list(ctx, q, `SELECT `+columns+` FROM outbox WHERE due = 1 OR state = 'refused' AND cured = 0 ORDER BY agent, seq`)
}

// ListUnsent gives the records of this installation that the registry has not
// answered for, in order of their numbers.
func (b *Box) ListUnsent(ctx context.Context, q localdb.Querier) ([]Entry, error) {
	return list(ctx, q, `SELECT `+columns+` FROM outbox WHERE due = 1 AND agent = ? ORDER BY seq`, b.agent)
}

// ListAbout gives every record written here about a minor that is still kept
// whole, in order of their numbers.
func ListAbout(ctx context.Context, q localdb.Querier, m minor.ID) ([]Entry, error) {
	return list(ctx, q, `SELECT `+columns+` FROM outbox WHERE minor = ? AND data IS NOT NULL ORDER BY agent, seq`, m)
}

// ListKept gives the records whose bytes are kept here, of all minors, in order
// of their numbers.
func ListKept(ctx context.Context, q localdb.Querier) ([]Entry, error) {
	return list(ctx, q, `SELECT `+columns+` FROM outbox WHERE data IS NOT NULL ORDER BY agent, seq`)
}

// Find gives one record by its number. It fails with [fault.NotFound].
func Find(ctx context.Context, q localdb.Querier, r change.Ref) (Entry, error) {
	return one(q.QueryRowContext(ctx, `SELECT `+columns+` FROM outbox WHERE agent = ? AND seq = ?`, r.Agent, r.Seq))
}

func one(row *sql.Row) (Entry, error) {
	e, err := scan(row)
	if errors.Is(err, sql.ErrNoRows) {
		return Entry{}, fault.Newf(fault.NotFound, "no such record was written here")
	}
	if err != nil {
		return Entry{}, fmt.Errorf("find record: %w", err)
	}
	return e, nil
}

// Forget lets go of the refused records about a minor who left the scope long
// ago, dealt with or not: nobody can deal with them here any more.
func Forget(ctx context.Context, tx *sql.Tx, m minor.ID) error {
	if _, err := tx.ExecContext(ctx, `UPDATE outbox SET cured = 1, data = NULL, sealed = NULL WHERE minor = ? AND state = 'refused'`, m); err != nil {
		return fmt.Errorf("forget: %w", err)
	}
	return nil
}

// Counts is how many records have come how far.
type Counts struct {
	Unsent  int       `json:"unsent"`
	Taken   int       `json:"taken"`
	Refused int       `json:"refused"` // and not dealt with
	Oldest  time.Time `json:"oldest_unsent,omitzero"`
}

// CountUnsent gives how many records about a minor the registry has not
// answered for.
func CountUnsent(ctx context.Context, q localdb.Querier, m minor.ID) (int, error) {
	var n int
	if err := q.QueryRowContext(ctx, `SELECT count(*) FROM outbox WHERE minor = ? AND due = 1`, m).Scan(&n); err != nil {
		return 0, fmt.Errorf("count unsent: %w", err)
	}
	return n, nil
}

// Count gives how many records have come how far.
func Count(ctx context.Context, q localdb.Querier) (Counts, error) {
	const query = `SELECT
		(SELECT count(*) FROM outbox WHERE due = 1),
		(SELECT count(*) FROM outbox WHERE state IN ('taken', 'known')) + (SELECT coalesce(sum(gone), 0) FROM numbers),
		(SELECT count(*) FROM outbox WHERE state = 'refused' AND cured = 0),
		(SELECT coalesce(min(written_at), 0) FROM outbox WHERE due = 1)`
	var c Counts
	var oldest int64
	if err := q.QueryRowContext(ctx, query).Scan(&c.Unsent, &c.Taken, &c.Refused, &oldest); err != nil {
		return Counts{}, fmt.Errorf("count records: %w", err)
	}
	if oldest > 0 {
		c.Oldest = time.Unix(oldest, 0)
	}
	return c, nil
}
