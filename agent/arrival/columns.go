package arrival

import (
	"slices"
	"strconv"
	"strings"

	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
	"faro.example/shared/sheet"
	"faro.example/shared/spelling"
)

// Countries reads a citizenship as people write it: package reference.
type Countries interface {
	FindCitizenship(text string) (minor.Country, error)
}

// Letters reads citizenships by the two letters of ISO 3166 alone, for a
// program that was built without the reference tables.
type Letters struct{}

// FindCitizenship reads two capital letters, or "stateless".
func (Letters) FindCitizenship(text string) (minor.Country, error) {
	c := minor.Country(text)
	return c, c.Validate()
}

// Layout gives the columns of a sheet of arrivals on a day.
func Layout(countries Countries, on day.Date) sheet.Layout[Child] {
	return sheet.Layout[Child]{
		Check: func(c Child) error { return c.check(on) },
		Columns: []sheet.Column[Child]{
			{Name: "tag", Headings: []string{"Numero", "Braccialetto", "Tag", "Wristband", "Number"}, Parse: plain(text(40, func(c *Child) *minor.Text { return &c.Tag }))},
			{Name: "given", Headings: []string{"Nome", "Given name", "First name"}, Parse: plain(text(minor.MaxName, func(c *Child) *minor.Text { return &c.Name.Given }))},
			{Name: "family", Headings: []string{"Cognome", "Family name", "Surname", "Last name"}, Parse: plain(text(minor.MaxName, func(c *Child) *minor.Text { return &c.Name.Family }))},
			{Name: "sex", Headings: []string{"Sesso", "Sex", "Genere", "Gender"}, Parse: parseSex},
			{Name: "birth", Headings: []string{"Data di nascita", "Nato il", "Date of birth", "Birth date", "Born"}, Parse: parseBirth},
			{Name: "age", Headings: []string{"Età", "Anni", "Age"}, Parse: parseAge},
			{Name: "citizenship", Headings: []string{"Cittadinanza", "Nazionalità", "Citizenship", "Nationality"}, Parse: func(c *Child, s string) (err error) {
				c.Citizenship, err = countries.FindCitizenship(s)
				return err
			}},
			{Name: "birth-place", Headings: []string{"Luogo di nascita", "Place of birth"}, Parse: plain(parseBirthPlace)},
			{Name: "languages", Headings: []string{"Lingue", "Lingua", "Languages", "Language"}, Parse: parseLanguages},
			{Name: "mother", Headings: []string{"Madre", "Mother"}, Parse: plain(parent(func(c *Child) **minor.Name { return &c.Mother }))},
			{Name: "father", Headings: []string{"Padre", "Father"}, Parse: plain(parent(func(c *Child) **minor.Name { return &c.Father }))},
			{Name: "relatives", Headings: []string{"Familiari", "Accompagnatori", "Relatives"}, Parse: text(1000, func(c *Child) *minor.Text { return &c.Relatives })},
			{Name: "notes", Headings: []string{"Note", "Condizioni", "Osservazioni", "Notes", "Condition"}, Parse: text(1000, func(c *Child) *minor.Text { return &c.Notes })},
			{Name: "bed", Headings: []string{"Letto", "Posto", "Bed"}, Parse: plain(func(c *Child, s string) error {
				c.Bed = s
				return minor.Text(s).Check("bed", 40)
			})},
		},
	}
}

// check judges a row whose cells are all good.
func (c Child) check(on day.Date) error {
	switch {
	case c.Tag == "" && c.Name == (minor.Name{}):
		return fault.Field("tag", "neither a number nor a name is given", "give the number on the wristband")
	case c.Birth != nil && c.Birth.Date.After(on):
		return fault.Field("birth", "the day of birth is after the arrival", "correct it, or leave it empty")
	}
	return nil
}

// plain refuses what a spreadsheet program takes for a formula: no name, number
// or town begins so, and a cell that does was not typed by one who listened to
// a child. Notes may: a dash begins many.
func plain(parse func(*Child, string) error) func(*Child, string) error {
	return func(c *Child, s string) error {
		if sheet.Guard(s) != s {
			return fault.Field("", "it begins as a formula does, with = + - or @", "type what the child says, without that sign before it")
		}
		return parse(c, s)
	}
}

func text(limit int, field func(*Child) *minor.Text) func(*Child, string) error {
	return func(c *Child, s string) error {
		*field(c) = minor.Text(s)
		return minor.Text(s).Check("", limit)
	}
}

// parent reads the whole name of a parent, of which the parts are not told apart.
func parent(field func(*Child) **minor.Name) func(*Child, string) error {
	return func(c *Child, s string) error {
		*field(c) = &minor.Name{Given: minor.Text(s)}
		return (*field(c)).Validate()
	}
}

func parseSex(c *Child, s string) error {
	switch spelling.Key(s) {
	case "m", "maschio", "maschile", "male", "uomo", "ragazzo", "boy":
		c.Sex = minor.Male
	case "f", "femmina", "femminile", "female", "donna", "ragazza", "girl":
		c.Sex = minor.Female
	case "x", "altro", "other":
		c.Sex = minor.Other
	default:
		return fault.Field("sex", "not a sex", "write M, F or X, or leave it empty if it is not known")
	}
	return nil
}

// parseBirth reads a day, a month and year, or a year alone.
func parseBirth(c *Child, s string) error {
	date, precision, err := day.Date{}, minor.ToDay, error(nil)
	parts := strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune("/.- ", r) })
	switch {
	case len(parts) == 1 && len(s) == 4:
		precision = minor.ToYear
		date, err = sheet.Day("01/01/" + s)
	case len(parts) == 2 && len(parts[1]) == 4:
		precision = minor.ToMonth
		date, err = sheet.Day("01/" + parts[0] + "/" + parts[1])
	default:
		date, err = sheet.Day(s)
	}
	if err != nil {
		return fault.Field("birth", fault.As(err).Detail, "write day, month and year, as 31/03/2008, or what is known of them: 03/2008, 2008")
	}
	c.Birth = &minor.Birth{Date: date, Precision: precision, Provenance: minor.Declared}
	return nil
}

func parseAge(c *Child, s string) error {
	n, err := strconv.Atoi(strings.TrimSuffix(strings.TrimSuffix(spelling.Key(s), " anni"), " years"))
	if err != nil || n < 0 || n > 25 {
		return fault.Field("age", "not an age", "write whole years, as 16")
	}
	c.Age = n
	return nil
}

func parseBirthPlace(c *Child, s string) error {
	c.BirthPlace = &minor.BirthPlace{Town: minor.Text(s)}
	return c.BirthPlace.Validate()
}

// languageWords are the languages that children who arrive speak most, as
// people write them.
var languageWords = [...]struct{ tag, words string }{
	{"am", "amarico,amharic"},
	{"ar", "arabo,arabic"},
	{"bm", "bambara"},
	{"bn", "bengalese,bengali,bangla"},
	{"en", "inglese,english"},
	{"es", "spagnolo,spanish"},
	{"fa", "farsi,persiano,persian"},
	{"ff", "fula,fulani,pular,pulaar,peul"},
	{"fr", "francese,french"},
	{"ha", "hausa"},
	{"it", "italiano,italian"},
	{"kri", "krio"},
	{"ku", "curdo,kurdish"},
	{"mnk", "mandinka,mandinga,malinke"},
	{"om", "oromo"},
	{"pa", "punjabi,panjabi"},
	{"prs", "dari"},
	{"ps", "pashto,pashtu"},
	{"pt", "portoghese,portuguese"},
	{"ru", "russo,russian"},
	{"so", "somalo,somali"},
	{"sq", "albanese,albanian"},
	{"sus", "sosso,susu,soussou"},
	{"ti", "tigrino,tigrigna,tigrinya"},
	{"tr", "turco,turkish"},
	{"uk", "ucraino,ukrainian"},
	{"ur", "urdu"},
	{"wo", "wolof"},
	{"yo", "yoruba"},
	{"zh", "cinese,chinese"},
}

func parseLanguages(c *Child, s string) (err error) {
	c.Languages, err = ParseLanguages(s)
	return err
}

// ParseLanguages reads names of languages in Italian or English, or their tags
// (BCP 47), parted by commas. It fails with [fault.Invalid].
func ParseLanguages(s string) (out []string, err error) {
	for part := range strings.FieldsFuncSeq(s, func(r rune) bool { return strings.ContainsRune(",;/+", r) }) {
		key := spelling.Key(part)
		if key == "" {
			continue
		}
		tag := ""
		for _, l := range languageWords {
			if l.tag == key || slices.Contains(strings.Split(l.words, ","), key) {
				tag = l.tag
			}
		}
		if tag == "" && (len(key) == 2 || len(key) == 3) && strings.Trim(key, "abcdefghijklmnopqrstuvwxyz") == "" {
			tag = key
		}
		if tag == "" {
			return nil, fault.Field("languages", "a language that is not known by that name",
				"write it as arabo, francese, bambara, or by its tag (BCP 47) as ar, fr, bm, parted by commas")
		}
		out = append(out, tag)
	}
	return out, nil
}
