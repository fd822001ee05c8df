package judge

import (
	"context"
	"slices"

	"faro.example/shared/access"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/right"
)

// exercised checks what is asked by right, and how it is answered (regulation (EU)
// 2016/679 art. 12 to 21): a record that is named is one of this child's; who asks
// is who may; and who answers is the office responsible, as the law lets it.
func exercised(c Case) *Refusal {
	if c.Given {
		return nil // it was taken once
	}
	switch body := c.Record.Body.(type) {
	case right.Asked:
		return c.asksRight(body)
	case right.Decided:
		return c.answersRight(body)
	}
	return nil
}

func (c Case) asksRight(body right.Asked) *Refusal {
	bornOn, on := c.child().Born, c.Record.On.Day()
	switch {
	case !body.Of.IsZero() && !c.holds(body.Of, change.Section(body.About)):
		return Refuse(NoTarget, "body.of", "no such record of this child in that section", "choose the record on the page of the casefile")
	case body.Right == right.Withdrawal && !casefile.RestsOnConsent(c.Subject.find(change.ID(body.Of)).Body):
		return Refuse(Unmet, "body.of", "rests on no consent: what the law has written down is objected to, restricted or put right",
			"choose a photograph or what a family told; the consent to a tracing is taken back on the page of the tracing")
	case body.About != "" && !slices.Contains(change.Sections(), change.Section(body.About)):
		return Refuse(Unmet, "body.about", "no section of the casefile", "choose the section from the list")
	case body.By == right.ByGrownUp && !bornOn.IsZero() && on.Before(minor.OfAge(bornOn)):
		return Refuse(Unmet, "body.by", "not of age yet: the child itself asks, or who speaks for it", "check who asks, and the birth date")
	case c.Guardian && body.By != right.ByGuardian && body.By != right.ByMinor:
		return Refuse(Unmet, "body.by", "a guardian asks in its own name, or in that of the child", "choose the guardian or the child")
	}
	return nil
}

// holds reports whether the minor has a record in a section.
func (c Case) holds(of minor.RecordID, s change.Section) bool {
	e := c.Subject.find(change.ID(of))
	return e != nil && e.Section == s
}

// held reads whether an order holds the child, where a case is answered.
func (b *Bench) held(ctx context.Context, c Case) (bool, error) {
	if _, is := c.Record.Body.(right.Decided); !is || b.Held == nil || c.Given {
		return false, nil
	}
	return b.Held(ctx, c.Record.Minor)
}

func (c Case) answersRight(body right.Decided) *Refusal {
	f := c.Subject.Fold()
	facts := f.RightFacts(body.Case)
	facts.Held = c.held
	if !facts.There {
		return inBody(NoTarget, body.Conditions(facts, c.Record.On.Day()))
	}
	if !c.answersFor(facts.Right) {
		return Refuse(NotOwn, "body.case", "another office answers what is asked by right: the social service in custody, else the Ministry",
			"let that office decide")
	}
	if !body.Record.IsZero() && c.Subject.find(change.ID(body.Record)) == nil {
		return Refuse(NoTarget, "body.record", "no such record of this child", "choose the record on the page of the casefile")
	}
	if err := body.Conditions(facts, c.Record.On.Day()); err != nil {
		if fault.As(err).Field == "on" {
			return RefuseFor(Unmet, err)
		}
		return inBody(Unmet, err)
	}
	return nil
}

// answersFor reports whether the office that writes is the one that answers.
func (c Case) answersFor(r right.Right) bool {
	to := c.Subject.Fold().Answerers(r)
	if c.At.Role == access.Ministry {
		return to.Ministry
	}
	return slices.Contains(to.Custodians, institution.ID(c.Record.Structure))
}
