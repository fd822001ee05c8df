package casefile

import (
	"slices"

	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/tracing"
)

// said gives the last step of a make that no other stands before, and whether
// there is one.
func said[B change.Body](t *Tracing, is func(B) bool) (TracingStep, B, bool) {
	for _, s := range slices.Backward(t.Steps) {
		if b, ok := s.Body.(B); ok && !s.Aside && (is == nil || is(b)) {
			return s, b, true
		}
	}
	var none B
	return TracingStep{}, none, false
}

// Consent gives the step that says whether the minor consents, and whether it
// does: a withdrawal stands before all else, and of words that contend the one
// that stops.
func (t *Tracing) Consent() (TracingStep, bool) {
	if s, _, ok := said[tracing.Withdrawn](t, nil); ok {
		return s, false
	}
	if s, _, ok := said[tracing.Declined](t, nil); ok {
		return s, false
	}
	s, _, ok := said[tracing.Consented](t, nil)
	return s, ok
}

// Closed gives the step by which the tracing was closed, and whether it was.
func (t *Tracing) Closed() (TracingStep, bool) {
	s, _, ok := said[tracing.Closed](t, nil)
	return s, ok
}

// Entrusted gives the step by which the tracing is entrusted now, and to whom,
// whatever became of it since. Of two that contend the earlier stands: who had it
// first.
func (t *Tracing) Entrusted() (TracingStep, tracing.Entrusted, bool) {
	for _, s := range t.Steps {
		if b, ok := s.Body.(tracing.Entrusted); ok && !s.Aside && s.Held {
			return s, b, true
		}
	}
	return said[tracing.Entrusted](t, nil)
}

// To gives the institution that traces now: none before it is entrusted, without
// the minor's consent, and once it is closed (law 47/2017 art. 6).
func (t *Tracing) To() institution.ID {
	_, b, entrusted := t.Entrusted()
	if _, closed := t.Closed(); closed || !entrusted {
		return institution.ID{}
	}
	if _, consents := t.Consent(); !consents {
		return institution.ID{}
	}
	return b.Holder()
}

// Partner gives the partner whose agreement it is traced under now, as [Tracing.To].
func (t *Tracing) Partner() institution.ID {
	if t.To().IsZero() {
		return institution.ID{}
	}
	_, b, _ := t.Entrusted()
	return b.Partner
}

// Entrustees gives the offices that have the tracing in hand besides those who
// ask: who traces, the partner above it, and Interior once the result was sent to
// it. None has it before it is entrusted, without the minor's consent, or once it
// is closed; nor whoever it was passed on by (law 47/2017 art. 6).
func (t *Tracing) Entrustees() []institution.OfficeID {
	to := t.To()
	if to.IsZero() {
		return nil
	}
	out := []institution.OfficeID{institution.Office(to)}
	if p := t.Partner(); p != to {
		out = append(out, institution.Office(p))
	}
	if i, ok := t.toInterior(); ok {
		out = append(out, institution.Office(i))
	}
	return out
}

// Countries gives where the family was or is sought, each once, as they came.
func (t *Tracing) Countries() []minor.Country {
	var out []minor.Country
	for _, s := range t.Steps {
		var c minor.Country
		switch b := s.Body.(type) {
		case tracing.Requested:
			c = b.Country
		case tracing.Entrusted:
			c = b.Country
		case tracing.Contacted:
			c = b.Country
		case tracing.Reported:
			c = b.Country
		}
		if c != "" && !slices.Contains(out, c) {
			out = append(out, c)
		}
	}
	return out
}

// Text is one text of a report: as it was written in the field, or translated.
type Text struct {
	Language string
	By       minor.Text // who translated it; "" of the report itself
	Account  tracing.Account
	Step     TracingStep
}

// Report is one report with its translations: both texts are kept.
type Report struct {
	tracing.Reported
	Step         TracingStep
	Translations []Text // that stand
}

// Original gives the text of the field.
func (r *Report) Original() Text {
	return Text{Language: r.Language, Account: r.Account, Step: r.Step}
}

// Final gives the text that is sent on: the last translation, and whether there
// is one.
func (r *Report) Final() (Text, bool) {
	if n := len(r.Translations); n > 0 {
		return r.Translations[n-1], true
	}
	return Text{}, false
}

// Reports gives every report that was not taken back, as they came; those that a
// correction stands before are marked as aside.
func (t *Tracing) Reports() []Report {
	var out []Report
	for _, s := range t.Steps {
		if b, ok := s.Body.(tracing.Reported); ok {
			out = append(out, Report{Reported: b, Step: s})
		}
	}
	for _, s := range t.Steps {
		b, ok := s.Body.(tracing.Translated)
		i := slices.IndexFunc(out, func(r Report) bool { return ok && change.ID(b.Report) == r.Step.Record })
		if i >= 0 && !s.Aside {
			out[i].Translations = append(out[i].Translations, Text{Language: b.Language, By: b.By, Account: b.Account, Step: s})
		}
	}
	return out
}

// Report gives the report that stands, and whether there is one, of those made
// under the present entrustment.
func (t *Tracing) Report() (Report, bool) {
	under, _, _ := t.Entrusted()
	for _, r := range slices.Backward(t.Reports()) {
		if !r.Step.Aside && change.ID(r.Entrusted) == under.Record {
			return r, true
		}
	}
	return Report{}, false
}

// Question is a clarification that was asked, with its answer if it has one.
type Question struct {
	tracing.ClarificationAsked
	Asked    TracingStep
	Answer   tracing.ClarificationAnswered
	Answered TracingStep
	Open     bool
}

// Questions gives the clarifications that were asked, as they came.
func (t *Tracing) Questions() []Question {
	var out []Question
	for _, s := range t.Steps {
		if b, ok := s.Body.(tracing.ClarificationAsked); ok {
			out = append(out, Question{ClarificationAsked: b, Asked: s, Open: true})
		}
	}
	for _, s := range t.Steps {
		b, ok := s.Body.(tracing.ClarificationAnswered)
		i := slices.IndexFunc(out, func(q Question) bool { return ok && change.ID(b.Question) == q.Asked.Record })
		if i >= 0 && out[i].Open {
			out[i].Answer, out[i].Answered, out[i].Open = b, s, false
		}
	}
	return out
}

// Step gives how far the tracing has come.
func (t *Tracing) Step() tracing.Step {
	s, _ := t.present()
	return s
}

// present gives how far the tracing has come, and the step that brought it there.
func (t *Tracing) present() (tracing.Step, TracingStep) {
	if s, ok := t.Closed(); ok {
		return tracing.IsClosed, s
	}
	consent, consents := t.Consent()
	switch consent.Body.(type) {
	case tracing.Withdrawn:
		return tracing.IsWithdrawn, consent
	case tracing.Declined:
		return tracing.IsDeclined, consent
	}
	if !consents {
		proposed, _, _ := said[tracing.Proposed](t, nil)
		return tracing.IsProposed, proposed
	}
	return t.consented(consent)
}

// consented goes on where the minor consents.
func (t *Tracing) consented(consent TracingStep) (tracing.Step, TracingStep) {
	if s, _, risky := said(t, func(b tracing.Assessed) bool { return b.Risk != tracing.NoRisk }); risky {
		return tracing.IsAtRisk, s
	}
	assessed, _, ok := said[tracing.Assessed](t, nil)
	if !ok {
		return tracing.IsConsented, consent
	}
	request, _, ok := said[tracing.Requested](t, nil)
	if !ok {
		return tracing.IsAssessed, assessed
	}
	received, b, ok := said(t, func(b tracing.Received) bool { return change.ID(b.Request) == request.Record })
	switch {
	case !ok || received.Held:
		return tracing.IsRequested, request
	case !b.Accepted:
		return tracing.IsRejected, received
	}
	entrusted, _, ok := t.Entrusted()
	if !ok {
		return tracing.IsReceived, received
	}
	return t.inField(entrusted)
}

// inField goes on where the tracing is entrusted. What was done under an earlier
// entrustment is kept, and not counted on.
func (t *Tracing) inField(entrusted TracingStep) (tracing.Step, TracingStep) {
	report, reported := t.Report()
	held := len(t.Reports()) > 0 // the section of the family's report
	this := func(r minor.RecordID) bool { return !held || reported && change.ID(r) == report.Step.Record }
	if s, _, ok := said(t, func(b tracing.MinorInformed) bool { return this(b.Report) }); ok {
		return tracing.IsInformed, s
	}
	if s, _, ok := said(t, func(b tracing.Forwarded) bool { return this(b.Report) }); ok {
		return tracing.IsForwarded, s
	}
	if final, ok := report.Final(); ok {
		return tracing.IsTranslated, final.Step
	}
	if reported {
		return tracing.IsReported, report.Step
	}
	under := func(b tracing.Contacted) bool { return change.ID(b.Entrusted) == entrusted.Record }
	if s, _, ok := said(t, under); ok {
		return tracing.IsContacted, s
	}
	return tracing.IsEntrusted, entrusted
}

// Clock is who has to act next in a tracing, and since when.
type Clock struct {
	Party  tracing.Party        // exactly one; [tracing.Nobody] where the flow has stopped
	Office institution.OfficeID // of the party, where it is one that the tracing names
	Person institution.PersonID // who proposed it, if the asker acts and is still that office
	Since  day.Date
	Until  day.Date // the last day; zero where no rule bounds it
	Step   tracing.Step
	// Question: the clock runs for who was asked, until it is answered.
	Question change.ID
}

// Clock gives the one clock of the tracing. While a clarification is open it runs
// for who was asked first, and begins anew with the answer.
func (t *Tracing) Clock() Clock {
	step, at := t.present()
	c := Clock{Step: step, Since: at.On.Day(), Party: tracing.Turn(step, t.Proposed.By.Route())}
	if step.Stopped() {
		return c
	}
	open := false
	for _, q := range t.Questions() {
		switch {
		case q.Open && !open && t.takesPart(q.To):
			open = true
			c.Party, c.Since, c.Question = q.To, q.Asked.On.Day(), q.Asked.Record
		case !q.Open && !open && q.Answered.On.Day().After(c.Since):
			c.Since = q.Answered.On.Day()
		}
	}
	switch c.Party {
	case tracing.Asker:
		c.Office = t.Asker
		if p, _, _ := said[tracing.Proposed](t, nil); p.Office == t.Asker {
			c.Person = t.By
		}
	case tracing.Partner:
		c.Office = institution.Office(t.To())
	case tracing.Interior:
		i, _ := t.toInterior()
		c.Office = institution.Office(i)
	}
	c.Until = t.until(c)
	return c
}

// takesPart reports whether a party has, or had from the first, a part in the
// tracing, so that a question put to it waits for its answer.
func (t *Tracing) takesPart(p tracing.Party) bool {
	switch p {
	case tracing.Partner:
		return !t.To().IsZero()
	case tracing.Interior:
		_, interior := t.toInterior()
		return interior
	}
	return true
}

// toInterior gives the institution of Interior that has the result in hand, and
// whether there is one.
func (t *Tracing) toInterior() (institution.ID, bool) {
	_, b, ok := said(t, func(b tracing.Forwarded) bool { return !b.Interior.IsZero() })
	return b.Interior, ok && !t.To().IsZero()
}

// until gives the last day of a clock: what comes before the request is done
// within five days of the interview (law 47/2017 art. 6).
func (t *Tracing) until(c Clock) day.Date {
	switch c.Step {
	case tracing.IsProposed, tracing.IsConsented, tracing.IsAssessed:
		if c.Party == tracing.Asker && !t.Proposed.Interview.IsZero() {
			return t.Proposed.Interview.Add(tracing.ReportDays)
		}
	}
	return day.Date{}
}
