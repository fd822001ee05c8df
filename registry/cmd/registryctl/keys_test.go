package main

import (
	"encoding/json"
	"strings"
	"testing"

	"faro.example/registry/pg/pgtest"
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
