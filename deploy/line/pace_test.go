package line

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestAPieceIsDueOnceItsBitsHavePassedAndTheDelayIsOver(t *testing.T) {
	at := func(ms int) time.Time { return time.Unix(0, 0).Add(time.Duration(ms) * time.Millisecond) }
	slow := Mobile2G()
	for _, tc := range []struct {
		name   string
		pieces []struct{ read, bytes, due int }
		q      Quality
	}{
		{"a line without fault passes at once", []struct{ read, bytes, due int }{{0, 1 << 20, 0}, {5, 1, 5}}, Quality{}},
		{"delay is of each and not of their sum", []struct{ read, bytes, due int }{{0, 4096, 300}, {10, 4096, 310}}, Quality{Delay: slow.Delay}},
		{"the rate is of their sum", []struct{ read, bytes, due int }{{0, 3750, 1000}, {0, 3750, 2000}, {500, 375, 2100}}, Quality{Rate: slow.Rate}},
		{"an idle line saves nothing up", []struct{ read, bytes, due int }{{0, 375, 100}, {60_000, 375, 60_100}}, Quality{Rate: slow.Rate}},
		{"a 2G line has both", []struct{ read, bytes, due int }{{0, 3750, 1300}, {0, 3750, 2300}}, slow},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var p pace
			for _, piece := range tc.pieces {
				if got := p.due(at(piece.read), piece.bytes, tc.q); !got.Equal(at(piece.due)) {
					t.Errorf("%d bytes read at %d ms are due at %d ms, want %d", piece.bytes, piece.read, got.Sub(at(0)).Milliseconds(), piece.due)
				}
			}
		})
	}
}

// Whatever is read when, in no stretch of time does more pass than the rate
// allows, nothing passes before the delay, and the line never rests while
// something waits.
func TestAScheduleKeepsToTheRate(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := Quality{
			Delay: time.Duration(rapid.Int64Range(0, int64(time.Second)).Draw(t, "delay")),
			Rate:  rapid.IntRange(1, 10_000_000).Draw(t, "rate"),
		}
		var p pace
		now, last := time.Unix(0, 0), time.Unix(0, 0).Add(q.Delay)
		for range rapid.IntRange(1, 50).Draw(t, "pieces") {
			now = now.Add(time.Duration(rapid.Int64Range(0, int64(2*time.Second)).Draw(t, "after")))
			n := rapid.IntRange(1, 4096).Draw(t, "bytes")
			begun := now.Add(q.Delay)
			if begun.Before(last) {
				begun = last
			}
			got := p.due(now, n, q)
			if want := begun.Add(time.Duration(n) * 8 * time.Second / time.Duration(q.Rate)); !got.Equal(want) {
				t.Fatalf("%d bytes are due after %s, want %s", n, got.Sub(now), want.Sub(now))
			}
			last = got
		}
	})
}
