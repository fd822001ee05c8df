package main

import (
	"path/filepath"
	"strings"
	"testing"

	"faro.example/shared/fault"
)

func TestEveryBadArgumentIsAFaultWithItsRemedy(t *testing.T) {
	m := ready(t)
	file := writeFile(t, "words", "Numero;Nome\n1;Amadou\n")
	const person = "01890a5d-ac96-774b-bcce-b302099a8057"
	for _, tc := range []struct {
		name, part string
		args       []string
	}{
		{"a flag that there is none of", "--onn", []string{"census", "--onn", "2026-03-31"}},
		{"a day that there is not", "", []string{"census", "--on", "2026-02-30"}},
		{"a day in the far future", "", []string{"census", "--on", "20260-01-01"}},
		{"a cut that there is not", "by", []string{"census", "--on", "2026-03-31", "--by", "name"}},
		{"a code that does not check", "", []string{"custody", "0000000000", "--on", "2026-03-31", "--as", person, "--reason", "x"}},
		{"a code that is no UTF-8", "argument 2", []string{"custody", "00\xff", "--on", "2026-03-31", "--as", person, "--reason", "x"}},
		{"an agent that is no identifier", "", []string{"revoke", "Amadou"}},
		{"an office that there is not", "", []string{"enrol", "--office", "ZZ-99"}},
		{"a label that is too long", "label", []string{"enrol", "--province", "SR", "--label", strings.Repeat("x", 300)}},
		{"a bundle that is none", "file", []string{"bundle", "take", file}},
		{"a bundle that is not there", "file", []string{"bundle", "take", filepath.Join(t.TempDir(), "none")}},
		{"a catalogue that is no JSON", "", []string{"import", "catalogue", file, "--from", "2026-01-01"}},
		{"a catalogue from no day", "", []string{"import", "catalogue", file, "--from", "ieri"}},
	} {
		out, errs, err := m.try(t, tc.args...)
		if err == nil {
			t.Errorf("%s: taken: %s", tc.name, out)
			continue
		}
		said := out + errs + err.Error()
		if fault.Is(err, fault.Internal) && !strings.Contains(said, "--") || !strings.Contains(said, tc.part) {
			t.Errorf("%s: got %v, want a fault that names %q", tc.name, err, tc.part)
		}
		if strings.Contains(said, "Amadou") && tc.name != "an agent that is no identifier" {
			t.Errorf("%s: repeats what stood in the file: %s", tc.name, said)
		}
	}
}
