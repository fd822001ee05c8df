package pg_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"faro.example/registry/pg"
	"faro.example/registry/pg/pgtest"
	"faro.example/registry/pg/privatepg"
	"faro.example/shared/fault"
)

// table makes a table kept(n) whose commits wait, at the end of the
// transaction, for the advisory lock 7.
func table(t *testing.T, pool *pgxpool.Pool) {
	t.Helper()
	mustExec(t, pool, `
		CREATE TABLE kept (n int PRIMARY KEY);
		CREATE FUNCTION wait_for_seven() RETURNS trigger LANGUAGE plpgsql AS $$
		BEGIN
			PERFORM pg_advisory_xact_lock_shared(7);
			RETURN NULL;
		END $$;
		CREATE CONSTRAINT TRIGGER kept_waits AFTER INSERT ON kept
			DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION wait_for_seven()`)
}

func mustExec(t *testing.T, q pg.Querier, sql string, args ...any) {
	t.Helper()
	if _, err := q.Exec(t.Context(), sql, args...); err != nil {
		t.Fatal(err)
	}
}

func rows(t *testing.T, q pg.Querier) int {
	t.Helper()
	var n int
	if err := q.QueryRow(t.Context(), "SELECT count(*) FROM kept").Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func insert(n int) pg.Func {
	return func(ctx context.Context, tx pgx.Tx) error {
		_, err := tx.Exec(ctx, "INSERT INTO kept VALUES ($1)", n)
		return err
	}
}

// raising fails with an SQLSTATE the first times times, then does what ok does.
func raising(code string, times int, ok pg.Func) (pg.Func, *int) {
	calls := 0
	return func(ctx context.Context, tx pgx.Tx) error {
		calls++
		if calls <= times {
			_, err := tx.Exec(ctx, "DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '"+code+"'; END $$")
			return err
		}
		return ok(ctx, tx)
	}, &calls
}

func TestATransactionCommitsOnlyWhatEndsWell(t *testing.T) {
	pool := pgtest.New(t).Admin()
	table(t, pool)
	if err := pg.InTx(t.Context(), pool, insert(1)); err != nil {
		t.Fatal(err)
	}
	wrong := errors.New("something else is wrong")
	err := pg.InTx(t.Context(), pool, func(ctx context.Context, tx pgx.Tx) error {
		return errors.Join(insert(2)(ctx, tx), wrong)
	})
	if !errors.Is(err, wrong) {
		t.Errorf("got %v, want the error of the function", err)
	}
	func() {
		defer func() {
			if recover() == nil {
				t.Error("the panic was swallowed")
			}
		}()
		err := pg.InTx(t.Context(), pool, func(ctx context.Context, tx pgx.Tx) error {
			if err := insert(3)(ctx, tx); err != nil {
				t.Error(err)
			}
			panic("a defect")
		})
		t.Errorf("returned %v after a panic", err)
	}()
	gone, cancel := context.WithCancel(t.Context())
	err = pg.InTx(gone, pool, func(ctx context.Context, tx pgx.Tx) error {
		defer cancel()
		return insert(4)(ctx, tx)
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("a caller who left before the commit: got %v, want cancelled", err)
	}
	if got := rows(t, pool); got != 1 {
		t.Errorf("rows: got %d, want 1", got)
	}
}

func TestATransactionInsideATransactionIsRefused(t *testing.T) {
	pool := pgtest.New(t).Admin()
	err := pg.InTx(t.Context(), pool, func(ctx context.Context, _ pgx.Tx) error {
		return pg.InTx(ctx, pool, func(context.Context, pgx.Tx) error { return nil })
	})
	if !fault.Is(err, fault.Internal) {
		t.Errorf("got %v, want internal", err)
	}
}

func TestWhatFailedOnlyForWhatRanBesideIsTriedAgain(t *testing.T) {
	pool := pgtest.New(t).Admin()
	table(t, pool)
	cases := []struct {
		name   string
		code   string
		times  int
		calls  int
		failed bool
	}{
		{"a serialisation failure", "40001", 2, 3, false},
		{"a deadlock", "40P01", 4, 5, false},
		{"a deadlock that comes again and again", "40P01", 99, 5, true},
		{"a partition that was made meanwhile", "23514", 1, 2, false},
		{"a division by zero", "22012", 1, 1, true},
	}
	for i, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			fn, calls := raising(c.code, c.times, insert(i))
			err := pg.InTx(t.Context(), pool, fn)
			if (err != nil) != c.failed || *calls != c.calls {
				t.Errorf("got %v after %d calls, want failed %v after %d", err, *calls, c.failed, c.calls)
			}
		})
	}
}

func TestNothingIsTriedAgainForACallerWhoLeft(t *testing.T) {
	pool := pgtest.New(t).Admin()
	gone, cancel := context.WithCancel(t.Context())
	fn, calls := raising("40001", 99, nil)
	err := pg.InTx(gone, pool, func(ctx context.Context, tx pgx.Tx) error {
		defer cancel()
		return fn(ctx, tx)
	})
	if !fault.Is(err, fault.Busy) || *calls != 1 {
		t.Errorf("got %v after %d calls, want busy after one", err, *calls)
	}
}

func TestARealDeadlockIsSettled(t *testing.T) {
	pool := pgtest.New(t).Admin()
	mustExec(t, pool, "CREATE TABLE kept (n int PRIMARY KEY, seen int NOT NULL DEFAULT 0); INSERT INTO kept VALUES (1), (2)")
	const touch = "UPDATE kept SET seen = seen + 1 WHERE n = $1"
	both := make(chan struct{}, 2) // filled once each has its first row
	crossing := func(first, second int) pg.Func {
		tried := false
		return func(ctx context.Context, tx pgx.Tx) error {
			if _, err := tx.Exec(ctx, "SET LOCAL deadlock_timeout = '10ms'"); err != nil {
				return err
			}
			if _, err := tx.Exec(ctx, touch, first); err != nil {
				return err
			}
			if !tried {
				tried = true
				both <- struct{}{}
				for len(both) < 2 && ctx.Err() == nil {
					if _, err := tx.Exec(ctx, "SELECT 1"); err != nil {
						return err
					}
				}
			}
			_, err := tx.Exec(ctx, touch, second)
			return err
		}
	}
	done := make(chan error, 2)
	go func() { done <- pg.InTx(t.Context(), pool, crossing(1, 2)) }()
	go func() { done <- pg.InTx(t.Context(), pool, crossing(2, 1)) }()
	for range 2 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	var seen int
	if err := pool.QueryRow(t.Context(), "SELECT sum(seen) FROM kept").Scan(&seen); err != nil {
		t.Fatal(err)
	}
	if seen != 4 {
		t.Errorf("updates: got %d, want 4", seen)
	}
}

func TestSettingsHoldForOneTransaction(t *testing.T) {
	db := pgtest.New(t)
	pool, err := pg.Open(t.Context(), db.DSN("faro_reader"), pg.Options{MaxConns: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	read := func(as pg.Settings) (value string) {
		err := pg.InTxAs(t.Context(), pool, as, func(ctx context.Context, tx pgx.Tx) error {
			return tx.QueryRow(ctx, "SELECT coalesce(current_setting('faro.institution', true), '')").Scan(&value)
		})
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
	if got := read(pg.Settings{"faro.institution": "the first", "faro.role": "region"}); got != "the first" {
		t.Errorf("inside: got %q, want the first", got)
	}
	if got := read(nil); got != "" {
		t.Errorf("in the next transaction of the same connection: got %q, want nothing", got)
	}
	err = pg.InTxAs(t.Context(), pool, pg.Settings{"role": "postgres"}, insert(1))
	if !fault.Is(err, fault.Internal) {
		t.Errorf("a setting that is not for the policies: got %v, want internal", err)
	}
}

func TestASnapshotIsOfOneMomentAndCannotWrite(t *testing.T) {
	pool := pgtest.New(t).Admin()
	mustExec(t, pool, "CREATE TABLE kept (n int)")
	err := pg.InSnapshot(t.Context(), pool, nil, func(ctx context.Context, tx pgx.Tx) error {
		before := rows(t, tx)
		mustExec(t, pool, "INSERT INTO kept VALUES (1)") // beside it
		if after := rows(t, tx); after != before {
			t.Errorf("rows: got %d, then %d", before, after)
		}
		return insert(2)(ctx, tx)
	})
	if err == nil || rows(t, pool) != 1 {
		t.Errorf("got %v and %d rows, want an error and one", err, rows(t, pool))
	}
}

// commitWaiting runs a transaction whose commit waits, and calls then once it
// does, with the transaction's process number; then lets it go on.
func commitWaiting(t *testing.T, ctx context.Context, pool *pgxpool.Pool, then func(pid int)) error {
	t.Helper()
	holder, err := pool.Acquire(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer holder.Release()
	mustExec(t, holder, "SELECT pg_advisory_lock(7)")
	done := make(chan error, 1)
	go func() { done <- pg.InTx(ctx, pool, insert(1)) }()
	var pid int
	for pid == 0 {
		const waiting = "SELECT coalesce(max(pid), 0) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
		if err := holder.QueryRow(t.Context(), waiting).Scan(&pid); err != nil {
			t.Fatal(err)
		}
	}
	then(pid)
	mustExec(t, holder, "SELECT pg_advisory_unlock(7)")
	return <-done
}

func TestACommitIsNotAbandonedWhenTheCallerLeaves(t *testing.T) {
	pool := pgtest.New(t).Admin()
	table(t, pool)
	ctx, cancel := context.WithCancel(t.Context())
	err := commitWaiting(t, ctx, pool, func(int) { cancel() })
	if err != nil || rows(t, pool) != 1 {
		t.Errorf("got %v and %d rows, want none and one", err, rows(t, pool))
	}
}

func TestACommitWithoutAnAnswerIsNotTakenForOne(t *testing.T) {
	pool := pgtest.New(t).Admin()
	table(t, pool)
	err := commitWaiting(t, t.Context(), pool, func(pid int) {
		mustExec(t, pool, "SELECT pg_terminate_backend($1)", pid)
	})
	if !errors.Is(err, pg.ErrOutcomeUnknown) || !fault.Is(err, fault.Busy) {
		t.Errorf("got %v, want that the outcome is not known", err)
	}
}

func TestACommitThatTheServerRefusesIsRolledBack(t *testing.T) {
	pool := pgtest.New(t).Admin()
	mustExec(t, pool, "CREATE TABLE kept (n int, CONSTRAINT kept_once UNIQUE (n) DEFERRABLE INITIALLY DEFERRED)")
	mustExec(t, pool, "INSERT INTO kept VALUES (1)")
	err := pg.InTx(t.Context(), pool, insert(1))
	if name, broke := pg.Violated(err); !broke || name != "kept_once" || !fault.Is(err, fault.Conflict) {
		t.Errorf("got %v, want a conflict about kept_once", err)
	}
	err = pg.InTx(t.Context(), pool, func(ctx context.Context, tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, "SELECT 1/0"); err == nil {
			t.Error("divided by zero")
		}
		return nil // swallowed: the transaction is lost all the same
	})
	if err == nil {
		t.Error("a transaction that failed inside was reported as committed")
	}
}

func TestACommitWithoutAStandbyIsReported(t *testing.T) {
	s, err := privatepg.Start(t.Context(), privatepg.Options{Settings: map[string]string{
		"wal_level": "replica", "max_wal_senders": "2",
		"synchronous_standby_names": "nobody", "synchronous_commit": "local",
	}})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Stop(); err != nil {
			t.Error(err)
		}
	}()
	pool, err := pg.Open(t.Context(), s.DSN("postgres", privatepg.Superuser), pg.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	mustExec(t, pool, "CREATE TABLE kept (n int)")
	done := make(chan error, 1)
	go func() {
		done <- pg.InTx(t.Context(), pool, func(ctx context.Context, tx pgx.Tx) error {
			if _, err := tx.Exec(ctx, "SET LOCAL synchronous_commit = on"); err != nil {
				return err
			}
			return insert(1)(ctx, tx)
		})
	}()
	for cancelled := false; !cancelled; {
		const q = "SELECT coalesce(bool_or(pg_cancel_backend(pid)), false) FROM pg_stat_activity WHERE wait_event = 'SyncRep'"
		if err := pool.QueryRow(t.Context(), q).Scan(&cancelled); err != nil {
			t.Fatal(err)
		}
	}
	if err := <-done; !errors.Is(err, pg.ErrNotReplicated) || !fault.Is(err, fault.Busy) {
		t.Errorf("got %v, want that it was not replicated", err)
	}
	if got := rows(t, pool); got != 1 {
		t.Errorf("rows: got %d, want the one that the primary has", got)
	}
	if err := pg.InTx(t.Context(), pool, insert(2)); err != nil {
		t.Errorf("the next transaction of the connection: %v", err)
	}
}

func TestAPoolThatMayOnlyReadCannotWrite(t *testing.T) {
	db := pgtest.New(t)
	mustExec(t, db.Admin(), "CREATE TABLE kept (n int)")
	pool, err := pg.Open(t.Context(), db.MigratorDSN(), pg.Options{ReadOnly: true, Name: "reader"})
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	if err := pg.InTx(t.Context(), pool, insert(1)); err == nil {
		t.Error("a read-only pool wrote")
	}
	var name, zone string
	row := pool.QueryRow(t.Context(), "SELECT current_setting('application_name'), current_setting('timezone')")
	if err := row.Scan(&name, &zone); err != nil {
		t.Fatal(err)
	}
	if name != "reader" || zone != "UTC" {
		t.Errorf("got name %q and zone %q, want reader and UTC", name, zone)
	}
}

func TestADatabaseThatDoesNotAnswerIsBusy(t *testing.T) {
	_, err := pg.Open(t.Context(), "postgres://faro_reader@/faro?host="+t.TempDir(), pg.Options{})
	if !fault.Is(err, fault.Busy) {
		t.Errorf("no server: got %v, want busy", err)
	}
	_, err = pg.Open(t.Context(), "postgres://faro_reader:a-secret@host:notaport/faro", pg.Options{})
	if !fault.Is(err, fault.Invalid) || err.Error() != "the address of the database cannot be read (write it as postgres://role@host/database)" {
		t.Errorf("a bad address: got %v, want invalid and nothing of it", err)
	}
	pool := pgtest.New(t).Admin()
	late, cancel := context.WithDeadline(t.Context(), time.Now().Add(-time.Second))
	defer cancel()
	if err := pg.InTx(late, pool, insert(1)); !fault.Is(err, fault.Busy) {
		t.Errorf("a deadline that is over: got %v, want busy", err)
	}
}

func TestARowWhosePartitionIsMadeMeanwhileFindsItsWay(t *testing.T) {
	pool := pgtest.New(t).Admin()
	mustExec(t, pool, `CREATE TABLE lines (n int NOT NULL) PARTITION BY RANGE (n);
		CREATE TABLE lines_other PARTITION OF lines DEFAULT`)
	maker, err := pool.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	mustExec(t, maker, `CREATE TABLE lines_low PARTITION OF lines FOR VALUES FROM (0) TO (10)`)
	written := make(chan error, 1)
	go func() {
		written <- pg.InTx(t.Context(), pool, func(ctx context.Context, tx pgx.Tx) error {
			_, err := tx.Exec(ctx, `INSERT INTO lines VALUES (7)`)
			return err
		})
	}()
	for waits := false; !waits; {
		const q = `SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))`
		if err := pool.QueryRow(t.Context(), q).Scan(&waits); err != nil {
			t.Fatal(err)
		}
	}
	if err := maker.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := <-written; err != nil {
		t.Errorf("got %v, want the row in its partition", err)
	}
}
