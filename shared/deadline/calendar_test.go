package deadline

import (
	"testing"

	"faro.example/shared/day"
)

func TestEasterIsWhereTheChurchHasIt(t *testing.T) {
	for _, want := range []string{
		"1943-04-25", "1961-04-02", "2000-04-23", "2015-04-05", "2019-04-21", "2021-04-04", "2022-04-17", "2023-04-09", "2024-03-31",
		"2025-04-20", "2026-04-05", "2027-03-28", "2038-04-25", "2049-04-18",
	} {
		year, _, _ := day.Must(want).Civil()
		if got := Easter(year); got != day.Must(want) {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func TestOfficesWorkFromMondayToFridayButOnHolidays(t *testing.T) {
	for on, want := range map[string]bool{
		"2026-04-03": true,  // Good Friday is none
		"2026-04-04": false, // a Saturday
		"2026-04-05": false, // Easter
		"2026-04-06": false, // Easter Monday
		"2026-04-07": true,
		"2025-01-01": false, "2025-01-06": false, "1985-01-07": true, "1984-01-06": true, "2025-04-25": false, "2025-05-01": false,
		"2025-06-02": false, "2000-06-02": true, "2025-08-15": false, "2024-10-04": true, "2027-10-04": false, "2024-11-01": false,
		"2025-12-08": false, "2025-12-25": false, "2025-12-26": false, "2025-12-24": true,
	} {
		if got := Working(day.Must(on)); got != want {
			t.Errorf("%s: got %v, want %v", on, got, want)
		}
	}
}

func TestALimitEndsOnItsLastDay(t *testing.T) {
	for name, q := range map[string]struct {
		rule       Rule
		from, want string
	}{
		"at once":                      {Rule{Unit: AtOnce}, "2026-04-03", "2026-04-03"},
		"days, over a holiday":         {Rule{Unit: Days, Length: 3}, "2026-04-03", "2026-04-06"},
		"working days, over Easter":    {Rule{Unit: WorkingDays, Length: 3}, "2026-04-02", "2026-04-08"},
		"working days, from a holiday": {Rule{Unit: WorkingDays, Length: 1}, "2026-04-06", "2026-04-07"},
		"fifteen, over Christmas":      {Rule{Unit: WorkingDays, Length: 15}, "2026-12-18", "2027-01-13"},
		"the next month":               {Rule{Unit: Months, Length: 1}, "2026-03-31", "2026-04-30"},
		"the next month, of December":  {Rule{Unit: Months, Length: 1}, "2026-12-31", "2027-01-31"},
		"years":                        {Rule{Unit: Years, Length: 5}, "2026-03-31", "2031-03-31"},
		"years, from a leap day":       {Rule{Unit: Years, Length: 5}, "2024-02-29", "2029-03-01"},
	} {
		if got := q.rule.Due(day.Must(q.from)); got != day.Must(q.want) {
			t.Errorf("%s: got %s, want %s", name, got, q.want)
		}
	}
}
