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
	path := filepath.Join(t.TempDir(), "seal.key")
	if err := seal.Make(path); err != nil {
		t.Fatal(err)
	}
	s, err := seal.Open(t.Context(), seal.File(path), pool)
	if err != nil {
		t.Fatal(err)
	}
	return s
}
