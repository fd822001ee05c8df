package reference

import (
	"time"

	"faro.example/shared/day"
	"faro.example/shared/fault"
)

// The citizenship values that are no country. They are the three-letter codes
// of ICAO Doc 9303 part 3 section 5, which ISO 3166 leaves free for such use
// and border systems already read; every country is two letters, so the kinds
// cannot be confused. Never rename or reuse: they are in signed records.
const (
	// Stateless is a person whom no country considers its citizen (convention of 1954).
	Stateless = "XXA"
	// NotKnown is a citizenship that was asked and not established. It is not
	// the same as nothing stated, which is "".
	NotKnown = "XXX"
)

// Citizenship checks the form of a citizenship value: two capital letters (a
// country of ISO 3166-1 alpha-2), [Stateless] or [NotKnown]. Whether the two
// letters are a country is for [Tables.Country] to say. It fails with
// [fault.Invalid].
func Citizenship(value string) error {
	if value == Stateless || value == NotKnown {
		return nil
	}
	if len(value) == 2 && isCapital(value[0]) && isCapital(value[1]) {
		return nil
	}
	return fault.Field("citizenship", "not a citizenship value",
		"use the two capital letters of ISO 3166, as EG; XXA for stateless; XXX for not known")
}

func isCapital(c byte) bool { return 'A' <= c && c <= 'Z' }

// Foreign reports whether a person of that citizenship can be an
// unaccompanied foreign minor on a day: not a citizen of the Union, or
// stateless (law 47/2017 art. 2). A citizenship not known counts, as what is
// in doubt is decided in favour of protection.
func Foreign(citizenship string, on day.Date) bool { return !Union(citizenship, on) }

// Union reports whether a country, by its alpha-2 code, was a member of the
// European Union, or of the Communities before it, on a day. Switzerland,
// Norway, Iceland and Liechtenstein are not members.
func Union(country string, on day.Date) bool {
	s, ok := membership(country)
	return ok && s.Contains(on)
}

// membership gives the days of a country's membership, from the treaties of
// accession and, for the United Kingdom, the agreement on withdrawal.
func membership(country string) (day.Span, bool) {
	switch country {
	case "BE", "DE", "FR", "IT", "LU", "NL":
		return since(1958, 1), true
	case "DK", "IE":
		return since(1973, 1), true
	case "GB":
		return day.Span{From: day.Of(1973, 1, 1), Until: day.Of(2020, 2, 1)}, true
	case "GR":
		return since(1981, 1), true
	case "ES", "PT":
		return since(1986, 1), true
	case "AT", "FI", "SE":
		return since(1995, 1), true
	case "CY", "CZ", "EE", "HU", "LT", "LV", "MT", "PL", "SI", "SK":
		return since(2004, 5), true
	case "BG", "RO":
		return since(2007, 1), true
	case "HR":
		return since(2013, 7), true
	}
	return day.Span{}, false
}

func since(year int, month time.Month) day.Span {
	return day.Span{From: day.Of(year, month, 1)}
}

// citizenshipWords reads the words for the values that are no country, by
// their [spelling.Key].
func citizenshipWords(key string) (string, bool) {
	switch key {
	case "xxa", "apolide", "apolidi", "apolide di fatto", "apolidia", "stateless", "stls", "sans nationalite":
		return Stateless, true
	case "xxx", "non nota", "non noto", "ignota", "ignoto", "sconosciuta", "sconosciuto", "non conosciuta",
		"non determinata", "da determinare", "da accertare", "in corso di accertamento", "nd", "n d",
		"unknown", "not known", "undetermined", "unspecified", "unk":
		return NotKnown, true
	}
	return "", false
}
