package projection

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/pg"
	"faro.example/shared/access"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/institution"
)

// Seat is an installation at an office, with the role that it has there.
type Seat struct {
	Agent change.AgentID
	Role  access.Role
}

// Seats gives the unrevoked installations that speak for offices on a day; nil
// is all offices.
func Seats(ctx context.Context, q pg.Querier, offices []institution.OfficeID, today day.Date) (map[institution.OfficeID][]Seat, error) {
	out := map[institution.OfficeID][]Seat{}
	if offices != nil && len(offices) == 0 {
		return out, nil
	}
	rows, err := q.Query(ctx, selectSeats, offices, today)
	if err != nil {
		return nil, fmt.Errorf("find installations: %w", pg.Fault(err))
	}
	if err := collectSeats(rows, out); err != nil {
		return nil, fmt.Errorf("find installations: %w", pg.Fault(err))
	}
	return out, nil
}

// QueueSeats adds to a batch what [Seats] does, of some offices; out is filled
// once the batch has run.
func QueueSeats(b *pgx.Batch, offices []institution.OfficeID, today day.Date, out map[institution.OfficeID][]Seat) {
	if len(offices) > 0 {
		b.Queue(selectSeats, offices, today).Query(func(rows pgx.Rows) error { return collectSeats(rows, out) })
	}
}

// An installation that speaks for an institution which stands no more has no role
// there, and sees nothing by it: it is not a centre.
const selectSeats = `SELECT io.office, io.installation, coalesce(n.kind, 'centre')
	FROM installation_offices io
	JOIN offices o ON o.id = io.office
	JOIN installations i ON i.id = io.installation AND i.revoked_at IS NULL
	LEFT JOIN institutions n ON n.id = io.office AND n.known_until IS NULL
		AND n.valid_from <= $2 AND (n.valid_until IS NULL OR $2 < n.valid_until)
	WHERE ($1::uuid[] IS NULL OR io.office = ANY ($1)) AND (o.what = 'structure' OR n.kind IS NOT NULL) ORDER BY io.office, io.installation`

func collectSeats(rows pgx.Rows, out map[institution.OfficeID][]Seat) error {
	var o institution.OfficeID
	var s Seat
	_, err := pgx.ForEachRow(rows, []any{&o, &s.Agent, &s.Role}, func() error {
		out[o] = append(out[o], s)
		return nil
	})
	return err
}

// Sections gives the sections that each installation sees of a minor who is in
// the scope of some offices, in order.
func Sections(offices []institution.OfficeID, seats map[institution.OfficeID][]Seat) map[change.AgentID][]change.Section {
	out := map[change.AgentID][]change.Section{}
	for _, o := range offices {
		for _, s := range seats[o] {
			for _, section := range access.Sections(s.Role) {
				if !slices.Contains(out[s.Agent], section) {
					out[s.Agent] = append(out[s.Agent], section)
				}
			}
		}
	}
	for agent := range out {
		slices.Sort(out[agent])
	}
	return out
}
