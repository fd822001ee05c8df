package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"faro.example/registry/pg/pgtest"
	"faro.example/shared/fault"
	"faro.example/shared/sheet"
)

func TestAnInstitutionBringsItsOwnTableAndPrintsAForm(t *testing.T) {
	m := newTerminal(t, pgtest.New(t))
	m.must(t, "init")
	m.must(t, "import", "catalogue", "--from", "2024-01-01", writeFile(t, "c.json", nationwide))
	head := []string{"Riferimento", "Cognome", "Nome", "Sesso", "Data di nascita", "Struttura", "Accolto dal"}
	var book bytes.Buffer
	err := sheet.WriteXLSX(&book, "Minori", head, func(yield func([]any) bool) {
		_ = yield([]any{"R1", "Bah", "Amadou", "M", "01/05/2010", "SR-1", "03/02/2025"}) && yield([]any{"R2", "Sow", "", "Q", "", "", ""})
	})
	if err != nil {
		t.Fatal(err)
	}
	file, report := writeFile(t, "table.xlsx", book.String()), filepath.Join(t.TempDir(), "report.csv")
	bring := []string{"import", "records", "--file", file, "--office", "MIN", "--as", mario, "--reason", "our own table"}
	out, errs, err := m.try(t, append(bring, "--dry-run")...)
	if !fault.Is(err, fault.Invalid) || !strings.Contains(out, "1 rows would be recorded, 0 are known, 1 are refused") {
		t.Fatalf("a dry run: got %q, %v\n%s", out, err, errs)
	}
	out, errs, err = m.try(t, append(bring, "--report", report)...)
	if !fault.Is(err, fault.Invalid) || !strings.Contains(out, "1 rows recorded, 0 corrected, 0 known, 1 refused") || !strings.Contains(errs, "row 3, sex: not a word of its list") {
		t.Fatalf("got %q, %v\n%s", out, err, errs)
	}
	if text, err := os.ReadFile(report); err != nil || !strings.Contains(string(text), "2;registrata;3;;;") || !strings.Contains(string(text), "3;rifiutata;0;sex;") {
		t.Errorf("the report: %s, %v", text, err)
	}
	if out, _, err := m.try(t, append(bring, "--report", report)...); !fault.Is(err, fault.Invalid) || out != "" {
		t.Errorf("over a report that is there: got %q, %v", out, err)
	}
	if out, _, err = m.try(t, bring...); !fault.Is(err, fault.Invalid) || !strings.Contains(out, "0 rows recorded, 0 corrected, 1 known, 1 refused") {
		t.Errorf("again: got %q, %v", out, err)
	}
	if _, _, err = m.try(t, "import", "records", "--file", file, "--office", "SR-1", "--as", mario, "--reason", "our own table"); !fault.Is(err, fault.Denied) {
		t.Errorf("for an office that is not one's own: got %v", err)
	}
	found := m.must(t, "find", "--name", "Bah", "--as", mario, "--reason", "hearing tomorrow")
	minor, _, _ := strings.Cut(strings.Split(found, "\n")[1], " ")
	for _, name := range []string{"a.pdf", "a.html"} {
		path := filepath.Join(t.TempDir(), name)
		m.must(t, "form", "a", "--minor", minor, "--out", path, "--as", mario, "--reason", "hearing tomorrow")
		text, err := os.ReadFile(path)
		if err != nil || !bytes.Contains(text, map[string][]byte{"a.pdf": []byte("%PDF-"), "a.html": []byte("<bdi>Amadou</bdi>")}[name]) {
			t.Errorf("%s: %v", name, err)
		}
		if _, _, err := m.try(t, "form", "A", "--minor", minor, "--out", path, "--as", mario, "--reason", "hearing tomorrow"); !fault.Is(err, fault.Invalid) {
			t.Errorf("over a file that is there: got %v", err)
		}
	}
	m.must(t, "check")
}
