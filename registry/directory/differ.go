package directory

import (
	"bytes"
	"context"
	"slices"

	"faro.example/shared/facility"
	"faro.example/shared/institution"
)

// compare finds what an edit changes, table by table.
func (w *writer) compare(ctx context.Context, e Edit) error {
	for _, step := range []func(context.Context, Edit) error{
		w.compareInstitutions, w.compareAgreements, w.compareBodies, w.compareStructures, w.comparePeople, w.compareOperators, w.compareStandIns,
	} {
		if err := step(ctx, e); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) compareInstitutions(ctx context.Context, e Edit) error {
	list := keys(e.Institutions, func(v institution.Institution) wanted[institutionRow, institution.ID] {
		return wanted[institutionRow, institution.ID]{
			key: v.ID, row: institutionRow{ID: v.ID, Name: v.Name, Kind: v.Kind, Territory: v.Territory, Parent: v.Parent},
			same: func(r institutionRow) bool {
				return r.Name == v.Name && r.Kind == v.Kind && r.Parent == v.Parent && slices.Equal(r.Territory, v.Territory)
			},
		}
	})
	if err := put(ctx, w, institutionsTable, list); err != nil {
		return err
	}
	return end(ctx, w, institutionsTable, leaves[institutionRow](e.Ended.Institutions))
}

func (w *writer) compareBodies(ctx context.Context, e Edit) error {
	list := keys(e.Bodies, func(v facility.Body) wanted[bodyRow, facility.BodyID] {
		return wanted[bodyRow, facility.BodyID]{
			key: v.ID, row: bodyRow{ID: v.ID, Code: v.Code, Name: v.Name},
			same: func(r bodyRow) bool { return r.Name == v.Name && r.Code == v.Code },
		}
	})
	if err := put(ctx, w, bodiesTable, list); err != nil {
		return err
	}
	return end(ctx, w, bodiesTable, leaves[bodyRow](e.Ended.Bodies))
}

func (w *writer) compareStructures(ctx context.Context, e Edit) error {
	list := keys(e.Structures, func(v facility.Structure) wanted[structureRow, facility.ID] {
		row := structureRow{ID: v.ID, Name: v.Name, Type: v.Type, Municipality: v.Municipality, Body: v.Body, Beds: v.Beds,
			ManagedBy: v.ManagedBy, Places: v.Places}
		return wanted[structureRow, facility.ID]{key: v.ID, row: row, same: func(r structureRow) bool { return r.same(v) }}
	})
	if err := put(ctx, w, structuresTable, list); err != nil {
		return err
	}
	return end(ctx, w, structuresTable, leaves[structureRow](e.Ended.Structures))
}

func (w *writer) comparePeople(ctx context.Context, e Edit) error {
	list := keys(e.People, func(v Person) wanted[personRow, institution.PersonID] {
		row := personRow{ID: v.ID, Name: v.Name, Office: v.Office, Role: v.Role, Administrator: v.Administrator}
		return wanted[personRow, institution.PersonID]{key: v.ID, row: row, until: v.Until, same: func(r personRow) bool {
			r.version = version{}
			return r == row
		}}
	})
	if err := put(ctx, w, peopleTable, list); err != nil {
		return err
	}
	return end(ctx, w, peopleTable, leaves[personRow](e.Ended.People))
}

func (w *writer) compareOperators(ctx context.Context, e Edit) error {
	at := func(v Operator) func(operatorRow) bool {
		return func(r operatorRow) bool { return r.Office == v.Office }
	}
	list := keys(e.Operators, func(v Operator) wanted[operatorRow, institution.PersonID] {
		return wanted[operatorRow, institution.PersonID]{
			key: v.Person, row: operatorRow{Person: v.Person, Office: v.Office, CodeSum: v.CodeSum}, until: v.Until, of: at(v),
			same: func(r operatorRow) bool { return bytes.Equal(r.CodeSum, v.CodeSum) },
		}
	})
	if err := put(ctx, w, operatorsTable, list); err != nil {
		return err
	}
	return end(ctx, w, operatorsTable, keys(e.Ended.Operators, func(v Operator) leave[operatorRow, institution.PersonID] {
		return leave[operatorRow, institution.PersonID]{v.Person, at(v)}
	}))
}

func (w *writer) compareStandIns(ctx context.Context, e Edit) error {
	by := func(v StandIn) func(standInRow) bool {
		return func(r standInRow) bool { return r.StandIn == v.By }
	}
	list := keys(e.StandIns, func(v StandIn) wanted[standInRow, institution.PersonID] {
		return wanted[standInRow, institution.PersonID]{
			key: v.Person, row: standInRow{Person: v.Person, StandIn: v.By}, until: v.Until, of: by(v),
			same: func(standInRow) bool { return true },
		}
	})
	if err := put(ctx, w, standInsTable, list); err != nil {
		return err
	}
	return end(ctx, w, standInsTable, keys(e.Ended.StandIns, func(v StandIn) leave[standInRow, institution.PersonID] {
		return leave[standInRow, institution.PersonID]{v.Person, by(v)}
	}))
}

func leaves[R versioned, K comparable](list []K) []leave[R, K] {
	return keys(list, func(k K) leave[R, K] { return leave[R, K]{key: k} })
}
