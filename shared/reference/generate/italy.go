package main

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

type italy struct{ provinces, municipalities table }

// The package is JavaScript made by a program from ISTAT's list, so its lines
// have few shapes; whatever does not fit is an error of the counts below.
var (
	provinceLine = regexp.MustCompile(`^\s*Province\["(\w+)"\] = "([A-Z]{2})";`)
	regionLine   = regexp.MustCompile(`^\s*\[Province\.(\w+)\]: region_1\.default\.(\w+),`)
	caseLine     = regexp.MustCompile(`^\s*case Province\.(\w+):`)
	returnLine   = regexp.MustCompile(`^\s*return (['"].*['"]);`)
	cityLine     = regexp.MustCompile(`^\s*\[City\.\w+_(\d{6})\]: \{`)
	cityProvince = regexp.MustCompile(`^\s*province: province_1\.default\.(\w+),`)
	cityName     = regexp.MustCompile(`^\s*name: (['"].*['"]),`)
)

// The least that version 0.4.3 holds, so that a package of another shape is noticed.
const (
	leastMunicipalities = 7800
	leastProvinces      = 107
)

type province struct{ code, istat, name, region string }

func readItaly(dir string) (italy, error) {
	if err := installed(dir); err != nil {
		return italy{}, err
	}
	provinces, err := readProvinces(filepath.Join(dir, "lib", "province.js"))
	if err != nil {
		return italy{}, err
	}
	towns, err := readMunicipalities(filepath.Join(dir, "lib", "city.js"), provinces)
	if err != nil {
		return italy{}, err
	}
	out := italy{
		provinces:      table{name: "provinces.csv", heading: []string{"code", "istat", "name", "region"}},
		municipalities: table{name: "municipalities.csv", heading: []string{"istat", "name", "province"}, rows: towns},
	}
	for _, p := range provinces {
		out.provinces.rows = append(out.provinces.rows, []string{p.code, p.istat, p.name, p.region})
	}
	sortRows(out.provinces.rows)
	sortRows(out.municipalities.rows)
	return out, nil
}

// installed says what to do when a package is missing.
func installed(dir string) error {
	if _, err := os.Stat(filepath.Join(dir, "package.json")); err != nil {
		return fmt.Errorf("%s is not there: run npm ci at the root first", dir)
	}
	return nil
}

// readProvinces gives the provinces by the name they have in the source.
func readProvinces(file string) (map[string]*province, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	out := map[string]*province{}
	var named string // the case whose return comes next
	for line := range strings.Lines(string(text)) {
		if m := provinceLine.FindStringSubmatch(line); m != nil {
			out[m[1]] = &province{code: m[2]}
		} else if m := regionLine.FindStringSubmatch(line); m != nil {
			if err := setRegion(out[m[1]], m[2]); err != nil {
				return nil, err
			}
		} else if m := caseLine.FindStringSubmatch(line); m != nil {
			named = m[1]
		} else if m := returnLine.FindStringSubmatch(line); m != nil && out[named] != nil {
			if out[named].name, err = unquote(m[1]); err != nil {
				return nil, err
			}
		}
	}
	if len(out) < leastProvinces {
		return nil, fmt.Errorf("%s: %d provinces read, at least %d expected", file, len(out), leastProvinces)
	}
	for source, p := range out {
		if p.name == "" || p.region == "" {
			return nil, fmt.Errorf("%s: %s has no name or no region", file, source)
		}
	}
	return out, nil
}

// setRegion gives a province the code of its region; the autonomous provinces
// are each a region of publication, see reference.Region.
func setRegion(p *province, source string) error {
	if p == nil {
		return fmt.Errorf("a province of %s was not declared", source)
	}
	codes := map[string]string{
		"PIEMONTE": "01", "VALLE_DAOSTA": "02", "LOMBARDIA": "03", "VENETO": "05", "FRIULI_VENEZIA_GIULIA": "06",
		"LIGURIA": "07", "EMILIA_ROMAGNA": "08", "TOSCANA": "09", "UMBRIA": "10", "MARCHE": "11", "LAZIO": "12",
		"ABRUZZO": "13", "MOLISE": "14", "CAMPANIA": "15", "PUGLIA": "16", "BASILICATA": "17", "CALABRIA": "18",
		"SICILIA": "19", "SARDEGNA": "20",
	}
	p.region = codes[source]
	switch p.code {
	case "BZ":
		p.region = "21"
	case "TN":
		p.region = "22"
	}
	if p.region == "" {
		return fmt.Errorf("region %s is not known", source)
	}
	return nil
}

// readMunicipalities gives the rows of the municipalities, and tells each
// province its ISTAT code, which is how the codes of its municipalities begin.
func readMunicipalities(file string, provinces map[string]*province) ([][]string, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var out [][]string
	var istat string
	var p *province
	for line := range strings.Lines(string(text)) {
		if m := cityLine.FindStringSubmatch(line); m != nil {
			istat, p = m[1], nil
		} else if m := cityProvince.FindStringSubmatch(line); m != nil {
			p = provinces[m[1]]
		} else if m := cityName.FindStringSubmatch(line); m != nil {
			name, err := unquote(m[1])
			if err != nil || p == nil || name == "" {
				return nil, fmt.Errorf("%s: municipality %s has no name or no province", file, istat)
			}
			if p.istat != "" && p.istat != istat[:3] {
				return nil, fmt.Errorf("%s: municipality %s is not numbered within %s", file, istat, p.code)
			}
			p.istat = istat[:3]
			out = append(out, []string{istat, name, p.code})
		}
	}
	if len(out) < leastMunicipalities {
		return nil, fmt.Errorf("%s: %d municipalities read, at least %d expected", file, len(out), leastMunicipalities)
	}
	return out, nil
}

// unquote reads a JavaScript string of either quote, as the source's formatter
// writes them.
func unquote(s string) (string, error) {
	if s[0] == '\'' {
		s = `"` + strings.ReplaceAll(strings.ReplaceAll(s[1:len(s)-1], `\'`, `'`), `"`, `\"`) + `"`
	}
	return strconv.Unquote(s)
}

func sortRows(rows [][]string) {
	slices.SortFunc(rows, func(a, b []string) int { return cmp.Compare(a[0], b[0]) })
}
