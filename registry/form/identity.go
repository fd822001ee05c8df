package form

import (
	"fmt"

	"faro.example/registry/paper"
	"faro.example/shared/change"
	"faro.example/shared/minor"
	"faro.example/shared/pages"
)

// codes are the national codes of the child: the one that counts first.
func (f *filling) codes() []paper.Value {
	out := one(f.Identity.Code.Display())
	for _, c := range f.Identity.Codes {
		out = append(out, paper.Value{Text: c.Display(), Note: "altro codice dello stesso minore"})
	}
	return out
}

// child is who a form is about, on those that do not say it at length.
func child() part {
	return part{title: "Il minore", section: change.Identity, fields: []field{nameField(), givenField(), birthField(), citizenshipField(), sexField()}}
}

func nameField() field {
	return field{term: "Cognome", from: of(minor.IdentityStated{}, "name.family"), read: func(f *filling) []paper.Value {
		return f.claims(minor.AttrName, func(v any) string { return nameOf(v).Family.Reveal() })
	}}
}

func givenField() field {
	return field{term: "Nome", from: of(minor.IdentityStated{}, "name.given"), read: func(f *filling) []paper.Value {
		return f.claims(minor.AttrName, func(v any) string { return nameOf(v).Given.Reveal() })
	}}
}

func birthField() field {
	return field{term: "Data di nascita", from: append(of(minor.IdentityStated{}, "birth.date"), of(minor.AgeDecided{}, "birth.date")...), read: func(f *filling) []paper.Value {
		return f.claims(minor.AttrBirth, func(v any) string { return bornOn(birthOf(v)) })
	}}
}

func citizenshipField() field {
	return field{term: "Cittadinanza", from: of(minor.IdentityStated{}, "citizenship"), read: func(f *filling) []paper.Value {
		return f.claims(minor.AttrCitizenship, func(v any) string {
			c, _ := v.(minor.Country)
			return f.country(c)
		})
	}}
}

func sexField() field {
	return field{term: "Sesso", from: of(minor.IdentityStated{}, "sex"), read: func(f *filling) []paper.Value {
		return f.claims(minor.AttrSex, func(v any) string {
			s, _ := v.(minor.Sex)
			return word(sexes, s)
		})
	}}
}

// nameOf is a name that a claim states.
func nameOf(v any) minor.Name {
	n, _ := v.(minor.Name)
	return n
}

func birthOf(v any) minor.Birth {
	b, _ := v.(minor.Birth)
	return b
}

// bornOn writes a birth date as exactly as it is known.
func bornOn(b minor.Birth) string {
	switch {
	case b.Date.IsZero():
		return ""
	case b.Precision == minor.ToYear:
		return b.Date.String()[:4]
	case b.Precision == minor.ToMonth:
		return pages.Month(pages.Italian, b.Date)
	}
	return date(b.Date)
}

// identityParts are those of form A.
func identityParts() []part {
	return []part{
		{title: "Dati anagrafici", section: change.Identity, fields: append([]field{
			nameField(), givenField(), aliasField(), sexField(), birthField(), provenanceField(), birthPlaceField(), citizenshipField(),
		}, bondFields()...)},
		{title: "Documenti e codici di altri sistemi", section: change.Identity, fields: paperFields()},
		{title: "Accertamento dell’età", section: change.Identity, fields: ageFields()},
		{title: "Segnalazione della presenza", section: change.Presence, fields: foundFields()},
		{title: "Informativa al minore", section: change.Identity, fields: []field{noticeField()}},
	}
}

func aliasField() field {
	return field{term: "Altri nomi con cui è o è stato conosciuto", from: of(minor.IdentityAlias{}, "name.family", "name.given", "source"), read: func(f *filling) (out []paper.Value) {
		for _, a := range f.Identity.Aliases {
			out = append(out, one(joined(a.Name.Family.Reveal(), a.Name.Given.Reveal()), word(sources, a.Source))...)
		}
		return out
	}}
}

func provenanceField() field {
	from := append(of(minor.IdentityStated{}, "birth.provenance", "birth.precision", "source", "cites"), of(minor.AgeDecided{}, "birth.provenance")...)
	return field{term: "Da dove viene la data di nascita", from: from, read: func(f *filling) []paper.Value {
		return f.claims(minor.AttrBirth, func(v any) string {
			b := birthOf(v)
			return joined(word(provenances, b.Provenance), word(precisions, b.Precision))
		})
	}}
}

func birthPlaceField() field {
	return field{term: "Luogo e Stato di nascita", from: of(minor.IdentityStated{}, "birth_place.town", "birth_place.country"), read: func(f *filling) []paper.Value {
		return f.claims(minor.AttrBirthPlace, func(v any) string {
			p, _ := v.(minor.BirthPlace)
			return joined(p.Town.Reveal(), f.country(p.Country))
		})
	}}
}

// bondFields are those of languages and of who belongs to the child.
func bondFields() []field {
	parent := func(term, slot, path string) field {
		return field{term: term, from: of(minor.IdentityStated{}, path+".family", path+".given"), read: func(f *filling) []paper.Value {
			return f.claims(slot, func(v any) string { return joined(nameOf(v).Family.Reveal(), nameOf(v).Given.Reveal()) })
		}}
	}
	return []field{
		{term: "Lingue parlate", from: of(minor.IdentityStated{}, "languages"), read: func(f *filling) []paper.Value {
			return f.claims(minor.AttrLanguages, func(v any) string {
				all, _ := v.([]string)
				var said []string
				for _, l := range all {
					said = append(said, language(l))
				}
				return joined(said...)
			})
		}},
		parent("Padre", minor.AttrFather, "father"), parent("Madre", minor.AttrMother, "mother"),
		{term: "Fratelli, sorelle, altri familiari, compagni di viaggio", from: of(minor.RelativeStated{}, "is", "with", "group", "name.family", "name.given", "where", "source"), read: relatives},
	}
}

func relatives(f *filling) (out []paper.Value) {
	for _, r := range f.Identity.Relatives {
		who := ""
		switch {
		case r.Name != nil:
			who = joined(r.Name.Family.Reveal(), r.Name.Given.Reveal())
		case !r.With.IsZero():
			who = "un altro minore del registro"
		default:
			who = "un gruppo che ha viaggiato insieme"
		}
		v := paper.Value{Text: word(kinships, r.Is) + ": " + who, Note: joined(r.Where.Reveal(), word(sources, r.Source)), Held: r.Held}
		out = append(out, v)
	}
	return out
}

func paperFields() []field {
	return []field{
		{term: "Documenti (tipo, numero, Stato, scadenza)", from: of(minor.DocumentAdded{}, "type", "number", "country", "expires", "photo"), read: func(f *filling) (out []paper.Value) {
			for _, d := range f.Identity.Documents {
				expires, photo := "", "senza fotografia"
				if !d.Expires.IsZero() {
					expires = "scade il " + date(d.Expires)
				}
				if d.Photo {
					photo = "con fotografia"
				}
				out = append(out, one(joined(word(documents, d.Type), d.Number.Reveal(), f.country(d.Country), expires), photo)...)
			}
			return out
		}},
		{term: "Codici di altri sistemi (SIM, seconda accoglienza, polizia)", from: of(minor.IdentifierStated{}, "scheme", "value"), read: func(f *filling) (out []paper.Value) {
			for _, x := range f.Identity.Identifiers {
				out = append(out, one(x.Value.Reveal(), word(schemes, x.Scheme))...)
			}
			return out
		}},
		{term: "Numero del braccialetto", from: of(minor.Registered{}, "tag"), read: func(f *filling) []paper.Value { return text(f.Identity.Tag) }},
		{term: "Fotografia", box: true}, // kept with the social file, which is not recorded yet
	}
}

func ageFields() []field {
	orders := func(say func(o minor.AgeOrdered, on string) string) func(*filling) []paper.Value {
		return func(f *filling) (out []paper.Value) {
			for _, o := range f.Identity.Orders {
				out = append(out, one(say(o.AgeOrdered, date(o.On.Day())))...)
			}
			return out
		}
	}
	return []field{
		{term: "Accertamento disposto da (procura, numero, data)", from: of(minor.AgeOrdered{}, "by", "number", theDay),
			read: orders(func(o minor.AgeOrdered, on string) string { return joined(o.By, o.Number.Reveal(), on) })},
		{term: "Dubbio fondato", from: of(minor.AgeOrdered{}, "doubt"), read: orders(func(o minor.AgeOrdered, _ string) string { return o.Doubt.Reveal() })},
		{term: "Esito e decreto (tribunale, numero, data)", from: of(minor.AgeDecided{}, "found", "court", "number", theDay), read: func(f *filling) []paper.Value {
			return decided(f, func(b minor.AgeDecided, on string) string {
				return joined(word(ages, b.Found), b.Court, "n. "+b.Number, "del "+on)
			})
		}},
		{term: "Margine di errore, in mesi", from: of(minor.AgeDecided{}, "margin"), read: func(f *filling) []paper.Value {
			return decided(f, func(b minor.AgeDecided, _ string) string {
				if b.Margin == 0 {
					return ""
				}
				return fmt.Sprintf("più o meno %d", b.Margin)
			})
		}},
		{term: "Reclamo (tribunale, decreto, numero, data)", from: of(minor.AgeAppealed{}, "court", "decree", "number", theDay), read: func(f *filling) (out []paper.Value) {
			for _, a := range f.Identity.Appeals {
				out = append(out, one(joined(a.Court, "contro il n. "+a.Decree.Reveal(), a.Number.Reveal(), date(a.On.Day())))...)
			}
			return out
		}},
	}
}

// decided says what the decrees on the age say that stand: all, where they
// contend.
func decided(f *filling, say func(b minor.AgeDecided, on string) string) []paper.Value {
	var out []paper.Value
	for _, a := range f.Identity.Attributes {
		if a.Slot != minor.AttrAge {
			continue
		}
		ids := f.contends(a.Slot)
		if len(ids) == 0 {
			ids = append(ids, a.Record)
		}
		for _, id := range ids {
			if p, ok := f.record(id); ok {
				if b, is := p.Body.(minor.AgeDecided); is {
					out = append(out, paper.Value{Text: say(b, date(p.On.Day()))})
				}
			}
		}
	}
	return marked(out)
}

func noticeField() field {
	return field{term: "Foglio consegnato, lingua, chi l’ha spiegato, data", from: of(minor.NoticeGiven{}, "text", "language", "explained", theDay), read: func(f *filling) (out []paper.Value) {
		for _, n := range f.Identity.Notices {
			out = append(out, one(joined(n.Text, language(n.Language), n.Explained.Reveal(), date(n.On.Day())))...)
		}
		return out
	}}
}
