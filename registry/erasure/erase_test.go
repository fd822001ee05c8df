package erasure_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/erasure"
	"faro.example/registry/judge"
	"faro.example/registry/projection"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/minor"
	"faro.example/shared/placement"
)

// naming gives the tables in which a minor is named, in whatever column, or one of
// the texts stands.
func (w *world) naming(m minor.ID, texts ...string) []string {
	w.t.Helper()
	rows, err := w.DB.Admin().Query(w.t.Context(), `SELECT format('%I.%I', schemaname, tablename) FROM pg_tables
		WHERE schemaname IN ('public', 'census') ORDER BY 1`)
	if err != nil {
		w.t.Fatal(err)
	}
	tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		w.t.Fatal(err)
	}
	var out []string
	for _, table := range tables {
		for _, text := range append(texts, m.String()) {
			var n int
			w.Scan(&n, `SELECT count(*) FROM `+table+` t WHERE t::text LIKE '%' || $1 || '%' OR t::text LIKE '%' || encode(convert_to($1, 'UTF8'), 'hex') || '%'`, text)
			if name := strings.TrimPrefix(table, "public."); n > 0 && !slices.Contains(out, name) {
				out = append(out, name)
			}
		}
	}
	return out
}

func (w *world) clean() {
	w.t.Helper()
	found, err := projection.Check(w.t.Context(), w.DB.As("faro_intake"), w.Sealer, nil)
	if err != nil || len(found) > 0 {
		w.t.Errorf("check finds %v, %v", found, err)
	}
}

func TestOfAnErasedChildNothingStaysButAPositionALeafAndATombstone(t *testing.T) {
	w := newWorld(t)
	gone, stays := w.child("2005-01-10"), w.child("2012-01-10")
	var code int
	w.Scan(&code, `SELECT serial FROM codes WHERE minor = $1`, gone)
	var positions int
	w.Scan(&positions, `SELECT count(*) FROM ledger`)
	w.run()
	w.work()
	if left := w.naming(gone); !slices.Equal(left, []string{"erasure_items", "erasure_tellings", "feed", "tombstones"}) {
		t.Errorf("the minor stands in %v; want what says that the child was erased alone", left)
	}
	if left := w.naming(stays); !slices.Contains(left, "records") || !slices.Contains(left, "minor_keys") {
		t.Errorf("of the other child there is left %v", left)
	}
	var after, codes int
	w.Scan(&after, `SELECT count(*) FROM ledger`)
	w.Scan(&codes, `SELECT count(*) FROM codes WHERE serial = $1`, code)
	if after != positions+1 || codes != 0 {
		t.Errorf("the ledger went from %d to %d positions, codes left %d; want one more, none", positions, after, codes)
	}
	w.clean()
	if done, err := projection.Rebuild(t.Context(), w.DB.As("faro_intake"), w.Sealer, w.Now, nil); err != nil || done.Casefiles != 1 || done.Changed != 0 {
		t.Errorf("a rebuild goes through %+v, %v; want the other child, unchanged", done, err)
	}
}

func TestWhatComesInLateIsRefusedAsErased(t *testing.T) {
	w := newWorld(t)
	m := w.child("2005-01-10")
	w.run()
	w.work()
	w.centre.Refused(judge.Erased, w.centre.Write(m, "2020-03-02", placement.Ended{At: w.at}))
	w.centre.Refused(judge.Erased, w.centre.Write(m, "2020-03-02", minor.Registered{Tag: "17"}))
	if left := w.naming(m); slices.Contains(left, "casefiles") || slices.Contains(left, "records") || slices.Contains(left, "refused_frames") {
		t.Errorf("what came late left %v", left)
	}
	w.clean()
}

// counted gives every sum of the census: of each day, as known at each position.
func (w *world) counted() string {
	w.t.Helper()
	var out string
	w.Scan(&out, `SELECT coalesce(string_agg(format('%s|%s|%s|%s|%s|%s', d, k, state, birth_on, facility, n), E'\n' ORDER BY d, k, state, birth_on, facility), '')
		FROM (SELECT d::date, k, r.state, r.birth_on, r.facility, sum(r.sign) AS n
			FROM generate_series(date '2020-02-25', date '2020-04-05', interval '1 day') d, generate_series(0, 40) k, census.rows r
			WHERE r.known <= k AND r.from_on <= d AND d < r.until_on GROUP BY 1, 2, 3, 4, 5 HAVING sum(r.sign) <> 0) s`)
	return out
}

func TestEveryCountOfEveryDayAsKnownAtEveryPositionStays(t *testing.T) {
	w := newWorld(t)
	gone := w.child("2005-01-10")
	w.child("2012-01-10")
	var rows, moves int
	w.Scan(&rows, `SELECT count(*) FROM census.rows`)
	w.Scan(&moves, `SELECT count(*) FROM census.moves`)
	before := w.counted()
	w.run()
	w.work()
	if after := w.counted(); after != before || before == "" {
		t.Errorf("the counts changed:\n%s\nwant\n%s", after, before)
	}
	var linked, rowsAfter, movesAfter int
	w.Scan(&rowsAfter, `SELECT count(*) FROM census.rows`)
	w.Scan(&movesAfter, `SELECT count(*) FROM census.moves`)
	w.Scan(&linked, `SELECT (SELECT count(*) FROM census.rows WHERE minor = $1) + (SELECT count(*) FROM census.moves WHERE minor = $1)`, gone)
	if rowsAfter != rows || movesAfter != moves || linked != 0 {
		t.Errorf("%d and %d rows, were %d and %d; %d still linked", rowsAfter, movesAfter, rows, moves, linked)
	}
}

func TestEveryTableThatNamesAMinorIsErasedFromOrArguedFor(t *testing.T) {
	w := newWorld(t)
	rows, err := w.DB.Admin().Query(t.Context(), `SELECT DISTINCT CASE n.nspname WHEN 'public' THEN '' ELSE n.nspname || '.' END || c.relname
		FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
		WHERE n.nspname IN ('public', 'census') AND c.relkind IN ('r', 'p') AND NOT a.attisdropped
		AND a.attname IN ('minor', 'minors', 'subjects', 'low', 'high', 'of', 'joined')
		AND a.atttypid IN ('uuid'::regtype, 'uuid[]'::regtype) ORDER BY 1`)
	if err != nil {
		t.Fatal(err)
	}
	tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil || len(tables) < 30 {
		t.Fatalf("%d tables, %v", len(tables), err)
	}
	erased, kept := erasure.Tables(), erasure.Kept()
	for _, table := range tables {
		if why, is := kept[table]; slices.Contains(erased, table) == is || is && len(why) < 20 {
			t.Errorf("%s names a minor: erase from it (erasure/tables.go), or say why it stays", table)
		}
	}
}

var errCut = errors.New("the power went")

func TestARunThatIsStoppedAnywhereGoesOnWhereItStopped(t *testing.T) {
	for _, step := range []string{"wiped", "listed", "buried", "committed"} {
		t.Run(step, func(t *testing.T) {
			w := newWorld(t)
			gone := []minor.ID{w.child("2005-01-10"), w.child("2005-02-10"), w.child("2005-03-10")}
			run := w.run()
			n := 0
			w.cut = func(at string) error {
				if at == step {
					if n++; n == 2 {
						return errCut
					}
				}
				return nil
			}
			if _, err := w.desk.Work(t.Context()); !errors.Is(err, errCut) {
				t.Fatalf("got %v, want the cut", err)
			}
			w.clean()
			w.listedWhatIsErased()
			w.cut = func(string) error { return nil }
			if _, err := w.another().Work(t.Context()); err != nil {
				t.Fatal(err)
			}
			w.clean()
			w.listedWhatIsErased()
			for _, m := range gone {
				if slices.Contains(w.naming(m), "records") {
					t.Errorf("a child is still there")
				}
			}
			var stones, ended int
			w.Scan(&stones, `SELECT count(*) FROM tombstones`)
			w.Scan(&ended, `SELECT count(*) FROM erasure_runs WHERE id = $1 AND ended_at IS NOT NULL`, run)
			if stones != 3 || ended != 1 {
				t.Errorf("%d tombstones, %d runs ended; want 3, 1", stones, ended)
			}
		})
	}
}

// listedWhatIsErased checks that whoever has a tombstone is in the list outside.
func (w *world) listedWhatIsErased() {
	w.t.Helper()
	entries, err := erasure.ReadList(w.state)
	if err != nil {
		w.t.Fatal(err)
	}
	listed := map[minor.ID]bool{}
	for _, e := range entries {
		listed[e.Minor] = true
	}
	rows, err := w.DB.Admin().Query(w.t.Context(), `SELECT minor FROM tombstones`)
	if err != nil {
		w.t.Fatal(err)
	}
	dead, err := pgx.CollectRows(rows, pgx.RowTo[minor.ID])
	if err != nil {
		w.t.Fatal(err)
	}
	for _, m := range dead {
		if !listed[m] {
			w.t.Error("a child was erased in the database, and the list outside does not know: a restore would bring it back")
		}
	}
}

func TestTheListIsWrittenBeforeTheDatabaseCommits(t *testing.T) {
	w := newWorld(t)
	w.child("2005-01-10")
	w.run()
	w.cut = func(at string) error {
		if at == "buried" { // the last step before the commit
			return errCut
		}
		return nil
	}
	if _, err := w.desk.Work(t.Context()); !errors.Is(err, errCut) {
		t.Fatalf("got %v, want the cut", err)
	}
	if entries, err := erasure.ReadList(w.state); err != nil || len(entries) != 1 {
		t.Errorf("the list has %d entries, %v, when the database is about to commit; want the child", len(entries), err)
	}
}

func TestAJoinedChildGoesWithAllItsMinorsAndWhoIsAnotherStays(t *testing.T) {
	w := newWorld(t)
	a, b, other := w.child("2005-01-10"), w.child("2005-01-10"), w.child("2012-01-10")
	w.Registry.Taken(w.Registry.Write(a, "2020-04-01", change.LinkSame{Minors: []minor.ID{b}, Reason: "the same scar"}))
	w.Registry.Taken(w.Registry.Write(a, "2020-04-02", change.LinkDistinct{Minor: other, Reason: "seen on one day"}))
	w.run()
	w.work()
	for _, m := range []minor.ID{a, b} {
		if slices.Contains(w.naming(m), "records") {
			t.Errorf("a minor of the joined child is still there: %v", w.naming(m))
		}
	}
	w.clean()
	w.centre.Taken(w.centre.Write(other, "2020-04-03", minor.IdentityStated{Source: minor.OwnWord, Sex: minor.Male}))
	w.clean()
}

func TestWhoIsStillCountedIsNotErasedAndIsNamed(t *testing.T) {
	w := newWorld(t)
	m := w.child("2005-01-10")
	w.centre.Taken(w.centre.Write(m, "2020-05-01", placement.Began{At: w.at}))
	plan, err := w.desk.Plan(t.Context(), w.asks, w.Today())
	if err != nil || len(plan) != 1 || !slices.Contains(plan[0].Blockers, erasure.StillCounted) {
		t.Fatalf("the dry run says %+v, %v", plan, err)
	}
	w.run()
	w.work()
	if !slices.Contains(w.naming(m), "records") {
		t.Error("the child was erased")
	}
	var why string
	w.Scan(&why, `SELECT why FROM erasure_items`)
	if why == "" {
		t.Error("nobody is told why not")
	}
}

func TestADryRunSaysWhatWouldGoByCodesAndCountsAndChangesNothing(t *testing.T) {
	w := newWorld(t)
	m := w.child("2005-01-10")
	w.child("2012-01-10")
	before := fmt.Sprint(w.naming(m))
	plan, err := w.desk.Plan(t.Context(), w.asks, w.Today())
	if err != nil || len(plan) != 1 {
		t.Fatalf("got %d, %v", len(plan), err)
	}
	if p := plan[0]; p.Minor != m || len(p.Codes) != 1 || p.Records != 4 || p.On != day.Must("2028-01-10") || p.Rule != erasure.Majority || len(p.Blockers) > 0 {
		t.Errorf("got %+v", p)
	}
	if after := fmt.Sprint(w.naming(m)); after != before {
		t.Errorf("a dry run changed something: %s, was %s", after, before)
	}
}
