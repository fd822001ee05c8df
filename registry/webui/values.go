package webui

import (
	"slices"
	"strings"

	"faro.example/registry/directory"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/pages"
)

// names are what offices are called.
type names map[institution.OfficeID]directory.Name

// names reads what offices are called.
func (v *visit) names(offices ...institution.OfficeID) (names, error) {
	offices = slices.DeleteFunc(slices.Clone(offices), institution.OfficeID.IsZero)
	if len(offices) == 0 {
		return names{}, nil
	}
	return v.desk.Directory.Names(v.ctx, offices...)
}

// of is what an office is called; its code is not hidden from who has to type it.
func (n names) of(o institution.OfficeID) string {
	if name, ok := n[o]; ok {
		return name.Name
	}
	return ""
}

// typeOf is of which type of reception a structure is.
func (n names) typeOf(f facility.ID) facility.Type { return n[institution.OfficeOf(f)].Type }

// place is where a minor is: a structure's name with its code, or words.
func (n names) place(v *visit, p facility.Place) pages.Cell {
	if p.IsZero() {
		return pages.Cell{Text: v.say("place.unknown")}
	}
	if p.Facility.IsZero() {
		return pages.Cell{Text: p.Words, Own: true, Note: v.say("place.words")}
	}
	name := n[institution.OfficeOf(p.Facility)]
	return pages.Cell{Text: firstOf(name.Name, v.say("place.unknown")), Own: true, Note: name.Code}
}

func (v *visit) nameOf(n minor.Name) string {
	return strings.TrimSpace(n.Given.Reveal() + " " + n.Family.Reveal())
}

// birth is a birth date as it is known, with the age today.
func (v *visit) birth(b minor.Birth) string {
	if b.Date.IsZero() {
		return v.say("birth.none")
	}
	var on string
	switch b.Precision {
	case minor.ToYear:
		on = v.say("birth.year", b.Date.String()[:4])
	case minor.ToMonth:
		on = pages.Month(v.l, b.Date)
	default:
		on = pages.Date(v.l, b.Date)
	}
	return v.say("birth.age", age(b, dayOf(v.now())), on, v.say("provenance."+string(b.Provenance)))
}

func (v *visit) country(c minor.Country) string {
	if c == "" {
		return ""
	}
	if c == minor.Stateless {
		return v.say("country.stateless")
	}
	found, err := v.desk.Places.Country(string(c))
	if err != nil {
		return string(c)
	}
	if v.l == pages.English {
		return found.English
	}
	return found.Italian
}

func (v *visit) town(istat string) string {
	if m, err := v.desk.Places.Municipality(istat); err == nil {
		return m.Name
	}
	return istat
}

func (v *visit) sex(s minor.Sex) string {
	if s == "" {
		return ""
	}
	return v.say("sex." + string(s))
}

// slot is what is in conflict.
func (v *visit) slot(slot string) string {
	name, _, _ := strings.Cut(slot, ":")
	if v.kit.Knows("slot." + name) {
		return v.say("slot." + name)
	}
	return slot
}

func (v *visit) today() day.Date { return dayOf(v.now()) }
