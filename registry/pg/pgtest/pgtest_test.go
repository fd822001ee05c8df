package pgtest

import (
	"testing"

	"github.com/jackc/pgx/v5"
)

func TestEachTestHasADatabaseOfItsOwn(t *testing.T) {
	first, second := New(t), New(t)
	if first.Name() == second.Name() {
		t.Fatalf("two databases are named %s", first.Name())
	}
	if _, err := first.Admin().Exec(t.Context(), "CREATE TABLE only_here (n int)"); err != nil {
		t.Fatal(err)
	}
	var there bool
	row := second.Admin().QueryRow(t.Context(), "SELECT to_regclass('only_here') IS NOT NULL")
	if err := row.Scan(&there); err != nil {
		t.Fatal(err)
	}
	if there {
		t.Error("a table of the first database is in the second")
	}
}

func TestADatabaseIsGoneWhenItsTestEnds(t *testing.T) {
	var name string
	t.Run("uses a database", func(t *testing.T) {
		db := New(t)
		name = db.Name()
		if _, err := db.As("faro_intake").Exec(t.Context(), "SELECT 1"); err != nil {
			t.Fatal(err)
		}
	})
	var there bool
	row := New(t).Admin().QueryRow(t.Context(), "SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)", name)
	if err := row.Scan(&there); err != nil {
		t.Fatal(err)
	}
	if there {
		t.Errorf("%s outlived its test", name)
	}
}

func TestARoleConnectsAsItself(t *testing.T) {
	db := New(t)
	for _, role := range []string{
		"faro_intake", "faro_feed", "faro_reader", "faro_census", "faro_audit", "faro_directory", "faro_erasure",
	} {
		var is string
		var super, bypass bool
		row := db.As(role).QueryRow(t.Context(), "SELECT rolname, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
		if err := row.Scan(&is, &super, &bypass); err != nil {
			t.Fatal(err)
		}
		if is != role || super || bypass {
			t.Errorf("role %s: got %s, superuser %v, bypassing policies %v", role, is, super, bypass)
		}
		if first, again := db.As(role), db.As(role); first != again {
			t.Errorf("role %s: asked twice, two pools", role)
		}
	}
	for _, role := range []string{"faro_owner", "faro_search"} {
		if conn, err := pgx.Connect(t.Context(), db.DSN(role)); err == nil {
			t.Errorf("role %s can connect", role)
			if err := conn.Close(t.Context()); err != nil {
				t.Error(err)
			}
		}
	}
}

func TestTheSchemaIsTheNewest(t *testing.T) {
	var migrated, empty bool
	const q = "SELECT to_regclass('schema_migrations') IS NOT NULL"
	if err := New(t).Admin().QueryRow(t.Context(), q).Scan(&migrated); err != nil {
		t.Fatal(err)
	}
	if err := Empty(t).Admin().QueryRow(t.Context(), q).Scan(&empty); err != nil {
		t.Fatal(err)
	}
	if !migrated || empty {
		t.Errorf("migrated: got %v for New and %v for Empty", migrated, empty)
	}
}

func BenchmarkNew(b *testing.B) {
	New(b) // the server is up
	for b.Loop() {
		New(b)
	}
}
