package compare

const (
	// MaxRows bounds a list: more children than the largest region has in second
	// reception. Arbitrary.
	MaxRows = 5000
	// MaxSought is how many rows that name nobody of the place are looked for
	// among all of the caller's children: each is a search of its own. Arbitrary.
	MaxSought = 500

	// sure is from which probability on a pair that shares no identifier is shown
	// as one child; a person looks at what differs. Arbitrary.
	sure = .95
	// half: from here on it is likelier than not, and worth a person's time.
	half = .5
	// near is how many children of the place a row is compared with: those who
	// share the rarest words and days with it. Arbitrary.
	near = 20
)
