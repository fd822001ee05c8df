package e2e

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"faro.example/deploy/stack"
	"faro.example/registry/pg/privatepg"
	"faro.example/shared/change"
)

// archived has a world's PostgreSQL archive its log by registryctl, as
// deploy/packages/postgresql.conf has it.
func archived(t *testing.T) (set func(*stack.Options), keys, wal string) {
	t.Helper()
	bin, err := programs()
	must(t, err)
	dir, err := os.MkdirTemp("", "faro-wal-*")
	must(t, err)
	t.Cleanup(func() { must(t, os.RemoveAll(dir)) })
	must(t, os.Chmod(dir, 0o711))
	must(t, os.Chmod(bin, 0o711)) // PostgreSQL runs as another user
	keys, wal = filepath.Join(dir, "archive.keys"), filepath.Join(dir, "wal")
	must(t, os.Mkdir(wal, 0o700))
	must(t, giveToPostgres(wal))
	return func(o *stack.Options) {
		o.Settings = map[string]string{
			"wal_level": "replica", "max_wal_senders": "4", "archive_mode": "on",
			"archive_command": fmt.Sprintf("%s backup archive %%p --archive %s --keys %s", filepath.Join(bin, "registryctl"), wal, keys),
		}
	}, keys, wal
}

// giveToPostgres makes who runs PostgreSQL the owner of a file.
func giveToPostgres(path string) error {
	if os.Geteuid() != 0 {
		return nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		u, err = user.Lookup("nobody")
	}
	if err != nil {
		return err
	}
	uid, err := strconv.Atoi(u.Uid)
	if err != nil {
		return err
	}
	gid, err := strconv.Atoi(u.Gid)
	if err != nil {
		return err
	}
	return os.Chown(path, uid, gid)
}

// TestTheDatabasesMachineIsLostAndComesBackAsOfAMoment loses PostgreSQL's whole
// data directory, and brings it back, by a base backup and the archived log, to
// a moment between two changes; the agents give back what came after it.
func TestTheDatabasesMachineIsLostAndComesBackAsOfAMoment(t *testing.T) {
	ctx := t.Context()
	set, keys, wal := archived(t)
	w := newWorld(t, set)
	text, err := w.Ctl(ctx, "backup", "keys", "export")
	must(t, err)
	must(t, os.WriteFile(keys, []byte(text), 0o640))
	must(t, giveToPostgres(keys))
	must(t, w.logArchived(ctx)) // it fails to until the keys are there
	at := one(w.newCentres(ctx, 1))(t)
	a := w.served(t, "lampedusa", at.Code, w.service.Code)
	b := &branch{centre: at, agent: a}
	arrives := func(tag string) {
		t.Helper()
		_, err := arrive(ctx, a, at, tag)
		must(t, err)
		must(t, settled(ctx, a))
	}

	arrives("before the base backup")
	base := filepath.Join(w.dir, "base")
	began := time.Now()
	out, err := w.Ctl(ctx, "backup", "make", "--base", "--archive", wal, "--to", base, "--role", privatepg.Superuser)
	must(t, err)
	t.Logf("in %v: %s", time.Since(began), out)
	arrives("in the log alone")
	type point struct {
		Position int64
		At       time.Time
	}
	then := one(ask[point](ctx, w, `SELECT position, clock_timestamp() FROM ledger_head`))(t)
	arrives("after the moment")
	r := &restores{world: w}
	before, err := r.acknowledged(ctx, []*branch{b})
	must(t, err)
	must(t, w.logArchived(ctx))
	a.Line.Cut()

	w.loseMachine(t)
	data := filepath.Join(w.dir, "postgres", "data")
	bin, err := privatepg.FindBinaries(ctx)
	must(t, err)
	restore := []string{"backup", "restore", "--from", base, "--archive", wal, "--into", data, "--programs", bin.Dir}
	began = time.Now()
	out, err = w.Ctl(ctx, append(restore, "--at", then.At.UTC().Format(time.RFC3339Nano))...)
	must(t, err)
	t.Logf("in %v: %s", time.Since(began), out)
	if want := fmt.Sprintf("epoch 2 begins: agents give back what they hold above position %d", then.Position); !strings.Contains(out, want) {
		t.Fatalf("got\n%s\nwant %q", out, want)
	}
	must(t, w.Postgres.Restart(ctx))
	if got := w.count(t); got.Total != 2 {
		t.Errorf("got %d present at the moment, want 2", got.Total)
	}
	must(t, w.StartRegistry(ctx))
	a.Line.Restore()
	must(t, w.quiet(ctx, a))
	must(t, r.compare(ctx, []*branch{b}, before, []struct{ ID change.AgentID }{}))
	if got := w.count(t); got.Total != 3 {
		t.Errorf("got %d present once the agent has come back, want 3", got.Total)
	}
	must(t, w.archivesOn(ctx, base, wal))
}

// logArchived returns once all that was written is archived.
func (w *world) logArchived(ctx context.Context) error {
	names, err := ask[struct{ Name string }](ctx, w, `SELECT pg_walfile_name(pg_switch_wal())`)
	if err != nil {
		return err
	}
	return until(ctx, names[0].Name+" is archived", func(ctx context.Context) (bool, error) {
		last, err := ask[struct{ Name string }](ctx, w, `SELECT coalesce(last_archived_wal, '') FROM pg_stat_archiver`)
		return err == nil && last[0].Name >= names[0].Name, err
	})
}

// loseMachine kills the registry and PostgreSQL, and removes its data.
func (w *world) loseMachine(t *testing.T) {
	t.Helper()
	data := filepath.Join(w.dir, "postgres", "data")
	must(t, errors.Join(w.Registryd.Kill(), w.Postgres.Kill(), os.RemoveAll(data)))
}

// archivesOn makes sure that the restored cluster archives its new life, and that
// the chain from the old base backup leads on into it without a gap.
func (w *world) archivesOn(ctx context.Context, base, wal string) error {
	if err := w.logArchived(ctx); err != nil {
		return err
	}
	return until(ctx, "the archive leads into the new life", func(ctx context.Context) (bool, error) {
		out, err := w.Ctl(ctx, "backup", "verify", "--from", base, "--archive", wal)
		return err == nil && strings.Contains(out, "up to 00000002"), err
	})
}
