package replica

import (
	"database/sql"
	"testing"

	"faro.example/agent/localdb"
	"faro.example/shared/api"
	"faro.example/shared/change"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
)

func TestWhatABundleBroughtIsKeptUntilItIsAnsweredAndNeverHeldTwice(t *testing.T) {
	a, b := newCentre(t), newCentre(t)
	m := newID[minor.ID]()
	first := a.write(m, minor.Registered{Tag: "17"})
	records := []change.Record{first, a.write(m, minor.IdentityStated{Source: minor.OwnWord, Sex: "M"})}
	for _, want := range []int{2, 0} {
		b.tx(func(tx *sql.Tx) error {
			added, err := b.Take(t.Context(), tx, records)
			if added != want {
				t.Errorf("added %d, want %d", added, want)
			}
			return err
		})
	}
	b.tx(func(tx *sql.Tx) error { return Reset(t.Context(), tx) }) // it enrols again
	b.view(func(q localdb.Querier) error {
		seen, err := b.SeenFor(t.Context(), q, m, change.Identity, first.Structure)
		if len(seen.Records) != 2 {
			t.Errorf("seen names %d records, want 2", len(seen.Records))
		}
		batch, err2 := NextCarried(t.Context(), q, 10, nil)
		if batch.Installation != first.Agent || !batch.GivingBack || len(batch.Frames) != 2 {
			t.Errorf("got a batch of %d records of %s", len(batch.Frames), batch.Installation)
		}
		if h, err := b.Find(t.Context(), q, m); err != nil || h.Unsent != 2 {
			t.Errorf("shown: %d unsent, %v", h.Unsent, err)
		}
		if err == nil {
			err = err2
		}
		return err
	})
	if seen := b.seen(m, change.Identity); len(seen.Records) != 0 {
		t.Errorf("for no office seen names %d records, want none", len(seen.Records))
	}
	other := first
	other.Raw = append([]byte(" "), first.Raw...)
	err := b.db.InTx(t.Context(), func(tx *sql.Tx) error {
		_, err := b.Take(t.Context(), tx, []change.Record{other})
		return err
	})
	if !fault.Is(err, fault.Conflict) {
		t.Errorf("another record under that number: got %v", err)
	}
	b.tx(func(tx *sql.Tx) error {
		n, err := b.Settle(t.Context(), tx, first.Agent, api.Push{Receipts: []api.Receipt{
			{Seq: first.Seq, Verdict: api.Taken, Position: 1}, {Seq: records[1].Seq, Verdict: api.Refused, Reason: "future"},
		}})
		if n != 2 {
			t.Errorf("settled %d, want 2", n)
		}
		return err
	})
	b.view(func(q localdb.Querier) error {
		n, err := CountCarried(t.Context(), q)
		if n != 0 {
			t.Errorf("%d are kept after the answer", n)
		}
		return err
	})
}
