package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// leastCountries is what ISO 3166-1 holds.
const leastCountries = 249

func readCountries(dir string) (table, error) {
	if err := installed(dir); err != nil {
		return table{}, err
	}
	var codes [][]string
	if err := readJSON(filepath.Join(dir, "codes.json"), &codes); err != nil {
		return table{}, err
	}
	italian, err := readNames(dir, "it")
	if err != nil {
		return table{}, err
	}
	english, err := readNames(dir, "en")
	if err != nil {
		return table{}, err
	}
	out := table{name: "countries.csv", heading: []string{"alpha2", "alpha3", "italian", "english", "others"}}
	for _, c := range codes {
		if len(c) < 2 || len(italian[c[0]]) == 0 || len(english[c[0]]) == 0 {
			return table{}, fmt.Errorf("%s: a country has no code or no name", dir)
		}
		it, en := italian[c[0]].short(), english[c[0]].short()
		others := strings.Join(slices.Concat(it[1:], en[1:]), "|")
		out.rows = append(out.rows, []string{c[0], c[1], it[0], en[0], others})
	}
	if len(out.rows) < leastCountries {
		return table{}, fmt.Errorf("%s: %d countries read, at least %d expected", dir, len(out.rows), leastCountries)
	}
	sortRows(out.rows)
	return out, nil
}

func readNames(dir, language string) (map[string]names, error) {
	var file struct {
		Countries map[string]names `json:"countries"`
	}
	err := readJSON(filepath.Join(dir, "langs", language+".json"), &file)
	return file.Countries, err
}

func readJSON(file string, into any) error {
	b, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(b, into); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	return nil
}

// names is one name, or a list of which the first is the usual one.
type names []string

func (n *names) UnmarshalJSON(b []byte) error {
	var one string
	if err := json.Unmarshal(b, &one); err == nil {
		*n = names{one}
		return nil
	}
	var many []string
	if err := json.Unmarshal(b, &many); err != nil {
		return err
	}
	*n = many
	return nil
}

// short puts first the name by which a country is commonly called in a table,
// where the source has the name of state before it.
func (n names) short() names {
	i := slices.IndexFunc(n, func(s string) bool {
		switch s {
		case "China", "Côte d'Ivoire", "Gambia", "Iran", "North Macedonia", "Palestine", "Russia", "Taiwan",
			"Tanzania", "United States":
			return true
		}
		return false
	})
	if i > 0 {
		return append(names{n[i]}, slices.Delete(slices.Clone(n), i, i+1)...)
	}
	return n
}
