package directory

import (
	"context"
	"slices"

	"faro.example/registry/pg"
	"faro.example/shared/access"
	"faro.example/shared/api"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// Agreement says in which countries a tracing partner traces families for the
// Ministry, from the day of the edit on (law 47/2017 art. 6). Its missions work
// under it.
type Agreement struct {
	Partner   institution.ID  `json:"partner"`
	Number    string          `json:"number"` // by which people know it
	Countries []minor.Country `json:"countries"`
	Until     day.Date        `json:"until,omitzero"` // the first day on which it is in force no more; zero while no end is said
}

// maxNumber bounds what an agreement is called, in characters. Arbitrary; the
// table has the same.
const maxNumber = 100

// Validate fails with [fault.Invalid], naming the field.
func (a Agreement) Validate() error {
	switch {
	case a.Partner.IsZero():
		return fault.Field("partner", "missing", "say with whom the agreement is")
	case a.Number == "":
		return fault.Field("number", "missing", "give the number or the title by which the agreement is known")
	case len(a.Countries) == 0:
		return fault.Field("countries", "missing", "name the countries that it covers")
	}
	for i, c := range a.Countries {
		switch {
		case c == minor.Stateless || c.Validate() != nil:
			return fault.Field("countries", "not a country", "use the two capital letters of ISO 3166")
		case slices.Contains(a.Countries[:i], c):
			return fault.Field("countries", "the same country twice", "name each once")
		}
	}
	return minor.Text(a.Number).Check("number", maxNumber)
}

// agreementRow is an agreement as the registry says now.
type agreementRow struct {
	version
	Partner   institution.ID
	Number    string
	Countries []minor.Country
}

func (r agreementRow) values() []any { return []any{r.Partner, r.Number, r.Countries} }

func agreementsTable() kept[agreementRow, institution.ID] {
	return kept[agreementRow, institution.ID]{
		name: "agreements", columns: []string{"partner", "number", "countries"}, by: "partner",
		key: func(r agreementRow) institution.ID { return r.Partner },
	}
}

func (w *writer) compareAgreements(ctx context.Context, e Edit) error {
	called := func(v Agreement) func(agreementRow) bool {
		return func(r agreementRow) bool { return r.Number == v.Number }
	}
	list := keys(e.Agreements, func(v Agreement) wanted[agreementRow, institution.ID] {
		return wanted[agreementRow, institution.ID]{
			key: v.Partner, row: agreementRow{Partner: v.Partner, Number: v.Number, Countries: v.Countries}, until: v.Until, of: called(v),
			same: func(r agreementRow) bool { return slices.Equal(r.Countries, v.Countries) },
		}
	})
	if err := put(ctx, w, agreementsTable(), list); err != nil {
		return err
	}
	return end(ctx, w, agreementsTable(), keys(e.Ended.Agreements, func(v Agreement) leave[agreementRow, institution.ID] {
		return leave[agreementRow, institution.ID]{v.Partner, called(v)}
	}))
}

// partnered fails with [fault.Invalid] if a mission is of no tracing partner, or
// is to have missions itself, or an agreement is with somebody else.
func (s *standing) partnered(e Edit) error {
	partner := func(id institution.ID) bool {
		for _, n := range e.Institutions {
			if n.ID == id {
				return n.Kind == institution.TracingPartner && n.Parent.IsZero()
			}
		}
		o := institution.Office(id)
		return s.kinds[o] == institution.TracingPartner && s.above[o].IsZero()
	}
	for i, v := range e.Institutions {
		if !v.Parent.IsZero() && (v.Kind != institution.TracingPartner || v.Parent == v.ID || !partner(v.Parent)) {
			return at("institutions", i, fault.Field("parent", "not a tracing partner, or a mission itself",
				"a mission is of kind tracing-partner, below the partner that has the agreement"))
		}
	}
	for i, v := range e.Agreements {
		if !partner(v.Partner) {
			return at("agreements", i, fault.Field("partner", "not a tracing partner, or a mission",
				"the agreement is with the partner; its missions work under it"))
		}
	}
	return nil
}

// Partner is a tracing partner or one of its missions, as of today.
type Partner struct {
	ID        institution.ID  `json:"id"`
	Code      string          `json:"code"`
	Name      string          `json:"name"`
	Parent    institution.ID  `json:"parent,omitzero"` // of a mission: its partner
	Countries []minor.Country `json:"countries"`       // that the agreements in force cover, in order
}

// Partners gives the tracing partners and missions of today, each partner before
// its missions, with the countries that its agreements in force cover. Who traces
// where is no secret, and leaves no line; it fails with [fault.Denied] for who is
// nobody of the directory.
func (d *Directory) Partners(ctx context.Context, by access.Caller) ([]Partner, error) {
	if by.Person.IsZero() {
		return nil, denied("partners are read by people of the directory")
	}
	const sql = `SELECT n.id, o.code, n.name, n.parent, ARRAY(
			SELECT DISTINCT unnest(a.countries) AS country FROM agreements a WHERE a.partner = coalesce(n.parent, n.id) AND a.known_until IS NULL
				AND a.valid_from <= $1 AND (a.valid_until IS NULL OR $1 < a.valid_until) ORDER BY country) AS countries
		FROM institutions n JOIN offices o ON o.id = n.id
		WHERE n.kind = 'tracing-partner' AND n.known_until IS NULL AND n.valid_from <= $1 AND (n.valid_until IS NULL OR $1 < n.valid_until)
		ORDER BY coalesce(n.parent, n.id), n.parent IS NOT NULL, o.code`
	return collect[Partner](ctx, d.pool, "partners", sql, d.today())
}

// agreements gives those in force with a tracing partner; none of any other kind
// of institution.
func (d *Directory) agreements(ctx context.Context, q pg.Querier, kind institution.Kind, partner institution.ID) ([]api.Agreement, error) {
	if kind != institution.TracingPartner {
		return nil, nil
	}
	const sql = `SELECT number, countries, valid_until AS until FROM agreements WHERE partner = $1 AND known_until IS NULL
		AND valid_from <= $2 AND (valid_until IS NULL OR $2 < valid_until) ORDER BY valid_from, number`
	return collect[api.Agreement](ctx, q, "agreements", sql, partner, d.today())
}
