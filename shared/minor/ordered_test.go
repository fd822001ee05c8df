package minor_test

import (
	"strings"
	"testing"

	"faro.example/shared/fault"
	"faro.example/shared/minor"
)

func TestAnAssessmentIsOrderedForADoubtThatIsStated(t *testing.T) {
	long := minor.Text(strings.Repeat("x", 401))
	for _, c := range []struct {
		name  string
		body  interface{ Validate() error }
		field string
	}{
		{"ordered", minor.AgeOrdered{By: "Catania", Number: "1/26", Doubt: "two documents"}, ""},
		{"by nobody", minor.AgeOrdered{By: " ", Doubt: "two documents"}, "by"},
		{"for no doubt", minor.AgeOrdered{By: "Catania", Doubt: " "}, "doubt"},
		{"for a long doubt", minor.AgeOrdered{By: "Catania", Doubt: long}, "doubt"},
		{"appealed", minor.AgeAppealed{Court: "Catania", Decree: "12/26", Number: "5/26"}, ""},
		{"to no court", minor.AgeAppealed{Decree: "12/26"}, "court"},
		{"against nothing", minor.AgeAppealed{Court: "Catania"}, "decree"},
		{"with a long number", minor.AgeAppealed{Court: "Catania", Decree: "12/26", Number: long}, "number"},
	} {
		err := c.body.Validate()
		if (err == nil) != (c.field == "") || err != nil && (fault.As(err).Field != c.field || fault.As(err).Remedy == "" && c.field != "number" && c.name != "for a long doubt") {
			t.Errorf("%s: got %v, want a fault about %q", c.name, err, c.field)
		}
	}
}
