package projection

import (
	"slices"

	"faro.example/registry/likeness"
	"faro.example/shared/day"
	"faro.example/shared/minor"
)

// Change is what is to become of one casefile's rows. The casefile's row is
// locked by the transaction that writes it.
type Change struct {
	Minor    minor.ID
	Old, New Rows
	// Position of the casefile's last record; if it is not above 0, how far
	// that is before the head's (see [ledger.Back]).
	Position int64
	Rules    int      // version of the rules that made New
	Carried  day.Date // month up to which New is counted
	// Card is what the child is looked up by from now on; nil if that stays.
	Card *likeness.Card

	// Stands: the casefile's own row says what Old does, and is of the same rules
	// and counted up to the same month.
	Stands bool
	// Stuck is set by [Write] when the rows break a constraint: the old ones stay.
	Stuck bool
}

// difference gives what is only in old and what is only in new.
func difference[T comparable](old, new []T) (gone, come []T) {
	old, new = unlike(old, new)
	if len(old) == 0 || len(new) == 0 {
		return old, new
	}
	there := make(map[T]int, len(old))
	for _, o := range old {
		there[o]++
	}
	for _, n := range new {
		if there[n] > 0 {
			there[n]--
			continue
		}
		come = append(come, n)
	}
	for _, o := range old {
		if there[o] > 0 {
			there[o]--
			gone = append(gone, o)
		}
	}
	return gone, come
}

// unlike leaves out with what both begin and end alike, which is most of it: a
// history grows at its end.
func unlike[T comparable](old, new []T) (restOld, restNew []T) {
	for len(old) > 0 && len(new) > 0 && old[0] == new[0] {
		old, new = old[1:], new[1:]
	}
	for len(old) > 0 && len(new) > 0 && old[len(old)-1] == new[len(new)-1] {
		old, new = old[:len(old)-1], new[:len(new)-1]
	}
	return slices.Clip(old), slices.Clip(new)
}

// Empty reports whether the census and the read tables stay as they are.
func (c *Change) Empty() bool {
	return slices.Equal(c.Old.Placements, c.New.Placements) && slices.Equal(c.Old.Custodies, c.New.Custodies) &&
		slices.Equal(c.Old.Notices, c.New.Notices) && slices.Equal(c.Old.Matters, c.New.Matters) &&
		slices.Equal(c.Old.Census, c.New.Census) && slices.Equal(c.Old.Moves, c.New.Moves) && slices.Equal(c.Old.Acts, c.New.Acts) &&
		slices.EqualFunc(c.Old.Conflicts, c.New.Conflicts, sameConflict) &&
		c.Old.Summary.equal(&c.New.Summary)
}

func sameConflict(a, b Conflict) bool {
	return a.ID == b.ID && a.Slot == b.Slot && a.Section == b.Section && a.Near == b.Near &&
		slices.Equal(a.Records, b.Records) && slices.Equal(a.Offices, b.Offices) && slices.Equal(a.Deciders, b.Deciders)
}

func (s *Summary) equal(t *Summary) bool {
	return s.Registered == t.Registered && s.Sex == t.Sex && s.Birth == t.Birth && s.Citizenship == t.Citizenship &&
		s.Mode == t.Mode && s.State == t.State && s.Facility == t.Facility && s.Since == t.Since && s.Confirmed == t.Confirmed &&
		s.ExitReason == t.ExitReason && s.ExitOn == t.ExitOn && slices.Equal(s.Offices, t.Offices) &&
		slices.Equal(s.Custodians, t.Custodians) && slices.Equal(s.Joined, t.Joined) && slices.Equal(s.Guardians, t.Guardians)
}
