package sweep

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

// crowds remembers which lists of keys very many share.
type crowds struct {
	mu    sync.Mutex // guards the fields below
	until map[string]time.Time
}

func newCrowds() *crowds { return &crowds{until: map[string]time.Time{}} }

// known reports whether a list was shared by very many lately.
func (c *crowds) known(list string, now time.Time) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return now.Before(c.until[list])
}

// add remembers a list.
func (c *crowds) add(list string, now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.until) >= maxCrowds {
		clear(c.until)
	}
	c.until[list] = now.Add(crowdsKept)
}

// atOnce does n things on as many processors as there are, until one fails.
func atOnce(ctx context.Context, n int, do func(ctx context.Context, i int) error) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	var next atomic.Int64
	var hands sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		hands.Go(func() {
			for i := int(next.Add(1)) - 1; i < n && ctx.Err() == nil; i = int(next.Add(1)) - 1 {
				if err := do(ctx, i); err != nil {
					stop(err)
				}
			}
		})
	}
	hands.Wait()
	return context.Cause(ctx)
}
