package directory

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/pg"
	"faro.example/shared/access"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
)

// Caller gives a person of the directory as who asks, today, and for the reason
// stated. Where colleagues of the same office and role have handed their work
// to the person for today, it names them, and their offices are among the
// person's; to administer is never handed over. It fails with [fault.Denied] if
// there is no such person or the person's time is over, and with [fault.Invalid]
// without a reason.
func (d *Directory) Caller(ctx context.Context, person institution.PersonID, reason string) (access.Caller, error) {
	return d.caller(ctx, d.pool, person, reason)
}

func (d *Directory) caller(ctx context.Context, from pg.Querier, person institution.PersonID, reason string) (access.Caller, error) {
	if reason == "" {
		return access.Caller{}, fault.Field("reason", "missing", "say why you look, in a sentence: it is kept")
	}
	// Not materialized: of one or two of a nation's people each, by their key.
	const q = `WITH now AS NOT MATERIALIZED (SELECT id, role, office, administrator FROM people WHERE known_until IS NULL
			AND valid_from <= $2 AND (valid_until IS NULL OR $2 < valid_until)),
		handed AS (SELECT s.person FROM stand_ins s JOIN now p ON p.id = s.stand_in JOIN now a ON a.id = s.person
			WHERE s.stand_in = $1 AND s.known_until IS NULL AND s.valid_from <= $2 AND $2 < s.valid_until
				AND a.office = p.office AND a.role = p.role)
		SELECT p.role, p.office, p.administrator,
			ARRAY(SELECT person FROM handed ORDER BY person) AS handed,
			ARRAY(SELECT DISTINCT o.office FROM operators o WHERE o.person IN (SELECT p.id UNION SELECT person FROM handed)
				AND o.known_until IS NULL AND o.valid_from <= $2 AND (o.valid_until IS NULL OR $2 < o.valid_until)
				ORDER BY o.office) AS writes_for,
			ARRAY(SELECT unnest(n.territory) FROM institutions n WHERE n.id = p.office AND n.known_until IS NULL
				AND n.valid_from <= $2 AND (n.valid_until IS NULL OR $2 < n.valid_until)) AS territory
		FROM now p WHERE p.id = $1`
	type row struct {
		Role          access.Role
		Office        institution.OfficeID
		Administrator bool
		Handed        []institution.PersonID
		WritesFor     []institution.OfficeID
		Territory     []string
	}
	rows, err := from.Query(ctx, q, person, d.today())
	if err != nil {
		return access.Caller{}, pg.Fault(fmt.Errorf("find person: %w", err))
	}
	r, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[row])
	if errors.Is(err, pgx.ErrNoRows) {
		return access.Caller{}, fault.Newf(fault.Denied, "no such person in the directory today")
	}
	if err != nil {
		return access.Caller{}, pg.Fault(fmt.Errorf("find person: %w", err))
	}
	out := access.Caller{
		Role: r.Role, Person: person, Reason: reason, Territory: r.Territory, Administrator: r.Administrator,
		Offices: append([]institution.OfficeID{r.Office}, r.WritesFor...),
	}
	if len(r.Handed) > 0 {
		out.For = r.Handed
	}
	return out, nil
}
