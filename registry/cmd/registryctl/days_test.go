package main

import (
	"strings"
	"testing"

	"faro.example/shared/fault"
)

func TestPresenceDaysAreDrawnListedAndShown(t *testing.T) {
	m := counted(t)
	days := func(args ...string) []string {
		return append(append([]string{"presence-days"}, args...), "--as", clerk, "--reason", "reimbursement")
	}
	// the census has children there of whom no casefile tells: it does not add up, and says so
	if out := m.must(t, days("draw", "088009", "2025-Q4")...); !strings.Contains(out, "2025-Q4") || !strings.Contains(out, "differs on 31 days") {
		t.Errorf("got %q", out)
	}
	if out := m.must(t, days("list", "--json")...); !strings.Contains(out, `"adds_up":false`) || !strings.Contains(out, `"number":1`) {
		t.Errorf("got %q", out)
	}
	if out := m.must(t, days("show", "088009", "2025-Q4")...); strings.TrimSpace(out) != "municipality,quarter,number,structure,code,from,to,days,counted,why" {
		t.Errorf("got %q", out)
	}
	if _, _, err := m.try(t, days("show", "088009", "2025-Q3")...); !fault.Is(err, fault.NotFound) {
		t.Errorf("one that there is not: got %v", err)
	}
	if _, _, err := m.try(t, "presence-days", "draw", "088009", "2025-Q4", "--as", controller, "--reason", "audit"); !fault.Is(err, fault.NotFound) {
		t.Errorf("an auditor: got %v", err)
	}
	if _, _, err := m.try(t, days("draw", "088009", "autumn")...); !fault.Is(err, fault.Invalid) {
		t.Errorf("no quarter: got %v", err)
	}
}
