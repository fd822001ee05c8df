package casefile

import (
	"slices"

	"faro.example/shared/change"
	"faro.example/shared/conflict"
	"faro.example/shared/facility"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
	"faro.example/shared/placement"
)

// foldPresence fills in where the minor was and is, and how the minor came and
// left.
func (f *File) foldPresence(s section) {
	var found, exits []conflict.Claim
	place := make([]conflict.Claim, 0, len(s.live))
	var kept []*change.Placed
	var refusals []Refusal
	for _, p := range s.live {
		switch b := p.Body.(type) {
		case minor.Found:
			found = append(found, conflict.Claim{Record: p, Slot: SlotFound, Value: p.Body, Key: keyOf(b)})
		case movement.ExitRecorded:
			exits = append(exits, exitClaim(p, b))
		case placement.Reserved, placement.Released:
			kept = append(kept, p)
		case movement.RefusalAttempted:
			refusals = append(refusals, Refusal{b, p.On, p.ID})
		default:
			if c, ok := placeClaim(p); ok {
				place = append(place, c)
			}
		}
	}
	f.foldFound(newSlot(&s, SlotFound, found, s.goneOf(minor.Found{}.Kind())))
	t := timeline{place: newSlot(&s, SlotPlace, place, nil)}
	exits = slices.DeleteFunc(exits, func(x conflict.Claim) bool {
		back := !reentry(x.Record, t.place.said).IsZero()
		if back {
			t.reentered = append(t.reentered, x)
		}
		return back
	})
	t.exits = newSlot(&s, SlotExit, exits, s.goneOf(movement.ExitRecorded{}.Kind()))
	t.run()
	f.Presence.Stays, f.Presence.Exit, f.Presence.Halves, f.Presence.Last = t.stays, t.exit, t.halves, t.last
	f.Presence.Asked, f.Presence.Stated, f.Presence.Refusals = t.asked, t.daysStated(), refusals
	if len(kept) > 0 {
		f.Presence.Reserved = t.reservations(kept)
	}
	f.contend(SlotPlace, change.Presence, t.heldPlace)
	f.contend(SlotExit, change.Presence, t.heldExit)
}

// goneOf gives the retracted records of some kinds.
func (s *section) goneOf(kinds ...string) map[change.ID]bool {
	if len(s.gone) == 0 {
		return nil
	}
	out := map[change.ID]bool{}
	for _, p := range s.gone {
		if slices.Contains(kinds, p.Kind) {
			out[p.ID] = true
		}
	}
	return out
}

func (f *File) foldFound(sl *slot) {
	top, _ := sl.top()
	f.contend(SlotFound, change.Presence, sl.contenders(top))
	if len(top) > 0 {
		p := top[0].Record
		f.Presence.Found = &Found{Found: top[0].Value.(minor.Found), On: p.On, Record: p.ID}
	}
}

// placeClaim gives what a record says about the place; the value is the
// structure that it puts the minor at, or what it leaves.
func placeClaim(p *change.Placed) (conflict.Claim, bool) {
	c := conflict.Claim{Record: p, Slot: SlotPlace}
	switch b := p.Body.(type) {
	case placement.Began:
		c.Value = b.At
	case movement.Arrived:
		c.Value = b.At
	case movement.AbsenceEnded:
		c.Value = p.Body
		if b.At != nil {
			c.Value = *b.At
		}
	case placement.Confirmed:
		c.Value = b.At
	case placement.Ended, movement.Departed, movement.AbsenceReported, movement.Refused, movement.Withdrawn:
		c.Value = p.Body // itself: making another of it is memory for each record
	default:
		return c, false
	}
	if at, ok := c.Value.(facility.Place); ok {
		c.Key = keyOf(at)
	} else {
		c.Key = p.ID
	}
	return c, true
}

// exitClaim: two exits are the same if reason and day are.
func exitClaim(p *change.Placed, b movement.ExitRecorded) conflict.Claim {
	return conflict.Claim{
		Record: p, Slot: SlotExit, Value: b,
		Key: [2]any{b.Reason, p.On.Day()},
	}
}

// presenceAt gives the structure at which a claim states the minor's presence.
func presenceAt(c *conflict.Claim) (facility.Place, bool) {
	at, ok := c.Value.(facility.Place)
	return at, ok
}
