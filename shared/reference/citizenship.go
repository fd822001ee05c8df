package reference

import (
	"time"

	"faro.example/shared/day"
	"faro.example/shared/minor"
)

// Foreign reports whether a person of that citizenship can be an
// unaccompanied foreign minor on a day: not a citizen of the Union, or
// [minor.Stateless] (law 47/2017 art. 2). A citizenship not known, "", counts,
// as what is in doubt is decided in favour of protection.
func Foreign(citizenship minor.Country, on day.Date) bool { return !Union(string(citizenship), on) }

// Union reports whether a country, by its alpha-2 code, was a member of the
// European Union, or of the Communities before it, on a day. Switzerland,
// Norway, Iceland and Liechtenstein are not members.
func Union(country string, on day.Date) bool {
	s, ok := membership(country)
	return ok && s.Contains(on)
}

// Members lists the countries of the Union on a day, by their alpha-2 codes.
func Members(on day.Date) (out []string) {
	for _, c := range [...]string{
		"AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GB", "GR", "HR", "HU", "IE", "IT", "LT", "LU", "LV", "MT", "NL",
		"PL", "PT", "RO", "SE", "SI", "SK",
	} {
		if Union(c, on) {
			out = append(out, c)
		}
	}
	return out
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

// citizenshipWords reads the words for a citizenship that is no country, by
// their [spelling.Key]: stateless, and not known, which is stated by nothing.
// XXA and XXX are what travel documents say for the two (ICAO Doc 9303 part 3
// section 5), STLS and UNK what Eurostat does.
func citizenshipWords(key string) (minor.Country, bool) {
	switch key {
	case "stateless", "apolide", "apolidi", "apolide di fatto", "apolidia", "sans nationalite", "xxa", "stls":
		return minor.Stateless, true
	case "unknown", "not known", "undetermined", "unspecified", "non nota", "non noto", "ignota", "ignoto",
		"sconosciuta", "sconosciuto", "non conosciuta", "non determinata", "da determinare", "da accertare",
		"in corso di accertamento", "nd", "n d", "xxx", "unk":
		return "", true
	}
	return "", false
}
