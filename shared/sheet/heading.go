package sheet

import (
	"fmt"
	"iter"
	"strings"

	"faro.example/shared/sheet/xlsx"
	"faro.example/shared/spelling"
)

// headings finds the columns of a layout by what they may be headed.
type headings map[string]int

func (l Layout[T]) index() headings {
	out := headings{}
	for i, c := range l.Columns {
		for _, h := range append([]string{c.Name}, c.Headings...) {
			if k := spelling.Key(h); k != "" {
				if _, taken := out[k]; !taken {
					out[k] = i
				}
			}
		}
	}
	return out
}

// column gives the column that a heading means, -1 for none. What stands in
// brackets after it, as a hint on how to fill the column, does not matter.
func (h headings) column(heading string) int {
	if i, ok := h[spelling.Key(heading)]; ok {
		return i
	}
	before, _, _ := strings.Cut(heading, "(")
	if i, ok := h[spelling.Key(before)]; ok {
		return i
	}
	return -1
}

// known counts the columns that a row of cells would head.
func (h headings) known(cells []string) int {
	found := map[int]bool{}
	for _, cell := range cells {
		if i := h.column(cell); i >= 0 {
			found[i] = true
		}
	}
	return len(found)
}

// find gives the line of the first rows in which most columns are found; an
// empty one if there is none.
func (h headings) find(lines iter.Seq[line]) line {
	best, heading := 0, line{}
	for line := range lines {
		if line.Number > maxPreamble {
			break
		}
		if n := h.known(line.Cells); n > best {
			best, heading = n, line
		}
	}
	return heading
}

// sniff gives the separator under which most columns are found in one of the
// first rows, and that row.
func (h headings) sniff(text string) (byte, line) {
	best, sep, heading := 0, byte(','), line{}
	for _, candidate := range []byte{',', ';', '\t'} {
		line := h.find(split(text, candidate))
		if n := h.known(line.Cells); n > best {
			best, sep, heading = n, candidate, line
		}
	}
	return sep, heading
}

// match gives for each column of the layout its place in the file, -1 if it is
// not there.
func (l Layout[T]) match(heading line) ([]int, error) {
	if heading.Number == 0 {
		return nil, l.headless("")
	}
	at := make([]int, len(l.Columns))
	for i := range at {
		at[i] = -1
	}
	known := l.index()
	for place, cell := range heading.Cells {
		i := known.column(cell)
		if i < 0 {
			continue
		}
		if at[i] >= 0 {
			return nil, wrong(fmt.Sprintf("columns %s and %s are both headed as %q", xlsx.Letters(at[i]), xlsx.Letters(place), l.Columns[i].Headings[0]),
				"keep one of them")
		}
		at[i] = place
	}
	return at, l.complete(at)
}

// headless fails because no heading was found.
func (l Layout[T]) headless(where string) error {
	return wrong(fmt.Sprintf("none of the first %d rows %snames the columns", maxPreamble, where),
		"put a row above the data with headings such as "+strings.Join(l.Headings(), ", "))
}

// complete fails with [fault.Invalid] if a required column is not in the file.
func (l Layout[T]) complete(at []int) error {
	var missing []string
	for i, c := range l.Columns {
		if c.Required && at[i] < 0 {
			missing = append(missing, fmt.Sprintf("%q", c.Headings[0]))
		}
	}
	if missing == nil {
		return nil
	}
	return wrong("a column that must be there is missing: "+strings.Join(missing, ", "), "add it, or correct its heading")
}
