package courier

import (
	"context"
	"database/sql"
	"slices"
	"sync"

	"faro.example/agent/localdb"
	"faro.example/agent/outbox"
	"faro.example/agent/replica"
	"faro.example/shared/api"
	"faro.example/shared/change"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
)

// Pusher carries what is due to the registry, one batch at a time, as soon as
// it is stored.
type Pusher struct {
	Config
	wake chan struct{}   // something was stored
	up   chan struct{}   // the puller has a line
	done chan<- struct{} // nothing is left to push, for who waits until then

	mu      sync.Mutex       // held during a push, so that there is one at a time; guards the fields below
	limit   int              // records in the next batch
	unknown []change.AgentID // whose records the registry cannot be given back
	doubted change.AgentID   // whose records it answered last as if a certificate were revoked
}

// Run pushes until ctx is done or nothing may be pushed any more.
func (p *Pusher) Run(ctx context.Context) error {
	return p.run(ctx, loop{once: p.once, up: p.up, wait: func(ctx context.Context) error {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-p.wake:
			return nil
		}
	}})
}

// Flush pushes until nothing about these minors is unsent.
func (p *Pusher) Flush(ctx context.Context, minors []minor.ID) error {
	for {
		open, err := p.unsent(ctx, minors)
		if err != nil || !open {
			return err
		}
		if _, err := p.once(ctx); err != nil {
			return err
		}
	}
}

func (p *Pusher) unsent(ctx context.Context, minors []minor.ID) (open bool, err error) {
	err = p.DB.View(ctx, func(q localdb.Querier) error {
		for _, m := range minors {
			n, err := outbox.CountUnsent(ctx, q, m)
			if err != nil {
				return err
			}
			open = open || n > 0
		}
		return nil
	})
	return open, err
}

// once pushes one batch, and reports whether there may be another.
func (p *Pusher) once(ctx context.Context) (more bool, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if more, err := p.tell(ctx); err != nil || more {
		return more, err
	}
	batch, own, err := p.next(ctx)
	if err != nil || len(batch.Frames) == 0 {
		signal(p.done)
		return false, err
	}
	of := batch.Installation
	if of == p.Agent {
		of = change.AgentID{}
	}
	push, err := p.Registry.Push(ctx, of, batch.GivingBack, batch.Frames)
	if !own && p.setAside(of, err) {
		// Nobody can verify them now; they are kept, and do not block the rest.
		p.Log.Warn("not given back: the registry does not take records of the installation", "installation", of)
		p.unknown = append(p.unknown, of)
		return true, nil
	}
	if err != nil {
		if !own && fault.Is(err, fault.Unauthenticated) {
			p.doubted = of
		}
		p.limit = Shrink(p.limit, err)
		return false, err
	}
	p.doubted = change.AgentID{}
	settled, err := p.settle(ctx, batch, own, push)
	if err != nil {
		return false, err
	}
	p.limit = min(p.limit*2, change.MaxBatch)
	p.Log.Info("pushed", "records", len(batch.Frames), "settled", settled, "position", last(push))
	if !answered(batch, push) {
		return false, fault.Newf(fault.Busy, "the registry answered for none of the records")
	}
	return true, nil
}

// setAside reports whether nothing of an installation can be given to the
// registry: it does not know it or, asked again with a good certificate, says
// that it was revoked.
func (p *Pusher) setAside(of change.AgentID, err error) bool {
	return fault.Is(err, fault.NotFound) || fault.Is(err, fault.Unauthenticated) && p.doubted == of
}

// next gives what a restored registry has lost, own records and others', then
// what came by a bundle, which own records may rest upon, then this
// installation's own that it has not answered for.
func (p *Pusher) next(ctx context.Context) (batch outbox.Batch, own bool, err error) {
	err = p.DB.View(ctx, func(q localdb.Querier) error {
		if batch, own, err = replica.Next(ctx, q, p.limit, p.unknown); err != nil || len(batch.Frames) > 0 {
			return err
		}
		if batch, err = replica.NextCarried(ctx, q, p.limit, p.unknown); err != nil || len(batch.Frames) > 0 {
			return err
		}
		own = true
		batch, err = p.Box.Next(ctx, q, p.limit)
		return err
	})
	return batch, own, err
}

// settle keeps the answer to a batch, with all that came with it, at once.
func (p *Pusher) settle(ctx context.Context, batch outbox.Batch, own bool, push api.Push) (settled int, err error) {
	if batch.Installation != p.Agent { // the reply speaks of the other installation
		push.Highest, push.Digest, push.Codes = 0, change.Digest{}, nil
	}
	var h outbox.Heard
	err = p.DB.InTx(ctx, func(tx *sql.Tx) error {
		if h, err = p.hear(ctx, tx, push.Standpoint); err != nil || h.Stop != nil || h.Over {
			return err // what a registry took that was restored since may be lost with it
		}
		if own {
			settled, err = p.Box.Settle(ctx, tx, batch.Installation, push)
		} else {
			settled, err = p.Replica.Settle(ctx, tx, batch.Installation, push)
		}
		return err
	})
	if err != nil {
		return 0, err
	}
	return settled, halt(h)
}

// answered reports whether any of the batch got an answer. That the feed was
// quicker to say that a record is taken does not matter.
func answered(batch outbox.Batch, push api.Push) bool {
	return slices.ContainsFunc(push.Receipts, func(r api.Receipt) bool {
		final := r.Verdict == api.Taken || r.Verdict == api.Known || r.Verdict == api.Refused
		return final && slices.ContainsFunc(batch.Frames, func(f change.Frame) bool { return f.Seq == r.Seq })
	})
}

// last gives the highest position in the answer.
func last(push api.Push) (position uint64) {
	for _, r := range push.Receipts {
		position = max(position, r.Position)
	}
	return position
}
