package opinion_test

import (
	"fmt"
	"strings"
	"testing"

	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/opinion"
)

var (
	decree = institution.Decree{Court: "Catania", Number: "9/2026", On: day.Must("2026-03-02")}
	born   = day.Must("2010-05-01") // of age on 1 May 2028
	until  = day.Must("2029-05-01")
)

func TestAFaultNamesTheField(t *testing.T) {
	for _, c := range []struct {
		name  string
		body  interface{ Validate() error }
		field string
	}{
		{"asked", opinion.Asked{}, ""},
		{"favourable", opinion.Given{Favourable: true, Number: "1"}, ""},
		{"without a number", opinion.Given{Favourable: true}, "number"},
		{"against, without a reason", opinion.Given{Number: "1"}, "reason"},
		{"care asked for", opinion.ExtensionAsked{Reason: "school"}, ""},
		{"care without a reason", opinion.ExtensionAsked{}, "reason"},
		{"care granted", opinion.ExtensionDecided{Granted: true, Until: until, Decree: decree}, ""},
		{"care granted without end", opinion.ExtensionDecided{Granted: true, Decree: decree}, "until"},
		{"care refused, with an end", opinion.ExtensionDecided{Until: until, Decree: decree}, "until"},
		{"care by nobody's decree", opinion.ExtensionDecided{Granted: true, Until: until}, "decree.court"},
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

// D.Lgs 286/1998 art. 32: 90 days before the birthday, 60 after the permit.
func TestTheWindowOfTheOpinion(t *testing.T) {
	for _, c := range []struct {
		name        string
		permit      day.Date
		first, last string
	}{
		{"no permit is known", day.Date{}, "2028-02-01", "2028-06-30"},
		{"a permit to the birthday", day.Must("2028-05-01"), "2028-02-01", "2028-06-30"},
		{"one that had ended", day.Must("2027-01-01"), "2028-02-01", "2028-06-30"},
		{"one for longer", day.Must("2028-12-31"), "2028-02-01", "2029-03-01"},
	} {
		w := opinion.Window(born, c.permit)
		if w.From != day.Must(c.first) || w.Until.Add(-1) != day.Must(c.last) {
			t.Errorf("%s: from %s to %s, want %s to %s", c.name, w.From, w.Until.Add(-1), c.first, c.last)
		}
	}
	if w := opinion.Window(day.Date{}, until); w != (day.Span{}) {
		t.Errorf("without a birth date: %v", w)
	}
}

func TestCareGoesOnNoFurtherThanTheConfiguredAge(t *testing.T) {
	for _, c := range []struct {
		until string
		age   int
		ok    bool
	}{
		{"2028-05-01", 21, false}, {"2028-05-02", 21, true}, {"2031-05-01", 21, true}, {"2031-05-02", 21, false}, {"2031-05-02", 25, true},
	} {
		err := opinion.ExtensionDecided{Granted: true, Until: day.Must(c.until), Decree: decree}.Within(born, c.age)
		if (err == nil) != c.ok || err != nil && fault.As(err).Field != "until" {
			t.Errorf("until %s, up to %d: %v", c.until, c.age, err)
		}
	}
	if err := (opinion.ExtensionDecided{Decree: decree}).Within(born, 21); err != nil {
		t.Errorf("not granted: %v", err)
	}
}

func TestNothingIsPrintedOfABody(t *testing.T) {
	for _, b := range []any{opinion.Asked{Papers: "Xyzzyx"}, opinion.Given{Reason: "Xyzzyx"}, opinion.ExtensionAsked{Reason: "Xyzzyx"}} {
		if text := fmt.Sprintf("%v %+v %#v %s", b, b, b, b); strings.Contains(text, "Xyzzyx") {
			t.Errorf("printed: %s", text)
		}
	}
}
