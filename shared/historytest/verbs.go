package historytest

import (
	"encoding/json"
	"regexp"
	"strings"
	"unicode"

	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/custody"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/guardian"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
	"faro.example/shared/placement"
)

// body reads what a desk says: the verb, the child if one is named, and the rest.
func (p *phrase) body() change.Body {
	p.w.t.Helper()
	verb := p.next()
	here := At(p.desk.Name)
	if verb == "retracts" || verb == "chooses" || verb == "decides" || verb == "writes" || verb == "keeps" && p.is("both", "all") {
		return p.about(verb)
	}
	if verb != "appoints" && verb != "discharges" {
		p.child()
	}
	switch verb {
	case "registers":
		return minor.Registered{Tag: "17"}
	case "hosts":
		return placement.Began{At: here}
	case "ends":
		p.skip("the", "stay")
		return placement.Ended{At: p.place("at", here)}
	case "sends":
		return movement.Departed{From: p.place("from", here), To: p.place("to", here)}
	case "receives":
		b := movement.Arrived{At: here}
		if from, ok := p.after("from"); ok {
			at := At(from)
			b.From = &at
		}
		return b
	case "misses":
		return movement.AbsenceReported{From: p.place("from", here)}
	case "finds":
		if p.skip("somewhere") {
			return movement.AbsenceEnded{}
		}
		at := p.place("at", here)
		return movement.AbsenceEnded{At: &at}
	case "exits":
		why, _ := p.after("for")
		return movement.ExitRecorded{Reason: movement.Reason(why)}
	}
	if b := p.structure(verb, here); b != nil {
		return b
	}
	return p.office(verb)
}

// structure reads what structures say besides: roll-calls, places kept, and
// transfers that do not take place.
func (p *phrase) structure(verb string, here facility.Place) change.Body {
	p.w.t.Helper()
	switch verb {
	case "places":
		return placement.Began{At: p.place("at", here)}
	case "calls":
		p.skip("the", "roll")
		return placement.Confirmed{At: here, Days: day.Span{From: p.dayAfter("from"), Until: p.dayAfter("to")}}
	case "keeps":
		p.skip("a", "place")
		return placement.Reserved{At: here, Until: p.dayAfter("until")}
	case "lets":
		p.skip("the", "place", "go")
		return placement.Released{At: here}
	case "turns":
		p.skip("away")
		return movement.Refused{From: p.place("from", here), To: p.place("to", here), Reason: "full"}
	case "withdraws":
		return movement.Withdrawn{From: p.place("from", here), To: p.place("to", here), Reason: "ill"}
	}
	return nil
}

// dayAfter reads the day that follows a preposition; zero if there is none.
func (p *phrase) dayAfter(preposition string) day.Date {
	p.w.t.Helper()
	if on, ok := p.after(preposition); ok {
		return p.date(on)
	}
	return day.Date{}
}

// about reads what is said about other records, or in the words of the catalogue.
func (p *phrase) about(verb string) change.Body {
	p.w.t.Helper()
	switch verb {
	case "retracts":
		return change.Retracted{Record: p.record(p.next(), nil), Reason: "by mistake"}
	case "writes":
		return p.any(p.next())
	}
	return p.decision(verb)
}

// office reads what institutions say, and who the child is.
func (p *phrase) office(verb string) change.Body {
	p.w.t.Helper()
	switch verb {
	case "takes":
		b := custody.Taken{By: Institution(p.desk.Name)}
		if p.skip("by", "decree") {
			b.Decree = &institution.Decree{Court: "Tribunale per i minorenni", Number: "12/2026", On: p.w.day}
			p.desk.entitled = true
		}
		return b
	case "releases":
		return custody.Released{By: Institution(p.desk.Name)}
	case "offers":
		return custody.Offered{By: p.institution("for"), To: p.institution("to")}
	case "accepts":
		return custody.Accepted{By: p.institution("for"), From: p.institution("from")}
	case "refuses":
		return custody.Refused{By: p.institution("for"), From: p.institution("from"), Reason: "elsewhere"}
	case "appoints":
		who := p.next()
		court, _ := p.after("by")
		on := p.dayAfter("of")
		return guardian.Appointed{Guardian: Guardian(who), Decree: institution.Decree{Court: court, Number: who + "/26", On: on}}
	case "discharges":
		return guardian.Ended{Guardian: Guardian(p.next()), Why: guardian.Resigned}
	case "says":
		return p.statement()
	}
	p.fail("%q is no verb", verb)
	return nil
}

// institution gives the institution after a preposition, or else the desk's own.
func (p *phrase) institution(preposition string) institution.ID {
	if name, ok := p.after(preposition); ok {
		return Institution(name)
	}
	return Institution(p.desk.Name)
}

// Guardian gives the guardian of a name, a person of the directory.
func Guardian(name string) guardian.Who {
	return guardian.Who{Person: Fixed[institution.PersonID](name)}
}

// child takes the name of a child, if one stands next, and makes it the one
// that is spoken of.
func (p *phrase) child() {
	if len(p.words) == 0 || !unicode.IsUpper(rune(p.words[0][0])) {
		return
	}
	if name, whose := strings.CutSuffix(p.words[0], "'s"); !whose {
		p.w.About(p.next())
	} else if p.w.desks[name] == nil {
		p.next()
		p.w.About(name)
	}
}

func (p *phrase) place(preposition string, otherwise facility.Place) facility.Place {
	if name, ok := p.after(preposition); ok {
		return At(name)
	}
	return otherwise
}

// statement reads what is said of who the child is: "sex is M by declared".
func (p *phrase) statement() change.Body {
	p.w.t.Helper()
	b := minor.IdentityStated{Source: minor.OwnWord}
	if cites, ok := p.after("citing"); ok {
		b.Cites = minor.Text(cites)
	}
	if by, ok := p.after("by"); ok {
		b.Source = minor.Source(by)
	}
	if b.Cites == "" && b.Source != minor.OwnWord {
		b.Cites = "12/2026"
	}
	for {
		slot := p.next()
		if !p.skip("is") && !p.skip("are") {
			p.fail("%q of what?", slot)
		}
		p.attribute(&b, slot, p.next())
		if !p.skip("and") {
			return b
		}
	}
}

func (p *phrase) attribute(b *minor.IdentityStated, slot, value string) {
	p.w.t.Helper()
	switch slot {
	case minor.AttrName:
		b.Name = named(value)
	case minor.AttrMother:
		b.Mother = named(value)
	case minor.AttrFather:
		b.Father = named(value)
	case minor.AttrSex:
		b.Sex = minor.Sex(value)
	case minor.AttrBirth:
		b.Birth = &minor.Birth{Date: day.Must(value), Precision: minor.ToDay, Provenance: provenance(b.Source)}
	case minor.AttrBirthPlace:
		b.BirthPlace = &minor.BirthPlace{Town: minor.Text(value)}
	case minor.AttrCitizenship:
		b.Citizenship = minor.Country(value)
	case minor.AttrLanguages:
		b.Languages = strings.Split(value, ",")
	default:
		p.fail("%q is no attribute", slot)
	}
}

// named reads a name: the last word is the family's.
func named(s string) *minor.Name {
	at := strings.LastIndexByte(s, ' ')
	if at < 0 {
		return &minor.Name{Given: minor.Text(s)}
	}
	return &minor.Name{Given: minor.Text(s[:at]), Family: minor.Text(s[at+1:])}
}

func provenance(s minor.Source) minor.Provenance {
	switch s {
	case minor.PhotoDocument, minor.Document:
		return minor.Documented
	case minor.Assessment:
		return minor.Assessed
	}
	return minor.Declared
}

// decision reads how a conflict is decided that the desk's page shows: the one
// of the slot named, or the only one.
func (p *phrase) decision(verb string) change.Body {
	p.w.t.Helper()
	p.desk.entitled = !p.left
	slot, _ := p.after("for")
	c := p.conflict(p.desk.File(), slot)
	b := change.Resolved{Slot: c.Slot, Saw: c.Records, Reason: "looked into"}
	switch verb {
	case "keeps":
		p.skip("both")
		p.skip("all")
		b.Both = true
	case "chooses":
		b.Choose = p.record(p.next(), c.Records)
	case "decides":
		raw := p.json
		if p.json = ""; raw == "" {
			text, err := json.Marshal(p.next())
			if err != nil {
				p.fail("%v", err)
			}
			raw = string(text)
		}
		b.Third = json.RawMessage(p.identified(raw))
	}
	return b
}

// conflict gives the conflict in a slot, or the only one.
func (p *phrase) conflict(f casefile.File, slot string) casefile.Conflict {
	p.w.t.Helper()
	for _, c := range f.Conflicts {
		if c.Slot == slot || slot == "" && len(f.Conflicts) == 1 {
			return c
		}
	}
	p.fail("%s shows %v in conflict", p.desk.Name, Slots(f))
	return casefile.Conflict{}
}

// any reads a body of any kind.
func (p *phrase) any(kind string) change.Body {
	p.w.t.Helper()
	e, ok := change.Lookup(kind)
	if !ok {
		p.fail("%q is no kind", kind)
	}
	if p.json == "" {
		p.json = "{}"
	}
	b, err := e.Read([]byte(p.identified(p.json)))
	if err != nil {
		p.fail("%v", err)
	}
	return b
}

// called is a name in the place of an identifier.
var called = regexp.MustCompile(`<[^>]+>`)

// identified puts identifiers in the place of names.
func (p *phrase) identified(s string) string {
	return called.ReplaceAllStringFunc(s, func(name string) string {
		name = strings.Trim(name, "<>")
		if id, ok := p.w.labels[name]; ok {
			return id.String()
		}
		return Structure(name).String()
	})
}
