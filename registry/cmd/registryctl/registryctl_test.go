package main

import (
	"bytes"
	"encoding/json"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"faro.example/registry/pg/pgtest"
	"faro.example/shared/fault"
	"faro.example/shared/mtls"
)

// terminal is a person at the command line of one registry.
type terminal struct {
	db    *pgtest.DB
	args  []string
	state string
}

func newTerminal(t *testing.T, db *pgtest.DB) *terminal {
	t.Helper()
	u, err := url.Parse(db.MigratorDSN())
	if err != nil {
		t.Fatal(err)
	}
	u.User = nil
	state := filepath.Join(t.TempDir(), "state")
	return &terminal{db: db, state: state, args: []string{"--database", u.String(), "--state", state}}
}

// try runs a command and gives what it wrote.
func (m *terminal) try(t *testing.T, args ...string) (out, errs string, err error) {
	t.Helper()
	var o, e bytes.Buffer
	err = run(t.Context(), append(args, m.args...), &o, &e)
	return o.String(), e.String(), err
}

func (m *terminal) must(t *testing.T, args ...string) string {
	t.Helper()
	out, errs, err := m.try(t, args...)
	if err != nil {
		t.Fatalf("%s: %v\n%s", strings.Join(args, " "), err, errs)
	}
	return out
}

const catalogue = `{
	"institutions": [{"code": "C-SR", "name": "Comune di Siracusa", "kind": "municipality", "territory": ["089017"]}],
	"structures": [{"code": "SR-1", "name": "Casa Uno", "type": "first", "municipality": "089017"}],
	"people": [{"id": "01890a5d-ac96-774b-bcce-b302099a8057", "name": "Anna", "role": "municipality", "office_code": "C-SR"}],
	"operators": [{"person": "01890a5d-ac96-774b-bcce-b302099a8057", "office_code": "SR-1"}]
}`

const anna = "01890a5d-ac96-774b-bcce-b302099a8057"

func writeFile(t *testing.T, name, text string) string {
	t.Helper()
	name = filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// ready is a registry with a directory.
func ready(t *testing.T) *terminal {
	t.Helper()
	m := newTerminal(t, pgtest.New(t))
	m.must(t, "init")
	m.must(t, "import", "catalogue", writeFile(t, "c.json", catalogue))
	return m
}

func TestANewRegistryIsPreparedInTheOrderThatTheHelpGives(t *testing.T) {
	m := newTerminal(t, pgtest.Empty(t))
	if _, _, err := m.try(t, "init"); err == nil {
		t.Error("init worked before migrate")
	}
	if out := m.must(t, "migrate", "up"); !strings.Contains(out, "version") {
		t.Errorf("got %q", out)
	}
	if _, _, err := m.try(t, "census"); !fault.Is(err, fault.Invalid) || !strings.Contains(fault.As(err).Remedy, "registryctl init") {
		t.Errorf("before init: got %v, want the remedy", err)
	}
	m.must(t, "init")
	if out := m.must(t, "init"); !strings.Contains(out, "already") {
		t.Errorf("the second init: got %q", out)
	}
	recovery := filepath.Join(m.state, "recovery.key")
	if err := os.Remove(recovery); err != nil { // as in a folder that is older than this key
		t.Fatal(err)
	}
	m.must(t, "init")
	if info, err := os.Stat(recovery); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the recovery key is not made, for its owner alone: %v", err)
	}
	file := writeFile(t, "c.json", catalogue)
	if out := m.must(t, "import", "catalogue", file); !strings.Contains(out, "4 added") {
		t.Errorf("got %q, want four added", out)
	}
	if out := m.must(t, "import", "catalogue", file); !strings.Contains(out, "0 added, 0 changed, 4 as they were") {
		t.Errorf("the second time: got %q, want nothing new", out)
	}
	if _, _, err := m.try(t, "migrate", "down"); !fault.Is(err, fault.Invalid) {
		t.Errorf("down without --yes: got %v, want it refused", err)
	}
	m.must(t, "migrate", "down", "--yes")
}

func TestKeysAreNotMadeAnewForARegistryThatExists(t *testing.T) {
	m := ready(t)
	if err := os.RemoveAll(m.state); err != nil {
		t.Fatal(err)
	}
	if _, _, err := m.try(t, "init"); !fault.Is(err, fault.Conflict) {
		t.Errorf("got %v, want it refused", err)
	}
}

func TestACodeStandsAloneOnTheLastLine(t *testing.T) {
	m := ready(t)
	root := filepath.Join(t.TempDir(), "root.pem")
	out, errs, err := m.try(t, "enrol", "--office", "SR-1", "--office", "C-SR", "--roots", root)
	if err != nil || len(strings.TrimSpace(out)) != 39 || strings.Count(out, "\n") != 1 {
		t.Errorf("got %q and %v, want a code of eight groups alone", out, err)
	}
	if strings.Contains(errs, strings.TrimSpace(out)) || !strings.Contains(errs, "2 offices") {
		t.Errorf("got %q beside it", errs)
	}
	text, err := os.ReadFile(root)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := mtls.ParseChain(text); err != nil {
		t.Error(err)
	}
	var told struct {
		Code    string
		Offices int
	}
	if err := json.Unmarshal([]byte(m.must(t, "enrol", "--province", "sr", "--json")), &told); err != nil || told.Offices != 2 || told.Code == "" {
		t.Errorf("got %+v and %v, want a code for both offices of the province", told, err)
	}
	for _, tc := range []struct {
		args []string
		kind fault.Kind
	}{
		{[]string{"enrol", "--office", "XX"}, fault.NotFound},
		{[]string{"enrol", "--province", "ZZ"}, fault.Invalid},
		{[]string{"enrol", "--province", "MI"}, fault.Invalid},
		{[]string{"enrol"}, fault.Invalid},
		{[]string{"enrol", "--office", "SR-1", "--role", "guardian"}, fault.Invalid},
		{[]string{"revoke", anna}, fault.NotFound},
	} {
		if _, _, err := m.try(t, tc.args...); !fault.Is(err, tc.kind) {
			t.Errorf("%v: got %v, want %v", tc.args, err, tc.kind)
		}
	}
}

func TestAnAgentIsRevokedByItsIdentifier(t *testing.T) {
	m := ready(t)
	var agent string
	if err := m.db.Admin().QueryRow(t.Context(), `SELECT id FROM installations`).Scan(&agent); err != nil {
		t.Fatal(err)
	}
	if _, _, err := m.try(t, "revoke", agent, "--as", anna, "--reason", "stolen"); !fault.Is(err, fault.Denied) {
		t.Errorf("a social service: got %v, want denied", err)
	}
	m.must(t, "revoke", agent, "--reason", "stolen from the office")
	var why, words, line string
	if err := m.db.Admin().QueryRow(t.Context(), `SELECT revoked_why, revoked_words FROM installations`).Scan(&why, &words); err != nil || why != "operator" || words != "stolen from the office" {
		t.Errorf("got %q for %q and %v", why, words, err)
	}
	const last = `SELECT reason FROM access_lines WHERE action = 'operate' AND allowed ORDER BY id DESC LIMIT 1`
	if err := m.db.Admin().QueryRow(t.Context(), last).Scan(&line); err != nil || line != words || m.lines(t, "operate") != 2 {
		t.Errorf("got %d lines, the last for %q, and %v", m.lines(t, "operate"), line, err)
	}
	m.must(t, "enrol", "--office", "SR-1")
	if err := m.db.Admin().QueryRow(t.Context(), last).Scan(&line); err != nil || line != "registryctl enrol" || m.lines(t, "operate") != 3 {
		t.Errorf("got %d lines, the last for %q, and %v", m.lines(t, "operate"), line, err)
	}
}

func TestTheCensusLeavesALineAndShowsNoPersonalData(t *testing.T) {
	m := ready(t)
	out := m.must(t, "census", "--on", "2026-03-31", "--by", "region,sex")
	if !strings.Contains(out, "region") || !strings.Contains(out, "total") || !strings.Contains(out, "missing") {
		t.Errorf("got %q", out)
	}
	var got counts
	if err := json.Unmarshal([]byte(m.must(t, "census", "--on", "2026-03-31", "--json")), &got); err != nil || got.Total != 0 || got.Epoch != 1 {
		t.Errorf("got %+v and %v", got, err)
	}
	if _, _, err := m.try(t, "census", "--by", "name"); !fault.Is(err, fault.Invalid) {
		t.Errorf("got %v, want a cut that there is none of refused", err)
	}
	if n := m.lines(t, "count-census"); n != 2 {
		t.Errorf("got %d lines, want 2", n)
	}
}

func (m *terminal) lines(t *testing.T, action string) (n int) {
	t.Helper()
	if err := m.db.Admin().QueryRow(t.Context(), `SELECT count(*) FROM access_lines WHERE action = $1`, action).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// As those whom it asks, and nobody else.
func TestACommandConnectsAsThoseThatItNeeds(t *testing.T) {
	m := ready(t)
	name := m.db.Name()
	if _, err := m.db.Admin().Exec(t.Context(), `REVOKE CONNECT ON DATABASE `+name+` FROM PUBLIC;
		GRANT CONNECT ON DATABASE `+name+` TO faro_directory, faro_keys, faro_audit, faro_census, faro_intake`); err != nil {
		t.Fatal(err)
	}
	m.must(t, "census")
	if _, _, err := m.try(t, "check"); err == nil {
		t.Error("the tables are checked without who reads them")
	}
}

func TestCustodyIsShownToAPersonWithAReasonAndLeavesALine(t *testing.T) {
	m := ready(t)
	for _, tc := range []struct {
		name string
		args []string
		want string
	}{
		{"nobody asks", []string{"--reason", "custody hearing"}, "--as"},
		{"for no reason", []string{"--as", anna}, "--reason"},
		{"by a name", []string{"--as", "Anna", "--reason", "x"}, "identifier"},
		{"somebody else", []string{"--as", strings.Replace(anna, "8057", "8058", 1), "--reason", "custody hearing"}, "person"},
	} {
		if _, _, err := m.try(t, append([]string{"custody", "0000000098", "--on", "2026-03-31"}, tc.args...)...); err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: got %v, want an error about %q", tc.name, err, tc.want)
		}
	}
	ask := []string{"--on", "2026-03-31", "--as", anna, "--reason", "custody hearing"}
	if _, _, err := m.try(t, append([]string{"custody", "0000000099"}, ask...)...); !fault.Is(err, fault.Invalid) {
		t.Errorf("a code whose digits do not check: got %v, want invalid", err)
	}
	if n := m.lines(t, "ask-custody"); n != 1 {
		t.Errorf("got %d lines, want that of somebody whom nobody knows", n)
	}
	_, errs, err := m.try(t, append([]string{"custody", "0000000098"}, ask...)...)
	if !fault.Is(err, fault.NotFound) || strings.Contains(errs+err.Error(), "0000000098") {
		t.Errorf("a child that there is none of: got %v, want not found, without the code", err)
	}
	if n := m.lines(t, "ask-custody"); n != 2 {
		t.Errorf("got %d lines, want one more of a look that found nobody", n)
	}
}

func TestTheTablesOfAnEmptyRegistryAgreeWithItsLedger(t *testing.T) {
	m := ready(t)
	if out := m.must(t, "check"); !strings.Contains(out, "agree") {
		t.Errorf("got %q", out)
	}
	if out := m.must(t, "rebuild"); !strings.Contains(out, "0 casefiles") {
		t.Errorf("got %q", out)
	}
}

func TestTheFormatIsRaisedByItself(t *testing.T) {
	m := ready(t)
	if _, _, err := m.try(t, "migrate", "up", "--format", "2"); !fault.Is(err, fault.Invalid) {
		t.Errorf("with up: got %v, want it refused", err)
	}
	m.must(t, "migrate", "--format", "2")
	var format int
	if err := m.db.Admin().QueryRow(t.Context(), `SELECT format FROM ledger_head`).Scan(&format); err != nil || format != 2 {
		t.Errorf("got level %d and %v, want 2", format, err)
	}
}

func TestASpreadsheetIsImportedWholeOrNotAtAll(t *testing.T) {
	m := ready(t)
	good := "what;code;name;kind;municipality;territory;office;id\n" +
		"institution;P-SR;Prefettura di Siracusa;prefecture;;089017 089001;;\n" +
		"structure;SR-2;Casa Due;second;089017;;;\n" +
		"person;;Bruno;centre;;;SR-2;01890a5d-ac96-774b-bcce-b302099a8058\n" +
		"operator;;;;;;SR-2;01890a5d-ac96-774b-bcce-b302099a8058\n"
	bad := writeFile(t, "bad.csv", good+"structure;SR-3;Casa Tre;castle;089017;;;\n")
	_, errs, err := m.try(t, "import", "catalogue", bad)
	if !fault.Is(err, fault.Invalid) || !strings.Contains(errs, "row 6") || strings.Contains(errs, "castle") {
		t.Errorf("got %v and %q, want the row named and nothing imported", err, errs)
	}
	if out := m.must(t, "import", "catalogue", writeFile(t, "good.csv", good)); !strings.Contains(out, "4 added") {
		t.Errorf("got %q, want four added", out)
	}
	if _, _, err := m.try(t, "import", "catalogue", writeFile(t, "x.json", `{"people": [{"nome": "Anna"}]}`)); !fault.Is(err, fault.Invalid) || strings.Contains(err.Error(), "Anna") {
		t.Errorf("a field that there is none of: got %v, want invalid", err)
	}
}

func TestABackupIsMadeVerifiedAndRestoredIntoAnEmptyDatabase(t *testing.T) {
	m := ready(t)
	dir := filepath.Join(t.TempDir(), "2026-03-31")
	if out := m.must(t, "backup", "make", "--to", dir, "--keep", "2"); !strings.Contains(out, "kept: 1") {
		t.Errorf("got %q", out)
	}
	if out := m.must(t, "backup", "verify", "--from", dir); !strings.Contains(out, "whole") || !strings.Contains(out, "of epoch 1") {
		t.Errorf("got %q", out)
	}
	if _, _, err := m.try(t, "backup", "restore", "--from", dir); !fault.Is(err, fault.Conflict) {
		t.Errorf("into the same database: got %v, want it refused", err)
	}
	other := newTerminal(t, pgtest.New(t))
	other.args[3] = m.state
	out, errs, err := other.try(t, "backup", "restore", "--from", dir)
	if err != nil || !strings.Contains(out, "epoch 2 begins") || !strings.Contains(errs, "tables") {
		t.Errorf("got %q, %q and %v", out, errs, err)
	}
	if out := other.must(t, "check"); !strings.Contains(out, "agree") {
		t.Errorf("got %q", out)
	}
	if out := other.must(t, "import", "catalogue", writeFile(t, "c.json", catalogue)); !strings.Contains(out, "4 as they were") {
		t.Errorf("got %q, want the directory as it was", out)
	}
}
