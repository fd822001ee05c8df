// Package standin keeps who stands in for an operator of this machine while
// there is no line: somebody whom the directory does not name yet.
//
// The invariant: a stand-in works by the leave of one operator, who is the author
// of what they write, under a name that every record of theirs carries; for 72
// hours and no longer; and lets in nobody else. What opens the pages for them is
// a passphrase of their own (package passphrase).
package standin

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"faro.example/agent/localdb"
	"faro.example/shared/api"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

const (
	// For is how long a stand-in may work (design section 5).
	For = 72 * time.Hour
	// most bounds who stands in for one operator at once. Arbitrary.
	most = 3
)

// StandIn is who stands in for an operator.
type StandIn struct {
	ID     institution.PersonID // nobody's in the directory: for the passphrase and the forms
	For    institution.PersonID // the author of what they write
	Office institution.OfficeID
	Name   minor.Text
	Until  time.Time
}

// IsZero reports whether it is nobody.
func (s StandIn) IsZero() bool { return s.ID.IsZero() }

// Book is the stand-ins of one machine.
type Book struct{ now func() time.Time }

// New makes the book.
func New(now func() time.Time) *Book { return &Book{now} }

// Let lets somebody stand in for an operator. That there is no line is for the
// caller to know. It fails with [fault.Invalid] if the name will not do, and with
// [fault.Conflict] if enough stand in for the operator already.
func (b *Book) Let(ctx context.Context, tx *sql.Tx, op api.Operator, name string) (StandIn, error) {
	s := StandIn{ID: institution.PersonID(id.New[struct{}]()), For: op.Person, Office: op.Office, Name: minor.Text(strings.TrimSpace(name)), Until: b.now().Add(For).Truncate(time.Second)}
	if s.Name == "" {
		return s, fault.Field("name", "nobody is named", "write the name of who stands in")
	}
	if err := s.Name.Check("name", 200); err != nil {
		return s, err
	}
	all, err := b.List(ctx, tx)
	if err != nil {
		return s, err
	}
	n := 0
	for _, other := range all {
		if other.For == op.Person {
			n++
		}
	}
	if n >= most {
		return s, &fault.Error{Kind: fault.Conflict, Field: "name", Detail: "enough stand in for you already", Remedy: "end one of them first"}
	}
	const q = `INSERT INTO standins (id, person, office, name, began_at, until_at) VALUES (?, ?, ?, ?, ?, ?)`
	if _, err := tx.ExecContext(ctx, q, s.ID, s.For, s.Office, s.Name.Reveal(), b.now().Unix(), s.Until.Unix()); err != nil {
		return s, fmt.Errorf("let in: %w", err)
	}
	return s, nil
}

// List gives who may stand in now, by their names.
func (b *Book) List(ctx context.Context, q localdb.Querier) ([]StandIn, error) {
	const query = `SELECT id, person, office, name, until_at FROM standins WHERE until_at > ? ORDER BY name, id`
	rows, err := q.QueryContext(ctx, query, b.now().Unix())
	if err != nil {
		return nil, fmt.Errorf("list stand-ins: %w", err)
	}
	defer rows.Close()
	var out []StandIn
	for rows.Next() {
		var s StandIn
		var until int64
		if err := rows.Scan(&s.ID, &s.For, &s.Office, &s.Name, &until); err != nil {
			return nil, fmt.Errorf("list stand-ins: %w", err)
		}
		s.Until = time.Unix(until, 0)
		out = append(out, s)
	}
	return out, rows.Err()
}

// End ends one before the time, by the leave of the operator who let them in. It
// fails with [fault.NotFound] if nobody of theirs stands in under that identifier.
func (b *Book) End(ctx context.Context, tx *sql.Tx, by, who institution.PersonID) error {
	now := b.now().Unix()
	res, err := tx.ExecContext(ctx, `UPDATE standins SET until_at = ? WHERE id = ? AND person = ? AND until_at > ?`, now, who, by, now)
	if err != nil {
		return fmt.Errorf("end a stand-in: %w", err)
	}
	if n, err := res.RowsAffected(); err != nil || n > 0 {
		return err
	}
	return &fault.Error{Kind: fault.NotFound, Detail: "nobody stands in under that name any more", Remedy: "look at the list again"}
}
