package pgtest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"faro.example/migrations"
	"faro.example/registry/pg"
	"faro.example/registry/pg/privatepg"
)

// template is the database that is cloned for each test.
const template = "faro_template"

// Settings are further settings of this process's server. A package whose tests
// need some sets them in TestMain, before the first database is made.
var Settings map[string]string

// seedFormat goes up when seeds are made in another way.
const seedFormat = "1"

// staleAfter is the age at which a seed of other migrations is removed. Arbitrary.
const staleAfter = 24 * time.Hour

// launch starts the server of this process on a copy of the seed: data that
// hold the migrated template. A test process is up in a quarter of a second
// that way, against two seconds for making and migrating the data each time.
func launch(ctx context.Context) (*privatepg.Server, error) {
	seed, err := findSeed(ctx)
	if err != nil {
		return nil, err
	}
	return privatepg.Start(ctx, privatepg.Options{Temporary: true, Seed: seed, Settings: Settings})
}

// findSeed gives the folder of the seed for these migrations and this
// PostgreSQL, and makes it if there is none.
func findSeed(ctx context.Context) (string, error) {
	home, err := seedHome()
	if err != nil {
		return "", err
	}
	key, err := seedKey(ctx)
	if err != nil {
		return "", err
	}
	seed := filepath.Join(home, key)
	if _, err := os.Stat(filepath.Join(seed, "data")); err == nil {
		now := time.Now()
		return seed, os.Chtimes(seed, now, now) // in use: not stale
	}
	if err := removeStale(home); err != nil {
		return "", err
	}
	fresh := fmt.Sprintf("%s.new-%d", seed, os.Getpid())
	if err := makeSeed(ctx, fresh); err != nil {
		return "", errors.Join(err, os.RemoveAll(fresh))
	}
	if err := os.Rename(fresh, seed); err != nil {
		// Another test process was quicker; its seed is as good.
		if _, serr := os.Stat(filepath.Join(seed, "data")); serr != nil {
			return "", fmt.Errorf("keep seed: %w", err)
		}
		return seed, os.RemoveAll(fresh)
	}
	return seed, nil
}

// seedHome is the folder of the seeds: this user's own, or nobody's.
func seedHome() (string, error) {
	home := filepath.Join(os.TempDir(), fmt.Sprintf("faro-pgtest-%d", os.Getuid()))
	if err := os.Mkdir(home, 0o755); err != nil && !errors.Is(err, fs.ErrExist) {
		return "", fmt.Errorf("folder of the seeds: %w", err)
	}
	info, err := os.Lstat(home)
	if err != nil {
		return "", fmt.Errorf("folder of the seeds: %w", err)
	}
	st, ok := info.Sys().(*syscall.Stat_t)
	if !info.IsDir() || info.Mode().Perm()&0o022 != 0 || (ok && int(st.Uid) != os.Getuid()) {
		return "", fmt.Errorf("%s is not this user's own folder; remove it", home)
	}
	return home, nil
}

// seedKey changes with everything that goes into a seed.
func seedKey(ctx context.Context) (string, error) {
	bin, err := privatepg.FindBinaries(ctx)
	if err != nil {
		return "", err
	}
	h := sha256.New()
	fmt.Fprintln(h, seedFormat, bin.Dir, bin.Version)
	files := migrations.Postgres()
	err = fs.WalkDir(files, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := fs.ReadFile(files, path)
		fmt.Fprintln(h, path, len(b))
		h.Write(b)
		return err
	})
	if err != nil {
		return "", fmt.Errorf("read migrations: %w", err)
	}
	return hex.EncodeToString(h.Sum(nil)[:12]), nil
}

// makeSeed makes data with the migrated template in them, and leaves them stopped.
func makeSeed(ctx context.Context, dir string) error {
	s, err := privatepg.Start(ctx, privatepg.Options{Dir: dir})
	if err != nil {
		return err
	}
	return errors.Join(makeTemplate(ctx, s), s.Stop())
}

func makeTemplate(ctx context.Context, s *privatepg.Server) error {
	pool, err := pg.Open(ctx, s.DSN("postgres", privatepg.Superuser), pg.Options{})
	if err != nil {
		return err
	}
	defer pool.Close()
	if _, err := pool.Exec(ctx, "CREATE DATABASE "+template); err != nil {
		return fmt.Errorf("make template: %w", err)
	}
	if _, err := pg.Migrate(ctx, s.DSN(template, privatepg.Superuser), pg.Latest); err != nil {
		return fmt.Errorf("migrate template: %w", err)
	}
	return nil
}

// removeStale removes the seeds that nobody has used for long, and what a
// process that died has left of one.
func removeStale(home string) error {
	entries, err := os.ReadDir(home)
	if err != nil {
		return fmt.Errorf("look for old seeds: %w", err)
	}
	for _, e := range entries {
		info, err := e.Info()
		if err != nil || time.Since(info.ModTime()) < staleAfter {
			continue
		}
		if err := os.RemoveAll(filepath.Join(home, e.Name())); err != nil {
			return fmt.Errorf("remove old seed: %w", err)
		}
	}
	return nil
}
