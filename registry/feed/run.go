package feed

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/ledger"
	"faro.example/registry/pg"
)

// channel is what package intake notifies when it has written to the feed: of
// the installations concerned, or of all.
const channel = "faro_feed"

// Run wakes those who wait when there is something for them, by one connection
// of its own, which it makes anew when it breaks; and now and then looks whether
// a notification was missed, and thins out what was acknowledged. It returns
// when ctx is done; it is called once.
func (f *Feed) Run(ctx context.Context) {
	var tasks sync.WaitGroup
	tasks.Go(func() { f.listen(ctx) })
	tasks.Go(func() { f.lookAfter(ctx) })
	tasks.Wait()
}

// listen listens until ctx is done.
func (f *Feed) listen(ctx context.Context) {
	pause := firstPause
	for {
		err := f.hear(ctx, func() { pause = firstPause })
		if ctx.Err() != nil {
			return
		}
		f.Log.WarnContext(ctx, "feed not listening", "error", err)
		if !sleep(ctx, rand.N(pause)) {
			return
		}
		pause = min(2*pause, longestPause)
	}
}

// hear connects and listens until the connection breaks. What was notified
// while there was none is made good by waking everybody.
func (f *Feed) hear(ctx context.Context, connected func()) (err error) {
	conn, err := pgx.ConnectConfig(ctx, f.Pool.Config().ConnConfig)
	if err != nil {
		return pg.Fault(fmt.Errorf("connect: %w", err))
	}
	defer func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), longestPause)
		defer cancel()
		err = errors.Join(err, pg.Fault(conn.Close(ctx)))
	}()
	if _, err := conn.Exec(ctx, "LISTEN "+channel); err != nil {
		return pg.Fault(fmt.Errorf("listen: %w", err))
	}
	connected()
	f.bells.ringAll()
	f.metrics.listening.Set(1)
	defer f.metrics.listening.Set(0)
	for {
		n, err := conn.WaitForNotification(ctx)
		if err != nil {
			return pg.Fault(fmt.Errorf("wait for notification: %w", err))
		}
		f.bells.ring(n.Payload)
	}
}

// lookAfter looks now and then until ctx is done.
func (f *Feed) lookAfter(ctx context.Context) {
	var seen uint64
	for sleep(ctx, f.every) {
		if err := f.look(ctx, &seen); err != nil && ctx.Err() == nil {
			f.Log.WarnContext(ctx, "feed not looked after", "error", err)
		}
	}
}

// look wakes everybody if the feed has grown since last seen: what rang before
// rings again in vain. Then it thins out and measures.
func (f *Feed) look(ctx context.Context, seen *uint64) error {
	head, err := ledger.Read(ctx, f.Pool)
	if err != nil {
		return err
	}
	if head.Feed != *seen {
		*seen = head.Feed
		f.bells.ringAll()
	}
	for left := true; left; {
		n, err := f.thin(ctx)
		if err != nil {
			return fmt.Errorf("thin out: %w", err)
		}
		left = n == maxThinned
	}
	return f.measure(ctx)
}

// sleep reports false if ctx was done before the time was over.
func sleep(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}
