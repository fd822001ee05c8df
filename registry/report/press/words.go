package press

import (
	"fmt"

	"faro.example/registry/report"
	"faro.example/registry/report/disclosure"
	"faro.example/shared/pages"
)

// facts are the figures of the head: how many, how many girls, how many are
// about to come of age, how many are missing.
func (v *view) facts() []fact {
	var out []fact
	number := func(table, key, italian, english string, share bool) {
		c, _, _, ok := v.r.At(table, key, "total")
		if !ok {
			return
		}
		f := fact{Label: v.T(italian, english), Value: v.number(c)}
		if t := v.r.Table(table); share && t != nil && v.r.Rounded == 0 {
			for i, tenths := range t.Shares() {
				if report.KeyAt(t.Rows, i) == key && tenths >= 0 {
					f.Note = fmt.Sprintf("%d%s%d %%", tenths/10, v.T(",", "."), tenths%10)
				}
			}
		}
		out = append(out, f)
	}
	number("sex", "total", "minori presenti e censiti", "children present and recorded", false)
	number("sex", "F", "ragazze", "girls", true)
	number("age", "17", "diciassettenni", "17 years old", true)
	number("missing", "total", "irreperibili", "missing", false)
	return out
}

func (v *view) number(c disclosure.Cell) string {
	if c.Withheld {
		return "c"
	}
	return pages.Number(v.lang, c.Count)
}

// notes say how the figures are to be read.
func (v *view) notes() []string {
	out := []string{
		v.T("Sono contati i minori stranieri non accompagnati presenti alla fine del giorno indicato (ora italiana): il giorno di arrivo conta, quello di uscita no. Gli irreperibili non sono fra i presenti.",
			"Counted are the unaccompanied foreign minors present at the end of the day stated (Italian time): the day of arrival counts, the day of leaving does not. The missing are not among those present."),
		v.T("«Non attribuito» è ciò che nessuna registrazione indica: è una parte, e le parti danno sempre il totale.",
			"“Not attributed” is what no record states: it is a part, and parts always add up to their total."),
	}
	if v.r.Rounded > 0 {
		return append(out, fmt.Sprintf(v.T("Ogni dato è arrotondato al multiplo di %d più vicino, anche i totali: le parti arrotondate possono non dare il totale arrotondato.",
			"Every figure is rounded to the nearest %d, totals too: rounded parts may not add up to the rounded total."), v.r.Rounded))
	}
	out = append(out, v.T("Le percentuali hanno un decimale e danno 100: i decimi che mancano vanno alle parti che l’arrotondamento ha ridotto di più.",
		"Percentages have one decimal and add up to 100: the tenths that are left go to the parts that rounding took most from."))
	if v.r.Floor > 0 {
		out = append(out, fmt.Sprintf(v.T("«c» (riservato): i dati da 1 a %d non si pubblicano, né gli altri dai quali si potrebbero ricavare. Lo zero si pubblica.",
			"“c” (confidential): figures from 1 to %d are not published, nor others from which they could be worked out. Nought is published."), v.r.Floor-1))
	}
	return out
}

// colophon says what the report was made from.
func (v *view) colophon() []string {
	var out []string
	if !v.r.Dated.IsZero() {
		out = append(out, v.T("Approvato il ", "Approved on ")+pages.Date(v.lang, v.r.Dated)+".")
	}
	if v.r.Audience == report.Internal {
		out = append(out, v.T("A uso interno: contiene dati che non si pubblicano.", "For internal use: it holds figures that are not published."))
	}
	known := fmt.Sprintf(v.T("Ricavato dal registro come noto alla posizione %d (epoca %d)", "Made from the registry as known at position %d (epoch %d)"), v.r.Position, v.r.Epoch)
	if !v.r.KnownAt.IsZero() {
		known += v.T(", alla fine del ", ", at the end of ") + pages.Date(v.lang, v.r.KnownAt)
	}
	return append(out, known+v.T(": con la stessa posizione si ottiene lo stesso rapporto.", ": with the same position the same report is made."))
}
