package intake

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/guardian"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
	"faro.example/shared/placement"
)

// stays reports whether one of these minors is at the structure that a departure
// leaves, and is not sent along in the pushes that are taken together.
func (t *transaction) stays(ctx context.Context, minors []minor.ID, sent movement.Departed) (bool, error) {
	left := slices.DeleteFunc(slices.Clone(minors), func(m minor.ID) bool { return t.sendsAlong(m, sent) })
	if len(left) == 0 {
		return false, nil
	}
	const q = `SELECT EXISTS (SELECT FROM casefiles c JOIN casefiles l ON l.minor = coalesce(c.joined[1], c.minor)
		WHERE c.minor = ANY ($1) AND l.state = 'present' AND l.facility = $2)`
	var there bool
	if err := t.tx.QueryRow(ctx, q, left, sent.From.Facility).Scan(&there); err != nil {
		return false, fmt.Errorf("find brothers and sisters: %w", err)
	}
	return there, nil
}

// sendsAlong reports whether a frame that is pushed too sends a minor the same way.
func (t *transaction) sendsAlong(m minor.ID, sent movement.Departed) bool {
	for _, j := range t.jobs {
		for i := range j.frames {
			f := &j.frames[i]
			d, ok := f.rec.Body.(movement.Departed)
			if ok && f.why == nil && f.rec.Minor == m && d.From.Same(sent.From) && d.To.Same(sent.To) {
				return true
			}
		}
	}
	return false
}

// occupancy is how many places a structure has, and how many children are there
// by right or were sent there, as the tables say.
type occupancy struct{ beds, taken int }

// occupied gives how many places a structure has, of those that the directory
// says it has, and how many are taken: also by whom this transaction sends there
// before. What the tables say of it is asked once in a transaction: a push may be
// full of departures to one structure.
func (t *transaction) occupied(ctx context.Context, f facility.ID) (beds, taken int, err error) {
	o, asked := t.rooms[f]
	if !asked {
		if o, err = t.occupancy(ctx, f); err != nil {
			return 0, 0, err
		}
		t.rooms[f] = o
	}
	sent := 0
	for _, a := range t.taken {
		switch b := a.record().Body.(type) {
		case movement.Departed:
			if b.To.Facility == f {
				sent++
			}
		case placement.Reserved:
			if b.At.Facility == f {
				sent++
			}
		}
	}
	return o.beds, o.taken + sent, nil
}

// occupancy reads it; nothing where it is not known how many places there are.
func (t *transaction) occupancy(ctx context.Context, f facility.ID) (o occupancy, err error) {
	const q = `SELECT s.beds, (SELECT count(*) FROM casefiles c WHERE c.offices @> ARRAY[s.id]
				AND (c.state = 'present' AND c.facility = s.id OR c.state = 'in-transit' AND c.facility IS DISTINCT FROM s.id))
		FROM structures s WHERE s.id = $1 AND s.beds > 0 AND s.known_until IS NULL AND s.valid_from <= $2
			AND (s.valid_until IS NULL OR $2 < s.valid_until)`
	err = t.tx.QueryRow(ctx, q, f, t.today).Scan(&o.beds, &o.taken)
	if errors.Is(err, pgx.ErrNoRows) {
		return occupancy{}, nil
	}
	if err != nil {
		return occupancy{}, fmt.Errorf("count places: %w", err)
	}
	return o, nil
}

// wards gives of how many minors, another one apart, a person is the guardian:
// also by what this transaction has taken before. Who has left the register, or
// is of age, is nobody's ward, whether or not the end is written down.
func (t *transaction) wards(ctx context.Context, p institution.PersonID, but minor.ID) (n int, err error) {
	var minors []minor.ID
	const q = `SELECT coalesce(array_agg(DISTINCT coalesce(joined[1], minor)), '{}') FROM casefiles
		WHERE guardians <> '{}' AND guardians @> ARRAY[$1::uuid] AND minor <> $2 AND NOT joined @> ARRAY[$2::uuid]
			AND exit_on IS NULL AND (birth_on IS NULL OR birth_on > $3)`
	if err := t.tx.QueryRow(ctx, q, p, but, t.today.AddYears(-minor.Majority)).Scan(&minors); err != nil {
		return 0, fmt.Errorf("count wards: %w", err)
	}
	for _, a := range t.taken {
		b, ok := a.record().Body.(guardian.Appointed)
		if m := a.row.minor; ok && b.Guardian.Person == p && m != but && !slices.Contains(minors, m) {
			minors = append(minors, m)
		}
	}
	return len(minors), nil
}

// kind gives what an institution of the directory is; "" if it is none today.
func (t *transaction) kind(ctx context.Context, i institution.ID) (kind institution.Kind, err error) {
	const q = `SELECT kind FROM institutions WHERE id = $1 AND known_until IS NULL AND valid_from <= $2
		AND (valid_until IS NULL OR $2 < valid_until)`
	err = t.tx.QueryRow(ctx, q, i, t.today).Scan(&kind)
	if errors.Is(err, pgx.ErrNoRows) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("find institution: %w", err)
	}
	return kind, nil
}

// covers reports whether a tracing partner, or a mission of one, had an agreement
// on a day that covers a country, as the directory says now.
func (t *transaction) covers(ctx context.Context, partner institution.ID, country minor.Country, on day.Date) (covered bool, err error) {
	const q = `SELECT EXISTS (SELECT FROM institutions n JOIN agreements a ON a.partner = coalesce(n.parent, n.id)
			AND a.known_until IS NULL AND a.valid_from <= $3 AND (a.valid_until IS NULL OR $3 < a.valid_until) AND a.countries @> ARRAY[$2]
		WHERE n.id = $1 AND n.kind = 'tracing-partner' AND n.known_until IS NULL AND n.valid_from <= $4 AND (n.valid_until IS NULL OR $4 < n.valid_until))`
	if err := t.tx.QueryRow(ctx, q, partner, country, on, t.today).Scan(&covered); err != nil {
		return false, fmt.Errorf("find agreement: %w", err)
	}
	return covered, nil
}

// above gives the partner above a mission today; zero if it is no mission.
func (t *transaction) above(ctx context.Context, mission institution.ID) (partner institution.ID, err error) {
	const q = `SELECT coalesce(parent, '00000000-0000-0000-0000-000000000000') FROM institutions
		WHERE id = $1 AND kind = 'tracing-partner' AND known_until IS NULL AND valid_from <= $2 AND (valid_until IS NULL OR $2 < valid_until)`
	err = t.tx.QueryRow(ctx, q, mission, t.today).Scan(&partner)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return institution.ID{}, fmt.Errorf("find partner: %w", err)
	}
	return partner, nil
}
