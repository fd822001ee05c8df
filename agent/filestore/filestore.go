// Package filestore keeps the scans and photographs that records name, in the
// agent's store: those chosen here until the registry has them, those of others
// once somebody asked to see them. It owns the tables files and file_pieces.
//
// The invariant: what was chosen here is kept until the registry has all of it or
// has refused it, whatever room it takes; all else is a copy, goes with the minor,
// and makes room for what is asked for now. What is shown is the file that its
// record names, whole: its digest is compared each time. Everything lies in the
// encrypted store and nowhere else on the disk.
package filestore

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"faro.example/agent/localdb"
	"faro.example/shared/api"
	"faro.example/shared/change"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
)

// State is how far a file has come.
type State string

// The states.
const (
	Chosen  State = "chosen"  // here, and due to be brought to the registry
	Brought State = "brought" // here, and there
	Wanted  State = "wanted"  // somebody asked to see it; it is being fetched
	Fetched State = "fetched" // a copy is here
	Refused State = "refused" // the registry does not take it
	NotIn   State = "not-in"  // refused at the form: nothing of it is here
)

// Room bounds the copies that are kept, in bytes. Arbitrary: the photographs of a
// thousand children, and some hundred scans.
const Room = 512 << 20

// Kept is a file as it is here.
type Kept struct {
	Minor       minor.ID
	File        minor.File
	State       State
	Held        int
	Why, Remedy string    // of one that was refused
	Used        time.Time // chosen or shown last
}

const selectKept = `SELECT minor, digest, type, size, state, held, why, remedy, used_at FROM files `

func scan(row interface{ Scan(...any) error }) (k Kept, err error) {
	var used int64
	err = row.Scan(&k.Minor, &k.File.Digest, &k.File.Type, &k.File.Size, &k.State, &k.Held, &k.Why, &k.Remedy, &used)
	k.Used = time.Unix(used, 0)
	return k, err
}

// Add keeps a file that was chosen here, in the transaction that stores the record
// which names it.
func Add(ctx context.Context, tx *sql.Tx, m minor.ID, f minor.File, content []byte, now time.Time) error {
	const q = `INSERT INTO files (minor, digest, type, size, state, held, due_at, used_at) VALUES (?1, ?2, ?3, ?4, 'chosen', ?4, 0, ?5)
		ON CONFLICT (minor, digest) DO UPDATE SET state = 'chosen', held = ?4, due_at = 0, why = '', remedy = '', used_at = ?5`
	if _, err := tx.ExecContext(ctx, q, m, string(f.Digest), f.Type, f.Size, now.Unix()); err != nil {
		return fmt.Errorf("keep a file: %w", err)
	}
	for n := 0; n*api.FilePiece < len(content); n++ {
		if err := put(ctx, tx, m, f, n, content[n*api.FilePiece:min(len(content), (n+1)*api.FilePiece)]); err != nil {
			return err
		}
	}
	return nil
}

// KeepOut keeps that somebody chose a file that cannot be taken, and why. Nothing of
// the file is kept, and what is kept goes with the minor. Of a file that was taken
// before nothing changes.
func KeepOut(ctx context.Context, tx *sql.Tx, m minor.ID, raw []byte, why *fault.Error, now time.Time) error {
	const q = `INSERT INTO files (minor, digest, type, size, state, held, due_at, why, remedy, used_at) VALUES (?1, ?2, '', ?3, 'not-in', 0, 0, ?4, ?5, ?6)
		ON CONFLICT (minor, digest) DO UPDATE SET why = ?4, remedy = ?5, used_at = ?6 WHERE state = 'not-in'`
	if _, err := tx.ExecContext(ctx, q, m, string(minor.DigestOf(raw)), len(raw), why.Detail, why.Remedy, now.Unix()); err != nil {
		return fmt.Errorf("keep that a file was refused: %w", err)
	}
	return nil
}

// NotTaken lists the files of a minor that were refused since an instant, at the form
// or by the registry, the last first.
func NotTaken(ctx context.Context, q localdb.Querier, m minor.ID, since time.Time) ([]Kept, error) {
	rows, err := q.QueryContext(ctx, selectKept+`WHERE minor = ? AND state IN ('not-in', 'refused') AND used_at >= ? ORDER BY used_at DESC, digest`, m, since.Unix())
	if err != nil {
		return nil, fmt.Errorf("list refused files: %w", err)
	}
	defer rows.Close()
	var out []Kept
	for rows.Next() {
		k, err := scan(rows)
		if err != nil {
			return nil, fmt.Errorf("list refused files: %w", err)
		}
		out = append(out, k)
	}
	return out, rows.Err()
}

func put(ctx context.Context, tx *sql.Tx, m minor.ID, f minor.File, n int, piece []byte) error {
	const q = `INSERT OR REPLACE INTO file_pieces (minor, digest, number, content) VALUES (?, ?, ?, ?)`
	if _, err := tx.ExecContext(ctx, q, m, string(f.Digest), n, piece); err != nil {
		return fmt.Errorf("keep a piece of a file: %w", err)
	}
	return nil
}

// Want asks for a file of a minor in scope; one that is here stays as it is. Copies
// that were not looked at for the longest make room.
func Want(ctx context.Context, tx *sql.Tx, m minor.ID, f minor.File, now time.Time) error {
	const q = `INSERT INTO files (minor, digest, type, size, state, held, due_at, used_at) VALUES (?1, ?2, ?3, ?4, 'wanted', 0, 0, ?5)
		ON CONFLICT (minor, digest) DO UPDATE SET used_at = ?5`
	if _, err := tx.ExecContext(ctx, q, m, string(f.Digest), f.Type, f.Size, now.Unix()); err != nil {
		return fmt.Errorf("ask for a file: %w", err)
	}
	const room = `DELETE FROM files WHERE (minor, digest) IN (SELECT minor, digest FROM (
			SELECT minor, digest, used_at, sum(size) OVER (ORDER BY used_at DESC, minor, digest) AS upto FROM files WHERE state IN ('brought', 'fetched', 'wanted'))
		WHERE upto > ?1) AND state IN ('brought', 'fetched') AND NOT (minor = ?2 AND digest = ?3)`
	if _, err := tx.ExecContext(ctx, room, Room, m, string(f.Digest)); err != nil {
		return fmt.Errorf("make room for a file: %w", err)
	}
	return nil
}

// Find gives a file as it is here. It fails with [fault.NotFound] if it is not.
func Find(ctx context.Context, q localdb.Querier, m minor.ID, d minor.Digest) (Kept, error) {
	k, err := scan(q.QueryRowContext(ctx, selectKept+`WHERE minor = ? AND digest = ?`, m, string(d)))
	if errors.Is(err, sql.ErrNoRows) {
		return Kept{}, fault.Newf(fault.NotFound, "no such file is here")
	}
	if err != nil {
		return Kept{}, fmt.Errorf("find a file: %w", err)
	}
	return k, nil
}

// Content gives what a file holds. It fails with [fault.Conflict] if it is not here
// whole, or is another than its record names.
func (k Kept) Content(ctx context.Context, q localdb.Querier) ([]byte, error) {
	if k.Held < k.File.Size {
		return nil, errComing
	}
	var all bytes.Buffer
	for n := 0; n*api.FilePiece < k.File.Size; n++ {
		piece, err := k.Piece(ctx, q, n)
		if err != nil {
			return nil, err
		}
		all.Write(piece)
	}
	if minor.DigestOf(all.Bytes()) != k.File.Digest {
		return nil, errComing
	}
	return all.Bytes(), nil
}

var errComing = &fault.Error{
	Kind: fault.Conflict, Detail: "this file has not come yet", Remedy: "it is at the place that recorded it, and comes when there is a line",
}

// Piece gives the n-th piece of a file.
func (k Kept) Piece(ctx context.Context, q localdb.Querier, n int) (out []byte, err error) {
	const query = `SELECT content FROM file_pieces WHERE minor = ? AND digest = ? AND number = ?`
	if err := q.QueryRowContext(ctx, query, k.Minor, string(k.File.Digest), n).Scan(&out); err != nil {
		return nil, fmt.Errorf("read a piece of a file: %w", err)
	}
	return out, nil
}

// Next gives the file that is to be brought or fetched next: what was chosen here
// first, once nothing about its minor is unsent, the smaller before the larger. It
// fails with [fault.NotFound] if there is none.
func Next(ctx context.Context, q localdb.Querier, now time.Time) (Kept, error) {
	const where = `WHERE due_at <= ? AND (state = 'wanted' OR state = 'chosen' AND NOT EXISTS
			(SELECT 1 FROM outbox o WHERE o.minor = files.minor AND o.due = 1))
		ORDER BY state = 'wanted' DESC, size, minor, digest LIMIT 1`
	k, err := scan(q.QueryRowContext(ctx, selectKept+where, now.Unix()))
	if errors.Is(err, sql.ErrNoRows) {
		return Kept{}, fault.Newf(fault.NotFound, "no file is due")
	}
	if err != nil {
		return Kept{}, fmt.Errorf("find the next file: %w", err)
	}
	return k, nil
}

// Receive keeps the next piece of a file that is being fetched. The last one is
// taken only if all of them are the file that its record names: else it begins anew.
func Receive(ctx context.Context, tx *sql.Tx, k Kept, piece []byte) (Kept, error) {
	if err := put(ctx, tx, k.Minor, k.File, k.Held/api.FilePiece, piece); err != nil {
		return k, err
	}
	k.Held += len(piece)
	if k.Held == k.File.Size {
		k.State = Fetched
		switch _, err := k.Content(ctx, tx); {
		case fault.Is(err, fault.Conflict):
			k.State, k.Held = Wanted, 0
		case err != nil:
			return k, err
		}
	}
	const q = `UPDATE files SET state = ?, held = ? WHERE minor = ? AND digest = ?`
	if _, err := tx.ExecContext(ctx, q, k.State, k.Held, k.Minor, string(k.File.Digest)); err != nil {
		return k, fmt.Errorf("keep a piece of a file: %w", err)
	}
	return k, nil
}

// Settle keeps that a file has come to the registry whole.
func Settle(ctx context.Context, tx *sql.Tx, k Kept) error { return k.become(ctx, tx, Brought, "", "") }

// Refuse keeps that the registry does not take a file, and why.
func Refuse(ctx context.Context, tx *sql.Tx, k Kept, why *fault.Error) error {
	return k.become(ctx, tx, Refused, why.Detail, why.Remedy)
}

func (k Kept) become(ctx context.Context, tx *sql.Tx, s State, why, remedy string) error {
	const q = `UPDATE files SET state = ?, why = ?, remedy = ? WHERE minor = ? AND digest = ?`
	if _, err := tx.ExecContext(ctx, q, s, why, remedy, k.Minor, string(k.File.Digest)); err != nil {
		return fmt.Errorf("settle a file: %w", err)
	}
	return nil
}

// Later puts a file off: the registry does not know its record yet, or has not got
// the file itself.
func Later(ctx context.Context, tx *sql.Tx, k Kept, at time.Time) error {
	if _, err := tx.ExecContext(ctx, `UPDATE files SET due_at = ? WHERE minor = ? AND digest = ?`, at.Unix(), k.Minor, string(k.File.Digest)); err != nil {
		return fmt.Errorf("put a file off: %w", err)
	}
	return nil
}

// Leave deletes the copies of minors who left the scope; what was chosen here goes
// once the registry has it.
func Leave(ctx context.Context, tx *sql.Tx) error {
	const q = `DELETE FROM files WHERE state <> 'chosen' AND minor NOT IN (SELECT minor FROM minors WHERE left_at IS NULL)`
	if _, err := tx.ExecContext(ctx, q); err != nil {
		return fmt.Errorf("delete the files of who left: %w", err)
	}
	return nil
}

// Forget deletes all files of a minor.
func Forget(ctx context.Context, tx *sql.Tx, m minor.ID) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM files WHERE minor = ?`, m); err != nil {
		return fmt.Errorf("delete the files of a minor: %w", err)
	}
	return nil
}

// KeepOnly deletes the copies of a minor that no record held here names any more:
// a section that is not held is not there.
func KeepOnly(ctx context.Context, tx *sql.Tx, m minor.ID, named []change.Enclosure) error {
	here, err := list[minor.Digest](ctx, tx, `SELECT digest FROM files WHERE minor = ? AND state NOT IN ('chosen', 'not-in')`, m)
	if err != nil {
		return err
	}
	for _, d := range here {
		if slices.ContainsFunc(named, func(e change.Enclosure) bool { return e.File.Digest == d }) {
			continue
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM files WHERE minor = ? AND digest = ?`, m, string(d)); err != nil {
			return fmt.Errorf("delete a file: %w", err)
		}
	}
	return nil
}

// Minors gives whose files are here.
func Minors(ctx context.Context, q localdb.Querier) ([]minor.ID, error) {
	return list[minor.ID](ctx, q, `SELECT DISTINCT minor FROM files ORDER BY minor`)
}

// list reads a column.
func list[T any](ctx context.Context, q localdb.Querier, query string, args ...any) ([]T, error) {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("list files: %w", err)
	}
	defer rows.Close()
	var out []T
	for rows.Next() {
		var v T
		if err := rows.Scan(&v); err != nil {
			return nil, fmt.Errorf("list files: %w", err)
		}
		out = append(out, v)
	}
	return out, rows.Err()
}
