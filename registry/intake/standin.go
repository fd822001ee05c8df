package intake

import (
	"github.com/jackc/pgx/v5"

	"faro.example/shared/institution"
)

// stoodIn is who wrote in whose name for which office.
type stoodIn struct {
	office institution.OfficeID
	person institution.PersonID
	name   string
}

// queueStandIns keeps who wrote the records that were taken in an operator's
// name, for the administrator to be told (design section 5). Nothing is asked of
// the database where nobody did.
func (t *transaction) queueStandIns(b *pgx.Batch) {
	var order []stoodIn
	records := map[stoodIn]int{}
	for _, a := range t.taken {
		rec := a.record()
		if rec.StandIn == "" {
			continue
		}
		s := stoodIn{rec.Structure, rec.Author, rec.StandIn.Reveal()}
		if records[s]++; records[s] == 1 {
			order = append(order, s)
		}
	}
	for _, s := range order {
		const q = `INSERT INTO stood_in (office, person, name, first_at, last_at, records)
			SELECT $1, $2, $3, $4, $4, $5 WHERE EXISTS (SELECT FROM offices WHERE id = $1)
			ON CONFLICT (office, person, name) DO UPDATE SET last_at = excluded.last_at, records = stood_in.records + excluded.records`
		b.Queue(q, s.office, s.person, s.name, t.now, records[s])
	}
}
