package live_test

import (
	"context"
	"log/slog"
	"sync"
	"testing"
	"time"

	"faro.example/registry/live"
	"faro.example/registry/pg/pgtest"
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

// What was found or raised is seen by the same as what is recorded.
func (w wall) LikelySince(_ context.Context, c access.Caller, position uint64) (bool, error) {
	return w[c.Person] && position == 7, nil
}

func (w wall) AlertedSince(_ context.Context, c access.Caller, at time.Time) (bool, error) {
	return w[c.Person] && at.Equal(raisedAt), nil
}

var raisedAt = time.Date(2026, 3, 10, 8, 0, 0, 0, time.UTC)

func person() access.Caller {
	p := institution.PersonID(id.New[struct{}]())
	return access.Caller{Role: access.Municipality, Person: p, Session: p.String()}
}

// registry is a registry of which only the head of its ledger matters.
type registry struct {
	*pgtest.DB
	position int
}

func newRegistry(t *testing.T) *registry {
	t.Helper()
	return &registry{DB: pgtest.New(t)}
}

// grows adds a position to the ledger.
func (r *registry) grows(t *testing.T) {
	t.Helper()
	r.position++
	if _, err := r.Admin().Exec(t.Context(), `UPDATE ledger_head SET position = $1`, r.position); err != nil {
		t.Fatal(err)
	}
}

func newLive(t *testing.T, f *registry, w wall) *live.Live {
	t.Helper()
	l, err := live.New(f.As("faro_reader"), w, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func follow(t *testing.T, l *live.Live, c access.Caller) *live.Followed {
	t.Helper()
	f, err := l.Follow(c, 0)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestHowFarWorkHasComeIsToldToWhoBeganItAlone(t *testing.T) {
	f := newRegistry(t)
	l := newLive(t, f, wall{})
	anna, bruno := person(), person()
	a, b := follow(t, l, anna), follow(t, l, bruno)
	ctx, stop := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() { l.Run(ctx) })
	defer running.Wait()
	defer stop()
	for _, each := range []*live.Followed{a, b} { // once it listens: what was told before may be missed
		if got := <-each.Told(); got.Topic != live.Work {
			t.Fatalf("got %+v", got)
		}
		each.Took(live.Work)
	}
	for range 2 { // told twice before it is taken is told once
		for _, who := range []access.Caller{anna, person()} {
			if err := live.Tell(t.Context(), f.Admin(), live.Work, who.Person); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := live.Tell(t.Context(), f.Admin(), live.Work, bruno.Person); err != nil {
		t.Fatal(err)
	}
	if got := <-b.Told(); got.Topic != live.Work {
		t.Errorf("got %+v", got)
	}
	if got := <-a.Told(); got.Topic != live.Work || len(a.Told()) > 0 || len(b.Told()) > 0 {
		t.Errorf("got %+v and %d and %d more, want Anna and Bruno each told once", got, len(a.Told()), len(b.Told()))
	}
}

func TestWhatIsNewIsToldToWhoMaySeeItAndOnce(t *testing.T) {
	f := newRegistry(t)
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
	f.grows(t)
	turn()
	f.grows(t)
	turn()
	if len(a.Told()) != 1 || len(b.Told()) != 0 {
		t.Fatalf("told %d and %d times, want Anna once, who has not taken it, and Bruno never", len(a.Told()), len(b.Told()))
	}
	if got := <-a.Told(); got.Topic != live.Recorded || got.Position != 1 {
		t.Errorf("got %+v", got)
	}
	a.Took(live.Recorded)
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

// What is found or comes due by itself leaves nothing in the ledger: whoever finds it
// says so, and the next turn asks the wall from the earliest of what was said.
func TestWhatIsFoundOrComesDueByItselfIsToldToWhoMaySeeIt(t *testing.T) {
	f := newRegistry(t)
	anna, bruno := person(), person()
	l := newLive(t, f, wall{anna.Person: true})
	a, b := follow(t, l, anna), follow(t, l, bruno)
	ctx, stop := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() { l.Run(ctx) })
	defer running.Wait()
	defer stop()
	for _, each := range []*live.Followed{a, b} { // once it listens
		<-each.Told()
		each.Took(live.Work)
	}
	for _, said := range []error{
		live.Found(t.Context(), f.Admin(), 7), live.Found(t.Context(), f.Admin(), 9),
		live.Raised(t.Context(), f.Admin(), raisedAt),
	} {
		if said != nil {
			t.Fatal(said)
		}
	}
	got := map[live.Topic]bool{}
	for range 2 {
		told := <-a.Told()
		got[told.Topic] = true
		a.Took(told.Topic)
	}
	if !got[live.Candidates] || !got[live.Deadlines] || len(b.Told()) != 0 {
		t.Errorf("Anna was told %v, and Bruno %d times; want candidates and deadlines, and nothing", got, len(b.Told()))
	}
}

func TestTooManyOpenPagesAreRefused(t *testing.T) {
	f := newRegistry(t)
	l := newLive(t, f, wall{})
	for range live.MaxOpen {
		follow(t, l, person())
	}
	if _, err := l.Follow(person(), 0); !fault.Is(err, fault.Busy) {
		t.Errorf("got %v", err)
	}
}
