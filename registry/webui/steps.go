package webui

import (
	"slices"
	"strings"

	"faro.example/shared/access"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
	"faro.example/shared/pages"
)

// step is what is to be done next about a child, by whom and by when, with what
// the law or the register says of it; and where the reader can do it.
type step struct {
	What string
	Who  string
	When string
	Late bool
	Link *pages.Link
}

// identifyWithin is how many days after entry a child is to be identified (law
// 47/2017 art. 5, D4 of the deadlines).
const identifyWithin = 10

// steps are read off the casefile alone: what is open in it. The terms that the
// law counts for permits and opinions are among the deadlines.
func (f *file) steps() []step {
	var out []step
	for _, next := range []func() []step{f.missingSteps, f.custodySteps, f.conflictSteps, f.movementSteps, f.identitySteps, f.wardSteps, f.procedureSteps, f.tracingSteps, f.rightSteps} {
		out = append(out, next()...)
	}
	return out
}

// may leads to a form, if it is offered to the reader.
func (f *file) may(name string) *pages.Link {
	for _, g := range f.actions() {
		for _, l := range g.Links {
			if l.Href == f.at+"/form/"+name {
				return &l
			}
		}
	}
	return nil
}

func (f *file) missingSteps() []step {
	v := f.v
	s, ok := f.Presence.Now()
	if !ok || s.State != casefile.Missing {
		return nil
	}
	out := []step{{What: v.say("step.found"), Who: v.say("step.anybody"), When: v.say("step.missing.since", pages.Date(v.l, s.Span.From)), Late: true, Link: f.may("absence-ended")}}
	for i := range f.Records {
		if b, ok := f.Records[i].Body.(movement.AbsenceReported); ok && f.Records[i].ID == s.Began && b.Report == "" {
			// D14: a missing-person report at once (law 203/2012).
			out = append(out, step{What: v.say("step.report"), Who: f.names.place(v, b.From).Text, When: v.say("step.atonce"), Late: true})
		}
	}
	return out
}

func (f *file) custodySteps() []step {
	v := f.v
	if !slices.Contains(f.Sections, change.Custody) || f.left() {
		return nil
	}
	if of, ok := f.offer(); ok {
		return []step{{What: v.say("step.accept"), Who: firstOf(f.names.of(institution.Office(of.To)), v.say("office.unknown")), When: v.say("step.atonce"), Link: f.may("custody-accept")}}
	}
	charges := f.Custody.On(v.today())
	if len(charges) == 0 {
		return []step{{What: v.say("step.take"), Who: v.say("step.services"), When: v.say("step.atonce"), Late: true, Link: f.may("custody-take")}}
	}
	if charges[0].Released {
		return []step{{What: v.say("step.retake"), Who: v.say("step.next"), When: v.say("step.untilthen", firstOf(f.names.of(institution.Office(charges[0].By)), "")), Late: true, Link: f.may("custody-take")}}
	}
	return nil
}

// left reports whether the child has left the register.
func (f *file) left() bool { return f.Presence.Exit != nil && f.Presence.Exit.Counted }

// offer is the hand-over that waits for an answer, and whether there is one.
func (f *file) offer() (casefile.Offer, bool) {
	if n := len(f.Custody.Offers); n > 0 {
		return f.Custody.Offers[n-1], true
	}
	return casefile.Offer{}, false
}

func (f *file) conflictSteps() []step {
	v := f.v
	var out []step
	for _, c := range f.Conflicts {
		link := &pages.Link{Text: v.say("step.look"), Href: f.at + "/conflict/" + c.Slot}
		out = append(out, step{What: v.say("step.conflict", v.slot(c.Slot)), Who: f.decider(c.Slot), Link: link})
	}
	return out
}

// decider says, for people to read, who decides a conflict.
func (f *file) decider(slot string) string {
	v, d := f.v, f.Deciders(slot)
	var who []string
	for _, c := range d.Custodians {
		who = append(who, firstOf(f.names.of(institution.Office(c)), v.say("office.unknown")))
	}
	if d.HandOver {
		who = append(who, v.say("decider.handover"))
	}
	if !d.Near.IsZero() {
		who = append(who, v.say("decider.prefecture", f.names.place(v, d.Near).Text))
	}
	if d.Court {
		who = append(who, v.say("decider.court"))
	}
	if d.Ministry {
		who = append(who, v.say("decider.ministry"))
	}
	return strings.Join(who, v.say("decider.or"))
}

func (f *file) movementSteps() []step {
	v := f.v
	var out []step
	if s, ok := f.Presence.Now(); ok && s.State == casefile.InTransit {
		out = append(out, step{What: v.say("step.arrival"), Who: f.names.place(v, s.At).Text, When: v.say("step.left", pages.Date(v.l, s.Span.From)),
			Late: v.today().Sub(s.Span.From) > 1, Link: f.may("transfer-arrived")})
	}
	for _, h := range f.Presence.Halves {
		if h.Kind == (movement.Arrived{}).Kind() && !h.From.IsZero() {
			out = append(out, step{What: v.say("step.departure"), Who: f.names.place(v, h.From).Text, When: v.say("step.arrived", pages.Date(v.l, h.On))})
		}
	}
	return out
}

func (f *file) identitySteps() []step {
	v := f.v
	if !slices.Contains(f.Sections, change.Identity) || f.left() || len(f.Presence.Stays) == 0 {
		return nil
	}
	b, known := f.Identity.Birth()
	if known && b.Provenance != minor.Presumed {
		return nil
	}
	by := f.Presence.Stays[0].Span.From.Add(identifyWithin)
	return []step{{What: v.say("step.identify"), Who: v.say("step.holder"), When: v.say("step.by", pages.Date(v.l, by)), Late: v.today().After(by), Link: f.may("identity")}}
}

// holds reports whether the reader's own office answers for the child.
func (f *file) holds() bool { return slices.Contains(f.Ties, access.InCustody) }
