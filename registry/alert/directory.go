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
	types    map[facility.ID]facility.Type     // of reception
	services map[string][]institution.OfficeID // of a municipality
	ministry []institution.OfficeID
	// territorial are the institutions of each kind that are competent for a
	// municipality.
	territorial map[institution.Kind]map[string][]institution.OfficeID
	places      *reference.Tables
}

// readDirectory reads the directory as it is known now.
func readDirectory(ctx context.Context, tx pgx.Tx, places *reference.Tables) (*directory, error) {
	d := &directory{
		towns: map[facility.ID]string{}, types: map[facility.ID]facility.Type{}, services: map[string][]institution.OfficeID{},
		territorial: map[institution.Kind]map[string][]institution.OfficeID{institution.Prefecture: {}, institution.Police: {}, institution.Prosecutor: {}, institution.Court: {}},
		places:      places,
	}
	d.territorial[institution.Municipality] = d.services
	if err := d.readStructures(ctx, tx); err != nil {
		return nil, fmt.Errorf("read structures: %w", pg.Fault(err))
	}
	if err := d.readInstitutions(ctx, tx); err != nil {
		return nil, fmt.Errorf("read institutions: %w", pg.Fault(err))
	}
	return d, nil
}

func (d *directory) readStructures(ctx context.Context, tx pgx.Tx) error {
	rows, err := tx.Query(ctx, `SELECT DISTINCT ON (id) id, municipality, type FROM structures WHERE known_until IS NULL ORDER BY id, valid_from DESC`)
	if err != nil {
		return err
	}
	var f facility.ID
	var town string
	var of facility.Type
	_, err = pgx.ForEachRow(rows, []any{&f, &town, &of}, func() error {
		d.towns[f], d.types[f] = town, of
		return nil
	})
	return err
}

func (d *directory) readInstitutions(ctx context.Context, tx pgx.Tx) error {
	rows, err := tx.Query(ctx, `SELECT id, kind, territory FROM institutions WHERE known_until IS NULL AND valid_until IS NULL ORDER BY id`)
	if err != nil {
		return err
	}
	var o institution.OfficeID
	var kind institution.Kind
	var territory []string
	_, err = pgx.ForEachRow(rows, []any{&o, &kind, &territory}, func() error {
		if kind == institution.Ministry {
			d.ministry = append(d.ministry, o)
		}
		for _, town := range territory {
			if of := d.territorial[kind]; of != nil {
				of[town] = append(of[town], o)
			}
		}
		return nil
	})
	return err
}

// typeOf is [deadline.TypeOf] by this directory.
func (d *directory) typeOf(f facility.ID) facility.Type { return d.types[f] }

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

// directoryAt is the directory as it stood at a version of it.
type directoryAt struct {
	*directory
	version [2]int64
}

// directory gives the directory as it is known now; it is read again only once it
// has changed.
func (a *Alerts) directory(ctx context.Context, tx pgx.Tx) (*directory, error) {
	var version [2]int64
	const q = `SELECT (SELECT coalesce(max(greatest(known_from, coalesce(known_until, 0))), 0) FROM (
			SELECT known_from, known_until FROM structures UNION ALL SELECT known_from, known_until FROM institutions) v),
		(SELECT count(*) FROM structures) + (SELECT count(*) FROM institutions)`
	if err := tx.QueryRow(ctx, q).Scan(&version[0], &version[1]); err != nil {
		return nil, pg.Fault(err)
	}
	if known := a.known.Load(); known != nil && known.version == version {
		return known.directory, nil
	}
	d, err := readDirectory(ctx, tx, a.Places)
	if err != nil {
		return nil, err
	}
	a.known.Store(&directoryAt{d, version})
	return d, nil
}
