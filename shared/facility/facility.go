// Package facility is the concept of a place where a minor lives: a reception
// structure of the directory, or one that is only known by words.
//
// The invariant: a [Place] names a structure of the directory or gives words,
// never both and never neither.
package facility

import (
	"strings"

	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/minor"
)

type facility struct{}

// ID identifies a reception structure in the registry's directory.
type ID = id.Of[facility]

type body struct{}

// BodyID identifies a managing body in the registry's directory.
type BodyID = id.Of[body]

// Body is a managing body (ente gestore), which runs structures.
type Body struct {
	ID   BodyID `json:"id"`
	Code string `json:"code"` // short code of the directory, for people to type
	Name string `json:"name"`
}

// Type is the type of reception that a structure gives.
type Type string

// The types of reception (law 47/2017, legislative decree 142/2015 art. 19).
const (
	First     Type = "first"     // first reception (prima accoglienza)
	Second    Type = "second"    // second reception (seconda accoglienza, SAI)
	Temporary Type = "temporary" // temporary or extraordinary (art. 19 par. 3-bis)
	Family    Type = "family"    // a private family
	Other     Type = "other"
)

// Valid reports whether the type is one of those above; the empty type, not
// known, is not.
func (t Type) Valid() bool {
	switch t {
	case First, Second, Temporary, Family, Other:
		return true
	}
	return false
}

// Structure is a reception structure as the directory describes it.
type Structure struct {
	ID           ID     `json:"id"`
	Code         string `json:"code"` // short code of the directory, for people to type
	Name         string `json:"name"`
	Type         Type   `json:"type"`
	Municipality string `json:"municipality"` // ISTAT code, six digits
	Body         string `json:"body,omitempty"`
	Beds         int    `json:"beds,omitempty"`
	ManagedBy    BodyID `json:"managed_by,omitzero"`
	Places       Places `json:"places,omitempty"`
}

// Places are beds by the type of reception that they are for, where they are
// told apart.
type Places map[Type]int

// Sum is how many there are of all types.
func (p Places) Sum() (n int) {
	for _, beds := range p {
		n += beds
	}
	return n
}

// Place is where a minor is said to be: a structure of the directory, or words
// for a structure that does not stand in it yet.
type Place struct {
	Facility ID     `json:"facility,omitzero"`
	Words    string `json:"words,omitempty"`
	Type     Type   `json:"type,omitempty"` // only beside words
	Area     string `json:"area,omitempty"` // only beside words, and only where a stay begins: see [Place.ValidateAt]
}

// At is the place of a structure of the directory.
func At(f ID) Place { return Place{Facility: f} }

// IsZero reports whether no place is named.
func (p Place) IsZero() bool { return p == Place{} }

// Same reports whether two places are the same structure. Words are compared
// without regard to case and spaces at the ends.
func (p Place) Same(q Place) bool {
	if !p.Facility.IsZero() || !q.Facility.IsZero() {
		return p.Facility == q.Facility
	}
	return p.Key() == q.Key()
}

// Key is equal for places that are the same structure.
func (p Place) Key() string {
	if !p.Facility.IsZero() {
		return "f:" + string(p.Facility[:])
	}
	return "w:" + strings.ToLower(strings.TrimSpace(p.Words))
}

// MaxWords bounds the words for a place, in bytes; arbitrary.
const MaxWords = 200

// Validate fails with [fault.Invalid] unless exactly one of structure and words
// is given. In which area words lie is told where a stay begins, and nowhere else.
func (p Place) Validate() error {
	if p.Area != "" {
		return fault.Field("area", "told where a stay begins", "leave it out")
	}
	words := strings.TrimSpace(p.Words) != ""
	switch {
	case p.Facility.IsZero() && !words:
		return fault.Field("facility", "no structure is named", "name a structure of the directory, or give its name and town as words")
	case !p.Facility.IsZero() && (p.Words != "" || p.Type != ""):
		return fault.Field("words", "a structure of the directory needs no words", "leave words and type out")
	case p.Type != "" && !p.Type.Valid():
		return fault.Field("type", "not a type of reception", "use first, second, temporary, family or other")
	}
	return minor.Text(p.Words).Check("words", MaxWords)
}

// ValidateAt is [Place.Validate] for a place at which a stay begins: words may be
// given with the area in which they lie, as the two digits of a region
// (21 and 22 for Bolzano and Trento) or the six of a municipality, by ISTAT. So
// a child of whom only the region is known is counted in that region.
func (p Place) ValidateAt() error {
	area := p.Area
	p.Area = ""
	switch {
	case area == "":
	case !p.Facility.IsZero():
		return fault.Field("area", "a structure of the directory lies where the directory says", "leave the area out")
	case len(area) != 2 && len(area) != 6 || strings.Trim(area, "0123456789") != "":
		return fault.Field("area", "neither a region nor a municipality", "use the two digits of a region or the six of a municipality (ISTAT)")
	}
	return p.Validate()
}

// Within gives the place with the area of another, where both are the same
// words: what is said of a child at a place need not say again where it lies.
func (p Place) Within(q Place) Place {
	if p.Area == "" && p.Facility.IsZero() && p.Same(q) {
		p.Area = q.Area
	}
	return p
}
