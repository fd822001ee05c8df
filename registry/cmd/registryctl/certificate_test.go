package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"faro.example/shared/fault"
)

func TestACertificateOfErasureIsMadeAndCheckedAtTheCommandLine(t *testing.T) {
	m := audited(t)
	const child = "0198c0de-0000-7000-8000-000000000001"
	if _, err := m.db.Admin().Exec(t.Context(), `INSERT INTO tombstones (minor, position, at, rule, header, sig, salt, body)
		VALUES ($1, 1, '2026-03-10T12:00:00Z', 'retention', '', '', '', '')`, child); err != nil {
		t.Fatal(err)
	}
	who := []string{"--as", carla, "--reason", "asked by the child"}
	dir := t.TempDir()
	m.must(t, append([]string{"certificate", "make", "--child", child, "--out", dir}, who...)...)
	file := filepath.Join(dir, child+".txt")
	if out := m.must(t, "certificate", "check", file); !strings.Contains(out, "child: "+child) || !strings.Contains(out, "erased from the registry: 2026-03-10T12:00:00Z") {
		t.Errorf("got %s", out)
	}
	public := writeFile(t, "keys", m.must(t, "audit", "key"))
	m.must(t, "certificate", "check", file, "--key", public)
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	forged := writeFile(t, "forged", strings.Replace(string(text), "2026-03-10", "2026-03-01", 1))
	if _, _, err := m.try(t, "certificate", "check", forged); !fault.Is(err, fault.Invalid) {
		t.Errorf("altered: got %v, want it refused", err)
	}
	if _, _, err := m.try(t, append([]string{"certificate", "make", "--child", "0198c0de-0000-7000-8000-000000000002"}, who...)...); !fault.Is(err, fault.NotFound) {
		t.Errorf("of nobody: got %v", err)
	}
	if _, _, err := m.try(t, "certificate", "make", "--as", nobody, "--reason", "curious"); err == nil {
		t.Error("who is nobody is given certificates")
	}
}

func TestBackupsAndTheKeysOfMonthsAtTheCommandLine(t *testing.T) {
	m := ready(t)
	dir := filepath.Join(t.TempDir(), "backup")
	m.must(t, "backup", "make", "--to", dir)
	if out := m.must(t, "backup", "verify", "--from", dir); !strings.Contains(out, "encrypted to the key of ") {
		t.Errorf("got %s", out)
	}
	month, _, _ := strings.Cut(strings.Split(m.must(t, "backup", "keys"), "\n")[1], " ")
	if _, _, err := m.try(t, "backup", "keys", "destroy", "--month", month); !fault.Is(err, fault.Conflict) {
		t.Errorf("before its time: got %v, want it refused", err)
	}
	if out := m.must(t, "backup", "keys", "destroy"); !strings.Contains(out, "none to destroy") {
		t.Errorf("got %s", out)
	}
	if _, _, err := m.try(t, "backup", "keys", "destroy", "--month", month, "--early"); !fault.Is(err, fault.Conflict) {
		t.Errorf("of a month that is not over: got %v, want it refused", err)
	}
}
