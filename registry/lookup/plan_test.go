package lookup

import (
	"context"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/pg"
	"faro.example/registry/pg/pgtest"
	"faro.example/shared/access"
	"faro.example/shared/minor"
)

// However many children there are: PostgreSQL, told to read no whole table, has no
// other way than the key, if it can use it.
func TestAChildIsFoundByKeyBehindThePolicyOfReaders(t *testing.T) {
	db := pgtest.New(t)
	for _, of := range []target{byCode("0000000098"), byID(minor.ID{1})} {
		for _, c := range []access.Caller{{Role: access.Ministry}, {Role: access.Municipality, Territory: []string{"089017"}}} {
			var plan strings.Builder
			err := pg.InSnapshot(t.Context(), db.As("faro_reader"), settings(c), func(ctx context.Context, tx pgx.Tx) error {
				if _, err := tx.Exec(ctx, `SET LOCAL enable_seqscan = off`); err != nil {
					return err
				}
				rows, err := tx.Query(ctx, "EXPLAIN "+of.sql(), of.arg)
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
			_, scan, _ := strings.Cut(plan.String(), " on casefiles c ")
			_, next, _ := strings.Cut(scan, "\n")
			if !strings.HasPrefix(strings.TrimSpace(next), "Index Cond: (minor = ") {
				t.Errorf("%s, %s: every casefile is read\n%s", c.Role, of.where, plan.String())
			}
		}
	}
}
