package erasure_test

import (
	"context"
	"log/slog"
	"testing"

	"faro.example/registry/audit"
	"faro.example/registry/erasure"
	"faro.example/registry/intake/intaketest"
	"faro.example/shared/access"
	"faro.example/shared/api"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
	"faro.example/shared/placement"
)

// lines keeps the lines of access in memory, and writes them where there is a log.
type lines struct {
	written []audit.Line
	log     *audit.Log
}

func (l *lines) Write(ctx context.Context, line audit.Line) error {
	l.written = append(l.written, line)
	if l.log == nil {
		return nil
	}
	return l.log.Write(ctx, line)
}

// namer names files by their digest alone.
type namer struct{}

func (namer) FileOf(minor.ID, minor.Digest) api.FileID { return api.FileID{} }

// world is a registry with a centre, and two persons of the Ministry.
type world struct {
	*intaketest.House
	t      *testing.T
	desk   *erasure.Desk
	lines  *lines
	state  string
	list   *erasure.List
	cut    func(string) error
	centre *intaketest.Agent
	at     facility.Place
	asks   access.Caller // one of the Ministry
	orders access.Caller // another
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{House: intaketest.New(t), t: t, lines: &lines{}, state: t.TempDir(), cut: func(string) error { return nil }}
	w.SetNow(day.Must("2030-06-15").Start())
	at := w.Structure("089017")
	w.at = facility.At(at)
	w.centre = w.Agent(institution.OfficeOf(at), institution.Office(w.Institution(institution.Municipality, "089017")))
	ministry := w.Registry.Office
	person := func() access.Caller {
		return access.Caller{Role: access.Ministry, Person: institution.PersonID(id.New[struct{}]()), Offices: []institution.OfficeID{ministry}, Reason: "retention"}
	}
	w.asks, w.orders = person(), person()
	var err error
	if w.list, err = erasure.OpenList(w.state); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.list.Close() })
	w.desk = w.another()
	return w
}

// another gives the desk of another process of the same registry.
func (w *world) another() *erasure.Desk {
	w.t.Helper()
	d, err := erasure.New(erasure.Config{
		Pool: w.DB.As("faro_erasure"), Taker: w.Intake, Files: namer{}, Sealer: w.Sealer, Lines: w.lines, List: w.list, Years: 5,
		Now: w.Now, Log: slog.New(slog.DiscardHandler), Cut: func(step string) error { return w.cut(step) },
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return d
}

// child has a child born on a day come to the centre, stay some days and leave the
// register, years ago.
func (w *world) child(born string) minor.ID {
	w.t.Helper()
	m := intaketest.Minor()
	w.centre.Taken(
		w.centre.Write(m, "2020-03-01", minor.Registered{Code: w.centre.Code()}),
		w.centre.Write(m, "2020-03-01", minor.IdentityStated{
			Source: minor.OwnWord, Name: &minor.Name{Given: "Ousmane", Family: "Esempio"},
			Birth: &minor.Birth{Date: day.Must(born), Precision: minor.ToDay, Provenance: minor.Declared},
		}),
		w.centre.Write(m, "2020-03-01", placement.Began{At: w.at}),
	)
	w.centre.Taken(w.centre.Write(m, "2020-03-20", movement.ExitRecorded{Reason: movement.FamilyReunification}))
	return m
}

// run asks for what is due and orders it.
func (w *world) run() erasure.RunID {
	w.t.Helper()
	run, err := w.desk.Ask(w.t.Context(), w.asks, w.Today(), "the month's retention")
	if err != nil {
		w.t.Fatal(err)
	}
	if err := w.desk.Order(w.t.Context(), w.orders, run); err != nil {
		w.t.Fatal(err)
	}
	return run
}

func (w *world) work() {
	w.t.Helper()
	if _, err := w.desk.Work(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
}
