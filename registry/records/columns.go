package records

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"faro.example/registry/form"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/measure"
	"faro.example/shared/minor"
	"faro.example/shared/pages"
	"faro.example/shared/permit"
	"faro.example/shared/protection"
	"faro.example/shared/sheet"
	"faro.example/shared/spelling"
)

// column is a column: its name, what it is headed in Italian, and how a cell is
// read.
type column struct {
	name, heading string
	reader
}

// reader reads a cell; what is written into one, it says in words.
type reader struct {
	what string
	read func(d Desk, r *Row, name, cell string) error
}

// The columns that several groups use: which row and which child it is, when and
// where, and upon what it rests.
const (
	columnReference = "reference"
	columnCode      = "code"
	columnDay       = "day"
	columnStructure = "structure"
)

func own() []column {
	return []column{
		{columnReference, "Riferimento", text(40)}, {columnCode, "Codice nazionale", code()}, {columnDay, "Data", date()}, {columnStructure, "Struttura", text(facility.MaxWords)},
		{"source", "Fonte", word(form.Terms("source"))}, {"cites", "Estremi della fonte", text(100)},
		{"agreed-with", "Correzione concordata con", word(parties())}, {"agreed-on", "Correzione concordata il", date()}, {"agreed-in", "Lingua della correzione", text(35)}, {"not-agreed", "Perché non ancora concordata", text(400)},
		{"carer-bond", "Legame con chi convive", word(listed("bond", permit.Guardianship, permit.Entrusted, permit.OtherwiseTied))},
		{"carer-status", "Posizione di chi convive", word(listed("status", permit.Italian, permit.Resident, permit.NoStatus))}, {"carer-lives-with", "Convive", word(yesOrNo())},
		{"route", "Procedura di protezione", word(listed("route", protection.Asylum, protection.Dublin, protection.Relocation))}, {"protection-state", "Stato della procedura", country()},
	}
}

// Layout gives the columns of a table. None must be there.
func (d Desk) Layout() sheet.Layout[Row] {
	l := sheet.Layout[Row]{MaxRows: MaxRows + 1, Check: check}
	all := own()
	for _, g := range groups() {
		all = append(all, g.columns...)
	}
	for _, c := range all {
		l.Columns = append(l.Columns, sheet.Column[Row]{Name: c.name, Headings: []string{c.heading}, Parse: func(r *Row, cell string) error {
			if sheet.Guard(cell) != cell {
				return fault.Field("", "looks like a formula", "write the value itself; leave the cell empty if there is none")
			}
			return c.read(d, r, c.name, cell)
		}})
	}
	return l
}

// check judges a row whose cells are all good: it says whom it is about.
func check(r Row) error {
	if !r.has(columnReference, columnCode) {
		return fault.Field(columnReference, "neither a reference nor a national code", "give the number that the row has at your office, or the child's national code")
	}
	return nil
}

// How a cell is read.

func text(most int) reader {
	return reader{fmt.Sprintf("testo, al più %d byte", most), func(_ Desk, r *Row, name, cell string) error {
		t := minor.Text(cell)
		r.set(name, t)
		return t.Check("", most)
	}}
}

func date() reader {
	return reader{"data, come 31/03/2026", func(_ Desk, r *Row, name, cell string) error {
		d, err := sheet.Day(cell)
		r.set(name, d)
		return err
	}}
}

// birthday reads a day, or a year alone.
func birthday() reader {
	return reader{"data, o l’anno solo: allora si scrive il 1º gennaio, presunto", func(d Desk, r *Row, name, cell string) error {
		if y, err := strconv.Atoi(cell); err == nil && len(cell) == 4 {
			r.set(yearAlone, minor.Text("yes"))
			r.set(name, day.Of(y, 1, 1))
			return nil
		}
		return date().read(d, r, name, cell)
	}}
}

func code() reader {
	return reader{"dieci cifre, come 0000 1000 08", func(_ Desk, r *Row, name, cell string) error {
		c, err := minor.ParseCode(cell)
		r.set(name, c)
		return err
	}}
}

func country() reader {
	return reader{"Stato o cittadinanza, per nome o con due lettere; apolide", func(d Desk, r *Row, name, cell string) error {
		c, err := d.Places.FindCitizenship(cell)
		r.set(name, minor.Text(c))
		return err
	}}
}

// town reads a municipality by its name, or its six digits.
func town() reader {
	return reader{"comune, anche con la provincia: Palermo (PA); o sei cifre ISTAT", func(d Desk, r *Row, name, cell string) error {
		m, err := d.Places.Municipality(cell)
		if err != nil {
			name, province, _ := strings.Cut(strings.TrimSuffix(cell, ")"), "(")
			m, err = d.Places.FindMunicipality(name, province)
		}
		r.set(name, minor.Text(m.Istat))
		return err
	}}
}

// mostMonths bounds a margin of error. Arbitrary.
const mostMonths = 120

func months() reader {
	return reader{"mesi, come 18", func(_ Desk, r *Row, name, cell string) error {
		n, err := strconv.Atoi(cell)
		if err != nil || n < 0 || n > mostMonths {
			return fault.Field("", "not a number of months", "write whole months, as 18")
		}
		r.set(name, n)
		return nil
	}}
}

// word reads a member of a closed list, by its term or by the register's own word.
func word(terms map[string]string) reader {
	keys := map[string]string{}
	for term, value := range terms {
		keys[spelling.Key(term)], keys[spelling.Key(value)] = value, value
	}
	all := slices.Sorted(maps.Keys(terms))
	return reader{"una di: " + strings.Join(all, "; "), func(_ Desk, r *Row, name, cell string) error {
		value, ok := keys[spelling.Key(cell)]
		if !ok {
			return fault.Field("", "not a word of its list", "write one of the words that docs/import.md lists for the column")
		}
		r.set(name, minor.Text(value))
		return nil
	}}
}

// listed are the terms of a list of procedures.
func listed[W ~string](list string, members ...W) map[string]string {
	out := map[string]string{}
	for _, m := range members {
		out[pages.ProcedureWord(pages.Italian, list, string(m))] = string(m)
	}
	return out
}

func parties() map[string]string {
	return map[string]string{
		"minore": string(minor.TheMinor), "tutore": string(minor.TheGuardian), "esercente provvisorio": string(minor.TheHolder), "familiari": string(minor.TheRelatives),
		"minore e tutore": string(minor.TheMinor) + " " + string(minor.TheGuardian),
	}
}

func permits() map[string]string { return listed("permit", permit.Types()...) }

func yesOrNo() map[string]string { return map[string]string{"sì": "yes", "no": "no"} }

func outcomes() map[string]string {
	return listed("outcome", slices.Concat(protection.Asylum.Outcomes(), protection.Dublin.Outcomes())...)
}

func programmes() map[string]string { return listed("programme", measure.Programmes()...) }
