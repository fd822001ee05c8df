//go:build !demo

package assembly

import "time"

// ledgerClock gives the clock that stamps commits: this machine's, and nothing
// in the state folder or the environment makes it another.
func ledgerClock(_ string, machine func() time.Time) func() time.Time { return machine }
