package records

import (
	"fmt"
	"io"
	"maps"
	"slices"

	"faro.example/shared/sheet"
)

// ReportHeadings are the columns of a report.
func ReportHeadings() []string {
	return []string{"Riga", "Esito", "Registrazioni", "Campo", "Motivo", "Rimedio"}
}

// words of the outcomes, as the report writes them.
var outcomeWords = map[Outcome]string{Taken: "registrata", Corrected: "corretta", Known: "già nota", Refused: "rifiutata", Planned: "da registrare"}

// Write writes what became of each row as CSV: what an institution opens beside
// its own table. Nothing that stood in a cell of the table is in it.
func Write(w io.Writer, results []Result) error {
	return sheet.Write(w, sheet.Office, ReportHeadings(), func(yield func([]string) bool) {
		for _, r := range results {
			if !yield([]string{fmt.Sprint(r.Row), outcomeWords[r.Outcome], fmt.Sprint(r.Records), r.Field, r.Reason, r.Remedy}) {
				return
			}
		}
	})
}

// WithBad adds the rows that could not be read to what became of the others, in
// order of the table.
func WithBad(results []Result, problems []sheet.Problem) []Result {
	bad := map[int]Result{}
	for _, p := range problems {
		if _, told := bad[p.Place.Row]; !told {
			bad[p.Place.Row] = Result{Row: p.Place.Row, Outcome: Refused, Field: p.Field, Reason: p.Reason, Remedy: p.Remedy}
		}
	}
	out := slices.AppendSeq(slices.Clone(results), maps.Values(bad))
	slices.SortFunc(out, func(a, b Result) int { return a.Row - b.Row })
	return out
}
