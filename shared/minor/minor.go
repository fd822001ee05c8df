// Package minor is the concept of the child on the register: identifiers and
// codes, what is said about who the child is, from which source, and which
// source weighs more.
//
// The invariant: everything here that names or describes a child prints as
// [Redacted]; and values that mean something only together (the whole name; a
// birth date with its precision and provenance; a document with its number and
// expiry) are one value, never parts that could be mixed from two records.
package minor

import (
	"fmt"
	"log/slog"
	"slices"

	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/id"
)

type minor struct{}

// ID identifies a minor; made where the child is first registered.
type ID = id.Of[minor]

// Sex as stated; the empty value is not known.
type Sex string

// The values of [Sex] (ISO/IEC 5218 in words; X as in travel documents, ICAO 9303).
const (
	Male   Sex = "M"
	Female Sex = "F"
	Other  Sex = "X"
)

// Name is a whole name as one source wrote it; either part may be missing,
// not both.
type Name struct {
	Given  Text `json:"given,omitempty"`
	Family Text `json:"family,omitempty"`
}

// MaxName bounds each part of a name, in bytes; arbitrary, longer than any
// name in the sources.
const MaxName = 200

// Validate fails with [fault.Invalid] if both parts are missing or one cannot be kept.
func (n Name) Validate() error {
	if n.Given.blank() && n.Family.blank() {
		return fault.Field("given", "a name needs a given or a family part", "leave the name out if it is not known")
	}
	if err := n.Given.Check("given", MaxName); err != nil {
		return err
	}
	return n.Family.Check("family", MaxName)
}

// Format prints [Redacted] for every verb.
func (n Name) Format(f fmt.State, _ rune) { redact(f) }

// LogValue keeps the name out of structured logs.
func (n Name) LogValue() slog.Value { return slog.StringValue(Redacted) }

// Precision is how exactly a birth date is known.
type Precision string

// The values of [Precision].
const (
	ToDay   Precision = "day"
	ToMonth Precision = "month"
	ToYear  Precision = "year"
)

// Provenance is where a birth date comes from (law 47/2017 art. 5).
type Provenance string

// The values of [Provenance].
const (
	Documented Provenance = "documented" // from a document
	Declared   Provenance = "declared"   // the child's own word
	Assessed   Provenance = "assessed"   // age assessment, art. 5
	Presumed   Provenance = "presumed"   // 1 January written while identification is awaited
)

// Birth is a birth date with its precision and provenance: one value.
type Birth struct {
	Date       day.Date   `json:"date"`
	Precision  Precision  `json:"precision"`
	Provenance Provenance `json:"provenance"`
}

// Validate fails with [fault.Invalid] if a part is missing or the first of the
// month or year is not written for what is not known.
func (b Birth) Validate() error {
	_, m, d := b.Date.Civil()
	switch {
	case b.Date.IsZero():
		return fault.Field("date", "no day is given", "give the day, or 1 January with precision year")
	case b.Precision != ToDay && b.Precision != ToMonth && b.Precision != ToYear:
		return fault.Field("precision", "not a precision", "use day, month or year")
	case b.Precision == ToMonth && d != 1, b.Precision == ToYear && (m != 1 || d != 1):
		return fault.Field("date", "more exact than its precision", "write the first day of the month or year")
	case !slices.Contains([]Provenance{Documented, Declared, Assessed, Presumed}, b.Provenance):
		return fault.Field("provenance", "not a provenance", "use documented, declared, assessed or presumed")
	}
	return nil
}

// Format prints [Redacted] for every verb.
func (b Birth) Format(f fmt.State, _ rune) { redact(f) }

// LogValue keeps the birth date out of structured logs.
func (b Birth) LogValue() slog.Value { return slog.StringValue(Redacted) }

// Country is an ISO 3166-1 alpha-2 code, or [Stateless].
type Country string

// Stateless is the citizenship of who has none (New York Convention of 1954, art. 1).
const Stateless Country = "stateless"

// Validate fails with [fault.Invalid] unless it has the shape of a code; which
// codes there are is for package reference.
func (c Country) Validate() error {
	if c == Stateless {
		return nil
	}
	if len(c) == 2 && c[0] >= 'A' && c[0] <= 'Z' && c[1] >= 'A' && c[1] <= 'Z' {
		return nil
	}
	return fault.Newf(fault.Invalid, "not a country: use the two capital letters of ISO 3166, or stateless")
}

// BirthPlace is where the child was born.
type BirthPlace struct {
	Country Country `json:"country,omitempty"`
	Town    Text    `json:"town,omitempty"`
}

// Validate fails with [fault.Invalid] if nothing is said or a part is wrong.
func (p BirthPlace) Validate() error {
	if p == (BirthPlace{}) {
		return fault.Field("country", "neither country nor town is given", "leave the birth place out if it is not known")
	}
	if p.Country != "" {
		if err := p.Country.Validate(); err != nil {
			return fault.In("country", err)
		}
	}
	return p.Town.Check("town", MaxName)
}
