package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"faro.example/registry/pg/pgtest"
	"faro.example/shared/fault"
)

func TestKeysAreRotatedAndRetiredAtTheCommandLine(t *testing.T) {
	m := newTerminal(t, pgtest.New(t))
	m.must(t, "init")
	states := func() (out []keyState) {
		if err := json.Unmarshal([]byte(m.must(t, "keys", "status", "--json")), &out); err != nil {
			t.Fatal(err)
		}
		return out
	}
	old := states()
	if len(old) != 2 || !old[0].First || !old[0].Held || old[0].Half != "ordinary" || !old[1].First || old[1].Half != "closed" {
		t.Fatalf("at first: %+v", old)
	}
	m.must(t, "keys", "rotate")
	if got := states(); len(got) != 3 || got[0].Name == old[0].Name || got[0].Others != 3 || got[1].Name != old[0].Name || got[1].Others != 0 {
		t.Fatalf("rotated: %+v", got)
	}
	if out := m.must(t, "keys", "retire"); !strings.Contains(out, old[0].Name+" is retired") {
		t.Errorf("retired: %s", out)
	}
	m.must(t, "keys", "rotate", "--closed")
	if out := m.must(t, "keys", "retire"); !strings.Contains(out, old[1].Name+" is retired") {
		t.Errorf("retired of what is closed: %s", out)
	}
	if out := m.must(t, "keys"); !strings.Contains(out, "keep a copy as long as there are backups") {
		t.Errorf("what is told of the retired key: %s", out)
	}
	m.must(t, "check")
	if line := m.must(t, "keys", "make"); !strings.HasPrefix(line, "faro-seal-1:") {
		t.Errorf("made %d characters", len(line))
	}
}

func TestAMissingKeyOfWhatIsClosedIsMadeOnlyWhereNothingIs(t *testing.T) {
	m := newTerminal(t, pgtest.New(t))
	m.must(t, "init")
	file := filepath.Join(m.state, "closed.key")
	remove := func() {
		t.Helper()
		if err := os.Remove(file); err != nil {
			t.Fatal(err)
		}
	}
	remove() // as in a folder that is older than this key
	if _, errs, err := m.try(t, "keys"); err != nil || !strings.Contains(errs, "copy the state folder") {
		t.Errorf("nothing is closed yet: got %v, %q", err, errs)
	}
	if _, err := m.db.Admin().Exec(t.Context(), `INSERT INTO minor_keys (minor, wrapped, wrapped_by, closed, closed_by)
		SELECT gen_random_uuid(), '', name, '', name FROM wrapping_keys LIMIT 1`); err != nil {
		t.Fatal(err)
	}
	remove()
	if _, _, err := m.try(t, "keys"); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "closed.key") {
		t.Errorf("something is closed: got %v, want it refused", err)
	}
	if _, err := os.Stat(file); !os.IsNotExist(err) {
		t.Errorf("a key that opens nothing was made: %v", err)
	}
}
