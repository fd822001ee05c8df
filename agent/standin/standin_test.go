package standin

import (
	"database/sql"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"faro.example/agent/localdb"
	"faro.example/shared/api"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/institution"
)

func newID[T ~[16]byte]() T { return T(id.New[struct{}]()) }

// desk is a machine with the book, and one operator.
type desk struct {
	t    *testing.T
	db   *localdb.DB
	book *Book
	now  time.Time
	nina api.Operator
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	key, err := localdb.NewKey()
	if err != nil {
		t.Fatal(err)
	}
	d := &desk{t: t, now: time.Date(2026, 3, 31, 8, 0, 0, 0, time.UTC), nina: api.Operator{Person: newID[institution.PersonID](), Name: "Nina Rossi", Office: newID[institution.OfficeID]()}}
	if d.db, err = localdb.Create(t.Context(), filepath.Join(t.TempDir(), "agent.db"), key); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.db.Close(); err != nil {
			t.Error(err)
		}
	})
	d.book = New(func() time.Time { return d.now })
	return d
}

func (d *desk) let(name string) (s StandIn, err error) {
	d.t.Helper()
	err = d.db.InTx(d.t.Context(), func(tx *sql.Tx) (err error) {
		s, err = d.book.Let(d.t.Context(), tx, d.nina, name)
		return err
	})
	return s, err
}

func (d *desk) names() string {
	d.t.Helper()
	var out []string
	err := d.db.View(d.t.Context(), func(q localdb.Querier) error {
		all, err := d.book.List(d.t.Context(), q)
		for _, s := range all {
			out = append(out, s.Name.Reveal())
		}
		return err
	})
	if err != nil {
		d.t.Fatal(err)
	}
	return strings.Join(out, ", ")
}

func TestAStandInStandsInForSeventyTwoHoursAndNoLonger(t *testing.T) {
	d := newDesk(t)
	s, err := d.let(" Anna Bianchi ")
	if err != nil || s.For != d.nina.Person || s.Office != d.nina.Office || !s.Until.Equal(d.now.Add(72*time.Hour)) {
		t.Fatalf("got %v, %v", s.Until, err)
	}
	d.now = d.now.Add(72*time.Hour - time.Second)
	if got := d.names(); got != "Anna Bianchi" {
		t.Errorf("before the end: %q", got)
	}
	d.now = d.now.Add(time.Second)
	if got := d.names(); got != "" {
		t.Errorf("at the end: %q", got)
	}
}

func TestAStandInIsNamedAndNotMoreThanAFewStandInAtOnce(t *testing.T) {
	d := newDesk(t)
	for _, bad := range []string{"", "  ", "a\x00b", "Rossi\u202eissor", strings.Repeat("x", 201)} {
		if _, err := d.let(bad); !fault.Is(err, fault.Invalid) || fault.As(err).Field != "name" {
			t.Errorf("%q: got %v, want a fault about the name", bad, err)
		}
	}
	for range most {
		if _, err := d.let("Anna"); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := d.let("Anna"); !fault.Is(err, fault.Conflict) {
		t.Errorf("one more: got %v, want a conflict", err)
	}
	d.now = d.now.Add(For)
	if _, err := d.let("Anna"); err != nil {
		t.Errorf("when the others have ended: %v", err)
	}
}

func TestOnlyWhoLetAStandInInEndsIt(t *testing.T) {
	d := newDesk(t)
	s, err := d.let("Anna")
	if err != nil {
		t.Fatal(err)
	}
	end := func(by institution.PersonID) error {
		return d.db.InTx(t.Context(), func(tx *sql.Tx) error { return d.book.End(t.Context(), tx, by, s.ID) })
	}
	if err := end(newID[institution.PersonID]()); !fault.Is(err, fault.NotFound) || d.names() != "Anna" {
		t.Errorf("by another: got %v", err)
	}
	if err := end(d.nina.Person); err != nil || d.names() != "" {
		t.Errorf("by the operator: got %v", err)
	}
	if err := end(d.nina.Person); !fault.Is(err, fault.NotFound) {
		t.Errorf("once more: got %v", err)
	}
}
