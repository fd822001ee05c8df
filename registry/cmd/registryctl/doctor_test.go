package main

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"faro.example/registry/pg/pgtest"
	"faro.example/shared/doctor"
)

// examined is what the doctor says with --json, by check: the worst of each.
func (m *terminal) examined(t *testing.T, args ...string) map[string]doctor.Finding {
	t.Helper()
	out, errs, err := m.try(t, append([]string{"doctor", "--json", "--listen", ""}, args...)...)
	var unwell doctor.Unwell
	if err != nil && !errors.As(err, &unwell) {
		t.Fatalf("doctor: %v\n%s", err, errs)
	}
	var r doctor.Report
	if err := json.Unmarshal([]byte(out), &r); err != nil {
		t.Fatal(err)
	}
	worst := map[string]doctor.Finding{}
	for _, f := range r.Findings {
		if f.State != doctor.Well && f.Remedy == "" {
			t.Errorf("%s: got %q without a remedy", f.Check, f.Says)
		}
		if w, there := worst[f.Check]; !there || f.State.Rank() > w.State.Rank() {
			worst[f.Check] = f
		}
	}
	return worst
}

func (m *terminal) migrator(t *testing.T) string {
	t.Helper()
	rest, _ := strings.CutPrefix(m.db.MigratorDSN(), "postgres://")
	role, _, _ := strings.Cut(rest, "@")
	role, _, _ = strings.Cut(role, ":")
	return role
}

func TestTheDoctorFindsTheUsualTroublesAndSaysTheRemedy(t *testing.T) {
	m := ready(t)
	role := m.migrator(t)
	found := m.examined(t, "--role", role)
	// The tests' server writes nothing through: the doctor has to say so.
	for check, want := range map[string]doctor.State{
		"permissions": doctor.Well, "disk": doctor.Well, "clock": doctor.Well, "log": doctor.Well, "connections": doctor.Well, "vacuum": doctor.Well,
		"audit": doctor.Well, "agents": doctor.Well, "version": doctor.Well, "line": doctor.Well, "backup": doctor.Warning, "durability": doctor.Trouble,
	} {
		if found[check].State != want {
			t.Errorf("%s: got %s (%s), want %s", check, found[check].State, found[check].Says, want)
		}
	}
	if !strings.Contains(found["durability"].Says, "fsync") || !strings.Contains(found["backup"].Remedy, "registryctl backup make") {
		t.Errorf("got %v and %v", found["durability"], found["backup"])
	}

	archive := filepath.Join(m.state, "archive.key")
	if err := os.WriteFile(archive, []byte("x"), 0o644); err != nil {
		t.Fatal(err)
	}
	if f := m.examined(t)["permissions"]; f.State != doctor.Trouble || !strings.Contains(f.Remedy, "chmod go= "+archive) {
		t.Errorf("the key of the archive, that others can read: got %v", f)
	}
	if err := os.Remove(archive); err != nil {
		t.Fatal(err)
	}
	key := filepath.Join(m.state, "seal.key")
	if err := os.Chmod(key, 0o644); err != nil {
		t.Fatal(err)
	}
	if f := m.examined(t)["permissions"]; f.State != doctor.Trouble || !strings.Contains(f.Remedy, "chmod go= "+key) {
		t.Errorf("a key that others can read: got %v", f)
	}
	if err := os.Remove(key); err != nil {
		t.Fatal(err)
	}
	found = m.examined(t)
	if f := found["permissions"]; f.State != doctor.Trouble || !strings.Contains(f.Says, key) {
		t.Errorf("a key that is missing: got %v", f)
	}
	if _, err := os.Stat(key); err == nil {
		t.Error("the doctor made a key")
	}
	if f := m.examined(t, "--listen", "127.0.0.1:1")["database"]; f.State == doctor.Well {
		t.Errorf("the database of a folder that is not whole: got %v", f)
	}
}

func TestTheDoctorNamesATableVersionAndALineThatAreWrong(t *testing.T) {
	m := ready(t)
	role := m.migrator(t)
	if _, err := m.db.Admin().Exec(t.Context(), `UPDATE schema_migrations SET version = version - 1`); err != nil {
		t.Fatal(err)
	}
	if f := m.examined(t, "--role", role)["version"]; f.State != doctor.Trouble || f.Remedy != "run: registryctl migrate up" {
		t.Errorf("older tables: got %v", f)
	}
	out, _, err := m.try(t, "doctor", "--role", role, "--listen", "127.0.0.1:1")
	var unwell doctor.Unwell
	if !errors.As(err, &unwell) || unwell.ExitCode() != doctor.ExitTrouble {
		t.Errorf("got %v, want the exit code of trouble", err)
	}
	if !strings.Contains(out, "registryd does not answer at 127.0.0.1:1") || !strings.Contains(out, "-> see whether it runs") {
		t.Errorf("got %q, want the line and its remedy", out)
	}
}

func TestADatabaseThatIsNotThereIsAFinding(t *testing.T) {
	m := newTerminal(t, pgtest.New(t))
	if f := m.examined(t)["permissions"]; f.State != doctor.Trouble {
		t.Errorf("no state folder: got %v", f)
	}
}

func TestTheRoleThatCopiesNeedsToBeNoSuperuser(t *testing.T) {
	m := ready(t)
	grants, err := os.ReadFile("../../../deploy/packages/keeper.sql")
	if err != nil {
		t.Fatal(err)
	}
	for range 2 { // it may be run again
		if _, err := m.db.Admin().Exec(t.Context(), string(grants)); err != nil {
			t.Fatal(err)
		}
	}
	folder := filepath.Join(t.TempDir(), "backup")
	m.must(t, "backup", "make", "--role", "faro_keeper", "--keep", "2", "--to", folder)
	m.must(t, "backup", "verify", "--from", folder)
	if f := m.examined(t); f["backup"].State != doctor.Well || !strings.Contains(f["version"].Says, "as this program needs") {
		t.Errorf("after a backup: got %v and %v", f["backup"], f["version"])
	}
	if _, err := m.db.Admin().Exec(t.Context(), `SET ROLE faro_keeper; DELETE FROM access_waiting`); err == nil {
		t.Error("the role that copies may write")
	}
}
