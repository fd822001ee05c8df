package lookbook_test

import (
	"context"
	"database/sql"
	"path/filepath"
	"testing"
	"time"

	"faro.example/agent/localdb"
	"faro.example/agent/lookbook"
	"faro.example/shared/api"
	"faro.example/shared/change"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

func newID[T ~[16]byte]() T { return T(id.New[struct{}]()) }

// desk is a store with its book.
type desk struct {
	*testing.T
	db   *localdb.DB
	book *lookbook.Book
	at   time.Time
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	key, err := localdb.NewKey()
	if err != nil {
		t.Fatal(err)
	}
	db, err := localdb.Create(t.Context(), filepath.Join(t.TempDir(), "store"), key)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	d := &desk{T: t, db: db, at: time.Date(2026, 3, 31, 12, 0, 0, 0, time.UTC)}
	d.enrol()
	return d
}

// enrol makes the machine an installation, another than before.
func (d *desk) enrol() {
	d.book = lookbook.New(newID[change.AgentID](), func() time.Time { return d.at })
}

func (d *desk) tx(do func(ctx context.Context, tx *sql.Tx) error) {
	d.Helper()
	if err := d.db.InTx(d.Context(), func(tx *sql.Tx) error { return do(d.Context(), tx) }); err != nil {
		d.Fatal(err)
	}
}

func (d *desk) look(n int) {
	d.Helper()
	for range n {
		d.tx(func(ctx context.Context, tx *sql.Tx) error {
			return d.book.Look(ctx, tx, newID[institution.PersonID](), "outbox", []minor.ID{newID[minor.ID]()})
		})
	}
}

func (d *desk) told(next uint64) {
	d.Helper()
	d.tx(func(ctx context.Context, tx *sql.Tx) error { return d.book.Told(ctx, tx, next) })
}

// next gives what is to be told, and fails the test unless it is that.
func (d *desk) next(oldest, first uint64, n int) []api.Look {
	d.Helper()
	out, err := d.book.Next(d.Context(), d.db)
	if err != nil {
		d.Fatal(err)
	}
	if len(out.Looks) != n || n > 0 && (out.Looks[0].Seq != first || out.Oldest != oldest) {
		d.Errorf("got %d looks from %v on, the oldest %d; want %d from %d on, the oldest %d", len(out.Looks), out.Looks, out.Oldest, n, first, oldest)
	}
	return out.Looks
}

// linked fails the test unless looks hang together.
func (d *desk) linked(looks []api.Look, before change.Digest) change.Digest {
	d.Helper()
	for _, l := range looks {
		if before = l.Link(before); before != l.Chain {
			d.Fatalf("look %d does not go on from the one before", l.Seq)
		}
	}
	return before
}

func TestLooksAreAChainAndToldOnceInTheirOrder(t *testing.T) {
	d := newDesk(t)
	d.next(0, 0, 0)
	d.look(3)
	end := d.linked(d.next(1, 1, 3), change.Digest{})
	d.told(3)
	d.next(1, 3, 1)
	d.told(4)
	d.next(0, 0, 0)
	d.look(2)
	d.linked(d.next(1, 4, 2), end)
}

func TestALookThatIsChangedInTheStoreShows(t *testing.T) {
	d := newDesk(t)
	d.look(3)
	d.tx(func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE looks SET minors = NULL WHERE seq = 2`)
		return err
	})
	looks := d.next(1, 1, 3)
	if looks[1].Link(looks[0].Chain) == looks[1].Chain {
		t.Error("a look without its minors is linked as if it were whole")
	}
}

func TestARegistryThatWasRestoredIsToldAgainWhatIsStillHeld(t *testing.T) {
	d := newDesk(t)
	d.look(2)
	d.told(3)
	d.at = d.at.AddDate(0, 0, 91)
	d.look(2)
	d.told(5) // the first two are let go
	d.told(2) // restored
	d.next(3, 3, 2)
	d.told(5)
	d.look(1)
	d.told(4)
	d.next(3, 4, 2)
}

func TestAMachineEnrolledAnewTellsWhatItHadNotToldUnderItsNewName(t *testing.T) {
	d := newDesk(t)
	d.look(4)
	d.told(3)
	d.enrol()
	d.linked(d.next(1, 1, 2), change.Digest{})
	d.told(3)
	d.next(0, 0, 0)
	d.look(1)
	d.next(1, 3, 1)
}

func TestAStoreOlderThanWhatItToldNumbersItsLooksAnew(t *testing.T) {
	d := newDesk(t)
	d.look(2)
	d.told(8)
	looks := d.next(8, 8, 2)
	if looks[1].Link(looks[0].Chain) != looks[1].Chain {
		t.Error("they do not hang together")
	}
	d.told(10)
	d.next(0, 0, 0)
}

func TestAPageThatShowsManyChildrenIsSeveralLooksToldInPieces(t *testing.T) {
	d := newDesk(t)
	shown := make([]minor.ID, 7*api.MaxLookMinors+1)
	for i := range shown {
		shown[i] = newID[minor.ID]()
	}
	d.tx(func(ctx context.Context, tx *sql.Tx) error {
		return d.book.Look(ctx, tx, institution.PersonID{}, "status --landing", shown)
	})
	d.next(1, 1, 5)
	d.told(6)
	last := d.next(1, 6, 3)
	if len(last[2].Minors) != 1 || !last[2].Person.IsZero() || last[2].What != "status --landing" {
		t.Errorf("got %+v", last[2])
	}
}
