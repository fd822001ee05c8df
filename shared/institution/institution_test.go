package institution_test

import (
	"strings"
	"testing"

	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/institution"
)

func TestADecreeIsCitedWhole(t *testing.T) {
	on := day.Must("2026-03-02")
	cases := []struct {
		name   string
		decree institution.Decree
		field  string
	}{
		{"all three", institution.Decree{Court: "Catania", Number: "77/2026", On: on}, ""},
		{"no court", institution.Decree{Number: "77/2026", On: on}, "court"},
		{"no number", institution.Decree{Court: "Catania", On: on}, "number"},
		{"no day", institution.Decree{Court: "Catania", Number: "77/2026"}, "on"},
		{"a long court", institution.Decree{Court: strings.Repeat("x", 201), Number: "77/2026", On: on}, "court"},
		{"a number with a null", institution.Decree{Court: "Catania", Number: "\x00", On: on}, "number"},
	}
	for _, c := range cases {
		err := c.decree.Validate()
		if c.field == "" && err != nil {
			t.Errorf("%s: refused: %v", c.name, err)
		}
		if c.field != "" && (!fault.Is(err, fault.Invalid) || fault.As(err).Field != c.field) {
			t.Errorf("%s: got %v, want a fault about %s", c.name, err, c.field)
		}
	}
}

func TestKindsOfInstitution(t *testing.T) {
	for _, k := range []institution.Kind{
		institution.Ministry, institution.Municipality, institution.Region, institution.Prefecture, institution.Interior,
		institution.Police, institution.Prosecutor, institution.Court, institution.FamilyDepartment, institution.TracingPartner,
	} {
		if !k.Valid() {
			t.Errorf("%s is not valid", k)
		}
	}
	if institution.Kind("").Valid() || institution.Kind("bank").Valid() {
		t.Error("any kind is valid")
	}
}

func TestAnOfficeIsThatOfItsStructureOrInstitution(t *testing.T) {
	f, i := facility.ID(id.New[int]()), institution.ID(id.New[int]())
	if institution.OfficeOf(f).String() != f.String() || institution.Office(i).String() != i.String() {
		t.Error("an office has another identifier than what it is the office of")
	}
}
