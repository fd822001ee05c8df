package change

// The bounds of the format. A record beyond them is refused as invalid.
const (
	// MaxHeader bounds the header in bytes: the largest legal one, with full
	// lists in seen, is about 27 KiB.
	MaxHeader = 64 << 10
	// MaxBody bounds the body in bytes: a social file's interview of 40 pages
	// fits; files travel by digest, not in bodies.
	MaxBody = 256 << 10
	// MaxRecord bounds a record in the form in which it travels, unsealed.
	MaxRecord = MaxHeader + MaxBody + 128
	// MaxSeenRecords bounds the records named in seen: more than an
	// installation writes about one minor between two pulls; arbitrary.
	MaxSeenRecords = 600
	// MaxSeenMinors bounds the minors of one joined casefile; arbitrary.
	MaxSeenMinors = 50
	// maxThird bounds a value stated in deciding: a whole report of presence fits.
	maxThird = 16 << 10
	// maxAssigned bounds the records that one parting assigns: a body holds as many.
	maxAssigned = 2000
	// MaxBatch bounds the records of one push (design section 6).
	MaxBatch = 500
	// MaxBatchBytes bounds one push once unpacked.
	MaxBatchBytes = 32 << 20

	maxNumber = 1 << 53 // the largest integer that every JSON reader keeps exactly
	maxKind   = 60      // arbitrary
	maxDepth  = 32      // of nesting in a body; arbitrary

	// maxSealing is more than sealing adds to a record: a header of age, a
	// nonce, and a tag for each 64 KiB.
	maxSealing = 512
)
