package movement_test

import (
	"strings"
	"testing"

	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/movement"
)

func TestAFaultNamesTheField(t *testing.T) {
	casa, porto, none := facility.Place{Words: "Casa"}, facility.Place{Words: "Porto"}, facility.Place{}
	again := facility.Place{Words: " casa"}
	cases := []struct {
		name  string
		body  interface{ Validate() error }
		field string
	}{
		{"departed", movement.Departed{From: casa, To: porto}, ""},
		{"departed from nowhere", movement.Departed{To: porto}, "from.facility"},
		{"departed to nowhere", movement.Departed{From: casa}, "to.facility"},
		{"departed to the same structure", movement.Departed{From: casa, To: again}, "to"},
		{"arrived", movement.Arrived{At: casa, From: &porto}, ""},
		{"arrived, nobody knows from where", movement.Arrived{At: casa}, ""},
		{"arrived nowhere", movement.Arrived{From: &porto}, "at.facility"},
		{"arrived from a place without words", movement.Arrived{At: casa, From: &none}, "from.facility"},
		{"arrived from the same structure", movement.Arrived{At: casa, From: &again}, "from"},
		{"absent", movement.AbsenceReported{From: casa, Report: "SR-118"}, ""},
		{"absent from nowhere", movement.AbsenceReported{Report: "SR-118"}, "from.facility"},
		{"a long report", movement.AbsenceReported{From: casa, Report: strings.Repeat("x", 101)}, "report"},
		{"found again", movement.AbsenceEnded{}, ""},
		{"found again, and where", movement.AbsenceEnded{At: &casa}, ""},
		{"found again nowhere", movement.AbsenceEnded{At: &none}, "at.facility"},
		{"exit without reason", movement.ExitRecorded{}, "reason"},
		{"exit for another reason", movement.ExitRecorded{Reason: "tired"}, "reason"},
	}
	for _, r := range movement.Reasons() {
		cases = append(cases, struct {
			name  string
			body  interface{ Validate() error }
			field string
		}{"exit for " + string(r), movement.ExitRecorded{Reason: r}, ""})
	}
	for _, c := range cases {
		err := c.body.Validate()
		if c.field == "" && err != nil {
			t.Errorf("%s: refused: %v", c.name, err)
		}
		if c.field != "" && (!fault.Is(err, fault.Invalid) || fault.As(err).Field != c.field) {
			t.Errorf("%s: got %v, want a fault about %s", c.name, err, c.field)
		}
	}
}
