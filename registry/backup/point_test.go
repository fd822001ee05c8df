package backup_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"faro.example/registry/backup"
	"faro.example/registry/intake/intaketest"
	"faro.example/registry/ledger"
	"faro.example/registry/pg"
	"faro.example/registry/pg/pgtest"
	"faro.example/registry/pg/privatepg"
	"faro.example/registry/walarchive"
	"faro.example/shared/change"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
)

// archiving is where the server of the tests archives, once the file keys is
// there; itself holds a copy of this program, which PostgreSQL's user can reach.
var archiving struct{ folder, itself, keys string }

// TestMain has the server of the tests archive its log by this program.
func TestMain(m *testing.M) {
	if len(os.Args) > 3 && (os.Args[1] == "archive" || os.Args[1] == "fetch") {
		os.Exit(code(asProgram(os.Args[1:])))
	}
	err := prepareArchive()
	status := code(err)
	if err == nil {
		status = m.Run()
	}
	os.Exit(max(status, code(os.RemoveAll(filepath.Dir(archiving.itself)))))
}

func code(err error) int {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

// asProgram does what registryctl backup archive and fetch do.
func asProgram(args []string) error {
	if args[0] == "fetch" {
		return backup.Fetch(args[4], args[1], args[2])
	}
	keys, err := walarchive.ReadPublic(args[3])
	if err != nil {
		return err
	}
	month, err := time.Parse("2006-01", string(keys.Months[0].Month)) // the tests' clock is not the machine's
	if err != nil {
		return err
	}
	return walarchive.Writer{Folder: args[2], Keys: keys, Now: func() time.Time { return month }}.Put(context.Background(), args[1])
}

func prepareArchive() (err error) {
	dir, err := os.MkdirTemp(memory(), "faro-archive-")
	if err != nil {
		return err
	}
	archiving.itself, archiving.folder, archiving.keys = filepath.Join(dir, "itself"), filepath.Join(dir, "wal"), filepath.Join(dir, "keys")
	if err := errors.Join(os.Chmod(dir, 0o711), os.Mkdir(archiving.folder, 0o700), os.Chmod(archiving.folder, 0o777)); err != nil {
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	in, err := os.Open(self)
	if err != nil {
		return err
	}
	out, err := os.OpenFile(archiving.itself, os.O_CREATE|os.O_WRONLY, 0o755)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	pgtest.Settings = map[string]string{
		"wal_level": "replica", "max_wal_senders": "4", "archive_mode": "on",
		"archive_command": fmt.Sprintf("test ! -e %[3]s || %[1]s archive %%p %[2]s %[3]s", archiving.itself, archiving.folder, archiving.keys),
	}
	return errors.Join(err, in.Close(), out.Close(), os.Chmod(archiving.itself, 0o755))
}

// archive has the server archive with this registry's keys, from now to the
// test's end.
func (w *world) archive() {
	w.t.Helper()
	keys, err := walarchive.Export(w.t.Context(), w.state, w.months(), 1)
	must(w.t, err)
	text := fmt.Sprintf(`{"secret": %q, "months": [{"month": %q, "recipient": %q}]}`, base64of(keys.Secret), keys.Months[0].Month, keys.Months[0].Recipient)
	must(w.t, os.WriteFile(archiving.keys, []byte(text), 0o640))
	must(w.t, giveToServer(archiving.keys))
	w.t.Cleanup(func() { must(w.t, os.Remove(archiving.keys)) })
}

// switched returns once all that was written is archived.
func (w *world) switched() {
	w.t.Helper()
	var name string
	must(w.t, w.DB.Admin().QueryRow(w.t.Context(), `SELECT pg_walfile_name(pg_switch_wal())`).Scan(&name))
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		var last, failed string
		must(w.t, w.DB.Admin().QueryRow(w.t.Context(), `SELECT coalesce(last_archived_wal, ''), coalesce(last_failed_wal, '') FROM pg_stat_archiver`).Scan(&last, &failed))
		if last >= name {
			return
		}
		select {
		case <-tick.C:
		case <-w.t.Context().Done():
			w.t.Fatalf("%s is not archived; %s failed", name, failed)
		}
	}
}

// base makes a base backup.
func (w *world) base() backup.Made {
	w.t.Helper()
	return w.baseIn(w.room(), "base")
}

// baseIn makes a base backup in a folder of a folder.
func (w *world) baseIn(shelf, name string) backup.Made {
	w.t.Helper()
	made, err := backup.MakeBase(w.t.Context(), w.options(w.DB), filepath.Join(shelf, name), archiving.folder, 0)
	must(w.t, err)
	return made
}

// room is a new folder below which the server's user can reach.
func (w *world) room() string {
	w.t.Helper()
	dir, err := os.MkdirTemp(memory(), "faro-point-")
	must(w.t, err)
	w.t.Cleanup(func() { must(w.t, os.RemoveAll(dir)) })
	must(w.t, os.Chmod(dir, 0o711))
	return dir
}

// target is a new data directory for a restore, below a folder that a server can
// be started on.
func (w *world) target() backup.Target {
	w.t.Helper()
	dir := w.room()
	must(w.t, os.Mkdir(filepath.Join(dir, "pg"), 0o700))
	must(w.t, giveToServer(filepath.Join(dir, "pg")))
	bin, err := privatepg.FindBinaries(w.t.Context())
	must(w.t, err)
	return backup.Target{
		Into: filepath.Join(dir, "pg", "data"), Archive: archiving.folder, Programs: bin.Dir, Fetch: []string{archiving.itself, "fetch"},
	}
}

// run starts a server on what was restored, and gives a pool of who may see all.
func (w *world) run(t backup.Target) *pgxpool.Pool {
	w.t.Helper()
	s, err := privatepg.Start(w.t.Context(), privatepg.Options{Dir: filepath.Dir(t.Into)})
	must(w.t, err)
	pool, err := pg.Open(w.t.Context(), s.DSN(w.DB.Name(), privatepg.Superuser), pg.Options{MaxConns: 2})
	must(w.t, err)
	w.t.Cleanup(func() {
		pool.Close()
		must(w.t, s.Stop())
	})
	return pool
}

func positions(t *testing.T, pool *pgxpool.Pool) (n uint64) {
	t.Helper()
	must(t, pool.QueryRow(t.Context(), `SELECT max(position) FROM records`).Scan(&n))
	return n
}

func keysOf(t *testing.T, pool *pgxpool.Pool, m minor.ID) (n int) {
	t.Helper()
	must(t, pool.QueryRow(t.Context(), `SELECT count(*) FROM minor_keys WHERE minor = $1`, m).Scan(&n))
	return n
}

// pruned removes what is older than a base backup, and the log before it.
func (w *world) pruned(shelf string, old, stays backup.Made) {
	w.t.Helper()
	o := w.options(w.DB)
	o.Now = func() time.Time { return stays.Made.AddDate(0, 0, 36) }
	done, err := backup.Prune(w.t.Context(), o, backup.Pruning{Bases: shelf, Archive: archiving.folder, Days: 35})
	must(w.t, err)
	if len(done.Bases) != 1 || done.Bases[0] != old.Where || done.Oldest != stays.Where || !done.From.Equal(stays.Made) {
		w.t.Fatalf("got %+v, want %s gone and %s the oldest", done, old.Where, stays.Where)
	}
	keys, err := walarchive.ReadPublic(archiving.keys)
	must(w.t, err)
	trim := walarchive.Trim{Folder: archiving.folder, System: done.System, Secret: keys.Secret, Before: done.Before, Since: stays.Made}
	gone, err := trim.Run()
	if err != nil || len(gone.Names) < 2 || len(gone.Names) != len(done.Log.Names) {
		w.t.Fatalf("got %+v, %v, want the log of the base backup that is gone: %v", gone, err, done.Log.Names)
	}
	if c, err := o.Chain(w.t.Context(), stays.Manifest, archiving.folder); err != nil || c.Gap != "" {
		w.t.Errorf("what stays: got %+v, %v", c, err)
	}
}

// TestABaseBackupIsBroughtToAnyMoment restores one base backup to a position, to
// a time, and to the end, once all that is older was removed; whoever was erased
// after that moment stays erased.
func TestABaseBackupIsBroughtToAnyMoment(t *testing.T) {
	w := newWorld(t)
	w.SetNow(time.Date(2030, 5, 19, 12, 0, 0, 0, time.UTC))
	w.archive()
	shelf := w.room()
	old := w.baseIn(shelf, "old")
	w.SetNow(time.Date(2030, 5, 20, 12, 0, 0, 0, time.UTC))
	a := w.centre()
	gone := w.grown(a)
	a.Taken(arrival(a, intaketest.Minor(), a.Code())...)
	made := w.baseIn(shelf, "new")
	a.Taken(arrival(a, intaketest.Minor(), a.Code())...)
	then, err := ledger.Read(t.Context(), w.DB.Admin())
	must(t, err)
	var at time.Time
	must(t, w.DB.Admin().QueryRow(t.Context(), `SELECT clock_timestamp()`).Scan(&at))
	a.Taken(arrival(a, intaketest.Minor(), a.Code())...)
	if erased := w.erase(); len(erased) != 1 || erased[0].Minor != gone {
		t.Fatalf("got %+v, want the child erased", erased)
	}
	a.Taken(arrival(a, intaketest.Minor(), a.Code())...)
	last := positions(t, w.DB.Admin())
	w.switched()
	w.pruned(shelf, old, made)

	for _, c := range []struct {
		name      string
		set       func(*backup.Target)
		want      uint64
		againGone int
	}{
		{"to the end", func(*backup.Target) {}, last, 0},
		{"to a position", func(g *backup.Target) { g.Position = then.Position }, then.Position, 1},
		{"to a time", func(g *backup.Target) { g.At = at }, then.Position, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			to := w.target()
			c.set(&to)
			done, err := backup.RestorePoint(t.Context(), w.options(w.DB), made.Where, to)
			must(t, err)
			if done.Position != c.want || done.Begun.Restored != c.want || done.Erased != c.againGone {
				t.Errorf("got %+v, want position %d, and %d erased again", done, c.want, c.againGone)
			}
			pool := w.run(to)
			head, err := ledger.Read(t.Context(), pool)
			must(t, err)
			if got := positions(t, pool); got != c.want || head.Epoch != done.Begun.Number || head.Epoch < 2 {
				t.Errorf("got records up to %d in epoch %d, want %d in epoch %d", got, head.Epoch, c.want, done.Begun.Number)
			}
			if keysOf(t, pool, gone) != 0 {
				t.Error("who was erased is there again")
			}
		})
	}
}

func TestABaseBackupIsNotRestoredPastWhatTheArchiveHolds(t *testing.T) {
	w := newWorld(t)
	w.archive()
	a := w.centre()
	made := w.base()
	for range 3 {
		a.Taken(arrival(a, intaketest.Minor(), a.Code())...)
		w.switched()
	}
	chain, err := w.options(w.DB).Chain(t.Context(), made.Manifest, archiving.folder)
	must(t, err)
	restore := func(set func(*backup.Target)) error {
		to := w.target()
		set(&to)
		_, err := backup.RestorePoint(t.Context(), w.options(w.DB), made.Where, to)
		if left, rerr := os.ReadDir(to.Into); rerr != nil && !errors.Is(rerr, fs.ErrNotExist) || len(left) > 0 {
			t.Errorf("got %v (%v) left in the data directory", left, rerr)
		}
		return err
	}
	refused(t, restore(func(g *backup.Target) { g.At = time.Now().Add(time.Hour) }), fault.Conflict, "the archive ends before that moment")
	refused(t, restore(func(g *backup.Target) { g.Position = 100_000 }), fault.Conflict, "leads to the positions")

	missing := chain.Segments[len(chain.Segments)-2]
	path := filepath.Join(archiving.folder, made.Base.System, missing)
	text, err := os.ReadFile(path)
	must(t, err)
	must(t, os.Remove(path))
	refused(t, restore(func(*backup.Target) {}), fault.Conflict, missing+" is missing")
	if c, err := w.options(w.DB).Chain(t.Context(), made.Manifest, archiving.folder); err != nil || c.Gap != missing {
		t.Errorf("verify: got %+v, %v, want the gap %s", c, err, missing)
	}
	text[len(text)-9] ^= 1 // what is damaged is not the end of the log
	must(t, os.WriteFile(path, text, 0o644))
	refused(t, restore(func(*backup.Target) {}), fault.Invalid, missing+" is not as it was archived")

	_, err = backup.Restore(t.Context(), w.options(pgtest.New(t)), made.Where, backup.Accept{})
	refused(t, err, fault.Conflict, "this is a base backup")
	tables := w.backUp(0)
	to := w.target()
	_, err = backup.RestorePoint(t.Context(), w.options(w.DB), tables.Where, to)
	refused(t, err, fault.Conflict, "it holds one moment only")
}

func TestNothingOfABaseBackupLiesOpenAndADamagedOneIsNotRestored(t *testing.T) {
	w := newWorld(t)
	w.archive()
	made := w.base()
	file := filepath.Join(made.Where, made.Base.File)
	text, err := os.ReadFile(file)
	must(t, err)
	for _, open := range []string{"PG_VERSION", "ustar", "\x28\xb5\x2f\xfd"} {
		if strings.Contains(string(text[:1<<20]), open) {
			t.Errorf("%q lies open", open)
		}
	}
	if made.Epochs[0] != (change.Epoch{Number: 1}) || made.Position == 0 && made.Safe != 0 {
		t.Errorf("got %+v", made)
	}
	text[len(text)/2] ^= 1
	must(t, os.WriteFile(file, text, 0o600))
	_, err = backup.Verify(w.options(w.DB), made.Where)
	refused(t, err, fault.Invalid, "not as it was written")
	_, err = backup.RestorePoint(t.Context(), w.options(w.DB), made.Where, w.target())
	refused(t, err, fault.Invalid, "not as it was written")
}
