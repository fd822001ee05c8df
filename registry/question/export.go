package question

import (
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"slices"

	"faro.example/registry/census"
	"faro.example/registry/report"
	"faro.example/shared/fault"
	"faro.example/shared/sheet"
)

// Formats lists how an answer is exported: for other programs, for spreadsheet
// programs, and whole.
func Formats() []report.Format { return []report.Format{report.CSV, report.XLSX, report.JSON} }

// Note is one sentence of the footnote.
type Note struct {
	Key  string
	Text report.Words
}

// Notes is the footnote: what is counted, on which day, as known when, and what may
// be done with it. Who is counted is a foreign minor who is not accompanied (law
// 47/2017 art. 2); the count is of the information system of the Ministry (law
// 47/2017 art. 9), and goes to whom the regulation names (DPR 231/2023 art. 11).
func (a Answer) Notes() []Note {
	on := a.Asked.On.String()
	out := []Note{{"counted", report.Words{
		Italian: "Contati: i minori stranieri non accompagnati, cioè chi non ha la cittadinanza dell’Unione europea e quel giorno non ha ancora 18 anni (L. 47/2017 art. 2). Un minore conta una volta sola, nel luogo dov’è stato registrato per ultimo.",
		English: "Counted: unaccompanied foreign minors, that is who is not of the European Union’s citizenship and is not 18 yet on that day (law 47/2017 art. 2). A child counts once, at the place recorded last."}}}
	switch a.Asked.Shape {
	case Flows:
		out = append(out, Note{"flows", report.Words{
			Italian: "Flussi: dal " + a.Asked.From.String() + " al " + on + ", compresi. Chi c’era alla fine del giorno prima, più chi è arrivato, meno chi è uscito, è chi c’è alla fine.",
			English: "Flows: from " + a.Asked.From.String() + " to " + on + ", both included. Who was there at the end of the day before, and all that came, without all that went, is who is there at the end."}})
	default:
		out = append(out, Note{"present", report.Words{
			Italian: "Presenti in un giorno: chi è presente alla fine del giorno, ora italiana; il giorno dell’arrivo conta, quello della partenza no. Gli irreperibili sono contati a parte.",
			English: "Present on a day: who is present at the end of it, Italian time; the day of arrival counts, that of departure does not. The missing are counted apart."}})
	}
	known := report.Words{
		Italian: fmt.Sprintf("Come noto fino alla posizione %d del registro, epoca %d: chiesta di nuovo, la domanda ha per sempre la stessa risposta.", a.Position, a.Epoch),
		English: fmt.Sprintf("As known up to position %d of the ledger, epoch %d: asked again, the question has the same answer for good.", a.Position, a.Epoch)}
	if !a.KnownOn.IsZero() {
		known.Italian += " È quanto si sapeva alla fine del " + a.KnownOn.String() + "."
		known.English += " It is what was known at the end of " + a.KnownOn.String() + "."
	}
	return append(out, Note{"known", known}, Note{"parts", report.Words{
		Italian: "Le parti danno il totale: ciò che nessuna registrazione dice è una parte a sé, non attribuita (codice vuoto).",
		English: "Parts add up to the total: what no record states is a part of its own, not attributed (an empty code)."}},
		Note{"floor", report.Words{
			Italian: fmt.Sprintf("Soglia: qui nessun numero è oscurato, perché chi lo legge può contare. Prima di diffonderlo si oscurano i numeri sotto %d: usare le pubblicazioni.", a.Floor),
			English: fmt.Sprintf("Floor: nothing is withheld here, since who reads it may count. Before it is made public numbers under %d are withheld: use the publications.", a.Floor)}},
		Note{"source", report.Words{
			Italian: "Fonte: Faro, sistema informativo nazionale dei minori non accompagnati (L. 47/2017 art. 9); accesso ai soli soggetti del DPR 231/2023 art. 11.",
			English: "Source: Faro, national information system on unaccompanied minors (law 47/2017 art. 9); for those named by DPR 231/2023 art. 11 alone."}})
}

// Write writes the answer with its footnote. It fails with [fault.Invalid] for what
// is no format of [Formats].
func (a Answer) Write(w io.Writer, f report.Format) error {
	switch f {
	case report.JSON:
		e := json.NewEncoder(w)
		e.SetIndent("", " ")
		e.SetEscapeHTML(false)
		return e.Encode(a.whole())
	case report.CSV:
		return sheet.Write(w, sheet.Plain, a.heading(), sheet.Texts(a.rows()))
	case report.XLSX:
		return sheet.WriteXLSX(w, "census", a.heading(), a.rows())
	}
	return fault.Field("format", "not a format of a question", "use csv, xlsx or json")
}

// Exported is an answer in JSON. Never rename a key.
type Exported struct {
	ID       ID             `json:"id"`
	Name     string         `json:"name"`
	Asked    Asked          `json:"asked"`
	Epoch    int            `json:"epoch"`
	Position uint64         `json:"position"`
	KnownOn  string         `json:"known_on,omitempty"`
	SavedAt  string         `json:"saved_at"`
	Rows     []Line         `json:"rows"`
	Notes    []ExportedNote `json:"notes"`
}

// ExportedNote is a sentence of the footnote in JSON.
type ExportedNote struct {
	Key     string `json:"key"`
	Italian string `json:"it"`
	English string `json:"en"`
}

// Line is one number: of a day, or of a flow up to it; by codes in the order of
// the cuts, "" is what no record states.
type Line struct {
	On     string   `json:"on"`
	What   string   `json:"what"` // present, missing, start, end, or a flow
	Detail string   `json:"detail,omitempty"`
	Codes  []string `json:"codes"` // none: of all
	Minors int      `json:"minors"`
}

func (a Answer) whole() Exported {
	out := Exported{ID: a.ID, Name: a.Name, Asked: a.Asked, Epoch: a.Epoch, Position: a.Position, SavedAt: a.SavedAt.UTC().Format("2006-01-02T15:04:05Z"), Rows: slices.Collect(a.Lines())}
	if !a.KnownOn.IsZero() {
		out.KnownOn = a.KnownOn.String()
	}
	for _, n := range a.Notes() {
		out.Notes = append(out.Notes, ExportedNote{n.Key, n.Text.Italian, n.Text.English})
	}
	return out
}

// Lines gives every number of the answer; the totals stand after their parts.
func (a Answer) Lines() iter.Seq[Line] {
	return func(yield func(Line) bool) {
		switch a.Asked.Shape {
		case Day:
			ofDay(a.Count.On.String(), a.Count.Cells, a.Count.Total, a.Count.Missing, yield)
		case Series:
			for _, p := range a.Series.Points {
				if !ofDay(p.On.String(), p.Cells, p.Total, p.Missing, yield) {
					return
				}
			}
		case Flows:
			for _, b := range append(slices.Clip(a.Flows.Cells), a.Flows.Total) {
				if !ofBalance(a.Flows, b, yield) {
					return
				}
			}
		}
	}
}

func ofDay(on string, cells []census.Cell, total, missing int, yield func(Line) bool) bool {
	for _, c := range cells {
		if len(c.Codes) > 0 && !yield(Line{on, "present", "", c.Codes, c.Count}) {
			return false
		}
	}
	return yield(Line{on, "present", "", []string{}, total}) && yield(Line{on, "missing", "", []string{}, missing})
}

func ofBalance(f census.Flows, b census.Balance, yield func(Line) bool) bool {
	codes := append([]string{}, b.Codes...)
	if !yield(Line{f.From.Add(-1).String(), "start", "", codes, b.Start}) {
		return false
	}
	for _, m := range b.Moves {
		if !yield(Line{f.To.String(), string(m.Flow), m.Detail, codes, m.Count}) {
			return false
		}
	}
	return yield(Line{f.To.String(), "end", "", codes, b.End})
}

// all stands in a row of a sheet for a total.
const all = "*"

func (a Answer) heading() []string {
	out := []string{"on", "what", "detail"}
	for _, d := range a.Asked.By {
		out = append(out, string(d))
	}
	return append(out, "minors")
}

// rows are the lines of the answer as rows of a sheet, and after an empty one the
// footnote: the name of the question first, then a sentence a row in both languages.
func (a Answer) rows() iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		for l := range a.Lines() {
			row := []any{l.On, l.What, l.Detail}
			for i := range a.Asked.By {
				if i < len(l.Codes) {
					row = append(row, l.Codes[i])
				} else {
					row = append(row, all)
				}
			}
			if !yield(append(row, l.Minors)) {
				return
			}
		}
		foot := [][]string{{"", "", ""}, {"note", "question", a.Name}}
		for _, n := range a.Notes() {
			foot = append(foot, []string{"note", n.Key + " (it)", n.Text.Italian}, []string{"note", n.Key + " (en)", n.Text.English})
		}
		for _, f := range foot {
			row := []any{f[0], f[1], f[2]}
			for range len(a.Asked.By) + 1 {
				row = append(row, "")
			}
			if !yield(row) {
				return
			}
		}
	}
}
