//go:build !demo

package assembly

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestNothingButTheMachinesClockStampsCommits(t *testing.T) {
	state := t.TempDir()
	if err := os.WriteFile(filepath.Join(state, "clock"), []byte("2019-03-31T12:00:00Z"), 0o600); err != nil {
		t.Fatal(err)
	}
	want := time.Date(2026, 3, 31, 2, 0, 0, 0, time.UTC)
	now := ledgerClock(state, func() time.Time { return want })
	if got := now(); !got.Equal(want) {
		t.Errorf("got %s, want the machine's %s", got, want)
	}
}
