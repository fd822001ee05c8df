package backoff

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"
)

func TestBoundsDoubleUpToTheCap(t *testing.T) {
	p := Policy{Base: time.Second, Cap: 10 * time.Second}
	for i, want := range []time.Duration{1, 2, 4, 8, 10, 10} {
		if got := p.Bound(i + 1); got != want*time.Second {
			t.Errorf("after %d failures: got %v, want %v", i+1, got, want*time.Second)
		}
	}
	if got := p.Bound(1 << 20); got != p.Cap {
		t.Errorf("after very many failures: got %v, want the cap", got)
	}
}

func TestAWaitIsWithinItsBoundAndNotShorterThanAsked(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := Policy{
			Base: time.Duration(rapid.Int64Range(1, 1e9).Draw(t, "base")),
			Cap:  time.Duration(rapid.Int64Range(1, 1e11).Draw(t, "cap")),
		}
		failures := rapid.IntRange(1, 100).Draw(t, "failures")
		asked := time.Duration(rapid.Int64Range(-5, 1e10).Draw(t, "asked"))
		got := p.Wait(failures, asked)
		if got < asked || got < 0 || got > max(asked, 0)+p.Bound(failures) || p.Bound(failures) > p.Cap {
			t.Fatalf("got %v with bound %v, asked %v", got, p.Bound(failures), asked)
		}
	})
}

func TestWaitsAreSpreadOverTheWholeBound(t *testing.T) {
	p, quarters := Policy{Base: time.Second, Cap: time.Second}, map[int]int{}
	for range 4000 {
		quarters[min(3, int(p.Wait(1, 0)*4/time.Second))]++
	}
	for q := range 4 {
		if quarters[q] < 700 {
			t.Errorf("quarter %d got %d of 4000 waits, want about 1000", q, quarters[q])
		}
	}
}

func TestASleepEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithTimeout(t.Context(), time.Second)
		defer stop()
		if err := Sleep(ctx, time.Hour); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v, want the context's error", err)
		}
		if err := Sleep(t.Context(), time.Hour); err != nil {
			t.Errorf("got %v, want nil", err)
		}
	})
}
