package facility_test

import (
	"strings"
	"testing"

	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/id"
)

func TestAPlaceIsAStructureOrWords(t *testing.T) {
	f := facility.ID(id.New[int]())
	cases := []struct {
		name  string
		place facility.Place
		field string
	}{
		{"a structure", facility.At(f), ""},
		{"words", facility.Place{Words: "Casa del sole"}, ""},
		{"words and a type", facility.Place{Words: "zia Maria", Type: facility.Family}, ""},
		{"neither", facility.Place{}, "facility"},
		{"blank words", facility.Place{Words: " \t"}, "facility"},
		{"a type alone", facility.Place{Type: facility.First}, "facility"},
		{"both", facility.Place{Facility: f, Words: "Casa"}, "words"},
		{"a structure and a type", facility.Place{Facility: f, Type: facility.First}, "words"},
		{"long words", facility.Place{Words: strings.Repeat("x", 201)}, "words"},
		{"words that turn the writing", facility.Place{Words: "Casa\u202e"}, "words"},
		{"another type", facility.Place{Words: "Casa", Type: "third"}, "type"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			err := c.place.Validate()
			if c.field == "" && err != nil {
				t.Errorf("refused: %v", err)
			}
			if c.field != "" && (!fault.Is(err, fault.Invalid) || fault.As(err).Field != c.field) {
				t.Errorf("got %v, want a fault about %s", err, c.field)
			}
		})
	}
}

func TestPlacesAreTheSameStructure(t *testing.T) {
	f, g := facility.ID(id.New[int]()), facility.ID(id.New[int]())
	looks := facility.Place{Words: string(f[:])} // words are never taken for a structure
	cases := []struct {
		name string
		a, b facility.Place
		want bool
	}{
		{"one structure", facility.At(f), facility.At(f), true},
		{"two structures", facility.At(f), facility.At(g), false},
		{"words in another case", facility.Place{Words: " casa del SOLE"}, facility.Place{Words: "Casa del sole"}, true},
		{"words with another type", facility.Place{Words: "Casa", Type: facility.First}, facility.Place{Words: "Casa"}, true},
		{"other words", facility.Place{Words: "Casa"}, facility.Place{Words: "Casa 2"}, false},
		{"words and a structure", facility.At(f), facility.Place{Words: "Casa"}, false},
		{"words of the bytes of a structure", facility.At(f), looks, false},
	}
	for _, c := range cases {
		if got := c.a.Same(c.b); got != c.want || c.b.Same(c.a) != c.want {
			t.Errorf("%s: got %v, want %v", c.name, got, c.want)
		}
	}
	if !(facility.Place{}).IsZero() || facility.At(f).IsZero() {
		t.Error("a place is named where none is, or the other way round")
	}
}

func TestTypesOfReception(t *testing.T) {
	for _, ty := range []facility.Type{facility.First, facility.Second, facility.Temporary, facility.Family, facility.Other} {
		if !ty.Valid() {
			t.Errorf("%s is not valid", ty)
		}
	}
	if facility.Type("").Valid() || facility.Type("third").Valid() {
		t.Error("any type is valid")
	}
}
