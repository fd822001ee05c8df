package directory

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"faro.example/registry/pg"
	"faro.example/shared/access"
	"faro.example/shared/change"
	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/guardian"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// Self is who somebody is, to themselves.
type Self struct {
	Name   minor.Text
	ID     institution.OfficeID // of the office at which they work
	Office Name
	// Kind is that of the institution; "" at a structure.
	Kind institution.Kind
}

// Self gives the caller's own name and office. It fails with [fault.Denied] for
// somebody who is not in the directory today.
func (d *Directory) Self(ctx context.Context, by access.Caller) (Self, error) {
	const q = `SELECT p.name, p.office AS id, o.code, coalesce(i.name, s.name, o.code) AS called, coalesce(i.kind, '') AS kind
		FROM people p JOIN offices o ON o.id = p.office
			LEFT JOIN institutions i ON i.id = o.id AND i.known_until IS NULL
				AND i.valid_from <= $2 AND (i.valid_until IS NULL OR $2 < i.valid_until)
			LEFT JOIN structures s ON s.id = o.id AND s.known_until IS NULL
				AND s.valid_from <= $2 AND (s.valid_until IS NULL OR $2 < s.valid_until)
		WHERE p.id = $1 AND p.known_until IS NULL AND p.valid_from <= $2 AND (p.valid_until IS NULL OR $2 < p.valid_until)`
	type row struct {
		Name   minor.Text
		ID     institution.OfficeID
		Code   string
		Called string
		Kind   institution.Kind
	}
	rows, err := collect[row](ctx, d.pool, "self", q, by.Person, d.today())
	if err != nil {
		return Self{}, err
	}
	if len(rows) == 0 {
		return Self{}, fault.Newf(fault.Denied, "no such person in the directory today")
	}
	r := rows[0]
	return Self{Name: r.Name, ID: r.ID, Office: Name{Code: r.Code, Name: r.Called}, Kind: r.Kind}, nil
}

// maxNamed is how many structures or institutions are offered for a few letters.
// Arbitrary: who sees more types more.
const maxNamed = 20

const columnsOfStructure = `s.id, o.code, s.name, s.type, s.municipality, s.body, s.beds, s.managed_by, nullif(s.places, '{}') AS places`

// FindStructures gives the structures of today with a code, or with all of the
// words given in name or code: at most 20, the exact code first. What
// structures there are is no secret and leaves no line.
func (d *Directory) FindStructures(ctx context.Context, words string) ([]facility.Structure, error) {
	const sql = `SELECT ` + columnsOfStructure + ` FROM structures s JOIN offices o ON o.id = s.id
		WHERE s.known_until IS NULL AND s.valid_from <= $1 AND (s.valid_until IS NULL OR $1 < s.valid_until)
			AND (lower(o.code) = lower($2) OR lower(o.code || ' ' || s.name) LIKE ALL ($3))
		ORDER BY lower(o.code) <> lower($2), o.code LIMIT $4`
	code := strings.TrimSpace(words)
	return collect[facility.Structure](ctx, d.pool, "structures", sql, d.today(), code, likeAll(code), maxNamed)
}

// FindMunicipalities gives the social services of today with a code, or with all
// of the words given in name or code, as [Directory.FindStructures] does.
func (d *Directory) FindMunicipalities(ctx context.Context, words string) ([]institution.Institution, error) {
	const sql = `SELECT i.id, o.code, i.name, i.kind, i.territory, i.parent FROM institutions i JOIN offices o ON o.id = i.id
		WHERE i.known_until IS NULL AND i.valid_from <= $1 AND (i.valid_until IS NULL OR $1 < i.valid_until)
			AND i.kind = 'municipality' AND (lower(o.code) = lower($2) OR lower(o.code || ' ' || i.name) LIKE ALL ($3))
		ORDER BY lower(o.code) <> lower($2), o.code LIMIT $4`
	code := strings.TrimSpace(words)
	return collect[institution.Institution](ctx, d.pool, "municipalities", sql, d.today(), code, likeAll(code), maxNamed)
}

// OfKind gives the institutions of a kind of today, by code: who they are is no
// secret, and leaves no line. It fails with [fault.Denied] for who is nobody of the
// directory.
func (d *Directory) OfKind(ctx context.Context, by access.Caller, k institution.Kind) ([]institution.Institution, error) {
	if by.Person.IsZero() {
		return nil, denied("institutions are read by people of the directory")
	}
	const sql = `SELECT i.id, o.code, i.name, i.kind, i.territory, i.parent FROM institutions i JOIN offices o ON o.id = i.id
		WHERE i.known_until IS NULL AND i.valid_from <= $1 AND (i.valid_until IS NULL OR $1 < i.valid_until) AND i.kind = $2
		ORDER BY o.code LIMIT $3`
	return collect[institution.Institution](ctx, d.pool, "institutions of a kind", sql, d.today(), k, maxNamed)
}

// likeAll makes patterns that each hold a word; no word at all is found nowhere.
func likeAll(words string) []string {
	out := []string{}
	for _, w := range strings.Fields(strings.ToLower(words)) {
		out = append(out, "%"+strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(w)+"%")
	}
	if len(out) == 0 {
		return []string{""}
	}
	return out
}

// Unattended gives the structures of the caller's territory that no installation
// speaks for: people write for them at the registry.
func (d *Directory) Unattended(ctx context.Context, by access.Caller) ([]facility.Structure, error) {
	const sql = `SELECT ` + columnsOfStructure + ` FROM structures s JOIN offices o ON o.id = s.id
		WHERE s.known_until IS NULL AND s.valid_from <= $1 AND (s.valid_until IS NULL OR $1 < s.valid_until)
			AND s.municipality = ANY ($2) AND NOT EXISTS (SELECT FROM installation_offices io
				JOIN installations i ON i.id = io.installation WHERE io.office = s.id AND i.revoked_at IS NULL)
		ORDER BY o.code`
	out, err := collect[facility.Structure](ctx, d.pool, "structures", sql, d.today(), append([]string{}, by.Territory...))
	if err != nil {
		return nil, fmt.Errorf("unattended: %w", pg.Fault(err))
	}
	return out, nil
}

// KnownGuardian is somebody of the directory who may be a minor's guardian.
type KnownGuardian struct {
	ID     institution.PersonID
	Name   minor.Text
	Office string // at which the person is entered
}

// FindGuardians gives the guardians of today whose name holds all of the words
// given, at most 20: for who writes down a court's appointment. It fails with
// [fault.Denied] for all others.
func (d *Directory) FindGuardians(ctx context.Context, by access.Caller, words minor.Text) ([]KnownGuardian, error) {
	if !slices.ContainsFunc(access.Relations(), func(r access.Relation) bool {
		return access.MayWrite(by.Role, guardian.Appointed{}.Kind(), change.Guardian, r)
	}) {
		return nil, denied("who names no guardian looks for none")
	}
	const sql = `SELECT p.id, p.name, coalesce(i.name, o.code) AS office FROM people p JOIN offices o ON o.id = p.office
			LEFT JOIN institutions i ON i.id = o.id AND i.known_until IS NULL
				AND i.valid_from <= $1 AND (i.valid_until IS NULL OR $1 < i.valid_until)
		WHERE p.role = 'guardian' AND p.known_until IS NULL AND p.valid_from <= $1 AND (p.valid_until IS NULL OR $1 < p.valid_until)
			AND lower(p.name) LIKE ALL ($2)
		ORDER BY p.name, p.id LIMIT $3`
	return collect[KnownGuardian](ctx, d.pool, "guardians", sql, d.today(), likeAll(words.Reveal()), maxNamed)
}

// Called gives the names of people as the directory said last, also of those who
// have left it: a record names its guardian by identifier. It fails with
// [fault.Denied] for who is shown no guardian of anybody.
func (d *Directory) Called(ctx context.Context, by access.Caller, people ...institution.PersonID) (map[institution.PersonID]minor.Text, error) {
	if !slices.ContainsFunc(access.Relations(), func(r access.Relation) bool {
		return slices.Contains(access.Shown(by.Role, access.OpenCasefile, r), change.Guardian)
	}) {
		return nil, denied("this role is shown no guardian")
	}
	return nameOfPeople(ctx, d.pool, people)
}
