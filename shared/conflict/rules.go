package conflict

import (
	"strings"

	"faro.example/shared/custody"
	"faro.example/shared/day"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
	"faro.example/shared/placement"
)

// attribute: the same value is the same; a court's later decree on age stands
// before its earlier one; one typed over a decree by who knew it is for a person
// to decide; of different ranks the higher stands; of the same rank the one whose
// author knew the other; else a person decides.
func attribute(a, b Claim, knew Knew) Verdict {
	switch {
	case a.Slot != b.Slot || a.Value == nil || b.Value == nil:
		return Independent
	case a.Key == b.Key:
		return Same
	case typedOver(a, b, knew == FirstKnew) || typedOver(b, a, knew == SecondKnew):
		return Hold
	case Later(a, b):
		return First
	case Later(b, a):
		return Second
	case a.Rank > b.Rank:
		return First
	case a.Rank < b.Rank:
		return Second
	case knew == FirstKnew:
		return First
	case knew == SecondKnew:
		return Second
	}
	return Hold
}

// Decreed reports whether a claim rests upon a court's decree.
func Decreed(c Claim) bool {
	switch b := c.Record.Body.(type) {
	case minor.AgeDecided:
		return true
	case minor.IdentityStated:
		return b.Source == minor.CourtDecree
	}
	return false
}

// typedOver reports whether a states otherwise than a decree that its author
// knew, without a decree of its own: a court is not overruled by typing. What
// decrees say nothing about by law, they do not bind (languages).
func typedOver(a, decree Claim, knew bool) bool {
	return knew && !a.Decision && Decreed(decree) && !Decreed(a) && decree.Slot != minor.AttrLanguages
}

// Later reports whether a is a decree on age by the court that gave b, and of a
// later day.
func Later(a, b Claim) bool {
	da, okA := a.Record.Body.(minor.AgeDecided)
	db, okB := b.Record.Body.(minor.AgeDecided)
	return okA && okB && sameCourt(da.Court, db.Court) && a.Rank == b.Rank && a.Record.On.Day().After(b.Record.On.Day())
}

// sameCourt compares courts as people type them.
func sameCourt(a, b string) bool {
	return strings.EqualFold(strings.Join(strings.Fields(a), " "), strings.Join(strings.Fields(b), " "))
}

// decided: what a resolution states meets a claim as another claim would.
func decided(a, b Claim, knew Knew) Verdict {
	_, okA := placeOf(a)
	_, okB := placeOf(b)
	if okA && okB {
		return presenceTwice(a, b, knew)
	}
	return attribute(a, b, knew)
}

// foundTwice: two reports of presence contend about the mode of arrival and the
// landing; other details of who did not know stand beside each other.
func foundTwice(a, b Claim, knew Knew) Verdict {
	v := attribute(a, b, knew)
	if v != Hold {
		return v
	}
	fa, okA := a.Value.(minor.Found)
	fb, okB := b.Value.(minor.Found)
	if okA && okB && fa.Mode == fb.Mode && sameLanding(fa, fb) {
		return Both
	}
	return Hold
}

func sameLanding(a, b minor.Found) bool {
	return a.Landing == nil || b.Landing == nil || a.Landing.ID == b.Landing.ID
}

// DaysOf gives the days on which a claim states what it states: those of a
// roll-call, else the record's own.
func DaysOf(c Claim) day.Span {
	if b, ok := c.Record.Body.(placement.Confirmed); ok {
		return b.Days
	}
	on := c.Record.On.Day()
	return day.Span{From: on, Until: on.Add(1)}
}

// presenceTwice: the same structure is the same stay; two structures on one
// day, neither knowing, is for a person to decide; on other days the later one
// ends the earlier.
func presenceTwice(a, b Claim, knew Knew) Verdict {
	pa, okA := placeOf(a)
	pb, okB := placeOf(b)
	switch {
	case !okA || !okB:
		return Both
	case pa.Same(pb):
		return Same
	case knew == Neither && DaysOf(a).Overlaps(DaysOf(b)):
		return Hold
	}
	return Both
}

// leftMeanwhile: a roll-call confirms days after that on which somebody else says
// that the minor left the place, neither knowing.
func leftMeanwhile(a, b Claim, knew Knew) Verdict {
	call, ok := a.Record.Body.(placement.Confirmed)
	if !ok || knew != Neither || b.Record.On.Day().Before(call.Days.From) || call.Days.Until.Sub(b.Record.On.Day()) < 2 {
		return Both
	}
	switch left := b.Record.Body.(type) {
	case placement.Ended:
		ok = left.At.Same(call.At)
	case movement.AbsenceReported:
		ok = left.From.Same(call.At)
	case movement.Departed:
		ok = left.From.Same(call.At)
	}
	if ok {
		return Hold
	}
	return Both
}

// undoneAndArrived: the transfer came to nothing, says one, and the minor arrived
// by it, says another, neither knowing.
func undoneAndArrived(a, b Claim, knew Knew) Verdict {
	var of movement.Departed
	switch u := a.Record.Body.(type) {
	case movement.Refused:
		of = movement.Departed{From: u.From, To: u.To}
	case movement.Withdrawn:
		of = movement.Departed{From: u.From, To: u.To}
	}
	at, ok := placeOf(b)
	if !ok || knew != Neither || !of.To.Same(at) {
		return Both
	}
	if arr, ok := b.Record.Body.(movement.Arrived); ok && arr.From != nil && !arr.From.Same(of.From) {
		return Both
	}
	return Hold
}

// halves: a departure and an arrival where it was sent to are one movement; an
// arrival elsewhere, by who did not know of the departure, is for a person to
// decide, unless it says that the minor came by way of that place.
func halves(a, b Claim, knew Knew) Verdict {
	d, ok := a.Record.Body.(movement.Departed)
	at, stated := placeOf(b)
	if !ok || !stated || knew != Neither {
		return Both
	}
	if d.To.Same(at) {
		return Both
	}
	if arr, ok := b.Record.Body.(movement.Arrived); ok && arr.From != nil && arr.From.Same(d.To) {
		return Both
	}
	return Hold
}

// sentTwice: sent from one place to two others, neither knowing.
func sentTwice(a, b Claim, knew Knew) Verdict {
	da, okA := a.Record.Body.(movement.Departed)
	db, okB := b.Record.Body.(movement.Departed)
	switch {
	case !okA || !okB || !da.From.Same(db.From):
		return Both
	case da.To.Same(db.To):
		return Same
	case knew == Neither:
		return Hold
	}
	return Both
}

// exitContradicted: a presence, placement, absence or movement later than the
// exit, by who did not know the exit.
func exitContradicted(a, b Claim, knew Knew) Verdict {
	if knew == SecondKnew || !later(b, a) {
		return Both
	}
	return Hold
}

// later reports whether a happened after b, by the day, then by the instant
// where both have one.
func later(a, b Claim) bool {
	da, db := DaysOf(a).Until, DaysOf(b).Until
	if da != db {
		return da.After(db)
	}
	ia, okA := a.Record.On.Instant()
	ib, okB := b.Record.On.Instant()
	return okA && okB && ia.After(ib)
}

// takenTwice: two institutions say that they have custody. One that knew the
// other displaces it only by right, that is by a court's decree, or by accepting
// what that one had offered; else a person decides.
func takenTwice(a, b Claim, knew Knew) Verdict {
	switch {
	case a.Key == b.Key:
		return Same
	case knew == FirstKnew && displaces(a, b):
		return First
	case knew == SecondKnew && displaces(b, a):
		return Second
	}
	return Hold
}

func displaces(a, b Claim) bool {
	if acc, ok := a.Record.Body.(custody.Accepted); ok && b.Key != any(acc.From) {
		return false
	}
	return a.Record.Standing.Entitled
}

// acceptedAndRefused: one office of an institution accepts a hand-over, and
// another, who did not know, refuses it.
func acceptedAndRefused(a, b Claim, knew Knew) Verdict {
	acc, okA := a.Record.Body.(custody.Accepted)
	ref, okB := b.Record.Body.(custody.Refused)
	if okA && okB && knew == Neither && acc.By == ref.By && acc.From == ref.From {
		return Hold
	}
	return Both
}

// retractedAndEdited: a record is taken back by one, and built upon by another
// who did not know. Asked only about an edit of what is retracted.
func retractedAndEdited(_, _ Claim, knew Knew) Verdict {
	if knew == Neither {
		return Hold
	}
	return Both
}
