package signin

import "time"

const (
	// DefaultIdle is after how long without a request a session ends: a desk
	// that somebody has left. Arbitrary.
	DefaultIdle = 30 * time.Minute
	// DefaultLength is after how long a session ends in any case: a working day.
	DefaultLength = 10 * time.Hour
	// Fresh is for how long a person who was at the provider may do what is
	// gravest. Arbitrary: long enough to fill in a form.
	Fresh = 5 * time.Minute

	// attemptTime is how long a person may take at the provider: to find the
	// telephone and the second factor. Arbitrary.
	attemptTime = 10 * time.Minute
	// providerTime bounds one request to a provider. Arbitrary.
	providerTime = 10 * time.Second
	// discoverAfter is how long a provider that could not be reached is left
	// alone. Arbitrary.
	discoverAfter = 5 * time.Second
	// maxAnswer bounds what a provider answers, in bytes. Arbitrary: its keys are
	// a few thousand.
	maxAnswer = 1 << 20
	// skew is how far a provider's clock may be from ours. Arbitrary.
	skew = 30 * time.Second
	// seenEvery is how often it is written down that a session is in use: a
	// write per request would cost more than it tells.
	seenEvery = time.Minute
	// secretBytes is the length of every secret: it cannot be guessed.
	secretBytes = 32
	// maxClaim bounds the value by which a person is known. Arbitrary.
	maxClaim = 255
)
