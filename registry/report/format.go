package report

import (
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"faro.example/registry/report/disclosure"
	"faro.example/shared/fault"
	"faro.example/shared/sheet"
)

// Format is how a report is written.
type Format string

// The formats. JSON has all; CSV and XLSX have a row for each count; HTML is the
// original for people, in Italian and in English, and PDF is it in print. Open
// data has a description of its columns and of itself besides.
const (
	JSON        Format = "json"
	CSV         Format = "csv"
	XLSX        Format = "xlsx"
	HTML        Format = "html"
	HTMLEnglish Format = "html-en"
	PDF         Format = "pdf"
	Schema      Format = "schema" // of the columns of the CSV: CSV on the Web
	Catalogue   Format = "dcat"   // DCAT-AP_IT, as JSON-LD
)

// Formats lists those in which a kind is published.
func Formats(k Kind) []Format {
	out := []Format{JSON, CSV, XLSX, HTML, HTMLEnglish, PDF}
	if k == OpenData {
		out = append(out, Schema, Catalogue)
	}
	return out
}

// Repeats reports whether a report gives the same bytes in the format whenever
// it is written. What other programs lay out or pack does not promise that.
func (f Format) Repeats() bool { return f != XLSX && f != PDF }

// Write writes the report as data: as JSON, CSV or XLSX, and of open data what
// describes it; package press does the rest. It fails with [fault.Invalid] for any other format.
func (r Report) Write(w io.Writer, f Format) error {
	switch f {
	case JSON:
		e := json.NewEncoder(w)
		e.SetIndent("", " ")
		e.SetEscapeHTML(false)
		return e.Encode(r)
	case CSV:
		return sheet.Write(w, sheet.Plain, heading, sheet.Texts(r.rows()))
	case XLSX:
		return sheet.WriteXLSX(w, fmt.Sprintf("%s %s", r.Kind, r.AsOf), heading, r.rows())
	}
	if r.Kind == OpenData {
		switch f {
		case Schema:
			return r.schema().write(w)
		case Catalogue:
			return r.catalogue().write(w)
		}
	}
	return fault.Field("format", "not a format of this report", "use html, pdf, xlsx, csv or json; of open data also schema or dcat")
}

// Read reads a report that was written as JSON. It fails with [fault.Invalid].
func Read(in io.Reader) (out Report, err error) {
	d := json.NewDecoder(in)
	d.DisallowUnknownFields()
	if err := d.Decode(&out); err != nil {
		return Report{}, fault.Field("report", "not a report in JSON: "+err.Error(), "give the file as it was published")
	}
	return out, out.release().Check()
}

var heading = []string{"as_of", "known_at", "table", "row", "row_it", "row_en", "column", "column_it", "column_en", "minors", "withheld"}

// rows gives a row for each count: who is counted by codes and by name, the
// count as a number, none where it is withheld.
func (r Report) rows() iter.Seq[[]any] {
	known := ""
	if !r.KnownAt.IsZero() {
		known = r.KnownAt.String()
	}
	return func(yield func([]any) bool) {
		for _, t := range r.Tables {
			for i, line := range t.Cells {
				for j, c := range line {
					row, col := at(t.Rows, i), at(t.Cols, j)
					out := []any{r.AsOf.String(), known, t.ID, codes(row.Class), row.Name.Italian, row.Name.English, codes(col.Class), col.Name.Italian, col.Name.English, c.Count, ""}
					if c.Withheld {
						out[9], out[10] = "", "yes"
					}
					if !yield(out) {
						return
					}
				}
			}
		}
	}
}

// at gives a line of an axis; after the last, the total.
func at(axis []Line, i int) Line {
	if i < len(axis) {
		return axis[i]
	}
	return Line{Class: disclosure.Class{Members: []string{"total"}}, Name: Words{"totale", "total"}}
}

func codes(c disclosure.Class) string {
	return strings.Join(slices.Sorted(slices.Values(c.Members)), " ")
}
