package courier

import "time"

const (
	// pollFor is how long the registry may hold an answer back.
	pollFor = 30 * time.Second
	// pollAtMost is how often an empty feed is asked for at most, also of a
	// registry that does not hold the answer back.
	pollAtMost = time.Second

	// lookForFiles is how often a file that was put off is looked for. Arbitrary.
	lookForFiles = time.Minute
	// fileLater is for how long a file is put off that the registry cannot take or
	// give yet: its record is on the way, or another place has not brought it.
	// Arbitrary.
	fileLater = 2 * time.Minute

	// The waits towards a registry that answers, or whose answer was lost:
	// design section 5 rule 13; the figures are arbitrary.
	patientBase = 500 * time.Millisecond
	patientCap  = time.Minute
	// The waits while no connection can be made.
	eagerBase = 100 * time.Millisecond
	eagerCap  = time.Second
)
