package likeness

import (
	"slices"

	"faro.example/shared/match"
)

// Lists are what to look for when a child like this one is looked for: whoever
// has all keys of one of them. Lists of more stand before lists of less. What
// very many share says little: whoever looks leaves out a list that does.
func Lists(r match.Record) [][]string {
	a := atomsOf(r)
	var out [][]string
	add := func(of ...string) {
		if !slices.Contains(of, "") {
			out = append(out, of)
		}
	}
	add(a.document)
	add(a.phone)
	for i, n := range a.names {
		add(n, a.date)
		for _, o := range a.names[i+1:] {
			add(n, o, a.year)
		}
	}
	for i, n := range a.names {
		for _, o := range a.names[i+1:] {
			add(n, o)
		}
	}
	for _, n := range a.names {
		add(n, a.day)
		add(n, a.year, a.place)
		add(n, a.year, a.country)
	}
	add(a.date, a.country)
	add(a.date, a.place)
	for _, n := range a.names {
		add(n, a.year)
		add(n)
	}
	return out
}

// atoms are those of a record, by what they are.
type atoms struct {
	names                                            []string
	date, day, year, place, country, phone, document string
}

func atomsOf(r match.Record) (out atoms) {
	for _, a := range match.Atoms(r) {
		switch a[0] {
		case 'n':
			if len(out.names) < maxWords {
				out.names = append(out.names, a)
			}
		case 'd':
			out.date = a
		case 'm':
			out.day = a
		case 'y':
			out.year = a
		case 'p':
			out.place = a
		case 'c':
			out.country = a
		case 't':
			out.phone = a
		case 'x':
			out.document = a
		}
	}
	return out
}

// maxWords bounds the words of a name that are looked for together. Arbitrary:
// few have more, and the lists grow with its square.
const maxWords = 5
