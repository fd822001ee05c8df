package census_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/census"
	"faro.example/registry/pg/pgtest"
	"faro.example/registry/projection"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
	"faro.example/shared/placement"
	"faro.example/shared/reference"
)

// A nation of the benchmark: as many children come a year, each with so many
// records, of which those of its place, identity and guardian are folded, as
// they become known.
const (
	perYear     = 25_000
	perChild    = 20
	shortNation = 20 // -short divides it by that
	structures  = 1_500
)

// lived is a nation as the projection leaves it.
type lived struct {
	db        *pgtest.DB
	census    *census.Census
	first     day.Date
	days      int
	children  int
	positions uint64
	rows      int
	places    []facility.Place
	rng       *rand.Rand
	counts    [][]any
	moves     [][]any
	stays     [][]any
	perDay    uint64
}

// BenchmarkYears counts any day as known on any day by any two cuts, in nations
// of 1, 5 and 20 years, one question after another on one connection, without
// parallel workers. Beside it, in the same database: the same count by the
// obvious statement over intervals as known now, and a read by a primary key.
func BenchmarkYears(b *testing.B) {
	for _, years := range []int{1, 5, 20} {
		b.Run(fmt.Sprintf("of=%d", years), func(b *testing.B) {
			n := populate(b, years)
			b.Run("census", func(b *testing.B) { n.measure(b, n.any) })
			b.Run("intervals", func(b *testing.B) { n.measure(b, n.byIntervals) })
			b.Run("key", func(b *testing.B) { n.measure(b, n.byKey) })
		})
	}
}

// measure asks b.N questions and reports their 50th and 95th percentiles.
func (n *lived) measure(b *testing.B, ask func(*testing.B)) {
	for range 20 { // what is read first is read from the disk
		ask(b)
	}
	took := make([]time.Duration, 0, b.N)
	for b.Loop() {
		begun := time.Now()
		ask(b)
		took = append(took, time.Since(begun))
	}
	slices.Sort(took)
	at := func(part float64) float64 { return took[int(part*float64(len(took)-1))].Seconds() * 1000 }
	b.ReportMetric(at(0.50), "p50-ms")
	b.ReportMetric(at(0.95), "p95-ms")
	b.ReportMetric(float64(n.children*perChild), "records")
	b.ReportMetric(float64(n.rows)/float64(n.children), "rows/child")
}

// any asks about any day, as known on any day since, by any two cuts.
func (n *lived) any(b *testing.B) {
	on := n.first.Add(n.rng.IntN(n.days))
	by := n.rng.Perm(len(census.Dimensions()))[:2]
	q := census.Query{On: on, By: []census.Dimension{census.Dimensions()[by[0]], census.Dimensions()[by[1]]}}
	if since := n.first.Add(n.days).Sub(on); n.rng.IntN(4) > 0 {
		q.KnownAt = on.Add(n.rng.IntN(since))
	}
	if _, err := n.census.Count(b.Context(), ministry, q); err != nil {
		b.Fatal(err)
	}
}

func (n *lived) byIntervals(b *testing.B) {
	const sql = `SELECT s.municipality, x.sex, count(*) FROM bench_stays x LEFT JOIN structures s ON s.id = x.facility
		WHERE x.from_on <= $1 AND x.until_on > $1 AND x.birth_on > $2 GROUP BY 1, 2`
	on := n.first.Add(n.rng.IntN(n.days))
	rows, err := n.db.As("faro_census").Query(b.Context(), sql, on, on.AddYears(-18))
	if err != nil {
		b.Fatal(err)
	}
	rows.Close()
	if err := rows.Err(); err != nil {
		b.Fatal(err)
	}
}

func (n *lived) byKey(b *testing.B) {
	var code string
	if err := n.db.As("faro_census").QueryRow(b.Context(), `SELECT code FROM offices WHERE id = $1`, pick(n.rng, n.places).Facility).Scan(&code); err != nil {
		b.Fatal(err)
	}
}

// populate makes a nation: the ledger's positions without records, and the rows
// that projection makes of the casefiles as they become known.
func populate(b *testing.B, years int) *lived {
	b.Helper()
	each := perYear
	if testing.Short() {
		each /= shortNation
	}
	n := &lived{
		db: pgtest.New(b), rng: rand.New(rand.NewPCG(uint64(years), 3)), first: day.Must("2026-01-01").AddYears(-years),
		children: each * years,
	}
	n.days = day.Must("2026-01-01").Sub(n.first)
	n.perDay = uint64(n.children*perChild)/uint64(n.days) + 1
	n.positions = n.perDay * uint64(n.days)
	places, err := reference.Load()
	if err != nil {
		b.Fatal(err)
	}
	n.exec(b, `ALTER ROLE faro_census SET max_parallel_workers_per_gather = 0`)
	if n.census, err = census.New(n.db.As("faro_census"), &lines{}, places); err != nil {
		b.Fatal(err)
	}
	n.census.Now = func() time.Time { return day.Must("2026-01-01").Start() }
	n.directory(b, places.Municipalities())
	n.exec(b, fmt.Sprintf(`INSERT INTO ledger (position, leaf, at) SELECT n, '\x%064x', '%s'::timestamptz + (n - 1) / %d * interval '1 day' + (n %% %d) * interval '1 second'
		FROM generate_series(1, %d) n`, 0, n.first, n.perDay, n.perDay%80000, n.positions))
	n.exec(b, fmt.Sprintf(`UPDATE ledger_head SET position = %d`, n.positions))
	n.exec(b, `CREATE TABLE bench_stays (from_on date, until_on date, facility uuid, sex text, birth_on date)`)
	begun := time.Now()
	for i := range n.children {
		n.child(b, i)
		if len(n.counts) > 50_000 {
			n.flush(b)
		}
	}
	n.flush(b)
	b.Logf("%d children, %d records, %d rows in %s", n.children, n.children*perChild, n.rows, time.Since(begun).Round(time.Second))
	n.exec(b, `CREATE INDEX ON bench_stays (from_on, until_on)`)
	n.exec(b, `GRANT SELECT ON bench_stays TO faro_census`)
	n.exec(b, `VACUUM ANALYZE`)
	return n
}

func (n *lived) exec(b *testing.B, sql string) {
	b.Helper()
	if _, err := n.db.Admin().Exec(b.Context(), sql); err != nil {
		b.Fatal(err)
	}
}

func (n *lived) directory(b *testing.B, towns []reference.Municipality) {
	b.Helper()
	for i := range structures {
		s := facility.ID(id.New[struct{}]())
		n.places = append(n.places, facility.At(s))
		if _, err := n.db.Admin().Exec(b.Context(), `WITH o AS (INSERT INTO offices (id, what, code) VALUES ($1, 'structure', $2) RETURNING id)
			INSERT INTO structures (id, name, type, municipality, valid_from, known_from, changed_at)
			SELECT id, $2, 'first', $3, '1990-01-01', 0, now() FROM o`, s, fmt.Sprintf("S%d", i), pick(n.rng, towns).Istat); err != nil {
			b.Fatal(err)
		}
	}
}

// event is a record with the day on which it became known.
type event struct {
	on, known day.Date
	body      change.Body
	section   change.Section
	structure institution.OfficeID
}

// child makes up one life, and adds the rows of each of its states.
func (n *lived) child(b *testing.B, nth int) {
	b.Helper()
	m := minor.ID(id.New[struct{}]())
	events := n.life(n.first.Add(nth * n.days / n.children))
	slices.SortStableFunc(events, func(a, b event) int { return a.known.Compare(b.known) })
	end := n.first.Add(n.days - 1)
	var was casefile.File
	var entries []change.Placed
	var carried day.Date
	var position uint64
	for i, e := range events {
		if e.known.After(end) {
			break
		}
		was, carried = n.carry(m, was, carried, e.known, position)
		next := uint64(e.known.Sub(n.first))*n.perDay + 1 + uint64(n.rng.Int64N(int64(n.perDay)))
		position = max(position+1, next)
		h := change.Header{
			ID: change.ID(id.New[struct{}]()), Minor: m, Structure: e.structure, On: day.On(e.on), Section: e.section,
			Seen: change.Seen{Epoch: 1, Position: position - 1}, Kind: e.body.Kind(), Version: 1,
		}
		entries = append(entries, change.Placed{
			Record: change.Record{Header: h, BodyRaw: []byte("{}"), Body: e.body}, Position: position,
			Standing: change.Standing{Entitled: true, Knows: position - 1},
		})
		if i+1 < len(events) && events[i+1].known == e.known && !events[i+1].known.After(end) {
			continue // one push
		}
		is := casefile.Fold(m, entries)
		after := projection.CarriedTo(&is, carried, e.known)
		old, new := projection.Between(&was, &is, carried, after)
		n.add(m, old, new, position)
		was, carried = is, after
	}
	if len(entries) > 0 {
		n.carry(m, was, carried, end, position)
	}
	for _, s := range was.Presence.Stays {
		until := s.Span.Until
		if s.Span.Open() {
			until = day.Must("2199-12-31")
		}
		birth, _ := was.Identity.Birth()
		n.stays = append(n.stays, []any{s.Span.From, until, s.At.Facility, string(was.Identity.Sex()), birth.Date})
	}
}

// carry does what the job does, month by month.
func (n *lived) carry(m minor.ID, f casefile.File, carried, today day.Date, position uint64) (casefile.File, day.Date) {
	if _, open := f.Presence.Now(); open {
		for month := carried; month.Before(projection.CarryUntil(today)); month = carried {
			carried = month.NextMonth()
			old, new := projection.Between(&f, &f, month, carried)
			n.add(m, old, new, position)
		}
	}
	return f, carried
}

// life makes up what is recorded of a child who comes on a day.
func (n *lived) life(from day.Date) []event {
	at, then := pick(n.rng, n.places), pick(n.rng, n.places)
	soon := func(on day.Date) day.Date { // mostly the next days, now and then much later
		if n.rng.IntN(20) == 0 {
			return on.Add(n.rng.IntN(90))
		}
		return on.Add(n.rng.IntN(3))
	}
	stay := 20 + n.rng.IntN(420)
	moved, left := from.Add(stay/3+1), from.Add(stay)
	born := from.AddYears(-[]int{17, 17, 17, 16, 16, 15, 12, 5}[n.rng.IntN(8)]).Add(-n.rng.IntN(360))
	here, there := institution.OfficeOf(at.Facility), institution.OfficeOf(then.Facility)
	out := []event{
		{from, soon(from), minor.Registered{Tag: "1"}, change.Identity, here},
		{from, soon(from), minor.Found{Mode: pick(n.rng, []minor.Mode{minor.ByLanding, minor.ByFinding})}, change.Presence, here},
		{from, soon(from), minor.IdentityStated{
			Source: minor.OwnWord, Sex: map[bool]minor.Sex{true: minor.Female, false: minor.Male}[n.rng.IntN(8) == 0],
			Citizenship: pick(n.rng, []minor.Country{"EG", "UA", "TN", "GN", "GM", "CI", "AL", "PK", "BD", "ML"}),
			Birth:       &minor.Birth{Date: born, Precision: minor.ToDay, Provenance: minor.Declared},
		}, change.Identity, here},
		{from, soon(from), placement.Began{At: at}, change.Presence, here},
		{moved, soon(moved), movement.Departed{From: at, To: then}, change.Presence, here},
		{moved.Add(1), soon(moved.Add(1)), movement.Arrived{At: then}, change.Presence, there},
	}
	calls := n.rng.IntN(3) == 0 // at every third structure; at the others presence is known from what happens
	for d := from.Add(25); calls && d.Before(left); d = d.Add(20 + n.rng.IntN(10)) {
		who, office := at, here
		if !d.Before(moved) {
			who, office = then, there
		}
		out = append(out, event{d, soon(d), placement.Confirmed{At: who, Days: day.Span{From: d, Until: d.Add(1)}}, change.Presence, office})
	}
	if n.rng.IntN(3) == 0 {
		out = append(out, event{left.Add(-5), soon(left), movement.AbsenceReported{From: then}, change.Presence, there})
	}
	return append(out, event{left, soon(left).Add(1), movement.ExitRecorded{Reason: pick(n.rng, movement.Reasons())}, change.Presence, there})
}

// add keeps the signed rows by which the census changes.
func (n *lived) add(m minor.ID, old, new projection.Rows, known uint64) {
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

// text is NULL where there is none, as the projection writes it.
func text[T ~string](t T) any {
	if t == "" {
		return nil
	}
	return string(t)
}

func (n *lived) flush(b *testing.B) {
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
		{pgx.Identifier{"bench_stays"}, []string{"from_on", "until_on", "facility", "sex", "birth_on"}, &n.stays},
	} {
		if _, err := n.db.Admin().CopyFrom(b.Context(), x.table, x.columns, pgx.CopyFromRows(*x.rows)); err != nil {
			b.Fatal(err)
		}
		if len(x.columns) == 16 {
			n.rows += len(*x.rows)
		}
		*x.rows = (*x.rows)[:0]
	}
}
