package projection

import (
	"slices"

	"faro.example/shared/casefile"
	"faro.example/shared/day"
)

// Between gives the rows of a casefile as it was, counted up to the end of the
// month carriedTo, and as it is, counted up to that of carried: as [RowsOf] gives
// them, but for rows that both have. A history grows at its end, so most are
// left out before they are made.
func Between(was, is *casefile.File, carriedTo, carried day.Date) (old, new Rows) {
	old.Summary, new.Summary = summaryOf(was), summaryOf(is)
	alike := alikeStays(was.Presence.Stays, is.Presence.Stays)
	if was.Identity.RegisteredBy == is.Identity.RegisteredBy && // who hosts by right
		slices.Equal(was.Identity.Registrars, is.Identity.Registrars) {
		old.Placements = placementsOf(was, was.Presence.Stays[alike:])
		new.Placements = placementsOf(is, is.Presence.Stays[alike:])
	} else {
		old.Placements, new.Placements = placementsOf(was, was.Presence.Stays), placementsOf(is, is.Presence.Stays)
	}
	switch since, same := seenAlike(was, is, carriedTo, carried); {
	case countOf(was) != countOf(is) || !slices.EqualFunc(was.Guardian.Spans, is.Guardian.Spans, sameTime) ||
		!slices.Equal(protections(was), protections(is)):
		alike = 0
	case !same:
		for alike > 0 && (is.Presence.Stays[alike-1].Span.Open() || is.Presence.Stays[alike-1].Span.Until.After(since)) {
			alike--
		}
	}
	old.Census = censusOf(was, was.Presence.Stays[alike:], carriedTo)
	new.Census = censusOf(is, is.Presence.Stays[alike:], carried)
	old.Moves, new.Moves = movesOf(was), movesOf(is)
	old.Acts, new.Acts = actsOf(was), actsOf(is)
	if !slices.Equal(was.Custody.Spans, is.Custody.Spans) {
		old.Custodies, new.Custodies = custodiesOf(was), custodiesOf(is)
	}
	if len(was.Notices) > 0 || len(is.Notices) > 0 {
		old.Notices, new.Notices = noticesOf(was), noticesOf(is)
	}
	if len(was.Conflicts) > 0 || len(is.Conflicts) > 0 { // few, and who decides hangs upon all else
		old.Conflicts, new.Conflicts = conflictsOf(was), conflictsOf(is)
	}
	old.Matters, new.Matters = mattersOf(was), mattersOf(is)
	return old, new
}

// seenAlike gives the day from which the rows of the census may say otherwise how
// long ago presence was confirmed, and whether there is none.
func seenAlike(was, is *casefile.File, carriedTo, carried day.Date) (since day.Date, same bool) {
	a, b := was.Presence.Stated, is.Presence.Stated
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	same = n == len(a) && n == len(b)
	if carriedTo != carried {
		since, same = settledUntil(earlier(carriedTo, carried)), false
	}
	for _, rest := range [][]day.Span{a[n:], b[n:]} {
		if len(rest) > 0 && (since.IsZero() || rest[0].From.Before(since)) {
			since = rest[0].From
		}
	}
	return since, same
}

// sameTime reports whether two guardianships are alike as far as the census counts them.
func sameTime(a, b casefile.Guardianship) bool { return a.Span == b.Span && a.Volunteer == b.Volunteer }

// alikeStays gives with how many stays both begin.
func alikeStays(a, b []casefile.Stay) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}
