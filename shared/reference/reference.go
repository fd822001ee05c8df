// Package reference holds what Italy and the world are divided into: regions,
// provinces, municipalities (by ISTAT code) and countries (by ISO 3166 code),
// each with the days on which it is valid, and who is a citizen of the Union.
//
// The invariant: codes are stable and names are not. A code is never given to
// another thing, [Tables] never changes once loaded, and lists come in an order
// that does not depend on names. The tables are made by `go run
// ./reference/generate` from npm packages that are not part of this repository
// (docs/reference.md); what a rule of law rests on, [Union], is written in
// this package and needs no file.
package reference

import (
	"cmp"
	"slices"
	"strings"

	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
	"faro.example/shared/spelling"
)

// Region is a part of Italy as published: the 19 regions with their two-digit
// ISTAT code, and in the place of Trentino-Alto Adige (04) the autonomous
// provinces of Bolzano (21) and Trento (22), under the codes that the civil
// protection service uses for them.
type Region struct {
	Code  string
	Name  string
	Valid day.Span
}

// Province is a province, metropolitan city or free consortium, by the two
// letters that everybody uses. Istat is "" for one that has no municipality any more.
type Province struct {
	Code   string
	Istat  string
	Name   string
	Region string // code of the [Region]
	Valid  day.Span
}

// Municipality is a comune, by its six-digit ISTAT code.
type Municipality struct {
	Istat    string
	Name     string // both names where two are official: Bolzano/Bozen
	Province string // code of the [Province]
	Valid    day.Span
}

// Country is a country or territory of ISO 3166-1, and Kosovo (XK).
type Country struct {
	Alpha2  string
	Alpha3  string
	Italian string
	English string
	Valid   day.Span
}

// Tables are the reference tables, indexed. They are made by [Load], are safe
// for use by many goroutines, and the slices they give belong to the caller.
type Tables struct {
	regions        []Region
	provinces      []Province
	municipalities []Municipality
	countries      []Country

	regionByCode     map[string]int
	provinceByCode   map[string]int
	municipalityBy   map[string]int
	municipalityName map[string][]int // by key of the name, or of one of two official names
	countryByCode    map[string]int
	countryByName    map[string]string // key to alpha-2
	provinceByName   map[string]string // key to code
}

// Regions gives the 21 parts of Italy in which figures are published, from
// north to south as ISTAT orders them.
func (t *Tables) Regions() []Region { return slices.Clone(t.regions) }

// Provinces gives all provinces, also those that ended, in order of code.
func (t *Tables) Provinces() []Province { return slices.Clone(t.provinces) }

// Municipalities gives all municipalities in order of ISTAT code.
func (t *Tables) Municipalities() []Municipality { return slices.Clone(t.municipalities) }

// Countries gives all countries in order of alpha-2 code.
func (t *Tables) Countries() []Country { return slices.Clone(t.countries) }

// Region finds a region by its two-digit code. It fails with [fault.NotFound].
func (t *Tables) Region(code string) (Region, error) {
	if i, ok := t.regionByCode[code]; ok {
		return t.regions[i], nil
	}
	if code == "04" {
		return Region{}, absent("Trentino-Alto Adige is published as two autonomous provinces",
			"use 21 for Bolzano or 22 for Trento")
	}
	return Region{}, absent("no region has that code", "use the two digits of ISTAT, as 19 for Sicilia")
}

// FindRegion finds a region by its code or by its name as people type it; of the
// autonomous provinces also with those words before it. It fails with
// [fault.NotFound].
func (t *Tables) FindRegion(text string) (Region, error) {
	key := spelling.Key(text)
	for _, before := range []string{"provincia autonoma di ", "p a di ", "p a ", "pa "} {
		key = strings.TrimPrefix(key, before)
	}
	for _, r := range t.regions {
		if r.Code == key || spelling.Key(r.Name) == key {
			return r, nil
		}
	}
	if key == "04" || strings.HasPrefix(key, "trentino") {
		return t.Region("04") // which says what to write
	}
	return Region{}, absent("no region has that name", "use its name in Italian, as Sicilia, or the two digits of ISTAT")
}

// Province finds a province by its two letters, also one that has ended. It
// fails with [fault.NotFound].
func (t *Tables) Province(code string) (Province, error) {
	if i, ok := t.provinceByCode[code]; ok {
		return t.provinces[i], nil
	}
	return Province{}, absent("no province has that code", "use the two letters, as AG for Agrigento")
}

// Municipality finds a municipality by its ISTAT code. It fails with
// [fault.NotFound].
func (t *Tables) Municipality(istat string) (Municipality, error) {
	if i, ok := t.municipalityBy[istat]; ok {
		return t.municipalities[i], nil
	}
	return Municipality{}, absent("no municipality has that code", "use the six digits of ISTAT, as 082053 for Palermo")
}

// RegionOf gives the region in which a municipality lies. It fails with
// [fault.NotFound].
func (t *Tables) RegionOf(istat string) (Region, error) {
	m, err := t.Municipality(istat)
	if err != nil {
		return Region{}, err
	}
	p, err := t.Province(m.Province)
	if err != nil {
		return Region{}, err
	}
	return t.Region(p.Region)
}

// FindMunicipality finds a municipality by its name as people type it; either
// of two official names will do. The province, by letters or by name, may be
// left out where the name is borne by one only. It fails with
// [fault.NotFound], and with [fault.Invalid] if several bear the name.
func (t *Tables) FindMunicipality(name, province string) (Municipality, error) {
	within, err := t.provinceCode(province)
	if err != nil {
		return Municipality{}, err
	}
	var found []Municipality
	for _, i := range t.municipalityName[spelling.Key(name)] {
		if m := t.municipalities[i]; within == "" || m.Province == within {
			found = append(found, m)
		}
	}
	switch len(found) {
	case 0:
		return Municipality{}, absent("no municipality has that name there", "check the spelling and the province")
	case 1:
		return found[0], nil
	}
	return Municipality{}, fault.Field("municipality", "several municipalities bear that name", "state the province")
}

func (t *Tables) provinceCode(text string) (string, error) {
	key := spelling.Key(text)
	if key == "" {
		return "", nil
	}
	if code, ok := t.provinceByName[key]; ok {
		return code, nil
	}
	return "", absent("no province has that name", "use the two letters, as AG for Agrigento")
}

// Country finds a country by its alpha-2 code. It fails with [fault.NotFound].
func (t *Tables) Country(alpha2 string) (Country, error) {
	if i, ok := t.countryByCode[alpha2]; ok {
		return t.countries[i], nil
	}
	return Country{}, absent("no country has that code", "use the two letters of ISO 3166, as EG for Egypt")
}

// FindCountry finds a country by what is written on arrival sheets: the alpha-2
// or alpha-3 code, the name in Italian or English, or the demonym in either.
// It fails with [fault.NotFound], and with [fault.Invalid] for a word that
// several countries share, as Congo; "stateless" and "not known" are no
// countries, see [Tables.FindCitizenship].
func (t *Tables) FindCountry(text string) (Country, error) {
	code, ok := t.countryByName[spelling.Key(text)]
	if !ok {
		return Country{}, absent("no country is called that", "use its name in Italian or English, or the two letters of ISO 3166")
	}
	if code == "" {
		return Country{}, &fault.Error{
			Kind: fault.Invalid, Detail: "several countries are called that",
			Remedy: "use the name in full, or the two letters of ISO 3166",
		}
	}
	return t.Country(code)
}

// FindCitizenship finds the citizenship for what is written on arrival sheets:
// all that [Tables.FindCountry] takes, the words for stateless, and those for
// not known, which give "". It fails as [Tables.FindCountry] does.
func (t *Tables) FindCitizenship(text string) (minor.Country, error) {
	if v, ok := citizenshipWords(spelling.Key(text)); ok {
		return v, nil
	}
	c, err := t.FindCountry(text)
	return minor.Country(c.Alpha2), err
}

func absent(detail, remedy string) error {
	return &fault.Error{Kind: fault.NotFound, Detail: detail, Remedy: remedy}
}

func byKey[T any](key func(T) string) func(a, b T) int {
	return func(a, b T) int { return cmp.Compare(key(a), key(b)) }
}
