package localdb

import (
	"bytes"
	"database/sql"
	"os"
	"path/filepath"
	"testing"

	"github.com/ncruces/go-sqlite3/driver"
)

// pages gives all pages of a store decrypted, those that are free too.
func pages(t *testing.T, db *DB) []byte {
	t.Helper()
	plain := filepath.Join(t.TempDir(), "plain")
	conn, err := db.write.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	err = conn.Raw(func(c any) error { return c.(driver.Conn).Raw().Backup("main", "file:"+plain) })
	if err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(plain)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func TestWhatWasDeletedStandsInNoPageAndTheLogIsEmpty(t *testing.T) {
	path, secret := filepath.Join(t.TempDir(), "store"), []byte("Ousmane Esempio, born in Labé")
	db, err := Create(t.Context(), path, newKey(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	in := func(q string, args ...any) {
		t.Helper()
		if err := db.InTx(t.Context(), func(tx *sql.Tx) error {
			_, err := tx.ExecContext(t.Context(), q, args...)
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	long := bytes.Repeat(secret, 400) // over several pages
	in(`INSERT INTO file_pieces (minor, digest, number, content) VALUES ('m', 'd', 0, ?)`, long)
	if !bytes.Contains(pages(t, db), secret) {
		t.Fatal("the test does not see what stands in the pages")
	}
	in(`DELETE FROM file_pieces WHERE minor = 'm'`)
	if err := db.Scrub(t.Context()); err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(pages(t, db), secret) {
		t.Error("what was deleted still stands in a page")
	}
	if st, err := os.Stat(path + "-wal"); err == nil && st.Size() > 0 {
		t.Errorf("the log beside the store still has %d bytes", st.Size())
	}
}
