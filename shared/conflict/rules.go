package conflict

import (
	"faro.example/shared/minor"
	"faro.example/shared/movement"
)

// attribute: the same value is the same; of different ranks the higher stands;
// of the same rank the one whose author knew the other; else a person decides.
func attribute(a, b Claim, knew Knew) Verdict {
	switch {
	case a.Slot != b.Slot || a.Value == nil || b.Value == nil:
		return Independent
	case a.Key == b.Key:
		return Same
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
	case knew == Neither && a.Record.On.Day() == b.Record.On.Day():
		return Hold
	}
	return Both
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
	da, db := a.Record.On.Day(), b.Record.On.Day()
	if da != db {
		return da.After(db)
	}
	ia, okA := a.Record.On.Instant()
	ib, okB := b.Record.On.Instant()
	return okA && okB && ia.After(ib)
}

// takenTwice: two institutions say that they have custody. One that knew the
// other displaces it only by right, that is by a court's decree; else a person
// decides.
func takenTwice(a, b Claim, knew Knew) Verdict {
	switch {
	case a.Key == b.Key:
		return Same
	case knew == FirstKnew && a.Record.Standing.Entitled:
		return First
	case knew == SecondKnew && b.Record.Standing.Entitled:
		return Second
	}
	return Hold
}

// retractedAndEdited: a record is taken back by one, and built upon by another
// who did not know. Asked only about an edit of what is retracted.
func retractedAndEdited(_, _ Claim, knew Knew) Verdict {
	if knew == Neither {
		return Hold
	}
	return Both
}
