package tracing

import (
	"slices"

	"faro.example/shared/fault"
)

// Conditions are those of [Conditional]: the tracing is open, and nobody takes a
// withdrawn consent for given.
func (b Consented) Conditions(s State, w Writer) error {
	if err := first(s.there(), turn(w, Asker)); err != nil {
		return err
	}
	if s.Step == IsWithdrawn {
		return fault.Field("tracing", "the minor has withdrawn the consent"+consentLaw, stopHere)
	}
	return nil
}

// Conditions are those of [Conditional]: one who had consented withdraws.
func (b Declined) Conditions(s State, w Writer) error {
	if err := first(s.there(), turn(w, Asker)); err != nil {
		return err
	}
	if s.Consents {
		return fault.Field("tracing", "the minor had consented", "record that the consent is withdrawn: then all stop")
	}
	return nil
}

// Conditions are those of [Conditional]: none but that the tracing is there, since
// a consent is withdrawn at any step, and whoever hears it writes it down.
func (b Withdrawn) Conditions(s State, _ Writer) error {
	if !s.There {
		return s.there()
	}
	return nil
}

// Conditions are those of [Conditional]: with the minor's consent.
func (b Assessed) Conditions(s State, w Writer) error { return first(s.goesOn(), turn(w, Asker)) }

// Conditions are those of [Conditional]: with the minor's consent, without risk,
// and not asked for already.
func (b Requested) Conditions(s State, w Writer) error {
	if err := first(s.safe(), turn(w, Asker)); err != nil {
		return err
	}
	switch {
	case s.Step == IsRejected && b.Replaces != s.Request:
		return fault.Field("replaces", "the Ministry did not take the request on", "name that request, and say what is new in this one")
	case s.Step != IsAssessed && s.Step != IsRejected:
		return fault.Field("tracing", "it is requested already", "ask the Ministry for a clarification instead")
	}
	return nil
}

// Conditions are those of [Conditional]: of the request that waits.
func (b Received) Conditions(s State, w Writer) error {
	if err := first(s.safe(), turn(w, Ministry)); err != nil {
		return err
	}
	if s.Step != IsRequested || b.Request != s.Request {
		return fault.Field("request", "not the request that waits", "open the tracing again, and answer the request in it")
	}
	return nil
}

// Conditions are those of [Conditional]: taken on by the Ministry; passed on by it,
// or by the partner to another of its missions. That the agreement is in force and
// covers the country is judged by the directory ([Uncovered]).
func (b Entrusted) Conditions(s State, w Writer) error {
	if err := s.safe(); err != nil {
		return err
	}
	switch s.Step {
	case IsAssessed, IsRequested, IsRejected:
		return fault.Field("tracing", "the Ministry has not taken it on", "receive the request first")
	case IsForwarded, IsInformed:
		return fault.Field("tracing", "its result was sent on", "close it; for another country propose another tracing")
	}
	switch {
	case w.Party == Ministry:
	case !w.holds(s.To):
		return fault.Field("tracing", "not the Ministry, nor the partner that has it", "ask the Ministry to entrust it")
	case b.Partner != s.To.Partner:
		return fault.Field("partner", "another partner", "ask the Ministry: a partner passes a tracing on to its own missions only")
	}
	if !s.Entrusts.IsZero() && b.Holder() == s.To.Holder() && b.Country == s.To.Country {
		return fault.Field("mission", "it is entrusted to it already", "choose another mission, or another country")
	}
	return nil
}

// Uncovered is the fault of a tracing entrusted to who has no agreement in force
// that covers the country.
func Uncovered() error {
	return fault.Field("partner", "no agreement of this partner is in force that covers the country (D.Lgs 142/2015 art. 19 par. 7)",
		"choose a partner whose agreement covers it on that day, or have the agreement entered in the directory")
}

// Elsewhere is the fault of a tracing proposed by the social services of another
// municipality than that of residence.
func Elsewhere() error {
	return fault.Field("by", "the minor does not reside in this municipality (law 47/2017 art. 6; practice since 2008)",
		"let the social services of the municipality where the minor resides propose it")
}

// Irresponsible is the fault of a tracing proposed in the name of who has no
// parental responsibility.
func Irresponsible() error {
	return fault.Field("by", "not who has parental responsibility for the minor (law 47/2017 art. 6)",
		"let the guardian propose it, or who holds the powers until one is appointed, or the social services")
}

// Conditions are those of [Conditional]: each side asks another that has a part.
func (b ClarificationAsked) Conditions(s State, w Writer) error {
	if err := s.goesOn(); err != nil {
		return err
	}
	switch {
	case w.Party != b.By:
		return fault.Field("by", "not the side that writes", "ask for your own side")
	case b.To == Partner && s.Entrusts.IsZero() || b.To == Interior && !s.Interior:
		return fault.Field("to", "a side that has no part in it yet", "ask another side")
	case w.Party == Partner && !w.holds(s.To):
		return fault.Field("tracing", "the tracing is not entrusted to this partner", "leave it to whom it is entrusted")
	}
	return nil
}

// Conditions are those of [Conditional]: by the side that was asked, once.
func (b ClarificationAnswered) Conditions(s State, w Writer) error {
	if err := s.goesOn(); err != nil {
		return err
	}
	to, open := s.Open[b.Question]
	switch {
	case !open:
		return fault.Field("question", "no question that waits for an answer", "open the tracing again, and answer what is asked in it")
	case to != w.Party || to == Partner && !w.holds(s.To):
		return fault.Field("question", "another side was asked", "leave the answer to it")
	}
	return nil
}

// noConsent is the fault of words of a family without its consent.
func noConsent(field string) error {
	return fault.Field(field, "the family's own consent is not recorded (law 47/2017 art. 6; regulation (EU) 2016/679 art. 6)",
		"explain the purpose to who is interviewed, record their consent, then what they said; without it leave it out")
}

// Conditions are those of [Conditional]: in hand, with the family's own consent
// before what it said is saved.
func (b Contacted) Conditions(s State, w Writer) error {
	if err := first(s.inHand(w, b.Entrusted), s.seeks(b.Persons)); err != nil {
		return err
	}
	if b.Interview != "" && b.Consent == nil && !s.Family {
		return noConsent("interview")
	}
	return nil
}

// Conditions are those of [Conditional]: in hand, with the family's own consent,
// of resources only where the minor asked, and in the place of no report but the
// one that it corrects.
func (b Reported) Conditions(s State, w Writer) error {
	if err := first(s.inHand(w, b.Entrusted), s.seeks(b.Persons)); err != nil {
		return err
	}
	switch {
	case b.Account.interviewed() && b.Consent == nil && !s.Family:
		return noConsent("consent")
	case b.Account.Resources != "" && !s.OwnWish:
		return fault.Field("account.resources", "resources for a return, which the minor did not ask for (law 47/2017 art. 6 and 8)", "leave them out")
	case b.Corrects != s.Report:
		return fault.Field("corrects", "not the report that stands", "a second report corrects the first: name it, and say with whom that was agreed")
	}
	return nil
}

// Conditions are those of [Conditional]: in hand, of the report that stands, all
// of it and nothing besides.
func (b Translated) Conditions(s State, w Writer) error {
	if err := s.inHand(w, s.Entrusts); err != nil {
		return err
	}
	if s.Report.IsZero() || b.Report != s.Report {
		return fault.Field("report", "not the report that stands", "open the tracing again, and translate the report in it")
	}
	original := s.Account.Headings()
	for i, h := range b.Account.Headings() {
		if (h.Text == "") != (original[i].Text == "") {
			return fault.Field("account."+h.Field, "not what the report tells under that heading", "translate each part that the report has, and no other")
		}
	}
	return nil
}

// Conditions are those of [Conditional]: the report that stands, finalised; to
// Interior too where whoever has parental responsibility asked.
func (b Forwarded) Conditions(s State, w Writer) error {
	if err := first(s.safe(), turn(w, Ministry)); err != nil {
		return err
	}
	switch {
	case s.Report.IsZero() || b.Report != s.Report:
		return fault.Field("report", "not the report that stands", "open the tracing again, and send on the report in it")
	case !s.Final:
		return fault.Field("report", "the report is not finalised", "wait for the partner's translation, or ask for a clarification")
	case s.Route == ByResponsibility && b.Interior.IsZero():
		return fault.Field("interior", "the result goes to Interior (law 47/2017 art. 6; D.Lgs 142/2015 art. 19 par. 7-ter)", "name its department")
	}
	return nil
}

// Conditions are those of [Conditional]: of a report that was sent on; where
// whoever has parental responsibility asked, by Interior.
func (b MinorInformed) Conditions(s State, w Writer) error {
	informs := []Party{Asker, Ministry}
	if s.Route == ByResponsibility {
		informs = []Party{Interior, Ministry}
	}
	if err := first(s.safe(), turn(w, informs...)); err != nil {
		return err
	}
	if !s.Sent || b.Report != s.Report {
		return fault.Field("report", "not the report that was sent on", "wait until the Ministry sends it on")
	}
	if s.Route == ByResponsibility && (!slices.Contains(b.Also, HearsGuardian) || !slices.Contains(b.Also, HearsInterviewer)) {
		return fault.Field("also", "who has parental responsibility and who held the interview are told too (law 47/2017 art. 6; D.Lgs 142/2015 art. 19 par. 7-ter)",
			"tell them, and say so")
	}
	return nil
}

// reached are the outcomes that a tracing comes to by its report.
func (o Outcome) reached() bool {
	return o == FamilyFound || o == FamilyNotFound || o == FamilyDeclines || o == AreaUnsafe
}

// Conditions are those of [Conditional]: with the outcome that there is. The asker
// closes what the Ministry has not been asked for, or what it was told not to do.
func (b Closed) Conditions(s State, w Writer) error {
	if err := first(s.there(), turn(w, Asker, Ministry)); err != nil {
		return err
	}
	early := slices.Contains([]Step{IsProposed, IsConsented, IsAssessed, IsDeclined, IsWithdrawn, IsAtRisk, IsRejected}, s.Step)
	if w.Party == Asker && !early {
		return fault.Field("tracing", "it is in the Ministry's hands", "ask the Ministry to close it; if the minor wants no more of it, record that the consent is withdrawn")
	}
	stands := map[Outcome]Step{MinorDeclined: IsDeclined, ConsentGone: IsWithdrawn, RiskFound: IsAtRisk, NotTakenOn: IsRejected}
	if at, ok := stands[b.Outcome]; ok && at != s.Step {
		return fault.Field("outcome", "not how the tracing stands", "record first what happened, or choose another outcome")
	}
	if b.Outcome.reached() && !s.Told {
		return fault.Field("outcome", "the minor was not told of the result", "see that the minor is told first")
	}
	return nil
}

// Conditions are those of [Conditional] that a proposal has of itself: none of
// another record. Whether the proposer may is judged by the casefile.
func (b Proposed) Conditions(_ State, w Writer) error { return turn(w, Asker) }
