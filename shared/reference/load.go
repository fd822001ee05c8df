package reference

import (
	"embed"
	"encoding/csv"
	"errors"
	"io"
	"io/fs"
	"slices"
	"strings"
	"sync"

	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/spelling"
)

// data is empty but for .keep until `make prepare` has run, so that the
// package always builds.
//
//go:embed all:data
var data embed.FS

// The files that `go run ./reference/generate` writes into data. Each is CSV
// with a heading, in UTF-8.
const (
	provincesFile      = "data/provinces.csv"      // code, istat, name, region
	municipalitiesFile = "data/municipalities.csv" // istat, name, province
	countriesFile      = "data/countries.csv"      // alpha2, alpha3, italian, english, and other names parted by |
)

// Load gives the tables that were built into the program, which everybody shares;
// the first time takes some ten milliseconds. It fails with [fault.NotFound] if the
// program was built before the tables were made.
func Load() (*Tables, error) { return loaded() }

var loaded = sync.OnceValues(func() (*Tables, error) { return load(data) })

func load(files fs.FS) (*Tables, error) {
	t := &Tables{regions: regions()}
	provinces, err := rows(files, provincesFile, 4)
	if err != nil {
		return nil, err
	}
	municipalities, err := rows(files, municipalitiesFile, 3)
	if err != nil {
		return nil, err
	}
	countries, err := rows(files, countriesFile, 5)
	if err != nil {
		return nil, err
	}
	for _, r := range provinces {
		t.provinces = append(t.provinces, Province{Code: r[0], Istat: r[1], Name: r[2], Region: r[3], Valid: provinceValid(r[0])})
	}
	for _, r := range municipalities {
		t.municipalities = append(t.municipalities, Municipality{Istat: r[0], Name: r[1], Province: r[2]})
	}
	for _, r := range countries {
		t.countries = append(t.countries, Country{Alpha2: r[0], Alpha3: r[1], Italian: r[2], English: r[3]})
	}
	slices.SortFunc(t.provinces, byKey(func(p Province) string { return p.Code }))
	slices.SortFunc(t.municipalities, byKey(func(m Municipality) string { return m.Istat }))
	slices.SortFunc(t.countries, byKey(func(c Country) string { return c.Alpha2 }))
	t.indexPlaces()
	t.indexCountries(countries)
	return t, t.check()
}

// rows reads a file of n columns, without its heading.
func rows(files fs.FS, name string, n int) ([][]string, error) {
	f, err := files.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, absent("the reference tables are not in this program", "run make prepare and build again")
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.FieldsPerRecord = n
	if _, err := r.Read(); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	return r.ReadAll()
}

// indexPlaces makes the maps for regions, provinces and municipalities.
func (t *Tables) indexPlaces() {
	t.regionByCode = make(map[string]int, len(t.regions))
	for i, r := range t.regions {
		t.regionByCode[r.Code] = i
	}
	t.provinceByCode = make(map[string]int, len(t.provinces))
	t.provinceByName = make(map[string]string, 2*len(t.provinces))
	for i, p := range t.provinces {
		t.provinceByCode[p.Code] = i
		t.provinceByName[spelling.Key(p.Code)] = p.Code
		t.provinceByName[spelling.Key(p.Name)] = p.Code
	}
	t.municipalityBy = make(map[string]int, len(t.municipalities))
	t.municipalityName = make(map[string][]int, len(t.municipalities))
	for i, m := range t.municipalities {
		t.municipalityBy[m.Istat] = i
		keys := []string{spelling.Key(m.Name)}
		for _, name := range strings.Split(m.Name, "/") {
			keys = append(keys, spelling.Key(name))
		}
		slices.Sort(keys)
		for _, k := range slices.Compact(keys) {
			t.municipalityName[k] = append(t.municipalityName[k], i)
		}
	}
}

// indexCountries makes the maps for countries. Codes and names in full come
// before the words of our own table, which comes before the packages' other
// names: the same word for two countries ("Congo") is decided in our table.
func (t *Tables) indexCountries(source [][]string) {
	t.countryByCode = make(map[string]int, len(t.countries))
	t.countryByName = make(map[string]string, 8*len(t.countries))
	name := func(text, code string) {
		k := spelling.Key(text)
		if _, taken := t.countryByName[k]; !taken && k != "" {
			t.countryByName[k] = code
		}
	}
	for i, c := range t.countries {
		t.countryByCode[c.Alpha2] = i
		name(c.Alpha2, c.Alpha2)
		name(c.Alpha3, c.Alpha2)
	}
	for _, c := range t.countries {
		name(c.Italian, c.Alpha2)
		name(c.English, c.Alpha2)
	}
	for _, w := range countryWords {
		for _, text := range strings.Split(w.words, ",") {
			name(text, w.country)
		}
	}
	for _, r := range source {
		for _, other := range strings.Split(r[4], "|") {
			name(other, r[0])
		}
	}
}

// check refuses tables that point at nothing: better no table than half a one.
func (t *Tables) check() error {
	for _, p := range t.provinces {
		if _, err := t.Region(p.Region); err != nil {
			return fault.Newf(fault.Internal, "province %s: %w", p.Code, err)
		}
	}
	for _, m := range t.municipalities {
		if _, err := t.Province(m.Province); err != nil {
			return fault.Newf(fault.Internal, "municipality %s: %w", m.Istat, err)
		}
	}
	if len(t.municipalities) == 0 || len(t.countries) == 0 {
		return fault.Newf(fault.Internal, "the reference tables are empty: run make prepare and build again")
	}
	return nil
}

// regions are facts of the constitution (art. 131, and art. 116 for the
// autonomous provinces), so they are written here.
func regions() []Region {
	table := []struct{ code, name string }{
		{"01", "Piemonte"},
		{"02", "Valle d'Aosta"},
		{"03", "Lombardia"},
		{"21", "Bolzano"},
		{"22", "Trento"},
		{"05", "Veneto"},
		{"06", "Friuli-Venezia Giulia"},
		{"07", "Liguria"},
		{"08", "Emilia-Romagna"},
		{"09", "Toscana"},
		{"10", "Umbria"},
		{"11", "Marche"},
		{"12", "Lazio"},
		{"13", "Abruzzo"},
		{"14", "Molise"},
		{"15", "Campania"},
		{"16", "Puglia"},
		{"17", "Basilicata"},
		{"18", "Calabria"},
		{"19", "Sicilia"},
		{"20", "Sardegna"},
	}
	out := make([]Region, len(table))
	for i, r := range table {
		out[i] = Region{Code: r.code, Name: r.name}
	}
	return out
}

// provinceValid gives the days of the provinces that the Sardinian law 2/2016
// ended and made, with effect for statistics from 1 January 2017; all others
// are open. The packages do not know the Sardinian reform of 2021 yet.
func provinceValid(code string) day.Span {
	switch code {
	case "CI", "VS", "OG", "OT":
		return day.Span{Until: day.Of(2017, 1, 1)}
	case "SU":
		return day.Span{From: day.Of(2017, 1, 1)}
	}
	return day.Span{}
}
