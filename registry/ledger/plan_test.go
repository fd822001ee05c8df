package ledger

import (
	"context"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/pg"
	"faro.example/registry/pg/pgtest"
)

// The records of a page's children are read without looking through a nation's
// casefiles for those that the reader may see.
func TestRecordsOfSomeAreReadWithoutLookingThroughTheNation(t *testing.T) {
	db := pgtest.New(t)
	for _, sql := range []string{
		`INSERT INTO casefiles (minor, version, position, projected, offices)
			SELECT md5('m' || i)::uuid, 1, 1, 1, ARRAY[md5('o' || i % 100)::uuid] FROM generate_series(0, 4999) AS i`,
		`INSERT INTO records (position, id, minor, agent, seq, section, kind, happened_on, header, sig, entitled, knows)
			SELECT i + 1, md5('r' || i)::uuid, md5('m' || i % 5000)::uuid, md5('a')::uuid, i + 1, 'identity', 'x', '2026-03-09', '', '', true, 0 FROM generate_series(0, 19999) AS i`,
		`ANALYZE casefiles, records`,
	} {
		if _, err := db.Admin().Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	var plan string
	err := pg.InSnapshot(t.Context(), db.As("faro_reader"), pg.Settings{"faro.office": "", "faro.territory": "089017"}, func(ctx context.Context, tx pgx.Tx) (err error) {
		plan, err = pgtest.Explain(ctx, tx, strings.ReplaceAll(selectOf, "$1::uuid[]", `ARRAY(SELECT md5('m' || i)::uuid FROM generate_series(0, 49) AS i)`))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, whole := range []string{"hashed SubPlan", "Seq Scan on casefiles", "Seq Scan on records"} {
		if strings.Contains(plan, whole) {
			t.Errorf("%s\n%s", whole, plan)
		}
	}
}

// Entries that are put aside to be sorted in later are read one by one by each
// look-up; a partitioned index cannot be told so.
func TestNoIndexOfListsPutsEntriesAside(t *testing.T) {
	db := pgtest.New(t)
	var aside []string
	err := db.Admin().QueryRow(t.Context(), `SELECT coalesce(array_agg(c.relname::text ORDER BY c.relname), '{}') FROM pg_class c
		JOIN pg_am a ON a.oid = c.relam AND a.amname = 'gin'
		WHERE c.relkind = 'i' AND NOT c.relispartition AND NOT coalesce('fastupdate=off' = ANY (c.reloptions), false)`).Scan(&aside)
	if err != nil {
		t.Fatal(err)
	}
	if len(aside) > 0 {
		t.Errorf("%v put entries aside: make them WITH (fastupdate = off)", aside)
	}
}
