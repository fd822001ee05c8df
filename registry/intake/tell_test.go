package intake_test

import (
	"context"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"faro.example/registry/intake/intaketest"
	"faro.example/registry/pg"
	"faro.example/shared/change"
	"faro.example/shared/custody"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
)

type ctx = context.Context

// fed gives what stands in an installation's feed, one word for each row.
func fed(t *testing.T, h *intaketest.House, a *intaketest.Agent) []string {
	t.Helper()
	rows, err := h.DB.As("faro_feed").Query(t.Context(), `SELECT what FROM feed WHERE agent = $1 ORDER BY n`, a.ID)
	if err != nil {
		t.Fatal(err)
	}
	out, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestWhoGetsARecordIsDecidedWhenItIsTaken(t *testing.T) {
	h := intaketest.New(t)
	a, b := centre(h, "089017"), centre(h, "089018")
	m := intaketest.Minor()
	records := arrival(a, m, "2026-03-05")
	a.Taken(records...)
	a.Taken(a.Write(m, "2026-03-06", minor.IdentifierStated{Scheme: minor.SIM, Value: "1"}, intaketest.Seen(0, records...)))
	a.Taken(a.Write(m, "2026-03-06", movement.Departed{From: place(a), To: place(b)}, intaketest.Seen(0, records...)))
	b.Taken(b.Write(m, "2026-03-07", movement.Arrived{At: place(b)}))
	b.Taken(b.Write(m, "2026-03-07", minor.IdentifierStated{Scheme: minor.Wristband, Value: "2"}))
	if diff := cmp.Diff([]string{"enter", "record", "record", "leave"}, fed(t, h, a)); diff != "" {
		t.Errorf("who sent (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"enter", "record", "record"}, fed(t, h, b)); diff != "" {
		t.Errorf("who received (-want +got):\n%s", diff)
	}
	var ordered bool
	h.Scan(&ordered, `SELECT bool_and(position >= before) FROM (
		SELECT position, lag(position, 1, 0::bigint) OVER (PARTITION BY agent ORDER BY n) AS before FROM feed) f`)
	if !ordered {
		t.Error("positions go back along the feed")
	}
	wantClean(t, h)
}

func TestWhoIsNotInScopeGetsItsOwnRecordsBack(t *testing.T) {
	h := intaketest.New(t)
	a, b := centre(h, "089017"), centre(h, "089018")
	m := intaketest.Minor()
	a.Taken(arrival(a, m, "2026-03-05")...)
	b.Taken(b.Write(m, "2026-03-07", movement.Arrived{At: place(b)}))
	if diff := cmp.Diff([]string{"record"}, fed(t, h, b)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"enter", "record"}, fed(t, h, a)); diff != "" {
		t.Errorf("who hosted the child is told (-want +got):\n%s", diff)
	}
}

func TestTheDirectoryIsToldInItsOwnTransaction(t *testing.T) {
	h := intaketest.New(t)
	a, b := centre(h, "089017"), centre(h, "089018")
	tell := func(agents []change.AgentID) (position uint64) {
		t.Helper()
		err := pg.InTx(t.Context(), h.DB.As("faro_directory"), func(ctx ctx, tx pgx.Tx) (err error) {
			position, err = h.Intake.Tell(ctx, tx, agents)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return position
	}
	if got := tell([]change.AgentID{a.ID}); got != 1 {
		t.Errorf("first: got position %d, want 1", got)
	}
	if got := tell(nil); got != 2 {
		t.Errorf("second: got position %d, want 2", got)
	}
	if diff := cmp.Diff([]string{"directory", "directory"}, fed(t, h, a)); diff != "" {
		t.Errorf("told twice (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"directory"}, fed(t, h, b)); diff != "" {
		t.Errorf("told once (-want +got):\n%s", diff)
	}
	if got := fed(t, h, h.Registry); len(got) != 0 {
		t.Errorf("the registry itself: got %v, want nothing", got)
	}
	wantClean(t, h)
}

func TestAnInstallationGainsAndLosesTheMinorsOfItsOffices(t *testing.T) {
	h := intaketest.New(t)
	a := centre(h, "089017")
	m := intaketest.Minor()
	a.Taken(arrival(a, m, "2026-03-05")...)
	late := h.Agent() // enrolled for the same structure
	rescope := func(sql string) {
		t.Helper()
		err := pg.InTx(t.Context(), h.DB.As("faro_directory"), func(ctx ctx, tx pgx.Tx) error {
			if _, err := tx.Exec(ctx, sql, late.ID, a.Office); err != nil {
				return err
			}
			return h.Intake.Rescope(ctx, tx, []change.AgentID{late.ID})
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	rescope(`INSERT INTO installation_offices (installation, office) VALUES ($1, $2)`)
	rescope(`INSERT INTO installation_offices (installation, office) VALUES ($1, $2) ON CONFLICT DO NOTHING`)
	if diff := cmp.Diff([]string{"enter"}, fed(t, h, late)); diff != "" {
		t.Errorf("gained (-want +got):\n%s", diff)
	}
	wantClean(t, h)
	rescope(`DELETE FROM installation_offices WHERE installation = $1 AND office = $2`)
	if diff := cmp.Diff([]string{"enter", "leave"}, fed(t, h, late)); diff != "" {
		t.Errorf("lost (-want +got):\n%s", diff)
	}
	if got := fed(t, h, a); !slices.Equal(got, []string{"enter"}) {
		t.Errorf("the other installation: got %v, want it left alone", got)
	}
	wantClean(t, h)
}

// Who sees a minor is held in memory with the casefile, and is read again once
// it was changed by anything else than a record.
func TestARecordAfterAChangeOfOfficesGoesToThoseWhoSeeTheMinorThen(t *testing.T) {
	h := intaketest.New(t)
	a := centre(h, "089017")
	m := intaketest.Minor()
	a.Taken(arrival(a, m, "2026-03-05")...)
	late := h.Agent() // enrolled for the same structure
	for _, sql := range []string{
		`INSERT INTO installation_offices (installation, office) VALUES ($1, $2)`,
		`DELETE FROM installation_offices WHERE installation = $1 AND office = $2`,
	} {
		err := pg.InTx(t.Context(), h.DB.As("faro_directory"), func(ctx ctx, tx pgx.Tx) error {
			if _, err := tx.Exec(ctx, sql, late.ID, a.Office); err != nil {
				return err
			}
			return h.Intake.Rescope(ctx, tx, []change.AgentID{late.ID})
		})
		if err != nil {
			t.Fatal(err)
		}
		a.Taken(a.Write(m, "2026-03-06", minor.NoticeGiven{Text: "informativa-1", Language: "fr"}))
	}
	if diff := cmp.Diff([]string{"enter", "record", "leave"}, fed(t, h, late)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	wantClean(t, h)
}

// A change of who speaks for an office and a push that puts a minor there wait
// for each other, so neither misses the other.
func TestAPushWaitsForAChangeOfOffices(t *testing.T) {
	h := intaketest.New(t)
	a := centre(h, "089017")
	late := h.Agent()
	m := intaketest.Minor()
	tx, err := h.DB.As("faro_directory").Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := h.Intake.Rescope(t.Context(), tx, []change.AgentID{late.ID}); err != nil {
		t.Fatal(err)
	}
	pushed := make(chan error, 1)
	records := arrival(a, m, "2026-03-05")
	go func() {
		_, err := a.TryPush(records...)
		pushed <- err
	}()
	waitForLocks(t, h, 1)
	if _, err := tx.Exec(t.Context(), `INSERT INTO installation_offices (installation, office) VALUES ($1, $2)`, late.ID, a.Office); err != nil {
		t.Fatal(err)
	}
	if err := tx.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := <-pushed; err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"enter"}, fed(t, h, late)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	wantClean(t, h)
}

func TestCustodyBringsAMinorIntoTheScopeOfTheSocialServices(t *testing.T) {
	h := intaketest.New(t)
	town := h.Institution(institution.Municipality, "089017")
	a, services := centre(h, "089017"), h.Agent(institution.Office(town))
	m := intaketest.Minor()
	a.Taken(arrival(a, m, "2026-03-05")...)
	services.Taken(services.Write(m, "2026-03-06", custody.Taken{By: town}))
	var sections []string
	h.Scan(&sections, `SELECT sections FROM scopes WHERE agent = $1 AND minor = $2 AND "left" IS NULL`, services.ID, m)
	if !slices.Contains(sections, "custody") || !slices.Contains(sections, "rights") {
		t.Errorf("the social services see %v", sections)
	}
	if diff := cmp.Diff([]string{"enter"}, fed(t, h, services)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	wantClean(t, h)
}
