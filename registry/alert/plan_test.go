package alert

import (
	"context"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/pg"
	"faro.example/registry/pg/pgtest"
	"faro.example/shared/access"
	"faro.example/shared/day"
)

// However many alerts the nation has, an office's are found by their numbers; and
// the Ministry's, which are all, are not looked up one by one.
func TestAlertsAreFoundAmongTheOfficesOwn(t *testing.T) {
	db := pgtest.New(t)
	for role, whole := range map[access.Role]bool{access.Municipality: false, access.Guardian: false, access.Ministry: true} {
		c := access.Caller{Role: role}
		var plan string
		err := pg.InSnapshot(t.Context(), db.As("faro_reader"), settings(c), func(ctx context.Context, tx pgx.Tx) (err error) {
			if _, err := tx.Exec(ctx, `SET LOCAL enable_seqscan = off`); err != nil {
				return err
			}
			plan, err = pgtest.Explain(ctx, tx, `SELECT a.id FROM alerts a WHERE true`+reached(c))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if byKey := strings.Contains(plan, "Index Cond: (id = ANY ("); byKey == whole {
			t.Errorf("%s: by the numbers of the own ones %v, want %v\n%s", role, byKey, !whole, plan)
		}
	}
}

// However much an installation holds, whom an alert is told of is found by key, also
// by a plan that PostgreSQL keeps for any list.
func TestWhoIsToldOfAnAlertIsFoundByKey(t *testing.T) {
	db := pgtest.New(t)
	for _, sql := range []string{
		`INSERT INTO scopes (agent, minor, entered, sections) SELECT md5('a' || i % 10)::uuid, md5('m' || i)::uuid, i, '{}' FROM generate_series(1, 5000) AS i`,
		`VACUUM ANALYZE scopes`,
	} {
		if _, err := db.Admin().Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	var plan string
	err := pg.InTx(t.Context(), db.As("faro_alert"), func(ctx context.Context, tx pgx.Tx) (err error) {
		for _, sql := range []string{`SET LOCAL plan_cache_mode = force_generic_plan`, `PREPARE told (uuid[], uuid[], uuid[]) AS ` + whoIsTold} {
			if _, err := tx.Exec(ctx, sql); err != nil {
				return err
			}
		}
		plan, err = pgtest.Explain(ctx, tx, `EXECUTE told ('{}', '{}', '{}')`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(plan, "Index Cond: ((agent = io.installation) AND (minor = j.minor))") {
		t.Errorf("not by key\n%s", plan)
	}
}

// Of a nation's placements only those at the structures that changed are looked for:
// PostgreSQL, told to compare no table with another row by row, has another way.
func TestWhatADirectoryChangesIsNotLookedForRowByRow(t *testing.T) {
	db := pgtest.New(t)
	var plan string
	err := pg.InTx(t.Context(), db.As("faro_alert"), func(ctx context.Context, tx pgx.Tx) (err error) {
		if _, err := tx.Exec(ctx, `SET LOCAL enable_nestloop = off`); err != nil {
			return err
		}
		plan, err = pgtest.Explain(ctx, tx, followDirectory, 1, 2, day.Must("2026-03-09"))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(plan, "Nested Loop") {
		t.Errorf("each placement is compared with each structure\n%s", plan)
	}
}
