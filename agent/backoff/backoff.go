// Package backoff says how long to wait before something is tried again.
//
// The invariant: waits are bounded by the cap, are spread evenly from nothing
// up to their bound (full jitter), so that two thousand installations whose
// line comes back at the same moment do not knock at the same moment, and are
// never shorter than whoever refused has asked for.
package backoff

import (
	"context"
	"math/rand/v2"
	"time"
)

// Policy is how waits grow: the bound of the first is Base, each further one
// has twice the bound of the one before, up to Cap.
type Policy struct {
	Base, Cap time.Duration
}

// Bound gives the longest wait after a number of failures in a row, from 1.
func (p Policy) Bound(failures int) time.Duration {
	bound := p.Base
	for range failures - 1 {
		if bound >= p.Cap/2 {
			return p.Cap
		}
		bound *= 2
	}
	return min(bound, p.Cap)
}

// Wait draws a wait after a number of failures in a row, from 1. What was asked
// for (Retry-After) comes on top, so that those who were told the same moment
// still spread.
func (p Policy) Wait(failures int, asked time.Duration) time.Duration {
	return max(asked, 0) + rand.N(p.Bound(failures)+1)
}

// Sleep waits, and fails with the context's error if that ends first.
func Sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}
