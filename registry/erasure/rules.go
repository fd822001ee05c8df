package erasure

import (
	"time"

	"faro.example/shared/day"
	"faro.example/shared/fault"
)

// What is done when the time is over.
const (
	Erase     = "erase"     // all of it, for good
	Anonymise = "anonymise" // the counts stay, and nothing leads to a child
	Keep      = "keep"      // as evidence, by identifiers that lead nowhere
)

// The rules by which a child is due. Names are written in the ledger: never
// renamed or reused.
const (
	Majority  = "majority"  // years after the eighteenth birthday
	Prosieguo = "prosieguo" // years after the end of care beyond majority
	Undated   = "undated"   // no birth date is known: years after who was a newborn then would be of age
	Granted   = "granted"   // a person asked for it, and it was granted (package rights)
)

// MostYears is the most that the law lets be kept (DPR 231/2023 art. 9).
const MostYears = 5

// Rule is one line of the table of retention.
type Rule struct {
	Name   string
	Of     string // what it is about
	From   string // when its time begins
	Years  int    // for which it is kept from then on, at most; 0 is at once
	Done   string // [Erase], [Anonymise] or [Keep]
	Source string // in law
	Valid  day.Span
}

// Rules gives the table of retention (DPR 231/2023 art. 9): until majority or the end
// of care beyond it, and then for so many years at most. What a child's casefile
// is due for decides about all that names the child.
func Rules(years int) []Rule {
	in := day.Span{From: day.Of(2024, time.March, 15)} // in force
	const art9 = "DPR 231/2023 art. 9"
	return []Rule{
		{Majority, "casefile", "eighteenth birthday", years, Erase, art9, in},
		{Prosieguo, "casefile", "end of care beyond majority", years, Erase, art9 + "; law 47/2017 art. 13", in},
		{Undated, "casefile", "eighteen years after the first record, where no birth date is known", years, Erase, art9, in},
		{Granted, "casefile", "the decision about what a person asked for", 0, Erase, "regulation (EU) 2016/679 art. 17", in},
		{"census", "rows of the census", "with the casefile", 0, Anonymise, art9, in},
		{"presence-days", "lines of presence-days statements", "with the casefile", 0, Anonymise, art9, in},
		{"access", "lines of the record of access", "never: identifiers, which lead nowhere once the casefile is gone", 0, Keep, "regulation (EU) 2016/679 art. 5 par. 2", in},
		{"installations", "copies at installations", "with the casefile", 0, Erase, art9, in},
	}
}

// CheckYears fails with [fault.Invalid] for more years than the law lets.
func CheckYears(years int) error {
	if years < 0 || years > MostYears {
		return fault.Field("retention-years", "not between 0 and 5", "the law lets data be kept for five years at most (DPR 231/2023 art. 9)")
	}
	return nil
}
