package records

import (
	"strings"

	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// Row is what a row says, by the names of its columns; what is empty is not said.
type Row struct {
	values map[string]any
	place  facility.Place       // of the structure, once it was found
	office institution.ID       // of who brings the table
	list   institution.OfficeID // by whose references rows are known
}

func (r *Row) set(name string, v any) {
	if r.values == nil {
		r.values = map[string]any{}
	}
	r.values[name] = v
}

// has reports whether any of some columns is filled.
func (r *Row) has(names ...string) bool {
	for _, n := range names {
		if _, ok := r.values[n]; ok {
			return true
		}
	}
	return false
}

func (r *Row) text(name string) minor.Text { t, _ := r.values[name].(minor.Text); return t }

func (r *Row) said(name string) string { return r.text(name).Reveal() }

func (r *Row) day(name string) day.Date { d, _ := r.values[name].(day.Date); return d }

func (r *Row) yes(name string) bool { return r.said(name) == "yes" }

func (r *Row) country(name string) minor.Country { return minor.Country(r.said(name)) }

func (r *Row) number(name string) int { n, _ := r.values[name].(int); return n }

// name is the name of some columns; nil if none is filled.
func (r *Row) name(family, given string) *minor.Name {
	if !r.has(family, given) {
		return nil
	}
	return &minor.Name{Family: r.text(family), Given: r.text(given)}
}

// decree is the decree of some columns.
func (r *Row) decree(court, number, on string) institution.Decree {
	return institution.Decree{Court: r.said(court), Number: r.said(number), On: r.day(on)}
}

// languages are those that a cell lists.
func (r *Row) languages() []string {
	return strings.FieldsFunc(r.said("languages"), func(c rune) bool { return strings.ContainsRune(",; /", c) })
}

// accord is who agreed to a correction, or why nobody has yet; nil if the row does
// not say.
func (r *Row) accord() *minor.Accord {
	if !r.has("agreed-with", "agreed-on", "agreed-in", "not-agreed") {
		return nil
	}
	out := &minor.Accord{On: r.day("agreed-on"), Language: r.said("agreed-in"), NotYet: r.text("not-agreed")}
	for p := range strings.FieldsSeq(r.said("agreed-with")) {
		out.By = append(out.By, minor.Party(p))
	}
	return out
}

// birth is the birth date of the row; of a year alone 1 January is written.
func (r *Row) birth() *minor.Birth {
	if !r.has("birth-date") {
		return nil
	}
	b := &minor.Birth{Date: r.day("birth-date"), Precision: minor.ToDay, Provenance: minor.Provenance(r.said("birth-provenance"))}
	if r.has(yearAlone) {
		b.Precision, b.Provenance = minor.ToYear, minor.Presumed
	}
	if b.Provenance == "" {
		b.Provenance = minor.Declared
	}
	return b
}

// yearAlone marks a birth date of which only the year is written.
const yearAlone = "birth-year-alone"
