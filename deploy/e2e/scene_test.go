package e2e

import (
	"context"
	"log/slog"
	"path/filepath"
	"testing"

	"faro.example/deploy/loader"
	"faro.example/deploy/scene"
	"faro.example/shared/day"
	"faro.example/shared/institution"
)

// TestNoEditOfTwoWhoWereOffLineIsHidden plays the scene of 500 children with
// real stores and a real registry.
func TestNoEditOfTwoWhoWereOffLineIsHidden(t *testing.T) {
	ctx := t.Context()
	w := newWorld(t)
	at := one(w.newCentres(ctx, 1))(t)
	s := scene.Scene{
		Centre:   scene.Side{Name: "centre", At: w.installation(t, at.Code), Office: institution.OfficeOf(at.ID), Author: at.who.ID},
		Service:  scene.Side{Name: "social service", At: w.installation(t, w.service.Code), Office: institution.Office(w.service.ID), Author: w.social.ID},
		Facility: at.ID, Custody: w.service.ID, Today: day.FromTime(now()),
	}
	got, err := s.Play(ctx, 500)
	must(t, err)
	must(t, got.Good())
	type open struct {
		Slot    string
		Minors  int
		Records int
	}
	held, err := ask[open](ctx, w, `SELECT slot, count(*)::int, sum(cardinality(records))::int FROM conflicts GROUP BY slot`)
	must(t, err)
	if want := []open{{"father", 500, 1000}}; len(held) != 1 || held[0] != want[0] {
		t.Errorf("the registry holds %v in conflict, want %v", held, want)
	}
	w.checked(t)
}

// installation is an enrolled agent of some offices in this process.
func (w *world) installation(t *testing.T, offices ...string) *loader.Installation {
	t.Helper()
	roots, err := w.Roots()
	must(t, err)
	invite := func(ctx context.Context) (string, error) { return w.invite(ctx, offices) }
	i, err := loader.Enrol(t.Context(), filepath.Join(t.TempDir(), offices[0]), w.URL(), roots, invite, slog.New(slog.DiscardHandler))
	must(t, err)
	t.Cleanup(func() { must(t, i.Close()) })
	return i
}
