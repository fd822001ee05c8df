package intake

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

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
func (t *transaction) entitled(ctx context.Context, r *change.Record, s *state, at *office) (bool, error) {
	switch b := r.Body.(type) {
	case minor.IdentifierStated:
		return b.Scheme == minor.NationalCode && r.Agent == t.Registry.Agent, nil
	case custody.Taken:
		return b.Decree != nil, nil
	case change.Retracted:
		return t.mayRetract(ctx, r, s.find(b.Record), at)
	case change.Resolved:
		return t.mayDecide(ctx, r, b, s, at)
	case movement.Departed:
		if at.structure {
			return slices.Contains(casefile.Scope(s.fold()), r.Structure), nil
		}
		return t.inStead(ctx, r, s, at)
	case placement.Began, placement.Ended, movement.Arrived, movement.AbsenceReported, movement.AbsenceEnded,
		movement.ExitRecorded:
		if at.structure {
			return false, nil
		}
		return t.inStead(ctx, r, s, at)
	}
	return false, nil
}

// inStead reports whether an institution may send or place the minor in a
// structure's stead: the social service in custody, the prefecture of the
// place, who registered a minor whom nobody has placed yet, or the Ministry.
func (t *transaction) inStead(ctx context.Context, r *change.Record, s *state, at *office) (bool, error) {
	f := s.fold()
	switch {
	case at.role == access.Ministry:
		return true, nil
	case at.role == access.Municipality && answers(f, r.Structure):
		return true, nil
	case f.Identity.RegisteredBy == r.Structure && len(f.Presence.Stays) == 0:
		return true, nil
	case at.role == access.Prefecture:
		return t.territory(ctx, s, at)
	}
	return false, nil
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
func (t *transaction) mayRetract(ctx context.Context, r *change.Record, target *change.Placed, at *office) (bool, error) {
	switch {
	case at.role == access.Ministry, target.Structure == r.Structure:
		return true, nil
	case at.role == access.Municipality, at.role == access.Prefecture:
		town, err := t.town(ctx, facility.ID(target.Structure))
		return town != "" && slices.Contains(at.territory, town), err
	}
	return false, nil
}

// mayDecide: identity, the social service in custody, else the Ministry; place
// and exit, the prefecture of the place last confirmed or the Ministry;
// custody, the Ministry. An age on which an assessment or a decree exists is
// decided only for a record that cites a court's decree.
func (t *transaction) mayDecide(ctx context.Context, r *change.Record, b change.Resolved, s *state, at *office) (bool, error) {
	f := s.fold()
	ministry := at.role == access.Ministry
	switch b.Slot {
	case casefile.SlotPlace, casefile.SlotExit:
		if ministry || at.role != access.Prefecture {
			return ministry, nil
		}
		return t.territory(ctx, s, at)
	case casefile.SlotCustody:
		return ministry, nil
	case minor.AttrBirth:
		if assessed(s, b.Saw) && !decreed(s, b.Choose) {
			return false, nil
		}
	}
	inCustody := at.role == access.Municipality && answers(f, r.Structure)
	nobody := !slices.ContainsFunc(f.Custody.Spans, func(c casefile.Charge) bool { return c.Span.Open() })
	return inCustody || ministry && nobody, nil
}

// assessed reports whether one of the records states an age by assessment or decree.
func assessed(s *state, saw []change.ID) bool {
	return slices.ContainsFunc(saw, func(id change.ID) bool {
		src := sourceOf(s.find(id))
		return src == minor.Assessment || src == minor.CourtDecree
	})
}

func decreed(s *state, id change.ID) bool { return sourceOf(s.find(id)) == minor.CourtDecree }

func sourceOf(p *change.Placed) minor.Source {
	if p == nil {
		return ""
	}
	b, _ := p.Body.(minor.IdentityStated)
	return b.Source
}

// near reports whether an institution may write about a minor out of its
// scope: the Ministry about any, others about those in their territory.
func (t *transaction) near(ctx context.Context, r *change.Record, s *state, at *office) (bool, error) {
	switch at.role {
	case access.Ministry:
		return true, nil
	case access.Municipality, access.Prefecture, access.Region:
		if s.old == 0 && len(s.entries) == 0 {
			return false, nil
		}
		if answers(s.fold(), r.Structure) {
			return true, nil
		}
		return t.territory(ctx, s, at)
	}
	return false, nil
}

// territory reports whether the place last confirmed lies in the office's territory.
func (t *transaction) territory(ctx context.Context, s *state, at *office) (bool, error) {
	stays := s.fold().Presence.Stays
	for _, stay := range slices.Backward(stays) {
		where := stay.At
		if stay.State == casefile.InTransit {
			where = stay.From
		}
		if stay.State == casefile.Unplaced || where.Facility.IsZero() {
			continue
		}
		town, err := t.town(ctx, where.Facility)
		return town != "" && slices.Contains(at.territory, town), err
	}
	return false, nil
}

// town gives the municipality of a structure; "" if it is none.
func (t *transaction) town(ctx context.Context, f facility.ID) (string, error) {
	var town string
	const q = `SELECT municipality FROM structures WHERE id = $1 AND known_until IS NULL
		AND valid_from <= $2 AND (valid_until IS NULL OR $2 < valid_until)`
	err := t.tx.QueryRow(ctx, q, f, t.today).Scan(&town)
	if errors.Is(err, pgx.ErrNoRows) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("find municipality: %w", err)
	}
	return town, nil
}
