package courier

import (
	"context"
	"database/sql"
	"time"

	"faro.example/agent/backoff"
	"faro.example/agent/localdb"
	"faro.example/agent/outbox"
	"faro.example/agent/replica"
	"faro.example/shared/api"
	"faro.example/shared/casefile"
)

// Puller applies the feed as it comes.
type Puller struct {
	Config
	push *Pusher
}

// Run pulls until ctx is done or nothing may be exchanged any more.
func (p *Puller) Run(ctx context.Context) error {
	var asked time.Time
	once := func(ctx context.Context) (bool, error) {
		asked = p.Now()
		return p.once(ctx, pollFor)
	}
	return p.run(ctx, loop{once: once, wait: func(ctx context.Context) error {
		if early := pollAtMost - p.Now().Sub(asked); early > 0 {
			return backoff.Sleep(ctx, min(early, pollAtMost)) // a registry that does not hold the answer back
		}
		return nil
	}})
}

// once asks for what comes after the cursor and applies it; it reports whether
// there is more at once.
func (p *Puller) once(ctx context.Context, wait time.Duration) (more bool, err error) {
	if err := p.scrub(ctx); err != nil {
		return false, err
	}
	at, err := p.progress(ctx)
	if err != nil {
		return false, err
	}
	feed, err := p.Registry.Pull(ctx, at.Cursor, wait, casefile.Rules)
	if err != nil {
		return false, err
	}
	// What was written here about a minor who leaves is pushed while the minor
	// is still in scope (design section 5 rule 12).
	if leaves := replica.Leaves(feed); len(leaves) > 0 {
		if err := p.push.Flush(ctx, leaves); err != nil {
			return false, err
		}
	}
	h, err := p.apply(ctx, at.Cursor, feed)
	if err != nil {
		return false, err
	}
	signal(p.push.up)
	signal(p.push.wake)
	return feed.More || feed.Next > at.Cursor || h.Restored, halt(h)
}

// scrub has the store's files hold nothing any more of what was let go of, before
// the feed is asked on: to ask is to confirm.
func (p *Puller) scrub(ctx context.Context) error {
	var due bool
	err := p.DB.View(ctx, func(q localdb.Querier) (err error) {
		due, err = replica.Unscrubbed(ctx, q)
		return err
	})
	if err != nil || !due {
		return err
	}
	if err := p.DB.Scrub(ctx); err != nil {
		return err
	}
	return p.DB.InTx(ctx, func(tx *sql.Tx) error { return replica.Scrubbed(ctx, tx) })
}

func (p *Puller) progress(ctx context.Context) (at replica.Progress, err error) {
	err = p.DB.View(ctx, func(q localdb.Querier) error {
		at, err = replica.FindProgress(ctx, q)
		return err
	})
	return at, err
}

// apply keeps a part of the feed with all that came with it, at once. A part
// that was asked for before the registry was restored is not applied: it is
// asked for again from where the registry is now.
func (p *Puller) apply(ctx context.Context, after uint64, feed api.Feed) (h outbox.Heard, err error) {
	err = p.DB.InTx(ctx, func(tx *sql.Tx) error {
		if h, err = p.hear(ctx, tx, feed.Standpoint); err != nil || h.Stop != nil || h.Restored {
			return err
		}
		return p.Replica.Apply(ctx, tx, after, feed)
	})
	return h, err
}
