package census_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/jackc/pgx/v5/pgxpool"

	"faro.example/registry/audit"
	"faro.example/registry/census"
	"faro.example/registry/pg"
	"faro.example/registry/pg/pgtest"
	"faro.example/shared/access"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/reference"
)

// lines remembers what was written, and can refuse.
type lines struct {
	written []audit.Line
	fail    error
}

func (l *lines) Write(_ context.Context, line audit.Line) error {
	l.written = append(l.written, line)
	return l.fail
}

var (
	ragusa, milan = facility.ID{1}, facility.ID{2}
	ministry      = access.Caller{Role: access.Ministry}
)

// stay is one signed row of the census, as known from a position.
type stay struct {
	known       int
	sign        int
	from, until string
	state       string
	at          facility.ID
	citizenship string
	sex         string
	birth       string
	mode        string
}

func open(t *testing.T, db *pgtest.DB, l *lines) *census.Census {
	t.Helper()
	places, err := reference.Load()
	if err != nil {
		t.Fatal(err)
	}
	c, err := census.New(db.As("faro_census"), l, places)
	if err != nil {
		t.Fatal(err)
	}
	c.Now = func() time.Time { return day.Must("2028-03-31").Start() }
	return c
}

// fill writes a directory of two structures, a ledger of ten positions a day
// apart from 1 June 2026 on, and the rows given.
func fill(t *testing.T, db *pgtest.DB, stays ...stay) {
	t.Helper()
	ctx := context.Background()
	exec := func(sql string, args ...any) {
		if _, err := db.Admin().Exec(ctx, sql, args...); err != nil {
			t.Fatal(err)
		}
	}
	for code, s := range map[string]struct {
		id    facility.ID
		istat string
	}{"RG01": {ragusa, "088009"}, "MI01": {milan, "015146"}} {
		exec(`INSERT INTO offices (id, what, code) VALUES ($1, 'structure', $2)`, s.id, code)
		exec(`INSERT INTO structures (id, name, type, municipality, valid_from, known_from, changed_at)
			VALUES ($1, $2, 'first', $3, '2000-01-01', 0, now())`, s.id, code, s.istat)
	}
	first := day.Must("2026-06-01").Start().Add(12 * time.Hour)
	for p := 1; p <= 10; p++ {
		exec(`INSERT INTO ledger (position, leaf, at) VALUES ($1, $2, $3)`, p, make([]byte, 32), first.AddDate(0, 0, p-1))
	}
	exec(`UPDATE ledger_head SET position = 10`)
	for _, s := range stays {
		exec(`INSERT INTO census.rows (month, known, sign, from_on, until_on, state, facility, citizenship, sex, birth_on, mode)
			VALUES ('2026-06-01', $1, $2, $3, $4, $5, $6, nullif($7, ''), nullif($8, ''), $9, nullif($10, ''))`,
			s.known, s.sign, day.Must(s.from), day.Must(s.until), s.state, s.at, s.citizenship, s.sex, birth(s.birth), s.mode)
	}
}

func birth(s string) day.Date {
	if s == "" {
		return day.Date{}
	}
	return day.Must(s)
}

func someStays() []stay {
	return []stay{
		{1, 1, "2026-06-01", "2026-07-01", "present", ragusa, "EG", "M", "2009-05-05", "landing"},
		{2, 1, "2026-06-02", "2026-06-20", "present", ragusa, "GN", "M", "", ""},
		{3, 1, "2026-06-03", "2026-07-01", "present", milan, "", "F", "2016-01-01", "found"},
		{4, 1, "2026-06-03", "2026-07-01", "unplaced", facility.ID{}, "EG", "M", "2009-05-05", ""},
		{4, 1, "2026-06-03", "2026-07-01", "missing", ragusa, "EG", "M", "2009-05-05", ""},
		{4, 1, "2026-06-03", "2026-07-01", "present", milan, "FR", "M", "2012-05-05", ""},      // of the Union
		{4, 1, "2026-06-03", "2026-07-01", "present", milan, "EG", "M", "2008-06-10", "found"}, // of age on the 10th
		{5, 1, "2026-06-05", "2026-07-01", "present", ragusa, "ML", "M", "2010-05-05", ""},
		{9, -1, "2026-06-05", "2026-07-01", "present", ragusa, "ML", "M", "2010-05-05", ""}, // corrected on the 9th
	}
}

func TestTheCensusOfADayAsKnownOnADay(t *testing.T) {
	db := pgtest.New(t)
	fill(t, db, someStays()...)
	c := open(t, db, &lines{})
	for _, q := range []struct {
		name    string
		query   census.Query
		total   int
		missing int
	}{
		{"the day of arrival counts", census.Query{On: day.Must("2026-06-01")}, 1, 0},
		{"the day before does not", census.Query{On: day.Must("2026-05-31")}, 0, 0},
		{"all who are here, the missing apart, one of the Union not at all", census.Query{On: day.Must("2026-06-09")}, 5, 1},
		{"who comes of age is not counted from that day on", census.Query{On: day.Must("2026-06-10")}, 4, 1},
		{"the day of departure does not count", census.Query{On: day.Must("2026-06-20")}, 3, 1},
		{"as known before a correction", census.Query{On: day.Must("2026-06-06"), KnownAt: day.Must("2026-06-08")}, 6, 1},
		{"as known after it", census.Query{On: day.Must("2026-06-06"), KnownAt: day.Must("2026-06-09")}, 5, 1},
		{"as known before some had been reported", census.Query{On: day.Must("2026-06-02"), KnownAt: day.Must("2026-06-02")}, 2, 0},
	} {
		t.Run(q.name, func(t *testing.T) {
			got, err := c.Count(t.Context(), ministry, q.query)
			if err != nil {
				t.Fatal(err)
			}
			if got.Total != q.total || got.Missing != q.missing {
				t.Errorf("got %d present and %d missing, want %d and %d", got.Total, got.Missing, q.total, q.missing)
			}
		})
	}
}

func TestPartsAddUpToTheTotalAndWhatIsNotKnownIsAPart(t *testing.T) {
	db := pgtest.New(t)
	fill(t, db, someStays()...)
	c := open(t, db, &lines{})
	on := day.Must("2026-06-09")
	want := map[census.Dimension][]census.Cell{
		census.Region:      {{Labels: []string{"Lombardia"}, Count: 2}, {Labels: []string{"Sicilia"}, Count: 2}, {Labels: []string{""}, Count: 1}},
		census.Structure:   {{Labels: []string{"MI01"}, Count: 2}, {Labels: []string{"RG01"}, Count: 2}, {Labels: []string{""}, Count: 1}},
		census.Citizenship: {{Labels: []string{"EG"}, Count: 3}, {Labels: []string{""}, Count: 1}, {Labels: []string{"GN"}, Count: 1}},
		census.Sex:         {{Labels: []string{"M"}, Count: 4}, {Labels: []string{"F"}, Count: 1}},
		census.Age:         {{Labels: []string{"17"}, Count: 3}, {Labels: []string{""}, Count: 1}, {Labels: []string{"7-14"}, Count: 1}},
		census.Mode:        {{Labels: []string{""}, Count: 2}, {Labels: []string{"found"}, Count: 2}, {Labels: []string{"landing"}, Count: 1}},
		census.State:       {{Labels: []string{"present"}, Count: 4}, {Labels: []string{"unplaced"}, Count: 1}},
	}
	for _, d := range census.Dimensions() {
		got, err := c.Count(t.Context(), ministry, census.Query{On: on, By: []census.Dimension{d}})
		if err != nil {
			t.Fatal(err)
		}
		sum := 0
		for _, cell := range got.Cells {
			sum += cell.Count
		}
		if sum != got.Total || got.Total != 5 {
			t.Errorf("by %s the parts make %d, the total is %d, want 5", d, sum, got.Total)
		}
		if cells, ok := want[d]; ok {
			sortCells(cells)
			if diff := cmp.Diff(cells, got.Cells, byLabels); diff != "" {
				t.Errorf("by %s (-want +got)\n%s", d, diff)
			}
		}
	}
}

// byLabels leaves the codes aside.
var byLabels = cmpopts.IgnoreFields(census.Cell{}, "Codes")

func sortCells(cells []census.Cell) {
	for i := range cells {
		for j := i + 1; j < len(cells); j++ {
			if cells[j].Count > cells[i].Count || cells[j].Count == cells[i].Count && cells[j].Labels[0] < cells[i].Labels[0] {
				cells[i], cells[j] = cells[j], cells[i]
			}
		}
	}
}

func TestTwoCutsTogether(t *testing.T) {
	db := pgtest.New(t)
	fill(t, db, someStays()...)
	got, err := open(t, db, &lines{}).Count(t.Context(), ministry,
		census.Query{On: day.Must("2026-06-09"), By: []census.Dimension{census.Province, census.Sex}})
	if err != nil {
		t.Fatal(err)
	}
	want := []census.Cell{{Labels: []string{"RG", "M"}, Count: 2}, {Labels: []string{"", "M"}, Count: 1}, {Labels: []string{"MI", "F"}, Count: 1}, {Labels: []string{"MI", "M"}, Count: 1}}
	if diff := cmp.Diff(want, got.Cells, byLabels); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestPlacesHaveCodesBesideTheirNames(t *testing.T) {
	db := pgtest.New(t)
	fill(t, db, someStays()...)
	got, err := open(t, db, &lines{}).Count(t.Context(), ministry,
		census.Query{On: day.Must("2026-06-09"), By: []census.Dimension{census.Region, census.Citizenship}})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range got.Cells {
		want := map[string]string{"Sicilia": "19", "Lombardia": "03", "": ""}[c.Labels[0]]
		if c.Codes[0] != want || c.Codes[1] != c.Labels[1] {
			t.Errorf("%q has the codes %q", c.Labels, c.Codes)
		}
	}
}

func TestOneMomentIsAskedAboutAgainByItsPosition(t *testing.T) {
	db := pgtest.New(t)
	fill(t, db, someStays()...)
	c := open(t, db, &lines{})
	on := day.Must("2026-06-06")
	for position, want := range map[uint64]int{8: 6, 9: 5} {
		got, err := c.Count(t.Context(), ministry, census.Query{On: on, Position: position})
		if err != nil || got.Total != want || got.Position != position {
			t.Errorf("known up to %d: %d, %v, want %d", position, got.Total, err, want)
		}
	}
	if _, err := c.Count(t.Context(), ministry, census.Query{On: on, Position: 1 << 40}); !fault.Is(err, fault.Invalid) {
		t.Errorf("known up to a position to come: got %v, want invalid", err)
	}
}

func TestWhoMayNotCountIsDeniedAndLeavesALine(t *testing.T) {
	db := pgtest.New(t)
	l := &lines{}
	_, err := open(t, db, l).Count(t.Context(), access.Caller{Role: access.Centre}, census.Query{On: day.Must("2026-06-09")})
	if !fault.Is(err, fault.Denied) {
		t.Errorf("got %v, want denied", err)
	}
	if len(l.written) != 1 || l.written[0].Allowed {
		t.Errorf("lines %+v, want one that was not allowed", l.written)
	}
}

func TestNothingIsCountedWithoutALine(t *testing.T) {
	db := pgtest.New(t)
	l := &lines{fail: fault.Newf(fault.Busy, "no room for lines")}
	got, err := open(t, db, l).Count(t.Context(), ministry, census.Query{On: day.Must("2026-06-09")})
	if !fault.Is(err, fault.Busy) || got.Total != 0 {
		t.Errorf("got %v, %v: a number was told without a line", got, err)
	}
}

func TestABadQuestionNamesTheField(t *testing.T) {
	d := day.Must("2026-06-09")
	for field, q := range map[string]census.Query{
		"on":       {},
		"known-at": {On: d, KnownAt: d.Add(-1)},
		"by":       {On: d, By: []census.Dimension{"shoe-size"}},
	} {
		if got := fault.As(q.Validate()); got.Kind != fault.Invalid || got.Field != field || got.Remedy == "" {
			t.Errorf("%+v: got %v about %q, want invalid about %q with a remedy", q, got.Kind, got.Field, field)
		}
	}
}

func TestAMinorComesOfAgeOnTheEighteenthBirthdayAlsoInALeapYear(t *testing.T) {
	db := pgtest.New(t)
	fill(t, db)
	ctx := context.Background()
	rows := []struct{ month, birth string }{{"2026-02-01", "2008-02-29"}, {"2026-03-01", "2008-02-29"}, {"2028-02-01", "2010-03-01"}}
	for _, r := range rows {
		m := day.Must(r.month)
		if _, err := db.Admin().Exec(ctx, `INSERT INTO census.rows (month, known, sign, from_on, until_on, state, birth_on)
			VALUES ($1, 1, 1, $1, $2, 'present', $3)`, m, m.NextMonth(), day.Must(r.birth)); err != nil {
			t.Fatal(err)
		}
	}
	c := open(t, db, &lines{})
	for on, want := range map[string]int{"2026-02-28": 1, "2026-03-01": 0, "2028-02-29": 1} {
		got, err := c.Count(t.Context(), ministry, census.Query{On: day.Must(on)})
		if err != nil || got.Total != want {
			t.Errorf("on %s: %d, %v, want %d", on, got.Total, err, want)
		}
	}
}

// A plan for any day expects so few rows that it sorts them on the disk.
func TestEachQuestionIsPlannedForItsOwnDay(t *testing.T) {
	db := pgtest.New(t)
	fill(t, db, someStays()...)
	c := open(t, db, &lines{})
	q := census.Query{On: day.Must("2026-06-15"), By: []census.Dimension{census.Region, census.Age}}
	for range 12 { // PostgreSQL may plan for any values from the sixth time on
		if _, err := c.Count(t.Context(), ministry, q); err != nil {
			t.Fatal(err)
		}
	}
	var own, any int
	const plans = `SELECT coalesce(sum(custom_plans), 0), coalesce(sum(generic_plans), 0) FROM pg_prepared_statements WHERE statement LIKE 'WITH counted%'`
	if err := db.As("faro_census").QueryRow(t.Context(), plans).Scan(&own, &any); err != nil {
		t.Fatal(err)
	}
	if own != 12 || any != 0 {
		t.Errorf("planned %d times for the day asked about and %d times for any, want 12 and 0", own, any)
	}
}

// twice asks everything twice, as where a replica fails at the end.
type twice struct{}

func (twice) InSnapshot(ctx context.Context, pool *pgxpool.Pool, _ string, as pg.Settings, fn pg.Func) error {
	if err := pg.InSnapshot(ctx, pool, as, fn); err != nil {
		return err
	}
	return pg.InSnapshot(ctx, pool, as, fn)
}

func TestWhatIsAskedTwiceIsCountedOnce(t *testing.T) {
	db, l := pgtest.New(t), &lines{}
	c := open(t, db, l)
	fill(t, db,
		stay{1, 1, "2026-06-01", "2026-07-01", "hosted", ragusa, "GN", "M", "2010-01-01", ""},
		stay{3, 1, "2026-06-05", "2026-06-20", "hosted", milan, "EG", "F", "2010-01-01", ""},
		stay{4, 1, "2026-06-05", "2026-06-20", "missing", milan, "EG", "F", "2010-01-01", ""},
	)
	on, by := day.Must("2026-06-10"), []census.Dimension{census.Region}
	ask := func() (out []any) {
		add := func(answer any, err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, answer)
		}
		ctx := t.Context()
		add(c.Count(ctx, ministry, census.Query{On: on, By: by}))
		add(c.Series(ctx, ministry, census.SeriesQuery{From: on, To: on.Add(3), Every: census.Daily, By: by}))
		add(c.Flows(ctx, ministry, census.FlowQuery{From: on.Add(-9), To: on, By: by}))
		add(c.Difference(ctx, ministry, census.DifferenceQuery{On: on, By: by, Before: census.Knowing{Position: 2}}))
		add(c.Glance(ctx, ministry, census.GlanceQuery{On: on, By: census.Region, Also: by}))
		add(c.Acts(ctx, ministry, census.ActQuery{From: on.Add(-9), To: on}))
		return out
	}
	once := ask()
	if r, ok := once[0].(census.Result); !ok || r.Total != 2 || r.Missing != 1 {
		t.Fatalf("got %+v, want 2 and 1 missing", once[0])
	}
	c.Standby = twice{}
	for i, again := range ask() {
		if d := cmp.Diff(once[i], again, cmp.Comparer(func(a, b day.Date) bool { return a == b })); d != "" {
			t.Errorf("%T, asked twice (-once +twice):\n%s", again, d)
		}
	}
}
