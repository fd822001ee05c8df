package projection

import (
	"slices"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/pg"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// placementRows are the placements to remove, to change and to add. One that
// begins as before is changed in its place; since it ends before the next begins,
// now as then, it is in the way of no other meanwhile.
type placementRows struct{ gone, moved, come *pg.Columns }

func newPlacementRows(changes int) placementRows {
	return placementRows{pg.NewColumns(3, changes), pg.NewColumns(12, changes), pg.NewColumns(12, changes)}
}

func (n placementRows) add(c *Change) {
	gone, come := difference(c.Old.Placements, c.New.Placements)
	for i := range gone {
		if p := &gone[i]; !slices.ContainsFunc(come, p.begins) {
			n.gone.ID(c.Minor).ID(p.Began).Day(p.From)
		}
	}
	for i := range come {
		p, rows := &come[i], n.come
		if slices.ContainsFunc(gone, p.begins) {
			rows = n.moved
		}
		rows.ID(c.Minor).ID(p.Began).ID(p.Ended).Text(string(p.State)).ID(p.Facility).Text(p.Words).ID(p.SentFrom).
			Text(p.SentFromWords).Day(p.From).Day(p.Until).Bool(p.Granted).Bool(p.Confirmed)
	}
}

// begins reports whether another placement begins on the same day, by the same record.
func (p *Placement) begins(o Placement) bool { return p.Began == o.Began && p.From == o.From }

func (n placementRows) queue(b *pgx.Batch) {
	if n.gone.Len() > 0 {
		b.Queue(`DELETE FROM placements p
			USING (SELECT unnest($1::uuid[]) AS minor, unnest($2::uuid[]) AS began, unnest($3::date[]) AS from_on) AS g
			WHERE p.minor = g.minor AND p.from_on = g.from_on AND p.began = g.began`, n.gone.Args()...)
	}
	if n.moved.Len() > 0 {
		b.Queue(`UPDATE placements p SET ended = n.ended, state = n.state, facility = n.facility, words = n.words,
				sent_from = n.sent_from, sent_from_words = n.sent_from_words, until_on = n.until_on, granted = n.granted,
				confirmed = n.confirmed
			FROM (SELECT unnest($1::uuid[]) AS minor, unnest($2::uuid[]) AS began, unnest($3::uuid[]) AS ended,
				unnest($4::text[]) AS state, unnest($5::uuid[]) AS facility, unnest($6::text[]) AS words,
				unnest($7::uuid[]) AS sent_from, unnest($8::text[]) AS sent_from_words, unnest($9::date[]) AS from_on,
				unnest($10::date[]) AS until_on, unnest($11::boolean[]) AS granted, unnest($12::boolean[]) AS confirmed) AS n
			WHERE p.minor = n.minor AND p.from_on = n.from_on AND p.began = n.began`, n.moved.Args()...)
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
