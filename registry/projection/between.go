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
	if countOf(was) != countOf(is) {
		alike = 0
	} else if carriedTo != carried && alike > 0 && is.Presence.Stays[alike-1].Span.Open() {
		alike--
	}
	old.Census = censusOf(was, was.Presence.Stays[alike:], carriedTo)
	new.Census = censusOf(is, is.Presence.Stays[alike:], carried)
	if !slices.Equal(was.Custody.Spans, is.Custody.Spans) {
		old.Custodies, new.Custodies = custodiesOf(was), custodiesOf(is)
	}
	if len(was.Conflicts) > 0 || len(is.Conflicts) > 0 { // few, and who decides hangs upon all else
		old.Conflicts, new.Conflicts = conflictsOf(was), conflictsOf(is)
	}
	return old, new
}

// alikeStays gives with how many stays both begin.
func alikeStays(a, b []casefile.Stay) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}
