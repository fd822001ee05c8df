package localui

import (
	"faro.example/shared/api"
	"faro.example/shared/casefile"
	"faro.example/shared/facility"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/pages"
)

// names are the words of the directory for what records name by identifier.
type names struct {
	offices    map[institution.OfficeID]string
	structures map[facility.ID]string
	people     map[institution.PersonID]string
	types      map[facility.ID]facility.Type // of reception, of structures
}

func nameAll(d api.Directory) names {
	n := names{map[institution.OfficeID]string{}, map[facility.ID]string{}, map[institution.PersonID]string{}, map[facility.ID]facility.Type{}}
	for _, s := range d.Structures {
		n.structures[s.ID], n.types[s.ID] = s.Name, s.Type
		n.offices[institution.OfficeOf(s.ID)] = s.Name
	}
	for _, o := range d.Offices {
		n.offices[o.ID] = o.Name
	}
	for _, o := range d.Operators {
		n.people[o.Person] = o.Name.Reveal()
	}
	return n
}

// typeOf is [deadline.TypeOf] by the directory that the feed brought.
func (n names) typeOf(f facility.ID) facility.Type { return n.types[f] }

func (n names) office(o institution.OfficeID) string { return n.offices[o] }

// place gives the words for a place; "" for one that the directory does not have.
func (n names) place(p facility.Place) string {
	if p.Words != "" {
		return p.Words
	}
	return n.structures[p.Facility]
}

// placeCell is a place as it is shown.
func (v *visit) placeCell(p facility.Place) pages.Cell {
	if name := v.names.place(p); name != "" {
		return pages.Cell{Text: name, Own: true}
	}
	if p.IsZero() {
		return pages.Cell{Text: v.say("place.unknown")}
	}
	return pages.Cell{Text: v.say("place.other")}
}

// childName is what a child is called on a page: family name first in Italian
// lists, as every office there writes them; else the number on the wristband.
func (v *visit) childName(f *casefile.File) string {
	if n, ok := f.Identity.Name(); ok {
		return v.wholeName(n)
	}
	if f.Identity.Tag != "" {
		return v.say("child.tag", f.Identity.Tag.Reveal())
	}
	return v.say("child.nameless")
}

func (v *visit) wholeName(n minor.Name) string {
	given, family := n.Given.Reveal(), n.Family.Reveal()
	switch {
	case given == "" || family == "":
		return given + family
	case v.lang == pages.Italian:
		return family + " " + given
	}
	return given + " " + family
}

// country is the name of a citizenship in the language of the visit.
func (v *visit) country(c minor.Country) string {
	switch {
	case c == "":
		return v.say("unknown")
	case c == minor.Stateless:
		return v.say("country.stateless")
	case v.Places == nil:
		return string(c)
	}
	found, err := v.Places.Country(string(c))
	if err != nil {
		return string(c)
	}
	if v.lang == pages.English {
		return found.English
	}
	return found.Italian
}

// codeText is a national code as it is printed.
func (v *visit) codeText(c minor.Code) string {
	if c == "" {
		return v.say("code.none")
	}
	return c.Display()
}
