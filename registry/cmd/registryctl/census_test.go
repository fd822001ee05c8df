package main

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"faro.example/registry/audit"
	"faro.example/registry/census"
	"faro.example/registry/pg/pgtest"
	"faro.example/shared/access"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/reference"
)

// unread takes lines, and keeps none.
type unread struct{}

func (unread) Write(context.Context, audit.Line) error { return nil }

func TestTheCommandAndThePackageSayTheSameNumber(t *testing.T) {
	m := newTerminal(t, pgtest.New(t))
	m.must(t, "init")
	const half = `SELECT '2026-03-01'::date, 0, 1, '2026-03-01'::date + n, '2026-04-01'::date, 'present', r, c, x, '2012-05-05'::date
			FROM unnest(ARRAY['19', '03', NULL]) r, unnest(ARRAY['EG', 'GN']) c, unnest(ARRAY['M', 'F']) x, generate_series(0, 2) n`
	for _, sql := range []string{
		`INSERT INTO census.rows (month, known, sign, from_on, until_on, state, area, citizenship, sex, birth_on) ` + half,
		`INSERT INTO census.moves (month, known, sign, moved_on, became, area, citizenship, sex, birth_on, mode)
			SELECT month, 0, 1, from_on, 'present', area, citizenship, sex, birth_on, 'found' FROM census.rows`,
	} {
		if _, err := m.db.Admin().Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	places, err := reference.Load()
	if err != nil {
		t.Fatal(err)
	}
	c, err := census.New(m.db.As("faro_census"), unread{}, places)
	if err != nil {
		t.Fatal(err)
	}
	on, from, caller := day.Must("2026-03-31"), day.Must("2026-03-02"), access.Caller{Role: access.Ministry}
	by := []census.Dimension{census.Region, census.Sex}
	only := []census.Filter{{By: census.Citizenship, Codes: []string{"EG"}}, {By: census.Region, Codes: []string{"19", ""}}}
	counted, err := c.Count(t.Context(), caller, census.Query{On: on, By: by, Only: only})
	if err != nil || counted.Total != 12 {
		t.Fatalf("the package: %d, %v", counted.Total, err)
	}
	args := []string{"census", "--on", "2026-03-31", "--by", "region,sex", "--only", "citizenship:EG,region:19", "--only", "region:", "--json"}
	var got counts
	said(t, m.must(t, args...), &got)
	if got.Total != counted.Total || len(got.Cells) != len(counted.Cells) || got.Missing != counted.Missing || got.Position != counted.Position {
		t.Errorf("the command: %+v, the package: %+v", got, counted)
	}
	for i, cell := range got.Cells {
		if cell.Count != counted.Cells[i].Count || !slices.Equal(cell.Codes, counted.Cells[i].Codes) {
			t.Errorf("the command: %+v, the package: %+v", cell, counted.Cells[i])
		}
	}
	flows, err := c.Flows(t.Context(), caller, census.FlowQuery{From: from, To: on, By: by, Only: only})
	if err != nil {
		t.Fatal(err)
	}
	var went struct{ Total balance }
	said(t, m.must(t, append(args, "--flows", "--from", "2026-03-02")...), &went)
	if went.Total.Start != 4 || went.Total.End != flows.Total.End || len(went.Total.Moves) != 1 || went.Total.Moves[0].Count != flows.Total.Of(census.Arrived, "found") {
		t.Errorf("flows of the command: %+v, of the package: %+v", went.Total, flows.Total)
	}
	var series struct{ Points []counts }
	said(t, m.must(t, append(args, "--every", "day", "--from", "2026-03-02")...), &series)
	if n := len(series.Points); n != 30 || series.Points[0].Total != 8 || series.Points[n-1].Total != counted.Total {
		t.Errorf("the series: %d days", n)
	}
	for _, way := range [][]string{{"--flows", "--from", "2026-03-02"}, {"--every", "week", "--from", "2026-03-02"}, nil} {
		if out := m.must(t, append(args[:len(args)-1:len(args)-1], way...)...); !strings.Contains(out, "12") || !strings.Contains(out, "Sicilia") {
			t.Errorf("%v for people:\n%s", way, out)
		}
	}
	for field, bad := range map[string][]string{
		"flows": {"--flows", "--every", "day", "--from", "2026-03-02"}, "from": {"--flows"}, "only": {"--only", "shoe:44"},
	} {
		if _, _, err := m.try(t, append([]string{"census", "--on", "2026-03-31"}, bad...)...); !fault.Is(err, fault.Invalid) || fault.As(err).Field != field {
			t.Errorf("%v: got %v, want an error about %s", bad, err, field)
		}
	}
}

func said(t *testing.T, text string, into any) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), into); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
}
