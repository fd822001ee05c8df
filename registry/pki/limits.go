package pki

import "time"

const (
	// DefaultLifetime is how long a client's certificate is valid: short, so
	// that one that nobody thought to revoke ends by itself; long enough for a
	// line that is down over a long week-end.
	DefaultLifetime = 7 * 24 * time.Hour
	// RenewAfter is how long after it ran out a certificate can still be
	// renewed, with the same unrevoked key (design section 5).
	RenewAfter = 90 * 24 * time.Hour
	// DefaultSilent is after how long without a word an installation counts as
	// silent. Arbitrary.
	DefaultSilent = 24 * time.Hour
	// DefaultCodeValid is how long a one-time code can be used. Arbitrary:
	// somebody has to carry it to the centre.
	DefaultCodeValid = 72 * time.Hour

	// backdate is how far a certificate's beginning lies in the past, for
	// clocks that run behind. Arbitrary.
	backdate = time.Hour
	// rootYears is the life of the registry's root, in years. Arbitrary.
	rootYears = 20
	// serverLifetime is the life of the registry's own certificate; it is
	// renewed when a third is left.
	serverLifetime = 30 * 24 * time.Hour
	// codeBytes is the length of a one-time code before it is written as text:
	// 160 bits cannot be guessed, so a plain hash is enough to keep it.
	codeBytes = 20
	// maxRequest bounds a certificate request in bytes; one of ours has 300.
	maxRequest = 4 << 10
	// maxLabel bounds the label of an installation in bytes. Arbitrary.
	maxLabel = 200
	// sightingEvery is how often it is written down that an installation was
	// heard of. Arbitrary: a write per request would cost more than it tells.
	sightingEvery = time.Minute

	// BlockSize is how many national codes an installation is given at a time:
	// more than a large landing needs, and room for 200,000 blocks.
	BlockSize = 500
)
