package sweep

import "time"

const (
	// crowd is how many may share a list of keys that is followed: what more
	// share is found by lists of more. As in package match; arbitrary.
	crowd = 48
	// maxCompared bounds with how many one child is compared. Arbitrary.
	maxCompared = 600
	// kept is from where on a pair is kept at all, for who asks for those that
	// are less likely than is worth a person's time. Arbitrary.
	kept = 0.02
	// crowdsKept is for how long a list that very many share is not looked up
	// again, and maxCrowds how many such lists are remembered. Arbitrary.
	crowdsKept = time.Hour
	maxCrowds  = 200_000

	// atATime is how many records that may name somebody are followed at a time.
	atATime = 50
	// farBehind is from how many positions behind on the follower rests between
	// two steps, so that who pushes all that has the machine. Arbitrary.
	farBehind = 5_000
	// rests is how much longer it rests then than it worked.
	rests = 4
	// longestWay is how long the follower gives way to pushes that wait, before
	// each step: a crowd that is back after an outage, not one that never ends. Arbitrary.
	longestWay = 10 * time.Second
	// every is how often the follower looks although nobody woke it: what
	// concerns no installation rings no bell.
	every = 2 * time.Second
	// firstPause and longestPause are waited after a failure, doubled each time.
	firstPause   = 100 * time.Millisecond
	longestPause = 30 * time.Second

	// maxLearnt is from how many registrations a sweep learns what agreements
	// are worth, at most: pairs drawn among them show what those among all would.
	maxLearnt = 100_000
	// atOnceRead is how many cards are read at once. Arbitrary.
	atOnceRead = 1_000
	// inAStep is how many children a sweep looks at between two commits: a second
	// or two. Arbitrary.
	inAStep = 5_000
)
