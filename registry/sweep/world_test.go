package sweep_test

import (
	"context"
	"log/slog"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/prometheus/client_golang/prometheus"

	"faro.example/registry/feed"
	"faro.example/registry/intake/intaketest"
	"faro.example/registry/pg"
	"faro.example/registry/sweep"
	"faro.example/shared/access"
	"faro.example/shared/api"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/placement"
)

// world is a registry whose candidates are looked for.
type world struct {
	*intaketest.House
	t     testing.TB
	sweep *sweep.Sweep
	told  chan struct{} // rings when installations are told
}

func newWorld(t testing.TB) *world {
	t.Helper()
	w := &world{House: intaketest.New(t), t: t, told: make(chan struct{}, 100)}
	w.sweep = w.another()
	return w
}

// another is what another registryd runs on the same database.
func (w *world) another() *sweep.Sweep {
	w.t.Helper()
	s, err := sweep.New(sweep.Config{
		Pool: w.DB.As("faro_match"), Sealer: w.Sealer, Teller: w, Now: w.Now, Log: slog.New(slog.DiscardHandler),
		Metrics: prometheus.NewRegistry(),
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return s
}

// TellCandidates is intake's, and rings.
func (w *world) TellCandidates(ctx context.Context, tx pgx.Tx, about map[change.AgentID][]minor.ID) error {
	defer func() { w.told <- struct{}{} }()
	return w.Intake.TellCandidates(ctx, tx, about)
}

// Directory is none.
func (w *world) Directory(context.Context, pg.Querier, change.AgentID) (*api.Directory, error) {
	return &api.Directory{}, nil
}

func (w *world) catchUp() {
	w.t.Helper()
	if err := w.sweep.CatchUp(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
}

// centre enrols an installation of a structure of its own in a town.
func (w *world) centre(town string) *intaketest.Agent {
	w.t.Helper()
	return w.Agent(institution.OfficeOf(w.Structure(town)))
}

// child registers a child at a centre.
func (w *world) child(a *intaketest.Agent, given, family minor.Text, born string) minor.ID {
	w.t.Helper()
	m := intaketest.Minor()
	a.Taken(
		a.Write(m, "2026-03-01", minor.Registered{Code: a.Code()}),
		a.Write(m, "2026-03-01", placement.Began{At: facility.At(facility.ID(a.Office))}),
		a.Write(m, "2026-03-01", minor.IdentityStated{
			Source: minor.OwnWord, Name: &minor.Name{Given: given, Family: family}, Sex: minor.Male, Citizenship: "GN",
			Birth: &minor.Birth{Date: day.Must(born), Precision: minor.ToDay, Provenance: minor.Declared},
		}),
	)
	return m
}

// others are children of whom nobody is the same as another, so that there is a
// nation to compare with.
func (w *world) others(a *intaketest.Agent) {
	w.t.Helper()
	for i, n := range []struct{ given, family minor.Text }{
		{"Ousmane", "Sow"}, {"Ibrahima", "Camara"}, {"Abdoulaye", "Barry"}, {"Sekou", "Keita"}, {"Alpha", "Bah"}, {"Lansana", "Conte"},
	} {
		w.child(a, n.given, n.family, day.Must("2008-02-03").Add(97*i).String())
	}
}

// state gives what is noted of a pair; "" if nothing is.
func (w *world) state(a, b minor.ID) (state string) {
	w.t.Helper()
	w.Scan(&state, `SELECT coalesce((SELECT state FROM candidates WHERE low = least($1::uuid, $2::uuid) AND high = greatest($1::uuid, $2::uuid)), '')`, a, b)
	return state
}

// brought pulls everything that an installation is brought.
func (w *world) brought(a *intaketest.Agent) []api.Item {
	w.t.Helper()
	f := feed.New(feed.Config{
		Pool: w.DB.As("faro_feed"), Sealer: w.Sealer, Directory: w, Codes: w.Config.Codes, Now: w.Now,
		Log: slog.New(slog.DiscardHandler), Metrics: prometheus.NewRegistry(),
	})
	page, err := f.Pull(w.t.Context(), access.Caller{Role: access.Centre, Agent: a.ID, Offices: a.Offices}, 0, 0, 1)
	if err != nil {
		w.t.Fatal(err)
	}
	return page.Items
}

// alike gives who an installation is told may be the same as a minor.
func (w *world) alike(a *intaketest.Agent, m minor.ID) (out []minor.ID) {
	w.t.Helper()
	for _, item := range w.brought(a) {
		if item.Minor != m {
			continue
		}
		var of []api.Candidate
		switch {
		case item.Candidates != nil:
			of = item.Candidates.Of
		case item.Enter != nil:
			of = item.Enter.Candidates
		default:
			continue
		}
		out = nil
		for _, c := range of {
			out = append(out, c.Minor)
		}
	}
	return out
}
