package main

import (
	"strings"
	"testing"
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
