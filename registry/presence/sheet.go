package presence

import (
	"encoding/json"
	"io"
	"iter"

	"faro.example/shared/fault"
	"faro.example/shared/sheet"
)

// Format is how a statement is written.
type Format string

// The formats.
const (
	JSON Format = "json"
	CSV  Format = "csv"
	XLSX Format = "xlsx"
)

var heading = []string{"municipality", "quarter", "number", "structure", "code", "from", "to", "days", "counted", "why"}

// Write writes a statement: as a spreadsheet a row for each stretch of days, whose
// last day is included, those that are counted and those that are listed, with
// why. It fails with [fault.Invalid] for any other format.
func (s *Statement) Write(w io.Writer, f Format) error {
	switch f {
	case JSON:
		return json.NewEncoder(w).Encode(s.Public())
	case CSV:
		return sheet.Write(w, sheet.Plain, heading, sheet.Texts(s.rows()))
	case XLSX:
		return sheet.WriteXLSX(w, s.Municipality+" "+s.Quarter.String(), heading, s.rows())
	}
	return fault.Field("format", "not a format of a statement", "use csv, xlsx or json")
}

// rows gives a row for each stretch of days; a line that was erased has none.
func (s *Statement) rows() iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		for i := range s.Lines {
			for _, r := range s.Lines[i].stretches() {
				row := []any{
					s.Municipality, s.Quarter.String(), s.Number, s.Lines[i].At, s.Lines[i].Code.Reveal(),
					r.Days.From.String(), r.Days.Until.Add(-1).String(), r.Days.Until.Sub(r.Days.From), yesNo(r.Why == ""), string(r.Why),
				}
				if !yield(row) {
					return
				}
			}
		}
	}
}

// stretches gives the days of a line that are counted, then those that are listed.
func (l *Line) stretches() (out []Listed) {
	for _, d := range l.Counted {
		out = append(out, Listed{Days: d})
	}
	return append(out, l.Listed...)
}

func yesNo(is bool) string {
	if is {
		return "yes"
	}
	return "no"
}

// Public is a statement as it is told to other programs.
type Public struct {
	Municipality string       `json:"municipality"`
	Quarter      string       `json:"quarter"`
	Number       int          `json:"number"`
	MadeAt       string       `json:"made_at"`
	Epoch        int          `json:"epoch"`
	Position     uint64       `json:"position"`
	Why          string       `json:"why,omitempty"`
	Counted      int          `json:"counted"`
	Listed       int          `json:"listed"`
	Census       int          `json:"census"`
	AddsUp       bool         `json:"adds_up"`
	Differs      []string     `json:"differs"`
	Digest       string       `json:"digest"`
	Lines        []PublicLine `json:"lines,omitempty"`
}

// PublicLine is the days of one child at one structure, by code.
type PublicLine struct {
	Structure string       `json:"structure"`
	Code      string       `json:"code"`
	Counted   int          `json:"counted"`
	Listed    int          `json:"listed"`
	Days      []PublicDays `json:"days"`
}

// PublicDays are days that are alike; the last one is included.
type PublicDays struct {
	From string `json:"from"`
	To   string `json:"to"`
	Days int    `json:"days"`
	Why  Why    `json:"why,omitempty"` // why they are not counted
}

// Public gives the statement as it is told to other programs.
func (s *Statement) Public() Public {
	out := Public{
		Municipality: s.Municipality, Quarter: s.Quarter.String(), Number: s.Number, MadeAt: s.MadeAt.UTC().Format("2006-01-02T15:04:05.000000Z"),
		Epoch: s.Epoch, Position: s.Position, Why: s.Why.Reveal(), Counted: s.Counted, Listed: s.Listed, Census: s.Census,
		AddsUp: s.AddsUp(), Differs: []string{}, Digest: s.Digest,
	}
	for _, d := range s.Differs {
		out.Differs = append(out.Differs, d.String())
	}
	for i := range s.Lines {
		l := &s.Lines[i]
		line := PublicLine{Structure: l.At, Code: l.Code.Reveal(), Days: []PublicDays{}}
		line.Counted, line.Listed = l.Days()
		for _, r := range l.stretches() {
			line.Days = append(line.Days, PublicDays{r.Days.From.String(), r.Days.Until.Add(-1).String(), r.Days.Until.Sub(r.Days.From), r.Why})
		}
		out.Lines = append(out.Lines, line)
	}
	return out
}
