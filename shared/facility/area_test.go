package facility_test

import (
	"testing"

	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/id"
)

func TestWhereWordsLieIsToldWhereAStayBegins(t *testing.T) {
	f := facility.ID(id.New[int]())
	for _, c := range []struct {
		name      string
		place     facility.Place
		at, other string // the field that is wrong; "" if none is
	}{
		{"words in a region", facility.Place{Words: "Casa", Area: "19"}, "", "area"},
		{"words in a municipality", facility.Place{Words: "Casa", Area: "089017"}, "", "area"},
		{"words of which no more is known", facility.Place{Words: "Casa"}, "", ""},
		{"a structure in a region", facility.Place{Facility: f, Area: "19"}, "area", "area"},
		{"a province", facility.Place{Words: "Casa", Area: "SR"}, "area", "area"},
		{"five digits", facility.Place{Words: "Casa", Area: "89017"}, "area", "area"},
		{"a region and no words", facility.Place{Area: "19"}, "facility", "area"},
	} {
		if at, other := fieldIn(c.place.ValidateAt()), fieldIn(c.place.Validate()); at != c.at || other != c.other {
			t.Errorf("%s: where a stay begins got %q, elsewhere %q; want %q and %q", c.name, at, other, c.at, c.other)
		}
	}
}

func fieldIn(err error) string {
	if err == nil {
		return ""
	}
	return fault.As(err).Field
}

func TestWhereWordsLieNeedNotBeSaidAgain(t *testing.T) {
	in := facility.Place{Words: "Casa", Area: "19"}
	for name, c := range map[string]struct {
		place facility.Place
		want  string
	}{
		"the same words":           {facility.Place{Words: "casa "}, "19"},
		"the same words elsewhere": {facility.Place{Words: "Casa", Area: "18"}, "18"},
		"other words":              {facility.Place{Words: "Villa"}, ""},
		"a structure":              {facility.At(facility.ID{1}), ""},
	} {
		if got := c.place.Within(in).Area; got != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}
