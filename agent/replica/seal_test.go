package replica

import (
	"bytes"
	"database/sql"
	"fmt"
	"io"
	"strings"
	"testing"

	"filippo.io/age"

	"faro.example/agent/localdb"
	"faro.example/agent/outbox"
	"faro.example/shared/api"
	"faro.example/shared/change"
	"faro.example/shared/minor"
)

// recoverable gives the ledger a recovery key.
func (l *ledger) recoverable(t *testing.T) *age.X25519Identity {
	t.Helper()
	key, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	l.recover = key.Recipient().String()
	return key
}

// written gives every column of every row of the outbox, as it lies there.
func (c *centre) written() (out string) {
	c.t.Helper()
	c.view(func(q localdb.Querier) error {
		rows, err := q.QueryContext(c.t.Context(), `SELECT * FROM outbox`)
		if err != nil {
			return err
		}
		defer rows.Close()
		names, err := rows.Columns()
		if err != nil {
			return err
		}
		for rows.Next() {
			values, into := make([]any, len(names)), make([]any, len(names))
			for i := range values {
				into[i] = &values[i]
			}
			if err := rows.Scan(into...); err != nil {
				return err
			}
			for _, v := range values {
				out += fmt.Sprintf("%s\n", v)
			}
		}
		return rows.Err()
	})
	return out
}

func (c *centre) toGiveBack() (out outbox.Batch) {
	c.t.Helper()
	c.view(func(q localdb.Querier) (err error) {
		out, _, err = Next(c.t.Context(), q, 10, nil)
		return err
	})
	return out
}

func opened(t *testing.T, key age.Identity, data []byte) change.Record {
	t.Helper()
	sealed, is := change.Sealed(data)
	if !is {
		t.Fatal("it is not sealed")
	}
	r, err := age.Decrypt(bytes.NewReader(sealed), key)
	if err != nil {
		t.Fatal(err)
	}
	plain, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	rec, err := change.Decode(plain)
	if err != nil {
		t.Fatal(err)
	}
	return rec
}

func TestNothingOfAMinorWhoLeftCanBeReadInTheOutbox(t *testing.T) {
	c, l, m := newCentre(t), newLedger(), newID[minor.ID]()
	l.recoverable(t)
	early, late := c.write(m, named("Amadou")), change.Record{}
	c.settle(receipt(l.take(early)))
	l.enter(m, c.agent)
	c.pull(l)
	if !strings.Contains(c.written(), "Amadou") {
		t.Fatal("what is about a minor in scope is sealed")
	}
	late = c.write(m, named("Mamadou"))
	l.leave(m)
	c.pull(l)
	if !strings.Contains(c.written(), "Mamadou") {
		t.Fatal("an unsent record is sealed")
	}
	c.settle(receipt(l.take(late))) // not purged before this
	c.purge()
	if got := c.written(); strings.Contains(got, "madou") {
		t.Error("the outbox tells of a minor who left")
	}
	if n := c.rows("minors", m) + c.rows("records", m); n != 0 || len(c.list()) != 0 {
		t.Errorf("got %d rows that tell of the minor", n)
	}
}

func TestWhatIsSettledAfterThePurgeIsSealedAtOnce(t *testing.T) {
	c, l, m := newCentre(t), newLedger(), newID[minor.ID]()
	l.recoverable(t)
	l.enter(m, c.agent)
	c.pull(l)
	rec := c.write(m, named("Amadou"))
	l.leave(m)
	c.pull(l)
	c.at = c.at.Add(keepLeft + 1e9)
	c.purge()
	if !strings.Contains(c.written(), "Amadou") {
		t.Fatal("an unsent record is sealed")
	}
	c.settle(receipt(l.take(rec)))
	if strings.Contains(c.written(), "Amadou") {
		t.Error("it can be read")
	}
}

func TestWithoutARecoveryKeyNothingIsSealed(t *testing.T) {
	c, l, m := newCentre(t), newLedger(), newID[minor.ID]()
	c.settle(receipt(l.take(c.write(m, named("Amadou")))))
	l.enter(m, c.agent)
	l.leave(m)
	c.pull(l)
	c.purge()
	if !strings.Contains(c.written(), "Amadou") {
		t.Error("what the registry may still lose is gone")
	}
	c.wantGone(m)
}

func TestWhatIsSealedIsGivenBackAfterARestoreAndLetGoOnceSafe(t *testing.T) {
	c, l, m := newCentre(t), newLedger(), newID[minor.ID]()
	key := l.recoverable(t)
	l.enter(m, c.agent)
	c.pull(l)
	restored := l.position
	rec := c.write(m, named("Amadou"))
	c.settle(receipt(l.take(rec)))
	l.leave(m)
	c.pull(l)
	l.lose(restored, 1)
	c.pull(l)
	b := c.toGiveBack()
	if len(b.Frames) != 1 || !b.GivingBack || b.Installation != c.agent || b.Frames[0].Seq != rec.Seq {
		t.Fatalf("got %+v, want the one record", b)
	}
	if got := opened(t, key, b.Frames[0].Data); got.ID != rec.ID || got.Sig != rec.Sig {
		t.Error("another record is given back than was written")
	}
	c.settle(api.Receipt{Seq: rec.Seq, Verdict: api.Taken, Position: restored + 1, Standing: &change.Standing{}})
	if b := c.toGiveBack(); len(b.Frames) != 0 {
		t.Errorf("it is given back again: %+v", b)
	}
	sp := api.Standpoint{
		Epoch: 2, Epochs: l.epochs, Recover: l.recover, Now: c.at, Safe: restored + 1, Highest: rec.Seq,
		Digest: change.Digest(change.Fingerprint(change.AppendRecord(nil, &rec))),
	}
	c.tx(func(tx *sql.Tx) error {
		h, err := c.box.Hear(t.Context(), tx, sp)
		if h.Stop != nil {
			t.Errorf("stopped: %v", h.Stop)
		}
		return err
	})
	c.view(func(q localdb.Querier) error {
		var kept int
		err := q.QueryRowContext(t.Context(), `SELECT count(*) FROM outbox WHERE coalesce(data, sealed) IS NOT NULL`).Scan(&kept)
		if kept != 0 {
			t.Error("it is kept though no restore can lose it")
		}
		return err
	})
}

func TestARegistryThatCannotOpenWhatIsSealedTakesNobodyForACopy(t *testing.T) {
	c, l, m := newCentre(t), newLedger(), newID[minor.ID]()
	l.recoverable(t)
	l.enter(m, c.agent)
	c.pull(l)
	restored := l.position
	c.settle(receipt(l.take(c.write(m, named("Amadou")))))
	l.leave(m)
	c.pull(l)
	l.lose(restored, 1)
	c.pull(l)
	sent := c.toGiveBack().Frames[0]
	c.settle(api.Receipt{Seq: sent.Seq, Verdict: api.Refused, Reason: "unreadable"})
	sp := l.feed(0, 0, c.at).Standpoint
	sp.Highest, sp.Digest = sent.Seq, change.Digest(change.Fingerprint(sent.Data))
	c.tx(func(tx *sql.Tx) error {
		h, err := c.box.Hear(t.Context(), tx, sp)
		if h.Stop != nil {
			t.Errorf("stopped: %v", h.Stop)
		}
		return err
	})
}
