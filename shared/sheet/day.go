package sheet

import (
	"strconv"
	"strings"
	"time"

	"faro.example/shared/day"
	"faro.example/shared/fault"
)

// Day reads a day as people in Italy type it into a cell: 31/03/2008, also
// with dots, hyphens or spaces and without leading zeros, or 2008-03-31. A
// year of two digits is refused, as 08 could be born and could be born a
// century before. It fails with [fault.Invalid], without repeating the text.
func Day(text string) (day.Date, error) {
	text, _, _ = strings.Cut(text, "T") // 2008-03-31T00:00:00, as some programs save
	text = strings.TrimSuffix(strings.TrimSpace(text), " 00:00:00")
	parts := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("/.- ", r) })
	if len(parts) != 3 {
		return day.Date{}, notDay("it is not a day")
	}
	if len(parts[0]) == 4 {
		parts[0], parts[2] = parts[2], parts[0]
	}
	if len(parts[2]) == 2 {
		return day.Date{}, notDay("the year has two digits")
	}
	d, m, y := number(parts[0], 2), number(parts[1], 2), number(parts[2], 4)
	if d < 0 || m < 0 || y < 1900 || y > 2200 {
		return day.Date{}, notDay("it is not a day")
	}
	if m > 12 && d <= 12 {
		return day.Date{}, notDay("the month comes before the day")
	}
	if m < 1 || m > 12 || d < 1 {
		return day.Date{}, notDay("it is not a day")
	}
	out := day.Of(y, time.Month(m), d)
	if _, month, _ := out.Civil(); month != time.Month(m) {
		return day.Date{}, notDay("that month has no such day")
	}
	return out, nil
}

// number reads up to n digits, -1 for anything else.
func number(s string, n int) int {
	v, err := strconv.ParseUint(s, 10, 16)
	if err != nil || len(s) > n {
		return -1
	}
	return int(v)
}

func notDay(detail string) error {
	return &fault.Error{Kind: fault.Invalid, Detail: detail, Remedy: "write day, month and year, as 31/03/2008"}
}
