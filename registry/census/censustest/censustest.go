// Package censustest makes a nation for benchmarks: the rows that the projection
// leaves of some hundred thousand children over many years.
//
// The invariant: the rows are those that package projection gives of folded
// casefiles, as they become known, with nothing made up about them but the ledger,
// whose positions have no records.
package censustest

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/pg/pgtest"
	"faro.example/registry/projection"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/id"
	"faro.example/shared/minor"
	"faro.example/shared/reference"
)

// As many children come a year, each with so many records, of which those of its
// place, identity and procedures are folded, as they become known.
const (
	PerYear  = 25_000
	PerChild = 20

	shortNation = 20 // -short divides it by that
	structures  = 1_500
)

// Until gives the day before which everything is known.
func Until() day.Date { return day.Of(2026, time.January, 1) }

// Nation is a nation as the projection leaves it.
type Nation struct {
	DB       *pgtest.DB
	First    day.Date
	Days     int
	Children int
	Rows     int // of the census
	Places   []facility.Place
	Rng      *rand.Rand

	positions, perDay          uint64
	counts, moves, acts, stays [][]any
}

// New makes a nation of some years: the ledger's positions without records, and
// the rows that projection makes of the casefiles as they become known.
func New(b testing.TB, years int) *Nation {
	b.Helper()
	each := PerYear
	if testing.Short() {
		each /= shortNation
	}
	n := &Nation{
		DB: pgtest.New(b), Rng: rand.New(rand.NewPCG(uint64(years), 3)), First: Until().AddYears(-years), Children: each * years,
	}
	n.Days = Until().Sub(n.First)
	n.perDay = uint64(n.Children*PerChild)/uint64(n.Days) + 1
	n.positions = n.perDay * uint64(n.Days)
	places, err := reference.Load()
	if err != nil {
		b.Fatal(err)
	}
	n.exec(b, `ALTER ROLE faro_census SET max_parallel_workers_per_gather = 0`)
	n.directory(b, places.Municipalities())
	n.exec(b, fmt.Sprintf(`INSERT INTO ledger (position, leaf, at) SELECT n, '\x%064x', '%s'::timestamptz + (n - 1) / %d * interval '1 day' + (n %% %d) * interval '1 second'
		FROM generate_series(1, %d) n`, 0, n.First, n.perDay, n.perDay%80000, n.positions))
	n.exec(b, fmt.Sprintf(`UPDATE ledger_head SET position = %d`, n.positions))
	n.exec(b, `CREATE TABLE bench_stays (from_on date, until_on date, facility uuid, sex text, birth_on date)`)
	begun := time.Now()
	for i := range n.Children {
		n.child(b, i)
		if len(n.counts) > 50_000 {
			n.flush(b)
		}
	}
	n.flush(b)
	b.Logf("%d children, %d records, %d rows in %s", n.Children, n.Children*PerChild, n.Rows, time.Since(begun).Round(time.Second))
	n.exec(b, `CREATE INDEX ON bench_stays (from_on, until_on)`)
	n.exec(b, `GRANT SELECT ON bench_stays TO faro_census`)
	n.exec(b, `VACUUM ANALYZE`)
	return n
}

func (n *Nation) exec(b testing.TB, sql string) {
	b.Helper()
	if _, err := n.DB.Admin().Exec(b.Context(), sql); err != nil {
		b.Fatal(err)
	}
}

func (n *Nation) directory(b testing.TB, towns []reference.Municipality) {
	b.Helper()
	for i := range structures {
		s := facility.ID(id.New[struct{}]())
		n.Places = append(n.Places, facility.At(s))
		if _, err := n.DB.Admin().Exec(b.Context(), `WITH o AS (INSERT INTO offices (id, what, code) VALUES ($1, 'structure', $2) RETURNING id)
			INSERT INTO structures (id, name, type, municipality, valid_from, known_from, changed_at)
			SELECT id, $2, 'first', $3, '1990-01-01', 0, now() FROM o`, s, fmt.Sprintf("S%d", i), Pick(n.Rng, towns).Istat); err != nil {
			b.Fatal(err)
		}
	}
}

// add keeps the signed rows by which the census changes.
func (n *Nation) add(m minor.ID, old, new projection.Rows, known uint64) {
	counts := map[projection.Count]int{}
	for _, c := range old.Census {
		counts[c]--
	}
	for _, c := range new.Census {
		counts[c]++
	}
	for c, sign := range maps.All(counts) {
		if sign != 0 {
			n.counts = append(n.counts, []any{c.Month, known, sign, c.From, c.Until, string(c.State), c.Facility, text(c.Reception), text(c.Citizenship),
				text(c.Sex), c.Birth, text(c.Mode), text(c.Guardian), text(c.Seen), m, c.Record})
		}
	}
	moves := map[projection.Move]int{}
	for _, x := range old.Moves {
		moves[x]--
	}
	for _, x := range new.Moves {
		moves[x]++
	}
	for x, sign := range moves {
		if sign != 0 {
			n.moves = append(n.moves, []any{x.On.Month(), known, sign, x.On, text(x.Was), text(x.Is), x.Left, x.Facility, text(x.Detail),
				text(x.Citizenship), text(x.Sex), x.Birth, text(x.Mode), text(x.Guardian), text(x.Seen), m, x.Record})
		}
	}
}

// addActs does the same of what was done for the child.
func (n *Nation) addActs(m minor.ID, old, new projection.Rows, known uint64) {
	acts := map[projection.Act]int{}
	for _, x := range old.Acts {
		acts[x]--
	}
	for _, x := range new.Acts {
		acts[x]++
	}
	for x, sign := range acts {
		if sign != 0 {
			n.acts = append(n.acts, []any{x.On.Month(), known, sign, x.On, x.What, text(x.Detail), text(x.Outcome), text(x.Citizenship), text(x.Sex),
				x.Birth, m, x.Record})
		}
	}
}

// text is NULL where there is none, as the projection writes it.
func text[T ~string](t T) any {
	if t == "" {
		return nil
	}
	return string(t)
}

func (n *Nation) flush(b testing.TB) {
	b.Helper()
	for _, x := range []struct {
		table   pgx.Identifier
		columns []string
		rows    *[][]any
	}{
		{pgx.Identifier{"census", "rows"}, []string{"month", "known", "sign", "from_on", "until_on", "state", "facility", "reception", "citizenship",
			"sex", "birth_on", "mode", "guardian", "seen", "minor", "record"}, &n.counts},
		{pgx.Identifier{"census", "moves"}, []string{"month", "known", "sign", "moved_on", "was", "became", "left_facility", "facility", "detail",
			"citizenship", "sex", "birth_on", "mode", "guardian", "seen", "minor", "record"}, &n.moves},
		{pgx.Identifier{"census", "acts"}, []string{"month", "known", "sign", "acted_on", "what", "detail", "outcome", "citizenship", "sex", "birth_on",
			"minor", "record"}, &n.acts},
		{pgx.Identifier{"bench_stays"}, []string{"from_on", "until_on", "facility", "sex", "birth_on"}, &n.stays},
	} {
		if _, err := n.DB.Admin().CopyFrom(b.Context(), x.table, x.columns, pgx.CopyFromRows(*x.rows)); err != nil {
			b.Fatal(err)
		}
		if len(x.columns) == 16 {
			n.Rows += len(*x.rows)
		}
		*x.rows = (*x.rows)[:0]
	}
}

// Pick gives any of some.
func Pick[T any](rng *rand.Rand, of []T) T { return of[rng.IntN(len(of))] }
