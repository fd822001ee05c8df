package feed

import "time"

const (
	// firstEpoch is the ledger's first life: it was never restored.
	firstEpoch = 1

	// maxRows bounds the rows of one page, as a push bounds its records.
	maxRows = 500
	// maxBytes bounds the records of one page, in bytes as they are kept; a
	// page has one item at least, however large. On a line of 2G, 4 MiB packed
	// are some minutes; arbitrary.
	maxBytes = 4 << 20
	// maxAgain bounds what is given anew to an installation that was put back
	// to an old copy, which cannot be cut: all that has changed for a centre of
	// 500 children since its copy was made fits several times. An agent takes
	// an answer of 128 MiB.
	maxAgain = 32 << 20

	// maxWait bounds the long poll.
	maxWait = time.Minute
	// turnAtMost bounds the wait for a connection, well below the 90 seconds after
	// which an agent takes its line for cut, the long poll before it included.
	turnAtMost = 15 * time.Second
	// lookEvery is how often it is looked whether a notification was missed,
	// how far the installations are, and what can be removed. Arbitrary.
	lookEvery = 15 * time.Second
	// maxThinned bounds the installations whose rows are removed in one
	// transaction. Arbitrary.
	maxThinned = 100

	// The longest waits before connecting again to be notified, first and at
	// all; arbitrary.
	firstPause   = 100 * time.Millisecond
	longestPause = 10 * time.Second
)

// bounds are those of one page; tests have smaller ones.
type bounds struct {
	rows         int
	bytes, again int64
}

func pageBounds() bounds { return bounds{rows: maxRows, bytes: maxBytes, again: maxAgain} }
