package directory

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"

	"faro.example/shared/access"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/sheet"
)

// Draft is a catalogue as people and programs write it: an institution or a
// structure may come without an identifier, and is then known by its code; an
// office may be named by its code. It is a format of files: fields are never
// renamed or reused.
type Draft struct {
	Institutions []DraftInstitution `json:"institutions,omitempty"`
	Bodies       []facility.Body    `json:"bodies,omitempty"`
	Structures   []DraftStructure   `json:"structures,omitempty"`
	People       []DraftPerson      `json:"people,omitempty"`
	Operators    []DraftOperator    `json:"operators,omitempty"`
	Agreements   []DraftAgreement   `json:"agreements,omitempty"`

	rows map[string][]int // of a spreadsheet: the row of each entry, by list
}

// DraftInstitution is an institution of a draft; the partner of a mission may be
// named by its code.
type DraftInstitution struct {
	institution.Institution
	ParentCode string `json:"parent_code,omitempty"`
}

// DraftAgreement is an agreement of a draft; the partner may be named by its code.
type DraftAgreement struct {
	Agreement
	PartnerCode string `json:"partner_code,omitempty"`
}

// DraftStructure is a structure of a draft; its managing body may be named by
// its code.
type DraftStructure struct {
	facility.Structure
	ManagedByCode string `json:"managed_by_code,omitempty"`
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
	out, bad, err := d.resolve(ctx, in)
	if err == nil && len(bad) > 0 {
		err = at(bad[0].list, bad[0].i, bad[0].err)
	}
	return out, err
}

// Unresolved names every row of a draft from a spreadsheet that speaks of an
// office or a managing body that there is none of, or of the same code twice.
func (d *Directory) Unresolved(ctx context.Context, in Draft) ([]sheet.Problem, error) {
	_, bad, err := d.resolve(ctx, in)
	if err != nil {
		return nil, err
	}
	var out []sheet.Problem
	for _, b := range bad {
		e := fault.As(b.err)
		out = append(out, sheet.Problem{Place: sheet.Cell{Row: in.rows[b.list][b.i]}, Field: e.Field, Reason: e.Detail, Remedy: e.Remedy})
	}
	slices.SortStableFunc(out, func(a, b sheet.Problem) int { return a.Place.Row - b.Place.Row })
	return out, nil
}

// badEntry is an entry of a draft that does not resolve.
type badEntry struct {
	list string
	i    int
	err  error
}

func (d *Directory) resolve(ctx context.Context, in Draft) (out Catalogue, bad []badEntry, err error) {
	offices, err := d.byCode(ctx)
	if err != nil {
		return out, nil, err
	}
	bodies, err := d.bodiesByCode(ctx)
	if err != nil {
		return out, nil, err
	}
	refuse := func(list string, i int, err error) {
		if err != nil {
			bad = append(bad, badEntry{list, i, err})
		}
	}
	seen := map[string]bool{}
	once := func(what, code string) error {
		if seen[what+code] {
			return fault.Field("code", "the same code twice", "write each once")
		}
		seen[what+code] = true
		return nil
	}
	for i, v := range in.Institutions {
		refuse("institutions", i, once("office", v.Code))
		v.ID = institution.ID(identify(offices, institution.Office(v.ID), v.Code))
		out.Institutions = append(out.Institutions, v.Institution)
	}
	partner := func(given institution.ID, code, field string) (institution.ID, error) {
		found, err := named(offices, institution.Office(given), code, field, "partner")
		return institution.ID(found), err
	}
	for i, v := range in.Institutions { // once all have their identifiers
		out.Institutions[i].Parent, err = partner(v.Parent, v.ParentCode, "parent_code")
		refuse("institutions", i, err)
	}
	for i, v := range in.Agreements {
		v.Partner, err = partner(v.Partner, v.PartnerCode, "partner_code")
		refuse("agreements", i, err)
		out.Agreements = append(out.Agreements, v.Agreement)
	}
	for i, v := range in.Bodies {
		refuse("bodies", i, once("body", v.Code))
		v.ID = identify(bodies, v.ID, v.Code)
		out.Bodies = append(out.Bodies, v)
	}
	for i, v := range in.Structures {
		refuse("structures", i, once("office", v.Code))
		v.ID = facility.ID(identify(offices, institution.OfficeOf(v.ID), v.Code))
		v.ManagedBy, err = named(bodies, v.ManagedBy, v.ManagedByCode, "managed_by_code", "managing body")
		refuse("structures", i, err)
		out.Structures = append(out.Structures, v.Structure)
	}
	for i, p := range in.People {
		office, err := named(offices, p.Office, p.OfficeCode, "office_code", "office")
		refuse("people", i, err)
		out.People = append(out.People, Person{ID: p.ID, Name: p.Name, Role: p.Role, Office: office, Administrator: p.Administrator, Until: p.Until})
	}
	for i, o := range in.Operators {
		office, err := named(offices, o.Office, o.OfficeCode, "office_code", "office")
		refuse("operators", i, err)
		out.Operators = append(out.Operators, Operator{Person: o.Person, Office: office, CodeSum: o.CodeSum, Until: o.Until})
	}
	return out, bad, nil
}

func (d *Directory) bodiesByCode(ctx context.Context) (map[string]facility.BodyID, error) {
	type row struct {
		ID   facility.BodyID
		Code string
	}
	rows, err := collect[row](ctx, d.pool, "managing bodies", `SELECT DISTINCT id, code FROM managing_bodies`)
	if err != nil {
		return nil, err
	}
	out := make(map[string]facility.BodyID, len(rows))
	for _, r := range rows {
		out[r.Code] = r.ID
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

// identify gives what has a code its identifier, and remembers the code.
func identify[T any](known map[string]id.Of[T], given id.Of[T], code string) id.Of[T] {
	if given.IsZero() {
		given = known[code]
	}
	if given.IsZero() {
		given = id.New[T]()
	}
	if _, there := known[code]; !there {
		known[code] = given
	}
	return given
}

func named[T any](known map[string]id.Of[T], given id.Of[T], code, field, what string) (id.Of[T], error) {
	if code == "" {
		return given, nil
	}
	found, there := known[code]
	if !there {
		return found, fault.Field(field, fmt.Sprintf("there is no %s with the code %q", what, code), "write it too, or correct the code")
	}
	return found, nil
}
