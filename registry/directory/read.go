package directory

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/pg"
	"faro.example/shared/api"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// Directory gives what an installation must know of the directory today, whole:
// its lists replace those that the installation had. It works under the roles
// faro_directory and faro_feed.
func (d *Directory) Directory(ctx context.Context, q pg.Querier, agent change.AgentID) (*api.Directory, error) {
	var out api.Directory
	var err error
	if out.Operators, err = d.operators(ctx, q, agent); err != nil {
		return nil, err
	}
	if out.Offices, err = d.offices(ctx, q, agent); err != nil {
		return nil, err
	}
	blind, err := d.traces(ctx, q, agent)
	if err != nil || blind {
		return &out, err
	}
	if out.Structures, err = d.structures(ctx, q); err != nil {
		return nil, err
	}
	return &out, nil
}

// traces reports whether an installation speaks for tracing partners alone, as
// one of a mission does: it learns of no structure, so that who wrote a record
// does not tell it where the child lives.
func (d *Directory) traces(ctx context.Context, q pg.Querier, agent change.AgentID) (blind bool, err error) {
	const sql = `SELECT EXISTS (SELECT FROM installation_offices WHERE installation = $1)
		AND NOT EXISTS (SELECT FROM installation_offices i JOIN offices o ON o.id = i.office WHERE i.installation = $1
			AND (o.what = 'structure' OR NOT EXISTS (SELECT FROM institutions n WHERE n.id = i.office AND n.kind = 'tracing-partner')))`
	err = q.QueryRow(ctx, sql, agent).Scan(&blind)
	if err != nil {
		return false, pg.Fault(fmt.Errorf("find kind of installation: %w", err))
	}
	return blind, nil
}

func (d *Directory) operators(ctx context.Context, q pg.Querier, agent change.AgentID) ([]api.Operator, error) {
	const sql = `SELECT o.person, p.name, o.office, least(o.valid_until, p.valid_until) AS until, o.code_sum
		FROM installation_offices i JOIN operators o ON o.office = i.office JOIN people p ON p.id = o.person
		WHERE i.installation = $1 AND o.known_until IS NULL AND p.known_until IS NULL
			AND o.valid_from <= $2 AND (o.valid_until IS NULL OR $2 < o.valid_until)
			AND p.valid_from <= $2 AND (p.valid_until IS NULL OR $2 < p.valid_until)
		ORDER BY o.office, o.person`
	type row struct {
		Person  institution.PersonID
		Name    minor.Text
		Office  institution.OfficeID
		Until   day.Date
		CodeSum []byte
	}
	rows, err := collect[row](ctx, q, "operators", sql, agent, d.today())
	if err != nil {
		return nil, err
	}
	out := make([]api.Operator, 0, len(rows))
	for _, r := range rows {
		op := api.Operator{Person: r.Person, Name: r.Name, Office: r.Office, CodeSum: r.CodeSum}
		if !r.Until.IsZero() {
			op.Until = r.Until.Start().UTC()
		}
		out = append(out, op)
	}
	return out, nil
}

func (d *Directory) offices(ctx context.Context, q pg.Querier, agent change.AgentID) ([]api.Office, error) {
	const sql = `SELECT o.id, o.code, coalesce(s.name, n.name, o.code) AS name, coalesce(n.kind, '') AS kind, n.parent
		FROM installation_offices i JOIN offices o ON o.id = i.office
			LEFT JOIN structures s ON s.id = o.id AND s.known_until IS NULL
				AND s.valid_from <= $2 AND (s.valid_until IS NULL OR $2 < s.valid_until)
			LEFT JOIN institutions n ON n.id = o.id AND n.known_until IS NULL
				AND n.valid_from <= $2 AND (n.valid_until IS NULL OR $2 < n.valid_until)
		WHERE i.installation = $1 ORDER BY o.code`
	type row struct {
		ID     institution.OfficeID
		Code   string
		Name   string
		Kind   institution.Kind
		Parent institution.ID
	}
	rows, err := collect[row](ctx, q, "offices", sql, agent, d.today())
	if err != nil {
		return nil, err
	}
	out := make([]api.Office, len(rows))
	for i, r := range rows {
		out[i] = api.Office{ID: r.ID, Code: r.Code, Name: r.Name, Kind: r.Kind}
		if out[i].Agreements, err = d.agreements(ctx, q, r.Kind, cmp.Or(r.Parent, institution.ID(r.ID))); err != nil {
			return nil, err
		}
		if d.BundleKey == nil {
			continue
		}
		if out[i].Key, err = d.BundleKey(r.ID); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (d *Directory) structures(ctx context.Context, q pg.Querier) ([]facility.Structure, error) {
	const sql = `SELECT s.id, o.code, s.name, s.type, s.municipality, s.body, s.beds, s.managed_by, nullif(s.places, '{}') AS places
		FROM structures s JOIN offices o ON o.id = s.id
		WHERE s.known_until IS NULL AND s.valid_from <= $1 AND (s.valid_until IS NULL OR $1 < s.valid_until) ORDER BY o.code`
	return collect[facility.Structure](ctx, q, "structures", sql, d.today())
}

// Find gives the offices of the codes given, in their order. It fails with
// [fault.NotFound], naming the first that there is none of.
func (d *Directory) Find(ctx context.Context, codes ...string) ([]institution.OfficeID, error) {
	type row struct {
		ID   institution.OfficeID
		Code string
	}
	rows, err := collect[row](ctx, d.pool, "offices", `SELECT id, code FROM offices WHERE code = ANY ($1)`, codes)
	if err != nil {
		return nil, err
	}
	byCode := make(map[string]institution.OfficeID, len(rows))
	for _, r := range rows {
		byCode[r.Code] = r.ID
	}
	out := make([]institution.OfficeID, 0, len(codes))
	for _, c := range codes {
		o, ok := byCode[c]
		if !ok {
			return nil, fault.Newf(fault.NotFound, "the directory has no office with the code %q", c)
		}
		out = append(out, o)
	}
	return out, nil
}

// In gives the offices of a territory today: every structure in it, and the
// social services and prefectures that answer for a part of it.
func (d *Directory) In(ctx context.Context, municipalities []string) ([]institution.OfficeID, error) {
	const q = `SELECT id FROM structures WHERE known_until IS NULL AND municipality = ANY ($1)
			AND valid_from <= $2 AND (valid_until IS NULL OR $2 < valid_until)
		UNION SELECT id FROM institutions WHERE known_until IS NULL AND territory && $1
			AND kind IN ('municipality', 'prefecture')
			AND valid_from <= $2 AND (valid_until IS NULL OR $2 < valid_until)
		ORDER BY id`
	rows, err := d.pool.Query(ctx, q, municipalities, d.today())
	if err != nil {
		return nil, pg.Fault(fmt.Errorf("offices: %w", err))
	}
	out, err := pgx.CollectRows(rows, pgx.RowTo[institution.OfficeID])
	return out, pg.Fault(err)
}

// collect reads rows into structs by name.
func collect[R any](ctx context.Context, q pg.Querier, what, sql string, args ...any) ([]R, error) {
	rows, err := q.Query(ctx, sql, args...)
	if err != nil {
		return nil, pg.Fault(fmt.Errorf("%s: %w", what, err))
	}
	out, err := pgx.CollectRows(rows, pgx.RowToStructByName[R])
	if err != nil {
		return nil, pg.Fault(fmt.Errorf("%s: %w", what, err))
	}
	return out, nil
}

// The Ministry's seat in the directory.
const (
	seatCode = "MLPS"
	seatName = "Ministero del lavoro e delle politiche sociali"
)

// beginning is the day from which the seat stands: before any record can be of.
var beginning = day.Of(1900, time.January, 1)

// Of is [Directory.Directory] by the directory's own pool.
func (d *Directory) Of(ctx context.Context, agent change.AgentID) (*api.Directory, error) {
	return d.Directory(ctx, d.pool, agent)
}
