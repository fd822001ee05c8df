package main

import (
	"strings"
	"testing"
	"time"

	"faro.example/shared/day"
	"faro.example/shared/fault"
)

func TestANumberOpensIntoTheChildrenBehindItForAPersonWithAReason(t *testing.T) {
	m := ready(t)
	m.must(t, "import", "catalogue", writeFile(t, "m.json", withMinistry))
	minors := m.registers(t, 2)
	today := day.FromTime(time.Now())
	const present = `INSERT INTO census.rows (month, known, sign, from_on, until_on, state, citizenship, sex, minor)
		SELECT $1::date, 0, 1, $1::date, ($1::date + interval '1 month')::date, 'present', 'EG', sex, minor FROM unnest($2::uuid[], ARRAY['M', 'F']) AS x (minor, sex)`
	if _, err := m.db.Admin().Exec(t.Context(), present, today.Month(), minors); err != nil {
		t.Fatal(err)
	}
	list := func(person string, more ...string) []string {
		return append([]string{"census", "--list", "--as", person, "--reason", "stale children"}, more...)
	}
	var got behind
	said(t, m.must(t, list(ministry, "--only", "sex:F", "--json")...), &got)
	if got.Counted != 1 || got.Seen != 1 || len(got.Children) != 1 || got.Children[0].Minor != minors[1] || got.Position == 0 {
		t.Errorf("got %+v, want %s alone", got, minors[1])
	}
	if out := m.must(t, list(ministry)...); !strings.HasPrefix(out, "2 counted") || strings.Count(out, "never") != 2 {
		t.Errorf("for people:\n%s", out)
	}
	if out := m.must(t, list(anna)...); !strings.HasPrefix(out, "2 counted") || strings.Contains(out, "never") {
		t.Errorf("for a social worker who answers for neither:\n%s", out)
	}
	if n := m.lines(t, "search"); n != 3 {
		t.Errorf("%d lines, want one for each list", n)
	}
	for _, bad := range [][]string{
		{"census", "--list"}, {"census", "--list", "--as", ministry}, list(ministry, "--by", "sex"), list(ministry, "--before", "2026-01-01"),
		{"census", "--as", ministry, "--reason", "counting"},
	} {
		if _, _, err := m.try(t, bad...); !fault.Is(err, fault.Invalid) {
			t.Errorf("%v: %v", bad, err)
		}
	}
	if n := m.lines(t, "search"); n != 3 {
		t.Errorf("%d lines after bad questions", n)
	}
}
