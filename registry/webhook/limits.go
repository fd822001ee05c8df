package webhook

import "time"

// The bounds. Where nothing else is said they are arbitrary.
const (
	// every is how often it is looked for news.
	every = 5 * time.Second
	// answerTime bounds one delivery: Standard Webhooks asks for 15 to 30 seconds.
	answerTime = 15 * time.Second
	// lease is for how long an event that is being delivered is nobody else's; if
	// the registry stops meanwhile, it is delivered again after that.
	lease = time.Minute
	// atATime is to how many receivers is delivered at a time.
	atATime = 64
	// gathered is how many events are made for one webhook at a time.
	gathered = 500
	// firstWait and longestWait bound how long is waited after a failure: twice as
	// long each time, and of that a part by chance.
	firstWait   = 10 * time.Second
	longestWait = 6 * time.Hour
	// PauseAfter is after how long without a delivery nothing is tried any more,
	// until an administrator resumes it.
	PauseAfter = 5 * 24 * time.Hour
	// keep is for how long delivered events are kept, to answer who asks.
	keep = 30 * 24 * time.Hour
	// maxURL bounds an address, in bytes.
	maxURL = 1000
)
