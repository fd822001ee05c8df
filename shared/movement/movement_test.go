package movement_test

import (
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
)

func TestAFaultNamesTheField(t *testing.T) {
	casa, porto, none := facility.Place{Words: "Casa"}, facility.Place{Words: "Porto"}, facility.Place{}
	long := minor.Text(strings.Repeat("x", 401))
	again := facility.Place{Words: " casa"}
	one, two := minor.ID{1}, minor.ID{2}
	cases := []struct {
		name  string
		body  interface{ Validate() error }
		field string
	}{
		{"departed", movement.Departed{From: casa, To: porto}, ""},
		{"departed from nowhere", movement.Departed{To: porto}, "from.facility"},
		{"departed to nowhere", movement.Departed{From: casa}, "to.facility"},
		{"departed to the same structure", movement.Departed{From: casa, To: again}, "to"},
		{"departed for a reason", movement.Departed{From: casa, To: porto, Reason: "the brother is in hospital"}, ""},
		{"departed with a sister", movement.Departed{From: casa, To: porto, With: []minor.ID{one, two}}, ""},
		{"departed with nobody", movement.Departed{From: casa, To: porto, With: []minor.ID{{}}}, "with"},
		{"departed with one twice", movement.Departed{From: casa, To: porto, With: []minor.ID{one, one}}, "with"},
		{"departed with two out of order", movement.Departed{From: casa, To: porto, With: []minor.ID{two, one}}, "with"},
		{"departed with too many", movement.Departed{From: casa, To: porto, With: make([]minor.ID, 21)}, "with"},
		{"departed for a long reason", movement.Departed{From: casa, To: porto, Reason: long}, "reason"},
		{"refused", movement.Refused{From: casa, To: porto, Reason: "full"}, ""},
		{"refused for no reason", movement.Refused{From: casa, To: porto}, "reason"},
		{"refused from nowhere", movement.Refused{To: porto, Reason: "full"}, "from.facility"},
		{"withdrawn", movement.Withdrawn{From: casa, To: porto, Reason: "ill"}, ""},
		{"withdrawn for a long reason", movement.Withdrawn{From: casa, To: porto, Reason: long}, "reason"},
		{"withdrawn to the same structure", movement.Withdrawn{From: casa, To: again, Reason: "ill"}, "to"},
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

func TestTheReasonIsNotPrinted(t *testing.T) {
	var log strings.Builder
	for _, b := range []any{movement.Departed{Reason: "Xyzzyx"}, movement.Refused{Reason: "Xyzzyx"}, movement.Withdrawn{Reason: "Xyzzyx"}} {
		slog.New(slog.NewJSONHandler(&log, nil)).Info("said", "body", b)
		if got := fmt.Sprintf("%+v %x %s", b, b, &log); strings.Contains(got, "Xyzzyx") || strings.Contains(got, "58797a") {
			t.Errorf("got %s", got)
		}
	}
}
