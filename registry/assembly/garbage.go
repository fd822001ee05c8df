package assembly

import (
	"os"
	"runtime/debug"
)

// Garbage may pile up to [garbage] percent of what is held, as long as all of it
// stays below [enough]. Both are arbitrary but for their order of magnitude: a
// nation's casefiles are half a GiB.
const (
	garbage = 800
	enough  = 4 << 30
)

// CollectLess has garbage collected less often than Go does by itself, for
// programs that go through many records. What passes through intake or a rebuild
// is garbage at once, and the processors that Go takes for idle when it marks
// are those on which PostgreSQL works. What an operator sets by GOGC and
// GOMEMLIMIT counts instead.
func CollectLess() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(garbage)
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(enough)
	}
}
