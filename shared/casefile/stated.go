package casefile

import (
	"faro.example/shared/change"
	"faro.example/shared/conflict"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/movement"
)

// Statement is one record that states the minor's presence at a place: on the day
// of an arrival, or on those of a roll-call.
type Statement struct {
	At     facility.Place
	Days   day.Span
	Record change.ID
}

// Statements gives what of the records that were folded states presence at a
// place, was not taken back, and was not set aside by a decision.
func (f *File) Statements(entries []change.Placed) (out []Statement) {
	s := f.presenceOf(entries)
	var place, exits []conflict.Claim
	for _, p := range s.live {
		if b, ok := p.Body.(movement.ExitRecorded); ok {
			exits = append(exits, exitClaim(p, b))
		} else if c, ok := placeClaim(p); ok {
			place = append(place, c)
		}
	}
	aside := newSlot(&s, SlotExit, exits, nil).asideByDecision()
	for _, c := range newSlot(&s, SlotPlace, place, nil).said {
		if at, ok := presenceAt(&c); ok && !aside[c.Record.ID] {
			out = append(out, Statement{at, conflict.DaysOf(c), c.Record.ID})
		}
	}
	return out
}

// presenceOf gives the section of presence of the records that count for the child.
func (f *File) presenceOf(entries []change.Placed) section {
	all := canonical(entries)
	if linked(f.Minor, entries) {
		l := linksOf(all)
		all, _ = l.counting(l.Joined(f.Minor), all)
	}
	var presence []*change.Placed
	for _, p := range all {
		if p.HasBody() && p.Body != nil && p.Section == change.Presence {
			presence = append(presence, p)
		}
	}
	return newSection(presence)
}

// Doubts gives the days on which it is open where the minor was, or whether the
// minor had left the register: from the first day on which the records of a
// conflict contradict each other, until the stay ends in which the last of them
// lies. It needs the records that were folded.
func (f *File) Doubts(entries []change.Placed) (out []day.Span) {
	live := f.presenceOf(entries).live
	for _, c := range f.Conflicts {
		if c.Slot != SlotPlace && c.Slot != SlotExit {
			continue
		}
		var contend []conflict.Claim
		for _, p := range live {
			if claim, ok := contends(&c, p); ok {
				contend = append(contend, claim)
			}
		}
		if len(contend) > 0 {
			out = append(out, day.Span{From: doubtFrom(c.Slot, contend), Until: f.doubtUntil(contend)})
		}
	}
	return out
}

// contends gives what a record claims that contends in a conflict.
func contends(c *Conflict, p *change.Placed) (conflict.Claim, bool) {
	for _, id := range c.Records {
		if id != p.ID {
			continue
		}
		if b, out := p.Body.(movement.ExitRecorded); out {
			return exitClaim(p, b), true
		}
		return placeClaim(p)
	}
	return conflict.Claim{}, false
}

// doubtFrom gives the first day on which two claims that are not the same meet;
// that the minor has left is in doubt from the day of the exit.
func doubtFrom(slot string, contend []conflict.Claim) (first day.Date) {
	lowest := conflict.DaysOf(contend[0]).From
	for i, a := range contend {
		from := conflict.DaysOf(a).From
		lowest = earlier(lowest, from)
		for _, b := range contend[i+1:] {
			if a.Key != b.Key {
				first = earlier(first, later(from, conflict.DaysOf(b).From))
			}
		}
	}
	if slot == SlotExit || first.IsZero() {
		return lowest
	}
	return first
}

// doubtUntil gives the end of the last stay in which a claim lies; zero while it is open.
func (f *File) doubtUntil(contend []conflict.Claim) (until day.Date) {
	for _, c := range contend {
		end := conflict.DaysOf(c).Until
		if s, ok := f.Presence.On(end.Add(-1)); ok {
			if s.Span.Open() {
				return day.Date{}
			}
			end = later(end, s.Span.Until)
		}
		until = later(until, end)
	}
	return until
}
