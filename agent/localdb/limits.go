package localdb

import "time"

const (
	// busyFor is how long a writer waits for the others: longer than the
	// largest page of the feed takes on a slow disk; arbitrary.
	busyFor = 20 * time.Second
	// maxReaders bounds the connections that read: each costs about a megabyte.
	maxReaders = 4
	// holdFor is how long [DB.Hold] waits for one who only looks, or is ending.
	holdFor = 2 * time.Second
	// watchEvery is how often [DB.Watch] looks for changes by other processes:
	// a push starts this late after a record written by another process. One
	// look at the log costs some 2 µs, one at SQLite's counter a hundred and more.
	watchEvery = 25 * time.Millisecond
	// askEvery is how often it asks SQLite although the log is as it was: two
	// commits in one tick of the file system's clock may look like one.
	askEvery = time.Second
)
