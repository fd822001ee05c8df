package erasure_test

import (
	"slices"
	"testing"

	"faro.example/registry/erasure"
	"faro.example/shared/access"
	"faro.example/shared/day"
	"faro.example/shared/fault"
)

// laid makes the month's dry run and gives the newest one.
func (w *world) laid() (made bool, newest erasure.Review) {
	w.t.Helper()
	itself := access.Caller{Role: access.Ministry, Person: w.Registry.Author, Agent: w.Registry.ID, Reason: "monthly dry run"}
	made, err := w.desk.Lay(w.t.Context(), itself)
	if err != nil {
		w.t.Fatal(err)
	}
	all, err := w.desk.Reviews(w.t.Context(), w.orders)
	if err != nil || len(all) == 0 {
		w.t.Fatalf("got %d dry runs, %v", len(all), err)
	}
	return made, all[0]
}

func (w *world) waiting() int {
	w.t.Helper()
	n, _, err := w.desk.Waiting(w.t.Context(), w.orders)
	if err != nil {
		w.t.Fatal(err)
	}
	return n
}

func TestADryRunIsLaidEachMonthAndErasesNobodyByItself(t *testing.T) {
	w := newWorld(t)
	m, held := w.child("2005-01-10"), w.child("2005-02-10")
	if _, err := w.desk.Place(t.Context(), w.asks, held, day.Date{}, "criminal proceedings 12/2030"); err != nil {
		t.Fatal(err)
	}
	before := len(w.lines.written)
	made, r := w.laid()
	if !made || r.Month != day.Must("2030-06-01") || r.Children != 2 || r.Goes != 1 || r.Held != 1 || r.Blocked != 0 || r.State() != "waits" {
		t.Errorf("got %+v, made %t", r, made)
	}
	if l := w.lines.written[before]; l.Caller.Agent != w.Registry.ID || l.Action != access.ReadRetention || !l.Allowed {
		t.Errorf("the registry's own look leaves the line %+v", l)
	}
	if made, _ := w.laid(); made {
		t.Error("it is made twice in a month")
	}
	w.work()
	if !slices.Contains(w.naming(m), "records") || w.waiting() != 1 {
		t.Errorf("a dry run erased somebody, or does not wait: %d", w.waiting())
	}
	if _, _, err := w.desk.Waiting(t.Context(), access.Caller{Role: access.Auditor, Person: w.orders.Person}); !fault.Is(err, fault.Denied) {
		t.Errorf("who does not order has it to do: %v", err)
	}
	run, err := w.desk.Ask(t.Context(), w.asks, w.Today(), "the month's retention")
	if err != nil {
		t.Fatal(err)
	}
	if _, r := w.laid(); r.State() != "asked" || r.Run != run || w.waiting() != 1 {
		t.Errorf("asked for: got %+v", r)
	}
	if err := w.desk.Withdraw(t.Context(), w.asks, run); err != nil {
		t.Fatal(err)
	}
	if _, r := w.laid(); r.State() != "waits" {
		t.Errorf("withdrawn: got %s", r.State())
	}
	w.run()
	if _, r := w.laid(); r.State() != "ordered" || w.waiting() != 0 {
		t.Errorf("ordered: got %s", r.State())
	}
	w.work()
	if _, r := w.laid(); r.State() != "ended" || slices.Contains(w.naming(m), "records") {
		t.Errorf("done: got %s", r.State())
	}
	w.SetNow(day.Must("2030-07-01").Start())
	if made, r := w.laid(); !made || r.Children != 1 || r.Goes != 0 || r.State() != "nothing" || w.waiting() != 0 {
		t.Errorf("the month after: got %+v, made %t", r, made)
	}
}
