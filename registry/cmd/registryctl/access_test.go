package main

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"strings"
	"testing"

	"faro.example/registry/pg/pgtest"
	"faro.example/shared/access"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/minor"
)

func TestTheMatrixPrintedIsTheOneEnforced(t *testing.T) {
	m := newTerminal(t, pgtest.Empty(t)) // nothing is asked of the registry
	cells := access.Matrix()
	text := m.must(t, "access", "matrix")
	if n := strings.Count(text, "\n"); n != len(cells)+1 || !strings.Contains(text, "all sections") {
		t.Errorf("text: %d lines, want %d and a heading", n, len(cells))
	}
	rows, err := csv.NewReader(strings.NewReader(m.must(t, "access", "matrix", "--csv"))).ReadAll()
	if err != nil || len(rows) != len(cells)+1 {
		t.Fatalf("CSV: %d rows, %v, want %d and a heading", len(rows), err, len(cells))
	}
	var out []allowedCell
	if err := json.Unmarshal([]byte(m.must(t, "access", "matrix", "--json")), &out); err != nil || len(out) != len(cells) {
		t.Fatalf("JSON: %d cells, %v, want %d", len(out), err, len(cells))
	}
	for i, c := range cells {
		if rows[i+1][0] != string(c.Role) || rows[i+1][1] != string(c.Relation) || rows[i+1][2] != string(c.Action) ||
			rows[i+1][3] != sectionWords(c.Sections) || rows[i+1][4] != strings.Join(c.Kinds, " ") || out[i].Action != c.Action {
			t.Errorf("cell %d: CSV %v, JSON %v, want %v", i, rows[i+1], out[i], c)
		}
	}
	only := m.must(t, "access", "matrix", "--role", "auditor", "--csv")
	if strings.Contains(only, "ministry") || !strings.Contains(only, "auditor,nobody,read-notices") {
		t.Errorf("one role: %s", only)
	}
}

const (
	officer    = "01890a5d-ac96-774b-bcce-b302099a8061"
	controller = "01890a5d-ac96-774b-bcce-b302099a8062"
	servant    = "01890a5d-ac96-774b-bcce-b302099a8063"
)

const watched = `{
	"institutions": [{"code": "C-RG", "name": "Comune di Ragusa", "kind": "municipality", "territory": ["088009"]},
		{"code": "Q-MI", "name": "Questura di Milano", "kind": "police", "territory": ["015146"]},
		{"code": "X", "name": "Controllo", "kind": "ministry"}],
	"structures": [{"code": "RG-1", "name": "Casa Uno", "type": "first", "municipality": "088009"}],
	"people": [{"id": "` + officer + `", "name": "Bea", "role": "police", "office_code": "Q-MI"},
		{"id": "` + servant + `", "name": "Dora", "role": "municipality", "office_code": "C-RG"},
		{"id": "` + controller + `", "name": "Carlo", "role": "auditor", "office_code": "X"}]
}`

func TestACasefileOutsideOnesTerritoryOpensByBreakingTheGlass(t *testing.T) {
	m := newTerminal(t, pgtest.New(t))
	m.must(t, "init")
	m.must(t, "import", "catalogue", writeFile(t, "c.json", watched))
	child := minor.ID(id.New[struct{}]())
	for _, sql := range []string{
		`INSERT INTO casefiles (minor, version, position, projected, birth_on, offices)
			SELECT $1, 1, 1, 1, '2009-01-01', ARRAY[id] FROM offices WHERE code = 'RG-1'`,
		`INSERT INTO codes (serial, minor) VALUES (4711, $1)`,
	} {
		if _, err := m.db.Admin().Exec(context.Background(), sql, child); err != nil {
			t.Fatal(err)
		}
	}
	code, err := minor.NewCode(4711)
	if err != nil {
		t.Fatal(err)
	}
	open := func(args ...string) (string, error) {
		out, _, err := m.try(t, append([]string{"casefile", string(code), "--as", officer}, args...)...)
		return out, err
	}
	if out, err := open("--reason", "wants to know"); !fault.Is(err, fault.NotFound) || out != "" {
		t.Fatalf("got %q, %v, want not found", out, err)
	}
	if _, err := open("--reason", "wants to know", "--break-glass", "curiosity"); !fault.Is(err, fault.Invalid) {
		t.Errorf("without a purpose: %v", err)
	}
	const words = "a boy at the central station says this code"
	out, err := open("--reason", words, "--break-glass", "found", "--hours", "2")
	if err != nil || !strings.Contains(out, child.String()) || !strings.Contains(out, words) {
		t.Errorf("behind the glass: %v\n%s", err, out)
	}
	if out, err := open("--reason", "once more", "--json"); err != nil || !strings.Contains(out, `"purpose":"found"`) {
		t.Errorf("again, as JSON: %v\n%s", err, out)
	}
	if out, err := open("--break-glass", "found", "--reason", words); err != nil || strings.Count(out, "glass broken") != 2 {
		t.Errorf("broken again: %v\n%s", err, out)
	}
	told := m.must(t, "access", "notices", "--as", controller, "--reason", "weekly review")
	if !strings.Contains(told, officer) || !strings.Contains(told, words) {
		t.Errorf("the auditor is told\n%s", told)
	}
	if _, _, err := m.try(t, "access", "notices", "--as", officer, "--reason", "curious"); !fault.Is(err, fault.Denied) {
		t.Errorf("the officer reads the notices: %v", err)
	}
}

func TestASearchGivesIdentifiersByWhichCasefilesOpen(t *testing.T) {
	m := newTerminal(t, pgtest.New(t))
	m.must(t, "init")
	m.must(t, "import", "catalogue", writeFile(t, "c.json", watched))
	child := minor.ID(id.New[struct{}]())
	if _, err := m.db.Admin().Exec(context.Background(), `INSERT INTO casefiles (minor, version, position, projected, birth_on, offices)
		SELECT $1, 1, 1, 1, '2009-01-01', ARRAY[id] FROM offices WHERE code = 'RG-1'`, child); err != nil {
		t.Fatal(err)
	}
	ask := func(who string, args ...string) []string {
		return append(args, "--as", who, "--reason", "a boy without papers")
	}
	if out := m.must(t, ask(servant, "search", "--born", "2009-01-01")...); !strings.Contains(out, child.String()) {
		t.Errorf("got\n%s", out)
	}
	if out := m.must(t, ask(servant, "search", "--born", "2009-01-01", "--sex", "F", "--json")...); strings.TrimSpace(out) != "[]" {
		t.Errorf("got %s, want none", out)
	}
	if out := m.must(t, ask(officer, "search", "--born", "2009-01-01")...); strings.Contains(out, child.String()) {
		t.Errorf("the officer finds\n%s", out)
	}
	if out := m.must(t, ask(servant, "casefile", child.String())...); !strings.Contains(out, child.String()) {
		t.Errorf("opened by its identifier:\n%s", out)
	}
	if _, _, err := m.try(t, ask(officer, "casefile", child.String())...); !fault.Is(err, fault.NotFound) {
		t.Errorf("by the officer: %v", err)
	}
	if n := m.lines(t, "search"); n != 3 {
		t.Errorf("%d lines of searches, want 3", n)
	}
}
