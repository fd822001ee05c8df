package standby_test

import (
	"context"
	"log/slog"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/prometheus/client_golang/prometheus"

	"faro.example/registry/audit"
	"faro.example/registry/census"
	"faro.example/registry/glass"
	"faro.example/registry/intake/intaketest"
	"faro.example/registry/lookup"
	"faro.example/registry/pg"
	"faro.example/registry/pg/pgtest"
	"faro.example/registry/pg/privatepg"
	"faro.example/registry/standby"
	"faro.example/shared/access"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/placement"
	"faro.example/shared/reference"
)

const limit = 10 * time.Second

var born = day.Must("2009-01-01")

// pair is a registry on a database that a replica follows, and what may answer
// from there, under a clock of its own.
type pair struct {
	h       *intaketest.House
	replica *privatepg.Server
	away    *pgxpool.Pool // the superuser's, at the replica
	standby *standby.Standby
	counts  *census.Census
	look    *lookup.Lookup
	host    *intaketest.Agent
	at      facility.ID

	mu  sync.Mutex // guards the field below
	now time.Time
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func newPair(t *testing.T) *pair {
	t.Helper()
	db, replica := pgtest.Replicated(t)
	p := &pair{h: intaketest.On(t, db), replica: replica, now: time.Now()}
	p.at = p.h.Structure("088009")
	p.host = p.h.Agent(institution.OfficeOf(p.at))
	var err error
	p.away, err = pg.Open(t.Context(), replica.DSN(db.Name(), privatepg.Superuser), pg.Options{MaxConns: 2, Late: true})
	must(t, err)
	t.Cleanup(p.away.Close)
	p.standby = p.follow(t, func(role string) string { return replica.DSN(db.Name(), role) }, db.As("faro_reader"))
	lines, err := audit.New(db.As("faro_audit"), p.h.Now)
	must(t, err)
	lines.Seal = p.h.Sealer
	places, err := reference.Load()
	must(t, err)
	p.counts, err = census.New(db.As("faro_census"), lines, places)
	must(t, err)
	book, err := glass.New(db.As("faro_audit"), lines, p.h.Now)
	must(t, err)
	p.look, err = lookup.New(db.As("faro_reader"), lines, p.h.Sealer, book)
	must(t, err)
	p.counts.Now, p.look.Now = p.h.Now, p.h.Now
	p.counts.Standby, p.look.Standby = p.standby, p.standby
	return p
}

func (p *pair) follow(t *testing.T, dsn func(string) string, primary *pgxpool.Pool) *standby.Standby {
	t.Helper()
	s, err := standby.Open(t.Context(), standby.Options{
		Primary: primary, DSN: dsn, Name: func(role string) string { return role }, Roles: []string{"faro_census", "faro_reader"},
		Connections: 2, Limit: limit, Now: p.clock, Log: slog.New(slog.DiscardHandler), Metrics: prometheus.NewRegistry(),
	})
	must(t, err)
	t.Cleanup(s.Close)
	return s
}

func (p *pair) clock() time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.now
}

func (p *pair) pass(d time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.now = p.now.Add(d)
}

// child registers one at the structure.
func (p *pair) child() minor.ID {
	m := intaketest.Minor()
	p.host.Taken(
		p.host.Write(m, "2026-03-01", minor.Registered{Code: p.host.Code()}),
		p.host.Write(m, "2026-03-01", minor.IdentityStated{
			Source: minor.OwnWord, Sex: minor.Male, Citizenship: "GN", Birth: &minor.Birth{Date: born, Precision: minor.ToDay, Provenance: minor.Declared},
		}),
		p.host.Write(m, "2026-03-01", placement.Began{At: facility.At(p.at)}),
	)
	return m
}

// caught waits until the replica has all that is written now, and looks.
func (p *pair) caught(t *testing.T) {
	t.Helper()
	m, err := p.standby.Written(t.Context())
	must(t, err)
	for have := standby.Mark(0); have < m; runtime.Gosched() {
		must(t, p.away.QueryRow(t.Context(), `SELECT pg_wal_lsn_diff(pg_last_wal_replay_lsn(), '0/0')::bigint`).Scan(&have))
	}
	for why := "?"; why != ""; runtime.Gosched() { // the look's own mark may be later
		why = p.standby.Look(t.Context())
		must(t, t.Context().Err())
	}
}

// said is what came of a question: how many, and as of when if the replica said it.
type said struct {
	n  int
	as []standby.AsOf
}

var ministry = access.Caller{Role: access.Ministry}

// count asks the census of today, of somebody who has written up to a mark.
func (p *pair) count(t *testing.T, after standby.Mark, position uint64) said {
	t.Helper()
	var out said
	ctx := standby.Allow(t.Context(), after, func(as standby.AsOf) { out.as = append(out.as, as) })
	r, err := p.counts.Count(ctx, ministry, census.Query{On: p.h.Today(), Position: position})
	must(t, err)
	out.n = r.Total
	if len(out.as) == 1 && out.as[0].Position != r.Position {
		t.Errorf("the replica says position %d of an answer of position %d", out.as[0].Position, r.Position)
	}
	return out
}

func (p *pair) find(t *testing.T, by access.Caller, after standby.Mark) said {
	t.Helper()
	var out said
	ctx := standby.Allow(t.Context(), after, func(as standby.AsOf) { out.as = append(out.as, as) })
	found, _, err := p.look.Find(ctx, by, lookup.Query{Born: born})
	must(t, err)
	out.n = len(found)
	return out
}

// primary fails the test unless the primary answered, with so many.
func (s said) primary(t *testing.T, n int, when string) {
	t.Helper()
	if s.n != n || len(s.as) != 0 {
		t.Errorf("%s: got %d with %v, want %d of the primary", when, s.n, s.as, n)
	}
}

// replica fails the test unless the replica answered, with so many, and said so.
func (s said) replica(t *testing.T, n int, position uint64, age time.Duration, when string) {
	t.Helper()
	if s.n != n || !slices.Equal(s.as, []standby.AsOf{{Epoch: 1, Position: position, Age: age}}) {
		t.Errorf("%s: got %d with %v, want %d as of position %d, %v old", when, s.n, s.as, n, position, age)
	}
}

func (p *pair) position(t *testing.T) (n uint64) {
	t.Helper()
	p.h.Scan(&n, `SELECT position FROM ledger_head`)
	return n
}

func TestAReplicaAnswersAsNearTheNowAsItMay(t *testing.T) {
	p := newPair(t)
	p.child()
	p.count(t, 0, 0).primary(t, 1, "before anybody has looked")
	p.caught(t)
	t.Run("only what may be", p.onlyWhatMayBe)
	t.Run("never older", p.neverOlder)
}

func (p *pair) neverOlder(t *testing.T) {
	before := p.position(t)
	p.caught(t)
	p.count(t, 0, 0).replica(t, 1, before, 0, "the census")
	p.find(t, ministry, 0).replica(t, 1, before, 0, "a search")
	there := access.Caller{Role: access.Municipality, Offices: []institution.OfficeID{{8}}, Territory: []string{"088009"}}
	p.find(t, there, 0).replica(t, 1, before, 0, "a search by who answers for the place")
	there.Territory = []string{"015146"}
	p.find(t, there, 0).replica(t, 0, before, 0, "a search from elsewhere")

	_, err := p.away.Exec(t.Context(), `SELECT pg_wal_replay_pause()`)
	must(t, err)
	for state := ""; state != "paused"; runtime.Gosched() {
		must(t, p.away.QueryRow(t.Context(), `SELECT pg_get_wal_replay_pause_state()`).Scan(&state))
	}
	p.child()
	mine, err := p.standby.Written(t.Context())
	must(t, err)
	p.pass(time.Second)
	if why := p.standby.Look(t.Context()); why != "" {
		t.Errorf("a second behind it is not asked: %s", why)
	}
	p.pass(limit - time.Second)
	p.count(t, 0, 0).replica(t, 1, before, limit, "as old as it may be")
	p.find(t, ministry, 0).replica(t, 1, before, limit, "a search, as old as it may be")
	p.count(t, mine, 0).primary(t, 2, "who has written it")
	if why := p.standby.Follows(t.Context(), time.Millisecond); why != "the replica is more than 1ms behind" {
		t.Errorf("got %q of one that is paused", why)
	}
	p.find(t, ministry, mine).primary(t, 2, "a search by who has written it")
	p.count(t, 0, p.position(t)).primary(t, 2, "who asks for a later position")
	p.count(t, 0, before).replica(t, 1, before, limit, "who asks for an earlier one")
	p.linesAreOfThePrimary(t)
	p.pass(time.Millisecond)
	p.count(t, 0, 0).primary(t, 2, "too old")
	if why := p.standby.Look(t.Context()); why == "" {
		t.Error("older than the limit, it is still asked")
	}
	if age := p.standby.Age(); age != limit+time.Millisecond {
		t.Errorf("got the age %v, want %v", age, limit+time.Millisecond)
	}

	_, err = p.away.Exec(t.Context(), `SELECT pg_wal_replay_resume()`)
	must(t, err)
	p.caught(t)
	if why := p.standby.Follows(t.Context(), time.Minute); why != "" {
		t.Errorf("got %q of one that follows", why)
	}
	p.count(t, mine, 0).replica(t, 2, p.position(t), 0, "caught up, to who has written it")
	must(t, p.replica.Kill())
	p.count(t, 0, 0).primary(t, 2, "killed, and nobody knows yet")
	if why := p.standby.Look(t.Context()); why != "the replica does not answer" {
		t.Errorf("got %q of one that was killed", why)
	}
	p.find(t, ministry, 0).primary(t, 2, "killed")
}

// linesAreOfThePrimary fails the test unless lines of what the replica answered,
// which has none of them, are committed on the primary.
func (p *pair) linesAreOfThePrimary(t *testing.T) {
	t.Helper()
	var ours, theirs int
	const lines = `SELECT count(*) FROM access_lines`
	p.h.Scan(&ours, lines)
	must(t, p.away.QueryRow(t.Context(), lines).Scan(&theirs))
	if ours != 11 || theirs > 5 {
		t.Errorf("got %d lines, %d of them at the replica, want one for each of 11 answers, at most the 5 from before it was paused", ours, theirs)
	}
}

func (p *pair) onlyWhatMayBe(t *testing.T) {
	in := func(s *standby.Standby, ctx context.Context, after func(context.Context, pgx.Tx, bool) error) (replica bool) {
		t.Helper()
		must(t, s.InSnapshot(ctx, p.h.DB.As("faro_census"), "faro_census", nil, func(ctx context.Context, tx pgx.Tx) error {
			if err := tx.QueryRow(ctx, `SELECT pg_is_in_recovery()`).Scan(&replica); err != nil || after == nil {
				return err
			}
			return after(ctx, tx, replica)
		}))
		return replica
	}
	may := standby.Allow(t.Context(), 0, func(standby.AsOf) {})
	if !in(p.standby, may, nil) {
		t.Error("the replica was not asked")
	}
	for name, ctx := range map[string]context.Context{"who did not say that it may": t.Context(), "who took it back": standby.Never(may)} {
		if in(p.standby, ctx, nil) {
			t.Errorf("%s: was answered by the replica", name)
		}
	}
	asked := 0
	if in(p.standby, may, func(_ context.Context, _ pgx.Tx, replica bool) error {
		if asked++; replica {
			return fault.Newf(fault.Invalid, "something that the replica does not have")
		}
		return nil
	}) || asked != 2 {
		t.Errorf("asked %d times, want the primary after the replica", asked)
	}
	if in(p.standby, may, func(ctx context.Context, tx pgx.Tx, replica bool) error {
		if !replica {
			return nil
		}
		gone, cancel := context.WithCancel(t.Context())
		cancel()
		p.standby.Look(gone) // finds that nobody answers, as of one that is frozen
		_, err := tx.Exec(ctx, `SELECT pg_sleep(5)`)
		return err
	}) {
		t.Error("one that does not answer any more was waited for")
	}

	itself := p.follow(t, p.h.DB.DSN, p.h.DB.As("faro_reader"))
	if why := itself.Look(t.Context()); why != "what is named as the replica is none" || in(itself, may, nil) != false {
		t.Errorf("got %q of the primary itself", why)
	}
	p.h.Exec(`SELECT pg_logical_emit_message(true, 'x', repeat('x', 1 << 24))`)
	p.caught(t)
	foreign := p.follow(t, func(role string) string { return p.replica.DSN(p.h.DB.Name(), role) }, pgtest.New(t).As("faro_reader"))
	if why := foreign.Look(t.Context()); why != "the replica follows another database" {
		t.Errorf("got %q of a replica of something else", why)
	}
}
