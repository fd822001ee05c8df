package fleet

import (
	"context"
	"fmt"
	"io/fs"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"faro.example/migrations"
	"faro.example/registry/ledger"
	"faro.example/registry/pg"
	"faro.example/shared/change"
	"faro.example/shared/fault"
)

// Migrate is [pg.Migrate], but fails with [fault.Conflict], with nothing done, if
// a step would take away what a server that runs still needs.
func Migrate(ctx context.Context, dsn string, version uint) (uint, error) {
	return migrate(ctx, dsn, migrations.Postgres(), version)
}

func migrate(ctx context.Context, dsn string, files fs.FS, version uint) (at uint, err error) {
	err = with(ctx, dsn, func(pool *pgxpool.Pool) error {
		if at, err = pg.SchemaVersion(ctx, pool); err != nil {
			return err
		}
		steps, err := migrations.Contractions(files, at, version)
		if err != nil || len(steps) == 0 {
			return err
		}
		return held(ctx, pool, func(ctx context.Context, tx pgx.Tx) error {
			if err := allowed(ctx, tx, steps); err != nil {
				return err
			}
			at, err = pg.MigrateFiles(ctx, dsn, files, version)
			version = at // it is done
			return err
		})
	})
	if err != nil || at == version {
		return at, err
	}
	return pg.MigrateFiles(ctx, dsn, files, version)
}

// allowed fails with [fault.Conflict] at the first step for which a server that
// runs is too old.
func allowed(ctx context.Context, tx pgx.Tx, steps []migrations.Contraction) error {
	for _, s := range steps {
		oldest, err := oldest(ctx, tx, func(m Member) bool { return m.Tables < s.Needs })
		if err != nil {
			return err
		}
		if oldest != "" {
			return &fault.Error{Kind: fault.Conflict,
				Detail: fmt.Sprintf("migration %d takes away what older programs need, and %s runs; it needs those of version %d", s.Version, oldest, s.Needs),
				Remedy: fmt.Sprintf("upgrade that registryd first; until then: registryctl migrate up --to %d", s.Version-1)}
		}
	}
	return nil
}

// RaiseFormat raises the level of records that the ledger takes, by the role that
// migrates. It fails with [fault.Conflict] while a server runs that cannot read
// them, and with [fault.Invalid] for a level that this program does not know.
func RaiseFormat(ctx context.Context, dsn string, level int) error {
	if level > change.Level {
		return &fault.Error{Kind: fault.Invalid, Detail: fmt.Sprintf("this program knows levels up to %d", change.Level),
			Remedy: "run the registryctl of the newest version"}
	}
	return with(ctx, dsn, func(pool *pgxpool.Pool) error {
		return held(ctx, pool, func(ctx context.Context, tx pgx.Tx) error {
			oldest, err := oldest(ctx, tx, func(m Member) bool { return m.Level < level })
			if err != nil {
				return err
			}
			if oldest != "" {
				return &fault.Error{Kind: fault.Conflict, Detail: fmt.Sprintf("%s runs, and cannot read records of level %d", oldest, level),
					Remedy: "upgrade that registryd first"}
			}
			return ledger.RaiseFormat(ctx, tx, level)
		})
	})
}

// oldest names a server that runs and is too old, "" if there is none: one of the
// fleet, or one from before there was a fleet, seen by the name of its connections.
func oldest(ctx context.Context, tx pgx.Tx, old func(Member) bool) (string, error) {
	members, err := Running(ctx, tx)
	if err != nil {
		return "", err
	}
	for _, m := range members {
		if old(m) {
			return fmt.Sprintf("a registryd that was made for tables of version %d", m.Tables), nil
		}
	}
	var strangers int
	const sql = `SELECT count(*) FROM pg_stat_activity
		WHERE datname = current_database() AND usename = application_name AND usename LIKE 'faro\_%'`
	if err := tx.QueryRow(ctx, sql).Scan(&strangers); err != nil {
		return "", fmt.Errorf("look for older programs: %w", err)
	}
	if strangers > 0 {
		return fmt.Sprintf("a program of before version %d", first), nil
	}
	return "", nil
}

// first is the version of the tables with which the fleet began.
const first = 44

// held runs fn while no server can begin to run, and none says that it does.
func held(ctx context.Context, pool *pgxpool.Pool, fn pg.Func) error {
	return pg.InTx(ctx, pool, func(ctx context.Context, tx pgx.Tx) error {
		const set = `SET LOCAL lock_timeout = '30s'; SET LOCAL idle_in_transaction_session_timeout = 0`
		if _, err := tx.Exec(ctx, set); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `LOCK TABLE servers IN SHARE MODE`); err != nil {
			return fmt.Errorf("hold the servers: %w", err)
		}
		return fn(ctx, tx)
	})
}

// with connects as the role that migrates.
func with(ctx context.Context, dsn string, fn func(*pgxpool.Pool) error) error {
	pool, err := pg.Open(ctx, dsn, pg.Options{Name: "faro migrate", MaxConns: 1})
	if err != nil {
		return err
	}
	defer pool.Close()
	return fn(pool)
}
