package judge

import (
	"context"
	"slices"

	"faro.example/shared/access"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/custody"
	"faro.example/shared/facility"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
	"faro.example/shared/placement"
)

// entitled judges, once and for all, whether the author may do by right what
// the record does to others' records (design section 4). The casefile is as it
// is before the record.
func (b *Bench) entitled(ctx context.Context, c Case) (bool, error) {
	r := c.Record
	switch body := r.Body.(type) {
	case change.LinkSame, change.LinkDistinct, change.LinkParted, change.Assigned, change.Erased, change.Struck:
		return true, nil // nobody gets here but who may say so: see allowed
	case minor.IdentifierStated:
		return body.Scheme == minor.NationalCode && r.Agent == b.Registry, nil
	case custody.Taken:
		return body.Decree != nil, nil
	case change.Retracted:
		return b.mayRetract(ctx, c, c.Subject.find(body.Record))
	case custody.Accepted:
		return offeredTo(c.Subject.Fold(), body.From, body.By), nil
	case movement.Departed:
		if c.At.Structure {
			return slices.Contains(casefile.Scope(c.Subject.Fold()), r.Structure), nil
		}
		return b.inStead(ctx, c)
	case placement.Began, placement.Ended, movement.Arrived, movement.AbsenceReported, movement.AbsenceEnded,
		movement.ExitRecorded:
		if c.At.Structure {
			return false, nil
		}
		return b.inStead(ctx, c)
	}
	return false, nil
}

// inStead reports whether an institution may send or place the minor in a
// structure's stead: the social service in custody, the prefecture of the
// place, who registered a minor whom nobody has placed yet, or the Ministry.
func (b *Bench) inStead(ctx context.Context, c Case) (bool, error) {
	f, r, at := c.Subject.Fold(), c.Record, c.At
	switch {
	case at.Role == access.Ministry:
		return true, nil
	case at.Role == access.Municipality && answers(f, r.Structure):
		return true, nil
	case f.Identity.RegisteredBy == r.Structure && len(f.Presence.Stays) == 0:
		return true, nil
	case at.Role == access.Prefecture:
		return b.nearest(ctx, c)
	}
	return false, nil
}

// offeredTo reports whether an institution's offer to another is open.
func offeredTo(f *casefile.File, by, to institution.ID) bool {
	return slices.ContainsFunc(f.Custody.Offers, func(o casefile.Offer) bool { return o.By == by && o.To == to })
}

// answers reports whether an institution has custody now.
func answers(f *casefile.File, o institution.OfficeID) bool {
	return slices.ContainsFunc(f.Custody.Spans, func(c casefile.Charge) bool {
		return c.Span.Open() && institution.Office(c.By) == o
	})
}

// mayRetract: the same institution as who wrote it, or one above it. Above a
// structure are the municipality and the prefecture of its place, above all
// the Ministry.
func (b *Bench) mayRetract(ctx context.Context, c Case, target *change.Placed) (bool, error) {
	at := c.At
	switch {
	case at.Role == access.Ministry, target.Structure == c.Record.Structure:
		return true, nil
	case at.Role == access.Municipality, at.Role == access.Prefecture:
		return b.inTerritory(ctx, at, facility.ID(target.Structure))
	}
	return false, nil
}

// near gives what ties an institution to a minor: custody, held or offered to it
// by who holds it, or the territory of
// a structure in whose scope the minor is by right. A place that somebody only
// says the minor is at ties nobody: else who runs a structure would widen the
// scope of its institution.
func (b *Bench) near(ctx context.Context, c Case) ([]access.Relation, error) {
	if c.At.Structure || len(c.Subject.Entries) == 0 {
		return nil, nil
	}
	f := c.Subject.Fold()
	if answers(f, c.Record.Structure) {
		return []access.Relation{access.InCustody}, nil
	}
	if slices.ContainsFunc(f.Custody.Offers, func(o casefile.Offer) bool { return institution.Office(o.To) == c.Record.Structure }) {
		return []access.Relation{access.InScope}, nil
	}
	for _, t := range f.Tracings() {
		if slices.Contains(t.Entrustees(), c.Record.Structure) {
			return []access.Relation{access.Entrusted}, nil
		}
	}
	for _, o := range casefile.Scope(f) {
		in, err := b.inTerritory(ctx, c.At, facility.ID(o))
		if err != nil || in {
			return []access.Relation{access.InTerritory}, err
		}
	}
	return nil, nil
}

func (b *Bench) inTerritory(ctx context.Context, at *Office, f facility.ID) (bool, error) {
	town, err := b.Town(ctx, f)
	return town != "" && slices.Contains(at.Territory, town), err
}
