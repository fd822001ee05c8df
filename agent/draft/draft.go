// Package draft keeps the forms of the pages: half filled, or sent.
//
// The invariant: what was filled in survives a page that is closed and a power
// cut; a form is sent once, whatever a browser repeats; and nobody but the
// person who opened a form sees what stands in it.
package draft

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"time"

	"faro.example/agent/localdb"
	"faro.example/shared/change"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

type form struct{}

// ID identifies a form that was opened.
type ID = id.Of[form]

// Form is one form that somebody opened.
type Form struct {
	ID      ID
	Person  institution.PersonID
	Page    string   // which form it is
	About   minor.ID // zero if it is about nobody who is known yet
	Fields  url.Values
	File    []byte
	Seen    map[string]change.Seen // what was on the page when it was opened, by [SeenOf]
	Opened  time.Time
	Kept    time.Time // zero while nothing was filled in
	Sent    time.Time // zero while it is half filled
	Records []change.ID
}

// SeenOf is the key of a minor's section in [Form.Seen].
func SeenOf(m minor.ID, s change.Section) string { return m.String() + " " + string(s) }

const (
	// keepEmpty is for how long a form is kept in which nothing was filled in.
	keepEmpty = 24 * time.Hour
	// keepFor is for how long any form is kept: what is half filled, as long as a
	// minor who left; what was sent, so that sending it again is noticed.
	keepFor = 30 * 24 * time.Hour
)

// Shelf is the forms of one machine.
type Shelf struct{ now func() time.Time }

// New makes the shelf.
func New(now func() time.Time) *Shelf { return &Shelf{now} }

// Open keeps a new form, with what is on its page.
func (s *Shelf) Open(ctx context.Context, tx *sql.Tx, f Form) (Form, error) {
	if err := s.tidy(ctx, tx); err != nil {
		return f, err
	}
	f.ID, f.Opened = ID(id.New[struct{}]()), s.now()
	const q = `INSERT INTO forms (id, person, page, about, fields, seen, opened_at) VALUES (?, ?, ?, ?, ?, ?, ?)`
	if _, err := tx.ExecContext(ctx, q, f.ID, f.Person, f.Page, orNull(f.About), localdb.JSON{V: f.Fields}, localdb.JSON{V: f.Seen}, f.Opened.Unix()); err != nil {
		return f, fmt.Errorf("open form: %w", err)
	}
	return f, nil
}

func (s *Shelf) tidy(ctx context.Context, tx *sql.Tx) error {
	const q = `DELETE FROM forms WHERE opened_at < ? OR opened_at < ? AND kept_at IS NULL AND sent_at IS NULL`
	if _, err := tx.ExecContext(ctx, q, s.now().Add(-keepFor).Unix(), s.now().Add(-keepEmpty).Unix()); err != nil {
		return fmt.Errorf("let go of forms: %w", err)
	}
	return nil
}

func orNull(m minor.ID) any {
	if m.IsZero() {
		return nil
	}
	return m
}

const columns = `id, person, page, about, fields, file, seen, opened_at, coalesce(kept_at, 0), coalesce(sent_at, 0), records`

func scan(row interface{ Scan(...any) error }) (Form, error) {
	var f Form
	var about sql.Null[minor.ID]
	var opened, kept, sent int64
	err := row.Scan(&f.ID, &f.Person, &f.Page, &about, localdb.JSON{V: &f.Fields}, &f.File, localdb.JSON{V: &f.Seen},
		&opened, &kept, &sent, localdb.JSON{V: &f.Records})
	f.About, f.Opened = about.V, time.Unix(opened, 0)
	if kept > 0 {
		f.Kept = time.Unix(kept, 0)
	}
	if sent > 0 {
		f.Sent = time.Unix(sent, 0)
	}
	return f, err
}

// Find gives a form of a person's own. It fails with [fault.NotFound] if it is
// another's, or gone.
func (s *Shelf) Find(ctx context.Context, q localdb.Querier, by institution.PersonID, f ID) (Form, error) {
	out, err := scan(q.QueryRowContext(ctx, `SELECT `+columns+` FROM forms WHERE id = ? AND person = ?`, f, by))
	if errors.Is(err, sql.ErrNoRows) {
		return out, &fault.Error{Kind: fault.NotFound, Detail: "this form is not kept any more", Remedy: "open it anew"}
	}
	return out, err
}

// Half gives a person's forms that are half filled, the latest first.
func (s *Shelf) Half(ctx context.Context, q localdb.Querier, by institution.PersonID) ([]Form, error) {
	const query = `SELECT ` + columns + ` FROM forms WHERE person = ? AND kept_at IS NOT NULL AND sent_at IS NULL ORDER BY kept_at DESC, id`
	rows, err := q.QueryContext(ctx, query, by)
	if err != nil {
		return nil, fmt.Errorf("list forms: %w", err)
	}
	defer rows.Close()
	var out []Form
	for rows.Next() {
		f, err := scan(rows)
		if err != nil {
			return nil, fmt.Errorf("list forms: %w", err)
		}
		out = append(out, f)
	}
	return out, rows.Err()
}

// Keep keeps what is filled in. It fails with [fault.Conflict] if the form was
// sent, and with [fault.NotFound] if it is another's, or gone.
func (s *Shelf) Keep(ctx context.Context, tx *sql.Tx, f Form) error {
	const q = `UPDATE forms SET fields = ?, file = ?, seen = ?, kept_at = ? WHERE id = ? AND person = ? AND sent_at IS NULL`
	return s.change(ctx, tx, f, q, localdb.JSON{V: f.Fields}, f.File, localdb.JSON{V: f.Seen}, s.now().Unix(), f.ID, f.Person)
}

// See keeps what came onto the page of a form since it was opened, and leaves
// what is filled in as it was.
func (s *Shelf) See(ctx context.Context, tx *sql.Tx, f Form) error {
	const q = `UPDATE forms SET seen = ? WHERE id = ? AND person = ? AND sent_at IS NULL`
	return s.change(ctx, tx, f, q, localdb.JSON{V: f.Seen}, f.ID, f.Person)
}

// Send marks a form as sent, with the records that came of it; what stood in it
// is forgotten but for the fields given. It fails with [fault.Conflict] if it
// was sent before: then nothing may be recorded. It MUST be called in the
// transaction that records.
func (s *Shelf) Send(ctx context.Context, tx *sql.Tx, f Form, keep url.Values, records []change.ID) error {
	const q = `UPDATE forms SET fields = ?, file = NULL, records = ?, sent_at = ? WHERE id = ? AND person = ? AND sent_at IS NULL`
	return s.change(ctx, tx, f, q, localdb.JSON{V: keep}, localdb.JSON{V: records}, s.now().Unix(), f.ID, f.Person)
}

func (s *Shelf) change(ctx context.Context, tx *sql.Tx, f Form, q string, args ...any) error {
	res, err := tx.ExecContext(ctx, q, args...)
	if err != nil {
		return fmt.Errorf("keep form: %w", err)
	}
	if n, err := res.RowsAffected(); err != nil || n > 0 {
		return err
	}
	if _, err := s.Find(ctx, tx, f.Person, f.ID); err != nil {
		return err
	}
	return &fault.Error{Kind: fault.Conflict, Detail: "this form was sent before", Remedy: "see what was recorded"}
}

// Drop throws a half filled form away.
func (s *Shelf) Drop(ctx context.Context, tx *sql.Tx, by institution.PersonID, f ID) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM forms WHERE id = ? AND person = ? AND sent_at IS NULL`, f, by); err != nil {
		return fmt.Errorf("drop form: %w", err)
	}
	return nil
}
