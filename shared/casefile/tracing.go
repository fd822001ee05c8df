package casefile

import (
	"slices"
	"strings"

	"faro.example/shared/change"
	"faro.example/shared/conflict"
	"faro.example/shared/day"
	"faro.example/shared/institution"
	"faro.example/shared/tracing"
)

// TracingStep is one live record of a tracing.
type TracingStep struct {
	Of     tracing.ID           `json:"of"`
	Body   change.Body          `json:"body"`
	On     day.When             `json:"on"`
	Record change.ID            `json:"record"`
	Office institution.OfficeID `json:"office"` // for which it was written
	Author institution.PersonID `json:"author"`
	// Aside: another record stands before it, by who knew of this one.
	Aside bool `json:"aside,omitempty"`
	Held  bool `json:"held,omitempty"` // in conflict
}

// The slots of a tracing, each with a colon and the identifier of what it is of.
const (
	SlotTracingConsent     = "tracing-consent:"     // the tracing
	SlotTracingRisk        = "tracing-risk:"        // the tracing
	SlotTracingReceipt     = "tracing-receipt:"     // the request
	SlotTracingEntrusted   = "tracing-entrusted:"   // the tracing
	SlotTracingOutcome     = "tracing-outcome:"     // the tracing
	SlotTracingReport      = "tracing-report:"      // the tracing
	SlotTracingTranslation = "tracing-translation:" // the report, a colon and the language
)

// ofTracing reports whether a slot is one of a tracing.
func ofTracing(slot string) bool { return strings.HasPrefix(slot, "tracing-") }

// tracingOf gives the tracing that a record is a step of, and whether it is one.
func tracingOf(p *change.Placed) (tracing.ID, bool) {
	if _, ok := p.Body.(tracing.Proposed); ok {
		return tracing.ID(p.ID), true
	}
	of := tracing.Which(p.Body)
	return of, !of.IsZero()
}

// withdrawal outranks any consent: who takes it back is not asked whether they
// knew of it, and nobody overrides that by knowing it.
const withdrawal = 1

// tracingClaim gives what a record says in a slot of its tracing, and whether it
// contends in one.
func tracingClaim(p *change.Placed) (conflict.Claim, bool) {
	c := conflict.Claim{Record: p, Value: p.Body}
	switch b := p.Body.(type) {
	case tracing.Consented:
		c.Slot, c.Key = SlotTracingConsent+b.Tracing.String(), b.Kind()
	case tracing.Declined:
		c.Slot, c.Key = SlotTracingConsent+b.Tracing.String(), b.Kind()
	case tracing.Withdrawn:
		c.Slot, c.Key, c.Rank = SlotTracingConsent+b.Tracing.String(), b.Kind(), withdrawal
	case tracing.Assessed:
		c.Slot, c.Key = SlotTracingRisk+b.Tracing.String(), b.Risk
	case tracing.Received:
		c.Slot, c.Key = SlotTracingReceipt+b.Request.String(), b.Accepted
	case tracing.Entrusted:
		c.Slot, c.Key = SlotTracingEntrusted+b.Tracing.String(), [2]any{b.Holder(), b.Country}
	case tracing.Closed:
		c.Slot, c.Key = SlotTracingOutcome+b.Tracing.String(), b.Outcome
	case tracing.Reported:
		c.Slot, c.Key = SlotTracingReport+b.Tracing.String(), p.ID
	case tracing.Translated:
		c.Slot, c.Key = SlotTracingTranslation+b.Report.String()+":"+b.Language, p.ID
	default:
		return c, false
	}
	return c, true
}

// foldTracing gives the steps of all tracings in a section, as they came.
func (f *File) foldTracing(name change.Section, s section) []TracingStep {
	claims, gone := map[string][]conflict.Claim{}, map[string]map[change.ID]bool{}
	for _, p := range s.live {
		if c, ok := tracingClaim(p); ok {
			claims[c.Slot] = append(claims[c.Slot], c)
		}
	}
	for _, p := range s.gone {
		if c, ok := tracingClaim(p); ok {
			if gone[c.Slot] == nil {
				gone[c.Slot] = map[change.ID]bool{}
			}
			gone[c.Slot][p.ID] = true
		}
	}
	aside, held := map[change.ID]bool{}, map[change.ID]bool{}
	for slot, said := range claims {
		f.outcomes(name, newSlot(&s, slot, said, gone[slot]), aside, held)
	}
	var out []TracingStep
	for _, p := range s.live {
		if of, ok := tracingOf(p); ok {
			out = append(out, TracingStep{
				Of: of, Body: p.Body, On: p.On, Record: p.ID, Office: p.Structure, Author: p.Author,
				Aside: aside[p.ID], Held: held[p.ID],
			})
		}
	}
	return out
}

// Tracing is one tracing of the minor's family, as far as the sections held tell
// of it: without the family's report, what was done in the field is not in it.
type Tracing struct {
	Of       tracing.ID
	Proposed tracing.Proposed
	// Asker is the office that asks: the one that proposed it or, where the social
	// services did, those in custody now.
	Asker institution.OfficeID
	By    institution.PersonID // who proposed it
	On    day.When
	Steps []TracingStep // by day, then as they came
}

// Tracings gives the tracings of the minor's family, as they were proposed.
func (f *File) Tracings() []Tracing {
	steps := slices.Concat(f.Tracing, f.FamilyReport)
	slices.SortStableFunc(steps, func(a, b TracingStep) int { return a.On.Day().Compare(b.On.Day()) })
	var out []Tracing
	for _, p := range f.Tracing {
		b, ok := p.Body.(tracing.Proposed)
		if !ok {
			continue
		}
		t := Tracing{Of: p.Of, Proposed: b, Asker: f.asker(p, b), By: p.Author, On: p.On}
		for _, s := range steps {
			if s.Of == t.Of {
				t.Steps = append(t.Steps, s)
			}
		}
		out = append(out, t)
	}
	return out
}

// asker gives the office that asks in a tracing: custody takes the asking with it.
func (f *File) asker(p TracingStep, b tracing.Proposed) institution.OfficeID {
	custodians := f.custodians()
	for _, c := range custodians {
		if institution.Office(c) == p.Office {
			return p.Office
		}
	}
	if b.By.Route() != tracing.ByServices || len(custodians) == 0 {
		return p.Office
	}
	for _, c := range f.Custody.Spans {
		if c.Span.Open() && c.Lead {
			return institution.Office(c.By)
		}
	}
	return institution.Office(custodians[0])
}

// TracingOf gives a tracing, and whether there is one.
func (f *File) TracingOf(of tracing.ID) (Tracing, bool) {
	all := f.Tracings()
	if i := slices.IndexFunc(all, func(t Tracing) bool { return t.Of == of }); i >= 0 {
		return all[i], true
	}
	return Tracing{}, false
}
