package feed

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"faro.example/registry/intake/intaketest"
	"faro.example/registry/ledger"
	"faro.example/registry/pg"
	"faro.example/shared/api"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/fault"
)

// numbering gives the next number of the feed to a transaction.
type numbering func(ctx context.Context, w *world, tx pgx.Tx) (uint64, error)

// underTheHead numbers as intake does: the head stays locked until the commit.
func underTheHead(ctx context.Context, w *world, tx pgx.Tx) (uint64, error) {
	head, err := ledger.Mark(ctx, tx, "test", 1, w.Now())
	return head.Feed, err
}

// asASequence gives numbers as a sequence does: out at once, whoever commits first.
func asASequence(_ context.Context, w *world, _ pgx.Tx) (n uint64, err error) {
	err = pg.InTx(w.t.Context(), w.DB.As("faro_intake"), func(ctx context.Context, tx pgx.Tx) error {
		head, err := ledger.Mark(ctx, tx, "test", 1, w.Now())
		n = head.Feed
		return err
	})
	return n, err
}

// overtaken has two transactions write to an installation's feed: the first has
// its number and commits only once the second has committed, or waits for it.
// It gives the numbers that reach an installation which pulls in between.
func overtaken(t *testing.T, number numbering) []uint64 {
	t.Helper()
	w := newWorld(t)
	f, a := w.feed(), w.centre()
	numbered, release := make(chan struct{}), make(chan struct{})
	tell := func(then func()) chan error {
		done := make(chan error, 1)
		go func() {
			done <- pg.InTx(w.t.Context(), w.DB.As("faro_intake"), func(ctx context.Context, tx pgx.Tx) error {
				n, err := number(ctx, w, tx)
				if err != nil {
					return err
				}
				b := &pgx.Batch{}
				queueNote(b, marker(a), n, n)
				if err := tx.SendBatch(ctx, b).Close(); err != nil {
					return err
				}
				then()
				return nil
			})
		}()
		return done
	}
	late := tell(func() { close(numbered); <-release })
	<-numbered
	early := tell(func() {})
	until(t, func() bool { return len(early) == 1 || waitsForALock(w) })

	var got []uint64
	after := uint64(0)
	collect := func() {
		p := pull(t, f, a, after)
		after = p.Next
		for _, i := range p.Items {
			got = append(got, i.N)
		}
	}
	f.bounds.rows = 1 // the directory is told once a page
	collect()
	close(release)
	for _, done := range []chan error{late, early} {
		if err := <-done; err != nil {
			t.Fatal(err)
		}
	}
	for range 3 {
		collect()
	}
	return got
}

func waitsForALock(w *world) bool {
	var waiting int
	w.Scan(&waiting, `SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`)
	return waiting > 0
}

func TestTheCursorPassesOverNothingThatCommitsLate(t *testing.T) {
	if diff := cmp.Diff([]uint64{1, 2}, overtaken(t, underTheHead)); diff != "" {
		t.Errorf("numbers (-want +got):\n%s", diff)
	}
}

func TestTheTestOfLateCommitsTellsASequence(t *testing.T) {
	if got := overtaken(t, asASequence); cmp.Equal([]uint64{1, 2}, got) {
		t.Error("numbers given out as a sequence passed the test: it shows nothing")
	}
}

// stand is a row of feed_cursors.
type stand struct{ Acknowledged, Sent, SentPosition, Pruned uint64 }

func (w *world) stand(a *intaketest.Agent) stand {
	w.t.Helper()
	rows, err := w.DB.Admin().Query(w.t.Context(),
		`SELECT acknowledged, sent, sent_position, pruned FROM feed_cursors WHERE agent = $1`, a.ID)
	if err != nil {
		w.t.Fatal(err)
	}
	s, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[stand])
	if err != nil {
		w.t.Fatal(err)
	}
	return s
}

func (w *world) rows(a *intaketest.Agent) (n []int64) {
	w.t.Helper()
	w.Scan(&n, `SELECT coalesce(array_agg(n ORDER BY n), '{}') FROM feed WHERE agent = $1`, a.ID)
	return n
}

func thin(t *testing.T, f *Feed) {
	t.Helper()
	if _, err := f.thin(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func TestWhatIsSentIsWrittenDownBeforeItIsSent(t *testing.T) {
	w := newWorld(t)
	f, a, m := w.feed(), w.centre(), intaketest.Minor()
	w.write(one(identity(a, m)), enter(a, m))
	w.write(one(identity(a, m)), record(a, m))
	w.Exec(`REVOKE INSERT, UPDATE ON feed_cursors FROM faro_feed`)
	got, err := f.Pull(t.Context(), a.Caller(), 0, 0, casefile.Rules)
	if err == nil || len(got.Items) != 0 {
		t.Fatalf("got %v, %v: sent without being written down", got, err)
	}
	w.Exec(`GRANT INSERT, UPDATE ON feed_cursors TO faro_feed`)
	f.bounds.rows = 1
	for i, want := range []stand{{0, 1, 1, 0}, {1, 2, 2, 0}, {2, 2, 2, 0}} {
		pull(t, f, a, uint64(i))
		if got := w.stand(a); got != want {
			t.Errorf("after %d: got %+v, want %+v", i, got, want)
		}
	}
}

func TestACursorNeverGoesBack(t *testing.T) {
	w := newWorld(t)
	f, a, m := w.feed(), w.centre(), intaketest.Minor()
	w.write(one(identity(a, m)), enter(a, m))
	for range 3 {
		w.write(one(identity(a, m)), record(a, m))
	}
	for i, step := range []struct {
		after uint64
		rows  int
		want  stand
	}{
		{0, 3, stand{0, 3, 3, 0}},
		{1, 1, stand{1, 3, 3, 0}}, // goes on from within what was sent
		{0, 9, stand{1, 4, 4, 0}}, // a question that comes late, or a copy
		{3, 9, stand{3, 4, 4, 0}},
	} {
		f.bounds.rows = step.rows
		pull(t, f, a, step.after)
		if got := w.stand(a); got != step.want {
			t.Errorf("step %d: got %+v, want %+v", i, got, step.want)
		}
	}
}

func TestACursorOfARegistrySinceRestored(t *testing.T) {
	w := newWorld(t)
	f, a, b := w.feed(), w.centre(), w.centre()
	for range 3 {
		m := intaketest.Minor()
		w.write(one(identity(b, m)), enter(a, m))
	}
	f.bounds.rows = 1
	pull(t, f, a, 0)
	t.Run("ahead of what the copy had sent, it is believed", func(t *testing.T) {
		if got := pull(t, f, a, 3); len(got.Items) != 0 || got.Next != 3 {
			t.Errorf("got %v", got)
		}
		if got := w.stand(a); got != (stand{3, 3, 3, 0}) {
			t.Errorf("got %+v", got)
		}
	})
	t.Run("beyond all that there is, it is answered at once and acknowledges nothing", func(t *testing.T) {
		got, err := f.Pull(t.Context(), a.Caller(), 9, waitLong, casefile.Rules)
		if err != nil || len(got.Items) != 0 || got.Next != 9 || got.More {
			t.Errorf("got %v, %v", got, err)
		}
		if got := w.stand(a); got != (stand{3, 3, 3, 0}) {
			t.Errorf("got %+v", got)
		}
	})
}

func TestWhatIsAcknowledgedIsThinnedOut(t *testing.T) {
	w := newWorld(t)
	f, a, b, m, gone := w.feed(), w.centre(), w.centre(), intaketest.Minor(), intaketest.Minor()
	w.write(nil, marker(a))                                                             // 1
	w.write([]change.Record{identity(b, m), identity(b, gone)}, enter(a, m))            // 2
	w.write(nil, enter(a, gone), enter(b, gone))                                        // 3, and 4 of another
	w.write(one(presence(b, m)), record(a, m))                                          // 5
	w.write(nil, leave(a, gone), marker(a))                                             // 6, 7
	w.write(one(presence(b, m)), record(a, m), note{agent: b, what: api.WhatDirectory}) // 8, and 9
	thin(t, f)
	if got := w.rows(a); len(got) != 7 {
		t.Fatalf("got %v: removed what nobody acknowledged", got)
	}
	pull(t, f, a, 0)
	pull(t, f, a, 7)
	thin(t, f)
	if diff := cmp.Diff([]int64{5, 6, 7, 8}, w.rows(a)); diff != "" {
		t.Errorf("rows of what is acknowledged up to 7 (-want +got):\n%s", diff)
	}
	if got := w.stand(a); got != (stand{7, 8, 7, 7}) {
		t.Errorf("got %+v", got)
	}
	if got := pull(t, f, a, 7); kinds(got) != "r" {
		t.Errorf("who goes on gets %s, want the record that comes next", kinds(got))
	}
	thin(t, f)
	if diff := cmp.Diff([]int64{4, 9}, w.rows(b)); diff != "" {
		t.Errorf("rows of another (-want +got):\n%s", diff)
	}
}

func TestWhoIsPutBackToAnOldCopyIsGivenAnewWhatHasChangedSince(t *testing.T) {
	w := newWorld(t)
	f, a, b := w.feed(), w.centre(), w.centre()
	m, gone, still, other := intaketest.Minor(), intaketest.Minor(), intaketest.Minor(), intaketest.Minor()
	w.write(one(identity(b, still)), enter(a, still))                // 1
	w.write(one(identity(b, m)), enter(a, m))                        // 2
	w.write(one(identity(b, gone)), enter(a, gone))                  // 3
	w.write(one(presence(b, m)), record(a, m))                       // 4
	w.write(one(presence(a, m)), record(a, m))                       // 5
	w.write(one(presence(a, gone)), leave(a, gone), record(a, gone)) // 6, 7: own, after it has left
	w.write(one(presence(a, other)), record(a, other))               // 8: own, never in scope
	w.write(nil, marker(a))                                          // 9
	w.write(one(identity(b, m)), record(a, m))                       // 10: not acknowledged
	pull(t, f, a, 0)
	pull(t, f, a, 9)
	thin(t, f)

	f.bounds = bounds{rows: 1, bytes: 1, again: maxAgain}
	got := pull(t, f, a, 3)
	if kinds(got) != "e...lld" || !got.More || got.Next != 9 {
		t.Fatalf("got %s up to %d, more %t; want all that changed up to 9, in one page", kinds(got), got.Next, got.More)
	}
	e, l := got.Items[0], got.Items[1]
	if e.Minor != m || e.N != 5 || e.Position != 5 || len(e.Enter.Records[2].Data) == 0 {
		t.Errorf("got %v, want %v with the bytes of its own record", e, m)
	}
	if l.Minor != gone || l.N != 7 {
		t.Errorf("got %v, want that %v has left", l, gone)
	}
	if got := pull(t, f, a, 9); kinds(got) != "r" || got.More {
		t.Errorf("then: got %s", kinds(got))
	}
	if got := w.stand(a); got != (stand{9, 10, 9, 9}) {
		t.Errorf("got %+v", got)
	}
	if got := pull(t, f, a, 0); kinds(got) != "e.e...lld" {
		t.Errorf("from the start: got %s", kinds(got))
	}
	f.bounds.again = 10
	if _, err := f.Pull(t.Context(), a.Caller(), 3, 0, casefile.Rules); !fault.Is(err, fault.Conflict) {
		t.Errorf("more than can be given anew: got %v, want a conflict", err)
	}
}
