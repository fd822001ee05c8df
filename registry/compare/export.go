package compare

import (
	"context"
	"fmt"
	"io"
	"iter"
	"strings"

	"faro.example/registry/audit"
	"faro.example/shared/access"
	"faro.example/shared/minor"
	"faro.example/shared/sheet"
)

// heading is that of the answer as a spreadsheet, for a program as for a person.
func heading() []string {
	return []string{
		"outcome", "action", "row", "reference", "list_given", "list_family", "list_birth", "list_structure",
		"code", "minor", "name", "born", "sex", "citizenship", "state", "structure", "since", "probability", "others", "other_row", "differences",
	}
}

// cells is an item as a row of the spreadsheet.
func (i *Item) cells() []any {
	out := []any{string(i.Outcome), string(i.Action), optional(i.Row)}
	there, here := Row{}, Child{}
	if i.There != nil {
		there = *i.There
	}
	if i.Here != nil {
		here = *i.Here
	}
	var born any
	if there.Birth != nil {
		born = there.Birth.Date
	}
	out = append(out, there.Reference.Reveal(), there.Given.Reveal(), there.Family.Reveal(), born, there.Structure.Reveal())
	var who, since, probability any
	if i.Here != nil {
		who = here.Minor.String()
	}
	born = nil
	if !here.Born.IsZero() {
		born = here.Born
	}
	if !here.Since.IsZero() {
		since = here.Since
	}
	if i.Probability > 0 {
		probability = fmt.Sprintf("%.2f", i.Probability)
	}
	name := strings.TrimSpace(here.Name.Given.Reveal() + " " + here.Name.Family.Reveal())
	return append(out, here.Code.Reveal(), who, name, born, string(here.Sex), string(here.Citizenship), string(here.State), here.Structure, since,
		probability, optional(i.Others), optional(i.Other), i.said())
}

func optional(n int) any {
	if n == 0 {
		return nil
	}
	return n
}

// said gives the differences in words: name: as the list has it / as the registry has it.
func (i *Item) said() string {
	var out []string
	for _, d := range i.Differences {
		out = append(out, d.Field+": "+or(d.There)+" / "+or(d.Here))
	}
	return strings.Join(out, "; ")
}

func or(t minor.Text) string {
	if t.Reveal() == "" {
		return "-"
	}
	return t.Reveal()
}

// Export writes the answer as a workbook, after a line that says that it left as
// a file, with whom it names.
func (d Desk) Export(ctx context.Context, caller access.Caller, r Result, w io.Writer) error {
	line := audit.Line{Caller: caller, Action: access.Search, Allowed: true, Subjects: r.minors(), Output: audit.Exported, Rows: len(r.Items)}
	if err := d.Lines.Write(ctx, line); err != nil {
		return err
	}
	return r.WriteXLSX(w)
}

// WriteXLSX writes the answer as a workbook.
func (r Result) WriteXLSX(w io.Writer) error {
	return sheet.WriteXLSX(w, "comparison", heading(), func(yield func([]any) bool) {
		for i := range r.Items {
			if !yield(r.Items[i].cells()) {
				return
			}
		}
	})
}

// WriteCSV writes the answer as CSV that other programs read.
func (r Result) WriteCSV(w io.Writer) error {
	return sheet.Write(w, sheet.Plain, heading(), r.texts())
}

func (r Result) texts() iter.Seq[[]string] {
	return func(yield func([]string) bool) {
		for i := range r.Items {
			cells := r.Items[i].cells()
			out := make([]string, len(cells))
			for k, c := range cells {
				if c != nil {
					out[k] = fmt.Sprint(c)
				}
			}
			if !yield(out) {
				return
			}
		}
	}
}
