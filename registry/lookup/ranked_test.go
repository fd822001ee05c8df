package lookup_test

import (
	"encoding/json"
	"slices"
	"testing"

	"faro.example/registry/likeness"
	"faro.example/registry/lookup"
	"faro.example/shared/access"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/institution"
	"faro.example/shared/match"
	"faro.example/shared/minor"
)

// learn keeps what a nation teaches in which one of two names is frequent.
func (g *glazed) learn(t *testing.T, given, family string) {
	t.Helper()
	var records []match.Record
	for i, other := range []string{"Tesfay", "Ousmane", "Bilal", "Karim", "Yusuf", "Samir", "Ikram", "Nadia"} {
		for k := range 30 {
			r := match.Record{Given: given, Family: family, Birth: minor.Birth{Date: day.Of(2005, 2, 3).Add(31*k + 407*i)}}
			if r.Given == "" {
				r.Given = other
			} else {
				r.Family = other
			}
			records = append(records, r)
		}
	}
	found := match.Sweep(records, nil)
	text, err := json.Marshal(found.Model)
	if err != nil {
		t.Fatal(err)
	}
	sealed, by, err := g.h.Sealer.SealFrame(likeness.ModelPlace, text)
	if err != nil {
		t.Fatal(err)
	}
	g.h.Exec(`INSERT INTO match_models (learnt_at, records, threshold, sealed, sealed_by) VALUES (now(), $1, $2, $3, $4)`,
		len(records), found.Threshold, sealed, by)
}

func TestASearchRanksByWhatWasLearntOfTheNationsNames(t *testing.T) {
	g := newGlazed(t)
	byGiven, _ := g.named(t, "088009", "Mohamed", "Sow", "2009-05-12")
	byFamily, _ := g.named(t, "088009", "Issa", "Diallo", "2009-05-12")
	first := func() minor.ID {
		found, _, err := g.look.Find(t.Context(), access.Caller{Role: access.Ministry}, lookup.Query{Name: "Mohamed Diallo"})
		if err != nil || len(found) != 2 {
			t.Fatalf("found %d, %v", len(found), err)
		}
		return found[0].Minor
	}
	g.learn(t, "Mohamed", "")
	if first() != byFamily {
		t.Error("where every second is called Mohamed, it stands before a family name that is rare")
	}
	g.learn(t, "", "Diallo")
	if first() != byGiven {
		t.Error("where every second is called Diallo, it stands before a given name that is rare")
	}
}

func TestChildrenAreFoundByTheStructureAlone(t *testing.T) {
	g := newGlazed(t)
	here, host := g.named(t, "088009", "Mohamed", "Sow", "2009-05-12")
	g.named(t, "088009", "Issa", "Diallo", "2009-05-12")
	at := lookup.Query{Structure: facility.ID(host.Office)}
	for name, c := range map[string]struct {
		by   access.Caller
		want []minor.ID
	}{
		"the Ministry":                  {access.Caller{Role: access.Ministry}, []minor.ID{here}},
		"a social service of the place": {services(institution.ID{8}, "088009"), []minor.ID{here}},
		"a social service of elsewhere": {services(institution.ID{8}, "015146"), nil},
	} {
		got, more, err := g.look.Find(t.Context(), c.by, at)
		if err != nil || more || !slices.Equal(ids(got), c.want) {
			t.Errorf("%s: got %v, %v, want %v", name, ids(got), err, c.want)
		}
		if l := g.last(); !l.Allowed || !slices.Equal(l.Subjects, c.want) {
			t.Errorf("%s: the line names %v", name, l.Subjects)
		}
	}
	at.Sex = minor.Female
	if got, _, err := g.look.Find(t.Context(), access.Caller{Role: access.Ministry}, at); err != nil || len(got) != 0 {
		t.Errorf("of another sex: got %v, %v", ids(got), err)
	}
}
