package directory

import (
	"io"
	"strconv"
	"strings"

	"faro.example/shared/access"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/sheet"
	"faro.example/shared/spelling"
)

// line is one row of a catalogue as a spreadsheet.
type line struct {
	what, code, name, kind, municipality, body, managedBy, office string
	id                                                            institution.PersonID
	territory                                                     []string
	countries                                                     []minor.Country
	beds                                                          int
	places                                                        facility.Places
	administrator                                                 bool
	until                                                         day.Date
}

// layout is that of a catalogue: one row for each institution, managing body,
// structure, person, operator and agreement. Words may be Italian or English.
func layout() sheet.Layout[line] {
	text := func(name, italian string, required bool, into func(*line) *string) sheet.Column[line] {
		return sheet.Column[line]{Name: name, Headings: []string{italian, name}, Required: required, Parse: func(l *line, s string) error {
			*into(l) = s
			return nil
		}}
	}
	word := func(name, italian string, required bool, words map[string]string, into func(*line) *string) sheet.Column[line] {
		c := text(name, italian, required, into)
		c.Parse = func(l *line, s string) error {
			*into(l) = s
			if w, known := words[spelling.Key(s)]; known {
				*into(l) = w
			}
			return nil
		}
		return c
	}
	return sheet.Layout[line]{
		Columns: []sheet.Column[line]{
			word("what", "voce", true, whats, func(l *line) *string { return &l.what }),
			text("code", "codice", false, func(l *line) *string { return &l.code }),
			text("name", "nome", false, func(l *line) *string { return &l.name }),
			word("kind", "tipo", false, types, func(l *line) *string { return &l.kind }),
			text("municipality", "comune", false, func(l *line) *string { return &l.municipality }),
			text("body", "ente gestore", false, func(l *line) *string { return &l.body }),
			text("managed by", "codice ente gestore", false, func(l *line) *string { return &l.managedBy }),
			bedsOf(facility.First, "posti prima accoglienza"),
			bedsOf(facility.Second, "posti seconda accoglienza"),
			bedsOf(facility.Temporary, "posti accoglienza temporanea"),
			text("office", "ufficio", false, func(l *line) *string { return &l.office }),
			{Name: "territory", Headings: []string{"territorio", "territory"}, Parse: func(l *line, s string) error {
				l.territory = strings.Fields(s)
				return nil
			}},
			{Name: "countries", Headings: []string{"paesi", "countries"}, Parse: func(l *line, s string) error {
				for _, c := range strings.Fields(s) {
					l.countries = append(l.countries, minor.Country(c))
				}
				return nil
			}},
			{Name: "beds", Headings: []string{"posti", "beds"}, Parse: func(l *line, s string) (err error) {
				l.beds, err = number(s)
				return err
			}},
			{Name: "id", Headings: []string{"identificativo", "id"}, Parse: func(l *line, s string) error { return l.id.UnmarshalText([]byte(s)) }},
			{Name: "administrator", Headings: []string{"amministratore", "administrator"}, Parse: func(l *line, s string) error {
				switch spelling.Key(s) {
				case "si", "yes", "x", "1":
					l.administrator = true
				case "no", "0":
				default:
					return fault.Newf(fault.Invalid, "neither yes nor no")
				}
				return nil
			}},
			{Name: "until", Headings: []string{"fino al", "until"}, Parse: func(l *line, s string) error { return l.until.UnmarshalText([]byte(s)) }},
		},
		Check: check,
	}
}

func number(s string) (int, error) {
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 {
		return 0, fault.Field("", "not a number of beds", "write a whole number")
	}
	return n, nil
}

// bedsOf is the column of the beds of one type of reception; all are added up
// unless the row says how many there are.
func bedsOf(t facility.Type, italian string) sheet.Column[line] {
	return sheet.Column[line]{Name: string(t) + " beds", Headings: []string{italian, string(t) + " beds"}, Parse: func(l *line, s string) error {
		n, err := number(s)
		if err != nil || n == 0 {
			return err
		}
		if l.places == nil {
			l.places = facility.Places{}
		}
		l.places[t] = n
		return nil
	}}
}

// What people write for a word, by its key: see package spelling.
var (
	whats = map[string]string{
		"istituzione": whatInstitution, "ente gestore": whatBody, "managing body": whatBody, "struttura": whatStructure,
		"persona": whatPerson, "operatore": whatOperator, "accordo": whatAgreement,
	}
	types = map[string]string{
		"prima accoglienza": string(facility.First), "seconda accoglienza": string(facility.Second), "sai": string(facility.Second),
		"accoglienza temporanea": string(facility.Temporary), "temporanea": string(facility.Temporary), "cas": string(facility.Temporary),
		"famiglia": string(facility.Family), "altro": string(facility.Other),
		"comune": string(institution.Municipality), "prefettura": string(institution.Prefecture), "regione": string(institution.Region),
		"partner per le indagini familiari": string(institution.TracingPartner),
		"questura":                          string(institution.Police), "procura": string(institution.Prosecutor), "tribunale": string(institution.Court),
	}
)

// Words for what a row is.
const (
	whatBody        = "body"
	whatInstitution = "institution"
	whatStructure   = "structure"
	whatPerson      = "person"
	whatOperator    = "operator"
	whatAgreement   = "agreement" // its number as the name, its partner as the office
)

func check(l line) error {
	switch l.what {
	case whatInstitution:
		return validInstitution(institution.Institution{ID: institution.ID{1}, Code: l.code, Name: l.name, Kind: institution.Kind(l.kind), Territory: l.territory})
	case whatBody:
		return validBody(facility.Body{ID: facility.BodyID{1}, Code: l.code, Name: l.name})
	case whatStructure:
		return validStructure(l.structure(facility.ID{1}).Structure)
	case whatPerson, whatOperator:
		if l.id.IsZero() || l.office == "" {
			return fault.Newf(fault.Invalid, "a person or operator without an identifier or the code of an office")
		}
		return nil
	case whatAgreement:
		return Agreement{Partner: institution.ID{1}, Number: l.name, Countries: l.countries}.Validate()
	}
	return fault.Field("what", "not one of the words", "write institution, body, structure, person, operator or agreement")
}

func (l line) structure(f facility.ID) DraftStructure {
	if l.beds == 0 {
		l.beds = l.places.Sum()
	}
	return DraftStructure{ManagedByCode: l.managedBy, Structure: facility.Structure{ID: f, Code: l.code, Name: l.name, Type: facility.Type(l.kind),
		Municipality: l.municipality, Body: l.body, Beds: l.beds, Places: l.places}}
}

// ReadSheet reads a draft from a spreadsheet, CSV or XLSX, one row for each
// entry. Rows that are wrong are named, each with its place, and none of their
// text.
func ReadSheet(r io.Reader) (Draft, []sheet.Problem, error) {
	table, err := layout().Read(r)
	if err != nil {
		return Draft{}, nil, err
	}
	out := Draft{rows: map[string][]int{}}
	for _, row := range table.Rows {
		list := out.add(row.Value)
		out.rows[list] = append(out.rows[list], row.Row)
	}
	return out, table.Problems, nil
}

// add puts a row into its list, and names the list.
func (d *Draft) add(l line) (list string) {
	given := id.Of[struct{}](l.id)
	switch l.what {
	case whatInstitution:
		d.Institutions = append(d.Institutions, DraftInstitution{ParentCode: l.office, Institution: institution.Institution{
			ID: institution.ID(given), Code: l.code, Name: l.name, Kind: institution.Kind(l.kind), Territory: l.territory}})
		return "institutions"
	case whatBody:
		d.Bodies = append(d.Bodies, facility.Body{ID: facility.BodyID(given), Code: l.code, Name: l.name})
		return "bodies"
	case whatStructure:
		d.Structures = append(d.Structures, l.structure(facility.ID(given)))
		return "structures"
	case whatPerson:
		d.People = append(d.People, DraftPerson{ID: l.id, Name: minor.Text(l.name), Role: access.Role(l.kind), OfficeCode: l.office,
			Administrator: l.administrator, Until: l.until})
		return "people"
	case whatAgreement:
		d.Agreements = append(d.Agreements, DraftAgreement{PartnerCode: l.office,
			Agreement: Agreement{Number: l.name, Countries: l.countries, Until: l.until}})
		return "agreements"
	}
	d.Operators = append(d.Operators, DraftOperator{Person: l.id, OfficeCode: l.office, Until: l.until})
	return "operators"
}
