package pg_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/pg"
	"faro.example/registry/pg/pgtest"
)

// sent sends texts, a statement for each list of them and one for their lengths,
// and gives what arrived.
func sent(ctx context.Context, tx pgx.Tx, lists [][]string) (out [][]string, lengths []int, err error) {
	b := &pgx.Batch{}
	for _, list := range lists {
		c, n := pg.NewColumns(2, 1), pg.NewColumns(1, len(list))
		for i, text := range list {
			c.Int(int64(i)).Text(text)
			n.Int(int64(len(text)))
		}
		const q = `SELECT array_agg(coalesce(text, '') ORDER BY i), (SELECT sum(n)::int FROM unnest($3::bigint[]) n), $4::int
			FROM (SELECT unnest($1::bigint[]) AS i, unnest($2::text[]) AS text) s`
		b.Queue(q, append(append(c.Args(), n.Args()...), len(list))...).QueryRow(func(row pgx.Row) error {
			var texts []string
			var sum, count int
			err := row.Scan(&texts, &sum, &count)
			out, lengths = append(out, texts), append(lengths, sum)
			return err
		})
	}
	return out, lengths, pg.Send(ctx, tx, b)
}

func TestBatchesThatUseTheSameMemoryArriveAsTheyWereWritten(t *testing.T) {
	pool, err := pg.Open(t.Context(), pgtest.New(t).DSN("faro_intake"), pg.Options{MaxConns: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	text := func(n, length int) string { return strings.Repeat(string(rune('a'+n%26)), length) }
	for n, sizes := range [][]int{
		{20_000}, {40_000, 3, 70_000}, {5}, {30_000, 200_000}, {16_384}, {7, 9}, {300_000, 300_000, 1}, {50_000, 4_000_000}, {20_000},
		{20_000_000}, {25_000}, {10},
	} {
		err := pg.InTx(t.Context(), pool, func(ctx context.Context, tx pgx.Tx) error {
			var lists [][]string
			for k, size := range sizes {
				lists = append(lists, []string{text(n+k, size/2), text(n+k+1, size-size/2)})
			}
			got, lengths, err := sent(ctx, tx, lists)
			if err != nil {
				return err
			}
			for k := range lists {
				if !slices.Equal(got[k], lists[k]) || lengths[k] != sizes[k] {
					t.Errorf("batch %d, statement %d of %d bytes: got %d, other than was written", n, k, sizes[k], lengths[k])
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		err = pg.InTx(t.Context(), pool, func(ctx context.Context, tx pgx.Tx) error { // one that fails half way keeps nothing
			b := &pgx.Batch{}
			c := pg.NewColumns(1, 1).Text(text(n, 30_000))
			b.Queue(`SELECT length(unnest($1::text[])) / 0`, c.Args()...)
			b.Queue(`SELECT length(unnest($1::text[]))`, c.Args()...)
			return pg.Send(ctx, tx, b)
		})
		if err == nil {
			t.Fatal("what cannot be done was done")
		}
	}
}

func TestAPoolThatPlansOnceSaysSoToTheServer(t *testing.T) {
	db := pgtest.New(t)
	for once, want := range map[bool]string{false: "auto", true: "force_generic_plan"} {
		pool, err := pg.Open(t.Context(), db.DSN("faro_intake"), pg.Options{PlanOnce: once})
		if err != nil {
			t.Fatal(err)
		}
		defer pool.Close()
		var mode string
		if err := pool.QueryRow(t.Context(), `SHOW plan_cache_mode`).Scan(&mode); err != nil || mode != want {
			t.Errorf("got %s, %v, want %s", mode, err, want)
		}
	}
}
