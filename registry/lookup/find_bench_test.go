package lookup

import (
	"context"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/audit"
	"faro.example/registry/glass"
	"faro.example/registry/likeness/likenesstest"
	"faro.example/registry/pg"
	"faro.example/registry/pg/privatepg"
	"faro.example/registry/seal/sealtest"
	"faro.example/shared/access"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// nationOf is how many children the benchmark searches among.
func nationOf() int {
	if testing.Short() {
		return 50_000
	}
	return 1_000_000
}

// newFinding is a registry of a nation's children who can be looked up.
func newFinding(b *testing.B) (*benched, *likenesstest.Nation) {
	b.Helper()
	s, err := privatepg.Start(b.Context(), privatepg.Options{Temporary: true, Durable: true})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := s.Stop(); err != nil {
			b.Error(err)
		}
	})
	if _, err := pg.Migrate(b.Context(), s.DSN("postgres", privatepg.Superuser), pg.Latest); err != nil {
		b.Fatal(err)
	}
	w := &benched{b: b, server: s}
	w.bare = w.pool(privatepg.Superuser)
	sealer := sealtest.Open(w.b, w.pool("faro_keys"))
	nation := likenesstest.Fill(b, w.bare, sealer, nationOf())
	log, err := audit.New(w.pool("faro_audit"), time.Now)
	if err != nil {
		b.Fatal(err)
	}
	log.Seal = sealer
	book, err := glass.New(w.pool("faro_audit"), log, time.Now)
	if err != nil {
		b.Fatal(err)
	}
	if w.look, err = New(w.pool("faro_reader"), log, sealer, book); err != nil {
		b.Fatal(err)
	}
	return w, nation
}

// BenchmarkFind tells how long a search by name takes among a nation's children:
// the whole name misspelt, and with an age; and beside it the floor, a child read
// by its identifier.
func BenchmarkFind(b *testing.B) {
	w, nation := newFinding(b)
	ministry := access.Caller{Role: access.Ministry, Person: institution.PersonID(id.New[struct{}]()), Reason: "a boy asks for his brother"}
	town := ministry
	town.Role, town.Territory = access.Municipality, []string{"000007"}
	ask := func(n int) Query {
		c := &nation.Cards[n]
		name := c.Names[0].Family.Reveal() + " " + c.Names[0].Given.Reveal()
		return Query{Name: minor.Text(strings.ReplaceAll(strings.ReplaceAll(name, "k", "c"), "u", "ou"))}
	}
	for _, kind := range []struct {
		name string
		do   func(n int) error
	}{
		{"floor", func(n int) error { return w.floor(nation.Minors[n]) }},
		{"name", func(n int) error { return w.find(ministry, ask(n), nation.Minors[n]) }},
		{"name and birth date", func(n int) error {
			q := ask(n)
			q.Born = nation.Cards[n].Births[0].Date
			return w.find(ministry, q, nation.Minors[n])
		}},
		{"family name alone", func(n int) error {
			return w.find(ministry, Query{Name: nation.Cards[n].Names[0].Family}, minor.ID{})
		}},
		{"name in a territory", func(n int) error { return w.find(town, ask(n-n%1000+7), minor.ID{}) }},
	} {
		b.Run(kind.name, func(b *testing.B) {
			d := rand.New(rand.NewPCG(1, 2))
			var took []time.Duration
			found := 0
			for b.Loop() {
				begun := time.Now()
				if err := kind.do(d.IntN(len(nation.Minors))); err == nil {
					found++
				}
				took = append(took, time.Since(begun))
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
			b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "p95-ms")
			b.ReportMetric(float64(found)/float64(len(took)), "found")
		})
	}
}

// floor reads one child by its identifier.
func (w *benched) floor(m minor.ID) error {
	return pg.InSnapshot(w.b.Context(), w.look.pool, nation, func(ctx context.Context, tx pgx.Tx) error {
		var sealed []byte
		return tx.QueryRow(ctx, `SELECT k.card FROM match_keys k JOIN casefiles c ON c.minor = k.minor WHERE k.minor = $1`, m).Scan(&sealed)
	})
}

// find searches, and fails if a child that ought to be found is not.
func (w *benched) find(c access.Caller, q Query, want minor.ID) error {
	found, _, err := w.look.Find(w.b.Context(), c, q)
	if err != nil {
		w.b.Error(err)
	}
	if !want.IsZero() && !slices.ContainsFunc(found, func(f Found) bool { return f.Minor == want }) {
		return notFound()
	}
	return nil
}
