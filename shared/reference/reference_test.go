package reference_test

import (
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
	"faro.example/shared/reference"
)

// tables loads once for all tests; it fails, with the remedy, where `make
// prepare` has not run.
var tables = sync.OnceValues(reference.Load)

func load(t *testing.T) *reference.Tables {
	t.Helper()
	all, err := tables()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestItalyIsPublishedInNineteenRegionsAndTwoAutonomousProvinces(t *testing.T) {
	regions := load(t).Regions()
	if len(regions) != 21 {
		t.Fatalf("got %d regions, want 21", len(regions))
	}
	seen := map[string]bool{}
	for _, r := range regions {
		if seen[r.Code] || seen[r.Name] || r.Code == "04" {
			t.Errorf("region %s %q is there twice, or should not be", r.Code, r.Name)
		}
		seen[r.Code], seen[r.Name] = true, true
	}
	_, err := load(t).Region("04")
	if !fault.Is(err, fault.NotFound) || fault.As(err).Remedy != "use 21 for Bolzano or 22 for Trento" {
		t.Errorf("Region(04): got %v, want the remedy", err)
	}
}

func TestEveryMunicipalityLiesInARegion(t *testing.T) {
	all := load(t)
	count := map[string]int{}
	for _, m := range all.Municipalities() {
		r, err := all.RegionOf(m.Istat)
		if err != nil {
			t.Fatalf("municipality %s: %v", m.Istat, err)
		}
		count[r.Name]++
	}
	for _, r := range all.Regions() {
		if count[r.Name] == 0 {
			t.Errorf("no municipality lies in %s", r.Name)
		}
	}
	if got := count["Bolzano"]; got != 116 {
		t.Errorf("Bolzano has %d municipalities, want 116", got)
	}
}

func TestProvincesThatEndedAreKeptWithTheirLastDay(t *testing.T) {
	all := load(t)
	p, err := all.Province("OT")
	if err != nil {
		t.Fatal(err)
	}
	if !p.Valid.Contains(day.Must("2016-12-31")) || p.Valid.Contains(day.Must("2017-01-01")) {
		t.Errorf("Olbia-Tempio is valid %v, want until 2017-01-01", p.Valid)
	}
	for _, m := range all.Municipalities() {
		p, err := all.Province(m.Province)
		if err != nil || !p.Valid.Open() {
			t.Errorf("municipality %s lies in the ended province %s (%v)", m.Istat, m.Province, err)
		}
	}
}

func TestFindMunicipality(t *testing.T) {
	for _, tc := range []struct {
		name, town, province, want string
		kind                       fault.Kind
	}{
		{name: "by name", town: "Palermo", want: "082053"},
		{name: "case and accents do not matter", town: "FORLI'", want: "040012"},
		{name: "either official name", town: "bozen", province: "BZ", want: "021008"},
		{name: "both official names", town: "Bolzano/Bozen", want: "021008"},
		{name: "a name borne twice, with the province", town: "San Teodoro", province: "ME", want: "083090"},
		{name: "the province by its name", town: "San Teodoro", province: "Sassari", want: "090092"},
		{name: "a name borne twice, without", town: "San Teodoro", kind: fault.Invalid},
		{name: "in another province", town: "Palermo", province: "AG", kind: fault.NotFound},
		{name: "in no province there is", town: "Palermo", province: "ZZ", kind: fault.NotFound},
		{name: "nothing", town: "", kind: fault.NotFound},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, err := load(t).FindMunicipality(tc.town, tc.province)
			if tc.want == "" {
				if !fault.Is(err, tc.kind) {
					t.Errorf("got %v, want a fault of kind %v", err, tc.kind)
				}
				return
			}
			if err != nil || got.Istat != tc.want {
				t.Errorf("got %q, %v, want %q", got.Istat, err, tc.want)
			}
		})
	}
}

func TestFindCountryReadsWhatArrivalSheetsSay(t *testing.T) {
	for text, want := range map[string]string{
		"EG": "EG", "egy": "EG", "Egitto": "EG", "EGIZIANA": "EG", "Egyptian": "EG",
		"Costa d'Avorio": "CI", "COSTA D’AVORIO": "CI", "Cote d'Ivoire": "CI", "ivoriano": "CI", "Ivory Coast": "CI",
		"Gambia": "GM", "The Gambia": "GM", "gambiano": "GM",
		"Guinea": "GN", "Guinea Conakry": "GN", "guineana": "GN", "Guinea-Bissau": "GW", "guineense": "GW", "Guinea Equatoriale": "GQ",
		"nigeriano": "NG", "nigerino": "NE", "Siria": "SY", "Palestina": "PS", "pachistano": "PK", "Pakistan": "PK",
		"Kosovo": "XK", "kosovaro": "XK", "RDC": "CD", "Repubblica Democratica del Congo": "CD", "Repubblica del Congo": "CG",
		"Ucraina": "UA", "ucraina": "UA", "Mali": "ML", "Somalia": "SO", "eritreo": "ER", "afgano": "AF", "Tunisia": "TN",
		"Sudan": "SD", "Sudan del Sud": "SS", "Türkiye": "TR", "Regno Unito": "GB", "UK": "GB", "Bangladesh": "BD",
	} {
		got, err := load(t).FindCountry(text)
		if err != nil || got.Alpha2 != want {
			t.Errorf("FindCountry(%q) = %q, %v, want %q", text, got.Alpha2, err, want)
		}
	}
	for text, want := range map[string]fault.Kind{
		"Congo": fault.Invalid, "congolese": fault.Invalid,
		"": fault.NotFound, "Atlantide": fault.NotFound, "apolide": fault.NotFound,
	} {
		if _, err := load(t).FindCountry(text); !fault.Is(err, want) {
			t.Errorf("FindCountry(%q): got %v, want a fault of kind %v", text, err, want)
		}
	}
}

func TestFindCitizenshipKnowsStatelessAndNotKnown(t *testing.T) {
	for text, want := range map[string]minor.Country{
		"apolide": minor.Stateless, "Stateless": minor.Stateless, "XXA": minor.Stateless,
		"sconosciuta": "", "N.D.": "", "in corso di accertamento": "", "XXX": "",
		"tunisina": "TN",
	} {
		got, err := load(t).FindCitizenship(text)
		if err != nil || got != want {
			t.Errorf("FindCitizenship(%q) = %q, %v, want %q", text, got, err, want)
		}
	}
	if _, err := load(t).FindCitizenship(""); !fault.Is(err, fault.NotFound) {
		t.Errorf("an empty text: got %v, want it not found", err)
	}
}

func TestEveryCountryIsFoundByItsOwnCodesAndNames(t *testing.T) {
	all := load(t)
	for _, c := range all.Countries() {
		for _, text := range []string{c.Alpha2, c.Alpha3, c.Italian, c.English} {
			got, err := all.FindCountry(text)
			if err != nil {
				t.Errorf("FindCountry(%q): %v", text, err)
			} else if got != c {
				t.Errorf("FindCountry(%q) = %v, want %v", text, got, c)
			}
		}
		if err := minor.Country(c.Alpha2).Validate(); err != nil {
			t.Errorf("%s is no citizenship: %v", c.Alpha2, err)
		}
	}
}

func TestErrorsDoNotEchoWhatWasTyped(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		text := rapid.StringMatching(`[A-Z][a-z]{9,14} [A-Z][a-z]{9,14}`).Draw(rt, "text")
		all := load(t)
		_, first := all.FindMunicipality(text, "")
		_, second := all.FindMunicipality("Roma", text)
		_, third := all.FindCitizenship(text)
		for _, err := range []error{first, second, third} {
			if err == nil || strings.Contains(err.Error(), text) {
				rt.Fatalf("got %v: no error, or it says what was typed", err)
			}
		}
	})
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, err := reference.Load(); err != nil {
			b.Fatal(err)
		}
	}
}

func TestARegionIsFoundHoweverItIsTyped(t *testing.T) {
	for text, want := range map[string]string{
		"Sicilia": "19", "19": "19", "valle d'aosta": "02", "Valle d’Aosta": "02", "FRIULI VENEZIA GIULIA": "06", "Emilia-Romagna": "08",
		"Trento": "22", "P.A. di Bolzano": "21", "Provincia autonoma di Trento": "22", "Trentino-Alto Adige": "", "Sicily": "", "": "",
	} {
		r, err := load(t).FindRegion(text)
		if r.Code != want || (err == nil) != (want != "") || err != nil && !fault.Is(err, fault.NotFound) {
			t.Errorf("%q: got %q, %v; want %q", text, r.Code, err, want)
		}
	}
}
