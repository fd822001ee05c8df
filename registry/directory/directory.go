// Package directory is who and where: institutions, structures, people, and who
// may write for which office.
//
// The invariant: nothing is overwritten. What the directory says is kept by
// version, with the days on which it is so, the ledger's position from which
// the registry said it, and who changed it; what was known at any position can
// be asked for good. Every installation is told of a change in the transaction
// that makes it. An office is a structure or an institution, never both.
package directory

import (
	"context"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"faro.example/shared/access"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// Teller tells installations that the directory has changed, nil for all of
// them, and gives the ledger's position of the change: registry/intake.
type Teller interface {
	Tell(ctx context.Context, tx pgx.Tx, agents []change.AgentID) (position uint64, err error)
}

// Directory reads and writes the directory. Its methods are safe for use by
// several goroutines.
type Directory struct {
	// BundleKey gives the key by which an office's installations seal what they
	// hand to one another; nil if they get none. Set before first use.
	BundleKey func(institution.OfficeID) ([]byte, error)

	pool   *pgxpool.Pool
	teller Teller
	now    func() time.Time
	log    *slog.Logger
}

// New makes a directory over a pool of the role faro_directory.
func New(pool *pgxpool.Pool, teller Teller, now func() time.Time, log *slog.Logger) (*Directory, error) {
	if pool == nil || teller == nil || now == nil || log == nil {
		return nil, fault.Newf(fault.Internal, "a directory without all its parts")
	}
	return &Directory{pool: pool, teller: teller, now: now, log: log}, nil
}

func (d *Directory) today() day.Date { return day.FromTime(d.now()) }

// Person is someone who writes records or looks at casefiles.
type Person struct {
	ID     institution.PersonID
	Name   minor.Text
	Office institution.OfficeID // where the person belongs
	Role   access.Role
	Until  day.Date // the day on which it ends; zero while it does not
}

// Operator says that a person may write for an office, at the installations
// that speak for it.
type Operator struct {
	Person  institution.PersonID
	Office  institution.OfficeID
	CodeSum []byte   // hash of the one-time code for choosing a passphrase; nil if none is open
	Until   day.Date // the day on which it ends; zero while it does not
}

// Catalogue is a part of the directory, as it is to be from a day on.
type Catalogue struct {
	Institutions []institution.Institution
	Structures   []facility.Structure
	People       []Person
	Operators    []Operator
}

// Validate fails with [fault.Invalid], naming the row and the field.
func (c Catalogue) Validate() error {
	for i, v := range c.Institutions {
		if err := validInstitution(v); err != nil {
			return at("institutions", i, err)
		}
	}
	for i, v := range c.Structures {
		if err := validStructure(v); err != nil {
			return at("structures", i, err)
		}
	}
	for i, v := range c.People {
		if err := validPerson(v); err != nil {
			return at("people", i, err)
		}
	}
	for i, v := range c.Operators {
		if v.Person.IsZero() || v.Office.IsZero() {
			return at("operators", i, fault.Newf(fault.Invalid, "without a person or an office"))
		}
	}
	return nil
}
