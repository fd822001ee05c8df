package intake_test

import (
	"testing"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/intake"
	"faro.example/registry/intake/intaketest"
	"faro.example/registry/pg"
	"faro.example/registry/projection"
	"faro.example/shared/change"
	"faro.example/shared/movement"
	"faro.example/shared/placement"
)

// A minor is counted at one place at a time because the database says so, not
// only the code: without the constraint this test fails.
func TestTheDatabaseCountsAMinorAtOnePlace(t *testing.T) {
	h := intaketest.New(t)
	a := centre(h, "089017")
	m := intaketest.Minor()
	a.Taken(arrival(a, m, "2026-03-09")...)
	for name, c := range map[string]struct{ sql, constraint string }{
		"two places on one day": {`INSERT INTO placements (minor, began, state, from_on, until_on, counted, granted, confirmed)
			VALUES ($1, gen_random_uuid(), 'present', '2026-03-10', '2026-03-11', true, false, false)`, "placements_counted_once"},
		"an end before its beginning": {`INSERT INTO placements (minor, began, state, from_on, until_on, counted, granted, confirmed)
			VALUES ($1, gen_random_uuid(), 'present', '2026-02-10', '2026-02-09', true, false, false)`, "placements_days"},
		"two who lead": {`INSERT INTO custodies (minor, institution, began, from_on, lead, released)
			SELECT $1::uuid, gen_random_uuid(), gen_random_uuid(), d, true, false FROM (VALUES (date '2026-03-01'), ('2026-03-05')) AS v (d)`, "custodies_one_leads"},
	} {
		_, err := h.DB.As("faro_intake").Exec(t.Context(), c.sql, m)
		if got, _ := pg.Violated(err); got != c.constraint {
			t.Errorf("%s: got %v, want it refused by %s", name, err, c.constraint)
		}
	}
	// Two who answer are shown where one leads; a day that holds nothing overlaps with nothing.
	for _, sql := range []string{
		`INSERT INTO custodies (minor, institution, began, from_on, lead, released)
			SELECT $1::uuid, gen_random_uuid(), gen_random_uuid(), '2026-03-01', v.lead, false FROM (VALUES (true), (false)) AS v (lead)`,
		`INSERT INTO placements (minor, began, state, from_on, until_on, counted, granted, confirmed)
			VALUES ($1, gen_random_uuid(), 'present', '2026-03-10', '2026-03-10', true, false, false)`,
	} {
		if _, err := h.DB.As("faro_intake").Exec(t.Context(), sql, m); err != nil {
			t.Errorf("%s: %v", sql, err)
		}
	}
}

func TestACasefileThatIsStuckStopsNobody(t *testing.T) {
	h := intaketest.New(t)
	a := centre(h, "089017")
	m, healthy := intaketest.Minor(), intaketest.Minor()
	records := arrival(a, m, "2026-03-09")
	a.Taken(records...)
	// A row that no casefile knows of is in the way.
	h.Exec(`INSERT INTO placements (minor, began, state, from_on, until_on, counted, granted, confirmed)
		VALUES ($1, gen_random_uuid(), 'missing', '2026-03-01', '2026-03-05', true, false, false)`, m)
	earlier := a.Write(m, "2026-03-02", placement.Began{At: place(a)}, intaketest.Seen(0, records...))
	a.Taken(append([]change.Record{earlier}, arrival(a, healthy, "2026-03-09")...)...)

	state := func() (stuck bool, open int) {
		h.Scan(&stuck, `SELECT stuck FROM casefiles WHERE minor = $1`, m)
		h.Scan(&open, `SELECT count(*) FROM placements WHERE minor = $1 AND from_on = '2026-03-09' AND until_on IS NULL`, m)
		return stuck, open
	}
	if stuck, open := state(); !stuck || open != 1 {
		t.Errorf("got stuck %v and %d of the old rows, want true and 1", stuck, open)
	}
	var rows int
	h.Scan(&rows, `SELECT count(*) FROM placements WHERE minor = $1`, healthy)
	if rows != 1 {
		t.Errorf("the healthy one beside it: got %d placements, want 1", rows)
	}
	found, err := projection.Check(t.Context(), h.DB.As("faro_intake"), h.Sealer, nil)
	if err != nil || len(found) != 2 {
		t.Errorf("check: got %v, %v; want the casefile stuck and one row extra", found, err)
	}

	// Still stuck with the next record, by this process and by another; freed once the row is gone.
	a.Taken(a.Write(m, "2026-03-10", placement.Began{At: place(a)}, intaketest.Seen(0, records...)))
	other := h.Run(h.Config)
	push := func(r change.Record) {
		t.Helper()
		if _, err := other.Take(t.Context(), a.Caller(), intake.Batch{Frames: intaketest.Frames(r)}); err != nil {
			t.Fatal(err)
		}
	}
	push(a.Write(m, "2026-03-10", placement.Began{At: place(a)}, intaketest.Seen(0, records...)))
	if stuck, open := state(); !stuck || open != 1 {
		t.Errorf("after more records: got stuck %v and %d of the old rows, want true and 1", stuck, open)
	}
	h.Exec(`DELETE FROM placements WHERE minor = $1 AND state = 'missing'`, m)
	push(a.Write(m, "2026-03-10", movement.AbsenceReported{From: place(a)}, intaketest.Seen(0, records...)))
	if stuck, _ := state(); stuck {
		t.Error("it is stuck although nothing is in the way any more")
	}
	wantClean(t, h)
}

// Whom a policy does not show a row to does not see it, whatever the code asks.
func TestATableThatNamesAMinorShowsNothingWithoutAPolicy(t *testing.T) {
	h := intaketest.New(t)
	a, b := centre(h, "089017"), centre(h, "001272")
	m, n := intaketest.Minor(), intaketest.Minor()
	a.Taken(arrival(a, m, "2026-03-09")...)
	b.Taken(arrival(b, n, "2026-03-09")...)
	tables := []string{"records", "minor_keys", "casefiles", "placements", "codes"}
	see := func(as pg.Settings) map[string]int {
		out := map[string]int{}
		err := pg.InTxAs(t.Context(), h.DB.As("faro_reader"), as, func(ctx ctx, tx pgx.Tx) error {
			for _, table := range tables {
				var all, mine int
				q := `SELECT count(DISTINCT minor), count(DISTINCT minor) FILTER (WHERE minor = $1) FROM ` + table
				if err := tx.QueryRow(ctx, q, m).Scan(&all, &mine); err != nil {
					return err
				}
				out[table] = 10*all + mine
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	for _, c := range []struct {
		name string
		as   pg.Settings
		want int // ten times the minors seen, and one if ours is among them
	}{
		{"nobody's", nil, 0},
		{"empty settings", pg.Settings{"faro.nation": "", "faro.office": "", "faro.territory": ""}, 0},
		{"the nation's", pg.Settings{"faro.nation": "yes"}, 21},
		{"the place's", pg.Settings{"faro.territory": "089017,089018"}, 11},
		{"another place's", pg.Settings{"faro.territory": "089018"}, 0},
		{"the office's", pg.Settings{"faro.office": a.Office.String()}, 11},
		{"another office's", pg.Settings{"faro.office": b.Office.String()}, 10},
	} {
		for table, got := range see(c.as) {
			if got != c.want {
				t.Errorf("%s, %s: got %d, want %d", c.name, table, got, c.want)
			}
		}
	}
	var forced int
	h.Scan(&forced, `SELECT count(*) FROM pg_class c JOIN pg_namespace ns ON ns.oid = c.relnamespace
		WHERE c.relkind = 'r' AND ns.nspname IN ('public', 'census') AND NOT (c.relrowsecurity AND c.relforcerowsecurity)
			AND EXISTS (SELECT FROM pg_attribute WHERE attrelid = c.oid AND attname = 'minor')`)
	if forced != 0 {
		t.Errorf("%d tables that name a minor are without a forced policy", forced)
	}
}
