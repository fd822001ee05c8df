package directory_test

import (
	"testing"

	"faro.example/registry/directory"
	"faro.example/shared/access"
	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/institution"
)

func house(f facility.ID, code, name, town string) directory.Edit {
	return directory.Edit{From: today, Catalogue: directory.Catalogue{Structures: []facility.Structure{{ID: f, Code: code, Name: name, Type: facility.First, Municipality: town, Beds: 12}}}}
}

func TestAMunicipalityKeepsTheStructuresOfItsTerritoryAndNoOthers(t *testing.T) {
	o := newOffice(t)
	for _, tc := range []struct {
		name string
		by   directory.Person
		edit directory.Edit
		want fault.Kind
	}{
		{"a new one here", o.palAdmin, house(facility.ID(id.New[struct{}]()), "PA-10", "Casa Nuova", "082053"), fault.Internal},
		{"what there is here", o.palAdmin, house(o.centre, "PA-9", "Casa, ampliata", "082053"), fault.Internal},
		{"one elsewhere", o.palAdmin, house(facility.ID(id.New[struct{}]()), "MI-10", "Casa Nuova", "015146"), fault.Denied},
		{"one of another municipality, drawn here", o.palAdmin, house(o.milanese, "MI-9", "Casa", "082053"), fault.Denied},
		{"one that is closed", o.palAdmin, directory.Edit{From: today, Ended: directory.Ended{Structures: []facility.ID{o.centre}}}, fault.Denied},
		{"by who is no administrator", o.palStaff, house(facility.ID(id.New[struct{}]()), "PA-11", "Casa", "082053"), fault.Denied},
		{"by a centre's administrator", o.cenAdmin, house(o.centre, "PA-9", "Casa, ampliata ancora", "082053"), fault.Denied},
		{"a code that another has", o.palAdmin, house(facility.ID(id.New[struct{}]()), "MI-9", "Casa", "082053"), fault.Conflict},
	} {
		_, err := o.dir.Edit(t.Context(), o.as(t, tc.by), tc.edit)
		if tc.want == fault.Internal && err != nil || tc.want != fault.Internal && !fault.Is(err, tc.want) {
			t.Errorf("%s: got %v, want %v", tc.name, err, tc.want)
		}
	}
	versions, err := o.dir.Versions(t.Context(), o.as(t, o.minAdmin), "PA-9")
	if err != nil || len(versions) < 2 || versions[0].Name != "Casa, ampliata" || !versions[0].Holds || versions[0].By != o.palAdmin.Name || versions[len(versions)-1].Holds {
		t.Errorf("got the versions %+v and %v", versions, err)
	}
	if _, err := o.dir.Versions(t.Context(), o.as(t, o.official), "PA-9"); !fault.Is(err, fault.Denied) {
		t.Errorf("an official reads who changed it: %v", err)
	}
}

func TestAStructureThatIsEnteredTwiceIsSaidToBeAlike(t *testing.T) {
	o := newOffice(t)
	by := o.as(t, o.palAdmin)
	if _, err := o.dir.Edit(t.Context(), by, house(facility.ID(id.New[struct{}]()), "PA-10", "Casa Santa Chiara", "082053")); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]int{"Comunità Santa Chiara": 1, "Casa San Giuseppe": 0} {
		found, err := o.dir.Alike(t.Context(), by, facility.Structure{Name: name, Municipality: "082053"})
		if err != nil || len(found) != want {
			t.Errorf("%s: %d alike and %v, want %d", name, len(found), err, want)
		}
	}
	all, err := o.dir.Structures(t.Context(), by)
	here, err2 := o.dir.Structures(t.Context(), by, "082053")
	if err != nil || err2 != nil || len(all) != 3 || len(here) != 2 {
		t.Errorf("%d structures, %d of them here, %v and %v", len(all), len(here), err, err2)
	}
	if got, err := o.dir.Institutions(t.Context(), by, institution.Municipality); err != nil || len(got) != 2 {
		t.Errorf("%d municipalities, and %v", len(got), err)
	}
	if _, err := o.dir.Bodies(t.Context(), access.Caller{}); !fault.Is(err, fault.Denied) {
		t.Errorf("a machine reads bodies: %v", err)
	}
}
