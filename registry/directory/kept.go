package directory

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"faro.example/shared/access"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// Structures gives those of today in some municipalities, by code; of the nation
// if none is named. What structures there are is no secret, and leaves no line; it
// fails with [fault.Denied] for who is nobody of the directory.
func (d *Directory) Structures(ctx context.Context, by access.Caller, towns ...string) ([]facility.Structure, error) {
	if by.Person.IsZero() {
		return nil, denied("structures are read by people of the directory")
	}
	const sql = `SELECT ` + columnsOfStructure + ` FROM structures s JOIN offices o ON o.id = s.id
		WHERE s.known_until IS NULL AND s.valid_from <= $1 AND (s.valid_until IS NULL OR $1 < s.valid_until)
			AND (cardinality($2::text[]) = 0 OR s.municipality = ANY ($2)) ORDER BY o.code`
	return collect[facility.Structure](ctx, d.pool, "structures", sql, d.today(), append([]string{}, towns...))
}

// Institutions gives those of today of a kind, all of them if none is named, by
// code, as [Directory.Structures] does.
func (d *Directory) Institutions(ctx context.Context, by access.Caller, k institution.Kind) ([]institution.Institution, error) {
	if by.Person.IsZero() {
		return nil, denied("institutions are read by people of the directory")
	}
	const sql = `SELECT i.id, o.code, i.name, i.kind, i.territory, i.parent FROM institutions i JOIN offices o ON o.id = i.id
		WHERE i.known_until IS NULL AND i.valid_from <= $1 AND (i.valid_until IS NULL OR $1 < i.valid_until) AND ($2 = '' OR i.kind = $2)
		ORDER BY o.code`
	return collect[institution.Institution](ctx, d.pool, "institutions", sql, d.today(), k)
}

// Bodies gives the managing bodies of today, by code, as [Directory.Structures] does.
func (d *Directory) Bodies(ctx context.Context, by access.Caller) ([]facility.Body, error) {
	if by.Person.IsZero() {
		return nil, denied("managing bodies are read by people of the directory")
	}
	const sql = `SELECT id, code, name FROM managing_bodies WHERE known_until IS NULL
		AND valid_from <= $1 AND (valid_until IS NULL OR $1 < valid_until) ORDER BY code`
	return collect[facility.Body](ctx, d.pool, "managing bodies", sql, d.today())
}

// Alike gives the structures of today that a new one may be, entered twice: in the
// same municipality, with a name alike; the most alike first.
func (d *Directory) Alike(ctx context.Context, by access.Caller, s facility.Structure) ([]facility.Structure, error) {
	all, err := d.Structures(ctx, by, s.Municipality)
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(o facility.Structure) bool { return o.ID == s.ID || alike(s, o) < alikeFrom })
	slices.SortFunc(all, func(a, b facility.Structure) int {
		return cmp.Or(cmp.Compare(alike(s, b), alike(s, a)), cmp.Compare(a.Code, b.Code))
	})
	return all, nil
}

// Version is what the directory said of a structure, an institution or a managing
// body, who said it and when.
type Version struct {
	Name      string
	Kind      string // of the institution, or the type of the structure; "" of a managing body
	Beds      int
	Towns     int // municipalities of the institution's territory
	From      day.Date
	Until     day.Date
	Holds     bool // it is what the directory says now
	ChangedAt time.Time
	By        minor.Text // who changed it; "" of the registry itself and of imports
}

// Versions gives all that the directory ever said of one of them, the latest
// first. A line is committed first. It fails with [fault.Denied] for who keeps
// neither the directory nor an office's staff.
func (d *Directory) Versions(ctx context.Context, by access.Caller, code string) ([]Version, error) {
	action := access.KeepStaff
	if by.Role == access.Ministry {
		action = access.KeepDirectory
	}
	no := access.Allow(by, action)
	if err := d.lineOf(ctx, by, "")(action, no == nil, "versions of "+code); err != nil || no != nil {
		return nil, errors.Join(no, err)
	}
	const sql = `WITH said AS (
			SELECT s.name, s.type AS kind, s.beds, 0 AS towns, s.valid_from, s.valid_until, s.known_until, s.changed_at, s.changed_by, s.version
			FROM structures s JOIN offices o ON o.id = s.id WHERE o.code = $1
			UNION ALL SELECT i.name, i.kind, 0, cardinality(i.territory), i.valid_from, i.valid_until, i.known_until, i.changed_at, i.changed_by, i.version
			FROM institutions i JOIN offices o ON o.id = i.id WHERE o.code = $1
			UNION ALL SELECT b.name, '', 0, 0, b.valid_from, b.valid_until, b.known_until, b.changed_at, b.changed_by, b.version
			FROM managing_bodies b WHERE b.code = $1
		)
		SELECT name, kind, beds, towns, valid_from AS "from", valid_until AS until, known_until IS NULL AS holds, changed_at,
			coalesce((SELECT p.name FROM people p WHERE p.id = said.changed_by ORDER BY p.version DESC LIMIT 1), '') AS by
		FROM said ORDER BY changed_at DESC, valid_from DESC, version DESC`
	return collect[Version](ctx, d.pool, "versions", sql, code)
}
