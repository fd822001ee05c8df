package replica

import "time"

const (
	// keepLeft is after how long a minor who left is deleted though something
	// about them is still unsent or refused (design section 5 rule 12).
	keepLeft = 30 * 24 * time.Hour
	// lockAfter is after how long without a word from the registry the replica
	// locks (design section 5).
	lockAfter = 90 * 24 * time.Hour
)
