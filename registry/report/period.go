package report

import (
	"time"

	"faro.example/shared/day"
	"faro.example/shared/fault"
)

const kindsWords = "use monthly, half-yearly, eurostat or open-data"

// ParseKind reads a kind. It fails with [fault.Invalid].
func ParseKind(text string) (Kind, error) {
	for _, k := range Kinds() {
		if string(k) == text {
			return k, nil
		}
	}
	return "", fault.Field("kind", "not a report", kindsWords)
}

// months is how many months a report is of.
func (k Kind) months() int {
	switch k {
	case HalfYearly:
		return 6
	case Eurostat:
		return 12
	}
	return 1
}

// From gives the day after whose end the period of a report begins, that ends
// with a day: the last day of the period before. It fails with [fault.Invalid]
// for a day on which no period of the kind ends.
func (k Kind) From(asOf day.Date) (day.Date, error) {
	if _, err := ParseKind(string(k)); err != nil {
		return day.Date{}, err
	}
	if asOf.IsZero() || k.Last(asOf.Add(1)) != asOf {
		return day.Date{}, fault.Field("as-of", "not the end of a period of this report", map[Kind]string{
			Monthly: "name the last day of a month", OpenData: "name the last day of a month",
			HalfYearly: "name a 30 June or a 31 December", Eurostat: "name a 31 December",
		}[k])
	}
	return k.Last(asOf), nil
}

// Last gives the last day of the period that ended last before a day.
func (k Kind) Last(before day.Date) day.Date {
	year, month, _ := before.Civil()
	first := (int(month) - 1) / k.months() * k.months()
	return day.Of(year, time.Month(first+1), 1).Add(-1)
}
