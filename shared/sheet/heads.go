package sheet

import (
	"iter"
	"strings"

	"faro.example/shared/sheet/xlsx"
	"faro.example/shared/spelling"
)

// Head is a column of a file that the layout does not know by its heading.
type Head struct {
	Column string // A, B, ... AA
	Text   string // as the file has it: for a person to say what it means
}

// Unknown gives the columns that are headed and that the layout does not know,
// for a person to match by hand. Where it knows none, the first row with the
// most cells in it is taken for the heading. It fails as [Layout.Read] does if
// the file cannot be read at all.
func (l Layout[T]) Unknown(file []byte) ([]Head, error) {
	raw, is, err := readFile(strings.NewReader(string(file)))
	if err != nil {
		return nil, err
	}
	known := l.index()
	var heading line
	switch is {
	case zipFile:
		heading, err = known.inBook(raw)
	case oldFile:
		err = unreadable(raw)
	default:
		var text string
		if text, _, err = readText(raw); err == nil {
			heading = known.inText(text)
		}
	}
	var out []Head
	for i, cell := range heading.Cells {
		if spelling.Key(cell) != "" && known.column(cell) < 0 && i < MaxColumns {
			out = append(out, Head{Column: xlsx.Letters(i), Text: cell})
		}
	}
	return out, err
}

// inText finds the heading of a CSV file, or what may be it.
func (h headings) inText(text string) line {
	if _, found := h.sniff(text); len(found.Cells) > 0 {
		return found
	}
	var widest line
	for _, sep := range []byte{',', ';', '\t'} {
		if l := fullest(split(text, sep)); len(l.Cells) > len(widest.Cells) {
			widest = l
		}
	}
	return widest
}

// inBook finds the heading of a workbook, or what may be it, in the first sheet
// that is shown and has one.
func (h headings) inBook(raw []byte) (line, error) {
	book, err := xlsx.Open(raw)
	if err != nil {
		return line{}, err
	}
	var widest line
	for i, tab := range book.Tabs {
		if tab.Hidden {
			continue
		}
		s, err := book.Sheet(i, maxPreamble, func([]xlsx.Row) bool { return false })
		if err != nil {
			return line{}, err
		}
		if found := h.find(lines(s.Rows)); len(found.Cells) > 0 {
			return found, nil
		}
		if l := fullest(lines(s.Rows)); len(l.Cells) > len(widest.Cells) {
			widest = l
		}
	}
	return widest, nil
}

// fullest gives the first of the first rows with the most cells in which
// something stands.
func fullest(all iter.Seq[line]) (out line) {
	most := 0
	for l := range all {
		if l.Number > maxPreamble {
			break
		}
		n := 0
		for _, c := range l.Cells {
			if spelling.Key(c) != "" {
				n++
			}
		}
		if n > most {
			most, out = n, l
		}
	}
	return out
}
