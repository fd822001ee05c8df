package feed

import (
	"context"
	"regexp"
	"testing"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/pg"
	"faro.example/registry/pg/pgtest"
	"faro.example/shared/change"
	"faro.example/shared/id"
	"faro.example/shared/minor"
)

// An installation that comes with thousands of children pulls while the statistics
// still know of a few: all that it holds is not read once for each of them.
func TestCandidatesAreReadByKeyJustAfterALoad(t *testing.T) {
	db := pgtest.New(t)
	agent := change.AgentID(id.New[struct{}]())
	for _, sql := range []string{
		`ALTER TABLE scopes SET (autovacuum_enabled = false)`,
		`ALTER TABLE candidates SET (autovacuum_enabled = false)`,
		`INSERT INTO scopes (agent, minor, entered, sections) SELECT md5('a' || i)::uuid, md5('m' || i)::uuid, 1, '{presence}' FROM generate_series(0, 999) AS i`,
		`ANALYZE scopes, candidates`,
		`INSERT INTO scopes (agent, minor, entered, sections) SELECT '` + agent.String() + `', md5('m' || i)::uuid, 2, '{presence}' FROM generate_series(0, 4999) AS i`,
		`INSERT INTO candidates (low, high, probability, reasons, stated, missing, found, found_at)
			SELECT least(a, b), greatest(a, b), .9, '[]', false, false, 1, now()
			FROM (SELECT md5('m' || 2 * i)::uuid AS a, md5('m' || 2 * i + 1)::uuid AS b FROM generate_series(0, 499) AS i) p`,
	} {
		if _, err := db.Admin().Exec(t.Context(), sql); err != nil {
			t.Fatalf("%s: %v", sql, err)
		}
	}
	var minors []minor.ID
	if err := db.Admin().QueryRow(t.Context(), `SELECT array_agg(md5('m' || i)::uuid) FROM generate_series(0, 499) AS i`).Scan(&minors); err != nil {
		t.Fatal(err)
	}
	err := pg.InTx(t.Context(), db.As("faro_feed"), func(ctx context.Context, tx pgx.Tx) error {
		plan, err := pgtest.Explain(ctx, tx, candidatesInScope, agent, minors, string(change.Presence))
		byKey := regexp.MustCompile(`Index Cond: \(\(agent = \S+ AND \(minor = |Index Cond: \((low|high) = `)
		if n := len(byKey.FindAllString(plan, -1)); n != 4 {
			t.Errorf("%d of 4 tables are read by key:\n%s", n, plan)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
