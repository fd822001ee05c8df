package replica

import (
	"database/sql"
	"testing"

	"github.com/google/go-cmp/cmp"

	"faro.example/agent/localdb"
	"faro.example/agent/outbox"
	"faro.example/shared/api"
	"faro.example/shared/change"
	"faro.example/shared/minor"
)

// lose puts the registry back to a position, and what it tells to some items.
func (l *ledger) lose(position uint64, items int) {
	l.items, l.position, l.epoch = l.items[:items], position, l.epoch+1
	l.epochs = append(l.epochs, change.Epoch{Number: l.epoch, Restored: position})
}

func TestAfterARestoreWhatWasLostIsShownGivenBackAndBroughtAgain(t *testing.T) {
	c, l, m := newCentre(t), newLedger(), newID[minor.ID]()
	l.write(t, m, named("A"))
	l.enter(m, c.agent)
	c.pull(l)
	restored := l.position
	lost := l.write(t, m, named("B"))
	l.tellRecord(lost, c.agent)
	own := l.take(c.write(m, began()))
	c.settle(receipt(own))
	l.tellRecord(own, c.agent)
	c.pull(l)
	l.lose(restored, 1)
	c.pull(l)
	if h := c.mustFind(m); len(h.File.Presence.Stays) != 1 || h.Unsent != 1 {
		t.Errorf("what was lost is not shown: %d unsent", h.Unsent)
	}
	want := change.Seen{Epoch: 2, Position: restored, Records: []change.ID{lost.ID}}
	if diff := cmp.Diff(want, c.seen(m, change.Identity)); diff != "" {
		t.Errorf("seen (-want +got):\n%s", diff)
	}
	c.view(func(q localdb.Querier) error {
		b, own, err := Next(t.Context(), q, 10, nil)
		if len(b.Frames) != 1 || b.Installation != l.agent || own || !b.GivingBack || b.Frames[0].Seq != lost.Seq {
			t.Errorf("what is given back: %+v", b)
		}
		return err
	})
	c.tx(func(tx *sql.Tx) error {
		_, err := c.Settle(t.Context(), tx, l.agent, api.Push{Receipts: []api.Receipt{{Seq: lost.Seq, Verdict: api.Taken}}})
		return err
	})
	l.tellRecord(l.take(lost.Record), c.agent)
	c.pull(l)
	if diff := cmp.Diff(change.Seen{Epoch: 2, Position: l.position}, c.seen(m, change.Identity)); diff != "" {
		t.Errorf("seen once it is brought again (-want +got):\n%s", diff)
	}
}

func TestWhatWasGivenBackIsGivenBackAgainIfTheRegistryIsRestoredOnceMore(t *testing.T) {
	c, l, m := newCentre(t), newLedger(), newID[minor.ID]()
	l.enter(m, c.agent)
	c.pull(l)
	restored := l.position
	lost := l.write(t, m, named("A"))
	l.tellRecord(lost, c.agent)
	c.pull(l)
	for epoch := 2; epoch <= 3; epoch++ {
		l.lose(restored, 1)
		c.pull(l)
		c.view(func(q localdb.Querier) error {
			b, _, err := Next(t.Context(), q, 10, nil)
			if len(b.Frames) != 1 || b.Frames[0].Seq != lost.Seq {
				t.Errorf("in epoch %d is given back: %+v", epoch, b)
			}
			return err
		})
		c.tx(func(tx *sql.Tx) error {
			_, err := c.Settle(t.Context(), tx, l.agent, api.Push{Receipts: []api.Receipt{{Seq: lost.Seq, Verdict: api.Taken}}})
			return err
		})
	}
}

func TestARecordGivenBackThatIsRefusedIsHeldNoMore(t *testing.T) {
	c, l, m := newCentre(t), newLedger(), newID[minor.ID]()
	l.enter(m, c.agent)
	c.pull(l)
	restored := l.position
	l.tellRecord(l.write(t, m, named("A")), c.agent)
	c.pull(l)
	l.lose(restored, 1)
	c.pull(l)
	c.tx(func(tx *sql.Tx) error {
		_, err := c.Settle(t.Context(), tx, l.agent, api.Push{Receipts: []api.Receipt{{Seq: 1, Verdict: api.Refused}}})
		return err
	})
	if n := c.rows("records", m); n != 0 {
		t.Errorf("got %d records left", n)
	}
}

func TestARecordThatComesBackUnderAnotherNumberIsHeldOnce(t *testing.T) {
	c, l, m := newCentre(t), newLedger(), newID[minor.ID]()
	l.enter(m, c.agent)
	c.pull(l)
	restored := l.position
	lost := l.write(t, m, named("A"))
	l.tellRecord(lost, c.agent)
	c.pull(l)
	l.lose(restored, 1)
	c.pull(l)
	// Its installation has enrolled again, and was the first to give it back.
	head := lost.Header
	head.Agent, head.Seq = newID[change.AgentID](), 1
	again, err := change.Reissue(l.other, lost.Record, head)
	if err != nil {
		t.Fatal(err)
	}
	c.tx(func(tx *sql.Tx) error {
		_, err := c.Settle(t.Context(), tx, l.agent, api.Push{Receipts: []api.Receipt{{Seq: lost.Seq, Verdict: api.Known}}})
		return err
	})
	l.tellRecord(l.take(again), c.agent)
	c.pull(l)
	if n := c.rows("records", m); n != 1 {
		t.Errorf("got %d records, want the one", n)
	}
}

func TestWhatWasLostIsGivenBackInTheOrderInWhichItWas(t *testing.T) {
	c, l, m := newCentre(t), newLedger(), newID[minor.ID]()
	l.enter(m, c.agent)
	c.pull(l)
	restored := l.position
	type given struct {
		Own  bool
		Seqs []uint64
	}
	var want []given
	for i, own := range []bool{false, true, true, false, true} {
		p := change.Placed{}
		if own {
			p = l.take(c.write(m, named("A")))
			c.settle(receipt(p))
		} else {
			p = l.write(t, m, named("B"))
		}
		l.tellRecord(p, c.agent)
		if i == 2 {
			want[1].Seqs = append(want[1].Seqs, p.Seq)
			continue
		}
		want = append(want, given{own, []uint64{p.Seq}})
	}
	c.pull(l)
	l.lose(restored, 1)
	c.pull(l)
	c.write(m, named("new"))
	var got []given
	for {
		var b outbox.Batch
		var own bool
		c.view(func(q localdb.Querier) (err error) {
			b, own, err = Next(t.Context(), q, 10, nil)
			return err
		})
		if len(b.Frames) == 0 {
			break
		}
		var push api.Push
		g := given{Own: own}
		for _, f := range b.Frames {
			g.Seqs = append(g.Seqs, f.Seq)
			push.Receipts = append(push.Receipts, api.Receipt{Seq: f.Seq, Verdict: api.Taken, Position: f.Seq})
		}
		got = append(got, g)
		c.tx(func(tx *sql.Tx) (err error) {
			if own {
				_, err = c.box.Settle(t.Context(), tx, b.Installation, push)
			} else {
				_, err = c.Settle(t.Context(), tx, b.Installation, push)
			}
			return err
		})
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("given back (-want +got):\n%s", diff)
	}
	c.view(func(q localdb.Querier) error {
		b, err := c.box.Next(t.Context(), q, 10)
		if len(b.Frames) != 1 || b.GivingBack {
			t.Errorf("then what is new: got %d records", len(b.Frames))
		}
		return err
	})
}

func TestAMinorWhoEnteredSinceIsInScopeNoMoreUntilToldSoAgain(t *testing.T) {
	c, l, early, m := newCentre(t), newLedger(), newID[minor.ID](), newID[minor.ID]()
	l.write(t, m, named("before"))
	l.enter(early, c.agent)
	c.pull(l)
	restored := l.position
	lost := l.write(t, m, named("since"))
	l.enter(m, c.agent)
	own := l.take(c.write(m, began()))
	c.settle(receipt(own))
	c.pull(l)
	l.lose(restored, 1)
	c.pull(l)
	h := c.mustFind(m)
	if h.InScope || len(h.File.Presence.Stays) != 1 {
		t.Errorf("got in scope %v, and what was written here %v", h.InScope, h.File.Presence.Stays)
	}
	if seen := c.seen(m, change.Identity); !seen.IsZero() {
		t.Errorf("got %+v, and nothing of it is held", seen)
	}
	if n := c.rows("records", m); n != 1 {
		t.Errorf("got %d records of others, want only the one to give back", n)
	}
	c.tx(func(tx *sql.Tx) error {
		_, err := c.Settle(t.Context(), tx, l.agent, api.Push{Receipts: []api.Receipt{{Seq: lost.Seq, Verdict: api.Taken}}})
		return err
	})
	if n := c.rows("records", m); n != 0 {
		t.Errorf("got %d records of a minor who is not in scope", n)
	}
	l.take(lost.Record)
	l.enter(m, c.agent)
	c.pull(l)
	if h := c.mustFind(m); !h.InScope {
		t.Error("told again, the minor is not in scope")
	}
}
