// Package roll brings in a list of children that is kept elsewhere: one row for
// each child, of which the list says what it knows.
//
// The invariant: what a row says goes the way on which everything gets into the
// register, as records signed by it with the person who brings the list as
// author; the same list brought again adds nothing; a row that is wrong is named
// with its place and its remedy and stops no other; and what a row does not say
// is not made up, but counted as not attributed.
package roll

import (
	"context"

	"faro.example/registry/intake"
	"faro.example/shared/access"
	"faro.example/shared/api"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
	"faro.example/shared/reference"
)

// MaxChildren bounds the rows of a list: twice the children whom Italy has had
// in reception at the most.
const MaxChildren = 50_000

// Child is what a row says of a child; what is empty is not known.
type Child struct {
	Reference    minor.Text // the child's own in the list, to know the row again by
	Sex          minor.Sex
	Citizenship  minor.Country
	Birth        *minor.Birth
	Age          *int          // in whole years on the day of the list
	Region       string        // two digits
	Municipality string        // six digits of ISTAT
	Structure    string        // its code in the directory, or words
	Reception    facility.Type // of a structure known by words
	Mode         minor.Mode
	Arrival      day.Date
	Missing      day.Date // since when nobody knows where the child is
	Exit         day.Date
	Reason       movement.Reason // of the exit
}

// List is which list it is and who brings it.
type List struct {
	Name   string               // the same list again bears the same name
	On     day.Date             // of which day: who has no arrival is there from that day on
	Office institution.OfficeID // for which office the person speaks
}

// Structures finds structures by their code; package directory does.
type Structures interface {
	FindStructures(ctx context.Context, words string) ([]facility.Structure, error)
}

// Sayer takes what a person says; package intake does.
type Sayer interface {
	Say(ctx context.Context, caller access.Caller, said []intake.Statement) ([]api.Receipt, error)
}

// Desk brings lists in.
type Desk struct {
	Places     *reference.Tables
	Structures Structures
	Intake     Sayer
}

// first gives the first day of which the row tells.
func (c Child) first(on day.Date) day.Date {
	if !c.Arrival.IsZero() {
		return c.Arrival
	}
	for _, d := range []day.Date{c.Missing, c.Exit} {
		if !d.IsZero() && d.Before(on) {
			on = d
		}
	}
	return on
}
