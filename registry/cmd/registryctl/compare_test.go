package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"faro.example/registry/compare"
	"faro.example/shared/fault"
)

func TestAListIsComparedAtTheCommandLineAndIsNotKept(t *testing.T) {
	m := ready(t)
	list := writeFile(t, "roll.csv", "Riferimento;Cognome;Nome;Data di nascita\n17;Diallo;Mohamed;12/05/2009\n18;Bah;Amadou;31/02/2009\n")
	ask := []string{"compare", "--file", list, "--source", "municipality-roll", "--on", "2026-03-31", "--as", anna, "--reason", "the roll of March"}
	out := m.must(t, ask...)
	for _, want := range []string{"1 only-there", "1 unreadable", "Mohamed Diallo", "register", "row 3, column D (Data di nascita): that month has no such day"} {
		if !strings.Contains(out, want) {
			t.Errorf("want %q in\n%s", want, out)
		}
	}
	var said compare.Result
	if err := json.Unmarshal([]byte(m.must(t, append(ask, "--json")...)), &said); err != nil || said.Rows != 2 || len(said.Items) != 2 {
		t.Errorf("as JSON: %d rows, %v", said.Rows, err)
	}
	book := filepath.Join(t.TempDir(), "out.xlsx")
	m.must(t, append(ask, "--output", book)...)
	if info, err := os.Stat(book); err != nil || info.Mode().Perm() != 0o600 || info.Size() == 0 {
		t.Errorf("the workbook: %v, %v", info, err)
	}
	if _, _, err := m.try(t, append(ask, "--place", "015146")...); !fault.Is(err, fault.Denied) {
		t.Errorf("of another's town: %v", err)
	}
	for name, text := range map[string]string{"no heading that is known": "A;B\n1;2\n", "nothing": ""} {
		bad := append([]string{"compare", "--file", writeFile(t, "bad.csv", text)}, ask[3:]...)
		if _, _, err := m.try(t, bad...); !fault.Is(err, fault.Invalid) || fault.As(err).Remedy == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
}
