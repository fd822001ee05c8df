package directory

import (
	"fmt"
	"slices"

	"faro.example/shared/access"
	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
)

// Bounds of the directory's words, in bytes. Arbitrary.
const (
	maxCode = 40
	maxName = 200
)

// maxStandIn bounds for how many days work is handed over, in days. Arbitrary;
// the table has the same.
const maxStandIn = 92

func at(list string, i int, err error) error { return fault.In(fmt.Sprintf("%s[%d]", list, i), err) }

func validInstitution(v institution.Institution) error {
	if !v.Kind.Valid() {
		return fault.Field("kind", "not a kind of institution", "use one of those of package institution")
	}
	for _, m := range v.Territory {
		if !isMunicipality(m) {
			return fault.Field("territory", "not an ISTAT code of a municipality", "use six digits")
		}
	}
	return validOffice(v.ID.IsZero(), v.Code, v.Name)
}

func validStructure(v facility.Structure) error {
	switch {
	case !v.Type.Valid():
		return fault.Field("type", "not a type of reception", "use first, second, temporary, family or other")
	case !isMunicipality(v.Municipality):
		return fault.Field("municipality", "not an ISTAT code of a municipality", "use six digits")
	case v.Beds < 0:
		return fault.Field("beds", "below zero", "give the number of beds, or leave it out")
	case len(v.Places) > 0 && v.Places.Sum() != v.Beds:
		return fault.Field("places", "not as many as there are beds", "give the beds of each type, and all together as beds")
	case len(v.Body) > maxName:
		return fault.Field("body", "longer than 200 bytes", "shorten it")
	}
	for typ, beds := range v.Places {
		if !typ.Valid() || beds < 0 {
			return fault.Field("places", "not a type of reception, or below zero", "use first, second, temporary, family or other")
		}
	}
	return validOffice(v.ID.IsZero(), v.Code, v.Name)
}

func validBody(v facility.Body) error { return validOffice(v.ID.IsZero(), v.Code, v.Name) }

func validStandIn(v StandIn) error {
	switch {
	case v.Person.IsZero() || v.By.IsZero():
		return fault.Newf(fault.Invalid, "without a person or a stand-in")
	case v.Person == v.By:
		return fault.Field("stand_in", "the same person", "name a colleague")
	case v.Until.IsZero():
		return fault.Field("until", "missing", "say on which day it ends")
	}
	return nil
}

func validOffice(noID bool, code, name string) error {
	switch {
	case noID:
		return fault.Field("id", "missing", "give it an identifier")
	case code == "" || len(code) > maxCode:
		return fault.Field("code", "missing or longer than 40 bytes", "give it a short code for people to type")
	case name == "" || len(name) > maxName:
		return fault.Field("name", "missing or longer than 200 bytes", "give it a name")
	}
	return nil
}

// personRoles are the roles that a person can have.
var personRoles = []access.Role{
	access.Ministry, access.Municipality, access.Region, access.Prefecture, access.Interior, access.Police,
	access.Prosecutor, access.Court, access.FamilyDepartment, access.TracingPartner, access.Guardian, access.Centre, access.Auditor,
}

func validPerson(v Person) error {
	switch {
	case v.ID.IsZero():
		return fault.Field("id", "missing", "give the person an identifier")
	case v.Office.IsZero():
		return fault.Field("office", "missing", "say where the person belongs")
	case !slices.Contains(personRoles, v.Role):
		return fault.Field("role", "not the role of a person", "use one of those of package access")
	case v.Name == "":
		return fault.Field("name", "missing", "name the person")
	}
	return v.Name.Check("name", maxName)
}

func isMunicipality(s string) bool {
	if len(s) != 6 {
		return false
	}
	for _, r := range s {
		if r < '0' || r > '9' {
			return false
		}
	}
	return true
}
