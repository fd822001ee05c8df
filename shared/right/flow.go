package right

import "slices"

// Flow is a way by which what is known of a child goes on to others, or is put to a
// use.
type Flow string

// The flows.
const (
	ToPartner    Flow = "tracing-partner" // who traces the family is shown who the child is, and the tracing
	ToCandidates Flow = "candidates"      // who is shown beside whom as perhaps one child, but to the Ministry
	ToLists      Flow = "lists"           // compared with a list of an institution's own

	ToHost      Flow = "host"      // whoever hosts the child, or expects it, holds the casefile
	ToCustodian Flow = "custodian" // whoever answers for the child
	ToPresence  Flow = "presence"  // where the child is, counted and certified
	ToAlarm     Flow = "alarm"     // a child that is missing is looked for
	ToNotices   Flow = "notices"   // what the law has offices told
	ToJudges    Flow = "judges"    // court and prosecutor
)

// Rule is what a restriction does to a flow, and why.
type Rule struct {
	Flow    Flow
	Of      []string // the sections that it carries: a restriction of one of them stops it
	Goes    bool     // it goes on all the same
	Because Because
}

// Because is why a restriction stops a flow, or does not.
type Because string

// The reasons (regulation (EU) 2016/679 art. 18 par. 2).
const (
	ByRestriction Because = "restriction" // what is restricted is kept, and no more
	ForSafety     Because = "safety"      // to protect the child: its interest comes first (law 47/2017 art. 1)
	ByDuty        Because = "duty"        // what the law has done or told
)

// Rules gives the table: of each flow whether a restriction stops it (regulation (EU)
// 2016/679 art. 18 par. 2: what is restricted is kept, and used beside that only with
// consent, for legal claims, to protect another, or for an important public interest: the
// child's own safety is one, law 47/2017 art. 1 and D.Lgs 142/2015 art. 18).
func Rules() []Rule {
	return []Rule{
		{ToPartner, []string{"identity", "tracing", "family-report"}, false, ByRestriction},
		{ToCandidates, []string{"identity"}, false, ByRestriction},
		{ToLists, []string{"identity"}, false, ByRestriction},
		{ToHost, nil, true, ForSafety},
		{ToCustodian, nil, true, ForSafety},
		{ToPresence, nil, true, ForSafety},
		{ToAlarm, nil, true, ForSafety},
		{ToNotices, nil, true, ByDuty},
		{ToJudges, nil, true, ByDuty},
	}
}

// Stops reports whether a flow stops for a child of whom some sections are restricted.
func (f Flow) Stops(restricted []string) bool {
	for _, r := range Rules() {
		if r.Flow == f && !r.Goes {
			return slices.ContainsFunc(r.Of, func(s string) bool { return slices.Contains(restricted, s) })
		}
	}
	return false
}
