package pages

import (
	"strconv"
	"time"

	"faro.example/shared/day"
)

// Number writes a whole number in groups of three: 12.345 in Italian, 12,345 in
// English.
func Number(l Lang, n int) string {
	sep := byte('.')
	if l == English {
		sep = ','
	}
	digits := strconv.Itoa(n)
	sign := ""
	if n < 0 {
		sign, digits = "−", digits[1:]
	}
	out := make([]byte, 0, len(digits)+len(digits)/3)
	for i := range len(digits) {
		if i > 0 && (len(digits)-i)%3 == 0 {
			out = append(out, sep)
		}
		out = append(out, digits[i])
	}
	return sign + string(out)
}

// months are the names of the months, January first.
func months(l Lang) [12]string {
	if l == English {
		return [12]string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"}
	}
	return [12]string{"gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre"}
}

// Date writes a day as people read it: 3 marzo 2026, 3 March 2026; the first of
// a month is 1º in Italian. No day is "".
func Date(l Lang, d day.Date) string {
	if d.IsZero() {
		return ""
	}
	year, month, n := d.Civil()
	number := strconv.Itoa(n)
	if l == Italian && n == 1 {
		number = "1º"
	}
	return number + " " + months(l)[month-1] + " " + strconv.Itoa(year)
}

// Month writes a month and its year.
func Month(l Lang, d day.Date) string {
	if d.IsZero() {
		return ""
	}
	year, month, _ := d.Civil()
	return months(l)[month-1] + " " + strconv.Itoa(year)
}

// ShortDate writes a day in digits, as both languages do in Europe: 03/03/2026.
func ShortDate(d day.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.UTC().Format("02/01/2006")
}

// Clock writes an instant by its hour in Italy.
func Clock(at time.Time) string { return at.In(day.Rome).Format("15:04") }

// Near writes an instant as it is said today: the hour alone if it is of today,
// else with the day.
func (k *Kit) Near(l Lang, at, now time.Time) string {
	on, today := day.FromTime(at), day.FromTime(now)
	switch on.Sub(today) {
	case 0:
		return Clock(at)
	case -1:
		return k.Say(l, "time.dayclock", k.Say(l, "time.yesterday"), Clock(at))
	}
	return k.Say(l, "time.dayclock", Date(l, on), Clock(at))
}

// Since writes from what moment on something has lasted: dalle 12:22, da ieri
// alle 23:10, dal 3 marzo 2026 alle 08:00.
func (k *Kit) Since(l Lang, at, now time.Time) string {
	on := day.FromTime(at)
	switch on.Sub(day.FromTime(now)) {
	case 0:
		return k.Say(l, "time.since.clock", Clock(at))
	case -1:
		return k.Say(l, "time.since.yesterday", Clock(at))
	}
	if d := on.UTC().Day(); d == 8 || d == 11 { // dall’otto, dall’undici
		return k.Say(l, "time.since.vowel", Date(l, on), Clock(at))
	}
	return k.Say(l, "time.since.day", Date(l, on), Clock(at))
}

// NearDay writes a day as it is said today: oggi, ieri, or the date.
func (k *Kit) NearDay(l Lang, d, today day.Date) string {
	if d.IsZero() {
		return ""
	}
	switch d.Sub(today) {
	case 0:
		return k.Say(l, "time.today")
	case -1:
		return k.Say(l, "time.yesterday")
	case 1:
		return k.Say(l, "time.tomorrow")
	}
	return Date(l, d)
}

// When writes a moment as it was stated: the day, with the hour only if one was.
func (k *Kit) When(l Lang, w day.When) string {
	if at, ok := w.Instant(); ok {
		return k.Say(l, "time.dayclock", Date(l, day.FromTime(at)), Clock(at))
	}
	return Date(l, w.Day())
}

// Tenths writes tenths of a percent: 26,4 % in Italian, 26.4% in English.
func Tenths(l Lang, n int) string {
	whole, part := Number(l, n/10), strconv.Itoa(max(n, -n)%10)
	if l == English {
		return whole + "." + part + "%"
	}
	return whole + "," + part + "\u00a0%"
}
