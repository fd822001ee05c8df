// Package publication keeps what the Ministry publishes of the census: as a
// draft that is compared and remarked on, then approved by a person and frozen.
// It alone writes census.publications, publication_files and restatements.
//
// The invariant: what was approved stays as it is, byte for byte, with its
// digest, the position of the ledger that it was made from, and who approved it;
// made again from that position it is the same. Whoever reads without being
// known is shown what is frozen, and what has passed through package disclosure
// since, and nothing else. Nothing is drafted, compared or approved but for a
// caller who may publish, whose line stands in the record of access first.
package publication

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"faro.example/registry/audit"
	"faro.example/registry/census"
	"faro.example/registry/report"
	"faro.example/registry/report/disclosure"
	"faro.example/shared/access"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
)

// Name is what a publication is called for good, as in monthly-2026-10-31.
type Name struct {
	Kind report.Kind
	AsOf day.Date
}

// String gives the name as it stands in an address.
func (n Name) String() string { return string(n.Kind) + "-" + n.AsOf.String() }

// ParseName reads a name. It fails with [fault.Invalid].
func ParseName(text string) (Name, error) {
	const digits = len("2026-10-31")
	if at := len(text) - digits - 1; at > 0 && text[at] == '-' {
		kind, err := report.ParseKind(text[:at])
		on, badDay := day.Parse(text[at+1:])
		if err == nil && badDay == nil {
			return Name{kind, on}, nil
		}
	}
	return Name{}, fault.Field("publication", "not the name of one", "write it as monthly-2026-10-31")
}

// Address is where a figure stands: publication, table, row and column, by codes.
type Address struct {
	Name
	Table, Row, Column string
}

// String gives the address, as in monthly-2026-10-31/citizenship/EG/total.
func (a Address) String() string {
	return strings.Join([]string{a.Name.String(), a.Table, a.Row, a.Column}, "/")
}

// ParseAddress reads an address. It fails with [fault.Invalid].
func ParseAddress(text string) (Address, error) {
	parts := strings.Split(text, "/")
	if len(parts) != 4 {
		return Address{}, fault.Field("figure", "not the address of one", "write it as monthly-2026-10-31/citizenship/EG/total")
	}
	n, err := ParseName(parts[0])
	return Address{n, parts[1], parts[2], parts[3]}, err
}

// Publication is a draft, or what is published.
type Publication struct {
	Name
	From     day.Date // it is of what happened after the end of this day, up to AsOf
	Epoch    int
	Position uint64 // up to which what it says is known
	Floor    int
	Revision int
	MadeAt   time.Time
	Remarks  report.Remarks

	// Of what is published; zero for a draft.
	ApprovedAt time.Time
	ApprovedBy institution.PersonID
	Before     []Name // publications that were taken into account when counts were withheld
	Digest     string // SHA-256, hexadecimal, over the digests of the files in the order of their formats
	Files      []File
}

// Frozen reports whether it is published.
func (p *Publication) Frozen() bool { return !p.ApprovedAt.IsZero() }

// File is a publication in one format.
type File struct {
	Format report.Format
	Digest string // SHA-256, hexadecimal
	Size   int
}

// Maker makes reports; package report does.
type Maker interface {
	Make(ctx context.Context, by access.Caller, k report.Kind, q report.Question) (report.Report, error)
}

// Differ tells why a day is counted otherwise than before; package census does.
type Differ interface {
	Difference(ctx context.Context, caller access.Caller, q census.DifferenceQuery) (census.Difference, error)
}

// Press writes reports in every format; package press does.
type Press interface {
	Make(ctx context.Context, r report.Report, f report.Format) ([]byte, error)
}

// Lines is the record of access; package audit has it.
type Lines interface {
	Write(ctx context.Context, line audit.Line) error
}

// Config is what a desk works with; all of it is needed.
type Config struct {
	Pool  *pgxpool.Pool // of the role faro_publication
	Maker Maker
	Count Differ
	Press Press
	Lines Lines
	Floor int           // under which no count is published
	Self  access.Caller // the registry itself, for what it does by itself
	Now   func() time.Time
	Log   *slog.Logger
}

// Desk is where publications are made and kept. It is safe for use by several
// goroutines.
type Desk struct{ Config }

// New makes a desk. It fails with [fault.Invalid] for a floor that protects nobody.
func New(c Config) (*Desk, error) {
	if c.Pool == nil || c.Maker == nil || c.Count == nil || c.Press == nil || c.Lines == nil || c.Now == nil || c.Log == nil {
		return nil, fault.Newf(fault.Internal, "publications without their database, census, press, record of access, clock or log")
	}
	if err := disclosure.CheckFloor(c.Floor); err != nil {
		return nil, err
	}
	return &Desk{c}, nil
}

// enter writes the line of a caller and fails with [fault.Denied] unless they may publish.
func (d *Desk) enter(ctx context.Context, caller access.Caller) error {
	denied := access.Allow(caller, access.Publish)
	if err := d.Lines.Write(ctx, audit.Line{Caller: caller, Action: access.Publish, Allowed: denied == nil}); err != nil {
		return fmt.Errorf("write line: %w", err)
	}
	return denied
}
