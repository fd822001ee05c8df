package reference_test

import (
	"testing"

	"faro.example/shared/day"
	"faro.example/shared/minor"
	"faro.example/shared/reference"
)

func TestUnionFollowsAccessionAndWithdrawal(t *testing.T) {
	for _, tc := range []struct {
		name, country, on string
		want              bool
	}{
		{"a founder", "IT", "1958-01-01", true},
		{"Croatia the day before", "HR", "2013-06-30", false},
		{"Croatia on the day", "HR", "2013-07-01", true},
		{"Romania before", "RO", "2006-12-31", false},
		{"Romania after", "RO", "2007-01-01", true},
		{"the United Kingdom on its last day", "GB", "2020-01-31", true},
		{"the United Kingdom after", "GB", "2020-02-01", false},
		{"Switzerland is no member", "CH", "2026-01-01", false},
		{"Egypt is no member", "EG", "2026-01-01", false},
		{"stateless is no member", string(minor.Stateless), "2026-01-01", false},
		{"nothing stated is no member", "", "2026-01-01", false},
		{"lower case is no country", "fr", "2026-01-01", false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := reference.Union(tc.country, day.Must(tc.on)); got != tc.want {
				t.Errorf("Union(%q, %s) = %v, want %v", tc.country, tc.on, got, tc.want)
			}
			if got := reference.Foreign(minor.Country(tc.country), day.Must(tc.on)); got == tc.want {
				t.Errorf("Foreign(%q, %s) = %v, want the opposite of Union", tc.country, tc.on, got)
			}
		})
	}
}

func TestTheUnionHasItsKnownNumberOfMembers(t *testing.T) {
	for on, want := range map[string]int{
		"1958-01-01": 6, "1973-01-01": 9, "1981-01-01": 10, "1986-01-01": 12, "1995-01-01": 15,
		"2004-05-01": 25, "2007-01-01": 27, "2013-07-01": 28, "2020-02-01": 27,
	} {
		got := 0
		for a := 'A'; a <= 'Z'; a++ {
			for b := 'A'; b <= 'Z'; b++ {
				if reference.Union(string([]rune{a, b}), day.Must(on)) {
					got++
				}
			}
		}
		if got != want {
			t.Errorf("on %s the Union has %d members, want %d", on, got, want)
		}
		if listed := reference.Members(day.Must(on)); len(listed) != want {
			t.Errorf("on %s %d members are listed, want %d", on, len(listed), want)
		}
	}
}
