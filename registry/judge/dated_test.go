package judge

import (
	"testing"

	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/guardian"
	"faro.example/shared/institution"
	"faro.example/shared/measure"
	"faro.example/shared/minor"
	"faro.example/shared/placement"
	"faro.example/shared/protection"
)

func TestADayLiesWithinTheChildsLifeAndWhatIsForMinorsBeforeMajority(t *testing.T) {
	// Records are of 10 March 2026.
	rosa := guardian.Who{Name: &minor.Name{Family: "Bianchi"}}
	appointed := guardian.Appointed{Guardian: rosa, Decree: institution.Decree{Court: "Catania", Number: "1", On: day.Must("2026-03-01")}}
	stated := func(born string) minor.IdentityStated {
		return minor.IdentityStated{Source: minor.OwnWord, Birth: &minor.Birth{Date: day.Must(born), Precision: minor.ToDay, Provenance: minor.Declared}}
	}
	for _, c := range []struct {
		name  string
		born  []string
		body  change.Body
		field string
	}{
		{"a minor's guardian", []string{"2008-03-11"}, appointed, ""},
		{"a guardian on the 18th birthday", []string{"2008-03-10"}, appointed, "on"},
		{"asked for on it", []string{"2008-03-10"}, guardian.Asked{Court: "Catania"}, "on"},
		{"noted after it", []string{"2008-03-10"}, guardian.Noted{Text: "met"}, ""},
		{"of age by one of two birth dates", []string{"2008-03-10", "2009-01-01"}, appointed, ""},
		{"a return of an adult", []string{"2008-03-10"}, protection.ReturnAsked{To: "EG", OwnWish: true, Interest: "x", Agreement: "x", Project: "x"}, "on"},
		{"a course before birth", []string{"2026-03-11"}, measure.Enrolled{Programme: measure.School}, "on"},
		{"a course on the day of birth", []string{"2026-03-10"}, measure.Enrolled{Programme: measure.School}, ""},
		{"before one of two birth dates", []string{"2026-03-11", "2009-01-01"}, measure.Enrolled{Programme: measure.School}, ""},
		{"a stay before birth", []string{"2026-03-11"}, placement.Ended{At: facility.At(facility.ID{1})}, ""},
		{"nothing known", nil, appointed, ""},
		{"born tomorrow", nil, stated("2026-03-11"), "body.birth"},
		{"born today", nil, stated("2026-03-10"), ""},
		{"born tomorrow by decree", nil, minor.AgeDecided{Found: minor.IsMinor, Birth: stated("2026-03-11").Birth, Court: "Catania", Number: "1"}, "body.birth"},
	} {
		r := record(t, c.body)
		why := dated(Case{Record: r, Subject: bornOn(t, c.born...)})
		switch {
		case c.field == "" && why != nil:
			t.Errorf("%s: refused: %+v", c.name, why)
		case c.field != "" && (why == nil || why.Reason != Unmet || why.Field != c.field || why.Remedy == ""):
			t.Errorf("%s: got %+v, want %s at %s", c.name, why, Unmet, c.field)
		}
		if again := dated(Case{Record: r, Subject: bornOn(t, c.born...), Given: true}); again != nil {
			t.Errorf("%s: given back after a restore, and refused", c.name)
		}
	}
}
