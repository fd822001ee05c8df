package main

import (
	"encoding/json"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"faro.example/registry/audit"
	"faro.example/registry/audit/tree"
	"faro.example/shared/fault"
)

const (
	carla  = "01890a5d-ac96-774b-bcce-b302099a8058" // an auditor
	nobody = "01890a5d-ac96-774b-bcce-b302099a8059"
)

const withAuditor = `{"people": [{"id": "` + carla + `", "name": "Carla", "role": "auditor", "office_code": "C-SR"}]}`

// sealed gives everything its place in the tree, as registryd does.
func (m *terminal) sealed(t *testing.T) {
	t.Helper()
	key, _, err := tree.OpenKey(m.state)
	if err != nil {
		t.Fatal(err)
	}
	s := tree.NewSealer(tree.Options{
		Pool: m.db.As("faro_audit"), Key: key, State: m.state, Now: time.Now, Log: slog.New(slog.DiscardHandler), Metrics: prometheus.NewRegistry(),
	})
	if _, err := s.Seal(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func audited(t *testing.T) *terminal {
	t.Helper()
	m := ready(t)
	m.must(t, "import", "catalogue", writeFile(t, "auditor.json", withAuditor))
	m.must(t, "census")
	return m
}

func (m *terminal) as(who string, args ...string) []string {
	return append(append([]string{"audit"}, args...), "--as", who, "--reason", "review")
}

func TestTheRecordIsVerifiedProvenAndCheckedOffLine(t *testing.T) {
	m := audited(t)
	if _, _, err := m.try(t, "audit", "checkpoint"); !fault.Is(err, fault.Busy) {
		t.Errorf("before anything was signed: got %v", err)
	}
	if out := m.must(t, "audit", "verify"); !strings.Contains(out, "not yet in the tree: lines 1") {
		t.Errorf("got %q, want what waits named", out)
	}
	m.sealed(t)
	checkpoint := writeFile(t, "checkpoint", m.must(t, "audit", "checkpoint"))
	key := writeFile(t, "key.pub", m.must(t, "audit", "key"))
	m.must(t, "census")
	m.sealed(t)
	if out := m.must(t, "audit", "verify", "--checkpoint", checkpoint); !strings.Contains(out, "are whole, under 5 signed heads") {
		t.Errorf("got %q", out)
	}
	var counted string
	if err := m.db.Admin().QueryRow(t.Context(), `SELECT min(id)::text FROM access_lines WHERE action = 'count-census'`).Scan(&counted); err != nil {
		t.Fatal(err)
	}
	proof := writeFile(t, "proof.json", m.must(t, m.as(carla, "prove", counted, "--checkpoint", checkpoint)...))
	alone := &terminal{db: m.db, args: []string{"--database", "postgres://127.0.0.1:1/none", "--state", filepath.Join(t.TempDir(), "none")}}
	out := alone.must(t, "audit", "check-proof", proof, "--key", key)
	if !strings.Contains(out, `"action":"count-census"`) || !strings.Contains(out, "has only grown since") {
		t.Errorf("got %q", out)
	}
	if _, _, err := alone.try(t, "audit", "check-proof", proof); !fault.Is(err, fault.Invalid) {
		t.Errorf("without a key: got %v", err)
	}
	text, err := os.ReadFile(proof)
	if err != nil {
		t.Fatal(err)
	}
	forged := writeFile(t, "forged.json", strings.Replace(string(text), "count-census", "count-sensus", 1))
	if _, _, err := alone.try(t, "audit", "check-proof", forged, "--key", key); !fault.Is(err, fault.Invalid) {
		t.Errorf("a forged proof: got %v", err)
	}
	if _, err := m.db.Admin().Exec(t.Context(), `ALTER TABLE access_lines DISABLE TRIGGER USER; UPDATE access_lines SET reason = 'x' WHERE id = 1`); err != nil {
		t.Fatal(err)
	}
	out, _, err = m.try(t, "audit", "verify")
	if !fault.Is(err, fault.Conflict) || !strings.Contains(out, "changed: line 1") {
		t.Errorf("got %q and %v, want line 1 named", out, err)
	}
}

func TestTheRecordIsForAuditorsAndEveryoneWhoAsksLeavesALine(t *testing.T) {
	m := audited(t)
	m.sealed(t)
	out := filepath.Join(t.TempDir(), "lines.jsonl")
	agent := ""
	if err := m.db.Admin().QueryRow(t.Context(), `SELECT id FROM installations`).Scan(&agent); err != nil {
		t.Fatal(err)
	}
	for action, args := range map[string][]string{
		"read-lines":   {"lines"},
		"ask-looks":    {"looks", agent},
		"ask-holdings": {"holdings", agent},
	} {
		for _, who := range []string{anna, nobody} {
			if out, _, err := m.try(t, m.as(who, args...)...); err == nil || out != "" {
				t.Errorf("%v as %s: got %q and %v, want it refused", args, who, out, err)
			}
		}
		if n := m.lines(t, action); n != 2 {
			t.Errorf("%s: got %d lines, want 2", action, n)
		}
	}
	var found []audit.Found
	if err := json.Unmarshal([]byte(m.must(t, m.as(carla, "lines", "--denied", "--json")...)), &found); err != nil || len(found) < 6 {
		t.Errorf("got %d lines and %v", len(found), err)
	}
	if got := m.must(t, m.as(carla, "lines", "--person", nobody)...); strings.Count(got, "unknown") != 3 {
		t.Errorf("got %q, want the looks of who is unknown", got)
	}
	m.must(t, m.as(carla, "export", "--to", out)...)
	if text, err := os.ReadFile(out); err != nil || strings.Count(string(text), "\n") < 7 {
		t.Errorf("got %q and %v", text, err)
	}
	m.must(t, m.as(carla, "alerts")...)
	m.must(t, m.as(carla, "holdings", agent)...)
	if got := m.must(t, m.as(carla, "rules", "--set", "out-of-hours", "--most", "20", "--off")...); !strings.Contains(got, "out-of-hours              20    12h0m0s   false") {
		t.Errorf("got %q, want the rule as it was set", got)
	}
	if _, _, err := m.try(t, m.as(carla, "looks", agent)...); err != nil { // a child whom nobody looked at
		t.Error(err)
	}
	for _, bad := range [][]string{{"prove"}, {"prove", "1", "--position", "1"}, {"export", "--to", out}} {
		if _, _, err := m.try(t, m.as(carla, bad...)...); !fault.Is(err, fault.Invalid) {
			t.Errorf("%v: got %v, want invalid", bad, err)
		}
	}
}
