package projection

import (
	"github.com/jackc/pgx/v5"

	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// placementColumns are the placements to remove and to add, by column.
type placementColumns struct {
	gone struct {
		minor []minor.ID
		began []change.ID
		from  []day.Date
	}
	minor                       []minor.ID
	began, ended                []change.ID
	state, words, sentFromWords []string
	facility, sentFrom          []facility.ID
	from, until                 []day.Date
	granted, confirmed          []bool
}

func (n *placementColumns) add(c *Change) {
	gone, come := difference(c.Old.Placements, c.New.Placements)
	for _, p := range gone {
		n.gone.minor = append(n.gone.minor, c.Minor)
		n.gone.began, n.gone.from = append(n.gone.began, p.Began), append(n.gone.from, p.From)
	}
	for _, p := range come {
		n.minor = append(n.minor, c.Minor)
		n.began, n.ended = append(n.began, p.Began), append(n.ended, p.Ended)
		n.state = append(n.state, string(p.State))
		n.facility, n.words = append(n.facility, p.Facility), append(n.words, p.Words)
		n.sentFrom, n.sentFromWords = append(n.sentFrom, p.SentFrom), append(n.sentFromWords, p.SentFromWords)
		n.from, n.until = append(n.from, p.From), append(n.until, p.Until)
		n.granted, n.confirmed = append(n.granted, p.Granted), append(n.confirmed, p.Confirmed)
	}
}

func (n *placementColumns) queue(b *pgx.Batch) {
	if len(n.gone.minor) > 0 {
		b.Queue(`DELETE FROM placements p USING unnest($1::uuid[], $2::uuid[], $3::date[]) AS g (minor, began, from_on)
			WHERE p.minor = g.minor AND p.from_on = g.from_on AND p.began = g.began`,
			n.gone.minor, n.gone.began, n.gone.from)
	}
	if len(n.minor) > 0 {
		b.Queue(`INSERT INTO placements (minor, began, ended, state, facility, words, sent_from, sent_from_words,
				from_on, until_on, counted, granted, confirmed)
			SELECT minor, began, ended, state, facility, nullif(words, ''), sent_from, nullif(sent_from_words, ''),
				from_on, until_on, true, granted, confirmed
			FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::uuid[], $6::text[], $7::uuid[], $8::text[],
				$9::date[], $10::date[], $11::boolean[], $12::boolean[])
				AS n (minor, began, ended, state, facility, words, sent_from, sent_from_words, from_on, until_on,
					granted, confirmed)`,
			n.minor, n.began, n.ended, n.state, n.facility, n.words, n.sentFrom, n.sentFromWords, n.from, n.until,
			n.granted, n.confirmed)
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
