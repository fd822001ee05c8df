package casefile

import (
	"slices"
	"strings"

	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/tracing"
)

// State gives how the tracing stands, for the conditions of its next step.
func (t *Tracing) State() tracing.State {
	_, consents := t.Consent()
	s := tracing.State{There: true, Route: t.Proposed.By.Route(), Step: t.Step(), Consents: consents, Open: map[minor.RecordID]tracing.Party{}}
	for _, p := range t.Proposed.Sought {
		s.Sought = append(s.Sought, p.ID)
	}
	if at, b, ok := said[tracing.Requested](t, nil); ok {
		s.Request, s.OwnWish = minor.RecordID(at.Record), b.OwnWish
	}
	if at, b, ok := t.Entrusted(); ok {
		s.Entrusts, s.To = minor.RecordID(at.Record), b
	}
	s.Family = slices.ContainsFunc(t.Steps, familyConsents)
	t.stateOfReport(&s)
	for _, q := range t.Questions() {
		if q.Open {
			s.Open[minor.RecordID(q.Asked.Record)] = q.To
		}
	}
	return s
}

// stateOfReport fills in how far the report is that stands.
func (t *Tracing) stateOfReport(s *tracing.State) {
	if r, ok := t.Report(); ok {
		s.Report, s.Account = minor.RecordID(r.Step.Record), r.Account
		_, s.Final = r.Final()
	}
	of := func(r minor.RecordID) bool { return !s.Report.IsZero() && r == s.Report }
	_, _, s.Sent = said(t, func(b tracing.Forwarded) bool { return of(b.Report) })
	_, s.Interior = t.toInterior()
	_, _, s.Told = said(t, func(b tracing.MinorInformed) bool { return of(b.Report) })
}

// tracingMeanwhile gives what is shown of a tracing while it is in conflict: the
// word that stops, the risk, who traced first; nil of what is not said, and of a
// request whose receipt contends, which waits.
func (f *File) tracingMeanwhile(slot string) change.Body {
	name, of, _ := strings.Cut(slot, ":")
	for _, t := range f.Tracings() {
		if t.Of.String() != of {
			continue
		}
		var s TracingStep
		switch name + ":" {
		case SlotTracingConsent:
			s, _ = t.Consent()
		case SlotTracingRisk:
			s, _, _ = said(&t, func(b tracing.Assessed) bool { return b.Risk != tracing.NoRisk })
		case SlotTracingEntrusted:
			s, _, _ = t.Entrusted()
		case SlotTracingOutcome:
			s, _ = t.Closed()
		case SlotTracingReport:
			r, _ := t.Report()
			s = r.Step
		}
		return s.Body
	}
	return nil
}

// familyConsents reports whether a step in the field has the family's consent.
func familyConsents(s TracingStep) bool {
	switch b := s.Body.(type) {
	case tracing.Contacted:
		return b.Consent != nil
	case tracing.Reported:
		return b.Consent != nil
	}
	return false
}

// Under gives the state as it was under an entrustment that was passed on since:
// what was done until the news came was done by right.
func (t *Tracing) Under(s tracing.State, entrusted change.ID) tracing.State {
	for _, e := range t.Steps {
		if b, ok := e.Body.(tracing.Entrusted); ok && e.Record == entrusted {
			s.Entrusts, s.To = minor.RecordID(e.Record), b
		}
	}
	return s
}

// Competent reports whether the head of a structure has a guardian's powers on a
// day: the minor is there by right, somebody is said to hold them, and no guardian
// is appointed (law 184/1983 art. 3 par. 1). It needs identity, presence and
// guardian whole.
func (f *File) Competent(o institution.OfficeID, on day.Date) bool {
	now, there := f.Presence.Now()
	if !there || now.State != Present || office(now.At) != o || !f.Rightful(now) || len(f.Guardian.On(on)) > 0 {
		return false
	}
	return f.heldProvisionally(on)
}

// heldProvisionally reports whether somebody holds a guardian's powers until one
// is appointed.
func (f *File) heldProvisionally(on day.Date) bool {
	return slices.ContainsFunc(f.Guardian.Provisional, func(h Holder) bool { return h.Span.Contains(on) })
}

// Responsible reports whether there is, on a day, whoever a tracing is proposed by
// in the name of parental responsibility.
func (f *File) Responsible(by tracing.Proposer, on day.Date) bool {
	switch by {
	case tracing.ByGuardian:
		return len(f.Guardian.On(on)) > 0
	case tracing.ByHolder:
		return len(f.Guardian.On(on)) == 0 && f.heldProvisionally(on)
	}
	return true
}
