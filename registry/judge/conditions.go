package judge

import (
	"context"

	"faro.example/shared/custody"
	"faro.example/shared/guardian"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
	"faro.example/shared/opinion"
	"faro.example/shared/permit"
	"faro.example/shared/placement"
)

// lawful checks what the law asks of a permit, or of care beyond majority, by the
// birth date that the registry shows; and that nothing is said to have ended by a
// rejection at the border, which is no lawful outcome (law 47/2017 art. 3). Where none is known nothing is refused for
// it: who looks at a permit later counts it to majority at the most
// ([permit.Issued.Valid]).
func (b *Bench) lawful(c Case) *Refusal {
	r := c.Record
	if c.Given {
		return nil // it was taken once
	}
	var err error
	switch body := r.Body.(type) {
	case placement.Ended:
		err = movement.LawfulReason("reason", body.Reason)
	case movement.Departed:
		err = movement.LawfulReason("reason", body.Reason)
	case movement.Withdrawn:
		err = movement.LawfulReason("reason", body.Reason)
	case movement.Refused:
		err = movement.LawfulReason("reason", body.Reason)
	case custody.Released:
		err = movement.LawfulReason("reason", body.Reason)
	case permit.Asked:
		err = body.Conditions(c.child(), r.On.Day())
	case permit.Issued:
		err = body.Conditions(c.child(), r.On.Day())
	case opinion.ExtensionDecided:
		err = body.Within(c.child().Born, b.CareUntil)
	}
	if err == nil {
		return nil
	}
	return inBody(Unmet, err)
}

// child is what the conditions look at. Of birth dates in conflict the one shown
// is the youngest, by which least is refused.
func (c Case) child() permit.Child {
	f := c.Subject.Fold()
	birth, _ := f.Identity.Birth()
	return permit.Child{Born: birth.Date}
}

// caseload checks that a guardian of the directory does not have more wards than
// the law lets one have, unless the decree states a reason. Of who is known by
// name alone nobody can tell.
func (b *Bench) caseload(ctx context.Context, c Case) (*Refusal, error) {
	body, ok := c.Record.Body.(guardian.Appointed)
	if !ok || c.Given || b.Wards == nil || body.Guardian.Person.IsZero() || body.Reason != "" {
		return nil, nil
	}
	wards, err := b.Wards(ctx, body.Guardian.Person, c.Record.Minor)
	if err != nil {
		return nil, err
	}
	if err := body.Room(wards); err != nil {
		return inBody(Unmet, err), nil
	}
	return nil, nil
}

// addressee checks that a notice is sent to an institution of the directory, and
// to one of the kind that it says: else it would wait where nobody looks.
func (b *Bench) addressee(ctx context.Context, c Case) (*Refusal, error) {
	body, ok := c.Record.Body.(minor.NoticeSent)
	if !ok || c.Given || b.Kind == nil || body.To.IsZero() {
		return nil, nil
	}
	kind, err := b.Kind(ctx, institution.ID(body.To))
	if err != nil || kind == institution.Kind(body.As) {
		return nil, err
	}
	return Refuse(Unmet, "body.to", "no such institution in the directory, or one of another kind",
		"choose the office from the list, or write which one it was sent to by other means"), nil
}
