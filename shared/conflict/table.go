package conflict

import (
	"slices"

	"faro.example/shared/change"
	"faro.example/shared/custody"
	"faro.example/shared/guardian"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
	"faro.example/shared/placement"
)

// The kinds by the part that they play in the time line.
var (
	statesPlace = []string{placement.Began{}.Kind(), movement.Arrived{}.Kind(), movement.AbsenceEnded{}.Kind()}
	leavesPlace = []string{placement.Ended{}.Kind(), movement.AbsenceReported{}.Kind()}
	undoes      = []string{movement.Refused{}.Kind(), movement.Withdrawn{}.Kind()}
	keepsPlace  = []string{placement.Reserved{}.Kind(), placement.Released{}.Kind()}
	confirmed   = placement.Confirmed{}.Kind()
	departed    = movement.Departed{}.Kind()
	exited      = movement.ExitRecorded{}.Kind()
	found       = minor.Found{}.Kind()
	turnedBack  = movement.RefusalAttempted{}.Kind()
	notices     = []string{minor.NoticeSent{}.Kind(), minor.NoticeOpened{}.Kind()}
)

// The kinds of identity, of custody and of the guardian, and those about others.
var (
	stated  = []string{minor.IdentityStated{}.Kind(), minor.AgeDecided{}.Kind()}
	besides = []string{ // said beside each other, never against
		minor.IdentityAlias{}.Kind(), minor.NoticeGiven{}.Kind(), minor.AgeOrdered{}.Kind(), minor.AgeAppealed{}.Kind(),
		minor.IdentityDisputed{}.Kind(),
	}
	registered = minor.Registered{}.Kind()
	identifier = minor.IdentifierStated{}.Kind()
	document   = minor.DocumentAdded{}.Kind()
	relative   = minor.RelativeStated{}.Kind()

	answers  = []string{custody.Taken{}.Kind(), custody.Accepted{}.Kind()}
	declined = custody.Refused{}.Kind()
	lets     = []string{custody.Released{}.Kind(), custody.Offered{}.Kind(), declined}

	appointed   = guardian.Appointed{}.Kind()
	discharged  = guardian.Ended{}.Kind()
	retracted   = change.Retracted{}.Kind()
	resolvedOne = change.Resolved{}.Kind()
	struck      = change.Struck{}.Kind()
)

// rules holds one rule per unordered pair of kinds of a section.
var rules = table()

// puts notes the rule of a pair of kinds; of two notes the later stands.
type puts func(a, b string, name string, decide func(a, b Claim, knew Knew) Verdict)

func table() map[pair]rule {
	t := map[pair]rule{}
	var put puts = func(a, b string, name string, decide func(a, b Claim, knew Knew) Verdict) {
		delete(t, pair{b, a})
		t[pair{a, b}] = rule{name, decide}
	}
	identity(put)
	presence(put)
	charge(put)
	link(put)
	put(appointed, appointed, "guardian", appointedTwice)
	put(appointed, discharged, "guardianship and its end", always(Both))
	put(discharged, discharged, "guardianship and its end", always(Both))
	wardship(put)
	procedures(put)
	familyTracing(put)
	socialFile(put)
	for _, e := range change.Catalogue() {
		if e.Section != "" {
			put(retracted, e.Kind, "retracted and edited", retractedAndEdited)
			put(resolvedOne, e.Kind, "decided", decided)
			put.each(notices, []string{e.Kind}, "a notice", always(Independent))
			put(struck, e.Kind, "struck out", always(Independent))
		}
	}
	notice(put)
	put.each([]string{struck}, slices.Concat(notices, []string{note, retracted, resolvedOne, struck}), "struck out", always(Independent))
	put(retracted, resolvedOne, "retracted and edited", retractedAndEdited)
	put(retracted, retracted, "independent", always(Independent))
	put(resolvedOne, resolvedOne, "decided", decided)
	return t
}

// each notes one rule for every pair of one list with another.
func (put puts) each(as, bs []string, name string, decide func(a, b Claim, knew Knew) Verdict) {
	for _, a := range as {
		for _, b := range bs {
			put(a, b, name, decide)
		}
	}
}

func identity(put puts) {
	kinds := append([]string{registered, identifier, document, relative}, append(stated, besides...)...)
	put.each(kinds, kinds, "independent", always(Independent))
	put.each(stated, stated, "attribute", attribute)
	put(registered, registered, "attribute", attribute) // the code
	put(registered, identifier, "attribute", attribute) // the code stated anew by the registry
	put(identifier, identifier, "attribute", attribute)
	put(document, document, "attribute", attribute)
	put(relative, relative, "attribute", attribute) // what one is to the other
}

func presence(put puts) {
	put.each(statesPlace, statesPlace, "presence at two places", presenceTwice)
	put.each(statesPlace, leavesPlace, "stay and its end", always(Both))
	put.each(leavesPlace, leavesPlace, "stay and its end", always(Both))
	put.each([]string{departed}, leavesPlace, "stay and its end", always(Both))
	put.each([]string{departed}, statesPlace, "halves of a transfer", halves)
	put.each([]string{exited}, statesPlace, "exit contradicted", exitContradicted)
	put(exited, leavesPlace[0], "stay and its end", always(Both)) // a stay that ends after the exit states no presence
	put(exited, leavesPlace[1], "exit contradicted", exitContradicted)
	put(exited, departed, "exit contradicted", exitContradicted)
	put(exited, exited, "attribute", attribute)
	put(departed, departed, "sent to two places", sentTwice)
	rollCall(put)
	undone(put)
	all := append([]string{departed, exited, confirmed}, undoes...)
	all = append(append(all, statesPlace...), leavesPlace...)
	put.each([]string{found}, all, "independent", always(Independent))
	put.each(keepsPlace, append(all, found), "a place kept", always(Independent))
	put.each(keepsPlace, keepsPlace, "a place kept", always(Independent))
	put(found, found, "found", foundTwice)
	put.each([]string{turnedBack}, slices.Concat(all, keepsPlace, []string{found, turnedBack}), "tried at the border", always(Independent))
}

// notice has the rules of what is sent to offices, which says nothing of the
// child and so contends with nothing.
func notice(put puts) {
	put.each(notices, notices, "a notice", always(Independent))
	put.each([]string{retracted}, notices, "retracted and edited", retractedAndEdited)
	put.each([]string{resolvedOne}, notices, "decided", decided)
}

func rollCall(put puts) {
	roll := []string{confirmed}
	put(confirmed, confirmed, "presence at two places", presenceTwice)
	put.each(roll, statesPlace, "presence at two places", presenceTwice)
	put.each(roll, leavesPlace, "left during a roll-call", leftMeanwhile)
	put(confirmed, departed, "left during a roll-call", leftMeanwhile)
	put(exited, confirmed, "exit contradicted", exitContradicted)
}

// undone has the rules of a transfer that is refused or withdrawn.
func undone(put puts) {
	put.each(undoes, []string{confirmed, departed}, "transfer undone", always(Both))
	put.each(undoes, leavesPlace, "transfer undone", always(Both))
	put.each(undoes, undoes, "transfer undone", always(Both))
	put.each(undoes, statesPlace, "undone and arrived", undoneAndArrived)
	put.each([]string{exited}, undoes, "exit contradicted", exitContradicted)
}

// wardship has the rules of what is said around a guardianship: that one takes up
// the office and does not are two values of one attribute; all else stands beside.
func wardship(put puts) {
	answers := []string{guardian.Accepted{}.Kind(), guardian.Declined{}.Kind()}
	beside := []string{guardian.Asked{}.Kind(), guardian.Provisional{}.Kind(), guardian.Noted{}.Kind(), appointed, discharged}
	put.each(beside[:3], beside, "around a guardianship", always(Both))
	put.each(answers, beside, "around a guardianship", always(Both))
	put.each(answers, answers, "taken up or declined", attribute)
}

func charge(put puts) {
	put.each(answers, answers, "custody", takenTwice)
	put.each(answers, lets, "handed over", always(Both))
	put.each(lets, lets, "handed over", always(Both))
	put(answers[1], declined, "accepted and refused", acceptedAndRefused)
}
