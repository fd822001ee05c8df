package main

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"

	"faro.example/registry/pg/pgtest"
	"faro.example/shared/fault"
)

func attack(t *testing.T, args ...string) (string, error) {
	t.Helper()
	var out, errs bytes.Buffer
	err := run(t.Context(), append([]string{"report", "attack"}, args...), &out, &errs)
	return out.String(), err
}

func TestAPublishedTableIsAttackedWithoutARegistry(t *testing.T) {
	tables := func(total string) string {
		return `{"tables": [{"name": "present", "measure": "present", "on": "2026-07-31",
			"rows": [{"dimension": "country", "members": ["EG"]}, {"dimension": "country", "members": ["GN"]}, {"dimension": "country", "members": ["ML"]}],
			"cells": [[{"count": 20}], [{"withheld": true}], [{"withheld": true}], [{"count": ` + total + `}]]}]}`
	}
	out, err := attack(t, writeFile(t, "safe.json", tables("41")))
	if err != nil || !strings.Contains(out, "2 withheld: bounds exact for 2") {
		t.Errorf("a table without holes: got %q and %v", out, err)
	}
	out, err = attack(t, writeFile(t, "holed.json", tables("22")))
	if !fault.Is(err, fault.Conflict) || !strings.Contains(out, "country: [GN], total  is 1") {
		t.Errorf("a table with a hole: got %q and %v", out, err)
	}
	out, err = attack(t, writeFile(t, "safe.json", tables("41")), "--before", writeFile(t, "before.json", strings.ReplaceAll(tables("41"), `"withheld": true`, `"count": 10.5`)))
	if !fault.Is(err, fault.Invalid) || out != "" {
		t.Errorf("counts that are no whole numbers: got %q and %v", out, err)
	}
	out, err = attack(t, writeFile(t, "short.json", strings.Replace(tables("41"), `[{"count": 20}], `, "", 1)))
	if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "tables[0]") || out != "" {
		t.Errorf("a table without a line: got %q and %v", out, err)
	}
}

func TestTheMonthlyReportIsMadeForThePublicAndAttacked(t *testing.T) {
	m := newTerminal(t, pgtest.New(t))
	m.must(t, "init")
	m.must(t, "import", "catalogue", writeFile(t, "c.json", watched))
	for _, sql := range []string{
		`UPDATE structures SET valid_from = '2020-01-01'`,
		`INSERT INTO census.rows (month, known, sign, from_on, until_on, state, facility, citizenship, sex, birth_on)
			SELECT '2026-10-01', 0, 1, '2026-10-01', '2026-11-01', 'present', o.id, c, x, '2010-05-05'
			FROM offices o, unnest(ARRAY['EG', 'EG', 'GN', 'ML']) c, unnest(ARRAY['M', 'M', 'F']) x, generate_series(1, 3) WHERE o.code = 'RG-1'`,
		`INSERT INTO census.rows (month, known, sign, from_on, until_on, state, citizenship, sex)
			VALUES ('2026-10-01', 0, 1, '2026-10-01', '2026-11-01', 'unplaced', 'EG', 'F')`,
	} {
		if _, err := m.db.Admin().Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	csv := m.must(t, "report", "monthly", "--as-of", "2026-10-31")
	if !strings.Contains(csv, "region,19,Sicilia,Sicilia,total,totale,total,36,") || !strings.Contains(csv, "region,none,non attribuito,not attributed,total,totale,total,1,") {
		t.Errorf("for the Ministry:\n%s", csv)
	}
	file := filepath.Join(t.TempDir(), "october.json")
	m.must(t, "report", "monthly", "--as-of", "2026-10-31", "--audience", "public", "--format", "json", "--out", file)
	out, err := attack(t, file)
	if err != nil || strings.HasPrefix(out, "0 withheld") {
		t.Errorf("what is published: got %q and %v", out, err)
	}
	if _, _, err := m.try(t, "report", "monthly", "--as-of", "2026-10-31", "--audience", "public", "--floor", "2"); !fault.Is(err, fault.Invalid) {
		t.Errorf("under a floor of two: got %v", err)
	}
	if _, _, err := m.try(t, "report", "monthly", "--as-of", "2026-10-31", "--known-at", "2026-10-30"); !fault.Is(err, fault.Invalid) {
		t.Errorf("known before the day: got %v", err)
	}
}
