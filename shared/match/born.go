package match

import (
	"faro.example/shared/minor"
)

// born is a birth date as it is compared.
type born struct {
	year, month, date int // year 0: not known
	vague             bool
}

func readBorn(b minor.Birth) born {
	if b.Date.IsZero() {
		return born{}
	}
	y, m, d := b.Date.Civil()
	first := m == 1 && d == 1
	return born{y, int(m), d, first || b.Precision == minor.ToYear || b.Precision == minor.ToMonth}
}

// compare says how far two birth dates agree, and by which of the usual
// confusions one may come of the other.
func (a *born) compare(b *born) level {
	if a.year == 0 || b.year == 0 {
		return missing
	}
	day := a.month == b.month && a.date == b.date
	vague := a.vague || b.vague
	apart := a.year - b.year
	switch {
	case apart == 0 && day:
		return bornSame
	case apart == 0 && a.month == b.date && a.date == b.month:
		return bornExchanged
	case apart == 0 && vague:
		return bornPresumed
	case a.slip(b):
		return bornSlipped
	case day:
		return bornOtherYear
	case apart == 0 && a.month == b.month:
		return bornSameMonth
	case apart == 0, vague && (apart == 1 || apart == -1):
		return bornSameYear
	}
	return bornDifferent
}

func (a *born) digits() [8]byte {
	n := a.year*10000 + a.month*100 + a.date
	var out [8]byte
	for i := 7; i >= 0; i-- {
		out[i] = byte(n % 10)
		n /= 10
	}
	return out
}

// slip reports whether one digit differs, or two neighbours are exchanged.
func (a *born) slip(b *born) bool {
	x, y := a.digits(), b.digits()
	first, count := -1, 0
	for i := range x {
		if x[i] != y[i] {
			if first < 0 {
				first = i
			}
			count++
		}
	}
	return count == 1 || count == 2 && first < 7 && x[first] == y[first+1] && x[first+1] == y[first]
}
