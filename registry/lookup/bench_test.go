package lookup

import (
	"context"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"faro.example/registry/audit"
	"faro.example/registry/glass"
	"faro.example/registry/pg"
	"faro.example/registry/pg/privatepg"
	"faro.example/registry/seal/sealtest"
	"faro.example/shared/access"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// benched is a registry with children at 400 structures in 100 towns, on a server
// that keeps what it commits: a line costs a write to disk.
type benched struct {
	children int
	b        *testing.B
	server   *privatepg.Server
	look     *Lookup
	bare     *pgxpool.Pool // whom no policy binds
	caller   access.Caller
	on       day.Date
}

const benchedChildren = 20_000

func newBenched(b *testing.B, children int) *benched {
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
	w := &benched{children: children, b: b, server: s, on: day.Must("2026-03-09")}
	w.bare = w.pool(privatepg.Superuser)
	w.fill()
	log, err := audit.New(w.pool("faro_audit"), time.Now)
	if err != nil {
		b.Fatal(err)
	}
	book, err := glass.New(w.pool("faro_audit"), log, time.Now)
	if err != nil {
		b.Fatal(err)
	}
	if w.look, err = New(w.pool("faro_reader"), log, sealtest.Open(w.b, w.pool("faro_keys")), book); err != nil {
		b.Fatal(err)
	}
	w.caller = access.Caller{
		Role: access.Municipality, Person: institution.PersonID(id.New[struct{}]()), Territory: []string{"000007"},
		Reason: "custody hearing",
	}
	return w
}

func (w *benched) pool(role string) *pgxpool.Pool {
	p, err := pg.Open(w.b.Context(), w.server.DSN("postgres", role), pg.Options{Name: "bench", MaxConns: 4})
	if err != nil {
		w.b.Fatal(err)
	}
	w.b.Cleanup(p.Close)
	return p
}

// fill makes structure i in town i%100, and child i at structure i%400, in the
// custody of an institution.
func (w *benched) fill() {
	for _, sql := range []string{
		`INSERT INTO offices (id, what, code) SELECT md5('s' || i)::uuid, 'structure', 'S' || i FROM generate_series(0, 399) AS i`,
		`INSERT INTO structures (id, name, type, municipality, valid_from, known_from, changed_at)
			SELECT md5('s' || i)::uuid, 's', 'first', lpad((i % 100)::text, 6, '0'), '2000-01-01', 0, now() FROM generate_series(0, 399) AS i`,
		`INSERT INTO casefiles (minor, version, position, projected, state, facility, offices, custodians)
			SELECT md5('m' || i)::uuid, 1, 1, 1, 'present', md5('s' || i % 400)::uuid,
				ARRAY[md5('s' || i % 400)::uuid, md5('c' || i % 400)::uuid], ARRAY[md5('c' || i % 400)::uuid]
			FROM generate_series(0, $1::int - 1) AS i`,
		`INSERT INTO codes (serial, minor) SELECT i, md5('m' || i)::uuid FROM generate_series(0, $1::int - 1) AS i`,
		`INSERT INTO custodies (minor, institution, began, from_on, lead, released)
			SELECT md5('m' || i)::uuid, md5('c' || i % 400)::uuid, md5('r' || i)::uuid, '2026-01-01', true, false FROM generate_series(0, $1::int - 1) AS i`,
		`ANALYZE`,
	} {
		var args []any
		if strings.Contains(sql, "$1") {
			args = []any{w.children}
		}
		if _, err := w.bare.Exec(w.b.Context(), sql, args...); err != nil {
			w.b.Fatal(err)
		}
	}
}

// code gives the code of the n-th child in the caller's territory.
func (w *benched) code(n int) minor.Code {
	c, err := minor.NewCode(uint32(7+100*n) % uint32(w.children))
	if err != nil {
		w.b.Fatal(err)
	}
	return c
}

// read is what a look-up would be without walls: find and read, in one
// transaction. With policy it asks access as well.
func (w *benched) read(pool *pgxpool.Pool, as pg.Settings, code minor.Code, policy bool) error {
	return pg.InSnapshot(w.b.Context(), pool, as, func(ctx context.Context, tx pgx.Tx) error {
		s, err := subjectOf(ctx, tx, byCode(code))
		if err != nil {
			return err
		}
		if policy {
			if err := access.Allow(w.caller, access.AskCustody, s.ties(w.caller, day.Must("2026-03-10"))...); err != nil {
				return err
			}
		}
		found, err := charges(ctx, tx, s.Minor, w.on)
		if err == nil && len(found) != 1 {
			return fault.Newf(fault.Internal, "found %d charges", len(found))
		}
		return err
	})
}

// BenchmarkWalls tells what a look-up of custody costs as a ratio to the same
// without walls: with the policy, with row-level security besides, and with the
// line in the record of access besides. All are measured in turn, in one run.
func BenchmarkWalls(b *testing.B) {
	w := newBenched(b, benchedChildren)
	as := settings(w.caller)
	layers := []func(minor.Code) error{
		func(c minor.Code) error { return w.read(w.bare, nil, c, false) },
		func(c minor.Code) error { return w.read(w.bare, nil, c, true) },
		func(c minor.Code) error { return w.read(w.look.pool, as, c, true) },
		func(c minor.Code) error { _, err := w.look.Custody(b.Context(), w.caller, c, w.on); return err },
	}
	took := make([]time.Duration, len(layers))
	n := 0
	for b.Loop() {
		for _, i := range rand.Perm(len(layers)) { // whoever comes after another finds warm caches
			begun := time.Now()
			if err := layers[i](w.code(n)); err != nil {
				b.Fatal(err)
			}
			took[i] += time.Since(begun)
		}
		n++
	}
	bare := took[0].Seconds()
	b.ReportMetric(float64(took[0].Microseconds())/float64(n), "bare-µs")
	b.ReportMetric(took[1].Seconds()/bare, "policy/bare")
	b.ReportMetric(took[2].Seconds()/bare, "policy+rls/bare")
	b.ReportMetric(took[3].Seconds()/bare, "policy+rls+line/bare")
}

// BenchmarkCustody tells how long it takes to answer who has custody of a child on
// a day, among a nation's children, with the line in the record of access: asked
// by the services of a town, and by another administration's machine; and beside
// it the floor, the child's custody read by its identifier.
func BenchmarkCustody(b *testing.B) {
	w := newBenched(b, nationOf())
	machine := access.Caller{Role: access.System, Scopes: []access.Scope{access.ScopeCustody}, Reason: "the services' own system"}
	ask := func(c access.Caller, code minor.Code) error {
		found, err := w.look.Custody(b.Context(), c, code, w.on)
		if err == nil && len(found.Charges) != 1 {
			err = fault.Newf(fault.Internal, "found %d charges", len(found.Charges))
		}
		return err
	}
	for _, kind := range []struct {
		name string
		do   func(n int) error
	}{
		{"floor", w.byKey},
		{"services", func(n int) error { return ask(w.caller, w.code(n)) }},
		{"machine", func(n int) error { return ask(machine, w.code(n)) }},
	} {
		b.Run(kind.name, func(b *testing.B) {
			d := rand.New(rand.NewPCG(1, 2))
			var took []time.Duration
			for b.Loop() {
				begun := time.Now()
				if err := kind.do(d.IntN(w.children)); err != nil {
					b.Fatal(err)
				}
				took = append(took, time.Since(begun))
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
			b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "p95-ms")
		})
	}
}

// byKey reads the custody of the n-th child by its identifier.
func (w *benched) byKey(n int) error {
	return pg.InSnapshot(w.b.Context(), w.look.pool, nation, func(ctx context.Context, tx pgx.Tx) error {
		var by institution.ID
		return tx.QueryRow(ctx, `SELECT institution FROM custodies WHERE minor = md5('m' || $1::int)::uuid`, n).Scan(&by)
	})
}
