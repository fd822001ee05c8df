package casefile

import (
	"slices"

	"faro.example/shared/change"
	"faro.example/shared/conflict"
)

// slot is one place where claims contend. Its claims are in canonical order;
// among them those made by resolutions, and as claims without a value the
// retractions of what was said here.
type slot struct {
	name   string
	s      *section
	claims []conflict.Claim
	gone   map[change.ID]bool // retracted records that spoke here
	live   []bool             // nil: all are
	said   []conflict.Claim   // see [slot.statements]
}

// newSlot adds to the claims of live records, which are in canonical order,
// what resolutions decided and what retractions took back, and says which claims
// are live. Gone are the records that spoke here and were taken back.
func newSlot(s *section, name string, claims []conflict.Claim, gone map[change.ID]bool) *slot {
	sl := &slot{name: name, s: s, gone: gone, claims: slices.Clip(claims)}
	spoke := func(id change.ID) bool {
		return gone[id] || slices.ContainsFunc(claims, func(c conflict.Claim) bool { return c.Record.ID == id })
	}
	for _, z := range s.resolutions {
		if z.Body.(change.Resolved).Slot == name {
			sl.claims = append(sl.claims, s.decision(name, z, claims, 0))
		}
	}
	for _, r := range s.retractions {
		if spoke(r.Body.(change.Retracted).Record) {
			sl.claims = append(sl.claims, conflict.Claim{Record: r, Slot: name})
		}
	}
	if len(sl.claims) > len(claims) {
		slices.SortStableFunc(sl.claims, func(a, b conflict.Claim) int { return compare(a.Record, b.Record) })
	}
	sl.settle()
	sl.said = sl.statements()
	return sl
}

// decision is the claim that a resolution makes: the value that it chose or
// stated, with the highest rank of those it decided among. Depth ends chains of
// resolutions that name each other.
func (s *section) decision(name string, z *change.Placed, claims []conflict.Claim, depth int) conflict.Claim {
	b := z.Body.(change.Resolved)
	out := conflict.Claim{Record: z, Slot: name, Decision: true}
	take := func(c conflict.Claim) {
		out.Rank = max(out.Rank, c.Rank)
		if c.Record.ID == b.Choose {
			out.Value, out.Key = c.Value, c.Key
		}
	}
	for _, c := range claims {
		if slices.Contains(b.Saw, c.Record.ID) {
			take(c)
		}
	}
	for _, id := range b.Saw {
		if y := s.resolution(id); y != nil && y != z && depth < len(s.resolutions) {
			take(s.decision(name, y, claims, depth+1))
		}
	}
	if len(b.Third) > 0 {
		if v, err := Third(name, b.Third); err == nil {
			out.Value, out.Key = v, keyOf(v)
		}
	}
	return out
}

// resolution gives the live resolution with an identifier, or nil.
func (s *section) resolution(id change.ID) *change.Placed {
	for _, z := range s.resolutions {
		if z.ID == id {
			return z
		}
	}
	return nil
}

// settle says which claims are live: one displaces another that its author knew
// if the rules let it, and a resolution displaces those it named and did not
// choose.
func (sl *slot) settle() {
	var g *graph
	attack := func(i, j int) {
		if g == nil {
			g = newGraph(len(sl.claims))
		}
		g.attack(i, j)
	}
	for i, a := range sl.claims {
		var aside map[change.ID]bool
		if a.Decision {
			aside = sl.s.setAside(a.Record)
		}
		for j, b := range sl.claims {
			switch {
			case i == j:
			case a.Decision:
				if aside[b.Record.ID] {
					attack(i, j)
				}
			case !inTime(sl.name) && conflict.KnewOf(a.Record, b.Record) == conflict.FirstKnew &&
				conflict.Decide(a, b, conflict.FirstKnew) == conflict.First:
				attack(i, j)
			}
		}
	}
	if g != nil {
		sl.live = g.live()
	}
}

// stands reports whether the i-th claim is live.
func (sl *slot) stands(i int) bool { return sl.live == nil || sl.live[i] }

// inTime reports whether what is said in a slot follows in time: a later
// statement ends the one before it, and does not unsay it.
func inTime(slot string) bool {
	return slot == SlotPlace || slot == SlotCustody || slot == SlotGuardian
}

// setAside gives the records that a resolution displaces: those it named and
// did not choose, with all that resolutions among them had displaced. One that
// keeps both displaces only the resolutions before it.
func (s *section) setAside(z *change.Placed) map[change.ID]bool {
	out := map[change.ID]bool{}
	top := z.Body.(change.Resolved)
	var name func(b change.Resolved)
	name = func(b change.Resolved) {
		for _, id := range b.Saw {
			inner := s.resolution(id)
			if id == z.ID || out[id] || top.Both && inner == nil {
				continue
			}
			out[id] = true
			if inner != nil && !top.Both {
				name(inner.Body.(change.Resolved))
			}
		}
	}
	name(top)
	s.keepChosen(out, top)
	return out
}

// keepChosen takes the chosen record, and what it had chosen itself if it is a
// resolution, out of those set aside.
func (s *section) keepChosen(aside map[change.ID]bool, b change.Resolved) {
	for !b.Choose.IsZero() && aside[b.Choose] {
		delete(aside, b.Choose)
		inner := s.resolution(b.Choose)
		if inner == nil {
			return
		}
		b = inner.Body.(change.Resolved)
	}
}

// excused reports whether a live resolution keeps both.
func (sl *slot) excused(a, b *change.Placed) bool {
	for i, c := range sl.claims {
		if !c.Decision || !sl.stands(i) {
			continue
		}
		z := c.Record.Body.(change.Resolved)
		if z.Both && slices.Contains(z.Saw, a.ID) && slices.Contains(z.Saw, b.ID) {
			return true
		}
	}
	return false
}

// top gives the live claims with a value that have the highest rank, and the
// others that are live, both in canonical order.
func (sl *slot) top() (top, others []conflict.Claim) {
	best, alike := -1, true
	for i, c := range sl.claims {
		if sl.stands(i) && c.Value != nil {
			best = max(best, c.Rank)
		}
		alike = alike && sl.stands(i) && c.Value != nil && c.Rank == sl.claims[0].Rank
	}
	if alike { // as most often
		return sl.claims, nil
	}
	for i, c := range sl.claims {
		switch {
		case !sl.stands(i) || c.Value == nil:
		case c.Rank == best:
			top = append(top, c)
		default:
			others = append(others, c)
		}
	}
	return top, others
}

// latest puts beside the others each decree that the same court's later one
// stands before, whoever knew.
func latest(top, others []conflict.Claim) ([]conflict.Claim, []conflict.Claim) {
	earlier := func(c conflict.Claim) bool {
		return slices.ContainsFunc(top, func(d conflict.Claim) bool { return conflict.Later(d, c) })
	}
	if !slices.ContainsFunc(top, earlier) {
		return top, others
	}
	var last []conflict.Claim
	for _, c := range top {
		if earlier(c) {
			others = append(slices.Clip(others), c)
		} else {
			last = append(last, c)
		}
	}
	return last, others
}

// contenders gives the records in conflict: pairs of claims that the rules hold
// and no resolution excuses, and edits of what another took back.
func (sl *slot) contenders(claims []conflict.Claim) []*change.Placed {
	var out []*change.Placed
	for i, a := range claims {
		for _, b := range claims[i+1:] {
			held := conflict.Decide(a, b, conflict.KnewOf(a.Record, b.Record)) == conflict.Hold
			if held && !sl.excused(a.Record, b.Record) {
				out = append(out, a.Record, b.Record)
			}
		}
	}
	return append(out, sl.takenBack(claims)...)
}

// typedOver gives the pairs in conflict between claims of the highest rank and
// others, of whom one is a court's decree and the other knew it, and the decrees
// among the others that are.
func (sl *slot) typedOver(top, others []conflict.Claim) (held []*change.Placed, decrees []conflict.Claim) {
	for _, o := range others {
		over := false
		for _, c := range top {
			if conflict.Decide(c, o, conflict.KnewOf(c.Record, o.Record)) == conflict.Hold && !sl.excused(c.Record, o.Record) {
				held, over = append(held, c.Record, o.Record), true
			}
		}
		if over && conflict.Decreed(o) {
			decrees = append(decrees, o)
		}
	}
	return held, decrees
}

// takenBack gives, for each live retraction, the edits of what it takes back by
// who did not know of it; and that record itself where the author of the
// retraction may not take it back.
func (sl *slot) takenBack(claims []conflict.Claim) []*change.Placed {
	var out []*change.Placed
	for i, r := range sl.claims {
		b, ok := r.Record.Body.(change.Retracted)
		if !ok || !sl.stands(i) {
			continue
		}
		at := sl.s.index(b.Record)
		if at < 0 {
			continue
		}
		target := sl.s.all[at]
		for _, e := range claims {
			itself := e.Record == target && !mayRetract(r.Record, target)
			edit := e.Record != target && sl.gone[target.ID] && change.Knew(e.Record, target) &&
				conflict.Decide(r, e, conflict.KnewOf(r.Record, e.Record)) == conflict.Hold
			if (itself || edit) && !sl.excused(r.Record, e.Record) {
				out = append(out, r.Record, e.Record)
			}
		}
	}
	return out
}
