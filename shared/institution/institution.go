// Package institution is the concept of a public body that answers for minors,
// of its offices and of the people who speak for them.
//
// The invariant: an [OfficeID] is the identifier of exactly one structure or
// one institution; the directory never gives both the same.
package institution

import (
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/minor"
)

type (
	institution struct{}
	office      struct{}
	person      struct{}
)

// ID identifies an institution in the registry's directory.
type ID = id.Of[institution]

// OfficeID is who a record speaks for: a structure or an institution.
type OfficeID = id.Of[office]

// PersonID identifies a person in the registry's directory.
type PersonID = id.Of[person]

// Office gives the office of an institution.
func Office(i ID) OfficeID { return OfficeID(i) }

// OfficeOf gives the office of a structure.
func OfficeOf(f facility.ID) OfficeID { return OfficeID(f) }

// Kind is what an institution is by law; it decides what its people may do.
type Kind string

// The kinds of institution (DPR 231/2023 art. 11, law 47/2017).
const (
	Ministry         Kind = "ministry"          // Ministry of Labour and Social Policies, which runs the register
	Municipality     Kind = "municipality"      // a municipality's social services
	Region           Kind = "region"            // region or autonomous province
	Prefecture       Kind = "prefecture"        // territorial office of the Government
	Interior         Kind = "interior"          // Interior, department for immigration
	Police           Kind = "police"            // public security
	Prosecutor       Kind = "prosecutor"        // prosecutor at the juvenile court
	Court            Kind = "court"             // juvenile court
	FamilyDepartment Kind = "family-department" // Department for family policies
	TracingPartner   Kind = "tracing-partner"   // who traces families for the Ministry (IOM)
)

// Valid reports whether the kind is one of those above.
func (k Kind) Valid() bool {
	switch k {
	case Ministry, Municipality, Region, Prefecture, Interior, Police, Prosecutor, Court, FamilyDepartment, TracingPartner:
		return true
	}
	return false
}

// Institution is a public body as the directory describes it.
type Institution struct {
	ID        ID       `json:"id"`
	Code      string   `json:"code"` // short code of the directory, for people to type
	Name      string   `json:"name"`
	Kind      Kind     `json:"kind"`
	Territory []string `json:"territory,omitempty"` // ISTAT codes of the municipalities it answers for
	Parent    ID       `json:"parent,omitzero"`     // of a mission in a country: the tracing partner whose mission it is
}

// Decree cites a decision of a court, which a record may rest upon.
type Decree struct {
	Court  string   `json:"court"`
	Number string   `json:"number"`
	On     day.Date `json:"on"` // the day it was given
}

// Validate fails with [fault.Invalid] unless court, number and day are given.
func (d Decree) Validate() error {
	const all = "a decree is cited by court, number and day: give all three"
	switch {
	case d.Court == "":
		return fault.Field("court", "missing", all)
	case d.Number == "":
		return fault.Field("number", "missing", all)
	case d.On.IsZero():
		return fault.Field("on", "missing", all)
	}
	if err := minor.Text(d.Court).Check("court", 200); err != nil {
		return err
	}
	return minor.Text(d.Number).Check("number", 100)
}
