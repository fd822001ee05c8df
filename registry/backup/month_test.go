package backup_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"filippo.io/age"
	"github.com/google/go-cmp/cmp"

	"faro.example/registry/audit/tree"
	"faro.example/registry/backup"
	"faro.example/registry/intake/intaketest"
	"faro.example/registry/monthkey"
	"faro.example/registry/pg/pgtest"
	"faro.example/shared/fault"
)

func (w *world) tryRestore(dir string, accept backup.Accept) error {
	_, err := backup.Restore(w.t.Context(), w.options(pgtest.New(w.t)), dir, accept)
	return err
}

func TestNothingOfABackupLiesOpen(t *testing.T) {
	w := newWorld(t)
	a := w.centre()
	a.Taken(arrival(a, intaketest.Minor(), a.Code())...)
	made := w.backUp(0)
	key, err := w.months().Identity(t.Context(), made.Month)
	must(t, err)
	entries, err := os.ReadDir(made.Where)
	must(t, err)
	if len(entries) != len(made.Tables)+1 {
		t.Errorf("got %d files for %d tables and a manifest", len(entries), len(made.Tables))
	}
	for _, e := range entries {
		text, err := os.ReadFile(filepath.Join(made.Where, e.Name()))
		must(t, err)
		if e.Name() == "manifest" {
			continue
		}
		if !bytes.HasPrefix(text, []byte("age-encryption.org/v1\n-> mlkem768x25519 ")) {
			t.Errorf("%s is not encrypted to the key of a month", e.Name())
		}
		r, err := age.Decrypt(bytes.NewReader(text), key)
		if err == nil {
			_, err = io.Copy(io.Discard, r)
		}
		if err != nil {
			t.Errorf("%s: not all of it is encrypted: %v", e.Name(), err)
		}
	}
	if made.Month != "2026-03" {
		t.Errorf("got %q, want the month of the backup", made.Month)
	}
}

func TestAFileOfAnotherBackupIsRefused(t *testing.T) {
	w := newWorld(t)
	a := w.centre()
	a.Taken(arrival(a, intaketest.Minor(), a.Code())...)
	first := w.backUp(0)
	a.Taken(arrival(a, intaketest.Minor(), a.Code())...)
	second := w.backUp(0)
	for _, table := range second.Tables {
		if table.Name == "records" {
			text, err := os.ReadFile(filepath.Join(first.Where, table.File))
			must(t, err)
			must(t, os.WriteFile(filepath.Join(second.Where, table.File), text, 0o600))
		}
	}
	_, err := backup.Verify(w.options(w.DB), second.Where)
	refused(t, err, fault.Invalid, "records")
	refused(t, w.tryRestore(second.Where, backup.Accept{}), fault.Invalid, "records")
	// Nor with a manifest that fits it, as anybody could write one.
	text, err := os.ReadFile(filepath.Join(first.Where, "manifest"))
	must(t, err)
	body, signature, _ := strings.Cut(string(text), "\n\n")
	for name, forged := range map[string]string{
		"altered":          strings.Replace(body, `"position": `, `"position": 1`, 1) + "\n\n" + signature,
		"without its name": body + "\n",
		"of another key":   strings.Replace(string(text), "/backup ", "/head ", 1),
	} {
		must(t, os.WriteFile(filepath.Join(first.Where, "manifest"), []byte(forged), 0o600))
		if _, err := backup.Verify(w.options(w.DB), first.Where); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: got %v, want it refused", name, err)
		}
	}
}

func TestABackupWhoseKeyWasDestroyedSaysSo(t *testing.T) {
	w := newWorld(t)
	a := w.centre()
	a.Taken(arrival(a, intaketest.Minor(), a.Code())...)
	march := w.backUp(0)
	w.SetNow(time.Date(2026, 5, 30, 23, 59, 59, 0, time.UTC))
	may := w.backUp(0)
	expire := func() []monthkey.Month {
		t.Helper()
		months, err := backup.Expire(w.options(w.DB))
		must(t, err)
		return months
	}
	if got := expire(); len(got) > 0 {
		t.Errorf("a second before the horizon: destroyed %v", got)
	}
	must(t, w.tryRestore(march.Where, backup.Accept{}))
	refused(t, backup.Destroy(w.options(w.DB), "2026-03", false), fault.Conflict, "2026-05-31")
	w.SetNow(time.Date(2026, 5, 31, 0, 0, 0, 0, time.UTC))
	if d := cmp.Diff([]monthkey.Month{"2026-03"}, expire()); d != "" {
		t.Errorf("at the horizon (-want +got):\n%s", d)
	}
	_, err := backup.Verify(w.options(w.DB), march.Where)
	refused(t, err, fault.Erased, "no backup of that month opens any more")
	refused(t, w.tryRestore(march.Where, backup.Accept{Loss: true}), fault.Erased, "destroyed on 2026-05-31")
	if err := w.tryRestore(may.Where, backup.Accept{}); err != nil {
		t.Errorf("one of a later month: %v", err)
	}
}

func TestAKeyIsDestroyedEarlyOnlyIfThatIsMeantAndItsMonthIsOver(t *testing.T) {
	w := newWorld(t)
	made := w.backUp(0)
	refused(t, backup.Destroy(w.options(w.DB), "2026-03", true), fault.Conflict, "is not over")
	refused(t, backup.Destroy(w.options(w.DB), "2026-02", true), fault.NotFound, "no key")
	w.SetNow(time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC))
	refused(t, backup.Destroy(w.options(w.DB), "2026-03", false), fault.Conflict, "2026-05-31")
	must(t, backup.Destroy(w.options(w.DB), "2026-03", true))
	_, err := backup.Verify(w.options(w.DB), made.Where)
	refused(t, err, fault.Erased, "no backup of that month opens any more")
	refused(t, backup.Destroy(w.options(w.DB), "2026-03", true), fault.Erased, "2026-04-01")
}

func TestTheKeyOfTheNewestBackupIsNotDestroyedByItself(t *testing.T) {
	w := newWorld(t)
	made := w.backUp(0)
	w.SetNow(time.Date(2027, 5, 31, 0, 0, 0, 0, time.UTC)) // a clock gone wrong, or nobody made backups
	if months, err := backup.Expire(w.options(w.DB)); err != nil || len(months) > 0 {
		t.Errorf("destroyed %v, %v", months, err)
	}
	if _, err := backup.Verify(w.options(w.DB), made.Where); err != nil {
		t.Errorf("the newest backup: %v", err)
	}
	must(t, backup.Destroy(w.options(w.DB), "2026-03", false))
	w.backUp(1) // with none kept
}

// undo makes of a backup one from before backups were encrypted.
func (w *world) undo(made backup.Made) {
	w.t.Helper()
	key, err := w.months().Identity(w.t.Context(), made.Month)
	must(w.t, err)
	m := made.Manifest
	m.Format, m.Month = 1, ""
	for i, t := range m.Tables {
		f, err := os.Open(filepath.Join(made.Where, t.File))
		must(w.t, err)
		r, err := age.Decrypt(f, key)
		must(w.t, err)
		text, err := io.ReadAll(r)
		must(w.t, err)
		must(w.t, f.Close())
		must(w.t, os.WriteFile(filepath.Join(made.Where, t.File), text, 0o600))
		m.Tables[i].Bytes, m.Tables[i].Sum = int64(len(text)), fmt.Sprintf("%x", sha256.Sum256(text))
	}
	text, err := json.MarshalIndent(m, "", "\t")
	must(w.t, err)
	must(w.t, os.WriteFile(filepath.Join(made.Where, "manifest"), fmt.Appendf(text, "\n%x\n", sha256.Sum256(text)), 0o600))
}

func TestABackupFromBeforeTheyWereEncryptedIsRestoredOnlyIfThatIsAccepted(t *testing.T) {
	w := newWorld(t)
	a := w.centre()
	a.Taken(arrival(a, intaketest.Minor(), a.Code())...)
	made := w.backUp(0)
	w.undo(made)
	m, err := backup.Verify(w.options(w.DB), made.Where)
	if err != nil || !m.Plain() {
		t.Fatalf("got %+v, %v, want it whole and plain", m.Plain(), err)
	}
	refused(t, w.tryRestore(made.Where, backup.Accept{Loss: true}), fault.Conflict, "before backups were encrypted")
	must(t, w.tryRestore(made.Where, backup.Accept{Plain: true}))
}

func TestWhatIsSignedForOnePurposeIsNothingForAnother(t *testing.T) {
	key, _, err := tree.OpenKey(t.TempDir())
	must(t, err)
	signed, err := key.Attest("backup", "text\n")
	must(t, err)
	if got, err := key.Attested("backup", signed); err != nil || got != "text\n" {
		t.Errorf("got %q, %v", got, err)
	}
	other, _, err := tree.OpenKey(t.TempDir())
	must(t, err)
	for name, try := range map[string]func() (string, error){
		"another purpose": func() (string, error) { return key.Attested("erasure", signed) },
		"another key":     func() (string, error) { return other.Attested("backup", signed) },
		"altered":         func() (string, error) { return key.Attested("backup", strings.Replace(signed, "text", "test", 1)) },
	} {
		if got, err := try(); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: got %q, %v, want it refused", name, got, err)
		}
	}
	if _, err := key.ParseHead(signed); !fault.Is(err, fault.Invalid) {
		t.Errorf("as a head: got %v", err)
	}
}
