package main

import (
	"slices"
	"strings"
	"time"

	"faro.example/shared/day"
	"faro.example/shared/minor"
	"faro.example/shared/sheet"
)

// absences are the ways in which programs and people write that they do not
// know.
var absences = []string{"null", "nan", "n/a", "none", "unknown", "sconosciuto", "non noto", "-", "--", "?", "."}

// absent reports whether a cell says nothing.
func absent(v string) bool { return v == "" || slices.Contains(absences, strings.ToLower(v)) }

// readBirth reads 20080331, 2008-03-31, 31/03/2008 and their like, and what says
// no more than a month or a year. Where the month cannot be one and the day
// could, they are taken to be exchanged.
func readBirth(v string) (minor.Birth, bool) {
	if b, ok := readPartly(v); ok {
		return b, true
	}
	for _, form := range birthForms(v) {
		if d, err := sheet.Day(form); err == nil {
			return minor.Birth{Date: d, Precision: minor.ToDay}, true
		}
	}
	for _, layout := range [...]string{"2 Jan 2006", "2 January 2006", "Jan 2, 2006", "January 2, 2006", "2-Jan-2006"} {
		if t, err := time.Parse(layout, v); err == nil {
			y, m, d := t.Date()
			return minor.Birth{Date: day.Of(y, m, d), Precision: minor.ToDay}, true
		}
	}
	return minor.Birth{}, false
}

// readPartly reads what says no more than a year, or a year and a month.
func readPartly(v string) (minor.Birth, bool) {
	if len(v) == 4 {
		d, err := day.Parse(v + "-01-01")
		return minor.Birth{Date: d, Precision: minor.ToYear}, err == nil
	}
	if len(v) == 7 && (v[4] == '-' || v[4] == '/') {
		d, err := day.Parse(v[:4] + "-" + v[5:] + "-01")
		return minor.Birth{Date: d, Precision: minor.ToMonth}, err == nil
	}
	return minor.Birth{}, false
}

// birthForms are the ways to read a date, the likeliest first.
func birthForms(v string) []string {
	if len(v) == 8 && strings.Trim(v, "0123456789") == "" {
		return []string{v[:4] + "-" + v[4:6] + "-" + v[6:], v[:4] + "-" + v[6:] + "-" + v[4:6], v[:2] + "/" + v[2:4] + "/" + v[4:], v[2:4] + "/" + v[:2] + "/" + v[4:]}
	}
	forms := []string{v}
	day, _, _ := strings.Cut(v, "T")
	if p := strings.FieldsFunc(day, func(r rune) bool { return strings.ContainsRune("/.-", r) }); len(p) == 3 {
		if len(p[0]) == 4 {
			forms = append(forms, p[0]+"-"+p[2]+"-"+p[1])
		} else {
			forms = append(forms, p[1]+"/"+p[0]+"/"+p[2])
		}
	}
	return forms
}
