package casefile

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"faro.example/shared/change"
	"faro.example/shared/conflict"
	"faro.example/shared/day"
	"faro.example/shared/measure"
	"faro.example/shared/minor"
	"faro.example/shared/opinion"
	"faro.example/shared/permit"
	"faro.example/shared/protection"
	"faro.example/shared/right"
)

// Procedure is something that is asked for, decided and may end: a permit of one
// type, protection by one route, a return, the opinion, care beyond majority, one
// measure, one case of a right.
type Procedure struct {
	Section change.Section `json:"section"`
	Slot    string         `json:"slot"`
	Steps   []Step         `json:"steps"` // by day, then as they came
}

// Part is what a step does in its procedure.
type Part string

// The parts of a procedure.
const (
	Asks    Part = "asks"
	Decides Part = "decides"
	Ends    Part = "ends"
	PutsOff Part = "puts-off" // an answer that is told to come later
)

// Step is one live record of a procedure.
type Step struct {
	Part   Part        `json:"part"`
	Body   change.Body `json:"body"`
	On     day.When    `json:"on"`
	Record change.ID   `json:"record"`
	// Aside: another outcome stands before it, by who knew of this one.
	Aside bool `json:"aside,omitempty"`
	Held  bool `json:"held,omitempty"` // in conflict
}

// procedural lists the sections that hold procedures.
func procedural() []change.Section {
	return []change.Section{change.Permit, change.Protection, change.Return, change.Opinion, change.Measure, change.Rights}
}

// The slots of procedures of which there is one alone; the others have a colon
// and what tells them apart.
const (
	SlotReturn    = "return"
	SlotOpinion   = "opinion"
	SlotExtension = "extension"
)

// stepOf gives the slot of a record's procedure and its part in it; "" if it has none.
func stepOf(b change.Body) (slot string, part Part) {
	switch b := b.(type) {
	case permit.Asked:
		return "permit:" + string(b.Type), Asks
	case permit.Issued:
		return "permit:" + string(b.Type), Decides
	case permit.Refused:
		return "permit:" + string(b.Type), Decides
	case permit.Ended:
		return "permit:" + string(b.Type), Ends
	case protection.Asked:
		return "protection:" + string(b.Route), Asks
	case protection.Decided:
		return "protection:" + string(b.Route), Decides
	case protection.ReturnAsked:
		return SlotReturn, Asks
	case protection.ReturnDecided:
		return SlotReturn, Decides
	case opinion.Asked:
		return SlotOpinion, Asks
	case opinion.Given:
		return SlotOpinion, Decides
	case opinion.ExtensionAsked:
		return SlotExtension, Asks
	case opinion.ExtensionDecided:
		return SlotExtension, Decides
	case right.Decided:
		return SlotRight + b.Case.String(), partOfRight(b.Outcome)
	case measure.Enrolled:
		return measureSlot(b.Programme, b.Name), Asks
	case measure.Ended:
		return measureSlot(b.Programme, b.Name), Ends
	}
	return "", ""
}

// measureSlot names the slot of one measure without telling what it is called.
func measureSlot(p measure.Programme, name minor.Text) string {
	sum := sha256.Sum256([]byte(measure.Key(p, name)))
	return "measure:" + string(p) + ":" + hex.EncodeToString(sum[:8])
}

// ending is how the slot is called in which the ends of a procedure contend.
const ending = ":end"

// claimedBy gives the slot in which a step contends, and whether it does: ends
// contend among themselves.
func claimedBy(b any) (string, bool) {
	body, _ := b.(change.Body)
	slot, part := stepOf(body)
	if part == Ends {
		slot += ending
	}
	return slot, part == Decides || part == Ends
}

// foldProcedures fills in the procedures of a section.
func (f *File) foldProcedures(name change.Section, s section) {
	at := map[string]*Procedure{}
	claims := map[string][]conflict.Claim{}
	for _, p := range s.live {
		slot, part := stepOf(p.Body)
		if _, ok := p.Body.(right.Asked); ok {
			slot, part = SlotRight+p.ID.String(), Asks
		}
		if part == "" {
			continue
		}
		if at[slot] == nil {
			at[slot] = &Procedure{Section: name, Slot: slot}
		}
		at[slot].Steps = append(at[slot].Steps, Step{Part: part, Body: p.Body, On: p.On, Record: p.ID})
		if slot, ok := claimedBy(p.Body); ok {
			claims[slot] = append(claims[slot], conflict.Claim{Record: p, Slot: slot, Value: p.Body, Key: p.Body})
		}
	}
	gone := map[string]map[change.ID]bool{}
	for _, p := range s.gone {
		if slot, ok := claimedBy(p.Body); ok {
			if gone[slot] == nil {
				gone[slot] = map[change.ID]bool{}
			}
			gone[slot][p.ID] = true
		}
	}
	aside, held := map[change.ID]bool{}, map[change.ID]bool{}
	for slot, said := range claims {
		p := at[strings.TrimSuffix(slot, ending)]
		p.Steps = append(p.Steps, f.outcomes(name, newSlot(&s, slot, said, gone[slot]), aside, held)...)
	}
	for _, p := range at {
		p.mark(aside, held)
		f.Procedures = append(f.Procedures, *p)
	}
}

// outcomes says which of a slot's outcomes do not stand, and which contend, and
// gives those that a decision states of its own.
func (f *File) outcomes(section change.Section, sl *slot, aside, held map[change.ID]bool) (stated []Step) {
	for i, c := range sl.claims {
		_, part := stepOf(c.Record.Body)
		switch body, ok := c.Value.(change.Body); {
		case !sl.stands(i):
			aside[c.Record.ID] = true
		case part == "" && ok && c.Decision && len(c.Record.Body.(change.Resolved).Third) > 0:
			_, part = stepOf(body)
			stated = append(stated, Step{Part: part, Body: body, On: c.Record.On, Record: c.Record.ID})
		}
	}
	top, _ := sl.top()
	pairs := sl.contenders(top)
	for _, p := range pairs {
		held[p.ID] = true
	}
	f.contend(sl.name, section, pairs)
	return stated
}

// mark notes which steps do not stand and which contend, and puts the steps in
// order.
func (p *Procedure) mark(aside, held map[change.ID]bool) {
	for i := range p.Steps {
		p.Steps[i].Aside, p.Steps[i].Held = aside[p.Steps[i].Record], held[p.Steps[i].Record]
	}
	slices.SortStableFunc(p.Steps, func(a, b Step) int { return a.On.Day().Compare(b.On.Day()) })
}

// Procedure gives the procedure of a slot, and whether there is one.
func (f *File) Procedure(slot string) (Procedure, bool) {
	i := slices.IndexFunc(f.Procedures, func(p Procedure) bool { return p.Slot == slot })
	if i < 0 {
		return Procedure{}, false
	}
	return f.Procedures[i], true
}

// Stands gives the step that says how the procedure stands: what came of it, or
// the last one of a procedure that waits.
func (p *Procedure) Stands() Step {
	s := p.Steps[len(p.Steps)-1]
	if p.Waits() {
		return s
	}
	if decided, ok := p.Decided(); ok {
		s = decided
	}
	if ended, ok := p.Ended(); ok {
		s = ended
	}
	return s
}

// Enrolled gives the measures in which the minor takes part.
func (f *File) Enrolled() []Step {
	var out []Step
	for i := range f.Procedures {
		p := &f.Procedures[i]
		if s, ok := p.Asked(); ok && p.Section == change.Measure && p.Waits() {
			out = append(out, s)
		}
	}
	return out
}

// Asked gives the last step that asks, and whether there is one.
func (p *Procedure) Asked() (Step, bool) { return p.last(Asks) }

// Decided gives the last outcome that stands, and whether there is one; in
// conflict the one that protects.
func (p *Procedure) Decided() (Step, bool) {
	last, ok := p.last(Decides)
	if !last.Held || protects(last.Body) {
		return last, ok
	}
	for _, s := range p.Steps {
		if s.Held && s.Part == Decides && protects(s.Body) {
			return s, true
		}
	}
	return last, ok
}

// protects reports whether an outcome is the one that protects the child.
func protects(b change.Body) bool {
	switch b := b.(type) {
	case permit.Issued:
		return true
	case protection.Decided:
		return b.Outcome != protection.Refused && b.Outcome != protection.Inadmissible && b.Outcome != protection.Declined
	case protection.ReturnDecided:
		return !b.Granted
	case opinion.Given:
		return b.Favourable
	case opinion.ExtensionDecided:
		return b.Granted
	case right.Decided:
		return b.Outcome == right.Granted || b.Outcome == right.InPart
	}
	return false
}

// Ended gives the last end that nobody contests, and whether there is one.
func (p *Procedure) Ended() (Step, bool) {
	s, ok := p.last(Ends)
	return s, ok && !s.Held
}

func (p *Procedure) last(part Part) (Step, bool) {
	for _, s := range slices.Backward(p.Steps) {
		if s.Part == part && !s.Aside {
			return s, true
		}
	}
	return Step{}, false
}

// Waits reports whether something was asked for and nothing has come of it since.
func (p *Procedure) Waits() bool {
	for _, s := range slices.Backward(p.Steps) {
		if !s.Aside && s.Part != PutsOff {
			return s.Part == Asks
		}
	}
	return false
}

// PermitsOn gives the permits that are valid on a day, by type: never one of
// minors past majority, whatever was written (law 47/2017 art. 10). It needs the
// identity besides.
func (f *File) PermitsOn(d day.Date) []permit.Issued {
	birth, _ := f.Identity.Birth()
	var out []permit.Issued
	for _, p := range f.Procedures {
		for _, s := range p.Steps {
			b, ok := s.Body.(permit.Issued)
			if !ok || s.Aside {
				continue
			}
			if b.Valid(permit.Child{Born: birth.Date}, s.On.Day(), p.endAfter(s)).Contains(d) {
				out = append(out, b)
			}
		}
	}
	return out
}

// endAfter gives the day of the first end on or after a step; no day if there is none.
func (p *Procedure) endAfter(s Step) day.Date {
	for _, e := range p.Steps {
		if e.Part == Ends && !e.Aside && !e.Held && !e.On.Day().Before(s.On.Day()) {
			return e.On.Day()
		}
	}
	return day.Date{}
}

// byProcedure orders procedures by section and slot.
func byProcedure(a, b Procedure) int {
	order := procedural()
	return cmp.Or(cmp.Compare(slices.Index(order, a.Section), slices.Index(order, b.Section)), cmp.Compare(a.Slot, b.Slot))
}
