package localdb

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"faro.example/migrations"
	"faro.example/shared/fault"
)

func TestMain(m *testing.M) {
	if path := os.Getenv("FARO_TEST_WRITER"); path != "" {
		os.Exit(writeUntilKilled(path))
	}
	os.Exit(m.Run())
}

func newKey(t *testing.T) Key {
	t.Helper()
	k, err := NewKey()
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func create(t *testing.T, path string, key Key) *DB {
	t.Helper()
	db, err := Create(t.Context(), path, key)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

func exec1(t *testing.T, db *DB, query string, args ...any) {
	t.Helper()
	err := db.InTx(t.Context(), func(tx *sql.Tx) error {
		_, err := tx.ExecContext(t.Context(), query, args...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func count(t *testing.T, db *DB) int {
	t.Helper()
	var n int
	err := db.View(t.Context(), func(q Querier) error {
		return q.QueryRowContext(t.Context(), "SELECT count(*) FROM numbers").Scan(&n)
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func wantKind(t *testing.T, err error, k fault.Kind) {
	t.Helper()
	if !fault.Is(err, k) {
		t.Fatalf("got error %v, want kind %v", err, k)
	}
}

func TestAStoreOpensAgainWithItsKey(t *testing.T) {
	path, key := filepath.Join(t.TempDir(), "a store?#%.db"), newKey(t)
	db := create(t, path, key)
	exec1(t, db, "INSERT INTO numbers (agent, next) VALUES ('a', 7)")
	again, err := Open(t.Context(), path, key)
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	if n := count(t, again); n != 1 {
		t.Errorf("got %d rows, want 1", n)
	}
}

func TestAStoreIsMadeByCreateAlone(t *testing.T) {
	dir, key := t.TempDir(), newKey(t)
	path := filepath.Join(dir, "agent.db")
	_, err := Open(t.Context(), path, key)
	wantKind(t, err, fault.NotFound)
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err = Open(t.Context(), path, key)
	wantKind(t, err, fault.NotFound)
	_, err = Create(t.Context(), path, key)
	wantKind(t, err, fault.Conflict)
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	create(t, path, key)
	_, err = Create(t.Context(), path, key)
	wantKind(t, err, fault.Conflict)
}

func TestAStoreHalfMadeIsNotThere(t *testing.T) {
	path, key := filepath.Join(t.TempDir(), "agent.db"), newKey(t)
	if err := os.WriteFile(path+".new", []byte("a machine that stopped"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := Open(t.Context(), path, key)
	wantKind(t, err, fault.NotFound)
	create(t, path, key)
}

func TestAnotherKeyDoesNotOpenTheStore(t *testing.T) {
	path := filepath.Join(t.TempDir(), "agent.db")
	create(t, path, newKey(t))
	_, err := Open(t.Context(), path, newKey(t))
	wantKind(t, err, fault.Unauthenticated)
}

func TestAStoreOfANewerVersionIsRefused(t *testing.T) {
	path, key := filepath.Join(t.TempDir(), "agent.db"), newKey(t)
	exec1(t, create(t, path, key), "PRAGMA user_version = 999999")
	_, err := Open(t.Context(), path, key)
	wantKind(t, err, fault.Conflict)
}

func TestNothingOnDiskIsReadableWithoutTheKey(t *testing.T) {
	dir, key := t.TempDir(), newKey(t)
	db := create(t, filepath.Join(dir, "agent.db"), key)
	secret := "Ousmane-of-the-lighthouse"
	for i := range 300 {
		exec1(t, db, "INSERT INTO numbers (agent, next) VALUES (?, ?)", secret+strconv.Itoa(i), i+1)
	}
	grepNothing(t, dir, secret, key)
	exec1(t, db, "DELETE FROM numbers")
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	grepNothing(t, dir, secret, key)
}

// grepNothing looks for the secret, the key and the names of tables in every
// file, the write-ahead log among them.
func grepNothing(t *testing.T, dir, secret string, key Key) {
	t.Helper()
	files := 0
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		files++
		data, err := os.ReadFile(path)
		for _, s := range []string{secret, key.hex(), string(key[:]), "SQLite format 3", "CREATE TABLE", "numbers"} {
			if bytes.Contains(data, []byte(s)) {
				t.Errorf("%s holds something readable", filepath.Base(path))
			}
		}
		return err
	})
	if err != nil || files == 0 {
		t.Fatalf("walked over %d files: %v", files, err)
	}
}

func TestTwoProcessesWriteWithoutLosingARow(t *testing.T) {
	path, key := filepath.Join(t.TempDir(), "agent.db"), newKey(t)
	one := create(t, path, key)
	two, err := Open(t.Context(), path, key)
	if err != nil {
		t.Fatal(err)
	}
	defer two.Close()
	var wg sync.WaitGroup
	for i, db := range []*DB{one, two} {
		wg.Go(func() {
			for j := range 60 {
				exec1(t, db, "INSERT INTO numbers (agent, next) VALUES (?, 1)", fmt.Sprintf("%d-%d", i, j))
			}
		})
	}
	wg.Wait()
	if n := count(t, one); n != 120 {
		t.Errorf("got %d rows, want 120", n)
	}
}

func TestAFullDiskIsToldWithTheRemedyAndLosesNothing(t *testing.T) {
	db := create(t, filepath.Join(t.TempDir(), "agent.db"), newKey(t))
	var pages int
	if err := db.write.QueryRowContext(t.Context(), "PRAGMA page_count").Scan(&pages); err != nil {
		t.Fatal(err)
	}
	// SQLite then answers as it does when the disk is full.
	if _, err := db.write.ExecContext(t.Context(), fmt.Sprintf("PRAGMA max_page_count = %d", pages+3)); err != nil {
		t.Fatal(err)
	}
	stored := 0
	for {
		err := db.InTx(t.Context(), func(tx *sql.Tx) error {
			_, err := tx.ExecContext(t.Context(), "INSERT INTO numbers (agent, next) VALUES (?, 1)", fmt.Sprintf("%0500d", stored))
			return err
		})
		if err != nil {
			wantKind(t, err, fault.Busy)
			if fault.As(err).Remedy == "" {
				t.Error("without a remedy")
			}
			break
		}
		stored++
	}
	if n := count(t, db); n != stored || stored == 0 {
		t.Errorf("got %d rows, want the %d that were stored", n, stored)
	}
}

func TestWatchTellsOfACommitByAnotherConnection(t *testing.T) {
	path, key := filepath.Join(t.TempDir(), "agent.db"), newKey(t)
	one := create(t, path, key)
	two, err := Open(t.Context(), path, key)
	if err != nil {
		t.Fatal(err)
	}
	defer two.Close()
	ctx, stop := context.WithCancel(t.Context())
	changed, done := make(chan struct{}, 100), make(chan error, 1)
	go func() { done <- one.Watch(ctx, func() { changed <- struct{}{} }) }()
	<-changed // the first look
	exec1(t, two, "INSERT INTO numbers (agent, next) VALUES ('a', 1)")
	<-changed
	exec1(t, one, "INSERT INTO numbers (agent, next) VALUES ('b', 1)")
	<-changed
	stop()
	if err := <-done; err != context.Canceled {
		t.Errorf("got %v, want the context's error", err)
	}
}

func TestOneProcessServesAStore(t *testing.T) {
	path, key := filepath.Join(t.TempDir(), "agent.db"), newKey(t)
	one := create(t, path, key)
	two, err := Open(t.Context(), path, key)
	if err != nil {
		t.Fatal(err)
	}
	defer two.Close()
	held := func(want bool) {
		t.Helper()
		if got, err := two.Held(t.Context()); got != want || err != nil {
			t.Errorf("held: got %v, %v, want %v", got, err, want)
		}
	}
	held(false)
	release, err := one.Hold(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	held(true)
	_, err = two.Hold(t.Context())
	wantKind(t, err, fault.Conflict)
	if err := release(); err != nil {
		t.Fatal(err)
	}
	held(false)
	release, err = two.Hold(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := release(); err != nil {
		t.Fatal(err)
	}
}

func TestMigrationsGoUpDownAndUpToTheSameTables(t *testing.T) {
	db := create(t, filepath.Join(t.TempDir(), "agent.db"), newKey(t))
	up := tables(t, db)
	steps, err := schema(migrations.SQLite())
	if err != nil {
		t.Fatal(err)
	}
	for i := len(steps); i > 0; i-- {
		if err := db.step(t.Context(), i, i-1, steps[i-1].down); err != nil {
			t.Fatal(err)
		}
	}
	if left := tables(t, db); len(left) != 0 {
		t.Errorf("down leaves %v", left)
	}
	if err := db.migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(up, tables(t, db)); diff != "" {
		t.Errorf("after up, down, up (-first +again):\n%s", diff)
	}
}

func tables(t *testing.T, db *DB) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := db.View(t.Context(), func(q Querier) error {
		rows, err := q.QueryContext(t.Context(), "SELECT name, coalesce(sql, '') FROM sqlite_master")
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var name, text string
			if err := rows.Scan(&name, &text); err != nil {
				return err
			}
			out[name] = text
		}
		return rows.Err()
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestKillLosesNoAcknowledgedCommit kills a process that writes, again and
// again, each time after another number of commits that it has acknowledged.
func TestKillLosesNoAcknowledgedCommit(t *testing.T) {
	dir := t.TempDir()
	path, key := filepath.Join(dir, "agent.db"), newKey(t)
	create(t, path, key)
	if err := key.Write(filepath.Join(dir, "key"), nil); err != nil {
		t.Fatal(err)
	}
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 0))
	acknowledged := 0
	for range 12 {
		last := killAfter(t, path, 1+r.IntN(60))
		acknowledged = max(acknowledged, last)
		db, err := Open(t.Context(), path, key)
		if err != nil {
			t.Fatal(err)
		}
		if n := count(t, db); n < acknowledged {
			t.Fatalf("got %d rows after a kill, want at least the %d acknowledged", n, acknowledged)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// killAfter starts a writer, kills it after some acknowledgements, and gives
// the last one that it managed to print.
func killAfter(t *testing.T, path string, lines int) int {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "FARO_TEST_WRITER="+path)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	last := 0
	in := bufio.NewScanner(out)
	for i := 0; in.Scan(); i++ {
		n, err := strconv.Atoi(strings.TrimSpace(in.Text()))
		if err != nil {
			t.Fatalf("the writer says %q", in.Text())
		}
		last = n
		if i == lines {
			if err := cmd.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := cmd.Wait(); err == nil {
		t.Fatal("the writer ended by itself")
	}
	return last
}

// writeUntilKilled is the child: it adds rows and prints how many there are
// once each commit has returned.
func writeUntilKilled(path string) int {
	ctx := context.Background()
	fail := func(err error) int { fmt.Println(err); return 2 }
	key, err := ReadKey(filepath.Join(filepath.Dir(path), "key"), nil)
	if err != nil {
		return fail(err)
	}
	db, err := Open(ctx, path, key)
	if err != nil {
		return fail(err)
	}
	for {
		var n int
		err := db.InTx(ctx, func(tx *sql.Tx) error {
			if err := tx.QueryRowContext(ctx, "SELECT count(*) + 1 FROM numbers").Scan(&n); err != nil {
				return err
			}
			_, err := tx.ExecContext(ctx, "INSERT INTO numbers (agent, next) VALUES (?, 1)", fmt.Sprintf("%08d", n))
			return err
		})
		if err != nil {
			return fail(err)
		}
		fmt.Println(n)
	}
}
