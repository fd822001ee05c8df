package judge

import (
	"context"
	"slices"

	"faro.example/shared/access"
	"faro.example/shared/change"
	"faro.example/shared/custody"
	"faro.example/shared/facility"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
	"faro.example/shared/placement"
)

// allowed says whether that office may record that of that minor. What it may
// record of any minor is what happened at its own structure and what it was
// told there (rule 11); all else needs the minor in its scope, in its custody,
// or in its territory. An unknown minor and another's get the same answer. Where
// a restore has lost what would tell, the record is taken, since it may have
// been before; it opens nothing to its author.
func (b *Bench) allowed(ctx context.Context, c Case, seen sight) (*Refusal, error) {
	r, at := c.Record, c.At
	if !slices.Contains(access.Sections(at.Role), r.Section) {
		return notHeld(), nil
	}
	if why := ownOnly(r, at); why != nil {
		return why, nil
	}
	if body, ok := r.Body.(change.Retracted); ok && c.Subject.find(body.Record).Structure == r.Structure {
		return nil, nil
	}
	if seen.whole || seen.lost || freely(r, at) {
		return nil, nil
	}
	near, err := b.near(ctx, c)
	if err != nil || near {
		return nil, err
	}
	return notHeld(), nil
}

// ownOnly: a structure records what happens at itself, an institution takes and
// releases custody for itself; the Ministry does either in another's stead.
func ownOnly(r *change.Record, at *Office) *Refusal {
	if at.Role == access.Ministry {
		return nil
	}
	own := facility.ID(r.Structure)
	about := own
	switch b := r.Body.(type) {
	case placement.Began:
		about = b.At.Facility
	case placement.Ended:
		about = b.At.Facility
	case movement.Arrived:
		about = b.At.Facility
	case movement.Departed:
		about = b.From.Facility
	case movement.AbsenceReported:
		about = b.From.Facility
	case movement.AbsenceEnded:
		if b.At != nil {
			about = b.At.Facility
		}
	case custody.Taken:
		if institution.Office(b.By) != r.Structure {
			return Refuse(NotOwn, "body.by", "custody of another institution", "let that institution record it")
		}
	case custody.Released:
		if institution.Office(b.By) != r.Structure {
			return Refuse(NotOwn, "body.by", "custody of another institution", "let that institution record it")
		}
	}
	if at.Structure && about != own {
		return Refuse(NotOwn, "body", "about another structure", "record what happens at the structure you write for")
	}
	return nil
}

// freely reports whether a record may be about any minor: what happened at a
// structure, written for it, and who the child is said to be.
func freely(r *change.Record, at *Office) bool {
	switch b := r.Body.(type) {
	case minor.Registered, minor.Found, minor.IdentityStated, minor.IdentityAlias, minor.IdentifierStated,
		minor.DocumentAdded, minor.NoticeGiven:
		return true
	case placement.Began, placement.Ended, movement.Arrived, movement.Departed, movement.AbsenceReported:
		return at.Structure
	case movement.AbsenceEnded:
		return at.Structure && b.At != nil
	}
	return false
}

// Places gives the places that a body names.
func Places(b change.Body) []facility.Place {
	switch b := b.(type) {
	case placement.Began:
		return []facility.Place{b.At}
	case placement.Ended:
		return []facility.Place{b.At}
	case movement.Departed:
		return []facility.Place{b.From, b.To}
	case movement.Arrived:
		if b.From != nil {
			return []facility.Place{b.At, *b.From}
		}
		return []facility.Place{b.At}
	case movement.AbsenceReported:
		return []facility.Place{b.From}
	case movement.AbsenceEnded:
		if b.At != nil {
			return []facility.Place{*b.At}
		}
	}
	return nil
}
