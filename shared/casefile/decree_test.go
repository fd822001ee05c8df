package casefile_test

import (
	"testing"

	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/custody"
	"faro.example/shared/day"
	"faro.example/shared/guardian"
	"faro.example/shared/historytest"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

func TestCourtsContradictEachOtherOnlyWhereBothDecidedAndOtherwise(t *testing.T) {
	decree := func(court string) institution.Decree {
		return institution.Decree{Court: court, Number: "1/26", On: day.Must("2026-01-01")}
	}
	appointed := func(name minor.Text, court string) change.Body {
		return guardian.Appointed{Guardian: guardian.Who{Name: &minor.Name{Given: name}}, Decree: decree(court)}
	}
	taken := func(by string, d *institution.Decree) change.Body {
		return custody.Taken{By: historytest.Institution(by), Decree: d}
	}
	palermo, milan := decree("Palermo"), decree("Milano")
	age := func(found minor.Age) change.Body {
		return minor.AgeDecided{Found: found, Court: "Palermo", Number: "2/26"}
	}
	stated := func(src minor.Source, s minor.Sex) change.Body {
		return minor.IdentityStated{Source: src, Cites: "3/26", Sex: s}
	}
	for _, tc := range []struct {
		name, want string
		a, b       change.Body
	}{
		{"an age decided otherwise", minor.AttrAge, age(minor.IsMinor), age(minor.IsAdult)},
		{"an age decided alike", "", age(minor.IsMinor), age(minor.IsMinor)},
		{"a sex decreed otherwise", minor.AttrSex, stated(minor.CourtDecree, minor.Male), stated(minor.CourtDecree, minor.Female)},
		{"a sex decreed and one declared", "", stated(minor.CourtDecree, minor.Male), stated(minor.OwnWord, minor.Female)},
		{"two guardians of two courts", casefile.SlotGuardian, appointed("A", "Palermo"), appointed("B", "Milano")},
		{"two guardians of one court", "", appointed("A", "Palermo"), appointed("B", "Palermo")},
		{"one guardian of two courts", "", appointed("A", "Palermo"), appointed("A", "Milano")},
		{"entrusted to two by decree", casefile.SlotCustody, taken("M1", &palermo), taken("M2", &milan)},
		{"entrusted to one by decree", "", taken("M1", &palermo), taken("M2", nil)},
	} {
		n := newNation(t)
		n.says(child(1), "F1", 1, tc.a)
		n.says(child(2), "F2", 2, tc.b)
		a, b := n.file(child(1)), n.file(child(2))
		find := func(id change.ID) *change.Placed {
			for i := range n.ledger {
				if n.ledger[i].ID == id {
					return &n.ledger[i]
				}
			}
			return nil
		}
		if got := casefile.Contradicting(&a, &b, find); got != tc.want {
			t.Errorf("%s: got %q, want %q", tc.name, got, tc.want)
		}
		if got := casefile.Contradicting(&b, &a, find); got != tc.want {
			t.Errorf("%s, the other way round: got %q, want %q", tc.name, got, tc.want)
		}
	}
}
