// Package target makes a list of children that meets published figures exactly:
// totals by sex, age, citizenship and region, and by two of them at once.
//
// The invariant: every figure given is met to the child, and what the source does
// not give is left open, never made up: such a child has "altre" for its
// citizenship, and nothing for sex, age or region. Figures that no list can meet
// are refused, and it is said which contradict each other. The same targets and
// seed give the same list.
package target

import (
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"faro.example/shared/fault"
	"faro.example/shared/minor"
	"faro.example/shared/reference"
	"faro.example/shared/sheet"
	"faro.example/shared/spelling"
)

// Dimension is a way in which figures are cut.
type Dimension int

// The dimensions.
const (
	Sex Dimension = iota
	Age
	Citizenship
	Region
	dimensions
)

// String names the dimension as the report does.
func (d Dimension) String() string {
	return [...]string{"sex", "age", "citizenship", "region"}[d]
}

// Open is the value of what a source does not give.
const Open = "none"

// Figure is one published number: of the children who have all of the values
// given; "" is any.
type Figure struct {
	Of    [dimensions]string
	Count int
	Row   int // of the file
}

// cuts lists the dimensions by which a figure is cut.
func (f Figure) cuts() (out []Dimension) {
	for d, v := range f.Of {
		if v != "" {
			out = append(out, Dimension(d))
		}
	}
	return out
}

// String says whom the figure counts.
func (f Figure) String() string {
	var parts []string
	for _, d := range f.cuts() {
		parts = append(parts, d.String()+" "+f.Of[d])
	}
	if len(parts) == 0 {
		parts = []string{"total"}
	}
	return fmt.Sprintf("%s %d (row %d)", strings.Join(parts, ", "), f.Count, f.Row)
}

// Targets are the figures of one day.
type Targets struct {
	Total   int
	Figures []Figure
}

// line is a row of the file.
type line struct {
	of    [dimensions]string
	count int
	share int // in tenths of a percent; -1 if the count is given
}

// Read reads targets: a sheet with the columns sex, age, citizenship, region,
// count and share. A row with a count alone is the total; one with a share is so
// many percent of it, with one decimal. It fails with [fault.Invalid], naming
// the row.
func Read(r io.Reader, places *reference.Tables) (Targets, error) {
	table, err := layout(places).Read(r)
	if err != nil {
		return Targets{}, err
	}
	if len(table.Problems) > 0 {
		p := table.Problems[0]
		return Targets{}, &fault.Error{Kind: fault.Invalid, Field: p.Place.String(), Detail: p.Reason, Remedy: p.Remedy}
	}
	var out Targets
	for _, row := range table.Rows {
		if row.Value.of == ([dimensions]string{}) {
			if out.Total > 0 || row.Value.count == 0 {
				return Targets{}, fault.Field(fmt.Sprintf("row %d", row.Row), "not the one total", "give one row with a count alone")
			}
			out.Total = row.Value.count
		}
	}
	if out.Total == 0 {
		return Targets{}, fault.Field("count", "no total is given", "give one row with a count alone")
	}
	for _, row := range table.Rows {
		f := Figure{Of: row.Value.of, Count: row.Value.count, Row: row.Row}
		if row.Value.share >= 0 {
			f.Count = int(math.Round(float64(out.Total) * float64(row.Value.share) / 1000))
		}
		if len(f.cuts()) > 0 {
			out.Figures = append(out.Figures, f)
		}
	}
	return out, nil
}

func layout(places *reference.Tables) sheet.Layout[line] {
	cut := func(d Dimension, parse func(string) (string, error)) sheet.Column[line] {
		return sheet.Column[line]{Name: d.String(), Headings: []string{d.String()}, Parse: func(l *line, s string) (err error) {
			switch spelling.Key(s) {
			case "altre", "other", "non attribuito", "not attributed", Open:
				l.of[d] = Open
			default:
				l.of[d], err = parse(s)
			}
			return err
		}}
	}
	return sheet.Layout[line]{
		Columns: []sheet.Column[line]{
			cut(Sex, parseSex), cut(Age, parseAge),
			cut(Citizenship, func(s string) (string, error) {
				c, err := places.FindCitizenship(s)
				return string(c), err
			}),
			cut(Region, func(s string) (string, error) {
				r, err := places.FindRegion(s)
				return r.Code, err
			}),
			{Name: "count", Headings: []string{"count"}, Parse: func(l *line, s string) (err error) {
				l.count, err = number(s)
				l.share = -1
				return err
			}},
			{Name: "share", Headings: []string{"share"}, Parse: func(l *line, s string) error {
				f, err := strconv.ParseFloat(s, 64)
				if err != nil || f <= 0 || f > 100 || l.count > 0 {
					return fault.Field("", "not a share", "write percent with one decimal, as 44.7, and no count beside it")
				}
				l.share = int(math.Round(f * 10))
				return nil
			}},
		},
		Check: func(l line) error {
			if l.count == 0 && l.share == 0 {
				return fault.Field("count", "neither a count nor a share", "give one of the two")
			}
			return nil
		},
	}
}

func number(s string) (int, error) {
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 {
		return 0, fault.Field("", "not a count of children", "write a whole number, one or more")
	}
	return n, nil
}

func parseSex(s string) (string, error) {
	switch minor.Sex(s) {
	case minor.Male, minor.Female, minor.Other:
		return s, nil
	}
	return "", fault.Field("", "not a sex", "write M, F or X")
}

// bands are the Ministry's, with the ages that each holds.
var bands = map[string][2]int{"17": {17, 17}, "16": {16, 16}, "15": {15, 15}, "7-14": {7, 14}, "0-6": {0, 6}}

func parseAge(s string) (string, error) {
	if _, ok := bands[s]; !ok {
		return "", fault.Field("", "not one of the Ministry's bands of age", "write 17, 16, 15, 7-14 or 0-6")
	}
	return s, nil
}
