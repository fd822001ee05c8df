package feed

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/prometheus/client_golang/prometheus"

	"faro.example/registry/directory"
	"faro.example/registry/intake/intaketest"
	"faro.example/registry/pg"
	"faro.example/shared/api"
	"faro.example/shared/change"
	"faro.example/shared/facility"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
	"faro.example/shared/placement"
)

// together puts a feed to work beside the intake of a house, with the directory.
func together(t *testing.T, w *world) (f *Feed, waiting func() float64) {
	t.Helper()
	dir, err := directory.New(w.DB.As("faro_directory"), w.Intake, w.Now, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	reg := prometheus.NewRegistry()
	f = New(Config{
		Pool: w.DB.As("faro_feed"), Sealer: w.Sealer, Directory: dir, Codes: w.Config.Codes,
		Now: w.Now, Log: slog.New(slog.DiscardHandler), Metrics: reg,
	})
	f.every = time.Hour
	w.run(f)
	until(t, func() bool { return value(t, reg, "faro_feed_listening_connections") == 1 })
	return f, func() float64 { return value(t, reg, "faro_feed_waiting_pullers") }
}

func TestWhatIntakeTakesReachesThoseConcerned(t *testing.T) {
	w := newWorld(t)
	f, waiting := together(t, w)
	a, b, m := w.centre(), w.centre(), intaketest.Minor()
	here := func(of *intaketest.Agent) facility.Place { return facility.At(facility.ID(of.Office)) }

	pulled := w.waits(t.Context(), f, waiting, a, 0)
	a.Taken(
		a.Write(m, day, minor.Registered{Code: a.Code()}),
		a.Write(m, day, minor.IdentityStated{Source: minor.OwnWord, Sex: minor.Male}),
		a.Write(m, day, placement.Began{At: here(a)}),
	)
	got := <-pulled
	if got.err != nil || kinds(got.Feed) != "e..." || got.Items[0].Position != 3 {
		t.Fatalf("who registered the child: got %s, %v", kinds(got.Feed), got.err)
	}
	if got.Highest != 3 || got.Digest == (change.Digest{}) {
		t.Errorf("got the highest number %d", got.Highest)
	}

	pulled = w.waits(t.Context(), f, waiting, b, 0)
	a.Taken(a.Write(m, day, movement.Departed{From: here(a), To: here(b)}, intaketest.Seen(3)))
	got = <-pulled
	if got.err != nil || kinds(got.Feed) != "e...." {
		t.Fatalf("who expects the child: got %s, %v", kinds(got.Feed), got.err)
	}
	arrived := func(seen uint64) api.Receipt {
		return b.Push(b.Write(m, day, movement.Arrived{At: here(b)}, intaketest.Seen(seen))).Receipts[0]
	}
	if r := arrived(5); r.Verdict != api.Refused || r.Field != "header.seen" {
		t.Errorf("more seen than was sent: got %s %s of %s", r.Verdict, r.Reason, r.Field)
	}
	if r := arrived(4); r.Verdict != api.Taken || r.Standing.Knows != 4 {
		t.Errorf("what was sent and seen: got %s (%s)", r.Verdict, r.Detail)
	}
	last := pull(t, f, a, 1)
	if kinds(last) != "rl" || last.Items[0].Record.Data != nil || last.Items[1].Minor != m {
		t.Errorf("who sent the child: got %s", kinds(last))
	}
	if got := pull(t, f, b, got.Next); kinds(got) != "r" || got.Items[0].Record.Data != nil {
		t.Errorf("who received the child: got %s", kinds(got))
	}
}

func TestTheDirectoryIsComposedWhenItIsRead(t *testing.T) {
	w := newWorld(t)
	f, waiting := together(t, w)
	a := w.centre()
	pulled := w.waits(t.Context(), f, waiting, a, 0)
	err := pg.InTx(t.Context(), w.DB.As("faro_directory"), func(ctx context.Context, tx pgx.Tx) error {
		_, err := w.Intake.Tell(ctx, tx, nil)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	got := <-pulled
	if got.err != nil || kinds(got.Feed) != "d" {
		t.Fatalf("got %s, %v", kinds(got.Feed), got.err)
	}
	offices := got.Items[0].Directory.Offices
	if len(offices) != 1 || offices[0].ID != a.Office {
		t.Errorf("got %v, want its own office", offices)
	}
}
