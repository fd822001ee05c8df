package directory_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"faro.example/registry/directory"
	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/id"
)

const ministrysSheet = `voce;codice;nome;tipo;comune;codice ente gestore;posti prima accoglienza;posti seconda accoglienza;posti
ente gestore;E-1;Cooperativa Il Faro;;;;;;
struttura;PA-1;Casa del Sole;Prima accoglienza;082053;E-1;10;20;
struttura;PA-2;Casa della Luna;SAI;082053;E-1;;;12
`

func read(t *testing.T, text string) directory.Draft {
	t.Helper()
	d, problems, err := directory.ReadSheet(strings.NewReader(text))
	if err != nil || len(problems) > 0 {
		t.Fatalf("%v, %v", problems, err)
	}
	return d
}

func TestBodiesStructuresAndPlacesAreReadAsTheMinistryWritesThem(t *testing.T) {
	f := newFixture(t)
	import1 := func() directory.Imported {
		c, err := f.dir.Resolve(t.Context(), read(t, ministrysSheet))
		if err != nil {
			t.Fatal(err)
		}
		return f.mustImport(t, "2020-01-01", c)
	}
	if got, want := import1(), (directory.Imported{Added: 3}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if got, want := import1(), (directory.Imported{Unchanged: 3}); got != want {
		t.Errorf("again: got %+v, want %+v", got, want)
	}
	d, err := f.dir.Of(t.Context(), f.machine)
	if err != nil || len(d.Structures) != 2 {
		t.Fatalf("got %d structures and %v", len(d.Structures), err)
	}
	sole, luna := d.Structures[0], d.Structures[1]
	if diff := cmp.Diff(facility.Places{facility.First: 10, facility.Second: 20}, sole.Places); diff != "" || sole.Beds != 30 || sole.Type != facility.First {
		t.Errorf("%+v (-want +got places):\n%s", sole, diff)
	}
	if luna.Beds != 12 || luna.Places != nil || luna.Type != facility.Second || luna.ManagedBy.IsZero() || luna.ManagedBy != sole.ManagedBy {
		t.Errorf("%+v", luna)
	}
}

func TestEveryBadRowOfASheetIsNamed(t *testing.T) {
	f := newFixture(t)
	_, problems, err := directory.ReadSheet(strings.NewReader("voce;codice;nome;tipo;comune;posti\n" +
		"struttura;PA-1;Casa;Prima accoglienza;082053;molti\n" + "struttura;PA-2;Casa;castello;082053;3\n" + "struttura;PA-3;Casa;SAI;Palermo;3\n" + "palazzo;PA-4;;;;\n"))
	if err != nil || len(problems) != 4 {
		t.Fatalf("got %v and %v, want four", problems, err)
	}
	for i, p := range problems {
		if p.Place.Row != i+2 {
			t.Errorf("problem %d is in row %d, want %d", i, p.Place.Row, i+2)
		}
	}
	got, err := f.dir.Unresolved(t.Context(), read(t, "voce;codice;nome;tipo;comune;codice ente gestore\n"+
		"struttura;PA-1;Casa;SAI;082053;E-9\n"+"struttura;PA-2;Casa;SAI;082053;\n"+"struttura;PA-2;Casa;SAI;082053;\n"))
	var rows []int
	for _, p := range got {
		rows = append(rows, p.Place.Row)
	}
	if diff := cmp.Diff([]int{2, 4}, rows); err != nil || diff != "" {
		t.Errorf("got %v and %v (-want +got rows):\n%s", got, err, diff)
	}
}

func TestWhatReachesOverTheCountryIsImportedOnlyAtFirst(t *testing.T) {
	o := newOffice(t)
	c := o.national("auditor", false).Catalogue
	if _, err := o.dir.Import(t.Context(), o.minAdmin.ID, today, c); !fault.Is(err, fault.Invalid) {
		t.Errorf("got %v, want two people asked for", err)
	}
	o.mustImport(t, "2020-01-01", directory.Catalogue{People: []directory.Person{o.minAdmin}}) // as it stands
}

func TestDoublesAreStructuresOfAMunicipalityWithNamesAlike(t *testing.T) {
	o := newOffice(t)
	add := func(code, name, town string) {
		s := facility.Structure{ID: facility.ID(id.New[struct{}]()), Code: code, Name: name, Type: facility.First, Municipality: town}
		o.mustImport(t, "2020-01-01", directory.Catalogue{Structures: []facility.Structure{s}})
	}
	for code, name := range map[string]string{
		"A1": "Comunità San Giuseppe", "A2": "Casa S. Giuseppe per minori", "A3": "Comunità San Giovanni",
		"B1": "Villa Letizia", "B2": "VILLA LETIZIA - onlus", "C1": "Il Girasole", "C2": "Girasole, cooperativa sociale",
	} {
		add(code, name, "089017")
	}
	add("B3", "Villa Letizia", "089018")
	got, err := o.dir.Doubles(t.Context(), o.as(t, o.minAdmin))
	if err != nil {
		t.Fatal(err)
	}
	pairs := map[string]bool{}
	for _, p := range got {
		pairs[p.One.Code+" "+p.Other.Code] = true
	}
	if diff := cmp.Diff(map[string]bool{"A1 A2": true, "B1 B2": true, "C1 C2": true}, pairs); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if _, err := o.dir.Doubles(t.Context(), o.as(t, o.palAdmin)); !fault.Is(err, fault.Denied) {
		t.Errorf("a municipality asks: got %v, want denied", err)
	}
}
