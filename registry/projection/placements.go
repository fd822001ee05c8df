package projection

import (
	"github.com/jackc/pgx/v5"

	"faro.example/registry/pg"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// placementRows are the placements to remove and to add.
type placementRows struct{ gone, come *pg.Columns }

func newPlacementRows(changes int) placementRows {
	return placementRows{pg.NewColumns(3, changes), pg.NewColumns(12, 2*changes)}
}

func (n placementRows) add(c *Change) {
	gone, come := difference(c.Old.Placements, c.New.Placements)
	for _, p := range gone {
		n.gone.ID(c.Minor).ID(p.Began).Day(p.From)
	}
	for _, p := range come {
		n.come.ID(c.Minor).ID(p.Began).ID(p.Ended).Text(string(p.State)).ID(p.Facility).Text(p.Words).ID(p.SentFrom).
			Text(p.SentFromWords).Day(p.From).Day(p.Until).Bool(p.Granted).Bool(p.Confirmed)
	}
}

func (n placementRows) queue(b *pgx.Batch) {
	if n.gone.Len() > 0 {
		b.Queue(`DELETE FROM placements p
			USING (SELECT unnest($1::uuid[]) AS minor, unnest($2::uuid[]) AS began, unnest($3::date[]) AS from_on) AS g
			WHERE p.minor = g.minor AND p.from_on = g.from_on AND p.began = g.began`, n.gone.Args()...)
	}
	if n.come.Len() > 0 {
		b.Queue(`INSERT INTO placements (minor, began, ended, state, facility, words, sent_from, sent_from_words,
				from_on, until_on, granted, confirmed, counted)
			SELECT unnest($1::uuid[]), unnest($2::uuid[]), unnest($3::uuid[]), unnest($4::text[]), unnest($5::uuid[]),
				unnest($6::text[]), unnest($7::uuid[]), unnest($8::text[]), unnest($9::date[]), unnest($10::date[]),
				unnest($11::boolean[]), unnest($12::boolean[]), true`, n.come.Args()...)
	}
}

// custodyColumns are the custodies to remove and to add, by column.
type custodyColumns struct {
	gone struct {
		minor       []minor.ID
		institution []institution.ID
		began       []change.ID
		from        []day.Date
	}
	minor          []minor.ID
	institution    []institution.ID
	began, ended   []change.ID
	from, until    []day.Date
	lead, released []bool
}

func (n *custodyColumns) add(c *Change) {
	gone, come := difference(c.Old.Custodies, c.New.Custodies)
	for _, p := range gone {
		n.gone.minor, n.gone.institution = append(n.gone.minor, c.Minor), append(n.gone.institution, p.Institution)
		n.gone.began, n.gone.from = append(n.gone.began, p.Began), append(n.gone.from, p.From)
	}
	for _, p := range come {
		n.minor, n.institution = append(n.minor, c.Minor), append(n.institution, p.Institution)
		n.began, n.ended = append(n.began, p.Began), append(n.ended, p.Ended)
		n.from, n.until = append(n.from, p.From), append(n.until, p.Until)
		n.lead, n.released = append(n.lead, p.Lead), append(n.released, p.Released)
	}
}

func (n *custodyColumns) queue(b *pgx.Batch) {
	if len(n.gone.minor) > 0 {
		b.Queue(`DELETE FROM custodies c USING unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::date[])
				AS g (minor, institution, began, from_on)
			WHERE c.minor = g.minor AND c.from_on = g.from_on AND c.institution = g.institution AND c.began = g.began`,
			n.gone.minor, n.gone.institution, n.gone.began, n.gone.from)
	}
	if len(n.minor) > 0 {
		b.Queue(`INSERT INTO custodies (minor, institution, began, ended, from_on, until_on, lead, released)
			SELECT minor, institution, began, ended, from_on, until_on, lead, released
			FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::date[], $6::date[], $7::boolean[], $8::boolean[])
				AS n (minor, institution, began, ended, from_on, until_on, lead, released)`,
			n.minor, n.institution, n.began, n.ended, n.from, n.until, n.lead, n.released)
	}
}
