package tracing

import (
	"fmt"
	"log/slog"
	"slices"

	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/minor"
)

type person struct{}

// PersonID identifies a sought person, in every tracing that seeks the same.
type PersonID = id.Of[person]

// Person is somebody who is sought, as the minor tells of them.
type Person struct {
	ID      PersonID       `json:"id"`
	Name    minor.Name     `json:"name"`
	Sex     minor.Sex      `json:"sex,omitempty"`
	Year    int            `json:"year,omitempty"` // of birth
	Is      minor.Kinship  `json:"is"`             // to the minor
	Country minor.Country  `json:"country,omitempty"`
	Place   minor.Text     `json:"place,omitempty"` // last known
	Phone   minor.Text     `json:"phone,omitempty"`
	Note    minor.Text     `json:"note,omitempty"`
	From    minor.RecordID `json:"from,omitzero"` // the record that stated the relative, if one did
}

// The years of birth of people alive.
const firstYear, lastYear = 1900, 2100

// Validate fails with [fault.Invalid], naming the field.
func (p Person) Validate() error {
	switch {
	case p.ID.IsZero():
		return fault.Field("id", "missing", "give the person an identifier")
	case !slices.Contains(minor.Kinships(), p.Is):
		return fault.Field("is", "not a kinship", "use sibling, parent, grandparent, aunt-uncle, cousin, spouse, child, other-relative or companion")
	case p.Sex != "" && p.Sex != minor.Male && p.Sex != minor.Female && p.Sex != minor.Other:
		return fault.Field("sex", "not a sex", "use M, F or X")
	case p.Year != 0 && (p.Year < firstYear || p.Year > lastYear):
		return fault.Field("year", "not a year of birth", "write four digits, or leave it out")
	}
	if err := fault.In("name", p.Name.Validate()); err != nil {
		return err
	}
	if p.Country != "" {
		if err := inCountry(p.Country); err != nil {
			return err
		}
	}
	return check(text{"place", p.Place, maxLine, ""}, text{"phone", p.Phone, maxLine, ""}, text{"note", p.Note, maxNote, ""})
}

// inCountry fails with [fault.Invalid] unless a country is one.
func inCountry(c minor.Country) error {
	if c == minor.Stateless || c.Validate() != nil {
		return fault.Field("country", "not a country", "use the two capital letters of ISO 3166")
	}
	return nil
}

// Format prints [minor.Redacted] for every verb.
func (p Person) Format(f fmt.State, _ rune) { minor.Text("x").Format(f, 'v') }

// LogValue keeps who it is out of structured logs.
func (p Person) LogValue() slog.Value { return minor.Text("x").LogValue() }
