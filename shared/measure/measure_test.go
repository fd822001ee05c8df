package measure_test

import (
	"fmt"
	"strings"
	"testing"

	"faro.example/shared/fault"
	"faro.example/shared/measure"
	"faro.example/shared/minor"
)

func TestAFaultNamesTheField(t *testing.T) {
	long := minor.Text(strings.Repeat("x", 201))
	for _, c := range []struct {
		name  string
		body  interface{ Validate() error }
		field string
	}{
		{"enrolled", measure.Enrolled{Programme: measure.Percorsi}, ""},
		{"in nothing", measure.Enrolled{}, "programme"},
		{"in another that has no name", measure.Enrolled{Programme: measure.Other}, "name"},
		{"in another", measure.Enrolled{Programme: measure.Other, Name: "theatre"}, ""},
		{"in one of a long name", measure.Enrolled{Programme: measure.School, Name: long}, "name"},
		{"with a long body", measure.Enrolled{Programme: measure.School, With: long}, "with"},
		{"ended", measure.Ended{Programme: measure.PUOI, Outcome: measure.Hired}, ""},
		{"ended somehow", measure.Ended{Programme: measure.PUOI}, "outcome"},
		{"the end of nothing", measure.Ended{Outcome: measure.Hired}, "programme"},
	} {
		err := c.body.Validate()
		if c.field == "" && err != nil {
			t.Errorf("%s: refused: %v", c.name, err)
		}
		if c.field != "" && (!fault.Is(err, fault.Invalid) || fault.As(err).Field != c.field) {
			t.Errorf("%s: got %v, want a fault about %s", c.name, err, c.field)
		}
	}
}

func TestOneMeasureIsNamedAlikeHoweverItIsTyped(t *testing.T) {
	if measure.Key(measure.School, " CPIA  1 ") != measure.Key(measure.School, "cpia 1") {
		t.Error("spaces and case tell two courses apart")
	}
	if measure.Key(measure.School, "cpia 1") == measure.Key(measure.School, "cpia 2") ||
		measure.Key(measure.School, "a") == measure.Key(measure.Training, "a") {
		t.Error("two courses are one")
	}
}

func TestNothingIsPrintedOfABody(t *testing.T) {
	for _, b := range []any{measure.Enrolled{With: "Xyzzyx"}, measure.Ended{Name: "Xyzzyx"}} {
		if text := fmt.Sprintf("%v %+v %#v %s", b, b, b, b); strings.Contains(text, "Xyzzyx") {
			t.Errorf("printed: %s", text)
		}
	}
}
