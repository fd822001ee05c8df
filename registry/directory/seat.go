package directory

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/pg"
	"faro.example/shared/access"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/institution"
)

// Seat gives the Ministry's office, which runs the register, and the person in
// whose name the registry writes what no one person decides. Both are made at
// the first call, when the directory is empty.
func (d *Directory) Seat(ctx context.Context) (institution.OfficeID, institution.PersonID, error) {
	office, person, err := d.findSeat(ctx)
	if !errors.Is(err, pgx.ErrNoRows) {
		return office, person, pg.Fault(err)
	}
	seat := institution.ID(id.New[struct{}]())
	_, err = d.Import(ctx, institution.PersonID{}, beginning, Catalogue{
		Institutions: []institution.Institution{{ID: seat, Code: seatCode, Name: seatName, Kind: institution.Ministry}},
		People: []Person{{
			ID: institution.PersonID(id.New[struct{}]()), Name: "Faro", Office: institution.Office(seat), Role: access.Ministry,
		}},
	})
	if err != nil && !fault.Is(err, fault.Conflict) { // another registryd may have been quicker
		return institution.OfficeID{}, institution.PersonID{}, fmt.Errorf("seat: %w", err)
	}
	office, person, err = d.findSeat(ctx)
	return office, person, pg.Fault(err)
}

// findSeat finds the Ministry's office and its first person.
func (d *Directory) findSeat(ctx context.Context) (office institution.OfficeID, person institution.PersonID, err error) {
	const q = `SELECT o.id, p.id FROM offices o JOIN people p ON p.office = o.id
		WHERE o.code = $1 ORDER BY p.version LIMIT 1`
	err = d.pool.QueryRow(ctx, q, seatCode).Scan(&office, &person)
	return office, person, err
}
