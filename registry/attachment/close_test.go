package attachment_test

import (
	"bytes"
	"fmt"
	"io"
	"testing"

	"faro.example/registry/attachment"
	"faro.example/registry/seal"
	"faro.example/shared/api"
	"faro.example/shared/content"
	"faro.example/shared/minor"
)

// kept has the centre name and bring a file.
func (w *town) kept(t *testing.T, pieces int) (api.FileID, []byte) {
	t.Helper()
	raw, f := scan(t, pieces)
	w.names(f)
	state, err := w.desk.Keep(t.Context(), w.centre.Caller(), w.child, f, raw)
	if err != nil || !state.Whole {
		t.Fatalf("got %+v, %v", state, err)
	}
	return state.ID, raw
}

// keys are the ordinary key of the child and the one of files, closed besides.
func (w *town) keys(t *testing.T) (ordinary, closed *seal.Key) {
	t.Helper()
	found, err := w.Sealer.Find(t.Context(), w.DB.As("faro_intake"), []minor.ID{w.child})
	if err != nil {
		t.Fatal(err)
	}
	if closed, err = found[w.child].In("files"); err != nil {
		t.Fatal(err)
	}
	return found[w.child], closed
}

// opensBy counts what of a file opens by a key: its name, and each piece.
func (w *town) opensBy(t *testing.T, key *seal.Key, file api.FileID, pieces int) (n int) {
	t.Helper()
	var sealed []byte
	w.Scan(&sealed, `SELECT named FROM attachments WHERE id = $1`, file)
	if _, err := key.Open(seal.Place{Table: "attachments", Column: "named", Row: file}, sealed); err == nil {
		n++
	}
	for i := range pieces {
		w.Scan(&sealed, `SELECT content FROM attachment_pieces WHERE attachment = $1 AND number = $2`, file, i)
		if _, err := key.Open(seal.Place{Table: "attachment_pieces", Column: fmt.Sprintf("content %d", i), Row: file}, sealed); err == nil {
			n++
		}
	}
	return n
}

// closes has a desk that began just now close what is from before.
func (w *town) closes(t *testing.T) int {
	t.Helper()
	d, err := attachment.New(w.desk.Config)
	if err != nil {
		t.Fatal(err)
	}
	n, err := d.Close(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestFilesAreClosedUnderBothKeysOfTheirChild(t *testing.T) {
	w := newTown(t, content.Limits{})
	file, _ := w.kept(t, 2)
	ordinary, closed := w.keys(t)
	if n := w.opensBy(t, ordinary, file, 2); n != 0 {
		t.Errorf("%d parts of a file open by the ordinary key alone", n)
	}
	if n := w.opensBy(t, closed, file, 2); n != 3 {
		t.Errorf("%d of 3 parts open by both keys", n)
	}
	if n := w.closes(t); n != 0 {
		t.Errorf("%d files that are closed are closed again", n)
	}
}

func TestFilesFromBeforeAreClosedOnceEveryServerOpensThem(t *testing.T) {
	w := newTown(t, content.Limits{})
	w.Exec(`INSERT INTO servers (id, tables, rules, level) VALUES (gen_random_uuid(), 46, 1, 1)`)
	file, raw := w.kept(t, 2)
	ordinary, closed := w.keys(t)
	if n := w.opensBy(t, ordinary, file, 2); n != 3 || w.closes(t) != 0 {
		t.Fatalf("an older server runs that opens %d of 3 parts", n)
	}
	w.Exec(`DELETE FROM servers`)
	reader, err := w.desk.Open(t.Context(), ministry(), file)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := reader.Read(make([]byte, 10)); err != nil {
		t.Fatal(err)
	}
	if n := w.closes(t); n != 1 || w.opensBy(t, ordinary, file, 2) != 0 || w.opensBy(t, closed, file, 2) != 3 {
		t.Errorf("closed %d files, of which %d parts open by the ordinary key and %d by both", n, w.opensBy(t, ordinary, file, 2), w.opensBy(t, closed, file, 2))
	}
	if _, err := reader.Seek(0, io.SeekStart); err != nil {
		t.Fatal(err)
	}
	if got := read(t, reader); !bytes.Equal(got, raw) { // who was reading it reads on
		t.Error("who was reading it reads something else")
	}
	if report, err := w.desk.Check(t.Context()); err != nil || report.Whole != 1 || len(report.Corrupt) != 0 {
		t.Errorf("got %+v, %v", report, err)
	}
	if n := w.closes(t); n != 0 {
		t.Errorf("%d files are closed again", n)
	}
}
