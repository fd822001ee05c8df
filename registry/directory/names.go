package directory

import (
	"context"

	"faro.example/shared/facility"
	"faro.example/shared/institution"
)

// Name is what people call an office: the directory's code and its name as last
// said, also of one that was closed.
type Name struct {
	Code string
	Name string
	Type facility.Type // of a structure
}

// String gives the name and the code.
func (n Name) String() string { return n.Name + " (" + n.Code + ")" }

// Names gives the names of offices. One that the directory does not have is left
// out. What offices are called is no secret and leaves no line.
func (d *Directory) Names(ctx context.Context, offices ...institution.OfficeID) (map[institution.OfficeID]Name, error) {
	// PostgreSQL is not shown the list while it makes its plan: so it keeps the plan.
	const sql = `SELECT o.id, o.code, coalesce(n.name, o.code) AS name, coalesce(n.type, '') AS type
		FROM (SELECT DISTINCT unnest((SELECT $1::uuid[]))) u (id) JOIN offices o ON o.id = u.id LEFT JOIN LATERAL (
			SELECT s.name, s.type, s.valid_from FROM structures s WHERE s.id = o.id AND s.known_until IS NULL
			UNION ALL SELECT i.name, NULL, i.valid_from FROM institutions i WHERE i.id = o.id AND i.known_until IS NULL
			ORDER BY valid_from DESC LIMIT 1) n ON true`
	type row struct {
		ID   institution.OfficeID
		Code string
		Name string
		Type facility.Type
	}
	rows, err := collect[row](ctx, d.pool, "names", sql, offices)
	if err != nil {
		return nil, err
	}
	out := make(map[institution.OfficeID]Name, len(rows))
	for _, r := range rows {
		out[r.ID] = Name{Code: r.Code, Name: r.Name, Type: r.Type}
	}
	return out, nil
}
