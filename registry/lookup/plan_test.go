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

// What an office has to do is found among its own: what it reads does not grow with
// the nation.
func TestAQueueIsFoundAmongTheOfficesOwn(t *testing.T) {
	db := pgtest.New(t)
	for _, of := range []struct {
		caller access.Caller
		whole  bool
	}{
		{access.Caller{Role: access.Municipality, Territory: []string{"089017"}}, false},
		{access.Caller{Role: access.Prefecture, Territory: []string{"089017"}}, false},
		{access.Caller{Role: access.Ministry}, true},
	} {
		plan := planOf(t, db, of.caller, `SELECT m.minor FROM (`+queues[Unconfirmed].rows+`) m WHERE true `+reached(of.caller), day.Must("2026-03-09"))
		if byKey := strings.Contains(plan, "Index Cond: (minor = ANY ("); byKey == of.whole {
			t.Errorf("%s: by the key of the own ones %v, want %v\n%s", of.caller.Role, byKey, !of.whole, plan)
		}
	}
}

// planOf gives how PostgreSQL answers a caller, if it is to read no whole table.
func planOf(t *testing.T, db *pgtest.DB, c access.Caller, sql string, arg any) string {
	t.Helper()
	var plan strings.Builder
	err := pg.InSnapshot(t.Context(), db.As("faro_reader"), settings(c), func(ctx context.Context, tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `SET LOCAL enable_seqscan = off`); err != nil {
			return err
		}
		rows, err := tx.Query(ctx, "EXPLAIN "+strings.ReplaceAll(sql, "@today", "$1"), arg)
		if err != nil {
			return err
		}
		var line string
		_, err = pgx.ForEachRow(rows, []any{&line}, func() error { plan.WriteString(line + "\n"); return nil })
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return plan.String()
}
