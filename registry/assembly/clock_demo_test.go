//go:build demo

package assembly

import (
	"testing"
	"time"

	"faro.example/shared/fault"
)

func TestTheClockIsTheStateFoldersWhileItHoldsOne(t *testing.T) {
	state := t.TempDir()
	today, past := time.Date(2026, 3, 31, 2, 0, 0, 0, time.UTC), time.Date(2019, 3, 31, 12, 0, 0, 0, time.UTC)
	now := ledgerClock(state, func() time.Time { return today })
	for _, at := range []time.Time{{}, past, past.AddDate(0, 0, 1), {}} {
		if err := SimulateClock(state, at); err != nil {
			t.Fatal(err)
		}
		want := at
		if at.IsZero() {
			want = today
			if _, err := SimulatedClock(state); !fault.Is(err, fault.NotFound) {
				t.Errorf("got %v, want that there is none", err)
			}
		}
		if got := now(); !got.Equal(want) {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}
