package bundle

import (
	"bytes"
	"crypto/ed25519"
	"os"
	"path/filepath"
	"testing"
	"time"

	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

func newID[T ~[16]byte]() T { return T(id.New[struct{}]()) }

// written is what an installation has written for an office.
func written(t testing.TB, office institution.OfficeID, n int) []change.Record {
	t.Helper()
	agent, key := newID[change.AgentID](), ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))
	var out []change.Record
	for i := range n {
		rec, err := change.Sign(key, change.Header{
			ID: newID[change.ID](), Minor: newID[minor.ID](), Agent: agent, Seq: uint64(i) + 3, Structure: office,
			Author: newID[institution.PersonID](), Made: change.Made{At: time.Date(2026, 3, 31, 2, 0, 0, 0, time.UTC)},
			On: day.On(day.Of(2026, time.March, 31)),
		}, minor.Registered{Tag: "17"})
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, rec)
	}
	return out
}

func seal(t testing.TB, key []byte, office institution.OfficeID, records []change.Record) []byte {
	t.Helper()
	file, err := Seal(key, office, records)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func TestWhatIsSealedOpensAsItWas(t *testing.T) {
	key, office := bytes.Repeat([]byte{7}, 32), newID[institution.OfficeID]()
	want := written(t, office, 700)
	path := filepath.Join(t.TempDir(), "a.faro")
	for range 2 { // the second takes the place of the first
		if err := Write(path, seal(t, key, office, want)); err != nil {
			t.Fatal(err)
		}
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("got %v, %v", info, err)
	}
	file, err := Read(path)
	if err != nil {
		t.Fatal(err)
	}
	got, err := Open(key, file)
	if err != nil || len(got) != len(want) {
		t.Fatalf("got %d records, %v", len(got), err)
	}
	for i := range got {
		if !bytes.Equal(change.AppendRecord(nil, &got[i]), change.AppendRecord(nil, &want[i])) {
			t.Errorf("record %d is another one", i)
		}
	}
}

func TestAFileThatWasChangedOrCutOffDoesNotOpen(t *testing.T) {
	key, office := bytes.Repeat([]byte{7}, 32), newID[institution.OfficeID]()
	file := seal(t, key, office, written(t, office, 2))
	for i := range file {
		changed := bytes.Clone(file)
		changed[i] ^= 1
		for what, f := range map[string][]byte{"changed": changed, "cut off": file[:i], "made longer": append(bytes.Clone(file), file[:i+1]...)} {
			if got, err := Open(key, f); !fault.Is(err, fault.Invalid) || got != nil {
				t.Fatalf("%s at %d: got %d records, %v", what, i, len(got), err)
			}
		}
	}
	if _, err := Open(bytes.Repeat([]byte{8}, 32), file); !fault.Is(err, fault.Invalid) {
		t.Errorf("under another key: got %v", err)
	}
}

func TestAFileHoldsOnlyWhatItsHeaderNames(t *testing.T) {
	key, office := bytes.Repeat([]byte{7}, 32), newID[institution.OfficeID]()
	records, foreign := written(t, office, 2), written(t, newID[institution.OfficeID](), 1)
	for what, of := range map[string][]change.Record{
		"another office": foreign, "another installation": append(records[:1:1], written(t, office, 3)[2]), "numbers that fall": {records[1], records[0]},
	} {
		if _, err := Open(key, seal(t, key, office, of)); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: got %v", what, err)
		}
	}
}
