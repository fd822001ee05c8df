// Package localdb is the agent's store: one SQLite database, encrypted page by
// page, in which every package of the agent keeps its own tables.
//
// The invariant: what [DB.InTx] has returned from without an error survives a
// kill -9 and a power cut, and nothing on disk can be read without the [Key].
// The key is never written into the database, its name or a log; where it lies
// is for the caller ([ReadKey], [Key.Write]). A database is made by [Create]
// and by nothing else: [Open] never makes one in the place of one that is lost.
//
// Several processes may have the store open at once: writers wait for each
// other, readers for nobody.
package localdb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/driver"
	_ "github.com/ncruces/go-sqlite3/vfs/adiantum" // registers the encrypting file system

	"faro.example/shared/fault"
)

// applicationID marks the file as an agent's store (SQLite's file header): "Faro".
const applicationID = 0x4661726f

// DB is an open store. It is safe for use by many goroutines.
type DB struct {
	write *sql.DB // one connection
	read  *sql.DB
	path  string
}

// Querier is something to read with: the store, a view, or a transaction.
type Querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// Create makes the store at path with all its tables, and opens it. It fails
// with [fault.Conflict] if there is a file already. A store that is only half
// made when the machine stops is not there.
func Create(ctx context.Context, path string, key Key) (*DB, error) {
	if _, err := os.Stat(path); err == nil {
		return nil, &fault.Error{
			Kind: fault.Conflict, Detail: "there is a store already in " + filepath.Dir(path),
			Remedy: "use it, or give another folder",
		}
	}
	half := path + ".new"
	for _, f := range []string{half, half + "-wal", half + "-shm", half + "-journal"} {
		if err := os.Remove(f); err != nil && !errors.Is(err, os.ErrNotExist) {
			return nil, fmt.Errorf("remove a store half made: %w", err)
		}
	}
	db, err := connect(ctx, half, key, "rwc")
	if err != nil {
		return nil, err
	}
	if err := errors.Join(db.migrate(ctx), db.Close()); err != nil {
		return nil, err
	}
	if err := moveDurably(half, path); err != nil {
		return nil, err
	}
	return Open(ctx, path, key)
}

// Open opens the store at path and brings its tables up to date. It fails with
// [fault.NotFound] if there is none, with [fault.Unauthenticated] if the key
// does not open it, and with [fault.Conflict] if a newer version wrote it.
func Open(ctx context.Context, path string, key Key) (*DB, error) {
	st, err := os.Stat(path)
	if errors.Is(err, os.ErrNotExist) || err == nil && st.Size() == 0 {
		return nil, &fault.Error{
			Kind: fault.NotFound, Detail: "there is no store in " + filepath.Dir(path),
			Remedy: "give the folder of this installation, or enrol a new one with agentd enrol",
		}
	}
	if err != nil {
		return nil, fmt.Errorf("look for the store: %w", err)
	}
	db, err := connect(ctx, path, key, "rw")
	if err != nil {
		return nil, err
	}
	if err := errors.Join(db.check(ctx), db.migrateIfOld(ctx)); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// connect opens the connections; mode is SQLite's own (rw, rwc).
func connect(ctx context.Context, path string, key Key, mode string) (*DB, error) {
	db := &DB{path: path}
	var err error
	if db.write, err = driver.Open(dsn(path, mode), prepare(key, false)); err != nil {
		return nil, fmt.Errorf("open the store: %w", err)
	}
	db.write.SetMaxOpenConns(1)
	if err := db.write.PingContext(ctx); err != nil {
		return nil, errors.Join(explain(err), db.write.Close())
	}
	if db.read, err = driver.Open(dsn(path, "rw"), prepare(key, true)); err != nil {
		return nil, errors.Join(fmt.Errorf("open the store: %w", err), db.write.Close())
	}
	db.read.SetMaxOpenConns(maxReaders)
	db.read.SetMaxIdleConns(1)
	db.read.SetConnMaxIdleTime(time.Minute)
	return db, nil
}

// dsn names the file and nothing secret.
func dsn(path, mode string) string {
	return fileURI(path) + "?vfs=adiantum&mode=" + mode + "&_txlock=immediate"
}

// fileURI gives the path as SQLite's URI, on every system.
func fileURI(path string) string {
	path = filepath.ToSlash(path)
	if filepath.VolumeName(path) != "" {
		path = "/" + path // file:///C:/...
	}
	return "file:" + (&url.URL{Path: path}).EscapedPath()
}

// prepare sets up each new connection: the key first, since nothing can be
// read before it. The cipher works on pages of 4096 bytes and needs FULL to be
// safe against torn writes.
func prepare(key Key, reader bool) func(*sqlite3.Conn) error {
	settings := []string{
		"PRAGMA page_size = 4096",
		"PRAGMA journal_mode = wal",
		"PRAGMA synchronous = full",
		"PRAGMA foreign_keys = on",
		"PRAGMA trusted_schema = off",
		"PRAGMA temp_store = memory",
		"PRAGMA secure_delete = on", // what was purged is gone from the pages too
		"PRAGMA cache_size = -1024", // KiB, per connection: the store is small, the machine may be too
		"PRAGMA journal_size_limit = 4194304",
	}
	if reader {
		settings = append(settings, "PRAGMA query_only = on")
	}
	return func(c *sqlite3.Conn) error {
		if err := c.Exec("PRAGMA hexkey = '" + key.hex() + "'"); err != nil {
			return err
		}
		if err := c.BusyTimeout(busyFor); err != nil {
			return err
		}
		for _, s := range settings {
			if err := c.Exec(s); err != nil {
				return err
			}
		}
		return nil
	}
}

// check makes sure that the file is an agent's store.
func (db *DB) check(ctx context.Context) error {
	var app int64
	if err := db.write.QueryRowContext(ctx, "PRAGMA application_id").Scan(&app); err != nil {
		return explain(err)
	}
	if app != applicationID {
		return fault.Newf(fault.Conflict, "the file is not the store of an agent")
	}
	return nil
}

// Close closes every connection. Transactions that are open are rolled back.
func (db *DB) Close() error { return errors.Join(db.read.Close(), db.write.Close()) }

// InTx runs fn in a transaction that writes, and commits it durably if fn
// returns nil. Only one runs at a time, over all processes; fn must not call
// InTx again. It fails with [fault.Busy] if the others do not let go, or if
// the disk is full.
func (db *DB) InTx(ctx context.Context, fn func(tx *sql.Tx) error) error {
	return inTx(ctx, db.write, nil, fn)
}

// Scrub moves what was committed out of the log beside the store and empties that:
// deleted content is overwritten with zeros in the pages, and may stand in the log
// alone. It fails with [fault.Busy] while somebody still reads from the log.
func (db *DB) Scrub(ctx context.Context) error {
	var busy, pages, moved int
	if err := db.write.QueryRowContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`).Scan(&busy, &pages, &moved); err != nil {
		return explain(err)
	}
	if busy != 0 {
		return &fault.Error{Kind: fault.Busy, Detail: "another process still reads the store", Remedy: "try again in a moment"}
	}
	return nil
}

// View runs fn over one unchanging state of the store.
func (db *DB) View(ctx context.Context, fn func(q Querier) error) error {
	return inTx(ctx, db.read, &sql.TxOptions{ReadOnly: true}, func(tx *sql.Tx) error { return fn(tx) })
}

func inTx(ctx context.Context, pool *sql.DB, o *sql.TxOptions, fn func(tx *sql.Tx) error) error {
	tx, err := pool.BeginTx(ctx, o)
	if err != nil {
		return explain(err)
	}
	if err := fn(tx); err != nil {
		if back := tx.Rollback(); back != nil && !errors.Is(back, sql.ErrTxDone) {
			return explain(errors.Join(err, back))
		}
		return explain(err)
	}
	return explain(tx.Commit())
}

// explain gives the kinds of SQLite's errors that have a remedy; all else
// stays as it is.
func explain(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, sqlite3.NOTADB):
		return &fault.Error{
			Kind: fault.Unauthenticated, Detail: "the key does not open this store",
			Remedy: "give the key that this store was made with",
		}
	case errors.Is(err, sqlite3.FULL), errors.Is(err, sqlite3.IOERR_WRITE), errors.Is(err, sqlite3.IOERR_SHMSIZE):
		return &fault.Error{
			Kind: fault.Busy, Detail: "the disk is full, nothing was written",
			Remedy: "free some space, then try again: what is stored is safe",
		}
	case errors.Is(err, sqlite3.BUSY), errors.Is(err, sqlite3.LOCKED):
		return &fault.Error{Kind: fault.Busy, Detail: "another process holds the store", Remedy: "try again in a moment"}
	}
	return err
}
