package pgtest

import (
	"context"
	"errors"
	"os"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"

	"faro.example/registry/pg/privatepg"
)

// Replicated makes a database with the newest schema on a server of the test's
// own, and a replica of that server, which streams from it. The database has the
// same name on both.
func Replicated(t testing.TB) (*DB, *privatepg.Server) {
	t.Helper()
	dir, err := os.MkdirTemp("", "faro-primary-*")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	primary, replica, err := pair(t.Context(), dir)
	if err != nil {
		t.Fatalf("a replicated PostgreSQL: %v", err)
	}
	t.Cleanup(func() {
		if err := errors.Join(replica.Stop(), primary.Stop()); err != nil {
			t.Error(err)
		}
	})
	db := &DB{t: t, server: &server{pg: primary}, name: template, pools: map[string]*pgxpool.Pool{}} // which both have from the start
	t.Cleanup(func() {
		for _, p := range db.pools {
			p.Close()
		}
	})
	return db, replica
}

// pair starts a server that can be followed, and one that follows it: on a copy of
// its data that is made while it is stopped.
func pair(ctx context.Context, dir string) (primary, replica *privatepg.Server, err error) {
	seed, err := findSeed(ctx)
	if err != nil {
		return nil, nil, err
	}
	set := map[string]string{"wal_level": "replica", "max_wal_senders": "4", "wal_keep_size": "64MB", "synchronous_commit": "on", "wal_retrieve_retry_interval": "20ms"}
	if primary, err = privatepg.Start(ctx, privatepg.Options{Dir: dir, Seed: seed, Settings: set}); err != nil {
		return nil, nil, err
	}
	follow := privatepg.Options{Temporary: true, Seed: dir, Settings: set, Follow: primary.DSN("postgres", privatepg.Superuser)}
	if err = primary.Stop(); err == nil {
		replica, err = privatepg.Start(ctx, follow)
	}
	if err == nil {
		err = primary.Restart(ctx)
	}
	if err != nil && replica != nil {
		err = errors.Join(err, replica.Stop())
	}
	if err != nil {
		return nil, nil, errors.Join(err, primary.Stop())
	}
	return primary, replica, nil
}
