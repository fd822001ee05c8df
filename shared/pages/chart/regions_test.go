package chart

import (
	"strings"
	"testing"

	"faro.example/shared/pages"
	"faro.example/shared/reference"
)

// regions are those of 31 December 2022, as the Ministry published them.
func regions() []Part {
	return []Part{
		{Label: "Sicilia", Region: "19", N: 3923}, {Label: "Lombardia", Region: "03", N: 2880}, {Label: "Calabria", Region: "18", N: 2068},
		{Label: "Emilia-Romagna", Region: "08", N: 1814}, {Label: "Campania", Region: "15", N: 1135}, {Label: "Lazio", Region: "12", N: 1087},
		{Label: "Friuli-Venezia Giulia", Region: "06", N: 963}, {Label: "Toscana", Region: "09", N: 902}, {Label: "Piemonte", Region: "01", N: 885},
		{Label: "Puglia", Region: "16", N: 880}, {Label: "Veneto", Region: "05", N: 814}, {Label: "Liguria", Region: "07", N: 794},
		{Label: "Abruzzo", Region: "13", N: 491}, {Label: "Marche", Region: "11", N: 435}, {Label: "Basilicata", Region: "17", N: 358},
		{Label: "Sardegna", Region: "20", N: 190}, {Label: "Umbria", Region: "10", N: 156}, {Label: "Molise", Region: "14", N: 138},
		{Label: "Trento", Region: "22", N: 86}, {Label: "Bolzano", Region: "21", N: 76}, {Label: "Valle d’Aosta", Region: "02", N: 14},
		{Label: "non attribuito", N: 7},
	}
}

// Where the map was not brought there is the twin alone; make test brings it.
func TestTheMapHasEveryRegionOfTheTablesAndTrentoWithBolzanoAsOne(t *testing.T) {
	f := Regions(frame("map"), regions(), &Part{N: 20096})
	if n := len(f.Twin.Rows); n != 23 {
		t.Errorf("the twin has %d rows, want 21 regions and provinces, the rest and the total", n)
	}
	trento := f.Twin.Rows[18]
	if trento[1].Text != "86" || trento[0].Note != "162 sulla carta, come parte della regione" {
		t.Errorf("got Trento as %+v", trento)
	}
	if f.Twin.Rows[0][0].Note != "" {
		t.Errorf("Sicily is told to be a part: %+v", f.Twin.Rows[0])
	}
	if !HasMap() {
		return
	}
	svg := string(f.SVG)
	if got := strings.Count(svg, "<path d=\"M") - 1; got != 20 { // and the pattern's
		t.Errorf("got %d regions drawn, want 20", got)
	}
	for _, want := range []string{">162<", ">3.923<", ">14<", ">non attribuito: 7<", ">1.814 – 3.923<"} {
		if !strings.Contains(svg, want) {
			t.Errorf("the map does not say %s", want)
		}
	}
	if f.Note == "" || len(svg) > 24_000 {
		t.Errorf("the map is %d bytes, of %q", len(svg), f.Note)
	}
}

func TestEverySpotOfTheMapIsARegionOfTheTables(t *testing.T) {
	tables, err := reference.Load()
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for _, s := range spots {
		known[s.code] = true
	}
	for _, r := range tables.Regions() {
		if !known[drawnAs(r.Code)] {
			t.Errorf("%s is not on the map", r.Name)
		}
	}
	if len(known) != len(tables.Regions())-1 { // Bolzano and Trento are one
		t.Errorf("the map has %d regions, the tables %d", len(known), len(tables.Regions()))
	}
}

func TestAnEdgeKeepsItsShapeWithFewerPoints(t *testing.T) {
	got, err := simplify("m 10.0,10.0 20,0.01 20,0 0,40 -40,0 z m 100,100 0.5,0 0,0.5 z")
	if err != nil {
		t.Fatal(err)
	}
	if got != "M10 10l40 0 0 40 -40 0 0 -40z" && got != "M10 10l40 0 0 40 -40 0z" {
		t.Errorf("got %q", got)
	}
	for _, bad := range []string{"m 1,2 c 3,4", "m 1;2", "m 1.x,2", "m 1,"} {
		if _, err := simplify(bad); err == nil {
			t.Errorf("%q was taken for an edge", bad)
		}
	}
}

func TestSharesAreWrittenAsEachLanguageWritesThem(t *testing.T) {
	if it, en := pages.Tenths(pages.Italian, 1000), pages.Tenths(pages.English, 264); it != "100,0\u00a0%" || en != "26.4%" {
		t.Errorf("got %q and %q", it, en)
	}
}
