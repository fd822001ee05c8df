package lookup

import (
	"context"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/pg"
	"faro.example/registry/pg/pgtest"
	"faro.example/shared/access"
	"faro.example/shared/day"
	"faro.example/shared/minor"
)

// However many children there are: PostgreSQL, told to read no whole table, has no
// other way than the key, if it can use it.
func TestAChildIsFoundByKeyBehindThePolicyOfReaders(t *testing.T) {
	db := pgtest.New(t)
	for _, of := range []target{byCode("0000000098"), byID(minor.ID{1})} {
		for _, c := range []access.Caller{{Role: access.Ministry}, {Role: access.Municipality, Territory: []string{"089017"}}} {
			plan := planOf(t, db, c, of.sql(), of.arg)
			_, scan, _ := strings.Cut(plan, " on casefiles c ")
			_, next, _ := strings.Cut(scan, "\n")
			if !strings.HasPrefix(strings.TrimSpace(next), "Index Cond: (minor = ") {
				t.Errorf("%s, %s: every casefile is read\n%s", c.Role, of.where, plan)
			}
		}
	}
}

// What an office has to do is found among its own, and what a Ministry has in the
// order in which it waits: what is read does not grow with the nation.
func TestAQueueIsFoundAmongTheOfficesOwn(t *testing.T) {
	db := pgtest.New(t)
	for _, sql := range []string{
		`INSERT INTO casefiles (minor, version, position, projected, state, since_on, offices)
			SELECT md5('m' || i)::uuid, 1, 1, 1, 'present', date '2025-01-01' + i % 400, ARRAY[md5('o' || i % 100)::uuid] FROM generate_series(0, 4999) AS i`,
		`ANALYZE casefiles`,
	} {
		if _, err := db.Admin().Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	for _, of := range []struct {
		caller access.Caller
		by     string
	}{
		{access.Caller{Role: access.Municipality, Territory: []string{"089017"}}, "Index Cond: (minor = ANY ("},
		{access.Caller{Role: access.Prefecture, Territory: []string{"089017"}}, "Index Cond: (minor = ANY ("},
		{access.Caller{Role: access.Ministry}, "Index Scan using casefiles_by_confirmation"},
	} {
		plan := planOf(t, db, of.caller, `SELECT m.minor FROM (`+queues[Unconfirmed].rows+`) m WHERE true `+reached(of.caller)+` ORDER BY m.by_on, m.minor, m.slot LIMIT 10`, day.Must("2026-03-09"))
		if !strings.Contains(plan, of.by) {
			t.Errorf("%s: not by %s\n%s", of.caller.Role, of.by, plan)
		}
	}
}

// Candidates are found among the caller's own children, not among all that are open.
func TestCandidatesAreFoundAmongTheOfficesOwn(t *testing.T) {
	db := pgtest.New(t)
	for _, sql := range []string{
		`INSERT INTO candidates (low, high, probability, reasons, stated, missing, found, found_at)
			SELECT least(a, b), greatest(a, b), .9, '[]', false, false, 1, now()
			FROM (SELECT md5('m' || i)::uuid AS a, md5('n' || i)::uuid AS b FROM generate_series(1, 5000) AS i) p`,
		`ANALYZE candidates`,
	} {
		if _, err := db.Admin().Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	c := access.Caller{Role: access.Municipality, Territory: []string{"089017"}}
	plan := planOf(t, db, c, countCandidates(c), MaxCounted)
	if !strings.Contains(plan, "Index Cond: (low = ANY (") {
		t.Errorf("not by the children reached\n%s", plan)
	}
}

// Who is at each structure is counted by one reading of the nation's children, not by
// one for each structure: PostgreSQL, told to compare no table with another row by row,
// has another way.
func TestPlacesAreCountedByOneReadingOfTheNation(t *testing.T) {
	db := pgtest.New(t)
	var plan string
	err := pg.InSnapshot(t.Context(), db.As("faro_reader"), nation, func(ctx context.Context, tx pgx.Tx) (err error) {
		if _, err := tx.Exec(ctx, `SET LOCAL enable_nestloop = off`); err != nil {
			return err
		}
		plan, err = pgtest.Explain(ctx, tx, readPlaces, day.Must("2026-03-09"), []string{})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(plan, "Nested Loop") {
		t.Errorf("the nation is read for each structure\n%s", plan)
	}
}

// planOf gives how PostgreSQL answers a caller, if it is to read no whole table.
func planOf(t *testing.T, db *pgtest.DB, c access.Caller, sql string, arg any) string {
	t.Helper()
	var plan string
	err := pg.InSnapshot(t.Context(), db.As("faro_reader"), settings(c), func(ctx context.Context, tx pgx.Tx) (err error) {
		if _, err := tx.Exec(ctx, `SET LOCAL enable_seqscan = off`); err != nil {
			return err
		}
		plan, err = pgtest.Explain(ctx, tx, strings.ReplaceAll(sql, "@today", "$1"), arg)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return plan
}
