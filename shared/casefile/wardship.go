package casefile

import (
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"slices"

	"faro.example/shared/change"
	"faro.example/shared/conflict"
	"faro.example/shared/day"
	"faro.example/shared/guardian"
	"faro.example/shared/minor"
)

// Request is a guardian asked for.
type Request struct {
	guardian.Asked
	On     day.When  `json:"on"`
	Record change.ID `json:"record"`
}

// Holder has a guardian's powers until one is appointed, or another holds them.
type Holder struct {
	Who   guardian.Who `json:"who"`
	Span  day.Span     `json:"span"`
	Began change.ID    `json:"began"`
}

// Answer is what who was appointed says to it.
type Answer struct {
	Who      guardian.Who `json:"who"`
	Accepted bool         `json:"accepted"`
	Reason   minor.Text   `json:"reason,omitempty"` // of one who declines
	On       day.When     `json:"on"`
	Record   change.ID    `json:"record"`
	Held     bool         `json:"held,omitempty"` // in conflict: shown as declined, so that somebody looks
}

// Note is what the guardian wants to stand in the file.
type Note struct {
	guardian.Noted
	On     day.When  `json:"on"`
	Record change.ID `json:"record"`
}

// WaitingSince gives the day of the first request of those that no guardian was
// appointed upon by a day; zero if none waits.
func (g *Guardian) WaitingSince(on day.Date) day.Date {
	var last day.Date // of the guardians there were, the day after
	for _, s := range g.Spans {
		switch {
		case s.Span.From.After(on):
		case s.Span.Contains(on):
			return day.Date{}
		case s.Span.Until.After(last):
			last = s.Span.Until
		}
	}
	for _, r := range g.Requests { // by day
		if d := r.On.Day(); !d.Before(last) && !d.After(on) {
			return d
		}
	}
	return day.Date{}
}

// foldWardship fills in what is said around a guardianship: requests, who holds
// it provisionally, answers and notes. Those who are guardians are known already.
func (f *File) foldWardship(s section) {
	g := &f.Guardian
	var holds []Holder
	answers, gone := map[string][]conflict.Claim{}, map[string]map[change.ID]bool{}
	for _, p := range s.live {
		switch b := p.Body.(type) {
		case guardian.Asked:
			g.Requests = append(g.Requests, Request{Asked: b, On: p.On, Record: p.ID})
		case guardian.Provisional:
			holds = append(holds, Holder{Who: b.Holder, Span: day.Span{From: p.On.Day()}, Began: p.ID})
		case guardian.Noted:
			g.Notes = append(g.Notes, Note{Noted: b, On: p.On, Record: p.ID})
		}
		if slot, accepted := answerTo(p.Body); slot != "" {
			answers[slot] = append(answers[slot], conflict.Claim{Record: p, Slot: slot, Value: p.Body, Key: accepted})
		}
	}
	for _, p := range s.gone {
		if slot, _ := answerTo(p.Body); slot != "" {
			if gone[slot] == nil {
				gone[slot] = map[change.ID]bool{}
			}
			gone[slot][p.ID] = true
		}
	}
	slices.SortStableFunc(g.Requests, func(a, b Request) int { return a.On.Day().Compare(b.On.Day()) })
	slices.SortStableFunc(g.Notes, func(a, b Note) int { return a.On.Day().Compare(b.On.Day()) })
	g.Provisional = g.until(holds)
	for _, slot := range slices.Sorted(maps.Keys(answers)) {
		f.answer(newSlot(&s, slot, answers[slot], gone[slot]))
	}
}

// answerTo gives the slot of an answer, one for each guardian, which does not
// tell who it is, and whether the office is taken up; "" if it is none.
func answerTo(b any) (slot string, accepted bool) {
	var who guardian.Who
	switch b := b.(type) {
	case guardian.Accepted:
		who, accepted = b.Guardian, true
	case guardian.Declined:
		who = b.Guardian
	default:
		return "", false
	}
	sum := sha256.Sum256([]byte(who.Key()))
	return SlotAnswer + hex.EncodeToString(sum[:8]), accepted
}

// answer fills in what a guardian says to the appointment. In conflict it is
// shown as declined: who looks after a child that nobody guards is the harm.
func (f *File) answer(sl *slot) {
	top, _ := sl.top()
	pairs := sl.contenders(top)
	f.contend(sl.name, change.Guardian, pairs)
	var shown *conflict.Claim
	for i := range top {
		if _, accepted := answerTo(top[i].Value); shown == nil || len(pairs) == 0 || !accepted {
			shown = &top[i]
		}
	}
	if shown == nil {
		return
	}
	a := Answer{On: shown.Record.On, Record: shown.Record.ID, Held: len(pairs) > 0}
	switch b := shown.Value.(type) {
	case guardian.Accepted:
		a.Who, a.Accepted = b.Guardian, true
	case guardian.Declined:
		a.Who, a.Reason = b.Guardian, b.Reason
	}
	f.Guardian.Answers = append(f.Guardian.Answers, a)
}

// until ends each who holds the powers provisionally where the next one does, or
// where a guardian is appointed; one who begins while there is a guardian holds
// nothing.
func (g *Guardian) until(holds []Holder) (out []Holder) {
	slices.SortStableFunc(holds, func(a, b Holder) int { return a.Span.From.Compare(b.Span.From) })
	for i, h := range holds {
		if i+1 < len(holds) {
			h.Span.Until = holds[i+1].Span.From
		}
		for _, s := range g.Spans {
			if s.Span.Contains(h.Span.From) {
				h.Span.Until = h.Span.From
			}
			if from := s.Span.From; from.After(h.Span.From) && (h.Span.Open() || from.Before(h.Span.Until)) {
				h.Span.Until = from
			}
		}
		if !h.Span.Empty() {
			out = append(out, h)
		}
	}
	return out
}
