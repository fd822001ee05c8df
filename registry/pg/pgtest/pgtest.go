// Package pgtest gives each test a PostgreSQL database of its own, with the
// schema as the migrations make it.
//
// The invariant: no test sees what another has written. One private server
// runs per test process and dies with it, however the process dies; each
// database is a clone of one that was migrated once, and is dropped when its
// test ends. What the server writes is not durable, and everything else is as
// in production: the same roles, the same grants, the same policies.
package pgtest

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"faro.example/registry/pg"
	"faro.example/registry/pg/privatepg"
)

// patience is how long a pool may take to get its connections back when a
// test ends. Arbitrary; only a connection that was not given back takes it.
const patience = 10 * time.Second

// DB is the database of one test.
type DB struct {
	t      testing.TB
	server *server
	name   string

	mu    sync.Mutex // guards the field below
	pools map[string]*pgxpool.Pool
}

// New makes a database with the newest schema for the test t.
func New(t testing.TB) *DB {
	t.Helper()
	return create(t, template)
}

// Empty makes a database without any schema, for tests of the migrations.
func Empty(t testing.TB) *DB {
	t.Helper()
	return create(t, "template0")
}

// As gives the pool of a role, faro_intake for one; asked again it gives the same.
func (db *DB) As(role string) *pgxpool.Pool {
	db.t.Helper()
	db.mu.Lock()
	defer db.mu.Unlock()
	if p := db.pools[role]; p != nil {
		return p
	}
	p, err := pg.Open(db.t.Context(), db.DSN(role), pg.Options{Name: "pgtest", MaxConns: 8})
	if err != nil {
		db.t.Fatalf("pool of %s: %v", role, err)
	}
	db.pools[role] = p
	return p
}

// Admin gives a pool of the superuser, whom no grant and no policy binds: to
// prepare and to look, never to stand in for a role of the registry.
func (db *DB) Admin() *pgxpool.Pool {
	db.t.Helper()
	return db.As(privatepg.Superuser)
}

// DSN is the address of the database for a role.
func (db *DB) DSN(role string) string { return db.server.pg.DSN(db.name, role) }

// MigratorDSN is the address of the database for the role that migrates.
func (db *DB) MigratorDSN() string { return db.DSN(privatepg.Superuser) }

// Name is the name of the database.
func (db *DB) Name() string { return db.name }

func create(t testing.TB, from string) *DB {
	t.Helper()
	srv, err := process()
	if err != nil {
		t.Fatalf("private PostgreSQL: %v", err)
	}
	db := &DB{t: t, server: srv, name: fmt.Sprintf("test_%d", srv.made.Add(1)), pools: map[string]*pgxpool.Pool{}}
	// By copying files, not through the write-ahead log: a third of the time
	// where nothing is synced.
	if err := srv.run(t.Context(), "CREATE DATABASE "+db.name+" TEMPLATE "+from+" STRATEGY file_copy"); err != nil {
		t.Fatalf("clone: %v", err)
	}
	t.Cleanup(db.drop)
	return db
}

// drop closes the pools and drops the database.
func (db *DB) drop() {
	closed := make(chan struct{})
	go func() {
		defer close(closed)
		for _, p := range db.pools {
			p.Close()
		}
	}()
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case <-closed:
	case <-timer.C:
		db.t.Error("a connection of the test's pools was not given back")
	}
	if err := db.server.run(context.Background(), "DROP DATABASE "+db.name+" WITH (FORCE)"); err != nil {
		db.t.Errorf("drop: %v", err)
	}
}

// server is the one private server of this process.
type server struct {
	pg   *privatepg.Server
	made atomic.Int64 // how many databases were made

	mu    sync.Mutex // guards the use of the field below
	admin *pgx.Conn
}

// process starts the server at the first call. It is never stopped: it dies
// with the process, so that a package of tests needs no TestMain for it.
var process = sync.OnceValues(startServer)

func startServer() (*server, error) {
	ctx := context.Background()
	run, err := launch(ctx)
	if err != nil {
		return nil, err
	}
	admin, err := pgx.Connect(ctx, run.DSN("postgres", privatepg.Superuser))
	if err != nil {
		return nil, fmt.Errorf("connect: %w", err)
	}
	return &server{pg: run, admin: admin}, nil
}

// run makes one statement outside any test's database.
func (s *server) run(ctx context.Context, sql string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, err := s.admin.Exec(ctx, sql)
	return err
}

// Explain gives how PostgreSQL would answer a statement, as text.
func Explain(ctx context.Context, tx pgx.Tx, sql string, args ...any) (string, error) {
	rows, err := tx.Query(ctx, "EXPLAIN "+sql, args...)
	if err != nil {
		return "", err
	}
	lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
	return strings.Join(lines, "\n"), err
}
