package handover

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"

	"faro.example/shared/day"
)

// Sheet is what is printed: two copies travel, and one comes back signed.
type Sheet struct {
	From, To   string // names and codes of the structures
	On         day.When
	Travellers []Traveller
}

//go:embed sheet.html
var sheetHTML string

// page is the sheet in Italian and English, on plain paper, without a script or
// anything that is fetched.
var page = template.Must(template.New("sheet").Funcs(template.FuncMap{"line": func(i int) int { return i + 1 }}).Parse(sheetHTML))

// Write writes the sheet as a page that any browser prints. Where no code is
// there yet the tag number stands alone.
func (s Sheet) Write(w io.Writer) error {
	type row struct{ Code, Tag string }
	var rows []row
	for _, t := range s.Travellers {
		code := ""
		if t.Code != "" {
			code = t.Code.Display()
		}
		rows = append(rows, row{code, t.Tag.Reveal()})
	}
	err := page.Execute(w, map[string]any{"From": s.From, "To": s.To, "On": s.On.String(), "Rows": rows, "Count": len(rows)})
	if err != nil {
		return fmt.Errorf("write the hand-over sheet: %w", err)
	}
	return nil
}
