package events_test

import (
	"context"
	"log/slog"
	"sync"
	"testing"

	"faro.example/registry/events"
	"faro.example/shared/access"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/institution"
)

// wall lets some see what is new.
type wall map[institution.PersonID]bool

func (w wall) Since(_ context.Context, c access.Caller, _, _ uint64) (bool, error) {
	return w[c.Person], nil
}

func person() access.Caller {
	p := institution.PersonID(id.New[struct{}]())
	return access.Caller{Role: access.Municipality, Person: p, Session: p.String()}
}

func newLive(t *testing.T, f *fixture, w wall) *events.Live {
	t.Helper()
	l, err := events.NewLive(f.As("faro_reader"), w, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func follow(t *testing.T, l *events.Live, c access.Caller) *events.Followed {
	t.Helper()
	f, err := l.Follow(c, 0)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestHowFarWorkHasComeIsToldToWhoBeganItAlone(t *testing.T) {
	f := newFixture(t)
	l := newLive(t, f, wall{})
	anna, bruno := person(), person()
	a, b := follow(t, l, anna), follow(t, l, bruno)
	ctx, stop := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() { l.Run(ctx) })
	defer running.Wait()
	defer stop()
	for _, each := range []*events.Followed{a, b} { // once it listens: what was told before may be missed
		if got := <-each.Told(); got.Topic != events.Work {
			t.Fatalf("got %+v", got)
		}
		each.Took(events.Work)
	}
	for range 2 { // told twice before it is taken is told once
		for _, who := range []access.Caller{anna, person()} {
			if err := events.Tell(t.Context(), f.Admin(), events.Work, who.Person); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := events.Tell(t.Context(), f.Admin(), events.Work, bruno.Person); err != nil {
		t.Fatal(err)
	}
	if got := <-b.Told(); got.Topic != events.Work {
		t.Errorf("got %+v", got)
	}
	if got := <-a.Told(); got.Topic != events.Work || len(a.Told()) > 0 || len(b.Told()) > 0 {
		t.Errorf("got %+v and %d and %d more, want Anna and Bruno each told once", got, len(a.Told()), len(b.Told()))
	}
}

func TestWhatIsNewIsToldToWhoMaySeeItAndOnce(t *testing.T) {
	f := newFixture(t)
	anna, bruno := person(), person()
	l := newLive(t, f, wall{anna.Person: true})
	a, b := follow(t, l, anna), follow(t, l, bruno)
	turn := func() {
		t.Helper()
		if err := l.Turn(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	turn()
	f.record(t, "placement.began")
	turn()
	f.record(t, "placement.ended")
	turn()
	if len(a.Told()) != 1 || len(b.Told()) != 0 {
		t.Fatalf("told %d and %d times, want Anna once, who has not taken it, and Bruno never", len(a.Told()), len(b.Told()))
	}
	if got := <-a.Told(); got.Topic != events.Recorded || got.Position != 1 {
		t.Errorf("got %+v", got)
	}
	a.Took(events.Recorded)
	turn()
	if len(a.Told()) != 0 {
		t.Error("told what is not new")
	}
	l.Leave(a)
	l.Leave(a)
	if _, open := <-a.Told(); open || l.Open() != 1 {
		t.Errorf("%d are open, want Bruno's", l.Open())
	}
}

func TestTooManyOpenPagesAreRefused(t *testing.T) {
	f := newFixture(t)
	l := newLive(t, f, wall{})
	for range events.MaxOpen {
		follow(t, l, person())
	}
	if _, err := l.Follow(person(), 0); !fault.Is(err, fault.Busy) {
		t.Errorf("got %v", err)
	}
}
