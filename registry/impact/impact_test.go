package impact_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"faro.example/registry/erasure"
	"faro.example/registry/impact"
	"faro.example/registry/paper"
	"faro.example/shared/access"
	"faro.example/shared/change"
)

func text(t *testing.T, d paper.Document) string {
	t.Helper()
	page, err := paper.Page(d)
	if err != nil {
		t.Fatal(err)
	}
	return string(page)
}

func TestTheSheetSaysThePolicyAndTheTableOfRetentionWhole(t *testing.T) {
	rules, cells := erasure.Rules(3), access.Matrix()
	made := time.Date(2026, 3, 31, 12, 0, 0, 0, time.UTC)
	whole := impact.Sheet(cells, rules, made)
	said := text(t, whole)
	for _, e := range change.Catalogue() {
		if !strings.Contains(said, e.Kind) {
			t.Errorf("%s is not among the data, nor written by anybody", e.Kind)
		}
	}
	for i := range cells { // each cell is there: without it the sheet is another one
		without := append(append([]access.Cell{}, cells[:i]...), cells[i+1:]...)
		if text(t, impact.Sheet(without, rules, made)) == said {
			t.Errorf("the sheet does not say that %s may %s (%s)", cells[i].Role, cells[i].Action, cells[i].Relation)
		}
	}
	for _, r := range rules {
		if !strings.Contains(said, r.Source) {
			t.Errorf("the source of %s is left out", r.Name)
		}
	}
	if !strings.Contains(said, "al più 3 anni") {
		t.Error("the years that were given are not said")
	}
	for _, word := range []string{"eighteenth", "casefile", "in-territory", "open-casefile", "order-erasure"} {
		if strings.Contains(said, word) {
			t.Errorf("%q stands in an Italian sheet", word)
		}
	}
}

func TestTheRisksAreThoseOfTheThreatModel(t *testing.T) {
	model, err := os.ReadFile("../../docs/security.md")
	if err != nil {
		t.Fatal(err)
	}
	n := len(impact.Risks())
	if !strings.Contains(string(model), fmt.Sprintf("\n## %d. ", n)) || strings.Contains(string(model), fmt.Sprintf("\n## %d. ", n+1)) {
		t.Errorf("the sheet names %d risks, and docs/security.md not as many", n)
	}
}

func TestWhatPeopleJudgeIsLeftToThem(t *testing.T) {
	blank := 0
	for _, p := range impact.Sheet(access.Matrix(), erasure.Rules(5), time.Time{}).Parts {
		for _, f := range p.Fields {
			if len(f.Values) == 0 {
				blank++
			}
		}
	}
	if want := 3 + 2 + len(impact.Risks()) + 4; blank != want {
		t.Errorf("%d lines are left to people, want %d", blank, want)
	}
}
