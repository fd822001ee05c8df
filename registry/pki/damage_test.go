package pki_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"faro.example/registry/pki"
	"faro.example/shared/change"
	"faro.example/shared/id"
)

func TestWhatIsWholeInADamagedJournalIsReadAndWhatIsAppendedIsReadBack(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "journal")
	one := pki.Entry{At: time.Unix(1_700_000_000, 0).UTC(), Installation: change.AgentID(id.New[struct{}]()), Revoked: &pki.Revoked{Why: pki.WhyOperator}}
	rapid.Check(t, func(t *rapid.T) {
		if err := os.RemoveAll(name); err != nil {
			t.Fatal(err)
		}
		j, err := pki.OpenJournal(dir)
		if err != nil {
			t.Fatal(err)
		}
		defer j.Close()
		if err := j.Append(slices.Repeat([]pki.Entry{one}, rapid.IntRange(1, 4).Draw(t, "entries"))...); err != nil {
			t.Fatal(err)
		}
		damage(t, name)
		before, err := j.Entries()
		if err != nil {
			t.Fatal(err)
		}
		if err := j.Append(one); err != nil {
			t.Fatal(err)
		}
		after, err := j.Entries()
		if err != nil || len(after) != len(before)+1 || after[len(before)].Installation != one.Installation {
			t.Fatalf("%d entries before, %d after one more: %v", len(before), len(after), err)
		}
	})
}

// damage cuts a file off and changes some of its bytes, but makes none a whole
// line: that would need its checksum.
func damage(t *rapid.T, name string) {
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	text = text[:rapid.IntRange(0, len(text)).Draw(t, "cut at")]
	for range rapid.IntRange(0, 3).Draw(t, "changes") {
		if len(text) > 0 {
			text[rapid.IntRange(0, len(text)-1).Draw(t, "at")] = rapid.Byte().Draw(t, "to")
		}
	}
	if err := os.WriteFile(name, text, 0o600); err != nil {
		t.Fatal(err)
	}
}
