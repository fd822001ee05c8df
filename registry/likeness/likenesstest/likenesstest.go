// Package likenesstest fills a database with a nation of invented children who
// can be looked up, for benchmarks.
//
// The invariant: everything that a search or a comparison reads of them stands
// where intake would have written it, and nothing else does.
package likenesstest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"faro.example/registry/likeness"
	"faro.example/registry/pg"
	"faro.example/registry/seal"
	"faro.example/shared/day"
	"faro.example/shared/id"
	"faro.example/shared/minor"
)

// Nation is a number of children.
type Nation struct {
	Minors []minor.ID
	Cards  []likeness.Card
}

const batch = 5_000

// Fill makes children and writes them, by a pool whom no policy binds; child i
// is at structure md5('s' || i % 1000), in town i % 1000. It ends by having the
// database look at what is there.
func Fill(t testing.TB, pool *pgxpool.Pool, s *seal.Sealer, n int) *Nation {
	t.Helper()
	k, err := likeness.NewKeeper(s)
	if err != nil {
		t.Fatal(err)
	}
	structures := []string{
		`INSERT INTO offices (id, what, code) SELECT md5('s' || i)::uuid, 'structure', 'S' || i FROM generate_series(0, 999) AS i`,
		`INSERT INTO structures (id, name, type, municipality, valid_from, known_from, changed_at)
			SELECT md5('s' || i)::uuid, 's', 'first', lpad(i::text, 6, '0'), '2000-01-01', 0, now() FROM generate_series(0, 999) AS i`,
	}
	for _, sql := range structures {
		if _, err := pool.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	out := &Nation{}
	d := rand.New(rand.NewPCG(7, 11))
	for len(out.Cards) < n {
		cards := make([]likeness.Card, min(batch, n-len(out.Cards)))
		for i := range cards {
			cards[i] = Invent(d, len(out.Cards)+i)
		}
		minors, err := write(t.Context(), pool, s, k, cards)
		if err != nil {
			t.Fatal(err)
		}
		out.Minors, out.Cards = append(out.Minors, minors...), append(out.Cards, cards...)
	}
	if _, err := pool.Exec(t.Context(), `VACUUM ANALYZE`); err != nil {
		t.Fatal(err)
	}
	return out
}

// Add writes children of cards, and gives them in their order.
func Add(t testing.TB, pool *pgxpool.Pool, s *seal.Sealer, cards ...likeness.Card) []minor.ID {
	t.Helper()
	k, err := likeness.NewKeeper(s)
	if err != nil {
		t.Fatal(err)
	}
	minors, err := write(t.Context(), pool, s, k, cards)
	if err != nil {
		t.Fatal(err)
	}
	return minors
}

func write(ctx context.Context, pool *pgxpool.Pool, s *seal.Sealer, k *likeness.Keeper, cards []likeness.Card) ([]minor.ID, error) {
	minors := make([]minor.ID, len(cards))
	for i := range minors {
		minors[i] = minor.ID(id.New[struct{}]())
	}
	b := &pgx.Batch{}
	fresh, err := s.Make(b, minors)
	if err != nil {
		return nil, err
	}
	var keys []string
	var sealed [][]byte
	var births []day.Date
	for i, m := range minors {
		one, err := likeness.Seal(fresh[m], m, &cards[i])
		if err != nil {
			return nil, err
		}
		births, sealed = append(births, cards[i].Births[0].Date), append(sealed, one)
		keys = append(keys, "{"+strings.Trim(strings.ReplaceAll(fmt.Sprint(k.Keys(&cards[i])), " ", ","), "[]")+"}")
	}
	b.Queue(`INSERT INTO casefiles (minor, version, position, projected, birth_on, sex, state, facility, offices)
		SELECT m, 1, 1, 1, b, 'M', 'present', md5('s' || (n - 1) % 1000)::uuid, ARRAY[md5('s' || (n - 1) % 1000)::uuid]
		FROM unnest($1::uuid[], $2::date[]) WITH ORDINALITY AS n (m, b, n)`, minors, births)
	b.Queue(`INSERT INTO match_keys (minor, keys, card) SELECT m, k::bigint[], c
		FROM unnest($1::uuid[], $2::text[], $3::bytea[]) AS n (m, k, c)`, minors, keys, sealed)
	return minors, pg.InTx(ctx, pool, func(ctx context.Context, tx pgx.Tx) error { return tx.SendBatch(ctx, b).Close() })
}

// Invent makes a card: names as frequent as names are, the first of two
// thousand given ones in each fourteenth child.
func Invent(d *rand.Rand, n int) likeness.Card {
	given := name(d, 2_000, 3)
	if d.IntN(3) == 0 {
		given += " " + name(d, 2_000, 3)
	}
	birth := minor.Birth{Date: day.Of(2003, 1, 1).Add(d.IntN(7000)), Precision: minor.ToDay, Provenance: minor.Declared}
	if d.IntN(5) == 0 {
		year, _, _ := birth.Date.Civil()
		birth.Date = day.Of(year, 1, 1)
	}
	code, err := minor.NewCode(uint32(n))
	if err != nil {
		panic(err) // of a number that is too great: there are a hundred million
	}
	return likeness.Card{
		Names:  []minor.Name{{Given: minor.Text(given), Family: minor.Text(name(d, 20_000, 11))}},
		Births: []minor.Birth{birth}, Sex: minor.Male, Code: code,
		Citizenship: minor.Country([]string{"EG", "TN", "GN", "GM", "BD", "CI", "ML", "SN", "PK", "AF"}[min(d.IntN(10), d.IntN(10))]),
		Town:        minor.Text(name(d, 3_000, 5)),
	}
}

// byEar spells as somebody else hears it.
var byEar = strings.NewReplacer("u", "ou", "k", "c", "di", "dy", "fi", "phi")

// Again is a card of the same child, registered once more by somebody who spelt
// the name by ear, exchanged its parts, and read the birth date otherwise.
func Again(c likeness.Card) likeness.Card {
	n, b := c.Names[0], c.Births[0]
	out := c
	out.Names = []minor.Name{{Given: minor.Text(byEar.Replace(n.Family.Reveal())), Family: minor.Text(byEar.Replace(n.Given.Reveal()))}}
	if year, month, date := b.Date.Civil(); date <= 12 {
		b.Date = day.Of(year, time.Month(date), int(month))
	}
	out.Births, out.Code, out.Town = []minor.Birth{b}, "", ""
	return out
}

// name gives one of some, the n-th as often as one in n (Zipf's law).
func name(d *rand.Rand, of uint64, seed int) string {
	n := int(rand.NewZipf(d, 1.05, 3, of-1).Uint64())
	syllables := []string{"ma", "di", "ru", "sal", "ko", "ne", "bar", "tu", "fi", "lam", "ge", "zo", "han", "mu", "kad", "bi", "sek", "o", "ya", "nor"}
	out := ""
	for k := n*seed + seed*7 + 400; k > 0; k /= len(syllables) {
		out += syllables[k%len(syllables)]
	}
	return out
}
