package casefile_test

import (
	"testing"

	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/historytest"
	"faro.example/shared/minor"
)

func TestACorrectionKeepsWhatWasBelievedBefore(t *testing.T) {
	w := historytest.New(t)
	name := func(given minor.Text) *minor.Name { return &minor.Name{Given: given, Family: "Bah"} }
	w.At("F1", 1).Says(minor.IdentityStated{Source: minor.OwnWord, Name: name("Ahmadou"), Sex: minor.Male})
	correction := minor.IdentityStated{Source: minor.OwnWord, Name: name("Amadou"), Sex: minor.Male,
		Agreed: &minor.Accord{NotYet: "no interpreter has come yet"}}
	f := w.File()
	if got := f.Identity.Corrects(correction); len(got) != 1 || got[0].Slot != minor.AttrName {
		t.Errorf("corrects %d attributes, want the name alone", len(got))
	}
	if got := f.Identity.Corrects(minor.IdentityStated{Source: minor.Observed, Name: name("Amadou")}); len(got) != 0 {
		t.Error("a weaker source corrects nothing")
	}
	if got := f.Identity.Corrects(minor.IdentityStated{Source: minor.OwnWord, Citizenship: "GN"}); len(got) != 0 {
		t.Error("what nobody has said yet is no correction")
	}
	r := w.At("F1", 3).Pulls().Says(correction)
	records := w.Records()
	var placed *change.Placed
	for i := range records {
		if records[i].ID == r.ID {
			placed = &records[i]
		}
	}
	believed := casefile.Believed(w.File().Minor, records, placed)
	if len(believed) != 1 || believed[0].Value.(minor.Name).Given != "Ahmadou" {
		t.Fatalf("believed before: %d attributes", len(believed))
	}
	if f = w.File(); f.Identity.Attributes[0].Value.(minor.Name).Given != "Amadou" {
		t.Error("the correction is not shown")
	}
	if got := casefile.Believed(w.File().Minor, records, &records[0]); len(got) != 0 {
		t.Error("the first statement corrects something")
	}
}
