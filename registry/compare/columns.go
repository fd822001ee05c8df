package compare

import (
	"strings"

	"faro.example/registry/likeness"
	"faro.example/registry/roll"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/match"
	"faro.example/shared/minor"
	"faro.example/shared/sheet"
)

// Row is what a row of a list says of a child; what is empty it does not say.
type Row struct {
	Reference       minor.Text    `json:"reference,omitempty"` // the list's own, to know the row again by
	Code            minor.Code    `json:"code,omitempty"`
	SIM             minor.Text    `json:"sim,omitempty"`
	SecondReception minor.Text    `json:"second_reception,omitempty"`
	Given           minor.Text    `json:"given,omitempty"`
	Family          minor.Text    `json:"family,omitempty"`
	Birth           *minor.Birth  `json:"birth,omitempty"`
	Sex             minor.Sex     `json:"sex,omitempty"`
	Citizenship     minor.Country `json:"citizenship,omitempty"`
	Structure       minor.Text    `json:"structure,omitempty"` // code or name
}

// numbers are the identifiers by which the child is looked for.
func (r *Row) numbers() (out []likeness.Number) {
	add := func(s minor.Scheme, value minor.Text) {
		if value.Reveal() != "" {
			out = append(out, likeness.Number{Scheme: s, Value: value})
		}
	}
	add(minor.NationalCode, minor.Text(r.Code))
	add(minor.SIM, r.SIM)
	add(minor.SecondReception, r.SecondReception)
	return out
}

// record is what the child is compared by.
func (r *Row) record() match.Record {
	out := match.Record{Given: r.Given.Reveal(), Family: r.Family.Reveal(), Sex: string(r.Sex), Citizenship: string(r.Citizenship)}
	if r.Birth != nil {
		out.Birth = *r.Birth
	}
	return out
}

// text is a column that is taken as it stands.
func text(name string, most int, field func(*Row) *minor.Text, headings ...string) sheet.Column[Row] {
	return sheet.Column[Row]{Name: name, Headings: headings, Parse: func(r *Row, s string) error {
		*field(r) = minor.Text(s)
		return field(r).Check("", most)
	}}
}

// Layout gives the columns of a list of a day. None must be there, but each row
// says by what its child can be found.
func (d Desk) Layout(on day.Date) sheet.Layout[Row] {
	return sheet.Layout[Row]{
		Check: func(r Row) error { return r.check(on) },
		Columns: []sheet.Column[Row]{
			text("reference", 40, func(r *Row) *minor.Text { return &r.Reference }, "Riferimento", "Reference", "Numero", "N.", "Progressivo"),
			{Name: "code", Headings: []string{"Codice nazionale", "National code", "Codice Faro"}, Parse: func(r *Row, s string) (err error) {
				r.Code, err = minor.ParseCode(s)
				return err
			}},
			text("sim", 100, func(r *Row) *minor.Text { return &r.SIM }, "SIM", "Codice SIM", "ID SIM", "SIM number"),
			text("second-reception", 100, func(r *Row) *minor.Text { return &r.SecondReception },
				"Codice SAI", "Second reception", "SAI", "ID SAI", "Banca dati SAI", "SPRAR", "Second-reception number"),
			text("family", minor.MaxName, func(r *Row) *minor.Text { return &r.Family }, "Cognome", "Family name", "Surname", "Last name"),
			text("given", minor.MaxName, func(r *Row) *minor.Text { return &r.Given }, "Nome", "Given name", "First name"),
			text("name", minor.MaxName, func(r *Row) *minor.Text { return &r.Given },
				"Nome e cognome", "Cognome e nome", "Nominativo", "Full name", "Name"),
			{Name: "birth", Headings: []string{"Data di nascita", "Birth date", "Born", "Nato il"}, Parse: func(r *Row, s string) (err error) {
				r.Birth, err = roll.Birth(s)
				return err
			}},
			{Name: "sex", Headings: []string{"Sesso", "Sex", "Genere"}, Parse: func(r *Row, s string) (err error) {
				if r.Sex, err = roll.Sex(s); err != nil {
					err = fault.Field("", "not a sex", "write M, F or X, or leave it empty")
				}
				return err
			}},
			{Name: "citizenship", Headings: []string{"Cittadinanza", "Citizenship", "Nazionalità", "Nationality"}, Parse: func(r *Row, s string) (err error) {
				r.Citizenship, err = roll.Citizenship(d.Places, s)
				return err
			}},
			text("structure", facility.MaxWords, func(r *Row) *minor.Text { return &r.Structure }, "Struttura", "Structure", "Comunità", "Centro"),
		},
	}
}

// check judges a row whose cells are all good.
func (r *Row) check(on day.Date) error {
	named := strings.TrimSpace(r.Given.Reveal()+r.Family.Reveal()) != ""
	if !named && len(r.numbers()) == 0 {
		return fault.Field("", "nothing says which child is meant", "write a name, or a number of the register, of SIM or of the second-reception database")
	}
	if named && len(match.Atoms(r.record())) == 0 {
		return fault.Field("family", "the name has no letters", "write the name in any script")
	}
	if r.Birth != nil && r.Birth.Date.After(on) {
		return fault.Field("birth", "after the day of the list", "correct it, or the day of which the list speaks")
	}
	return nil
}
