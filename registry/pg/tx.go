package pg

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"faro.example/shared/fault"
)

// ErrNotReplicated is a commit that the primary has, and that the server says
// may not have reached a standby: it is lost if the primary is. The caller
// MUST NOT acknowledge it; doing the same again is safe where it is idempotent.
var ErrNotReplicated = errors.New("committed, but perhaps not on a standby")

// ErrOutcomeUnknown is a commit whose answer did not come: it may have
// happened or not. The caller MUST NOT acknowledge it.
var ErrOutcomeUnknown = errors.New("the outcome of the commit is not known")

const (
	// maxTries bounds how often a transaction is tried that PostgreSQL rolled
	// back for a deadlock or a serialisation failure. Arbitrary.
	maxTries = 5
	// firstPause is the longest wait before the second try; it doubles with each.
	firstPause = 10 * time.Millisecond
	// rollbackTimeout bounds the clean-up after the caller has gone. Arbitrary.
	rollbackTimeout = 5 * time.Second
)

// Settings are what the policies of row-level security read, by the name under
// which they read it; every name begins with "faro.".
type Settings map[string]string

// Func is what runs inside a transaction. It is called again, from the start,
// if the transaction is tried again, so it MUST leave nothing behind outside
// the database when it fails. Its ctx is to be used for all that it does.
type Func func(ctx context.Context, tx pgx.Tx) error

// InTx runs fn in one transaction, READ COMMITTED, and commits if fn returns
// nil. A deadlock or a serialisation failure is tried again a few times while
// ctx allows. The commit itself runs without the deadline of ctx, so that it
// is not abandoned half way.
//
// A transaction inside a transaction is refused as [fault.Internal]. Errors go
// through [Fault]; a commit that cannot be relied on is [ErrNotReplicated] or
// [ErrOutcomeUnknown], both [fault.Busy].
func InTx(ctx context.Context, pool *pgxpool.Pool, fn Func) error {
	return InTxAs(ctx, pool, nil, fn)
}

// InTxAs is [InTx] with settings for row-level security, in force until the
// end of the transaction.
func InTxAs(ctx context.Context, pool *pgxpool.Pool, as Settings, fn Func) error {
	return run(ctx, pool, pgx.TxOptions{IsoLevel: pgx.ReadCommitted}, as, nil, fn)
}

// InSnapshot is [InTxAs] for reading: everything that fn reads is of one
// moment, and it cannot write.
func InSnapshot(ctx context.Context, pool *pgxpool.Pool, as Settings, fn Func) error {
	return run(ctx, pool, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}, as, nil, fn)
}

// InSnapshotAfter is [InSnapshot] on a connection that first has looked at before
// the moment begins: what first saw is in what fn reads. What first fails with,
// all of it does.
func InSnapshotAfter(ctx context.Context, pool *pgxpool.Pool, as Settings, first func(context.Context, Querier) error, fn Func) error {
	return run(ctx, pool, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}, as, first, fn)
}

// inside marks the ctx that fn gets.
type inside struct{}

func run(ctx context.Context, pool *pgxpool.Pool, opts pgx.TxOptions, as Settings, first func(context.Context, Querier) error, fn Func) error {
	if ctx.Value(inside{}) != nil {
		return fault.Newf(fault.Internal, "a transaction inside a transaction")
	}
	for name := range as {
		if !strings.HasPrefix(name, "faro.") {
			return fault.Newf(fault.Internal, "the setting %s is not one of row-level security", name)
		}
	}
	ctx = context.WithValue(ctx, inside{}, true)
	longest := firstPause
	for try := 1; ; try++ {
		err := once(ctx, pool, opts, as, first, fn)
		if !tryAgain(err) || try == maxTries {
			return Fault(err)
		}
		pause := time.NewTimer(rand.N(longest))
		select {
		case <-pause.C:
		case <-ctx.Done():
			pause.Stop()
			return Fault(err)
		}
		longest *= 2
	}
}

// tryAgain reports whether the transaction was rolled back only because of
// what ran beside it.
func tryAgain(err error) bool {
	var told *pgconn.PgError
	if !errors.As(err, &told) {
		return false
	}
	// A row that had found its way to the default partition, while another made
	// the one that it belongs to: a check of ours has a name, that of a partition
	// has none.
	moved := told.Code == "23514" && told.ConstraintName == ""
	return moved || told.Code == "40001" || told.Code == "40P01"
}

func once(ctx context.Context, pool *pgxpool.Pool, opts pgx.TxOptions, as Settings, first func(context.Context, Querier) error, fn Func) (err error) {
	conn, err := pool.Acquire(ctx)
	if err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	defer conn.Release()
	delete(conn.Conn().PgConn().CustomData(), unreplicated)
	if first != nil {
		if err := first(ctx, conn.Conn()); err != nil {
			return err
		}
	}
	tx, err := conn.BeginTx(ctx, opts)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	defer rollback(ctx, tx, &err)
	if err := set(ctx, tx, as); err != nil {
		return fmt.Errorf("settings: %w", err)
	}
	if err := fn(ctx, tx); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return commit(ctx, conn.Conn().PgConn(), tx)
}

// rollback ends the transaction if it is still open, also after a panic. Only
// when nothing else went wrong is its own error of interest.
func rollback(ctx context.Context, tx pgx.Tx, err *error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), rollbackTimeout)
	defer cancel()
	rerr := tx.Rollback(ctx)
	if *err == nil && rerr != nil && !errors.Is(rerr, pgx.ErrTxClosed) {
		*err = fmt.Errorf("roll back: %w", rerr)
	}
}

// set puts the settings in force until the end of the transaction.
func set(ctx context.Context, tx pgx.Tx, as Settings) error {
	if len(as) == 0 {
		return nil
	}
	names := slices.Sorted(maps.Keys(as))
	values := make([]string, len(names))
	for i, n := range names {
		values[i] = as[n]
	}
	const q = `SELECT set_config(name, value, true) FROM unnest($1::text[], $2::text[]) AS s (name, value)`
	_, err := tx.Exec(ctx, q, names, values)
	return err
}

// commit commits, and tells apart what the server refused, what it may have
// done, and what it did without a standby.
func commit(ctx context.Context, conn *pgconn.PgConn, tx pgx.Tx) error {
	err := tx.Commit(context.WithoutCancel(ctx))
	if conn.CustomData()[unreplicated] != nil {
		return busy(ErrNotReplicated, err)
	}
	var refused *pgconn.PgError
	switch {
	case err == nil:
		return nil
	case errors.Is(err, pgx.ErrTxCommitRollback):
		return fmt.Errorf("commit: %w", err)
	case errors.As(err, &refused) && refused.SeverityUnlocalized == "ERROR":
		return fmt.Errorf("commit: %w", err)
	}
	return busy(ErrOutcomeUnknown, err)
}

// busy makes one of the two errors above a fault, keeping why for the log.
func busy(what, why error) error {
	return &failure{
		fault: &fault.Error{Kind: fault.Busy, Detail: what.Error(), Remedy: "send the same again"},
		cause: errors.Join(what, why),
	}
}
