package localdb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"runtime"
	"time"

	"github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/driver"

	"faro.example/shared/fault"
)

// Watch calls changed after every commit by any connection of any process,
// within some tens of milliseconds, until ctx is done; commits that follow
// each other closely may give one call. It looks at SQLite's own counter of
// changes (PRAGMA data_version), so that a record written by another process
// is pushed at once whether or not that process could reach this one: there is
// no socket that could be missing, stale or in somebody else's hands. While the
// write-ahead log is as it was, the counter is left alone but for once a second:
// to ask SQLite forty times a second would be most of what an agent at rest does.
func (db *DB) Watch(ctx context.Context, changed func()) error {
	conn, err := db.read.Conn(ctx)
	if err != nil {
		return explain(err)
	}
	defer conn.Close()
	look, err := conn.PrepareContext(ctx, "PRAGMA data_version")
	if err != nil {
		return explain(err)
	}
	defer look.Close()
	w := watcher{log: func() (written, bool) { return logOf(db.path) }, count: func(ctx context.Context) (version int64, err error) {
		err = look.QueryRowContext(ctx).Scan(&version)
		return version, err
	}}
	return w.run(ctx, changed)
}

// watcher looks for commits.
type watcher struct {
	log   func() (written, bool)                   // of the write-ahead log; false where it cannot tell
	count func(ctx context.Context) (int64, error) // SQLite's counter of changes
}

// written is what tells one state of a file from another.
type written struct {
	at   time.Time
	size int64
}

// logOf gives the state of a store's write-ahead log. Windows tells late when a
// file was written that somebody has open.
func logOf(path string) (written, bool) {
	st, err := os.Stat(path + "-wal")
	if err != nil || runtime.GOOS == "windows" {
		return written{}, false
	}
	return written{st.ModTime(), st.Size()}, true
}

func (w *watcher) run(ctx context.Context, changed func()) error {
	every := time.NewTicker(watchEvery)
	defer every.Stop()
	var then written
	var asked time.Time
	last := int64(-1)
	for {
		now, told := w.log() // before the counter, so that what comes in between is seen the next time
		if !told || now != then || time.Since(asked) >= askEvery {
			version, err := w.count(ctx)
			switch {
			case ctx.Err() != nil:
				return ctx.Err()
			case fault.Is(explain(err), fault.Busy): // asked again at once
			case err != nil:
				return explain(err)
			default:
				then, asked = now, time.Now()
				if version != last {
					last = version
					changed()
				}
			}
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-every.C:
		}
	}
}

// Hold takes the place of the one process that serves the store, until release
// is called or the process ends, however it ends. It fails with
// [fault.Conflict] if another process has it. The lock is SQLite's own, on an
// empty database beside the store, so that it works alike on every system.
func (db *DB) Hold(ctx context.Context) (release func() error, err error) {
	lock, err := db.lock("rwc", holdFor)
	if err != nil {
		return nil, err
	}
	if _, err := lock.ExecContext(ctx, "BEGIN EXCLUSIVE"); err != nil {
		err = explain(err)
		if fault.Is(err, fault.Busy) {
			err = &fault.Error{Kind: fault.Conflict, Detail: "another agentd serves this store", Remedy: "use that one, or stop it first"}
		}
		return nil, errors.Join(err, lock.Close())
	}
	return lock.Close, nil
}

// Held reports whether a process serves the store now.
func (db *DB) Held(ctx context.Context) (bool, error) {
	lock, err := db.lock("ro", 0)
	if err != nil {
		return false, err
	}
	defer lock.Close()
	var n int
	err = lock.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_master").Scan(&n)
	switch {
	case errors.Is(err, sqlite3.CANTOPEN): // no process ever has
		return false, nil
	case fault.Is(explain(err), fault.Busy):
		return true, nil
	}
	return false, explain(err)
}

func (db *DB) lock(mode string, patience time.Duration) (*sql.DB, error) {
	lock, err := driver.Open(fileURI(db.path+".lock")+"?mode="+mode, func(c *sqlite3.Conn) error {
		return c.BusyTimeout(patience)
	})
	if err != nil {
		return nil, fmt.Errorf("open the lock: %w", err)
	}
	lock.SetMaxOpenConns(1)
	return lock, nil
}
