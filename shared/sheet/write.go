package sheet

import (
	"encoding/csv"
	"io"
	"iter"
	"slices"
	"strconv"
	"strings"

	"faro.example/shared/sheet/xlsx"
)

// Dialect is how a CSV file is written.
type Dialect uint8

// The dialects.
const (
	// Plain is what other programs read: RFC 4180 with single line feeds, commas, UTF-8, no mark.
	Plain Dialect = iota
	// Office is what a spreadsheet program set to Italian opens with a double
	// click: semicolons, and UTF-8 with a byte order mark.
	Office
)

// Write writes a heading and rows as CSV. A text that a spreadsheet program
// would take for a formula gets an apostrophe before it, which [Layout.Read]
// takes away again: a name typed at a desk must not run on the machine of the
// one who opens the export.
func Write(w io.Writer, d Dialect, heading []string, rows iter.Seq[[]string]) error {
	out := csv.NewWriter(w)
	if d == Office {
		out.Comma = ';'
		if _, err := io.WriteString(w, "\ufeff"); err != nil {
			return err
		}
	}
	if err := writeRow(out, heading); err != nil {
		return err
	}
	for row := range rows {
		if err := writeRow(out, row); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// Texts gives rows of texts and whole numbers as [Write] takes them.
func Texts(rows iter.Seq[[]any]) iter.Seq[[]string] {
	return func(yield func([]string) bool) {
		for row := range rows {
			out := make([]string, len(row))
			for i, cell := range row {
				switch v := cell.(type) {
				case int:
					out[i] = strconv.Itoa(v)
				case string:
					out[i] = v
				}
			}
			if !yield(out) {
				return
			}
		}
	}
}

// WriteXLSX writes a heading and rows as an XLSX workbook of one sheet with the
// given title: numbers and days as such, and texts as [xlsx.Write] marks them
// and, in case the sheet is saved as CSV later, with an apostrophe as [Write]
// gives it.
func WriteXLSX(w io.Writer, title string, heading []string, rows iter.Seq[[]any]) error {
	safe := make([]string, len(heading))
	for i, h := range heading {
		safe[i] = Guard(h)
	}
	return xlsx.Write(w, title, safe, func(yield func([]any) bool) {
		for row := range rows {
			cells := slices.Clone(row)
			for i, c := range cells {
				if text, ok := c.(string); ok {
					cells[i] = Guard(text)
				}
			}
			if !yield(cells) {
				return
			}
		}
	})
}

func writeRow(out *csv.Writer, cells []string) error {
	safe := make([]string, len(cells))
	for i, c := range cells {
		safe[i] = Guard(c)
	}
	return out.Write(safe)
}

// Guard gives a text that no spreadsheet program takes for a formula. Whatever
// writes cells for people to open, here or elsewhere, passes them through it.
func Guard(text string) string {
	if risky(strings.TrimLeft(text, "'")) && !negative(text) && strings.TrimSpace(text) != "" {
		return "'" + text
	}
	return text
}

// unguard takes away what [Guard] put before the text.
func unguard(text string) string {
	if rest, ok := strings.CutPrefix(text, "'"); ok && risky(strings.TrimLeft(rest, "'")) {
		return rest
	}
	return text
}

// risky reports whether a text begins as a formula or a command does, after
// any spaces; the wide forms of the signs count, as some programs narrow them.
func risky(text string) bool {
	for _, r := range text {
		switch r {
		case '=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠':
			return true
		case ' ', '\u00a0':
			continue
		}
		return false
	}
	return false
}

// negative reports whether a text is a negative number, which runs nothing and
// which a reader of figures needs as a number.
func negative(text string) bool {
	digits, ok := strings.CutPrefix(text, "-")
	return ok && digits != "" && strings.Trim(digits, "0123456789") == ""
}
