//go:build demo

package assembly

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"faro.example/shared/fault"
)

// clockFile holds the instant at which a simulated registry is, while it lives
// through years that are past: only in builds tagged demo.
const clockFile = "clock"

// ledgerClock gives the clock that stamps commits: the instant in the state
// folder while there is one, then this machine's.
func ledgerClock(state string, machine func() time.Time) func() time.Time {
	return func() time.Time {
		if at, err := SimulatedClock(state); err == nil {
			return at
		}
		return machine()
	}
}

// SimulatedClock gives the instant at which a registry is that lives through
// the past. It fails with [fault.NotFound] if it lives in the present.
func SimulatedClock(state string) (time.Time, error) {
	text, err := os.ReadFile(filepath.Join(state, clockFile))
	if errors.Is(err, fs.ErrNotExist) {
		return time.Time{}, fault.Newf(fault.NotFound, "the registry lives in the present")
	}
	if err != nil {
		return time.Time{}, err
	}
	return time.Parse(time.RFC3339, string(text))
}

// SimulateClock sets the registry's clock to an instant of the past, for all of
// its programs at once; the zero time brings it back to the present.
func SimulateClock(state string, at time.Time) error {
	file := filepath.Join(state, clockFile)
	if at.IsZero() {
		if err := os.Remove(file); !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		return nil
	}
	made := file + ".new"
	if err := os.WriteFile(made, []byte(at.UTC().Format(time.RFC3339)), 0o600); err != nil {
		return fmt.Errorf("set the clock: %w", err)
	}
	return os.Rename(made, file)
}
