package alert_test

import (
	"context"
	"log/slog"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"faro.example/registry/alert"
	"faro.example/registry/audit"
	"faro.example/registry/intake/intaketest"
	"faro.example/registry/pg"
	"faro.example/shared/access"
	"faro.example/shared/change"
	"faro.example/shared/custody"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/guardian"
	"faro.example/shared/historytest"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
	"faro.example/shared/placement"
	"faro.example/shared/reference"
	"faro.example/shared/socialfile"
	"faro.example/shared/tracing"
)

// Towns of Sicily and one beyond.
const (
	siracusa = "089017"
	augusta  = "089001" // of the same province
	palermo  = "082053" // of the same region
	roma     = "058091"
)

// world is a registry with a centre that sends children to others.
type world struct {
	*intaketest.House
	t        *testing.T
	alerts   *alert.Alerts
	process  func() *alert.Alerts // another, that has not looked yet
	from     facility.ID
	service  institution.ID
	centre   *intaketest.Agent // speaks for the place left and its social service
	guardian institution.PersonID
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{House: intaketest.New(t), t: t, guardian: institution.PersonID(id.New[struct{}]())}
	places, err := reference.Load()
	if err != nil {
		t.Fatal(err)
	}
	lines, err := audit.New(w.DB.As("faro_audit"), w.Now)
	if err != nil {
		t.Fatal(err)
	}
	lines.Seal = w.Sealer
	w.process = func() *alert.Alerts {
		out, err := newAlerts(w.House, lines, places)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	w.alerts = w.process()
	w.from, w.service = w.Structure(siracusa), w.Institution(institution.Municipality, siracusa)
	w.centre = w.Agent(institution.OfficeOf(w.from), institution.Office(w.service))
	return w
}

// newAlerts makes alerts of a registry.
func newAlerts(h *intaketest.House, lines *audit.Log, places *reference.Tables) (*alert.Alerts, error) {
	return alert.New(alert.Config{
		Pool: h.DB.As("faro_alert"), Reader: h.DB.As("faro_reader"), Lines: lines, Teller: h.Intake, Sealer: h.Sealer, Places: places, Now: h.Now,
		Log: slog.New(slog.DiscardHandler),
	})
}

// hosted gives a child at the centre, in the care of its social service, with a
// guardian.
func (w *world) hosted() minor.ID {
	m, forService := intaketest.Minor(), intaketest.For(institution.Office(w.service))
	reg := w.centre.Write(m, "2026-03-01", minor.Registered{Code: w.centre.Code()})
	appointed := guardian.Appointed{
		Guardian: guardian.Who{Person: w.guardian}, Decree: institution.Decree{Court: "Catania", Number: "1/26", On: day.Must("2026-03-01")},
	}
	w.centre.Taken(reg, w.centre.Write(m, "2026-03-01", placement.Began{At: facility.At(w.from)}),
		w.centre.Write(m, "2026-03-01", custody.Taken{By: w.service}, forService))
	w.centre.Taken(w.centre.Write(m, "2026-03-01", appointed, forService),
		w.centre.Write(m, "2026-03-01", minor.NoticeGiven{Text: "informativa-1", Language: "fr", Explained: "the mediator"}))
	w.heard(m, forService)
	return m
}

// heard: the child is interviewed at once, and does not want the family traced, so
// that neither is due.
func (w *world) heard(m minor.ID, forService intaketest.Option) {
	proposed := w.centre.Write(m, "2026-03-01", tracing.Proposed{By: tracing.BySocialServices, Reason: "asked", Sought: []tracing.Person{{
		ID: historytest.Fixed[tracing.PersonID]("mother"), Name: minor.Name{Given: "Mariama"}, Is: minor.Parent,
	}}}, forService)
	w.centre.Taken(proposed,
		w.centre.Write(m, "2026-03-01", socialfile.Interview{
			By: "A", As: socialfile.Educator, Mediator: "B", Language: "fr", Story: "S", Opinion: socialfile.Voice{Words: "school"},
		}),
		w.centre.Write(m, "2026-03-01", tracing.Declined{Tracing: tracing.ID(proposed.ID), By: []minor.Party{minor.TheMinor}, Told: historytest.Told()}, forService))
}

// at sets the clock to an hour of a day of March 2026.
func (w *world) at(d, hour int) {
	w.SetNow(time.Date(2026, time.March, d, hour, 0, 0, 0, day.Rome))
}

// sweep looks at what is new, and sees that a look at everything finds no more.
func (w *world) sweep() alert.Swept {
	w.t.Helper()
	out, err := w.alerts.Sweep(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	const halves = `SELECT coalesce(array_agg(rule || record || minor || due_at || offices::text || persons::text ORDER BY rule, record), '{}') FROM lone_halves`
	var few, all []string
	w.Scan(&few, halves)
	again, err := w.process().Sweep(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	w.Scan(&all, halves)
	if d := again.Deadlines; again.Raised+again.Ended+again.Told+d.Raised+d.Escalated+d.Ended > 0 || !slices.Equal(few, all) {
		w.t.Errorf("a look at everything finds %+v more:\n%v\nbefore it were\n%v", again, all, few)
	}
	return out
}

func (w *world) open(c access.Caller) []alert.Alert {
	w.t.Helper()
	out, err := w.alerts.Open(w.t.Context(), c, alert.Lasting{})
	if err != nil {
		w.t.Fatal(err)
	}
	return out
}

// behindThePolicy counts the alerts that a reader's statement without a condition
// gives an office.
func (w *world) behindThePolicy(office institution.OfficeID) (n int) {
	w.t.Helper()
	as := pg.Settings{"faro.office": office.String(), "faro.person": "", "faro.territory": ""}
	err := pg.InSnapshot(w.t.Context(), w.DB.As("faro_reader"), as, func(ctx context.Context, tx pgx.Tx) error {
		return tx.QueryRow(ctx, `SELECT count(*) FROM alerts`).Scan(&n)
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return n
}

func caller(role access.Role, offices ...institution.OfficeID) access.Caller {
	return access.Caller{Role: role, Person: institution.PersonID(id.New[struct{}]()), Offices: offices, Reason: "to see to it"}
}

func TestAHalfThatStaysAloneBeyondTheTimeOfItsDistanceIsAnAlert(t *testing.T) {
	for _, c := range []struct {
		name string
		to   string
		due  [2]int // day and hour
	}{
		{"within a town: six hours", siracusa, [2]int{10, 14}},
		{"within a province: twelve", augusta, [2]int{10, 20}},
		{"within a region: a day", palermo, [2]int{11, 8}},
		{"beyond: two days", roma, [2]int{12, 8}},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			m := w.hosted()
			w.at(10, 9)
			to := w.Structure(c.to)
			w.centre.Taken(w.centre.Write(m, "2026-03-10T08:00:00+01:00", movement.Departed{From: facility.At(w.from), To: facility.At(to)}))
			w.at(c.due[0], c.due[1]-1)
			if got := w.sweep(); got.Raised != 0 {
				t.Errorf("an hour early: raised %d", got.Raised)
			}
			w.at(c.due[0], c.due[1])
			if got := w.sweep(); got.Raised != 1 {
				t.Errorf("in time: raised %d, want 1", got.Raised)
			}
		})
	}
}

func TestAnAlertGoesToEverybodyConcernedOnceAndEndsByItself(t *testing.T) {
	w := newWorld(t)
	m := w.hosted()
	to, theirs := w.Structure(palermo), w.Institution(institution.Municipality, palermo)
	there := w.Agent(institution.OfficeOf(to))
	sent := w.centre.Write(m, "2026-03-10", movement.Departed{From: facility.At(w.from), To: facility.At(to)})
	w.centre.Taken(sent)
	w.at(14, 9)
	if got := w.sweep(); got.Raised != 1 || got.Ended != 0 {
		t.Fatalf("got %+v, want one raised", got)
	}
	if got := w.sweep(); got.Raised != 0 || got.Told != 0 {
		t.Errorf("swept again: got %+v, want nothing", got)
	}
	got := w.open(access.Caller{Role: access.Ministry, Reason: "weekly"})
	if len(got) != 1 || got[0].Rule != alert.ArrivalMissing || got[0].Record != sent.ID || got[0].SentFrom != w.from || got[0].SentTo != to || got[0].Code == "" {
		t.Fatalf("got %+v", got)
	}
	want := []institution.OfficeID{
		institution.OfficeOf(w.from), institution.OfficeOf(to), institution.Office(w.service), institution.Office(theirs), institution.Office(w.Ministry),
	}
	slices.SortFunc(want, institution.OfficeID.Compare)
	if d := cmp.Diff(want, got[0].Offices); d != "" {
		t.Errorf("raised to (-want +got)\n%s", d)
	}
	for _, c := range []access.Caller{
		caller(access.Municipality, institution.Office(w.service)), caller(access.Municipality, institution.Office(theirs)),
		caller(access.Centre, institution.OfficeOf(to)), {Role: access.Guardian, Person: w.guardian, Reason: "my ward"},
	} {
		if got := w.open(c); len(got) != 1 {
			t.Errorf("%s is shown %d alerts, want 1", c.Role, len(got))
		}
	}
	if got := w.open(caller(access.Municipality, institution.Office(w.Institution(institution.Municipality, roma)))); len(got) != 0 {
		t.Errorf("another social service is shown %d alerts", len(got))
	}
	// the database shows none to others by itself, whatever the statement
	for office, want := range map[institution.OfficeID]int{
		institution.Office(w.service): 1, institution.Office(w.Institution(institution.Municipality, roma)): 0,
	} {
		if n := w.behindThePolicy(office); n != want {
			t.Errorf("the database shows %d alerts, want %d", n, want)
		}
	}
	came := there.Write(m, "2026-03-13", movement.Arrived{At: facility.At(to)})
	there.Taken(came)
	if got := w.sweep(); got.Ended != 1 || len(w.open(access.Caller{Role: access.Ministry, Reason: "weekly"})) != 0 {
		t.Errorf("arrived: got %+v, want it ended", got)
	}
	there.Taken(there.Write(m, "2026-03-13", change.Retracted{Record: came.ID, Reason: "another child"}, intaketest.In(change.Presence)))
	if w.sweep(); len(w.open(access.Caller{Role: access.Ministry, Reason: "weekly"})) != 1 {
		t.Error("the arrival was taken back, and nobody is told")
	}
}

func TestAnArrivalThatNobodySentIsAnAlertToo(t *testing.T) {
	w := newWorld(t)
	m := w.hosted()
	to := w.Structure(augusta)
	there := w.Agent(institution.OfficeOf(to))
	came := there.Write(m, "2026-03-10", movement.Arrived{At: facility.At(to)})
	there.Taken(came)
	w.at(12, 9)
	w.sweep()
	got := w.open(access.Caller{Role: access.Ministry, Reason: "weekly"})
	if len(got) != 1 || got[0].Rule != alert.DepartureMissing || got[0].SentFrom != w.from || got[0].SentTo != to {
		t.Fatalf("got %+v", got)
	}
	w.centre.Taken(w.centre.Write(m, "2026-03-10", movement.Departed{From: facility.At(w.from), To: facility.At(to)}))
	if got := w.sweep(); got.Ended != 1 {
		t.Errorf("confirmed: got %+v, want it ended", got)
	}
}

func TestAGuardianIsToldOfWhatHappensToAWardOnce(t *testing.T) {
	w := newWorld(t)
	m := w.hosted()
	w.sweep()
	to := w.Structure(palermo)
	there := w.Agent(institution.OfficeOf(to))
	w.centre.Taken(w.centre.Write(m, "2026-03-10", movement.Departed{From: facility.At(w.from), To: facility.At(to)}))
	there.Taken(there.Write(m, "2026-03-10", movement.Arrived{At: facility.At(to)}), there.Write(m, "2026-03-10", movement.AbsenceReported{From: facility.At(to)}))
	w.centre.Taken(w.centre.Write(m, "2026-03-10", custody.Released{By: w.service, Reason: "moved"}, intaketest.For(institution.Office(w.service))),
		w.centre.Write(m, "2026-03-10", minor.IdentityAlias{Name: minor.Name{Given: "Omar"}, Source: minor.OwnWord}))
	if got := w.sweep(); got.Told != 4 {
		t.Errorf("told %d, want 4: a departure, an arrival, an absence, a release; and no alias", got.Told)
	}
	if got := w.sweep(); got.Told != 0 {
		t.Errorf("told again: %d", got.Told)
	}
	me := access.Caller{Role: access.Guardian, Person: w.guardian, Reason: "my ward"}
	all, err := w.alerts.Tellings(t.Context(), me)
	if err != nil {
		t.Fatal(err)
	}
	var kinds []string
	for _, told := range all {
		if told.Minor == m {
			kinds = append(kinds, told.Kind)
		}
	}
	want := []string{"custody.released", "absence.reported", "transfer.arrived", "transfer.departed", "custody.taken"}
	if d := cmp.Diff(want, kinds); d != "" {
		t.Errorf("told, newest first (-want +got)\n%s", d)
	}
	if other, err := w.alerts.Tellings(t.Context(), caller(access.Guardian)); err != nil || len(other) != 0 {
		t.Errorf("another guardian is shown %d tellings, %v", len(other), err)
	}
	var lines int
	w.Scan(&lines, `SELECT count(*) FROM access_lines WHERE action = 'read-alerts' AND $1 = ANY (subjects)`, m)
	if lines != 1 {
		t.Errorf("%d lines name the child, want that of who was shown it", lines)
	}
}

func TestAGuardianIsToldThatATransferWasTakenBack(t *testing.T) {
	w := newWorld(t)
	m := w.hosted()
	sent := w.centre.Write(m, "2026-03-10", movement.Departed{From: facility.At(w.from), To: facility.At(w.Structure(palermo))})
	alias := w.centre.Write(m, "2026-03-10", minor.IdentityAlias{Name: minor.Name{Given: "Omar"}, Source: minor.OwnWord})
	w.centre.Taken(sent, alias)
	w.sweep()
	w.centre.Taken(w.centre.Write(m, "2026-03-10", change.Retracted{Record: sent.ID, Reason: "another child's"}, intaketest.In(change.Presence)),
		w.centre.Write(m, "2026-03-10", change.Retracted{Record: alias.ID, Reason: "another child's"}, intaketest.In(change.Identity)))
	if got := w.sweep(); got.Told != 1 {
		t.Errorf("told %d, want that the departure was taken back, and nothing of the alias", got.Told)
	}
}

func TestWhoIsToldOfNoChildIsDeniedAndLeavesALine(t *testing.T) {
	w := newWorld(t)
	if _, err := w.alerts.Open(t.Context(), caller(access.Region), alert.Lasting{}); !fault.Is(err, fault.Denied) {
		t.Errorf("got %v, want it denied", err)
	}
	var lines int
	w.Scan(&lines, `SELECT count(*) FROM access_lines WHERE action = 'read-alerts' AND NOT allowed`)
	if lines != 1 {
		t.Errorf("got %d lines, want 1", lines)
	}
}

func TestAGuardianIsToldOfWhatIsWrittenAboutTheSameChildUnderAnotherCode(t *testing.T) {
	w := newWorld(t)
	m, other := w.hosted(), intaketest.Minor()
	w.centre.Taken(w.centre.Write(other, "2026-03-02", minor.Registered{Code: w.centre.Code()}))
	w.sweep()
	w.Registry.Taken(w.Registry.Write(m, "2026-03-09", change.LinkSame{Minors: []minor.ID{other}, Reason: "one child"}))
	to := w.Structure(palermo)
	w.Registry.Taken(w.Registry.Write(other, "2026-03-10", movement.Departed{From: facility.At(w.from), To: facility.At(to)}))
	if got := w.sweep(); got.Told != 1 {
		t.Errorf("told %d, want the departure", got.Told)
	}
	w.at(14, 9)
	if got := w.sweep(); got.Raised != 1 {
		t.Errorf("raised %d, want one alert for the one child", got.Raised)
	}
}
