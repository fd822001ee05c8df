package directory

import (
	"bytes"
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"faro.example/shared/access"
	"faro.example/shared/facility"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// The rows of the four tables as the registry says now.
type (
	institutionRow struct {
		version
		ID        institution.ID
		Name      string
		Kind      institution.Kind
		Territory []string
	}
	structureRow struct {
		version
		ID           facility.ID
		Name         string
		Type         facility.Type
		Municipality string
		Body         string
		Beds         int
	}
	personRow struct {
		version
		ID     institution.PersonID
		Name   minor.Text
		Office institution.OfficeID
		Role   access.Role
	}
	operatorRow struct {
		version
		Person  institution.PersonID
		Office  institution.OfficeID
		CodeSum []byte
	}
)

func (r institutionRow) values() []any { return []any{r.ID, r.Name, r.Kind, territory(r.Territory)} }
func (r structureRow) values() []any {
	return []any{r.ID, r.Name, r.Type, r.Municipality, r.Body, r.Beds}
}
func (r personRow) values() []any   { return []any{r.ID, r.Name.Reveal(), r.Office, r.Role} }
func (r operatorRow) values() []any { return []any{r.Person, r.Office, r.CodeSum} }

// territory is never NULL.
func territory(t []string) []string { return append([]string{}, t...) }

// compare finds what the catalogue changes, table by table.
func (w *writer) compare(ctx context.Context, c Catalogue) error {
	for _, step := range []func(context.Context, Catalogue) error{
		w.compareInstitutions, w.compareStructures, w.comparePeople, w.compareOperators,
	} {
		if err := step(ctx, c); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) table(name string, columns ...string) *table {
	t := &table{name: name, columns: columns}
	w.tables = append(w.tables, t)
	return t
}

func (w *writer) compareInstitutions(ctx context.Context, c Catalogue) error {
	const q = `SELECT version, valid_from, valid_until, id, name, kind, territory FROM institutions
		WHERE known_until IS NULL AND id = ANY ($1)`
	there, err := rowsBy(ctx, w.tx, q, keys(c.Institutions, func(v institution.Institution) institution.ID { return v.ID }),
		func(r institutionRow) institution.ID { return r.ID })
	if err != nil {
		return err
	}
	t := w.table("institutions", "id", "name", "kind", "territory")
	for _, v := range c.Institutions {
		rows := there[v.ID]
		want := institutionRow{ID: v.ID, Name: v.Name, Kind: v.Kind, Territory: v.Territory}
		w.entry(t, want.values(), zeroDay, versions(rows, func(r institutionRow) version { return r.version }), func(i int) bool {
			r := rows[i]
			return r.Name == v.Name && r.Kind == v.Kind && slices.Equal(r.Territory, v.Territory)
		}, func(i int) []any { return rows[i].values() })
	}
	return nil
}

func (w *writer) compareStructures(ctx context.Context, c Catalogue) error {
	const q = `SELECT version, valid_from, valid_until, id, name, type, municipality, body, beds FROM structures
		WHERE known_until IS NULL AND id = ANY ($1)`
	there, err := rowsBy(ctx, w.tx, q, keys(c.Structures, func(v facility.Structure) facility.ID { return v.ID }),
		func(r structureRow) facility.ID { return r.ID })
	if err != nil {
		return err
	}
	t := w.table("structures", "id", "name", "type", "municipality", "body", "beds")
	for _, v := range c.Structures {
		rows := there[v.ID]
		want := structureRow{ID: v.ID, Name: v.Name, Type: v.Type, Municipality: v.Municipality, Body: v.Body, Beds: v.Beds}
		w.entry(t, want.values(), zeroDay, versions(rows, func(r structureRow) version { return r.version }), func(i int) bool {
			r := rows[i]
			r.version = version{}
			return r == want
		}, func(i int) []any { return rows[i].values() })
	}
	return nil
}

func (w *writer) comparePeople(ctx context.Context, c Catalogue) error {
	const q = `SELECT version, valid_from, valid_until, id, name, office, role FROM people
		WHERE known_until IS NULL AND id = ANY ($1)`
	there, err := rowsBy(ctx, w.tx, q, keys(c.People, func(v Person) institution.PersonID { return v.ID }),
		func(r personRow) institution.PersonID { return r.ID })
	if err != nil {
		return err
	}
	t := w.table("people", "id", "name", "office", "role")
	for _, v := range c.People {
		rows := there[v.ID]
		want := personRow{ID: v.ID, Name: v.Name, Office: v.Office, Role: v.Role}
		w.entry(t, want.values(), v.Until, versions(rows, func(r personRow) version { return r.version }), func(i int) bool {
			r := rows[i]
			r.version = version{}
			return r == want
		}, func(i int) []any { return rows[i].values() })
	}
	return nil
}

func (w *writer) compareOperators(ctx context.Context, c Catalogue) error {
	const q = `SELECT version, valid_from, valid_until, person, office, code_sum FROM operators
		WHERE known_until IS NULL AND person = ANY ($1)`
	type key struct {
		person institution.PersonID
		office institution.OfficeID
	}
	there, err := rowsBy(ctx, w.tx, q, keys(c.Operators, func(v Operator) institution.PersonID { return v.Person }),
		func(r operatorRow) key { return key{r.Person, r.Office} })
	if err != nil {
		return err
	}
	t := w.table("operators", "person", "office", "code_sum")
	for _, v := range c.Operators {
		rows := there[key{v.Person, v.Office}]
		want := operatorRow{Person: v.Person, Office: v.Office, CodeSum: v.CodeSum}
		w.entry(t, want.values(), v.Until, versions(rows, func(r operatorRow) version { return r.version }), func(i int) bool {
			return bytes.Equal(rows[i].CodeSum, v.CodeSum)
		}, func(i int) []any { return rows[i].values() })
	}
	return nil
}

func keys[E, K any](list []E, key func(E) K) []K {
	out := make([]K, 0, len(list))
	for _, e := range list {
		out = append(out, key(e))
	}
	return out
}

func versions[R any](rows []R, of func(R) version) []version { return keys(rows, of) }

// rowsBy reads rows and groups them.
func rowsBy[R any, K comparable, A any](ctx context.Context, tx pgx.Tx, q string, ids []A, key func(R) K) (map[K][]R, error) {
	rows, err := tx.Query(ctx, q, ids)
	if err != nil {
		return nil, fmt.Errorf("read versions: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[R])
	if err != nil {
		return nil, fmt.Errorf("read versions: %w", err)
	}
	out := make(map[K][]R, len(list))
	for _, r := range list {
		out[key(r)] = append(out[key(r)], r)
	}
	return out, nil
}
