package webui

import (
	"strings"

	"faro.example/shared/casefile"
	"faro.example/shared/custody"
	"faro.example/shared/guardian"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
	"faro.example/shared/pages"
)

// The ways of deciding a conflict besides choosing one of its records, as the
// form sends them.
const (
	keepBoth   = "both"
	stateThird = "third"
)

// thirdFields ask for a value that none of the records that contend states;
// none where the slot takes no such value.
func (w *writing) thirdFields(slot string) []pages.Field {
	names := func() []pages.Field {
		return []pages.Field{w.text("given", "", false, minor.MaxName), w.text("family", "", false, minor.MaxName)}
	}
	switch slot {
	case minor.AttrName, minor.AttrMother, minor.AttrFather:
		return names()
	case minor.AttrSex:
		return []pages.Field{w.list("sex", "sex", "", false, "M", "F", "X")}
	case minor.AttrBirth:
		return []pages.Field{w.dayIf("born"), w.list("provenance", "provenance", "declared", true, "declared", "documented", "presumed", "assessed")}
	case minor.AttrBirthPlace:
		return []pages.Field{w.text("town", "", false, 100), w.text("country", "", false, 100)}
	case minor.AttrCitizenship:
		return []pages.Field{w.text("citizenship", "", false, 100)}
	case minor.AttrLanguages:
		return []pages.Field{w.text("languages", "", false, 100)}
	case casefile.SlotFound:
		return []pages.Field{w.list("mode", "mode", "found", true, "found", "landing"), w.text("place-found", "", false, 200)}
	case casefile.SlotPlace:
		return []pages.Field{w.optional(w.place("at", "")), w.onField()}
	case casefile.SlotExit:
		return []pages.Field{w.list("exit", "exit", "", false, exitWords()...), w.onField()}
	case casefile.SlotCustody:
		return append([]pages.Field{w.optional(w.service("to")), w.onField()}, w.decreeFields(false)...)
	case casefile.SlotGuardian:
		which := pages.Field{Name: "which", Kind: "hidden", Label: w.v.say("field.which"), Value: w.field("which", "")}
		return append(append(names(), which, w.onField()), w.decreeFields(false)...)
	}
	return nil
}

// optional is a field that is needed only if that way is chosen.
func (w *writing) optional(f pages.Field) pages.Field {
	f.Required = false
	return f
}

// third is the value stated; nil if none is.
func (w *writing) third(slot string) any {
	name := func() minor.Name { return minor.Name{Given: w.said("given"), Family: w.needed("family")} }
	switch slot {
	case minor.AttrName, minor.AttrMother, minor.AttrFather:
		return name()
	case minor.AttrSex:
		return minor.Sex(w.needed("sex").Reveal())
	case minor.AttrBirth:
		return w.bornThird()
	case minor.AttrBirthPlace:
		return minor.BirthPlace{Town: w.said("town"), Country: w.countryOf("country")}
	case minor.AttrCitizenship:
		w.needed("citizenship")
		return w.countryOf("citizenship")
	case minor.AttrLanguages:
		return languages(w.needed("languages"))
	case casefile.SlotFound:
		return w.foundThird()
	case casefile.SlotPlace:
		return w.placeOf("at")
	case casefile.SlotExit:
		return movement.ExitRecorded{Reason: movement.Reason(w.needed("exit").Reveal())}
	case casefile.SlotCustody:
		return custody.Taken{By: w.serviceOf("to"), Decree: w.decree()}
	case casefile.SlotGuardian:
		body := guardian.Appointed{Guardian: w.guardianOf()}
		if d := w.decree(); d != nil {
			body.Decree = *d
		} else {
			w.bad("court", "decree.missing")
		}
		return body
	}
	return nil
}

// bornThird is a birth date that none of the records states.
func (w *writing) bornThird() minor.Birth {
	w.needed("born")
	b := minor.Birth{Date: w.dayOf("born"), Precision: minor.ToDay, Provenance: minor.Provenance(w.v.field("provenance"))}
	if b.Provenance == minor.Presumed {
		b.Precision = minor.ToYear
	}
	return b
}

// foundThird is how a child became known, as none of the records states it.
func (w *writing) foundThird() minor.Found {
	out := minor.Found{Mode: minor.Mode(w.v.field("mode")), Place: w.said("place-found").Reveal()}
	if out.Mode == minor.ByFinding {
		out.Setting = minor.Inside
	}
	return out
}

// languages reads a list of them, as people write one.
func languages(t minor.Text) []string {
	return strings.FieldsFunc(t.Reveal(), func(r rune) bool { return r == ',' || r == ' ' || r == ';' })
}

// exitWords are the reasons of an exit.
func exitWords() []string {
	var out []string
	for _, r := range movement.Reasons() {
		out = append(out, string(r))
	}
	return out
}

// statedOn reports whether a value of a slot holds from a day on, which is asked.
func statedOn(slot string) bool {
	switch slot {
	case casefile.SlotPlace, casefile.SlotExit, casefile.SlotCustody, casefile.SlotGuardian:
		return true
	}
	return false
}
