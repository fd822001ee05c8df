package movement

import "time"

// Distance is how far apart the two places of a transfer lie, as far as that
// decides how long it may take.
type Distance int

// The distances. A place that is known by words alone is as far as can be.
const (
	SameTown Distance = iota
	SameProvince
	SameRegion
	Farther
)

// Patience gives how long one half of a transfer may stand alone before
// somebody has to look for the child: a drive of that distance with a night
// beside it, and time to write it down. No law sets these hours; they are
// arbitrary, and documented in docs/transfers.md.
func (d Distance) Patience() time.Duration {
	switch d {
	case SameTown:
		return 6 * time.Hour
	case SameProvince:
		return 12 * time.Hour
	case SameRegion:
		return 24 * time.Hour
	}
	return 48 * time.Hour
}
