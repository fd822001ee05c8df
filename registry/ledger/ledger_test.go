package ledger

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"faro.example/registry/pg"
	"faro.example/registry/pg/pgtest"
	"faro.example/shared/change"
	"faro.example/shared/fault"
	"faro.example/shared/id"
)

var start = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func mark(t *testing.T, db *pgtest.DB, feed int, now time.Time) Head {
	t.Helper()
	var head Head
	err := pg.InTx(t.Context(), db.As("faro_intake"), func(ctx context.Context, tx pgx.Tx) (err error) {
		head, err = Mark(ctx, tx, "test", feed, now)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return head
}

func TestPositionsHaveNoGapAndInstantsNeverGoBack(t *testing.T) {
	db := pgtest.New(t)
	for i, now := range []time.Time{start, start.Add(time.Hour), start.Add(-time.Hour), start.Add(2 * time.Hour)} {
		mark(t, db, i, now)
	}
	rolledBack := fault.Newf(fault.Conflict, "undo")
	err := pg.InTx(t.Context(), db.As("faro_intake"), func(ctx context.Context, tx pgx.Tx) error {
		if _, err := Mark(ctx, tx, "test", 1, start); err != nil {
			return err
		}
		return rolledBack
	})
	if !errors.Is(err, rolledBack) {
		t.Fatal(err)
	}
	head := mark(t, db, 1, start)
	if head.Position != 5 || head.Feed != 7 {
		t.Errorf("head: got position %d and feed %d, want 5 and 7", head.Position, head.Feed)
	}
	entries, err := After(t.Context(), db.As("faro_intake"), 1, 3)
	if err != nil || len(entries) != 3 {
		t.Fatalf("after 1: got %d entries, %v; want 3", len(entries), err)
	}
	last := start
	for i, e := range entries {
		if e.Position != uint64(i+2) {
			t.Errorf("entry %d: got position %d", i, e.Position)
		}
		if e.At.Before(last) {
			t.Errorf("position %d: its instant goes back", e.Position)
		}
		last = e.At
	}
	if again, err := Read(t.Context(), db.As("faro_intake")); err != nil || again != head {
		t.Errorf("read: got %+v, %v; want %+v", again, err, head)
	}
}

func TestAPositionIsFoundByItsInstant(t *testing.T) {
	db := pgtest.New(t)
	at := func(before time.Time) uint64 {
		t.Helper()
		p, err := PositionAt(t.Context(), db.As("faro_census"), before)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	if got := at(start); got != 0 {
		t.Errorf("empty ledger: got %d, want 0", got)
	}
	for i := range 20 {
		mark(t, db, 0, start.Add(time.Duration(i/2)*time.Hour)) // two at each instant
	}
	for i := range 10 {
		if got := at(start.Add(time.Duration(i) * time.Hour)); got != uint64(2*i) {
			t.Errorf("before hour %d: got %d, want %d", i, got, 2*i)
		}
	}
	if got := at(start.Add(100 * time.Hour)); got != 20 {
		t.Errorf("at the end: got %d, want 20", got)
	}
}

func TestTheLedgerIsOnlyAddedToByEveryRole(t *testing.T) {
	db := pgtest.New(t)
	mark(t, db, 0, start)
	for _, statement := range []string{
		`UPDATE ledger SET at = now()`,
		`UPDATE ledger SET leaf = leaf WHERE false`,
		`DELETE FROM ledger`,
		`TRUNCATE ledger`,
		`DELETE FROM census.rows`,
		`TRUNCATE census.rows`,
		`UPDATE census.rows SET sign = -sign`,
		`DELETE FROM census.acts`,
		`TRUNCATE census.acts`,
		`UPDATE census.acts SET sign = -sign`,
		`INSERT INTO ledger VALUES (1, decode(repeat('00', 32), 'hex'), now()) ON CONFLICT (position) DO UPDATE SET at = now()`,
	} {
		for _, role := range []string{
			"faro_owner", "faro_intake", "faro_feed", "faro_reader", "faro_census", "faro_audit", "faro_directory",
			"faro_erasure", "faro_search", "postgres",
		} {
			tx, err := db.Admin().Begin(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			// A replica's apply process fires no ordinary trigger; ours fire always.
			_, err = tx.Exec(t.Context(), "SET LOCAL session_replication_role = replica; SET LOCAL ROLE "+role)
			if err != nil {
				t.Fatal(err)
			}
			_, err = tx.Exec(t.Context(), statement)
			var refused *pgconn.PgError
			if !errors.As(err, &refused) || refused.Code != "23001" && refused.Code != "42501" {
				t.Errorf("%s as %s: got %v, want it refused", statement, role, err)
			}
			if err := tx.Rollback(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func TestTwoWhoAdvanceWaitForEachOther(t *testing.T) {
	db := pgtest.New(t)
	pool := db.As("faro_intake")
	first, err := pool.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Mark(t.Context(), first, "first", 0, start); err != nil {
		t.Fatal(err)
	}
	second := make(chan Head, 1)
	go func() { second <- mark(t, db, 0, start) }()
	waitForLock(t, db)
	if h, err := Read(t.Context(), pool); err != nil || h.Position != 0 {
		t.Errorf("before the first commits: got position %d, %v; want 0", h.Position, err)
	}
	if err := first.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	if h := <-second; h.Position != 2 {
		t.Errorf("the second: got position %d, want 2", h.Position)
	}
}

// waitForLock returns once some connection of the database waits for a lock.
func waitForLock(t *testing.T, db *pgtest.DB) {
	t.Helper()
	for {
		var waits bool
		const q = `SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock')`
		if err := db.Admin().QueryRow(t.Context(), q).Scan(&waits); err != nil {
			t.Fatal(err)
		}
		if waits {
			return
		}
	}
}

func TestAStandpointTellsWhatIsHeldFromAnInstallation(t *testing.T) {
	db := pgtest.New(t)
	agent := change.AgentID(id.New[struct{}]())
	const enrol = `INSERT INTO installations (id, role, label, record_key, enrolled_at, next_seq, highest_fingerprint)
		VALUES ($1, 'centre', 'x', decode(repeat('01', 32), 'hex'), now(), 8, decode(repeat('02', 32), 'hex'))`
	if _, err := db.Admin().Exec(t.Context(), enrol, agent); err != nil {
		t.Fatal(err)
	}
	s, err := Standpoint(t.Context(), db.As("faro_feed"), agent)
	if err != nil {
		t.Fatal(err)
	}
	if s.Highest != 7 || s.Digest[0] != 2 || s.Epoch != 1 || len(s.Epochs) != 1 || s.Format != change.Level || s.Rules == 0 {
		t.Errorf("got %+v", s)
	}
	if _, err := Standpoint(t.Context(), db.As("faro_feed"), change.AgentID{1}); !fault.Is(err, fault.NotFound) {
		t.Errorf("unknown installation: got %v, want not found", err)
	}
}
