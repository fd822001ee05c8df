package sheet_test

import (
	"fmt"
	"strings"

	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/sheet"
)

// arrival is a row of the list made at a landing: the example of these tests.
// The layout that agents use is the agent's own.
type arrival struct {
	tag, given, family, sex, citizenship string
	birth                                day.Date
}

func arrivals() sheet.Layout[arrival] {
	text := func(field func(*arrival) *string) func(*arrival, string) error {
		return func(a *arrival, s string) error { *field(a) = s; return nil }
	}
	return sheet.Layout[arrival]{
		Columns: []sheet.Column[arrival]{
			{
				Name: "tag", Headings: []string{"Braccialetto", "Numero", "Tag"}, Required: true,
				Parse: text(func(a *arrival) *string { return &a.tag }),
			},
			{Name: "given", Headings: []string{"Nome", "Given name", "First name"}, Parse: text(func(a *arrival) *string { return &a.given })},
			{Name: "family", Headings: []string{"Cognome", "Family name", "Surname"}, Parse: text(func(a *arrival) *string { return &a.family })},
			{Name: "sex", Headings: []string{"Sesso", "Sex", "Genere"}, Required: true, Parse: parseSex},
			{Name: "birth", Headings: []string{"Data di nascita", "Date of birth", "Nato il"}, Parse: func(a *arrival, s string) (err error) {
				a.birth, err = sheet.Day(s)
				return err
			}},
			{Name: "citizenship", Headings: []string{"Cittadinanza", "Citizenship", "Nazionalità"}, Parse: parseCitizenship},
		},
		Check: func(a arrival) error {
			if a.birth.After(day.Must("2026-03-01")) {
				return fault.Field("birth", "the day of birth is after the landing", "correct it")
			}
			if a.family == "" && a.given == "" && a.birth.IsZero() && a.citizenship == "" {
				return fault.Newf(fault.Invalid, "nothing is known but the tag")
			}
			return nil
		},
	}
}

func parseSex(a *arrival, s string) error {
	switch strings.ToUpper(s) {
	case "M", "F":
		a.sex = strings.ToUpper(s)
		return nil
	}
	return fault.Field("sex", "it is not a sex", "write M or F")
}

// parseCitizenship gives an error that repeats the text, as a careless parser
// would: the reader must not pass it on.
func parseCitizenship(a *arrival, s string) error {
	if len(s) != 2 {
		return fmt.Errorf("unknown country %q", s)
	}
	a.citizenship = s
	return nil
}

// landing writes a list of n arrivals, with the separator.
func landing(n int, sep string) []string {
	out := []string{strings.Join([]string{"Numero", "COGNOME", "Nome", "Sesso (M/F)", "data di nascita", "Cittadinanza", "Note"}, sep)}
	for i := range n {
		out = append(out, strings.Join([]string{
			fmt.Sprintf("A%03d", i+1), "Prova", fmt.Sprintf("Esempio %d", i+1), "M",
			fmt.Sprintf("%02d/%02d/%d", 1+i%28, 1+i%12, 2008+i%5), "EG", "",
		}, sep))
	}
	return out
}
