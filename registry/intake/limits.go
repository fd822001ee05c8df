package intake

import (
	"time"

	"faro.example/shared/change"
)

const (
	// maxJoined bounds the records of one transaction: waiting pushes are
	// joined up to it (design section 6, measured).
	maxJoined = change.MaxBatch
	// maxWaiting bounds the records of pushes that were admitted and are not
	// answered yet; beyond it a push is told to come later. Two seconds of work
	// at 10,000 records a second.
	maxWaiting = 20_000
	// maxCached bounds the records of folded casefiles kept in memory, about
	// half a KB each with all that was folded of them: the children present in
	// a nation, twice over, since what was used last is held for sure only up
	// to half of it. One that is not in memory is read and folded anew, which
	// costs more than all the rest of taking a record.
	maxCached = 1_000_000
	// patience bounds one transaction, which runs without its callers' deadlines.
	patience = time.Minute
	// maxNamed bounds the installations named in a notification, which holds
	// 8000 bytes; beyond it everybody looks.
	maxNamed = 200
	// operatorGrace is for how many days after an operator's last day a record
	// by that person is taken: an installation may have been off line that long
	// before its replica locks (design section 5).
	operatorGrace = 90
	// numbersOfLife is how many numbers, as a power of two, the registry's own
	// installation has in each life of the ledger: 8,000 lives below 2^53.
	numbersOfLife = 40
)
