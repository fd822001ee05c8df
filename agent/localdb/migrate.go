package localdb

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"faro.example/migrations"
	"faro.example/shared/fault"
)

// migration is one step of the schema; its number is its place, from 1.
type migration struct{ name, up, down string }

// schema reads the embedded migrations in order.
func schema(files fs.FS) ([]migration, error) {
	names, err := fs.Glob(files, "*.up.sql")
	if err != nil {
		return nil, err
	}
	out := make([]migration, 0, len(names))
	for i, name := range names {
		base := strings.TrimSuffix(name, ".up.sql")
		if !strings.HasPrefix(base, fmt.Sprintf("%06d_", i+1)) {
			return nil, fault.Newf(fault.Internal, "migration %q is not number %d", name, i+1)
		}
		up, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		down, err := fs.ReadFile(files, base+".down.sql")
		if err != nil {
			return nil, err
		}
		out = append(out, migration{base, string(up), string(down)})
	}
	return out, nil
}

// migrateIfOld spares a transaction where there is nothing to do.
func (db *DB) migrateIfOld(ctx context.Context) error {
	steps, err := schema(migrations.SQLite())
	if err != nil {
		return err
	}
	var at int
	if err := db.write.QueryRowContext(ctx, "PRAGMA user_version").Scan(&at); err != nil {
		return explain(err)
	}
	switch {
	case at > len(steps):
		return &fault.Error{Kind: fault.Conflict, Detail: "a newer version of agentd wrote this store", Remedy: "install that version, or a later one"}
	case at == len(steps):
		return nil
	}
	return db.migrate(ctx)
}

// migrate brings the tables up to date, each step in a transaction of its own
// which another process may have run meanwhile.
func (db *DB) migrate(ctx context.Context) error {
	steps, err := schema(migrations.SQLite())
	if err != nil {
		return err
	}
	for i, s := range steps {
		if err := db.step(ctx, i, i+1, s.up); err != nil {
			return fmt.Errorf("migrate to %s: %w", s.name, err)
		}
	}
	return nil
}

// step runs one migration if the store is at version from, and leaves it at to.
func (db *DB) step(ctx context.Context, from, to int, script string) error {
	return db.InTx(ctx, func(tx *sql.Tx) error {
		var at int
		if err := tx.QueryRowContext(ctx, "PRAGMA user_version").Scan(&at); err != nil || at != from {
			return err
		}
		mark := fmt.Sprintf("; PRAGMA user_version = %d; PRAGMA application_id = %d;", to, applicationID)
		_, err := tx.ExecContext(ctx, script+mark)
		return err
	})
}

// moveDurably renames a file and makes the new name survive a power cut.
func moveDurably(from, to string) error {
	if err := os.Rename(from, to); err != nil {
		return fmt.Errorf("put the new store in its place: %w", err)
	}
	if runtime.GOOS == "windows" {
		return nil // a folder cannot be synced there, and renaming is journalled
	}
	dir, err := os.Open(filepath.Dir(to))
	if err != nil {
		return err
	}
	defer dir.Close()
	return dir.Sync()
}
