package roll

import (
	"io"
	"strconv"
	"strings"

	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
	"faro.example/shared/reference"
	"faro.example/shared/sheet"
	"faro.example/shared/spelling"
)

// The names of the columns, as problems give them.
const (
	columnReference    = "reference"
	columnSex          = "sex"
	columnCitizenship  = "citizenship"
	columnBirth        = "birth"
	columnAge          = "age"
	columnRegion       = "region"
	columnMunicipality = "municipality"
	columnStructure    = "structure"
	columnReception    = "reception"
	columnMode         = "mode"
	columnArrival      = "arrival"
	columnMissing      = "missing"
	columnExit         = "exit"
	columnReason       = "reason"
)

// Read reads a list of a day, as CSV or as a workbook. It fails with
// [fault.Invalid] if nothing can be read at all; what is wrong with single rows
// is in the table.
func (d Desk) Read(r io.Reader, on day.Date) (sheet.Table[Child], error) {
	return d.Layout(on).Read(r)
}

// Layout gives the columns of a list of a day. None must be there.
func (d Desk) Layout(on day.Date) sheet.Layout[Child] {
	date := func(name string, field func(*Child) *day.Date, headings ...string) sheet.Column[Child] {
		return sheet.Column[Child]{Name: name, Headings: headings, Parse: func(c *Child, s string) (err error) {
			*field(c), err = sheet.Day(s)
			return err
		}}
	}
	return sheet.Layout[Child]{
		MaxRows: MaxChildren + 1,
		Check:   func(c Child) error { return d.check(c, on) },
		Columns: append([]sheet.Column[Child]{
			{Name: columnReference, Headings: []string{"Riferimento", "Reference", "Numero", "Number"}, Parse: func(c *Child, s string) error {
				c.Reference = minor.Text(s)
				return c.Reference.Check("", 40)
			}},
			{Name: columnSex, Headings: []string{"Sesso", "Sex"}, Parse: func(c *Child, s string) (err error) {
				c.Sex, err = Sex(s)
				return err
			}},
			{Name: columnCitizenship, Headings: []string{"Cittadinanza", "Citizenship"}, Parse: func(c *Child, s string) (err error) {
				c.Citizenship, err = Citizenship(d.Places, s)
				return err
			}},
			{Name: columnBirth, Headings: []string{"Data di nascita", "Birth date", "Born"}, Parse: func(c *Child, s string) (err error) {
				c.Birth, err = Birth(s)
				return err
			}},
			{Name: columnAge, Headings: []string{"Età", "Age"}, Parse: parseAge},
			{Name: columnMode, Headings: []string{"Modalità di arrivo", "Modalità", "Mode"}, Parse: word(modes, "not a mode of arrival", func(c *Child) *minor.Mode { return &c.Mode })},
			date(columnArrival, func(c *Child) *day.Date { return &c.Arrival }, "Arrivo", "Arrival"),
			date(columnMissing, func(c *Child) *day.Date { return &c.Missing }, "Irreperibile dal", "Missing since", "Missing"),
			date(columnExit, func(c *Child) *day.Date { return &c.Exit }, "Uscita", "Exit"),
			{Name: columnReason, Headings: []string{"Motivo dell'uscita", "Motivo", "Exit reason", "Reason"}, Parse: word(reasons(), "not a reason of an exit", func(c *Child) *movement.Reason { return &c.Reason })},
		}, d.where()...),
	}
}

// where are the columns of the place.
func (d Desk) where() []sheet.Column[Child] {
	return []sheet.Column[Child]{
		{Name: columnRegion, Headings: []string{"Regione", "Region"}, Parse: func(c *Child, s string) error {
			if unknown(s) {
				return nil
			}
			r, err := d.Places.FindRegion(s)
			c.Region = r.Code
			return err
		}},
		{Name: columnMunicipality, Headings: []string{"Comune", "Municipality"}, Parse: func(c *Child, s string) error {
			name, province, _ := strings.Cut(strings.TrimSuffix(s, ")"), "(")
			m, err := d.Places.Municipality(s)
			if err != nil {
				m, err = d.Places.FindMunicipality(name, province)
			}
			c.Municipality = m.Istat
			return err
		}},
		{Name: columnStructure, Headings: []string{"Struttura", "Structure"}, Parse: func(c *Child, s string) error {
			c.Structure = s
			return minor.Text(s).Check("", facility.MaxWords)
		}},
		{Name: columnReception, Headings: []string{"Tipo di accoglienza", "Accoglienza", "Reception"},
			Parse: word(receptions, "not a type of reception", func(c *Child) *facility.Type { return &c.Reception })},
	}
}

// word reads one of some words, by its key; those for not known leave the field empty.
func word[W ~string](words map[string]W, wrong string, field func(*Child) *W) func(*Child, string) error {
	return func(c *Child, s string) error {
		w, ok := words[spelling.Key(s)]
		if !ok && !unknown(s) {
			return fault.Field("", wrong, "write one of the words that registryctl import population --help lists, or leave it empty")
		}
		*field(c) = w
		return nil
	}
}

// unknown reports whether a cell says that it is not known.
func unknown(s string) bool {
	switch spelling.Key(s) {
	case "", "non attribuito", "non attribuita", "not attributed", "non noto", "non nota", "not known", "unknown", "sconosciuto", "n d", "nd":
		return true
	}
	return false
}

// What people write for a word, by its key.
var (
	sexes = map[string]minor.Sex{
		"m": minor.Male, "maschio": minor.Male, "maschi": minor.Male, "male": minor.Male,
		"f": minor.Female, "femmina": minor.Female, "femmine": minor.Female, "female": minor.Female,
		"x": minor.Other, "altro": minor.Other, "other": minor.Other,
	}
	modes = map[string]minor.Mode{
		"sbarco": minor.ByLanding, "landing": minor.ByLanding, "rintraccio": minor.ByFinding, "found": minor.ByFinding,
	}
	receptions = map[string]facility.Type{
		"prima": facility.First, "prima accoglienza": facility.First, "first": facility.First,
		"seconda": facility.Second, "seconda accoglienza": facility.Second, "sai": facility.Second, "second": facility.Second,
		"temporanea": facility.Temporary, "cas": facility.Temporary, "temporary": facility.Temporary,
		"famiglia": facility.Family, "family": facility.Family, "altro": facility.Other, "other": facility.Other,
	}
)

// reasons are the register's own words for why a child leaves.
func reasons() map[string]movement.Reason {
	out := map[string]movement.Reason{}
	for _, r := range movement.Reasons() {
		out[spelling.Key(string(r))] = r
	}
	return out
}

// Citizenship reads a citizenship; "altre" is one that a list does not name,
// which is as good as not known.
func Citizenship(places *reference.Tables, s string) (minor.Country, error) {
	switch spelling.Key(s) {
	case "altre", "altra", "other", "others":
		return "", nil
	}
	if unknown(s) {
		return "", nil
	}
	return places.FindCitizenship(s)
}

// Birth reads a day, or a year alone: 1 January is what is written then.
func Birth(s string) (*minor.Birth, error) {
	if len(s) == 4 {
		date, err := sheet.Day("01/01/" + s)
		return &minor.Birth{Date: date, Precision: minor.ToYear, Provenance: minor.Presumed}, err
	}
	date, err := sheet.Day(s)
	return &minor.Birth{Date: date, Precision: minor.ToDay, Provenance: minor.Declared}, err
}

// Sex reads what people write for a sex; "" for not known.
func Sex(s string) (minor.Sex, error) {
	sex, ok := sexes[spelling.Key(s)]
	if !ok && !unknown(s) {
		return "", fault.Field("", "not a sex", "write one of the words that registryctl import population --help lists, or leave it empty")
	}
	return sex, nil
}

// maxAge bounds what is read as an age: care may go on to 21.
const maxAge = 25

func parseAge(c *Child, s string) error {
	n, err := strconv.Atoi(s)
	if unknown(s) {
		return nil
	}
	if err != nil || n < 0 || n > maxAge {
		return fault.Field("", "not an age", "write whole years, as 16")
	}
	c.Age = &n
	return nil
}

// check judges a row whose cells are all good.
func (d Desk) check(c Child, on day.Date) error {
	wrong := func(column, what, remedy string) error { return fault.Field(column, what, remedy) }
	first := c.first(on)
	switch {
	case c.Birth != nil && c.Birth.Date.After(first):
		return wrong(columnBirth, "after the child came", "correct it, or leave it empty")
	case c.Birth != nil && c.Age != nil && c.Birth.Date.Age(on) != *c.Age:
		return wrong(columnAge, "not the age of who was born then, on the day of the list", "leave the age empty where the date of birth is known")
	case !c.Missing.IsZero() && c.Missing.Before(first):
		return wrong(columnMissing, "before the child came", "correct one of the two days")
	case !c.Exit.IsZero() && (c.Exit.Before(first) || c.Exit.Before(c.Missing)):
		return wrong(columnExit, "before the child came, or went missing", "correct one of the days")
	case c.Exit.IsZero() != (c.Reason == ""):
		return wrong(columnReason, "an exit has a day and a reason", "give both, or neither for a child who is there")
	}
	if c.Municipality != "" && c.Region != "" {
		if r, err := d.Places.RegionOf(c.Municipality); err != nil || r.Code != c.Region {
			return wrong(columnMunicipality, "not a municipality of that region", "correct one of the two, or leave the region empty")
		}
	}
	return nil
}
