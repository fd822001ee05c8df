package chart

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"faro.example/shared/pages"
)

func frame(id string) Frame {
	return Frame{ID: id, Title: `Presenti <per> "sesso"`, Desc: "Quanti sono & chi", Lang: pages.Italian, Label: "Voce", Value: "Presenti"}
}

func somebody() []Part {
	return []Part{{Label: "Egitto", N: 5341, Share: 255}, {Label: "Côte d’Ivoire <b>", N: 1, Share: 0}, {Label: "Togo", Withheld: true, N: 3, Share: NoShare}, {Label: "Mali", Share: NoShare}}
}

func pictures() map[string]Figure {
	shares := frame("bars")
	shares.Shares = true
	return map[string]Figure{
		"bars": Bars(shares, somebody(), &Part{N: 5345, Share: 1000}),
		"lines": Lines(frame("lines"), []string{"gen", "feb", "mar", "apr"}, []Series{
			{Name: "presenti", N: []int{120, 80, 95, 140}}, {Name: "scomparsi", N: []int{7, 0, 9, 12}, Gap: []bool{false, true, false, false}}}),
		"stacked": Stacked(frame("stacked"), []string{"maschi", "femmine"}, []Row{
			{"Sicilia", []Part{{N: 4000}, {N: 621}}}, {"Molise", []Part{{N: 130}, {Withheld: true, N: 4}}}}),
		"pyramid": Pyramid(frame("pyramid"), "Maschi", "Femmine", []Pair{
			{"17", Part{N: 900}, Part{N: 90}}, {"0-6", Part{N: 40}, Part{Withheld: true, N: 2}}}),
	}
}

// The small pictures are kept as they are drawn: what was published with one is
// made again byte for byte. To change a picture is to change what is published
// from then on: set FARO_GOLDEN and say so.
func TestPicturesAreDrawnByteForByteAsTheyWere(t *testing.T) {
	for name, f := range pictures() {
		file := filepath.Join("testdata", name+".svg")
		got := string(f.SVG) + "\n"
		if os.Getenv("FARO_GOLDEN") != "" {
			if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("%s is drawn otherwise:\n%s\nwant\n%s", name, got, want)
		}
	}
}

var (
	number = regexp.MustCompile(`>(\d[\d.]*)[^<]*</text>`)
	hidden = regexp.MustCompile(`url\(#[a-z]+-w\)"`)
)

// told are the numbers of a table.
func told(t pages.Table) map[string]bool {
	out := map[string]bool{}
	for _, row := range t.Rows {
		for _, c := range row {
			out[c.Text] = true
		}
	}
	return out
}

func TestEveryNumberOfAPictureIsInItsTwin(t *testing.T) {
	all := pictures()
	all["regions"] = Regions(frame("regions"), regions(), nil)
	for name, f := range all {
		if name == "lines" { // what its scale says is no number of anybody
			continue
		}
		in := told(f.Twin)
		for _, m := range number.FindAllStringSubmatch(strings.ReplaceAll(string(f.SVG), " · ", "</text>"), -1) {
			first, _, _ := strings.Cut(m[0][1:], "<")
			n, _, _ := strings.Cut(first, " (")
			if !in[n] && !strings.Contains(n, " – ") && !together(f.Twin, n) {
				t.Errorf("%s: the picture says %q and the twin does not", name, n)
			}
		}
	}
}

// together reports whether a note of a twin says a number: that of two parts
// drawn as one.
func together(t pages.Table, n string) bool {
	for _, row := range t.Rows {
		if strings.HasPrefix(row[0].Note, n+" ") {
			return true
		}
	}
	return false
}

func TestATwinHasEveryPartInItsOrderAndTheTotalLast(t *testing.T) {
	f := pictures()["bars"]
	want := [][3]string{{"Egitto", "5.341", "25,5\u00a0%"}, {"Côte d’Ivoire <b>", "1", "0,0\u00a0%"}, {"Togo", "non pubblicato", ""}, {"Mali", "0", ""}, {"Totale", "5.345", "100,0\u00a0%"}}
	if len(f.Twin.Rows) != len(want) {
		t.Fatalf("got %d rows, want %d", len(f.Twin.Rows), len(want))
	}
	for i, row := range f.Twin.Rows {
		if got := [3]string{row[0].Text, row[1].Text, row[2].Text}; got != want[i] {
			t.Errorf("row %d: got %q, want %q", i, got, want[i])
		}
	}
	lines := pictures()["lines"].Twin
	if len(lines.Rows) != 4 || lines.Rows[1][2].Text != "non pubblicato" || lines.Rows[3][1].Text != "140" {
		t.Errorf("got %v", lines.Rows)
	}
}

func TestWhatIsWithheldStandsInNoPicture(t *testing.T) {
	secret := []Part{{Label: "Togo", Withheld: true, N: 48151}, {Label: "Mali", N: 10}}
	region := []Part{{Label: "Molise", Region: "14", Withheld: true, N: 48151}, {Label: "Lazio", Region: "12", N: 10}}
	for name, f := range map[string]Figure{
		"bars":    Bars(frame("a"), secret, nil),
		"stacked": Stacked(frame("b"), []string{"x", "y"}, []Row{{"r", secret}}),
		"pyramid": Pyramid(frame("c"), "l", "r", []Pair{{"17", secret[0], secret[1]}}),
		"lines":   Lines(frame("d"), []string{"1", "2"}, []Series{{"s", []int{48151, 10}, []bool{true, false}}}),
		"regions": Regions(frame("e"), region, nil),
	} {
		text := string(f.SVG)
		for n := range told(f.Twin) {
			text += " " + n
		}
		if strings.Contains(text, "48151") || strings.Contains(text, "48.151") {
			t.Errorf("%s tells what is withheld: %s", name, text)
		}
		if !strings.Contains(text, "non pubblicato") {
			t.Errorf("%s does not say that something is withheld", name)
		}
	}
	short, long := Bars(frame("a"), secret, nil), Bars(frame("a"), []Part{{Label: "Togo", Withheld: true, N: 1}, secret[1]}, nil)
	if short.SVG != long.SVG {
		t.Error("how long a bar is tells what is withheld")
	}
	if !hidden.MatchString(string(short.SVG)) {
		t.Error("what is withheld is drawn as nothing")
	}
}

func TestAPictureStandsByItselfAndWhatWasTypedIsEscaped(t *testing.T) {
	for name, f := range pictures() {
		svg := string(f.SVG)
		for _, bad := range []string{"<b>", " style=", "class=", "<style", "<script", "href", "<per>"} {
			if strings.Contains(svg, bad) {
				t.Errorf("%s holds %q", name, bad)
			}
		}
		for _, want := range []string{`role="img"`, `<title id="` + name + `-t">Presenti &lt;per&gt;`, `<desc id="` + name + `-d">Quanti sono &amp; chi`} {
			if !strings.Contains(svg, want) {
				t.Errorf("%s lacks %s", name, want)
			}
		}
	}
}

func TestNothingIsDrawnOfNothing(t *testing.T) {
	for name, f := range map[string]Figure{
		"bars": Bars(frame("a"), nil, nil), "lines": Lines(frame("b"), nil, nil), "stacked": Stacked(frame("c"), nil, nil),
		"pyramid": Pyramid(frame("d"), "l", "r", nil), "regions": Regions(frame("e"), nil, nil),
	} {
		if f.SVG != "" || f.Title == "" {
			t.Errorf("%s: got %q", name, f.SVG)
		}
	}
}

func TestAScaleIsCountedInStepsThatPeopleCountIn(t *testing.T) {
	for top, want := range map[int]int{1: 1, 4: 1, 5: 2, 9: 5, 23531: 10_000, 18000: 5_000} {
		if got := nice(top); got != want {
			t.Errorf("%d: got steps of %d, want %d", top, got, want)
		}
	}
}

func TestAProcedureIsDrawnWithTheStepThatIsToBeTakenNow(t *testing.T) {
	drawn := Tracing(pages.Italian, "way", map[string]Stand{
		"proposed": {Done, "3 marzo 2026"}, "consented": {Mark: Here, Note: "entro il 8 marzo 2026"}, "assessed": {Mark: Ahead}, "closed": {Mark: Skipped}})
	if n := strings.Count(string(drawn.SVG), `font-weight="700"`); n == 0 || !strings.Contains(string(drawn.SVG), "adesso, entro") {
		t.Errorf("the present step is not marked: %s", drawn.SVG)
	}
	stands := map[string]string{}
	for i, row := range drawn.Twin.Rows {
		name := pages.TracingSteps()[i].Name
		stands[name] = row[2].Text
		if !strings.Contains(row[0].Text, pages.TracingSteps()[i].What.In(pages.Italian)) || row[0].Note == "" || row[1].Text == "" {
			t.Errorf("%s: the twin says %v", name, row)
		}
	}
	for name, want := range map[string]string{"proposed": "fatto", "consented": "adesso", "assessed": "da fare", "closed": "non avvenuto"} {
		if stands[name] != want {
			t.Errorf("%s: the twin says %q, want %q", name, stands[name], want)
		}
	}
	if plain := Tracing(pages.English, "way", nil); len(plain.Twin.Head) != 2 || strings.Contains(string(plain.SVG), "now") {
		t.Errorf("a procedure of nobody is marked: %v", plain.Twin.Head)
	}
}

func TestEveryStepOfAProcedureStandsInALaneOfItsOwnParty(t *testing.T) {
	for _, s := range pages.TracingSteps() {
		for _, l := range pages.Langs() {
			if pages.PartyWord(l, s.Party) == "" || s.What.In(l) == "" || s.Whom.In(l) == "" || s.More.In(l) == "" {
				t.Errorf("%s: not told in %s", s.Name, l)
			}
		}
	}
}
