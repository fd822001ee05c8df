package lookup

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/audit"
	"faro.example/registry/pg"
	"faro.example/shared/access"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// Caseload is how many wards a guardian of the directory has.
type Caseload struct {
	Person    institution.PersonID
	Name      minor.Text
	Wards     int
	Volunteer int // of these, those for whom the guardian is of the court's list
}

// Caseloads gives how many wards each guardian of the directory has, of the
// children whom the caller may see, those with most first: who is of age or has
// left the register is nobody's ward. It fails with [fault.Denied] for who is
// shown no guardian. One line says that it was asked.
func (l *Lookup) Caseloads(ctx context.Context, caller access.Caller) ([]Caseload, error) {
	line := audit.Line{Caller: caller, Action: access.Search, Asked: `{"caseloads":true}`, Allowed: MayQueue(caller.Role, Unguarded)}
	if err := l.lines.Write(ctx, line); err != nil {
		return nil, err
	}
	if !line.Allowed {
		return nil, fault.Newf(fault.Denied, "this role has no such list")
	}
	var out []Caseload
	err := pg.InSnapshot(ctx, l.pool, settings(caller), func(ctx context.Context, tx pgx.Tx) error {
		const sql = `SELECT g.person, coalesce((SELECT p.name FROM people p WHERE p.id = g.person AND p.known_until IS NULL ORDER BY p.valid_from DESC LIMIT 1), '') AS name,
				count(*) AS wards, count(*) FILTER (WHERE EXISTS (SELECT FROM matters m WHERE m.minor = c.minor AND m.what = 'guardianship' AND m.detail = 'volunteer')) AS volunteer
			FROM casefiles c CROSS JOIN LATERAL unnest(c.guardians) AS g (person)
			WHERE c.guardians <> '{}' AND (cardinality(c.joined) < 2 OR c.joined[1] = c.minor) AND c.exit_on IS NULL AND (c.birth_on IS NULL OR c.birth_on > $1)
			GROUP BY g.person ORDER BY count(*) DESC, g.person LIMIT $2`
		rows, err := tx.Query(ctx, sql, l.today().AddYears(-minor.Majority), MaxCounted)
		if err != nil {
			return fmt.Errorf("count wards: %w", err)
		}
		out, err = pgx.CollectRows(rows, pgx.RowToStructByName[Caseload])
		return err
	})
	return out, err
}
