package deadline

import (
	"time"

	"faro.example/shared/day"
)

// feast is a public holiday that is on the same day each year, in the years in
// which it is one.
type feast struct {
	month time.Month
	day   int
	from  int // the first year
}

// feasts are those of law 260/1949 art. 2, as it was changed: Epiphany again since
// 1986 (DPR 792/1985), 2 June since 2001 (law 336/2000), Saint Francis since 2026
// (law 151/2025). Easter and Easter Monday move, see [Easter]. A municipality's
// patron is left out: a deadline is the same everywhere.
var feasts = [...]feast{
	{time.January, 1, 0},
	{time.January, 6, 1986},
	{time.April, 25, 0},
	{time.May, 1, 0},
	{time.June, 2, 2001},
	{time.August, 15, 0},
	{time.October, 4, 2026},
	{time.November, 1, 0},
	{time.December, 8, 0},
	{time.December, 25, 0},
	{time.December, 26, 0},
}

// Easter gives Easter Sunday of a year of the Gregorian calendar (Meeus, Jones
// and Butcher).
func Easter(year int) day.Date {
	a, b, c := year%19, year/100, year%100
	h := (19*a + b - b/4 - (b-(b+8)/25+1)/3 + 15) % 30
	l := (32 + 2*(b%4) + 2*(c/4) - h - c%4) % 7
	m := (a + 11*h + 22*l) / 451
	n := h + l - 7*m + 114
	return day.Of(year, time.Month(n/31), n%31+1)
}

// Holiday reports whether a day is a public holiday in Italy; Sundays as such are not.
func Holiday(d day.Date) bool {
	year, month, of := d.Civil()
	for _, f := range feasts {
		if f.month == month && f.day == of && year >= f.from {
			return true
		}
	}
	return d == Easter(year) || d == Easter(year).Add(1)
}

// Working reports whether offices work on a day: Monday to Friday, but for
// public holidays.
func Working(d day.Date) bool {
	w := d.UTC().Weekday()
	return w != time.Saturday && w != time.Sunday && !Holiday(d)
}

// afterWorking gives the n-th working day after a day.
func afterWorking(d day.Date, n int) day.Date {
	for n > 0 {
		if d = d.Add(1); Working(d) {
			n--
		}
	}
	return d
}
