package backup_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"faro.example/registry/backup"
	"faro.example/registry/intake/intaketest"
	"faro.example/registry/ledger"
	"faro.example/registry/pg"
	"faro.example/registry/pg/pgtest"
	"faro.example/shared/change"
	"faro.example/shared/fault"
)

func TestEveryRowIsThereAfterARestore(t *testing.T) {
	w := newWorld(t)
	a := w.centre()
	a.Taken(arrival(a, intaketest.Minor(), a.Code())...)
	a.Taken(arrival(a, intaketest.Minor(), "")...) // a code of the registry's own
	w.Exec(`INSERT INTO access_lines (at, role, action, allowed, reason) VALUES (now(), 'auditor', 'look', true, $1)`, "a\ttab, a \\ and a\nline: è")
	w.Exec(`INSERT INTO attachments (id, minor, named, size, held, by, touched_at) VALUES ($1, $1, '\x00ff', 3, 3, $1, now())`, intaketest.Minor())
	w.Exec(`INSERT INTO attachment_pieces (attachment, number, minor, content) SELECT id, 0, minor, '\x000a5c09ff' FROM attachments`)
	before := contents(t, w.DB)
	made := w.backUp(0)
	if len(made.Tables) != len(before) {
		t.Errorf("got %d tables, want %d", len(made.Tables), len(before))
	}
	old := w.DB
	done := w.restore(made.Where)
	if done.Position != made.Position || done.Begun != (change.Epoch{Number: 2, Restored: made.Position}) || done.Brought != 0 {
		t.Errorf("got %+v", done)
	}
	lost := missing(before, contents(t, w.DB))
	if d := cmp.Diff([]string{"public.installations", "public.ledger_head"}, names(lost)); d != "" {
		t.Errorf("tables with rows that are not there as they were (-want +got):\n%s", d)
	}
	if len(lost["public.installations"]) != 1 {
		t.Error("more than the registry's own installation has changed")
	}
	for _, q := range []string{`SELECT count(*) FROM pg_stats WHERE tablename = 'records'`, `SELECT last_value FROM access_lines_id_seq`} {
		var is, was int
		w.Scan(&is, q)
		must(t, old.Admin().QueryRow(t.Context(), q).Scan(&was))
		if is < was || is == 0 {
			t.Errorf("%s: got %d, was %d", q, is, was)
		}
	}
	w.Exec(`INSERT INTO access_lines (at, role, action, allowed) VALUES (now(), 'auditor', 'look', true)`)
	a.Taken(arrival(a, intaketest.Minor(), a.Code())...)
	w.clean()
}

func TestABackupIsOfOneMomentWhilePushesGoOn(t *testing.T) {
	w := newWorld(t)
	a := w.centre()
	ctx, stop := context.WithCancel(t.Context())
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		for ctx.Err() == nil {
			if _, err := a.TryPush(arrival(a, intaketest.Minor(), "")...); err != nil {
				t.Error(err)
			}
		}
	}()
	made := w.backUp(0)
	for made.Position < 20 {
		made = w.backUp(0)
	}
	stop()
	<-stopped
	w.restore(made.Where)
	w.clean()
}

func TestADamagedBackupIsNeitherWholeNorRestored(t *testing.T) {
	w := newWorld(t)
	a := w.centre()
	a.Taken(arrival(a, intaketest.Minor(), a.Code())...)
	made := w.backUp(0)
	db := pgtest.New(t)
	empty := contents(t, db)
	entries, err := os.ReadDir(made.Where)
	must(t, err)
	kinds := []string{"a bit", "cut off", "longer", "gone"}
	for i, e := range entries {
		name := filepath.Join(made.Where, e.Name())
		good, err := os.ReadFile(name)
		must(t, err)
		flipped := append([]byte{}, good...)
		flipped[len(flipped)/2] ^= 0x10
		bad := map[string][]byte{"a bit": flipped, "cut off": good[:len(good)-1], "longer": append(good[:len(good):len(good)], 'x')}
		how := kinds[i%len(kinds)] // each file in one way, each way for several files
		must(t, os.Remove(name))
		if bad[how] != nil {
			must(t, os.WriteFile(name, bad[how], 0o600))
		}
		if _, err := backup.Verify(w.options(w.DB), made.Where); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s, %s: verify: got %v, want invalid", e.Name(), how, err)
		}
		if i%9 == 0 { // a restore verifies as verify does: some in each way are enough
			if _, err = backup.Restore(t.Context(), w.options(db), made.Where, backup.Accept{}); !fault.Is(err, fault.Invalid) {
				t.Errorf("%s, %s: restore: got %v, want invalid", e.Name(), how, err)
			}
		}
		must(t, errors.Join(os.RemoveAll(name), os.WriteFile(name, good, 0o600)))
	}
	if d := cmp.Diff(empty, contents(t, db)); d != "" {
		t.Errorf("something was restored (-before +after):\n%s", d)
	}
	if _, err := backup.Restore(t.Context(), w.options(db), made.Where, backup.Accept{}); err != nil {
		t.Errorf("whole again: %v", err)
	}
}

func TestABackupIsForItsOwnerOnlyAndHasAFolderOfItsOwn(t *testing.T) {
	w := newWorld(t)
	made := w.backUp(0)
	must(t, filepath.Walk(made.Where, func(name string, info os.FileInfo, err error) error {
		if err == nil && info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s can be read by others: %v", name, info.Mode())
		}
		return err
	}))
	_, err := backup.Make(t.Context(), w.options(w.DB), made.Where, 0)
	refused(t, err, fault.Conflict, "not empty")
	_, err = backup.Verify(w.options(w.DB), t.TempDir())
	refused(t, err, fault.Invalid, "no backup")
}

func TestOnlyAnEmptyDatabaseOfTheSameVersionIsRestored(t *testing.T) {
	w := newWorld(t)
	a := w.centre()
	a.Taken(arrival(a, intaketest.Minor(), a.Code())...)
	made := w.backUp(0)
	try := func(o backup.Options) error {
		_, err := backup.Restore(t.Context(), o, made.Where, backup.Accept{})
		return err
	}
	refused(t, try(w.options(w.DB)), fault.Conflict, "not empty")

	older := pgtest.Empty(t)
	_, err := pg.Migrate(t.Context(), older.MigratorDSN(), 2)
	must(t, err)
	refused(t, try(w.options(older)), fault.Conflict, "version 2")

	other := w.options(pgtest.New(t))
	other.State = newWorld(t).state
	refused(t, try(other), fault.Invalid, "another registry")
	other.State = t.TempDir()
	refused(t, try(other), fault.Invalid, "no keys")

	bound := w.options(pgtest.New(t))
	db := pgtest.New(t)
	bound.DSN = db.DSN("faro_intake")
	refused(t, try(bound), fault.Invalid, "every row")
	bound.DSN = w.DB.DSN("faro_reader")
	_, err = backup.Make(t.Context(), bound, filepath.Join(t.TempDir(), "b"), 0)
	refused(t, err, fault.Invalid, "every row")
}

func TestAgentsAreToldWhatTheyNeedNotKeep(t *testing.T) {
	w := newWorld(t)
	a := w.centre()
	safe := func() uint64 {
		h, err := ledger.Read(t.Context(), w.DB.As("faro_intake"))
		must(t, err)
		return h.Safe
	}
	if got := safe(); got != 0 {
		t.Errorf("got %d before any backup, want 0", got)
	}
	var positions []uint64
	var made []backup.Made
	for range 3 {
		a.Taken(arrival(a, intaketest.Minor(), a.Code())...)
		made = append(made, w.backUp(2))
		w.SetNow(w.Now().Add(1))
		positions = append(positions, made[len(made)-1].Position)
	}
	if got := safe(); got != positions[1] || made[2].Kept != 2 || made[2].Safe != positions[1] {
		t.Errorf("got %d and %+v, want the position of the oldest of the two kept: %d", got, made[2], positions[1])
	}
	if d := cmp.Diff([]string{made[0].Where}, made[2].Gone); d != "" {
		t.Errorf("let go (-want +got):\n%s", d)
	}
	_, err := backup.Restore(t.Context(), w.options(pgtest.New(t)), made[0].Where, backup.Accept{})
	refused(t, err, fault.Conflict, "agents keep only")
	if _, err := backup.Restore(t.Context(), w.options(pgtest.New(t)), made[0].Where, backup.Accept{Loss: true}); err != nil {
		t.Errorf("the loss accepted: %v", err)
	}
}

func TestALifeOfTheLedgerNeverHasTheNumberOfAnother(t *testing.T) {
	w := newWorld(t)
	a := w.centre()
	push := func() { a.Taken(arrival(a, intaketest.Minor(), a.Code())...) }
	push()
	first := w.backUp(0)
	push()
	second := w.backUp(0)
	if got := w.restore(first.Where).Begun; got != (change.Epoch{Number: 2, Restored: first.Position}) {
		t.Errorf("got %+v", got)
	}
	a.Seq -= 2
	push()
	// The second backup is of the life before: what it has above the first is
	// not what the ledger had since.
	if got := w.restore(second.Where).Begun; got != (change.Epoch{Number: 3, Restored: first.Position}) {
		t.Errorf("got %+v, want epoch 3 from where the lives part", got)
	}
	epochs, err := ledger.Epochs(t.Context(), w.DB.As("faro_intake"))
	must(t, err)
	want := []change.Epoch{{Number: 1}, {Number: 2, Restored: first.Position}, {Number: 3, Restored: first.Position}}
	if d := cmp.Diff(want, epochs); d != "" {
		t.Errorf("epochs (-want +got):\n%s", d)
	}
	w.clean()
}
