package lookup_test

import (
	"encoding/json"
	"testing"

	"faro.example/registry/likeness"
	"faro.example/registry/lookup"
	"faro.example/shared/access"
	"faro.example/shared/day"
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
