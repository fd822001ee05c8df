package pg_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"faro.example/registry/pg"
	"faro.example/registry/pg/pgtest"
)

// files makes migrations from "1.up" and the like.
func files(texts map[string]string) fstest.MapFS {
	fs := fstest.MapFS{}
	for name, text := range texts {
		number, direction, _ := strings.Cut(name, ".")
		fs["00000"+number+"_step."+direction+".sql"] = &fstest.MapFile{Data: []byte(text)}
	}
	return fs
}

func version(t *testing.T, db *pgtest.DB) uint {
	t.Helper()
	v, err := pg.SchemaVersion(t.Context(), db.Admin())
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestTheSchemaGoesUpAndDownAndUpAgain(t *testing.T) {
	db := pgtest.Empty(t)
	if got := version(t, db); got != 0 {
		t.Errorf("an empty database: got version %d, want 0", got)
	}
	latest, err := pg.Migrate(t.Context(), db.MigratorDSN(), pg.Latest)
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct{ to, want uint }{{pg.Latest, latest}, {0, 0}, {pg.Latest, latest}, {1, 1}, {latest, latest}} {
		got, err := pg.Migrate(t.Context(), db.MigratorDSN(), step.to)
		if err != nil {
			t.Fatal(err)
		}
		if got != step.want || version(t, db) != step.want {
			t.Errorf("to %d: got version %d, the database is at %d, want %d", step.to, got, version(t, db), step.want)
		}
	}
}

func TestDownLeavesNothingButTheRoles(t *testing.T) {
	db := pgtest.Empty(t)
	for _, to := range []uint{pg.Latest, 0} {
		if _, err := pg.Migrate(t.Context(), db.MigratorDSN(), to); err != nil {
			t.Fatal(err)
		}
	}
	const left = `
		SELECT coalesce(string_agg(what, ', '), '') FROM (
			SELECT relname::text AS what FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
			WHERE nspname NOT LIKE 'pg\_%' AND nspname <> 'information_schema' AND relname NOT LIKE 'schema\_migrations%'
			UNION ALL
			SELECT proname::text FROM pg_proc JOIN pg_namespace n ON n.oid = pronamespace
			WHERE nspname NOT LIKE 'pg\_%' AND nspname <> 'information_schema'
			UNION ALL
			SELECT nspname::text FROM pg_namespace
			WHERE nspname NOT LIKE 'pg\_%' AND nspname NOT IN ('information_schema', 'public')
			UNION ALL
			SELECT extname::text FROM pg_extension WHERE extname <> 'plpgsql'
		) AS remaining`
	var what string
	if err := db.Admin().QueryRow(t.Context(), left).Scan(&what); err != nil {
		t.Fatal(err)
	}
	if what != "" {
		t.Errorf("left behind: %s", what)
	}
}

func TestAMigrationThatFailsLeavesTheSchemaAsItWas(t *testing.T) {
	broken := map[string]string{
		"1.up": "CREATE TABLE kept (name text)", "1.down": "DROP TABLE kept; DROP TABLE missing",
		"2.up": "INSERT INTO kept VALUES ('Aminata'), ('Aminata')", "2.down": "DELETE FROM kept",
		"3.up":   "CREATE TABLE half (n int);\nALTER TABLE kept ADD CONSTRAINT kept_once UNIQUE (name)",
		"3.down": "DROP TABLE half; ALTER TABLE kept DROP CONSTRAINT kept_once",
	}
	db := pgtest.Empty(t)
	_, err := pg.MigrateFiles(t.Context(), db.MigratorDSN(), files(broken), pg.Latest)
	if err == nil || !strings.Contains(err.Error(), "kept_once") || strings.Contains(err.Error(), "Aminata") {
		t.Errorf("got %v, want the constraint and no value", err)
	}
	if got := version(t, db); got != 2 {
		t.Errorf("version after a failure: got %d, want 2", got)
	}
	mustExec(t, db.Admin(), "TRUNCATE kept")
	if v, err := pg.MigrateFiles(t.Context(), db.MigratorDSN(), files(broken), pg.Latest); err != nil || v != 3 {
		t.Errorf("again, with the cause gone: got %d, %v, want 3", v, err)
	}
	if _, err := pg.MigrateFiles(t.Context(), db.MigratorDSN(), files(broken), 0); err == nil {
		t.Error("the way down did not fail")
	}
	if got := version(t, db); got != 1 {
		t.Errorf("version after a failure on the way down: got %d, want 1", got)
	}
	broken["1.down"] = "DROP TABLE kept"
	if v, err := pg.MigrateFiles(t.Context(), db.MigratorDSN(), files(broken), 0); err != nil || v != 0 {
		t.Errorf("down, with the file mended: got %d, %v, want 0", v, err)
	}
}

func TestAFirstMigrationThatFailsLeavesAnEmptyDatabase(t *testing.T) {
	db := pgtest.Empty(t)
	broken := files(map[string]string{"1.up": "SELECT\n  nothing", "1.down": "SELECT 1"})
	_, err := pg.MigrateFiles(t.Context(), db.MigratorDSN(), broken, pg.Latest)
	if err == nil || !strings.Contains(err.Error(), "line 2") || strings.Contains(err.Error(), "SELECT") {
		t.Errorf("got %v, want the line and not the file", err)
	}
	if v, err := pg.Migrate(t.Context(), db.MigratorDSN(), 1); err != nil || v != 1 {
		t.Errorf("the right files after that: got %d, %v, want 1", v, err)
	}
}

func TestAMigrationThatWasCutShortIsSaid(t *testing.T) {
	db := pgtest.New(t)
	mustExec(t, db.Admin(), "UPDATE schema_migrations SET dirty = true")
	_, err := pg.Migrate(t.Context(), db.MigratorDSN(), pg.Latest)
	if err == nil || !strings.Contains(err.Error(), "cut short") {
		t.Errorf("got %v, want that it was cut short", err)
	}
}

func TestMigratingStopsForACallerWhoLeft(t *testing.T) {
	db := pgtest.Empty(t)
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := pg.Migrate(gone, db.MigratorDSN(), pg.Latest); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want cancelled", err)
	}
	if _, err := pg.Migrate(t.Context(), "://", pg.Latest); err == nil {
		t.Error("a bad address was taken")
	}
}

func TestASetRoleEndsWithItsMigration(t *testing.T) {
	db := pgtest.Empty(t)
	steps := files(map[string]string{
		"1.up": "CREATE TABLE ours (n int)", "1.down": "DROP TABLE ours",
		"2.up": "SET LOCAL ROLE faro_reader;\nSELECT 1", "2.down": "SELECT 1",
		"3.up": "DROP TABLE ours", "3.down": "CREATE TABLE ours (n int)",
	})
	if v, err := pg.MigrateFiles(t.Context(), db.MigratorDSN(), steps, pg.Latest); err != nil || v != 3 {
		t.Errorf("got %d, %v, want 3", v, err)
	}
}
