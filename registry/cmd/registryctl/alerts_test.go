package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"faro.example/shared/fault"
)

func TestAlertsTellingsAndTheMissingAreReadByAPersonWithAReason(t *testing.T) {
	m := ready(t)
	for command, want := range map[string]string{
		"alerts": "No half of a transfer is missing.", "told": "code", "missing": "0 missing",
	} {
		if out := m.must(t, command, "--as", anna, "--reason", "morning round"); !strings.HasPrefix(out, want) {
			t.Errorf("%s: got %q, want it to begin with %q", command, out, want)
		}
		if out := m.must(t, command, "--as", anna, "--reason", "morning round", "--json"); strings.TrimSpace(out) != "[]" {
			t.Errorf("%s --json: got %q", command, out)
		}
		if _, _, err := m.try(t, command); err == nil || !strings.Contains(err.Error(), "missing flags") {
			t.Errorf("%s of nobody: got %v, want to be asked who looks and why", command, err)
		}
	}
	if a, s := m.lines(t, "read-alerts"), m.lines(t, "search"); a != 4 || s != 2 {
		t.Errorf("%d and %d lines, want one for each look", a, s)
	}
}

func TestFreePlacesAreCountedForAPersonWithAReason(t *testing.T) {
	m := ready(t)
	out := m.must(t, "places", "089017", "--as", anna, "--reason", "where to")
	if !strings.Contains(out, "SR-1") || !strings.Contains(out, "089017") {
		t.Errorf("got %s", out)
	}
	if out := m.must(t, "places", "--free", "--as", anna, "--reason", "where to"); strings.Contains(out, "SR-1") {
		t.Errorf("a structure whose beds the directory does not say has none free: got %s", out)
	}
}

func TestDeadlinesAreListedAndAChangeOfLawIsSimulatedForAPersonWithAReason(t *testing.T) {
	m := ready(t)
	m.must(t, "import", "catalogue", writeFile(t, "ministry.json", strings.Replace(watched, `"role": "auditor"`, `"role": "ministry"`, 1)))
	bill := filepath.Join(t.TempDir(), "bill.csv")
	if err := os.WriteFile(bill, []byte("code,from,length\nD6,2026-01-01,30\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if out := m.must(t, "deadlines", "--as", anna, "--reason", "morning round"); !strings.HasPrefix(out, "0 overdue, 0 due soon") {
		t.Errorf("got %s", out)
	}
	if out := m.must(t, "deadlines", "--only", "overdue", "--as", anna, "--reason", "morning round", "--json"); !strings.Contains(out, `"deadlines":[]`) {
		t.Errorf("as JSON: got %s", out)
	}
	if _, _, err := m.try(t, "deadlines", "--only", "met", "--as", anna, "--reason", "morning round"); !fault.Is(err, fault.Invalid) {
		t.Errorf("of a state that there is not: got %v", err)
	}
	if out := m.must(t, "deadlines", "simulate", bill, "--on", "2026-12-31", "--as", controller, "--reason", "a bill"); !strings.Contains(out, "every deadline would stand as it does") {
		t.Errorf("of nobody: got %s", out)
	}
	if out := m.must(t, "deadlines", "simulate", bill, "--as", controller, "--reason", "a bill", "--json"); strings.TrimSpace(out) != "[]" {
		t.Errorf("as JSON: got %s", out)
	}
	if _, _, err := m.try(t, "deadlines", "simulate", bill); err == nil || !strings.Contains(err.Error(), "missing flags") {
		t.Errorf("of nobody: got %v, want to be asked who looks and why", err)
	}
	if a, n := m.lines(t, "read-alerts"), m.lines(t, "count-census"); a != 2 || n != 2 {
		t.Errorf("%d and %d lines, want one for each look", a, n)
	}
}
