package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"faro.example/registry/pg/pgtest"
	"faro.example/shared/fault"
)

const clerk = "01890a5d-ac96-774b-bcce-b302099a8099"

// counted is a registry that counts some children in October 2025.
func counted(t *testing.T) *terminal {
	t.Helper()
	m := newTerminal(t, pgtest.New(t))
	m.must(t, "init")
	m.must(t, "import", "catalogue", writeFile(t, "c.json", strings.Replace(watched, `"people": [`,
		`"people": [{"id": "`+clerk+`", "name": "Ida", "role": "ministry", "office_code": "X"}, `, 1)))
	for _, sql := range []string{
		`UPDATE structures SET valid_from = '2020-01-01'`,
		`INSERT INTO census.rows (month, known, sign, from_on, until_on, state, facility, citizenship, sex, birth_on)
			SELECT '2025-10-01', 0, 1, '2025-10-01', '2025-11-01', 'present', o.id, c, x, '2010-05-05'
			FROM offices o, unnest(ARRAY['EG', 'EG', 'GN', 'ML']) c, unnest(ARRAY['M', 'M', 'F']) x, generate_series(1, 3) WHERE o.code = 'RG-1'`,
	} {
		if _, err := m.db.Admin().Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	return m
}

func TestAReportIsPublishedByAPersonOfTheMinistryAndMadeAgain(t *testing.T) {
	m := counted(t)
	who := []string{"--as-of", "2025-10-31", "--as", clerk, "--reason", "October"}
	report := func(command string) []string { return append([]string{"report", command, "monthly"}, who...) }
	if out := m.must(t, report("draft")...); !strings.Contains(out, "monthly-2025-10-31: a draft of revision 1") {
		t.Errorf("got %q", out)
	}
	if out := m.must(t, report("approve")...); !strings.Contains(out, "monthly-2025-10-31: published, SHA-256 ") {
		t.Errorf("got %q", out)
	}
	if out := m.must(t, report("remake")...); !strings.Contains(out, "byte for byte: json, csv, html, html-en") {
		t.Errorf("got %q", out)
	}
	if _, _, err := m.try(t, report("approve")...); !fault.Is(err, fault.Conflict) {
		t.Errorf("a second time: got %v", err)
	}
	if _, _, err := m.try(t, "report", "approve", "monthly", "--as-of", "2025-09-30", "--as", controller, "--reason", "September"); !fault.Is(err, fault.Denied) {
		t.Errorf("an auditor: got %v", err)
	}
}

func TestEveryReportIsWrittenInEveryFormat(t *testing.T) {
	m := counted(t)
	dir := t.TempDir()
	for kind, begin := range map[string]string{"html": "<!DOCTYPE html>\n<html lang=\"it\">", "pdf": "%PDF-1.", "xlsx": "PK", "csv": "as_of,", "json": "{"} {
		for _, r := range []string{"monthly", "open-data"} {
			file := filepath.Join(dir, r+"."+kind)
			m.must(t, "report", r, "--as-of", "2025-10-31", "--audience", "public", "--format", kind, "--out", file)
			if text, err := os.ReadFile(file); err != nil || !strings.HasPrefix(string(text), begin) {
				t.Errorf("%s as %s: %.40q, %v", r, kind, text, err)
			}
		}
	}
	if out := m.must(t, "report", "half-yearly", "--as-of", "2025-12-31", "--format", "html", "--lang", "en"); !strings.Contains(out, `<html lang="en">`) || !strings.Contains(out, "Family tracings") {
		t.Errorf("got %.300q", out)
	}
	if out := m.must(t, "report", "eurostat", "--as-of", "2025-12-31", "--audience", "public"); !strings.Contains(out, "citizenship-age") {
		t.Errorf("got %.300q", out)
	}
	for name, args := range map[string][]string{
		"a half-year that does not end":       {"report", "half-yearly", "--as-of", "2025-10-31"},
		"a knowing before the day":            {"report", "open-data", "--as-of", "2025-10-31", "--known-at", "2025-10-30"},
		"a floor that protects nobody":        {"report", "eurostat", "--as-of", "2025-12-31", "--audience", "public", "--floor", "2"},
		"a description of what is no dataset": {"report", "monthly", "--as-of", "2025-10-31", "--format", "dcat"},
	} {
		if _, _, err := m.try(t, args...); !fault.Is(err, fault.Invalid) || fault.As(err).Remedy == "" {
			t.Errorf("%s: got %v", name, err)
		}
	}
}
