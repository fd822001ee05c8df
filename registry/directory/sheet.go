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
)

// line is one row of a catalogue as a spreadsheet.
type line struct {
	what, code, name, kind, municipality, body, office string
	id                                                 institution.PersonID
	territory                                          []string
	beds                                               int
	until                                              day.Date
}

// layout is that of a catalogue: one row for each institution, structure,
// person and operator.
func layout() sheet.Layout[line] {
	text := func(name, italian string, required bool, into func(*line) *string) sheet.Column[line] {
		return sheet.Column[line]{Name: name, Headings: []string{italian, name}, Required: required, Parse: func(l *line, s string) error {
			*into(l) = s
			return nil
		}}
	}
	return sheet.Layout[line]{
		Columns: []sheet.Column[line]{
			text("what", "voce", true, func(l *line) *string { return &l.what }),
			text("code", "codice", false, func(l *line) *string { return &l.code }),
			text("name", "nome", false, func(l *line) *string { return &l.name }),
			text("kind", "tipo", false, func(l *line) *string { return &l.kind }),
			text("municipality", "comune", false, func(l *line) *string { return &l.municipality }),
			text("body", "ente gestore", false, func(l *line) *string { return &l.body }),
			text("office", "ufficio", false, func(l *line) *string { return &l.office }),
			{Name: "territory", Headings: []string{"territorio", "territory"}, Parse: func(l *line, s string) error {
				l.territory = strings.Fields(s)
				return nil
			}},
			{Name: "beds", Headings: []string{"posti", "beds"}, Parse: func(l *line, s string) (err error) {
				if l.beds, err = strconv.Atoi(s); err != nil {
					return fault.Newf(fault.Invalid, "not a number")
				}
				return nil
			}},
			{Name: "id", Headings: []string{"identificativo", "id"}, Parse: func(l *line, s string) error { return l.id.UnmarshalText([]byte(s)) }},
			{Name: "until", Headings: []string{"fino al", "until"}, Parse: func(l *line, s string) error { return l.until.UnmarshalText([]byte(s)) }},
		},
		Check: check,
	}
}

// Words for what a row is.
const (
	whatInstitution = "institution"
	whatStructure   = "structure"
	whatPerson      = "person"
	whatOperator    = "operator"
)

func check(l line) error {
	switch l.what {
	case whatInstitution:
		return validInstitution(institution.Institution{ID: institution.ID{1}, Code: l.code, Name: l.name, Kind: institution.Kind(l.kind), Territory: l.territory})
	case whatStructure:
		return validStructure(l.structure(facility.ID{1}))
	case whatPerson, whatOperator:
		if l.id.IsZero() || l.office == "" {
			return fault.Newf(fault.Invalid, "a person or operator without an identifier or the code of an office")
		}
		return nil
	}
	return fault.Field("what", "not one of the words", "write institution, structure, person or operator")
}

func (l line) structure(f facility.ID) facility.Structure {
	return facility.Structure{ID: f, Code: l.code, Name: l.name, Type: facility.Type(l.kind), Municipality: l.municipality, Body: l.body, Beds: l.beds}
}

// ReadSheet reads a draft from a spreadsheet, CSV or XLSX, one row for each
// entry. Rows that are wrong are named, each with its place, and none of their
// text.
func ReadSheet(r io.Reader) (Draft, []sheet.Problem, error) {
	table, err := layout().Read(r)
	if err != nil {
		return Draft{}, nil, err
	}
	var out Draft
	for _, row := range table.Rows {
		l := row.Value
		given := id.Of[struct{}](l.id)
		switch l.what {
		case whatInstitution:
			out.Institutions = append(out.Institutions, institution.Institution{ID: institution.ID(given), Code: l.code, Name: l.name,
				Kind: institution.Kind(l.kind), Territory: l.territory})
		case whatStructure:
			out.Structures = append(out.Structures, l.structure(facility.ID(given)))
		case whatPerson:
			out.People = append(out.People, DraftPerson{ID: l.id, Name: minor.Text(l.name), Role: access.Role(l.kind), OfficeCode: l.office, Until: l.until})
		case whatOperator:
			out.Operators = append(out.Operators, DraftOperator{Person: l.id, OfficeCode: l.office, Until: l.until})
		}
	}
	return out, table.Problems, nil
}
