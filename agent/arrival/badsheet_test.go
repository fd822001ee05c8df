package arrival

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"faro.example/shared/fault"
	"faro.example/shared/sheet"
)

// told gives each problem as the place and the field that it names, and checks
// that it has a remedy and repeats nothing of the cell.
func told(t *testing.T, r Report, cell string) (out []string) {
	t.Helper()
	for _, p := range r.Problems {
		out = append(out, fmt.Sprintf("%d%s %s", p.Place.Row, p.Place.Column, p.Field))
		if p.Reason == "" || p.Remedy == "" {
			t.Errorf("%s: no reason or no remedy", p)
		}
		if cell != "" && strings.Contains(p.String(), cell) {
			t.Errorf("%s: repeats the cell", p)
		}
	}
	return out
}

func TestWhatBeginsAsAFormulaIsNamedAndTheOtherRowsAreTaken(t *testing.T) {
	for _, sign := range []string{"=", "+", "-", "@", "\t=", "'="} {
		c := newCentre(t)
		bad := sign + "HYPERLINK(1)"
		r := c.mustRead("Numero;Cognome;Nome;Sesso;Luogo di nascita;Madre;Note;Letto\n" +
			"1;Prova;Esempio;M;;;- tired, +39 is the prefix;\n" +
			fmt.Sprintf("2;%[1]s;%[1]s;boh;%[1]s;%[1]s;;%[1]s\n", bad) +
			bad + ";Prova;Esempio;F;;;;\n" +
			"4;Prova;Altro;F;;;;\n")
		want := []string{"3B family", "3C given", "3D sex", "3E birth-place", "3F mother", "3H bed", "4A tag"}
		if diff := cmp.Diff(want, told(t, r, "HYPERLINK")); diff != "" {
			t.Errorf("%q: cells named (-want +got):\n%s", sign, diff)
		}
		if len(r.Taken) != 2 || r.Bad != 2 || c.children() != 2 {
			t.Errorf("%q: took %d, %d bad, %d recorded, want 2 of each", sign, len(r.Taken), r.Bad, c.children())
		}
	}
}

func TestEachBadCellOfASheetNamesItsFieldAndNothingIsStoredHalf(t *testing.T) {
	const far = "31/12/2199"
	for name, tc := range map[string]struct{ row, cell string }{
		"a birth in the far future":     {"2;Prova;Esempio;M;" + far + ";EG;;", "3E birth"},
		"a birth after the arrival":     {"2;Prova;Esempio;M;01/04/2026;EG;;", "3E birth"},
		"a day that there is not":       {"2;Prova;Esempio;M;31/02/2009;EG;;", "3E birth"},
		"a year of five digits":         {"2;Prova;Esempio;M;01/01/20090;EG;;", "3E birth"},
		"a name that is no UTF-8":       {"2;Pr\ufffdova;Esempio;M;;EG;;", "3B family"},
		"a name that turns the writing": {"2;Prova\u202e;Esempio;M;;EG;;", "3B family"},
		"a name with a control":         {"2;Prova\x07;Esempio;M;;EG;;", "3B family"},
		"a name far too long":           {"2;" + strings.Repeat("x", 5000) + ";Esempio;M;;EG;;", "3B family"},
		"notes far too long":            {"2;Prova;Esempio;M;;EG;;" + strings.Repeat("x", 5000), "3H notes"},
		"no country":                    {"2;Prova;Esempio;M;;Atlantide;;", "3F citizenship"},
	} {
		c := newCentre(t)
		r := c.mustRead(heading + "1;Prova;Uno;M;;EG;;\n" + tc.row + "\n3;Prova;Tre;F;;EG;;\n")
		if diff := cmp.Diff([]string{tc.cell}, told(t, r, "Prova")); diff != "" {
			t.Errorf("%s: cells named (-want +got):\n%s", name, diff)
		}
		if len(r.Taken) != 2 || c.children() != 2 {
			t.Errorf("%s: took %d, %d recorded, want 2", name, len(r.Taken), c.children())
		}
	}
}

func TestAFileThatCannotBeReadSaysWhyAndStoresNothing(t *testing.T) {
	for name, file := range map[string]string{
		"nothing":        "",
		"no heading":     "1;2;3\n4;5;6\n",
		"a heading once": "Numero;Numero;Nome\n1;1;Prova\n",
		"too large":      heading + strings.Repeat("1;Prova;Esempio;M;;EG;;\n", sheet.MaxBytes/20),
		"too many rows":  heading + strings.Repeat("1\n", 20_000),
		"a picture":      "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
		"half a ZIP":     "PK\x03\x04half",
	} {
		c := newCentre(t)
		_, err := c.read(file, false)
		if !fault.Is(err, fault.Invalid) || fault.As(err).Remedy == "" || strings.Contains(err.Error(), "Prova") {
			t.Errorf("%s: got %v, want that it cannot be read, with the remedy", name, err)
		}
		if c.children() != 0 {
			t.Errorf("%s: %d children were recorded", name, c.children())
		}
	}
}

func TestASheetOfWhichNothingWasRecordedMayBeReadForAnotherLanding(t *testing.T) {
	c := newCentre(t)
	const bad = heading + "1;Prova;Esempio;boh;;EG;;\n"
	if r := c.mustRead(bad); r.Bad != 1 || len(r.Taken) != 0 {
		t.Fatalf("took %d, %d bad", len(r.Taken), r.Bad)
	}
	c.land("Augusta")
	if _, err := c.read(bad, false); err != nil {
		t.Errorf("for another landing, as nothing was recorded for the first: %v", err)
	}
	const good = heading + "1;Prova;Esempio;M;;EG;;\n"
	c.mustRead(good)
	c.land("Pozzallo")
	if _, err := c.read(good, false); !fault.Is(err, fault.Conflict) {
		t.Errorf("for another landing, as it was recorded for one: got %v, want a conflict", err)
	}
}
