package alert

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/pg"
	"faro.example/shared/casefile"
	"faro.example/shared/facility"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/movement"
	"faro.example/shared/reference"
)

// directory is what of the directory alerts go by.
type directory struct {
	towns    map[facility.ID]string            // municipality of each structure
	services map[string][]institution.OfficeID // of a municipality
	ministry []institution.OfficeID
	places   *reference.Tables
}

// readDirectory reads the directory as it is known now.
func readDirectory(ctx context.Context, tx pgx.Tx, places *reference.Tables) (*directory, error) {
	d := &directory{towns: map[facility.ID]string{}, services: map[string][]institution.OfficeID{}, places: places}
	rows, err := tx.Query(ctx, `SELECT DISTINCT ON (id) id, municipality FROM structures WHERE known_until IS NULL ORDER BY id, valid_from DESC`)
	if err != nil {
		return nil, fmt.Errorf("read structures: %w", pg.Fault(err))
	}
	var f facility.ID
	var town string
	if _, err := pgx.ForEachRow(rows, []any{&f, &town}, func() error {
		d.towns[f] = town
		return nil
	}); err != nil {
		return nil, fmt.Errorf("read structures: %w", pg.Fault(err))
	}
	rows, err = tx.Query(ctx, `SELECT id, kind, territory FROM institutions
		WHERE known_until IS NULL AND valid_until IS NULL AND kind IN ('ministry', 'municipality') ORDER BY id`)
	if err != nil {
		return nil, fmt.Errorf("read institutions: %w", pg.Fault(err))
	}
	var o institution.OfficeID
	var kind institution.Kind
	var territory []string
	_, err = pgx.ForEachRow(rows, []any{&o, &kind, &territory}, func() error {
		if kind == institution.Ministry {
			d.ministry = append(d.ministry, o)
			return nil
		}
		for _, town := range territory {
			d.services[town] = append(d.services[town], o)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read institutions: %w", pg.Fault(err))
	}
	return d, nil
}

// concerned gives whom an alert about a transfer goes to.
func (d *directory) concerned(f *casefile.File, from, to facility.Place) ([]institution.OfficeID, []institution.PersonID) {
	offices := slices.Clone(d.ministry)
	persons := []institution.PersonID{}
	for _, p := range []facility.Place{from, to} {
		if !p.Facility.IsZero() {
			offices = append(append(offices, institution.OfficeOf(p.Facility)), d.services[d.towns[p.Facility]]...)
		}
	}
	for _, c := range f.Custody.Spans {
		if c.Span.Open() {
			offices = append(offices, institution.Office(c.By))
		}
	}
	for _, g := range guardians(f) {
		switch {
		case !g.Person.IsZero():
			persons = append(persons, g.Person)
		case !g.Institution.IsZero():
			offices = append(offices, institution.Office(g.Institution))
		}
	}
	return once(offices), once(persons)
}

// once puts identifiers in order, each once, so that two lists can be compared.
func once[T ~[16]byte](ids []T) []T {
	slices.SortFunc(ids, func(a, b T) int { return id.Of[struct{}](a).Compare(id.Of[struct{}](b)) })
	return slices.Compact(ids)
}

// distance gives how far apart two places lie.
func (d *directory) distance(from, to facility.Place) movement.Distance {
	a, b := d.towns[from.Facility], d.towns[to.Facility]
	switch {
	case a == "" || b == "":
		return movement.Farther
	case a == b:
		return movement.SameTown
	}
	from1, err1 := d.places.Municipality(a)
	to1, err2 := d.places.Municipality(b)
	if err1 == nil && err2 == nil && from1.Province == to1.Province {
		return movement.SameProvince
	}
	left, err1 := d.places.RegionOf(a)
	came, err2 := d.places.RegionOf(b)
	if err1 == nil && err2 == nil && left.Code == came.Code {
		return movement.SameRegion
	}
	return movement.Farther // also where the tables do not know a town
}
