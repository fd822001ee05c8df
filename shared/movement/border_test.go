package movement_test

import (
	"fmt"
	"strings"
	"testing"

	"faro.example/shared/fault"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
)

func TestAnAttemptAtTheBorderSaysWhereAndWhatWasDone(t *testing.T) {
	for name, c := range map[string]struct {
		body  movement.RefusalAttempted
		field string
	}{
		"at a crossing":   {movement.RefusalAttempted{Where: "Ventimiglia", To: "FR", Done: "taken in by the town"}, ""},
		"nowhere":         {movement.RefusalAttempted{Where: " ", Done: "x"}, "where"},
		"nothing said":    {movement.RefusalAttempted{Where: "Ventimiglia"}, "done"},
		"to no country":   {movement.RefusalAttempted{Where: "Ventimiglia", To: "france", Done: "x"}, "to"},
		"a long crossing": {movement.RefusalAttempted{Where: minor.Text(strings.Repeat("x", 201)), Done: "x"}, "where"},
	} {
		if err := c.body.Validate(); (err == nil) != (c.field == "") || err != nil && fault.As(err).Field != c.field {
			t.Errorf("%s: got %v, want a fault about %q", name, err, c.field)
		}
		if text := fmt.Sprintf("%+v", c.body); strings.Contains(text, "Ventimiglia") {
			t.Errorf("%s: prints %s", name, text)
		}
	}
}

// No unaccompanied minor is rejected at the border (law 47/2017 art. 3).
func TestARejectionAtTheBorderIsNoLawfulOutcome(t *testing.T) {
	for _, said := range []string{
		"respinto alla frontiera", "Respingimento al valico di Ventimiglia", "rejected-at-border", "refused-entry", "riammessa in Slovenia al confine", "pushback",
	} {
		err := movement.LawfulReason("reason", minor.Text(said))
		if !fault.Is(err, fault.Invalid) || !strings.Contains(fault.As(err).Detail, "law 47/2017 art. 3") || !strings.Contains(fault.As(err).Remedy, "border.refusal-attempted") {
			t.Errorf("%s: got %v, want it refused with article and remedy", said, err)
		}
		exit := movement.ExitRecorded{Reason: movement.Reason(said)}.Validate()
		if !fault.Is(exit, fault.Invalid) || !strings.Contains(fault.As(exit).Detail, "art. 3") {
			t.Errorf("an exit for %s: got %v, want it refused with the article", said, exit)
		}
	}
	for _, said := range []string{"", "trasferito in seconda accoglienza", "found at the border", "the request was rejected", "respinta la domanda di asilo"} {
		if err := movement.LawfulReason("reason", minor.Text(said)); err != nil {
			t.Errorf("%q: got %v, want it let be", said, err)
		}
	}
}
