package fleet_test

import (
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/jackc/pgx/v5"

	"faro.example/migrations"
	"faro.example/registry/fleet"
	"faro.example/registry/pg"
	"faro.example/registry/pg/pgtest"
	"faro.example/shared/change"
	"faro.example/shared/fault"
)

// taking gives today's migrations and one more, which takes away what all before
// it need.
func taking(t *testing.T) (files fstest.MapFS, version uint) {
	t.Helper()
	files, version = fstest.MapFS{}, migrations.Newest()+1
	names, err := fs.Glob(migrations.Postgres(), "*.sql")
	must(t, err)
	for _, name := range names {
		text, err := fs.ReadFile(migrations.Postgres(), name)
		must(t, err)
		files[name] = &fstest.MapFile{Data: text}
	}
	files[fmt.Sprintf("%06d_taking.up.sql", version)] = &fstest.MapFile{Data: fmt.Appendf(nil,
		"-- needs programs of: %d\nSET LOCAL ROLE faro_owner;\nUPDATE tables_need SET tables = %[1]d;\nALTER TABLE epochs RENAME TO lives;\n", version)}
	files[fmt.Sprintf("%06d_taking.down.sql", version)] = &fstest.MapFile{Data: []byte(
		"SET LOCAL ROLE faro_owner;\nALTER TABLE lives RENAME TO epochs;\nUPDATE tables_need SET tables = 0;\n")}
	return files, version
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// refusedAs fails the test unless err is of a kind, and says something.
func refusedAs(t *testing.T, err error, kind fault.Kind, says string) {
	t.Helper()
	if !fault.Is(err, kind) || !strings.Contains(err.Error(), says) {
		t.Errorf("got %v, want %v that says %q", err, kind, says)
	}
}

func TestWhatIsTakenAwayWaitsForTheLastServerThatNeedsIt(t *testing.T) {
	db := pgtest.New(t)
	files, version := taking(t)
	today := fleet.This()
	place, err := fleet.Join(t.Context(), db.As("faro_directory"), today)
	must(t, err)
	_, err = fleet.MigrateFiles(t.Context(), db.MigratorDSN(), files, pg.Latest)
	refusedAs(t, err, fault.Conflict, fmt.Sprintf("made for tables of version %d", today.Tables))
	if at, err := pg.SchemaVersion(t.Context(), db.Admin()); err != nil || at != version-1 {
		t.Errorf("the tables are at version %d (%v), want them as they were", at, err)
	}

	must(t, place.Leave(t.Context()))
	at, err := fleet.MigrateFiles(t.Context(), db.MigratorDSN(), files, pg.Latest)
	if err != nil || at != version {
		t.Fatalf("got version %d and %v, want %d once nobody needs what goes", at, err, version)
	}
	_, err = fleet.Join(t.Context(), db.As("faro_directory"), today)
	refusedAs(t, err, fault.Invalid, "this program was made for tables of version")
	newer := today
	newer.Tables = version
	must(t, newer.Fits(t.Context(), db.As("faro_directory")))
}

func TestWhatIsOnlyAddedWaitsForNobody(t *testing.T) {
	db := pgtest.New(t)
	_, err := fleet.Join(t.Context(), db.As("faro_directory"), fleet.This())
	must(t, err)
	files, version := taking(t)
	name := fmt.Sprintf("%06d_taking.up.sql", version)
	files[name] = &fstest.MapFile{Data: []byte("SET LOCAL ROLE faro_owner;\nALTER TABLE epochs ADD COLUMN more integer;\n")}
	at, err := fleet.MigrateFiles(t.Context(), db.MigratorDSN(), files, pg.Latest)
	if err != nil || at != version {
		t.Errorf("got version %d and %v, want %d", at, err, version)
	}
}

func TestAServerFromBeforeThereWereAnyIsSeenByItsConnections(t *testing.T) {
	db := pgtest.New(t)
	files, _ := taking(t)
	old, err := pg.Open(t.Context(), db.DSN("faro_feed"), pg.Options{Name: "faro_feed", MaxConns: 1})
	must(t, err)
	defer old.Close()
	_, err = fleet.MigrateFiles(t.Context(), db.MigratorDSN(), files, pg.Latest)
	refusedAs(t, err, fault.Conflict, "before version 44")
	refusedAs(t, fleet.RaiseFormat(t.Context(), db.MigratorDSN(), change.Level), fault.Conflict, "before version 44")

	old.Close()
	named, err := pg.Open(t.Context(), db.DSN("faro_feed"), pg.Options{Name: fleet.This().Name("faro_feed"), MaxConns: 1})
	must(t, err)
	defer named.Close()
	must(t, gone(t, db))
	must(t, fleet.RaiseFormat(t.Context(), db.MigratorDSN(), change.Level))
}

// gone waits until the server has let go of a connection that was closed.
func gone(t *testing.T, db *pgtest.DB) error {
	for {
		var n int
		err := db.Admin().QueryRow(t.Context(), `SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'faro_feed'`).Scan(&n)
		if err != nil || n == 0 {
			return err
		}
	}
}

func TestAServerThatWasFrozenFindsThatItIsTooOld(t *testing.T) {
	db := pgtest.New(t)
	files, _ := taking(t)
	place, err := fleet.Join(t.Context(), db.As("faro_directory"), fleet.This())
	must(t, err)
	_, err = db.Admin().Exec(t.Context(), `UPDATE servers SET seen_at = seen_at - interval '2 minutes'`)
	must(t, err)
	_, err = fleet.MigrateFiles(t.Context(), db.MigratorDSN(), files, pg.Latest)
	must(t, err)
	refusedAs(t, place.Renew(t.Context()), fault.Invalid, "this program was made for tables of version")
}

func TestWhoBeginsWhileSomethingIsTakenAwayIsRefused(t *testing.T) {
	db := pgtest.New(t)
	tx, err := db.Admin().Begin(t.Context())
	must(t, err)
	_, err = tx.Exec(t.Context(), `LOCK TABLE servers IN SHARE MODE`)
	must(t, err)
	joined := make(chan error, 1)
	go func() {
		_, err := fleet.Join(t.Context(), db.As("faro_directory"), fleet.This())
		joined <- err
	}()
	waits(t, tx)
	_, err = tx.Exec(t.Context(), `UPDATE tables_need SET tables = $1`, fleet.This().Tables+1)
	must(t, err)
	must(t, tx.Commit(t.Context()))
	refusedAs(t, <-joined, fault.Invalid, "this program was made for tables of version")
	if running, err := fleet.Running(t.Context(), db.Admin()); err != nil || len(running) != 0 {
		t.Errorf("got %v and %v, want nobody among the servers", running, err)
	}
}

// waits returns once somebody waits for a lock.
func waits(t *testing.T, tx pgx.Tx) {
	t.Helper()
	for {
		var n int
		must(t, tx.QueryRow(t.Context(), `SELECT count(*) FROM pg_locks WHERE relation = 'servers'::regclass AND NOT granted`).Scan(&n))
		if n > 0 {
			return
		}
	}
}

func TestALevelIsRaisedOnceEveryServerReadsIt(t *testing.T) {
	db := pgtest.New(t)
	old := fleet.This()
	old.Level = change.Level - 1
	place, err := fleet.Join(t.Context(), db.As("faro_directory"), old)
	must(t, err)
	refusedAs(t, fleet.RaiseFormat(t.Context(), db.MigratorDSN(), change.Level), fault.Conflict, "cannot read records of level")
	must(t, place.Leave(t.Context()))
	must(t, fleet.RaiseFormat(t.Context(), db.MigratorDSN(), change.Level))
	refusedAs(t, fleet.RaiseFormat(t.Context(), db.MigratorDSN(), change.Level+1), fault.Invalid, "this program knows levels up to")
}

func TestTablesOfBeforeAreNamedWithTheRemedy(t *testing.T) {
	db := pgtest.Empty(t)
	_, err := pg.Migrate(t.Context(), db.MigratorDSN(), 43)
	must(t, err)
	err = fleet.This().Fits(t.Context(), db.As("faro_directory"))
	refusedAs(t, err, fault.Invalid, "older version")
}
