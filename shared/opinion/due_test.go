package opinion_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"faro.example/shared/day"
	"faro.example/shared/opinion"
)

func TestForWhomTheOpinionIsNotDue(t *testing.T) {
	at := day.Must
	project := func(from, until string) []day.Span {
		s := day.Span{From: at(from)}
		if until != "" {
			s.Until = at(until)
		}
		return []day.Span{s}
	}
	for _, c := range []struct {
		name  string
		facts opinion.Facts
		want  []opinion.Exemption
	}{
		{"nothing is known", opinion.Facts{}, nil},
		{"three years here to the day, two in a project to the day", opinion.Facts{Born: born, Here: at("2025-05-01"), Projects: project("2026-05-01", "")}, []opinion.Exemption{opinion.LongProject}},
		{"a day less than three years here", opinion.Facts{Born: born, Here: at("2025-05-02"), Projects: project("2026-05-01", "")}, nil},
		{"a day less than two years in the project", opinion.Facts{Born: born, Here: at("2025-05-01"), Projects: project("2026-05-02", "")}, nil},
		{"a project that ended before", opinion.Facts{Born: born, Here: at("2024-05-01"), Projects: project("2025-05-01", "2027-04-30")}, nil},
		{"one that ended after two years", opinion.Facts{Born: born, Here: at("2024-05-01"), Projects: project("2025-05-01", "2027-05-01")}, []opinion.Exemption{opinion.LongProject}},
		{"two projects of a year and a half", opinion.Facts{Born: born, Here: at("2024-05-01"), Projects: append(project("2025-01-01", "2026-06-30"), project("2026-07-01", "2027-12-31")...)}, nil},
		{"no birth date", opinion.Facts{Here: at("2020-05-01"), Projects: project("2021-05-01", "")}, nil},
		{"with relatives", opinion.Facts{Born: born, Kin: true}, []opinion.Exemption{opinion.Kin}},
		{"care goes on, and protected", opinion.Facts{Born: born, Extended: true, Protected: true}, []opinion.Exemption{opinion.Extended, opinion.Protected}},
	} {
		if diff := cmp.Diff(c.want, c.facts.Exempt()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}
