// Package records brings in tables that institutions keep of their own: one row
// for each child, with the columns of the paper forms A to D, F, G and H. Each
// group of columns that is filled becomes one record.
//
// The invariant: what a row says goes the way on which everything gets into the
// register, as records signed by it with the person who brings the table as
// author, judged one by one; a child whom that person may not see is one who
// does not exist; the same table brought again adds nothing; a row that bears a
// reference and says something else than before takes that back and says it
// anew, and nothing is overwritten; a row that is wrong is named with its place
// and its remedy, and stops no other; and nothing that stood in a cell is
// repeated in what is said of it.
package records

import (
	"context"
	"io"

	"faro.example/registry/intake"
	"faro.example/registry/lookup"
	"faro.example/shared/access"
	"faro.example/shared/api"
	"faro.example/shared/facility"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/reference"
	"faro.example/shared/sheet"
)

// MaxRows bounds the rows of a table: more children than any one institution but
// the Ministry has in its care. Arbitrary.
const MaxRows = 5_000

// Structures finds structures by their code; package directory does.
type Structures interface {
	FindStructures(ctx context.Context, words string) ([]facility.Structure, error)
}

// Sayer takes what a person says; package intake does.
type Sayer interface {
	Say(ctx context.Context, caller access.Caller, said []intake.Statement) ([]api.Receipt, error)
	MaySpeakFor(ctx context.Context, c access.Caller, o institution.OfficeID) error
}

// Opener opens casefiles, a line first; package lookup does.
type Opener interface {
	Casefile(ctx context.Context, caller access.Caller, m minor.ID) (lookup.Casefile, error)
	CasefileOf(ctx context.Context, caller access.Caller, code minor.Code) (lookup.Casefile, error)
}

// Desk brings tables in.
type Desk struct {
	Places     *reference.Tables
	Structures Structures
	Intake     Sayer
	Lookup     Opener
}

// Read reads a table, as CSV or as a workbook. It fails with
// [faro.example/shared/fault.Invalid] if nothing can be read at all; what is
// wrong with single rows is in the table.
func (d Desk) Read(r io.Reader) (sheet.Table[Row], error) { return d.Layout().Read(r) }

// Outcome is what became of a row.
type Outcome string

// The outcomes. A row of which anything was refused is refused, and the report
// says how much of it was taken.
const (
	Taken     Outcome = "taken"
	Corrected Outcome = "corrected" // taken, and something that the row had said before was taken back
	Known     Outcome = "known"     // all of it was said before
	Refused   Outcome = "refused"
	Planned   Outcome = "planned" // of a dry run
)

// Result is what became of one row.
type Result struct {
	Row     int
	Outcome Outcome
	Records int // taken, or planned
	Field   string
	Reason  string
	Remedy  string
}

// Table is a table on its way.
type Table struct {
	Office   institution.OfficeID // for which office the person speaks
	DryRun   bool                 // say what would be written, and write nothing
	Progress func(done, total int)
}
