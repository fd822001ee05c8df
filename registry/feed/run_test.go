package feed

import (
	"context"
	"errors"
	"testing"
	"time"

	"faro.example/registry/intake/intaketest"
	"faro.example/shared/api"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/fault"
)

// answer is what a pull that waits is given in the end.
type answer struct {
	api.Feed
	err error
}

// waits pulls and waits, and returns once the pull does wait.
func (w *world) waits(ctx context.Context, f *Feed, waiting func() float64, a *intaketest.Agent, after uint64) chan answer {
	w.t.Helper()
	before := waiting()
	out := make(chan answer, 1)
	go func() {
		got, err := f.Pull(ctx, a.Caller(), after, waitLong, casefile.Rules)
		out <- answer{got, err}
	}()
	until(w.t, func() bool { return waiting() > before })
	return out
}

func TestANotificationWakesWhoeverWaitsAtEveryRegistry(t *testing.T) {
	w := newWorld(t)
	a, m := w.centre(), intaketest.Minor()
	var pulls []chan answer
	for range 2 {
		f, reg := w.measured()
		f.every = time.Hour // nothing but the notification wakes
		w.run(f)
		until(t, func() bool { return value(t, reg, "faro_feed_listening_connections") == 1 })
		pulls = append(pulls, w.waits(t.Context(), f, func() float64 { return value(t, reg, "faro_feed_waiting_pullers") }, a, 0))
	}
	w.write(one(identity(a, m)), enter(a, m))
	for i, p := range pulls {
		if got := <-p; got.err != nil || kinds(got.Feed) != "e." {
			t.Errorf("registry %d: got %s, %v", i, kinds(got.Feed), got.err)
		}
	}
}

func TestWhatWasMissedWhileTheConnectionWasBrokenIsMadeGood(t *testing.T) {
	w := newWorld(t)
	f, reg := w.measured()
	a := w.centre()
	f.every = time.Hour
	w.run(f)
	until(t, func() bool { return value(t, reg, "faro_feed_listening_connections") == 1 })
	p := w.waits(t.Context(), f, func() float64 { return value(t, reg, "faro_feed_waiting_pullers") }, a, 0)
	w.Exec(`UPDATE ledger_head SET feed = 1, position = 1`)
	w.Exec(`INSERT INTO feed (agent, n, position, what) VALUES ($1, 1, 1, 'directory')`, a.ID) // tells nobody
	w.Exec(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query = 'LISTEN faro_feed'`)
	if got := <-p; got.err != nil || kinds(got.Feed) != "d" {
		t.Errorf("got %s, %v", kinds(got.Feed), got.err)
	}
}

func TestANotificationThatNeverCameIsMadeGoodNowAndThen(t *testing.T) {
	w := newWorld(t)
	f, reg := w.measured()
	a := w.centre()
	f.every = time.Millisecond
	p := w.waits(t.Context(), f, func() float64 { return value(t, reg, "faro_feed_waiting_pullers") }, a, 0)
	w.Exec(`UPDATE ledger_head SET feed = 1, position = 1`)
	w.Exec(`INSERT INTO feed (agent, n, position, what) VALUES ($1, 1, 1, 'directory')`, a.ID)
	ctx, cancel := context.WithCancel(t.Context())
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		f.lookAfter(ctx)
	}()
	if got := <-p; got.err != nil || kinds(got.Feed) != "d" {
		t.Errorf("got %s, %v", kinds(got.Feed), got.err)
	}
	cancel()
	<-stopped
}

func TestAPullThatWaitsHoldsNoConnectionAndEndsWithItsCaller(t *testing.T) {
	w := newWorld(t)
	f, reg := w.measured()
	ctx, cancel := context.WithCancel(t.Context())
	var pulls []chan answer
	for range w.DB.As("faro_feed").Config().MaxConns + 1 {
		pulls = append(pulls, w.waits(ctx, f, func() float64 { return value(t, reg, "faro_feed_waiting_pullers") }, w.centre(), 0))
	}
	until(t, func() bool { return w.DB.As("faro_feed").Stat().AcquiredConns() == 0 })
	if n := len(f.bells.hung); n != len(pulls) {
		t.Errorf("%d bells hang for %d pulls", n, len(pulls))
	}
	cancel()
	for _, p := range pulls {
		if got := <-p; !errors.Is(got.err, context.Canceled) || len(got.Items) != 0 {
			t.Errorf("got %v, %v", got.Feed, got.err)
		}
	}
	if len(f.bells.hung) != 0 || value(t, reg, "faro_feed_waiting_pullers") != 0 {
		t.Errorf("%d bells still hang", len(f.bells.hung))
	}
}

func TestAWaitThatIsOverGivesAnEmptyPageWithTheStandpoint(t *testing.T) {
	w := newWorld(t)
	f, a := w.feed(), w.centre()
	got, err := f.Pull(t.Context(), a.Caller(), 0, time.Nanosecond, casefile.Rules)
	if err != nil || got.Items == nil || len(got.Items) != 0 || got.Epoch != 1 {
		t.Errorf("got %v of epoch %d, %v", got, got.Epoch, err)
	}
}

func TestABellRingsForThoseNamed(t *testing.T) {
	a, b := change.AgentID(intaketest.Minor()), change.AgentID(intaketest.Minor())
	for _, tc := range []struct {
		name, names string
		a, b        bool
	}{
		{"one", a.String(), true, false},
		{"one, twice", a.String() + " " + a.String(), true, false},
		{"several", b.String() + " " + a.String(), true, true},
		{"nobody in particular", "", true, true},
		{"something that this version cannot read", a.String() + " everybody", true, true},
		{"another", change.AgentID(intaketest.Minor()).String(), false, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			bells := newBells()
			ofA, _ := bells.hang(a)
			ofB, _ := bells.hang(b)
			second, down := bells.hang(b)
			down()
			bells.ring(tc.names)
			bells.ring(tc.names)
			if len(ofA) > 0 != tc.a || len(ofB) > 0 != tc.b || len(second) > 0 {
				t.Errorf("got %d, %d and %d of one taken down", len(ofA), len(ofB), len(second))
			}
		})
	}
}

func TestTheLagIsThatOfTheSlowestWhoMayPull(t *testing.T) {
	w := newWorld(t)
	f, reg := w.measured()
	a, b, locked := w.centre(), w.centre(), w.centre()
	look := func(t *testing.T, lag, behind float64) {
		t.Helper()
		var seen uint64
		if err := f.look(t.Context(), &seen); err != nil {
			t.Fatal(err)
		}
		if l, n := value(t, reg, "faro_feed_lag_numbers"), value(t, reg, "faro_feed_behind_installations"); l != lag || n != behind {
			t.Errorf("got lag %v and %v behind, want %v and %v", l, n, lag, behind)
		}
	}
	look(t, 0, 0)
	w.write(nil, marker(locked), marker(b), marker(a)) // 1, 2, 3
	w.write(nil, marker(a), marker(b))                 // 4, 5
	w.Exec(`UPDATE installations SET locked_at = now() WHERE id = $1`, locked.ID)
	look(t, 4, 2)
	pull(t, f, b, 0)
	pull(t, f, b, 2)
	look(t, 3, 2)
	pull(t, f, a, 4)
	look(t, 1, 1)
	pull(t, f, b, 5)
	look(t, 0, 0)
	if got := value(t, reg, "faro_feed_thinned_rows_total"); got != 2 {
		t.Errorf("thinned: got %v rows, want 2", got)
	}
}

func TestWhoseTurnDoesNotComeIsToldToComeLater(t *testing.T) {
	w := newWorld(t)
	f, a := w.feed(), w.centre()
	for range cap(f.turns) {
		f.turns <- struct{}{}
	}
	f.most = time.Millisecond
	if _, err := f.Pull(t.Context(), a.Caller(), 0, 0, casefile.Rules); !fault.Is(err, fault.Busy) {
		t.Errorf("with every turn taken: got %v, want busy", err)
	}
	<-f.turns
	for range 2 {
		if _, err := f.Pull(t.Context(), a.Caller(), 0, 0, casefile.Rules); err != nil {
			t.Errorf("with one turn free: %v", err)
		}
	}
}
