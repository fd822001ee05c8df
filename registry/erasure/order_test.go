package erasure_test

import (
	"context"
	"crypto/ed25519"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/erasure"
	"faro.example/registry/intake/intaketest"
	"faro.example/registry/ledger"
	"faro.example/registry/pg"
	"faro.example/shared/access"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
	"faro.example/shared/right"
)

func TestWhoAskedDoesNotOrder(t *testing.T) {
	w := newWorld(t)
	m := w.child("2005-01-10")
	run, err := w.desk.Ask(t.Context(), w.asks, w.Today(), "the month's retention")
	if err != nil {
		t.Fatal(err)
	}
	if err := w.desk.Order(t.Context(), w.asks, run); !fault.Is(err, fault.Denied) {
		t.Errorf("got %v, want denied", err)
	}
	w.work()
	if !slices.Contains(w.naming(m), "records") {
		t.Error("what nobody ordered was erased")
	}
	auditor := access.Caller{Role: access.Auditor, Person: w.orders.Person}
	if err := w.desk.Order(t.Context(), auditor, run); !fault.Is(err, fault.Denied) {
		t.Errorf("an auditor orders: %v", err)
	}
	if _, err := w.desk.Plan(t.Context(), auditor, w.Today()); err != nil {
		t.Errorf("an auditor sees no plan: %v", err)
	}
	if last := w.lines.written[len(w.lines.written)-1]; last.Action != access.ReadRetention || !last.Allowed {
		t.Errorf("the last line is %v", last.Action)
	}
}

func TestWhoIsHeldIsNotErasedUntilTwoPersonsLift(t *testing.T) {
	w := newWorld(t)
	m := w.child("2005-01-10")
	hold, err := w.desk.Place(t.Context(), w.asks, m, day.Date{}, "criminal proceedings 12/2030")
	if err != nil {
		t.Fatal(err)
	}
	w.run()
	w.work()
	var outcome string
	w.Scan(&outcome, `SELECT outcome FROM erasure_items`)
	if outcome != "held" || !slices.Contains(w.naming(m), "records") {
		t.Errorf("the child who is held: %s", outcome)
	}
	if err := w.desk.Lift(t.Context(), w.orders, hold); !fault.Is(err, fault.NotFound) {
		t.Errorf("lifted though nobody asked: %v", err)
	}
	if err := w.desk.AskLift(t.Context(), w.asks, hold, "the proceedings are over"); err != nil {
		t.Fatal(err)
	}
	if err := w.desk.Lift(t.Context(), w.asks, hold); !fault.Is(err, fault.Denied) {
		t.Errorf("one person asked and lifted: %v", err)
	}
	if err := w.desk.Lift(t.Context(), w.orders, hold); err != nil {
		t.Fatal(err)
	}
	w.run()
	w.work()
	if slices.Contains(w.naming(m), "records") {
		t.Error("the child whose hold was lifted is still there")
	}
}

// records gives the records about a minor as the registry reads them.
func (w *world) records(m minor.ID) []change.Placed {
	w.t.Helper()
	all, err := ledger.Of(w.t.Context(), w.DB.As("faro_intake"), w.Sealer, []minor.ID{m})
	if err != nil {
		w.t.Fatal(err)
	}
	return all[m]
}

// struck has a name stated and struck out.
func (w *world) struck() (minor.ID, change.ID) {
	w.t.Helper()
	m := w.child("2012-01-10")
	wrong := w.centre.Write(m, "2020-03-05", minor.IdentityAlias{Source: minor.OwnWord, Name: minor.Name{Given: "Mariama"}})
	w.centre.Taken(wrong)
	if err := w.desk.AskStrike(w.t.Context(), w.asks, m, wrong.ID, "of another child, pasted here"); err != nil {
		w.t.Fatal(err)
	}
	if err := w.desk.OrderStrike(w.t.Context(), w.asks, wrong.ID); !fault.Is(err, fault.Denied) {
		w.t.Errorf("one person asked and ordered: %v", err)
	}
	if err := w.desk.OrderStrike(w.t.Context(), w.orders, wrong.ID); err != nil {
		w.t.Fatal(err)
	}
	return m, wrong.ID
}

func TestABodyThatIsStruckOutIsGoneAndItsHeaderVerifies(t *testing.T) {
	w := newWorld(t)
	m, id := w.struck()
	records := w.records(m)
	i := slices.IndexFunc(records, func(p change.Placed) bool { return p.ID == id })
	if i < 0 {
		t.Fatal("the header went with the body")
	}
	if p := records[i]; p.HasBody() || p.Verify(w.centre.Key.Public().(ed25519.PublicKey)) != nil {
		t.Errorf("it has a body: %t; or its header does not verify", p.HasBody())
	}
	f := casefile.Fold(m, records)
	if len(f.Identity.Aliases) != 0 || len(f.Struck) != 1 || f.Struck[0].By != w.orders.Person || f.Struck[0].Asked != w.asks.Person {
		t.Errorf("the casefile shows %d aliases, struck %v", len(f.Identity.Aliases), f.Struck)
	}
	w.clean()
	var told int
	w.Scan(&told, `SELECT count(*) FROM erasure_tellings WHERE agent = $1`, w.centre.ID)
	if told != 1 {
		t.Errorf("the centre that wrote it was told %d times", told)
	}
	if entries, err := erasure.ReadList(w.state); err != nil || len(entries) != 1 || entries[0].Struck != id {
		t.Errorf("the list has %v, %v", entries, err)
	}
}

func TestAStrikeThatStopsHalfWayIsFinished(t *testing.T) {
	for _, step := range []string{"said", "listed"} {
		w := newWorld(t)
		m := w.child("2012-01-10")
		wrong := w.centre.Write(m, "2020-03-05", minor.IdentityAlias{Source: minor.OwnWord, Name: minor.Name{Given: "Mariama"}})
		w.centre.Taken(wrong)
		if err := w.desk.AskStrike(t.Context(), w.asks, m, wrong.ID, "of another child, pasted here"); err != nil {
			t.Fatal(err)
		}
		w.cut = func(at string) error {
			if at == step {
				return errCut
			}
			return nil
		}
		if err := w.desk.OrderStrike(t.Context(), w.orders, wrong.ID); !errors.Is(err, errCut) {
			t.Fatalf("%s: got %v, want the cut", step, err)
		}
		w.cut = func(string) error { return nil }
		w.work()
		var bodies, says int
		w.Scan(&bodies, `SELECT count(*) FROM records WHERE id = $1 AND body IS NOT NULL`, wrong.ID)
		w.Scan(&says, `SELECT count(*) FROM records WHERE kind = 'struck'`)
		if bodies != 0 || says != 1 {
			t.Errorf("%s: %d bodies, said %d times", step, bodies, says)
		}
		w.clean()
	}
}

// apply does what a restore does before anybody is answered.
func (w *world) apply() int {
	w.t.Helper()
	n := 0
	err := pg.InTx(w.t.Context(), w.DB.Admin(), func(ctx context.Context, tx pgx.Tx) (err error) {
		n, err = erasure.Apply(ctx, tx, w.state, w.Now())
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return n
}

func TestARestoreBringsNobodyBackWhoIsInTheList(t *testing.T) {
	w := newWorld(t)
	m, stays := w.child("2005-01-10"), w.child("2012-01-10")
	w.run()
	// The power goes between the list and the commit, and the database of before is
	// what a restore brings back: the child is there, and the list says erased.
	w.cut = func(at string) error {
		if at == "buried" {
			return errCut
		}
		return nil
	}
	if _, err := w.desk.Work(t.Context()); !errors.Is(err, errCut) {
		t.Fatal(err)
	}
	if n := w.apply(); n != 1 {
		t.Errorf("%d erased again, want 1", n)
	}
	if slices.Contains(w.naming(m), "records") || !slices.Contains(w.naming(stays), "records") {
		t.Errorf("the erased child stands in %v", w.naming(m))
	}
	w.clean()
	if n := w.apply(); n != 0 {
		t.Errorf("done twice it erases %d more", n)
	}
	w.cut = func(string) error { return nil }
	w.work() // the run ends: there is nothing left to do
	var outcome string
	w.Scan(&outcome, `SELECT outcome FROM erasure_items`)
	if outcome != "erased" {
		t.Errorf("the run says %s", outcome)
	}
}

// cutOut takes a line out of the list.
func (w *world) cutOut(n int) {
	w.t.Helper()
	name := filepath.Join(w.state, erasure.ListFile)
	raw, err := os.ReadFile(name)
	if err != nil {
		w.t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(strings.Join(slices.Delete(strings.SplitAfter(string(raw), "\n"), n, n+1), "")), 0o600); err != nil {
		w.t.Fatal(err)
	}
}

func TestAListWithALineTakenOutIsRefused(t *testing.T) {
	w := newWorld(t)
	for _, born := range []string{"2005-01-10", "2005-02-10", "2005-03-10"} {
		w.child(born)
	}
	w.run()
	w.work()
	w.cutOut(1)
	if _, err := erasure.ReadList(w.state); !fault.Is(err, fault.Invalid) {
		t.Errorf("got %v, want invalid", err)
	}
}

func TestTheInstallationsThatHaveNotConfirmedAreNamed(t *testing.T) {
	w := newWorld(t)
	m := w.child("2005-01-10")
	w.run()
	w.work()
	done, err := w.desk.Erased(t.Context(), w.asks, 10)
	if err != nil || len(done) != 1 || done[0].Minor != m || !slices.Equal(done[0].Waiting, []change.AgentID{w.centre.ID}) {
		t.Fatalf("got %+v, %v; want the centre waiting", done, err)
	}
	w.Exec(`INSERT INTO feed_cursors (agent, acknowledged, at) SELECT agent, n, now() FROM erasure_tellings
		ON CONFLICT (agent) DO UPDATE SET acknowledged = excluded.acknowledged`)
	if done, err = w.desk.Erased(t.Context(), w.asks, 10); err != nil || len(done[0].Waiting) != 0 {
		t.Errorf("got %+v, %v; want nobody waiting", done, err)
	}
}

// granted has somebody ask that all about a child is erased, and the Ministry grant it.
func (w *world) granted(m minor.ID) change.Record {
	w.t.Helper()
	asked := w.Registry.Write(m, "2030-06-10", right.Asked{Right: right.Erasure, By: right.ByGrownUp, Identified: "known", Language: "fr", Says: "x"})
	w.Registry.Taken(asked)
	granted := w.Registry.Write(m, "2030-06-11", right.Decided{Case: right.CaseID(asked.ID), Outcome: right.Granted}, intaketest.Seen(0, asked))
	w.Registry.Taken(granted)
	return granted
}

func TestOneChildIsErasedOnlyIfSomebodyWasGrantedIt(t *testing.T) {
	w := newWorld(t)
	m, back, stays := w.child("2005-01-10"), w.child("2005-02-10"), w.child("2005-03-10")
	order := func(m minor.ID) {
		t.Helper()
		run, err := w.desk.AskFor(t.Context(), w.asks, m, "granted to who asked")
		if err != nil {
			t.Fatal(err)
		}
		if err := w.desk.Order(t.Context(), w.orders, run); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := w.desk.AskFor(t.Context(), w.asks, stays, "nobody asked for it"); !fault.Is(err, fault.Conflict) || fault.As(err).Remedy == "" {
		t.Errorf("of whom nobody was granted it: got %v", err)
	}
	w.granted(m)
	undone := w.granted(back)
	order(m)
	order(back)
	w.Exec(`UPDATE casefiles SET rules = $1 WHERE minor = $2`, casefile.Rules+1, m)
	if _, err := w.desk.AskFor(t.Context(), w.asks, m, "granted to who asked"); !fault.Is(err, fault.Busy) {
		t.Errorf("of whom newer rules say what was granted: got %v, want busy", err)
	}
	w.Registry.Taken(w.Registry.Write(back, "2030-06-12", change.Retracted{Record: undone.ID, Reason: "of another child"}, intaketest.In(change.Rights), intaketest.Seen(0, undone)))
	w.work()
	var said string
	w.Scan(&said, `SELECT string_agg(coalesce(outcome, 'waits'), ' ' ORDER BY minor = $1) FROM erasure_items`, m)
	if said != "blocked waits" {
		t.Errorf("with one whom newer rules have folded: %s, want that one left to them and the other dealt with", said)
	}
	w.Exec(`UPDATE casefiles SET rules = $1 WHERE minor = $2`, casefile.Rules, m)
	w.work()
	for child, gone := range map[minor.ID]bool{m: true, back: false, stays: false} {
		if slices.Contains(w.naming(child), "records") == gone {
			t.Errorf("a child is gone: %t, want %t", !gone, gone)
		}
	}
	w.clean()
}
