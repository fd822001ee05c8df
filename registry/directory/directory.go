// Package directory is who and where: institutions, structures, people, and who
// may write for which office.
//
// The invariant: nothing is overwritten. What the directory says is kept by
// version, with the days on which it is so, the ledger's position from which
// the registry said it, and who changed it; what was known at any position can
// be asked for good. Every installation concerned is told of a change in the
// transaction that makes it. An office is a structure or an institution, never
// both. A person changes it only as [Directory.Edit] lets them, leaving a line in
// the record of access first; a role that reaches over the country is given by
// two people, and nobody decides about themselves.
package directory

import (
	"context"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"faro.example/registry/audit"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
)

// Teller tells installations, nil for all of them, that the directory has
// changed, and gives the ledger's position of the change; and brings them the
// minors in whose scope they are by it: registry/intake.
type Teller interface {
	Tell(ctx context.Context, tx pgx.Tx, agents []change.AgentID) (position uint64, err error)
	Rescope(ctx context.Context, tx pgx.Tx, agents []change.AgentID) error
}

// Machines says for whom installations speak: registry/pki.
type Machines interface {
	Share(ctx context.Context, tx pgx.Tx, one, other institution.OfficeID) error
}

// Lines is the record of access; package audit has it.
type Lines interface {
	Write(ctx context.Context, line audit.Line) error
}

// Directory reads and writes the directory. Its methods are safe for use by
// several goroutines.
type Directory struct {
	// BundleKey gives the key by which an office's installations seal what they
	// hand to one another; nil if they get none. Set before first use.
	BundleKey func(institution.OfficeID) ([]byte, error)
	// Lines is where each edit by a person leaves a line; without it there are
	// none. Set before first use.
	Lines Lines
	// Machines has the installations of one office speak for another too, when
	// two structures become one; without it none are joined. Set before first use.
	Machines Machines

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
