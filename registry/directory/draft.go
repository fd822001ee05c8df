package directory

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"

	"faro.example/shared/access"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// Draft is a catalogue as people and programs write it: an institution or a
// structure may come without an identifier, and is then known by its code; an
// office may be named by its code. It is a format of files: fields are never
// renamed or reused.
type Draft struct {
	Institutions []institution.Institution `json:"institutions,omitempty"`
	Structures   []facility.Structure      `json:"structures,omitempty"`
	People       []DraftPerson             `json:"people,omitempty"`
	Operators    []DraftOperator           `json:"operators,omitempty"`
}

// DraftPerson is a person of a draft.
type DraftPerson struct {
	ID         institution.PersonID `json:"id"`
	Name       minor.Text           `json:"name"`
	Role       access.Role          `json:"role"`
	Office     institution.OfficeID `json:"office,omitzero"`
	OfficeCode string               `json:"office_code,omitempty"`
	Until      day.Date             `json:"until,omitzero"`

	Administrator bool `json:"administrator,omitempty"`
}

// DraftOperator is an operator of a draft.
type DraftOperator struct {
	Person     institution.PersonID `json:"person"`
	Office     institution.OfficeID `json:"office,omitzero"`
	OfficeCode string               `json:"office_code,omitempty"`
	CodeSum    []byte               `json:"code_sum,omitempty"`
	Until      day.Date             `json:"until,omitzero"`
}

// MaxDraft bounds a file in bytes: a nation's catalogue has about three million.
const MaxDraft = 64 << 20

// ReadJSON reads a draft. It fails with [fault.Invalid] if it is not one, or
// holds a field that is not known; names of people never stand in the error.
func ReadJSON(r io.Reader) (Draft, error) {
	text, err := io.ReadAll(io.LimitReader(r, MaxDraft+1))
	if err != nil {
		return Draft{}, err
	}
	if len(text) > MaxDraft {
		return Draft{}, fault.Newf(fault.Invalid, "the catalogue is larger than 64 MiB")
	}
	var out Draft
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&out); err != nil || dec.More() {
		return Draft{}, fault.Newf(fault.Invalid, "not a catalogue in JSON: something is wrong before byte %d", dec.InputOffset()+1)
	}
	return out, nil
}

// Resolve makes a catalogue of a draft: what has no identifier keeps the one
// that the directory gave its code, or gets a new one. It fails with
// [fault.Invalid] for an office that there is none of.
func (d *Directory) Resolve(ctx context.Context, in Draft) (Catalogue, error) {
	known, err := d.byCode(ctx)
	if err != nil {
		return Catalogue{}, err
	}
	out := Catalogue{Institutions: append([]institution.Institution{}, in.Institutions...), Structures: append([]facility.Structure{}, in.Structures...)}
	for i := range out.Institutions {
		v := &out.Institutions[i]
		v.ID = institution.ID(identify(known, institution.Office(v.ID), v.Code))
	}
	for i := range out.Structures {
		v := &out.Structures[i]
		v.ID = facility.ID(identify(known, institution.OfficeOf(v.ID), v.Code))
	}
	for i, p := range in.People {
		office, err := named(known, p.Office, p.OfficeCode)
		if err != nil {
			return Catalogue{}, at("people", i, err)
		}
		out.People = append(out.People, Person{ID: p.ID, Name: p.Name, Role: p.Role, Office: office, Administrator: p.Administrator, Until: p.Until})
	}
	for i, o := range in.Operators {
		office, err := named(known, o.Office, o.OfficeCode)
		if err != nil {
			return Catalogue{}, at("operators", i, err)
		}
		out.Operators = append(out.Operators, Operator{Person: o.Person, Office: office, CodeSum: o.CodeSum, Until: o.Until})
	}
	return out, nil
}

func (d *Directory) byCode(ctx context.Context) (map[string]institution.OfficeID, error) {
	type row struct {
		ID   institution.OfficeID
		Code string
	}
	rows, err := collect[row](ctx, d.pool, "offices", `SELECT id, code FROM offices`)
	if err != nil {
		return nil, err
	}
	out := make(map[string]institution.OfficeID, len(rows))
	for _, r := range rows {
		out[r.Code] = r.ID
	}
	return out, nil
}

// identify gives an office its identifier and remembers its code.
func identify(known map[string]institution.OfficeID, given institution.OfficeID, code string) institution.OfficeID {
	if given.IsZero() {
		given = known[code]
	}
	if given.IsZero() {
		given = institution.OfficeID(id.New[struct{}]())
	}
	if _, there := known[code]; !there {
		known[code] = given
	}
	return given
}

func named(known map[string]institution.OfficeID, given institution.OfficeID, code string) (institution.OfficeID, error) {
	if code == "" {
		return given, nil
	}
	office, there := known[code]
	if !there {
		return office, fault.Field("office_code", fmt.Sprintf("there is no office with the code %q", code), "import the office first, or correct the code")
	}
	return office, nil
}
