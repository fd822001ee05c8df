package directory

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"faro.example/shared/access"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/fault"
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
		Parent    institution.ID
	}
	structureRow struct {
		version
		ID           facility.ID
		Name         string
		Type         facility.Type
		Municipality string
		Body         string
		Beds         int
		ManagedBy    facility.BodyID
		Places       facility.Places
	}
	bodyRow struct {
		version
		ID   facility.BodyID
		Code string
		Name string
	}
	personRow struct {
		version
		ID     institution.PersonID
		Name   minor.Text
		Office institution.OfficeID
		Role   access.Role

		Administrator bool
	}
	operatorRow struct {
		version
		Person  institution.PersonID
		Office  institution.OfficeID
		CodeSum []byte
	}
	standInRow struct {
		version
		Person  institution.PersonID
		StandIn institution.PersonID
	}
)

func (r institutionRow) values() []any {
	return []any{r.ID, r.Name, r.Kind, territory(r.Territory), r.Parent}
}
func (r bodyRow) values() []any { return []any{r.ID, r.Code, r.Name} }
func (r structureRow) values() []any {
	places := r.Places
	if places == nil {
		places = facility.Places{}
	}
	return []any{r.ID, r.Name, r.Type, r.Municipality, r.Body, r.Beds, r.ManagedBy, places}
}
func (r personRow) values() []any {
	return []any{r.ID, r.Name.Reveal(), r.Office, r.Role, r.Administrator}
}
func (r operatorRow) values() []any { return []any{r.Person, r.Office, r.CodeSum} }
func (r standInRow) values() []any  { return []any{r.Person, r.StandIn} }

func (r structureRow) same(v facility.Structure) bool {
	return r.Name == v.Name && r.Type == v.Type && r.Municipality == v.Municipality && r.Body == v.Body && r.Beds == v.Beds &&
		r.ManagedBy == v.ManagedBy && maps.Equal(r.Places, v.Places)
}

// territory is never NULL.
func territory(t []string) []string { return append([]string{}, t...) }

// The tables kept by version: what stands in them, by whom or what it is about.
var (
	institutionsTable = kept[institutionRow, institution.ID]{
		name: "institutions", columns: []string{"id", "name", "kind", "territory", "parent"}, by: "id",
		key: func(r institutionRow) institution.ID { return r.ID },
	}
	bodiesTable = kept[bodyRow, facility.BodyID]{
		name: "managing_bodies", columns: []string{"id", "code", "name"}, by: "id",
		key: func(r bodyRow) facility.BodyID { return r.ID },
	}
	structuresTable = kept[structureRow, facility.ID]{
		name: "structures", columns: []string{"id", "name", "type", "municipality", "body", "beds", "managed_by", "places"}, by: "id",
		key: func(r structureRow) facility.ID { return r.ID },
	}
	peopleTable = kept[personRow, institution.PersonID]{
		name: "people", columns: []string{"id", "name", "office", "role", "administrator"}, by: "id",
		key: func(r personRow) institution.PersonID { return r.ID },
	}
	operatorsTable = kept[operatorRow, institution.PersonID]{
		name: "operators", columns: []string{"person", "office", "code_sum"}, by: "person",
		key: func(r operatorRow) institution.PersonID { return r.Person },
	}
	standInsTable = kept[standInRow, institution.PersonID]{
		name: "stand_ins", columns: []string{"person", "stand_in"}, by: "person",
		key: func(r standInRow) institution.PersonID { return r.Person },
	}
)

// versioned is a row of a table kept by version.
type versioned interface {
	reach() version
	values() []any
}

func (v version) reach() version { return v }

// kept is one of those tables: its own columns, and the one by which rows are found.
type kept[R versioned, K comparable] struct {
	name    string
	columns []string
	by      string
	key     func(R) K
}

// read gives what the registry says now of some keys.
func (k kept[R, K]) read(ctx context.Context, tx pgx.Tx, ids []K) (map[K][]R, error) {
	q := fmt.Sprintf(`SELECT version, valid_from, valid_until, %s FROM %s WHERE known_until IS NULL AND %s = ANY ($1) ORDER BY version`,
		strings.Join(k.columns, ", "), k.name, k.by)
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
		out[k.key(r)] = append(out[k.key(r)], r)
	}
	return out, nil
}

// wanted is one entry as it is to be.
type wanted[R versioned, K comparable] struct {
	key   K
	row   R
	until day.Date
	same  func(R) bool // what the directory says is what is wanted
	of    func(R) bool // the row is about the same; nil if the key says it all
}

// put finds what entries change.
func put[R versioned, K comparable](ctx context.Context, w *writer, k kept[R, K], list []wanted[R, K]) error {
	if len(list) == 0 {
		return nil
	}
	there, err := k.read(ctx, w.tx, keys(list, func(v wanted[R, K]) K { return v.key }))
	if err != nil {
		return err
	}
	t := w.table(k.name, k.columns...)
	for _, v := range list {
		rows := only(there[v.key], v.of)
		w.entry(t, v.row.values(), v.until, keys(rows, R.reach), func(i int) bool { return v.same(rows[i]) },
			func(i int) []any { return rows[i].values() })
	}
	return nil
}

// leave is one entry that is to end.
type leave[R versioned, K comparable] struct {
	key K
	of  func(R) bool // as in wanted
}

// end ends entries. It fails with [fault.NotFound] for one that does not reach
// the day.
func end[R versioned, K comparable](ctx context.Context, w *writer, k kept[R, K], list []leave[R, K]) error {
	if len(list) == 0 {
		return nil
	}
	there, err := k.read(ctx, w.tx, keys(list, func(v leave[R, K]) K { return v.key }))
	if err != nil {
		return err
	}
	t := w.table(k.name, k.columns...)
	for i, v := range list {
		rows := only(there[v.key], v.of)
		closed := len(t.closed)
		w.cut(t, keys(rows, R.reach), func(i int) []any { return rows[i].values() })
		if len(t.closed) == closed {
			return at("ended."+k.name, i, fault.Newf(fault.NotFound, "the directory does not say so any more on that day"))
		}
		w.done.Ended++
	}
	return nil
}

func only[R any](rows []R, of func(R) bool) []R {
	if of == nil {
		return rows
	}
	return slices.DeleteFunc(slices.Clone(rows), func(r R) bool { return !of(r) })
}

func (w *writer) table(name string, columns ...string) *table {
	t := &table{name: name, columns: columns}
	w.tables = append(w.tables, t)
	return t
}

func keys[E, K any](list []E, key func(E) K) []K {
	out := make([]K, 0, len(list))
	for _, e := range list {
		out = append(out, key(e))
	}
	return out
}
