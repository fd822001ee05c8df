// Package sealtest gives tests the keys of a registry of their own.
//
// The invariant: every registry of a test has other keys, which are gone with
// the test.
package sealtest

import (
	"path/filepath"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"

	"faro.example/registry/seal"
)

// Open makes a key file and opens it; the pool is that of the role faro_keys.
func Open(t testing.TB, pool *pgxpool.Pool) *seal.Sealer {
	t.Helper()
	s, err := seal.Open(t.Context(), Make(t, t.TempDir()), pool)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Make makes the key files of a registry in a folder.
func Make(t testing.TB, dir string) seal.Sources {
	t.Helper()
	keys, closed := seal.File(filepath.Join(dir, "seal.key")), seal.File(filepath.Join(dir, "closed.key"))
	for _, f := range []seal.File{keys, closed} {
		if err := seal.Make(string(f)); err != nil {
			t.Fatal(err)
		}
	}
	return seal.Sources{Keys: keys, Closed: closed}
}
