package outbox

import "time"

const (
	// clockTolerance is how far the device's clock may be from the registry's
	// before it counts as wrong: more than a slow line can make of a right one.
	clockTolerance = 5 * time.Minute
	// keepSettled is how long the bodies of records stay that nothing else
	// needs: refused ones that were dealt with, and own records about minors
	// who never were in scope (design section 5 rule 12).
	keepSettled = 30 * 24 * time.Hour
	// MaxBatchBytes bounds one push before it is packed: half a minute on a
	// line of 2G; a single record larger than it goes alone.
	MaxBatchBytes = 512 << 10
)
