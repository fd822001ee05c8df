package draft

import (
	"database/sql"
	"net/url"
	"path/filepath"
	"testing"
	"time"

	"faro.example/agent/localdb"
	"faro.example/shared/change"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/institution"
)

func newID[T ~[16]byte]() T { return T(id.New[struct{}]()) }

// desk is a store with the forms of two people.
type desk struct {
	*Shelf
	t          *testing.T
	db         *localdb.DB
	now        time.Time
	nina, omar institution.PersonID
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	key, err := localdb.NewKey()
	if err != nil {
		t.Fatal(err)
	}
	db, err := localdb.Create(t.Context(), filepath.Join(t.TempDir(), "agent.db"), key)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	d := &desk{t: t, db: db, now: time.Date(2026, 3, 31, 8, 0, 0, 0, time.UTC), nina: newID[institution.PersonID](), omar: newID[institution.PersonID]()}
	d.Shelf = New(func() time.Time { return d.now })
	return d
}

func (d *desk) tx(fn func(tx *sql.Tx) error) error { return d.db.InTx(d.t.Context(), fn) }

func (d *desk) open(p institution.PersonID) (f Form) {
	d.t.Helper()
	err := d.tx(func(tx *sql.Tx) (err error) {
		f, err = d.Open(d.t.Context(), tx, Form{Person: p, Page: "arrival"})
		return err
	})
	if err != nil {
		d.t.Fatal(err)
	}
	return f
}

func (d *desk) keep(f Form) error {
	return d.tx(func(tx *sql.Tx) error { return d.Keep(d.t.Context(), tx, f) })
}

func (d *desk) send(f Form, records ...change.ID) error {
	return d.tx(func(tx *sql.Tx) error {
		return d.Send(d.t.Context(), tx, f, url.Values{"place": f.Fields["place"]}, records)
	})
}

func (d *desk) half(p institution.PersonID) []Form {
	d.t.Helper()
	var out []Form
	err := d.db.View(d.t.Context(), func(q localdb.Querier) (err error) {
		out, err = d.Half(d.t.Context(), q, p)
		return err
	})
	if err != nil {
		d.t.Fatal(err)
	}
	return out
}

func (d *desk) find(p institution.PersonID, which ID) (f Form, err error) {
	err = d.db.View(d.t.Context(), func(q localdb.Querier) (err error) {
		f, err = d.Find(d.t.Context(), q, p, which)
		return err
	})
	return f, err
}

func TestAFormIsSentOnceAndThenForgetsWhatStoodInIt(t *testing.T) {
	d := newDesk(t)
	f := d.open(d.nina)
	f.Fields = url.Values{"family": {"Traoré"}, "place": {"Lampedusa"}}
	if err := d.keep(f); err != nil {
		t.Fatal(err)
	}
	rec := newID[change.ID]()
	if err := d.send(f, rec); err != nil {
		t.Fatal(err)
	}
	for what, err := range map[string]error{"sent again": d.send(f, newID[change.ID]()), "kept afterwards": d.keep(f)} {
		if !fault.Is(err, fault.Conflict) {
			t.Errorf("%s: got %v", what, err)
		}
	}
	got, err := d.find(d.nina, f.ID)
	if err != nil || got.Fields.Has("family") || got.Fields.Get("place") != "Lampedusa" || len(got.Records) != 1 || got.Records[0] != rec {
		t.Errorf("got %d records and %v: %v", len(got.Records), got.Fields.Has("family"), err)
	}
	if len(d.half(d.nina)) != 0 {
		t.Error("it is still half filled")
	}
}

func TestNobodySeesAnothersForm(t *testing.T) {
	d := newDesk(t)
	f := d.open(d.nina)
	f.Fields = url.Values{"family": {"Traoré"}}
	if err := d.keep(f); err != nil {
		t.Fatal(err)
	}
	f.Person = d.omar
	_, err := d.find(d.omar, f.ID)
	for what, err := range map[string]error{"found": err, "kept": d.keep(f), "sent": d.send(f)} {
		if !fault.Is(err, fault.NotFound) {
			t.Errorf("%s: got %v", what, err)
		}
	}
	if err := d.tx(func(tx *sql.Tx) error { return d.Drop(t.Context(), tx, d.omar, f.ID) }); err != nil {
		t.Fatal(err)
	}
	if len(d.half(d.nina)) != 1 || len(d.half(d.omar)) != 0 {
		t.Error("another threw it away, or sees it")
	}
}

func TestFormsAreLetGoOfInTime(t *testing.T) {
	d := newDesk(t)
	d.open(d.nina)
	kept := d.open(d.nina)
	kept.Fields = url.Values{"family": {"Traoré"}}
	if err := d.keep(kept); err != nil {
		t.Fatal(err)
	}
	d.now = d.now.Add(keepEmpty + time.Second)
	d.open(d.nina)
	if got := d.count(); got != 2 {
		t.Errorf("after a day there are %d forms, want the half filled one and the new one", got)
	}
	d.now = d.now.Add(keepFor)
	d.open(d.nina)
	if got := d.count(); got != 1 {
		t.Errorf("after a month there are %d forms, want the new one", got)
	}
}

func (d *desk) count() (n int) {
	d.t.Helper()
	err := d.db.View(d.t.Context(), func(q localdb.Querier) error {
		return q.QueryRowContext(d.t.Context(), `SELECT count(*) FROM forms`).Scan(&n)
	})
	if err != nil {
		d.t.Fatal(err)
	}
	return n
}
