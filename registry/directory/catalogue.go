package directory

import (
	"faro.example/shared/access"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// Person is someone who writes records or looks at casefiles. Proposals keep it
// as JSON: fields are never renamed or reused, here and in all that an edit holds.
type Person struct {
	ID            institution.PersonID `json:"id"`
	Name          minor.Text           `json:"name"`
	Office        institution.OfficeID `json:"office"` // where the person belongs
	Role          access.Role          `json:"role"`
	Administrator bool                 `json:"administrator,omitempty"`
	Until         day.Date             `json:"until,omitzero"` // the day on which it ends; zero while it does not
}

// Operator says that a person may write for an office, at the installations
// that speak for it.
type Operator struct {
	Person  institution.PersonID `json:"person"`
	Office  institution.OfficeID `json:"office"`
	CodeSum []byte               `json:"code_sum,omitempty"` // hash of the one-time code for choosing a passphrase; nil if none is open
	Until   day.Date             `json:"until,omitzero"`     // the day on which it ends; zero while it does not
}

// StandIn says that a colleague acts with the rights of a person: of the same
// office and role, whenever they are used.
type StandIn struct {
	Person institution.PersonID `json:"person"`   // whose work it is
	By     institution.PersonID `json:"stand_in"` // who does it
	Until  day.Date             `json:"until"`    // the first day on which no longer
}

// Catalogue is a part of the directory, as it is to be from a day on.
type Catalogue struct {
	Institutions []institution.Institution `json:"institutions,omitempty"`
	Bodies       []facility.Body           `json:"bodies,omitempty"`
	Structures   []facility.Structure      `json:"structures,omitempty"`
	People       []Person                  `json:"people,omitempty"`
	Operators    []Operator                `json:"operators,omitempty"`
	StandIns     []StandIn                 `json:"stand_ins,omitempty"`
	Agreements   []Agreement               `json:"agreements,omitempty"`
}

// Validate fails with [fault.Invalid], naming the row and the field.
func (c Catalogue) Validate() error {
	for i, v := range c.Institutions {
		if err := validInstitution(v); err != nil {
			return at("institutions", i, err)
		}
	}
	for i, v := range c.Bodies {
		if err := validBody(v); err != nil {
			return at("bodies", i, err)
		}
	}
	for i, v := range c.Structures {
		if err := validStructure(v); err != nil {
			return at("structures", i, err)
		}
	}
	for i, v := range c.People {
		if err := validPerson(v); err != nil {
			return at("people", i, err)
		}
	}
	for i, v := range c.Operators {
		if v.Person.IsZero() || v.Office.IsZero() {
			return at("operators", i, fault.Newf(fault.Invalid, "without a person or an office"))
		}
	}
	for i, v := range c.StandIns {
		if err := validStandIn(v); err != nil {
			return at("stand_ins", i, err)
		}
	}
	for i, v := range c.Agreements {
		if err := v.Validate(); err != nil {
			return at("agreements", i, err)
		}
	}
	return nil
}

// Ended is what the directory is to say no more, from a day on.
type Ended struct {
	Institutions []institution.ID       `json:"institutions,omitempty"`
	Bodies       []facility.BodyID      `json:"bodies,omitempty"`
	Structures   []facility.ID          `json:"structures,omitempty"`
	People       []institution.PersonID `json:"people,omitempty"` // and all that they may write for
	Operators    []Operator             `json:"operators,omitempty"`
	StandIns     []StandIn              `json:"stand_ins,omitempty"`
	Agreements   []Agreement            `json:"agreements,omitempty"`
}

// Edit is one change of the directory, from a day on.
type Edit struct {
	From day.Date `json:"from"`
	Catalogue
	Ended Ended `json:"ended,omitzero"`
}

// Validate fails with [fault.Invalid], naming the row and the field.
func (e Edit) Validate() error {
	if e.From.IsZero() {
		return fault.Field("from", "missing", "say from which day it is so")
	}
	for i, v := range e.People {
		if !v.Until.IsZero() && v.Until.Before(e.From) {
			return at("people", i, fault.Field("until", "before it begins", "give a later day"))
		}
	}
	for i, v := range e.StandIns {
		if !e.From.Before(v.Until) || e.From.Add(maxStandIn).Before(v.Until) {
			return at("stand_ins", i, fault.Field("until", "not after the first day, or more than 92 days after it", "hand over for a shorter time, and again if need be"))
		}
	}
	for i, v := range e.Agreements {
		if !v.Until.IsZero() && !e.From.Before(v.Until) {
			return at("agreements", i, fault.Field("until", "before it begins", "give a later day"))
		}
	}
	return e.Catalogue.Validate()
}

// about gives the people whom an edit concerns, each once.
func (e Edit) about() []institution.PersonID {
	var out []institution.PersonID
	seen := map[institution.PersonID]bool{}
	add := func(people ...institution.PersonID) {
		for _, p := range people {
			if !seen[p] {
				seen[p] = true
				out = append(out, p)
			}
		}
	}
	for _, v := range e.People {
		add(v.ID)
	}
	add(e.Ended.People...)
	for _, list := range [][]Operator{e.Operators, e.Ended.Operators} {
		for _, v := range list {
			add(v.Person)
		}
	}
	for _, list := range [][]StandIn{e.StandIns, e.Ended.StandIns} {
		for _, v := range list {
			add(v.Person, v.By)
		}
	}
	return out
}
