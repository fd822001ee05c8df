package report_test

import (
	"testing"

	"faro.example/registry/report"
	"faro.example/shared/day"
	"faro.example/shared/fault"
)

func TestAScheduleThatOverlapsIsRefusedInWords(t *testing.T) {
	for name, entries := range map[string][]string{
		"a report twice":            {"monthly:10", "half-yearly:45", "monthly:12"},
		"after the next month":      {"monthly:28"},
		"after the next half year":  {"half-yearly:181"},
		"a report that there isn't": {"weekly:2"},
		"no number of days":         {"monthly"},
		"before the period is over": {"monthly:0"},
	} {
		if _, err := report.ParseSchedule(entries); !fault.Is(err, fault.Invalid) || fault.As(err).Remedy == "" || fault.As(err).Field != "drafts" {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if s, err := report.ParseSchedule([]string{"monthly:10", "half-yearly:45", "eurostat:60", "open-data:10"}); err != nil || len(s) != 4 {
		t.Errorf("got %v, %v", s, err)
	}
}

func TestADraftIsDueSomeDaysAfterItsPeriodHasEnded(t *testing.T) {
	s, err := report.ParseSchedule([]string{"monthly:10", "half-yearly:45", "eurostat:60"})
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range []struct {
		kind      report.Kind
		today, of string
	}{
		{report.Monthly, "2026-11-10", "2026-10-31"}, {report.Monthly, "2026-11-09", "2026-09-30"}, {report.Monthly, "2028-03-10", "2028-02-29"},
		{report.HalfYearly, "2026-08-14", "2026-06-30"}, {report.HalfYearly, "2026-08-13", "2025-12-31"}, {report.Eurostat, "2027-03-01", "2026-12-31"},
	} {
		if on, ok := s.Due(q.kind, day.Must(q.today)); !ok || on != day.Must(q.of) {
			t.Errorf("%s on %s: got %s, %t, want %s", q.kind, q.today, on, ok, q.of)
		}
	}
	if _, ok := s.Due(report.OpenData, day.Must("2026-11-10")); ok {
		t.Error("a report that is not in the schedule is due")
	}
}
