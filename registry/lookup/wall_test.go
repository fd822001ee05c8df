package lookup_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/intake/intaketest"
	"faro.example/registry/pg"
	"faro.example/shared/custody"
	"faro.example/shared/facility"
	"faro.example/shared/guardian"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
	"faro.example/shared/placement"
)

// walled is a registry with a child in Ragusa and one in Milan, each with
// everything that the tables can hold about a child.
type walled struct {
	h        *intaketest.House
	children map[string]minor.ID // by town
	offices  map[string][]institution.OfficeID
}

func newWalled(t *testing.T) walled {
	t.Helper()
	w := walled{intaketest.New(t), map[string]minor.ID{}, map[string][]institution.OfficeID{}}
	for _, town := range []string{"088009", "015146"} {
		by, at := w.h.Institution(institution.Municipality, town), w.h.Structure(town)
		a := w.h.Agent(institution.OfficeOf(at), institution.Office(by))
		m := intaketest.Minor()
		a.Taken(
			a.Write(m, "2026-03-01", minor.Registered{Code: a.Code()}),
			a.Write(m, "2026-03-01", placement.Began{At: facility.At(at)}),
			a.Write(m, "2026-03-02", custody.Taken{By: by}, intaketest.For(institution.Office(by))),
			a.Write(m, "2026-03-02", guardian.Asked{Court: "TM Catania"}, intaketest.For(institution.Office(by))),
			a.Write(m, "2026-03-03", minor.IdentityStated{Source: minor.OwnWord, Sex: minor.Male}),
			a.Write(m, "2026-03-03", minor.IdentityStated{Source: minor.OwnWord, Sex: minor.Female}), // a conflict
		)
		w.children[town], w.offices[town] = m, a.Offices
		w.h.Exec(`INSERT INTO glasses (id, minor, person, role, purpose, words, broken_at, until_at)
			VALUES (gen_random_uuid(), $1, gen_random_uuid(), 'police', 'danger', 'found at the station', now(), now() + interval '1 hour')`, m)
		w.h.Exec(`INSERT INTO crossings (minor, position, of) VALUES ($1, 1000000, gen_random_uuid())`, m)
	}
	return w
}

// as gives the settings of a transaction for a territory and offices.
func (w walled) as(territory string, offices ...institution.OfficeID) pg.Settings {
	var names []string
	for _, o := range offices {
		names = append(names, o.String())
	}
	return pg.Settings{"faro.territory": territory, "faro.office": strings.Join(names, ",")}
}

// tables finds every table that faro_reader may read and that names minors,
// with the column, so that none is forgotten.
func (w walled) tables(t *testing.T) map[string]string {
	t.Helper()
	rows, err := w.h.DB.Admin().Query(t.Context(), `SELECT c.oid::regclass::text, a.attname
		FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
		WHERE c.relkind IN ('r', 'p', 'v', 'm') AND n.nspname IN ('public', 'census') AND NOT a.attisdropped
			AND a.attname IN ('minor', 'subjects') AND has_any_column_privilege('faro_reader', c.oid, 'SELECT')`)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	var table, column string
	if _, err := pgx.ForEachRow(rows, []any{&table, &column}, func() error { out[table] = column; return nil }); err != nil {
		t.Fatal(err)
	}
	return out
}

// named gives the minors that a table shows to a transaction of faro_reader
// that asks for everything.
func (w walled) named(t *testing.T, as pg.Settings, table, column string) []minor.ID {
	t.Helper()
	var out []minor.ID
	err := pg.InSnapshot(t.Context(), w.h.DB.As("faro_reader"), as, func(ctx context.Context, tx pgx.Tx) (err error) {
		rows, err := tx.Query(ctx, fmt.Sprintf(`SELECT DISTINCT %s FROM %s`, column, table))
		if err != nil {
			return err
		}
		out, err = pgx.CollectRows(rows, pgx.RowTo[minor.ID])
		return err
	})
	if err != nil {
		t.Fatalf("%s: %v", table, err)
	}
	return out
}

func TestAQueryThatBypassesAccessGetsNoForeignRow(t *testing.T) {
	w := newWalled(t)
	tables := w.tables(t)
	if want := 7; len(tables) < want {
		t.Fatalf("found %d tables, want at least %d: %v", len(tables), want, tables)
	}
	for table, column := range tables {
		t.Run(table, func(t *testing.T) {
			if got := w.named(t, nil, table, column); len(got) != 0 {
				t.Errorf("without settings: %d minors", len(got))
			}
			if got := w.named(t, w.as(""), table, column); len(got) != 0 {
				t.Errorf("to nobody: %d minors", len(got))
			}
			if slices.Contains([]string{"glasses", "alerts", "tellings", "notices"}, table) { // addressed to somebody: tests of their own
				return
			}
			for town, m := range w.children {
				for name, as := range map[string]pg.Settings{
					"territory": w.as(town), "structure": w.as("", w.offices[town][0]), "custody": w.as("", w.offices[town][1]),
				} {
					if got := w.named(t, as, table, column); !slices.Equal(got, []minor.ID{m}) {
						t.Errorf("%s of %s: got %v, want its own child alone", name, town, got)
					}
				}
			}
			if got := w.named(t, pg.Settings{"faro.nation": "yes"}, table, column); len(got) != 2 {
				t.Errorf("to the nation: got %d minors, want both", len(got))
			}
		})
	}
}

// Alerts, and what guardians were told, are read by whom they are addressed to:
// an office, and nobody else of its town.
func TestWhatIsAddressedIsReadByWhomItIsAddressedTo(t *testing.T) {
	w := newWalled(t)
	for town, m := range w.children {
		w.h.Exec(`INSERT INTO alerts (rule, record, minor, happened_on, due_on, due_at, level, raised_at, offices, persons, called, news)
			VALUES ('arrival-missing', gen_random_uuid(), $1, '2026-03-01', '2026-03-02', now(), 1, now(), ARRAY[$2::uuid], '{}', '{}', 1)`, m, w.offices[town][0])
		w.h.Exec(`INSERT INTO tellings (guardian, record, minor, kind, happened_on, position, told_at)
			VALUES ($2, gen_random_uuid(), $1, 'transfer.departed', '2026-03-01', 1, now())`, m, w.offices[town][0])
	}
	for _, table := range []string{"alerts", "tellings"} {
		for town, m := range w.children {
			for name, c := range map[string]struct {
				as   pg.Settings
				want []minor.ID
			}{
				"the office":             {w.as("", w.offices[town][0]), []minor.ID{m}},
				"another of its offices": {w.as("", w.offices[town][1]), nil},
				"its town":               {w.as(town), nil},
				"nobody":                 {w.as(""), nil},
			} {
				if got := w.named(t, c.as, table, "minor"); !slices.Equal(got, c.want) {
					t.Errorf("%s to %s: got %v, want %v", table, name, got, c.want)
				}
			}
		}
	}
}

// What lies beyond the wall is not reached from this side by leaving it out of
// the list of tables either: the reader has no other.
func TestTheReaderReadsNoTableOfMinorsThatHasNoWall(t *testing.T) {
	w := newWalled(t)
	for table := range w.tables(t) {
		var forced bool
		w.h.Scan(&forced, `SELECT relrowsecurity AND relforcerowsecurity FROM pg_class WHERE oid = $1::regclass`, table)
		if !forced {
			t.Errorf("%s: read by faro_reader, and its policies are not forced", table)
		}
	}
	for _, table := range []string{"scopes", "feed", "access_lines", "census.rows", "refused_frames", "receipts", "glass_notices"} {
		var may bool
		w.h.Scan(&may, `SELECT has_any_column_privilege('faro_reader', $1, 'SELECT')`, table)
		if may {
			t.Errorf("%s: faro_reader may read it", table)
		}
	}
}

// A place that somebody only says a child is at is behind the wall as before:
// the structure's own record does not open the casefile to its territory.
func TestAClaimOfPresenceOpensNoTerritory(t *testing.T) {
	w := newWalled(t)
	m := w.children["088009"]
	there := facility.ID(w.offices["015146"][0])
	a := w.h.Agent(w.offices["015146"]...)
	a.Taken(a.Write(m, "2026-03-05", movement.Arrived{At: facility.At(there)}))
	var stands facility.ID
	w.h.Scan(&stands, `SELECT facility FROM casefiles WHERE minor = $1`, m)
	if stands != there {
		t.Fatal("the arrival changed nothing: the test proves nothing")
	}
	for table, column := range w.tables(t) {
		if got := w.named(t, w.as("015146", w.offices["015146"]...), table, column); slices.Contains(got, m) {
			t.Errorf("%s: shows the child to where it is only said to be", table)
		}
	}
}

// A setting read row by row costs a hundred times one that is read once.
func TestPoliciesReadTheirSettingsOnce(t *testing.T) {
	w := newWalled(t)
	for table, column := range w.tables(t) {
		var plan []string
		err := pg.InSnapshot(t.Context(), w.h.DB.As("faro_reader"), w.as("088009"), func(ctx context.Context, tx pgx.Tx) error {
			rows, err := tx.Query(ctx, `EXPLAIN (COSTS OFF) SELECT `+column+` FROM `+table)
			if err != nil {
				return err
			}
			plan, err = pgx.CollectRows(rows, pgx.RowTo[string])
			return err
		})
		if err != nil {
			t.Fatalf("%s: %v", table, err)
		}
		read := false
		for i, line := range plan {
			read = read || strings.Contains(line, "InitPlan")
			if strings.Contains(line, "current_setting") && !underInitPlan(plan[:i+1]) {
				t.Errorf("%s reads a setting for each row: %s", table, strings.TrimSpace(line))
			}
		}
		if !read {
			t.Errorf("%s: no sub-select in its plan\n%s", table, strings.Join(plan, "\n"))
		}
	}
}

// underInitPlan reports whether the last line of a plan is inside a sub-select
// that runs once.
func underInitPlan(plan []string) bool {
	indent := func(s string) int { return len(s) - len(strings.TrimLeft(s, " ")) }
	depth := indent(plan[len(plan)-1])
	for _, line := range slices.Backward(plan) {
		if indent(line) >= depth {
			continue
		}
		depth = indent(line)
		if strings.Contains(line, "InitPlan") {
			return true
		}
	}
	return false
}
