package directory

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/pg"
	"faro.example/shared/access"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// Listed is what the directory says today, as its administrators see it.
type Listed struct {
	Offices   []ListedOffice   `json:"offices"`
	People    []ListedPerson   `json:"people"`
	Operators []ListedOperator `json:"operators"`
	StandIns  []ListedStandIn  `json:"stand_ins"`
	StoodIn   []ListedStoodIn  `json:"stood_in"`

	Agreements []ListedAgreement `json:"agreements"`
}

// ListedAgreement is an agreement with a tracing partner that is not over.
type ListedAgreement struct {
	Partner   string          `json:"partner"` // its code
	Number    string          `json:"number"`
	Countries []minor.Country `json:"countries"`
	From      day.Date        `json:"from"`
	Until     day.Date        `json:"until,omitzero"`
}

// ListedOffice is an institution or a structure.
type ListedOffice struct {
	ID        institution.OfficeID `json:"id"`
	Code      string               `json:"code"`
	Name      string               `json:"name"`
	Kind      string               `json:"kind"` // of the institution; structure for a structure
	Territory []string             `json:"territory"`
	ManagedBy facility.BodyID      `json:"managed_by,omitzero"`
	Until     day.Date             `json:"until,omitzero"`
	Parent    institution.ID       `json:"parent,omitzero"` // of a mission: its partner
}

// ListedPerson is a person at an office.
type ListedPerson struct {
	ID            institution.PersonID `json:"id"`
	Name          minor.Text           `json:"name"`
	Office        string               `json:"office"` // its code
	Role          access.Role          `json:"role"`
	Administrator bool                 `json:"administrator"`
	Until         day.Date             `json:"until,omitzero"`
}

// ListedOperator is who may write for an office.
type ListedOperator struct {
	Person institution.PersonID `json:"person"`
	Office string               `json:"office"` // its code
	Until  day.Date             `json:"until,omitzero"`
}

// ListedStandIn is whose work was handed to whom, from today on.
type ListedStandIn struct {
	Person  institution.PersonID `json:"person"`
	StandIn institution.PersonID `json:"stand_in"`
	From    day.Date             `json:"from"`
	Until   day.Date             `json:"until"`
}

// List shows an administrator the office with a code and its people, or every
// office and all people if code is empty. Administrators of other institutions
// than the Ministry are shown people of their own office only. A line is
// committed first. It fails with [fault.Denied].
func (d *Directory) List(ctx context.Context, by access.Caller, code string) (Listed, error) {
	action := access.KeepStaff
	if by.Role == access.Ministry {
		action = access.KeepDirectory
	}
	no := access.Allow(by, action)
	if err := d.lineOf(ctx, by, "")(action, no == nil, "list "+code); err != nil || no != nil {
		return Listed{}, errors.Join(no, err)
	}
	var own []institution.OfficeID // nil is any
	if action == access.KeepStaff {
		own = by.Offices[:1]
	}
	var out Listed
	err := pg.InSnapshot(ctx, d.pool, nil, func(ctx context.Context, tx pgx.Tx) (err error) {
		out, err = d.list(ctx, tx, code, own)
		return err
	})
	return out, err
}

func (d *Directory) list(ctx context.Context, tx pgx.Tx, code string, own []institution.OfficeID) (out Listed, err error) {
	const offices = `SELECT o.id, o.code, coalesce(n.name, s.name) AS name, coalesce(n.kind, 'structure') AS kind,
			coalesce(n.territory, ARRAY[s.municipality]) AS territory, s.managed_by, coalesce(n.valid_until, s.valid_until) AS until, n.parent
		FROM offices o
		LEFT JOIN institutions n ON n.id = o.id AND n.known_until IS NULL AND n.valid_from <= $1 AND (n.valid_until IS NULL OR $1 < n.valid_until)
		LEFT JOIN structures s ON s.id = o.id AND s.known_until IS NULL AND s.valid_from <= $1 AND (s.valid_until IS NULL OR $1 < s.valid_until)
		WHERE coalesce(n.id, s.id) IS NOT NULL AND ($2 = '' OR o.code = $2) ORDER BY o.code`
	if out.Offices, err = collect[ListedOffice](ctx, tx, "offices", offices, d.today(), code); err != nil {
		return out, err
	}
	const people = `SELECT p.id, p.name, o.code AS office, p.role, p.administrator, p.valid_until AS until
		FROM people p JOIN offices o ON o.id = p.office
		WHERE p.known_until IS NULL AND p.valid_from <= $1 AND (p.valid_until IS NULL OR $1 < p.valid_until)
			AND ($2 = '' OR o.code = $2) AND ($3::uuid[] IS NULL OR o.id = ANY ($3)) ORDER BY o.code, p.id`
	if out.People, err = collect[ListedPerson](ctx, tx, "people", people, d.today(), code, own); err != nil {
		return out, err
	}
	const operators = `SELECT w.person, o.code AS office, w.valid_until AS until FROM operators w JOIN offices o ON o.id = w.office
			JOIN people p ON p.id = w.person AND p.known_until IS NULL AND p.valid_from <= $1 AND (p.valid_until IS NULL OR $1 < p.valid_until)
		WHERE w.known_until IS NULL AND w.valid_from <= $1 AND (w.valid_until IS NULL OR $1 < w.valid_until)
			AND ($2 = '' OR o.code = $2) AND ($3::uuid[] IS NULL OR p.office = ANY ($3)) ORDER BY o.code, w.person`
	if out.Operators, err = collect[ListedOperator](ctx, tx, "operators", operators, d.today(), code, own); err != nil {
		return out, err
	}
	const standIns = `SELECT s.person, s.stand_in, s.valid_from AS "from", s.valid_until AS until FROM stand_ins s
			JOIN people p ON p.id = s.person AND p.known_until IS NULL AND p.valid_from <= $1 AND (p.valid_until IS NULL OR $1 < p.valid_until)
			JOIN offices o ON o.id = p.office
		WHERE s.known_until IS NULL AND $1 < s.valid_until AND ($2 = '' OR o.code = $2) AND ($3::uuid[] IS NULL OR o.id = ANY ($3))
		ORDER BY s.person, s.valid_from`
	if out.StandIns, err = collect[ListedStandIn](ctx, tx, "stand-ins", standIns, d.today(), code, own); err != nil {
		return out, err
	}
	const stoodIn = `SELECT s.person, o.code AS office, s.name, s.first_at AS "first", s.last_at AS "last", s.records
		FROM stood_in s JOIN offices o ON o.id = s.office
			JOIN people p ON p.id = s.person AND p.known_until IS NULL AND p.valid_from <= $1 AND (p.valid_until IS NULL OR $1 < p.valid_until)
		WHERE ($2 = '' OR o.code = $2) AND ($3::uuid[] IS NULL OR p.office = ANY ($3)) ORDER BY s.last_at DESC, s.person, s.name`
	if out.StoodIn, err = collect[ListedStoodIn](ctx, tx, "stand-ins", stoodIn, d.today(), code, own); err != nil {
		return out, err
	}
	const agreements = `SELECT o.code AS partner, a.number, a.countries, a.valid_from AS "from", a.valid_until AS until
		FROM agreements a JOIN offices o ON o.id = a.partner
		WHERE a.known_until IS NULL AND (a.valid_until IS NULL OR $1 < a.valid_until) AND ($2 = '' OR o.code = $2)
			AND ($3::uuid[] IS NULL OR o.id = ANY ($3)) ORDER BY o.code, a.valid_from, a.number`
	out.Agreements, err = collect[ListedAgreement](ctx, tx, "agreements", agreements, d.today(), code, own)
	return out, err
}

// Person gives an administrator a person as the directory says today, to be
// changed by an edit. It fails with [fault.Denied] also where there is none.
func (d *Directory) Person(ctx context.Context, by access.Caller, id institution.PersonID) (Person, error) {
	var out Person
	line := d.lineOf(ctx, by, "find person "+id.String()+" ")
	err := pg.InTx(ctx, d.pool, func(ctx context.Context, tx pgx.Tx) error {
		e := Edit{From: d.today(), Ended: Ended{People: []institution.PersonID{id}}}
		s, err := d.standing(ctx, tx, by, e)
		if err != nil {
			return err
		}
		action, no := s.may(by, e)
		found, there := s.people[id]
		if no == nil && !there {
			no = denied("no such person")
		}
		if err := line(action, no == nil, ""); err != nil {
			return err
		}
		out = found.Person
		return no
	})
	return out, err
}
