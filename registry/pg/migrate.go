package pg

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"

	"github.com/golang-migrate/migrate/v4"
	"github.com/golang-migrate/migrate/v4/database"
	migratepgx "github.com/golang-migrate/migrate/v4/database/pgx/v5"
	"github.com/golang-migrate/migrate/v4/source"
	"github.com/golang-migrate/migrate/v4/source/iofs"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"

	"faro.example/migrations"
	"faro.example/shared/fault"
)

// Latest asks [Migrate] for the newest version there is.
const Latest = math.MaxUint

// lockTimeout is how long a migration waits for a table, or for another
// process that migrates: while it waits for a table, everybody else waits
// behind it. Arbitrary.
const lockTimeout = "30s"

// Migrate brings the database's schema up or down to a version, [Latest] or 0
// for an empty database, and gives the version that it is then at. dsn names a
// role that may create roles the first time; see the package migrations.
//
// Only one process migrates at a time; another one waits, and gives up with
// [fault.Busy] if that takes long. A migration that
// fails leaves the schema as it was before it. A done ctx stops between two
// migrations. Run it by a command, never by every server at its start.
func Migrate(ctx context.Context, dsn string, version uint) (uint, error) {
	return MigrateFiles(ctx, dsn, migrations.Postgres(), version)
}

// SchemaVersion gives the version of the database's schema, 0 for an empty one.
func SchemaVersion(ctx context.Context, q Querier) (uint, error) {
	var there bool
	if err := q.QueryRow(ctx, `SELECT to_regclass('public.schema_migrations') IS NOT NULL`).Scan(&there); err != nil {
		return 0, Fault(fmt.Errorf("schema version: %w", err))
	}
	if !there {
		return 0, nil
	}
	var version int64
	err := q.QueryRow(ctx, `SELECT version FROM public.schema_migrations`).Scan(&version)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, nil
	}
	if err != nil {
		return 0, Fault(fmt.Errorf("schema version: %w", err))
	}
	return uint(version), nil
}

// MigrateFiles is [Migrate] by other files than those of this program.
func MigrateFiles(ctx context.Context, dsn string, files fs.FS, version uint) (_ uint, err error) {
	src, err := iofs.New(files, ".")
	if err != nil {
		return 0, fmt.Errorf("read migrations: %w", err)
	}
	db, err := openForMigration(dsn)
	if err != nil {
		return 0, err
	}
	driver, err := migratepgx.WithInstance(db, &migratepgx.Config{})
	if err != nil {
		return 0, errors.Join(Fault(err), db.Close())
	}
	m, err := migrate.NewWithInstance("embedded", src, "pgx5", driver)
	if err != nil {
		return 0, errors.Join(fmt.Errorf("migrate: %w", err), driver.Close())
	}
	defer func() {
		serr, derr := m.Close()
		err = errors.Join(err, serr, derr)
	}()
	// The channel has room for one: this never blocks.
	unwatch := context.AfterFunc(ctx, func() { m.GracefulStop <- true })
	defer unwatch()

	before, err := current(m)
	if err != nil {
		return 0, err
	}
	if err := walk(m, version); err != nil {
		return before, errors.Join(stepFault(m, err), settle(m, src, before))
	}
	if err := ctx.Err(); err != nil {
		return before, err
	}
	return current(m)
}

func openForMigration(dsn string) (*sql.DB, error) {
	cfg, err := pgx.ParseConfig(dsn)
	if err != nil {
		return nil, fault.Newf(fault.Invalid, "the address of the database cannot be read")
	}
	cfg.RuntimeParams["application_name"] = "faro migrate"
	cfg.RuntimeParams["lock_timeout"] = lockTimeout
	return stdlib.OpenDB(*cfg), nil
}

func walk(m *migrate.Migrate, version uint) error {
	var err error
	switch version {
	case Latest:
		err = m.Up()
	case 0:
		err = m.Down()
	default:
		err = m.Migrate(version)
	}
	if errors.Is(err, migrate.ErrNoChange) {
		return nil
	}
	return err
}

// current is the version that the database is at.
func current(m *migrate.Migrate) (uint, error) {
	v, dirty, err := m.Version()
	switch {
	case errors.Is(err, migrate.ErrNilVersion):
		return 0, nil
	case err != nil:
		return 0, fmt.Errorf("schema version: %w", Fault(err))
	case dirty:
		return 0, &fault.Error{Kind: fault.Conflict,
			Detail: fmt.Sprintf("migration %d was cut short, and whether it was done is not known", v),
			Remedy: "compare the tables with the file, then set version and dirty in schema_migrations by hand"}
	}
	return v, nil
}

// settle puts the version back to what is true after a migration failed: each
// is one transaction, so the one that failed has done nothing. Going up, the
// version recorded is the one that failed; going down, the one below it.
func settle(m *migrate.Migrate, src source.Driver, before uint) error {
	at, _, err := m.Version()
	var is uint
	switch {
	case errors.Is(err, migrate.ErrNilVersion) && before == 0:
		return nil // nothing was begun
	case errors.Is(err, migrate.ErrNilVersion):
		is, err = src.First()
	case err != nil:
		return fmt.Errorf("settle version: %w", Fault(err))
	case at > before:
		is, err = src.Prev(at)
	case at < before:
		is, err = src.Next(at)
	default:
		return nil
	}
	if errors.Is(err, os.ErrNotExist) {
		return m.Force(database.NilVersion)
	}
	if err != nil {
		return fmt.Errorf("settle version: %w", err)
	}
	return m.Force(int(is))
}

// stepFault says which migration failed, on which line and why, without the
// text of the file and without a value of a row.
func stepFault(m *migrate.Migrate, err error) error {
	var step database.Error
	var told *pgconn.PgError
	if !errors.As(err, &step) || !errors.As(step.OrigErr, &told) {
		return fmt.Errorf("migrate: %w", Fault(err))
	}
	at, _, verr := m.Version()
	if verr != nil {
		at = 0
	}
	f := Fault(fmt.Errorf("at version %d, line %d: %w", at, step.Line, told))
	return fmt.Errorf("migrate: %w", f)
}
