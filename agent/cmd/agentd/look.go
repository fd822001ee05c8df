package main

import (
	"database/sql"
	"slices"

	"faro.example/agent/localdb"
	"faro.example/agent/replica"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// Looker is who looks at what a command shows.
type Looker struct {
	As string `help:"The operator who looks, by the name that the registry's directory has; may be left out where there is only one." placeholder:"NAME"`
}

// look keeps that somebody looks at children, before they are shown. The
// registry is told with the next line to it. Where there are several operators
// and none is named, it is the machine that looks.
func (d *desk) look(who Looker, what string, shown []minor.ID) error {
	if len(shown) == 0 {
		return nil
	}
	slices.SortFunc(shown, minor.ID.Compare)
	shown = slices.Compact(shown)
	person, err := d.looker(who)
	if err != nil {
		return err
	}
	return d.db.InTx(d.ctx, func(tx *sql.Tx) error { return d.looks.Look(d.ctx, tx, person, what, shown) })
}

// looker finds who looks, in whichever office.
func (d *desk) looker(who Looker) (person institution.PersonID, err error) {
	err = d.view(func(q localdb.Querier) error {
		dir, err := replica.ReadDirectory(d.ctx, q)
		if err != nil {
			return err
		}
		found := map[institution.PersonID]bool{}
		for _, office := range dir.Offices {
			op, err := d.replica.FindOperator(d.ctx, q, who.As, office.Code)
			if err == nil {
				found[op.Person] = true
				person = op.Person
			}
		}
		switch {
		case len(found) == 1:
			return nil
		case who.As == "":
			person = institution.PersonID{}
			return nil
		}
		_, err = d.replica.FindOperator(d.ctx, q, who.As, "")
		return err
	})
	return person, err
}
