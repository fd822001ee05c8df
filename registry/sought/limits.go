package sought

const (
	// atATime is how many records are followed in one transaction, and of how many
	// children everybody is looked at. Arbitrary.
	atATime = 50
	// crowd is how many may share a list of keys that is followed: what more share
	// is found by lists of more. Larger than for children: of those who are sought less
	// is known, and there are fewer. Arbitrary.
	crowd = 200
	// kept is from where on a pair is kept at all. Arbitrary.
	kept = 0.05
	// likely is from where on a pair is listed unasked: it is rather one person than
	// two. The threshold of the children's own pairs is none for these: it is learnt
	// where birth dates and documents are known.
	likely = 0.5
	// maxListed is how many pairs are listed at once. Arbitrary: a page.
	maxListed = 50
	// maxWhy bounds a reason, in bytes. Arbitrary: half a page.
	maxWhy = 2000
)
