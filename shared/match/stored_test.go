package match_test

import (
	"encoding/json"
	"strings"
	"testing"

	"faro.example/shared/fault"
	"faro.example/shared/match"
)

func TestAStoredModelJudgesAsTheOneThatWasLearnt(t *testing.T) {
	learnt := learnt()
	b, err := json.Marshal(learnt)
	if err != nil {
		t.Fatal(err)
	}
	var restored match.Model
	if err := json.Unmarshal(b, &restored); err != nil {
		t.Fatal(err)
	}
	records := register(11, 60)
	for i := range records {
		for j := range i {
			if got, want := restored.Compare(records[i], records[j]).P, learnt.Compare(records[i], records[j]).P; got != want {
				t.Fatalf("pair %d, %d: %v, want %v", i, j, got, want)
			}
		}
	}
	if restored.Prior() != learnt.Prior() {
		t.Errorf("the prior is %v, was %v", restored.Prior(), learnt.Prior())
	}
}

func TestAModelOfAnotherFormatIsRefused(t *testing.T) {
	b, err := json.Marshal(learnt())
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"{}", "[]", strings.Replace(string(b), `"format":`, `"format":9`, 1)} {
		var m match.Model
		if err := json.Unmarshal([]byte(text), &m); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%.20s: %v", text, err)
		}
	}
}

func TestAStoredModelHoldsNoRareName(t *testing.T) {
	records := register(12, 900)
	records[5].Given, records[5].Family = "Zoroaster", "Pumpernickel"
	b, err := json.Marshal(match.Sweep(records, nil).Model)
	if err != nil {
		t.Fatal(err)
	}
	if s := string(b); strings.Contains(s, "zoroaster") || strings.Contains(s, "pumpernickel") || !strings.Contains(s, "mamadou") {
		t.Error("a name that one child has is in the model, or one that many have is not")
	}
}

// Documents are each child's own: none is frequent, so that a stored model has
// none of them.
func TestAStoredModelComparesWhoLacksWhatNoTwoShare(t *testing.T) {
	records := register(13, 300)
	for i := range records {
		records[i].Document = "AA" + strings.Repeat("7", 1+i%9) + string(rune('a'+i%26)) + records[i].ID
	}
	b, err := json.Marshal(match.Sweep(records, nil).Model)
	if err != nil {
		t.Fatal(err)
	}
	var restored match.Model
	if err := json.Unmarshal(b, &restored); err != nil {
		t.Fatal(err)
	}
	bare := records[0]
	bare.Document = ""
	if v := restored.Compare(bare, records[0]); v.P < .5 {
		t.Errorf("the same child without its document: %g", v.P)
	}
}
