package casefile

import (
	"slices"

	"faro.example/shared/change"
	"faro.example/shared/conflict"
	"faro.example/shared/day"
	"faro.example/shared/movement"
)

// countedExits gives the exits that count, and notes those in conflict: with
// another exit, or with a later presence, placement, absence or movement by who
// did not know. The latter do not count until somebody decides; of two exits in
// conflict the later day counts. One that a decision sets aside is none.
func (t *timeline) countedExits(aside map[change.ID]bool) []conflict.Claim {
	live := t.exits.said
	t.heldExit = t.exits.contenders(live)
	reentered := slices.DeleteFunc(t.reentered, func(x conflict.Claim) bool { return aside[x.Record.ID] })
	counted := t.uncontested(reentered)
	if rest := t.uncontested(live); len(rest) > 0 {
		last := slices.MaxFunc(rest, func(a, b conflict.Claim) int { return a.Record.On.Day().Compare(b.Record.On.Day()) })
		counted = append(counted, last)
	}
	return counted
}

// uncontested gives the exits that no later event contradicts, and notes the others.
func (t *timeline) uncontested(exits []conflict.Claim) []conflict.Claim {
	var out []conflict.Claim
	for _, x := range exits {
		against := t.against(x)
		if len(against) == 0 {
			out = append(out, x)
			continue
		}
		for _, p := range against {
			t.heldExit = append(t.heldExit, x.Record, p)
		}
		b, _ := x.Value.(movement.ExitRecorded)
		t.contested = &Exit{Reason: b.Reason, On: x.Record.On.Day(), Record: x.Record.ID}
	}
	return out
}

// against gives the events later than the exit by who did not know it. What
// happens from the day on which the minor came back says nothing against it.
func (t *timeline) against(x conflict.Claim) []*change.Placed {
	back := reentry(x.Record, t.place.said)
	var out []*change.Placed
	for _, e := range t.events {
		if !back.IsZero() && !e.day.Before(back) {
			continue
		}
		held := conflict.Decide(x, *e.claim, conflict.KnewOf(x.Record, e.Placed)) == conflict.Hold
		if held && !t.exits.excused(x.Record, e.Placed) {
			out = append(out, e.Placed)
		}
	}
	return out
}

// reentry gives the first day on which somebody who knew the exit states the
// minor's presence again; zero if nobody does.
func reentry(exit *change.Placed, place []conflict.Claim) day.Date {
	var first day.Date
	for i := range place {
		c := &place[i]
		_, states := presenceAt(c)
		d := statedFrom(c, exit.On.Day())
		if states && !d.Before(exit.On.Day()) && change.Knew(c.Record, exit) && !change.Knew(exit, c.Record) &&
			(first.IsZero() || d.Before(first)) {
			first = d
		}
	}
	return first
}

// statedFrom gives the first day, from a day on, on which a claim states presence.
func statedFrom(c *conflict.Claim, from day.Date) day.Date {
	days := conflict.DaysOf(*c)
	if days.From.Before(from) && days.Contains(from) {
		return from
	}
	return days.From
}

// statements gives the live claims that say something of their own, in
// canonical order: a resolution that chose a record says nothing beside it.
func (sl *slot) statements() []conflict.Claim {
	silent := func(i int) bool {
		c := &sl.claims[i]
		z, ok := c.Record.Body.(change.Resolved)
		return !sl.stands(i) || c.Value == nil || ok && z.Third == nil
	}
	n := 0
	for n < len(sl.claims) && !silent(n) {
		n++
	}
	out := slices.Clip(sl.claims[:n]) // most often all
	for i := n; i < len(sl.claims); i++ {
		if !silent(i) {
			out = append(out, sl.claims[i])
		}
	}
	return out
}

// asideByDecision gives the records that live resolutions of the slot set
// aside, those of other slots included: a decision about an exit can set a
// presence aside.
func (sl *slot) asideByDecision() map[change.ID]bool {
	var out map[change.ID]bool
	for i, c := range sl.claims {
		if c.Decision && sl.stands(i) {
			if out == nil {
				out = map[change.ID]bool{}
			}
			for id := range sl.s.setAside(c.Record) {
				out[id] = true
			}
		}
	}
	return out
}
