package pages_test

import (
	"slices"
	"testing"

	"faro.example/shared/pages"
	"faro.example/shared/tracing"
)

func TestTheStepsThatAreDrawnAreThoseOfATracing(t *testing.T) {
	var line, drawn []string
	for _, s := range tracing.Steps() {
		if !s.Aside {
			line = append(line, string(s.Step))
		}
	}
	for _, s := range pages.TracingSteps() {
		if s.Name != "agreed" { // the family's consent, which stands in the record of the contact
			drawn = append(drawn, s.Name)
		}
	}
	if !slices.Equal(drawn, line) {
		t.Errorf("drawn are %v, a tracing has %v", drawn, line)
	}
}
