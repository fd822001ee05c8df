package registryclient

import (
	"time"

	"faro.example/shared/api"
)

// The bounds of one call. Where nothing else is said they are arbitrary.
const (
	// callFor bounds a call with all its tries: a full push on a line of 2G.
	callFor = 10 * time.Minute
	// dialFor bounds the making of a connection, twice the round trip of a
	// satellite line for each of its steps.
	dialFor = 10 * time.Second
	// answerWithin bounds the wait for the beginning of an answer: the longest
	// poll is 60 seconds.
	answerWithin = 90 * time.Second
	keepAlive    = 15 * time.Second
	idleFor      = 2 * time.Minute

	// The tries of one call beyond the first, and the waits between them;
	// whoever calls goes on trying with waits of its own.
	triesMore = 2
	waitMin   = 250 * time.Millisecond
	waitMax   = 5 * time.Second

	// maxReply bounds an answer once unpacked: a page of the feed holds at most
	// some hundreds of records of 256 KiB.
	maxReply = 128 << 20
	// maxProblem bounds the text of a problem.
	maxProblem = 64 << 10
	// maxRest bounds what is read of an answer after what it says, which is its padding.
	maxRest = 2 * api.Padded
	// packWindow is enough for a batch, and keeps the packer small.
	packWindow = 512 << 10
)
