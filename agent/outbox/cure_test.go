package outbox

import (
	"database/sql"
	"testing"

	"github.com/google/go-cmp/cmp"

	"faro.example/shared/api"
	"faro.example/shared/change"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
)

func TestARefusedRecordIsCuredByANewOne(t *testing.T) {
	d := newDesk(t)
	d.write(began())
	d.settle(api.Push{Receipts: []api.Receipt{{Seq: 1, Verdict: api.Refused}}})
	d.must(func(tx *sql.Tx) error { return d.Cure(t.Context(), tx, 1) })
	if got := d.count(); got.Refused != 0 {
		t.Errorf("got %d refused, want none left", got.Refused)
	}
	if rec := d.write(began()); rec.Seq != 2 {
		t.Errorf("the number was used again: %d", rec.Seq)
	}
	wantKind(t, d.tx(func(tx *sql.Tx) error { return d.Cure(t.Context(), tx, 2) }), fault.NotFound)
}

func TestWhatDependedOnARefusedRecordIsOfferedAgainWithIt(t *testing.T) {
	d := newDesk(t)
	first := d.write(began())
	dr := d.draft(began())
	dr.Minor, dr.Seen = first.Minor, change.Seen{Records: []change.ID{first.ID}}
	var second change.Record
	d.must(func(tx *sql.Tx) (err error) {
		second, err = d.Append(t.Context(), tx, dr)
		return err
	})
	other := d.write(began()) // about another minor
	d.settle(api.Push{Receipts: []api.Receipt{
		{Seq: 1, Verdict: api.Refused}, {Seq: 2, Verdict: api.Refused}, {Seq: 3, Verdict: api.Refused},
	}})
	by, office := newID[institution.PersonID](), newID[institution.OfficeID]()
	var again []change.Record
	d.must(func(tx *sql.Tx) error {
		refused, err := d.Refused(t.Context(), tx, 1)
		if err == nil {
			again, err = d.Again(t.Context(), tx, refused, By{Author: by, Office: office}, map[change.ID]change.ID{})
		}
		return err
	})
	if len(again) != 2 || again[0].Seq != 4 || again[1].Seq != 5 || again[0].Author != by || again[1].Structure != office {
		t.Fatalf("got %v", again)
	}
	if again[0].ID == first.ID || again[0].On != first.On || again[1].On != second.On || again[0].Minor != first.Minor {
		t.Errorf("got %v and %v, want the same said by new records", again[0], again[1])
	}
	if diff := cmp.Diff([]change.ID{again[0].ID}, again[1].Seen.Records); diff != "" {
		t.Errorf("what the second had seen (-want +got):\n%s", diff)
	}
	if got := d.count(); got.Refused != 1 || got.Unsent != 2 {
		t.Errorf("got %+v, want the one about the other minor (%d) left", got, other.Seq)
	}
	wantKind(t, d.tx(func(tx *sql.Tx) error { _, err := d.Refused(t.Context(), tx, 1); return err }), fault.NotFound)
}
