package form

import (
	"faro.example/registry/paper"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
	"faro.example/shared/placement"
)

// foundFields are those of the report of presence (segnalazione).
func foundFields() []field {
	found := func(term string, from []origin, say func(f *filling, b minor.Found, on day.Date) string) field {
		return field{term: term, from: from, read: func(f *filling) []paper.Value { return f.found(say) }}
	}
	b := minor.Found{}
	return []field{
		found("Data della segnalazione", of(b, theDay), func(_ *filling, _ minor.Found, on day.Date) string { return date(on) }),
		found("Modalità", of(b, "mode"), func(_ *filling, b minor.Found, _ day.Date) string { return word(modes, b.Mode) }),
		found("Sbarco (data, luogo, nave)", of(b, "landing.on", "landing.place", "landing.vessel"), func(_ *filling, b minor.Found, _ day.Date) string {
			if b.Landing == nil {
				return ""
			}
			return joined(date(b.Landing.On), b.Landing.Place, b.Landing.Vessel)
		}),
		found("Dove è stato rintracciato", of(b, "setting", "place", "municipality"), func(f *filling, b minor.Found, _ day.Date) string {
			if b.Landing != nil {
				return ""
			}
			return joined(word(settings, b.Setting), b.Place, f.town(b.Municipality))
		}),
		found("Autorità che segnala", of(b, "authority"), func(_ *filling, b minor.Found, _ day.Date) string { return b.Authority }),
		found("Familiari che lo accompagnano", of(b, "relatives"), func(_ *filling, b minor.Found, _ day.Date) string { return b.Relatives.Reveal() }),
		found("Condizioni fisiche", of(b, "condition"), func(_ *filling, b minor.Found, _ day.Date) string { return b.Condition.Reveal() }),
		found("Mezzi di sostentamento", of(b, "support"), func(_ *filling, b minor.Found, _ day.Date) string { return b.Support.Reveal() }),
		found("Luogo di dimora temporanea", of(b, "stay"), func(_ *filling, b minor.Found, _ day.Date) string { return b.Stay.Reveal() }),
		found("Provvedimenti già adottati", of(b, "measures"), func(_ *filling, b minor.Found, _ day.Date) string { return b.Measures.Reveal() }),
	}
}

// found says something of the report of presence; of all, where they contend.
func (f *filling) found(say func(f *filling, b minor.Found, on day.Date) string) []paper.Value {
	if sides := f.sides(casefile.SlotFound, func(b change.Body, on day.Date) string {
		found, _ := b.(minor.Found)
		return say(f, found, on)
	}); len(sides) > 0 {
		return same(sides)
	}
	if f.Presence.Found == nil {
		return nil
	}
	return one(say(f, f.Presence.Found.Found, f.Presence.Found.On.Day()))
}

// same leaves one of values that say the same.
func same(values []paper.Value) []paper.Value {
	for _, v := range values {
		if v.Text != values[0].Text {
			return values
		}
	}
	return values[:1:1]
}

// receptionParts are those of form B.
func receptionParts() []part {
	return []part{
		{title: "Collocamento", section: change.Presence, fields: []field{
			{term: "Situazione", from: append(of(placement.Began{}, theDay), of(movement.AbsenceReported{}, theDay)...), read: situation},
			{term: "Struttura", from: of(placement.Began{}, "at.facility", "at.words"), read: where},
			{term: "Tipo di accoglienza", from: of(placement.Began{}, "at.type"), read: (*filling).reception},
			{term: "Comune della struttura", from: of(placement.Began{}, "at.area"), read: (*filling).area},
			{term: "Dal", from: append(of(placement.Began{}, theDay), of(movement.Arrived{}, theDay)...), read: (*filling).since},
			{term: "Posto letto", from: of(placement.Began{}, "bed"), read: (*filling).bed},
			{term: "Perché oltre i posti della struttura", from: append(of(placement.Began{}, "reason"), of(placement.Reserved{}, "reason")...), read: func(f *filling) []paper.Value {
				s, _ := f.Presence.Now()
				return text(s.Reason)
			}},
			{term: "Ultima presenza accertata", from: of(placement.Confirmed{}, "days", "at.facility"), read: func(f *filling) []paper.Value { return one(date(f.Presence.Last)) }},
			{term: "Posto riservato (struttura, dal, al)", from: of(placement.Reserved{}, "at.facility", "until", theDay), read: reserved},
		}},
		{title: "Spostamenti", section: change.Presence, fields: []field{
			{term: "Collocamenti precedenti", from: append(of(placement.Ended{}, "at.facility", "reason", theDay), of(movement.Arrived{}, "at.facility", "from.facility")...), read: before},
			{term: "Trasferimento in corso (da, a, dal)", from: of(movement.Departed{}, "from.facility", "to.facility", "reason", theDay), read: travelling},
			{term: "Allontanamenti (da dove, giorni, denuncia)", from: append(of(movement.AbsenceReported{}, "from.facility", "report", theDay), of(movement.AbsenceEnded{}, "at.facility", theDay)...), read: absences},
		}},
	}
}

// places are the records that contend over where the child is, each with its
// place and day.
func (f *filling) contended() []paper.Value {
	return f.sides(casefile.SlotPlace, func(b change.Body, on day.Date) string {
		return joined(f.place(placeIn(b)), word(words, b.Kind())+" "+date(on))
	})
}

// words are what a record says that contends over the place.
var words = map[string]string{
	"placement.began": "accolto il", "placement.ended": "dimesso il", "presence.confirmed": "presente il", "transfer.departed": "partito per là il",
	"transfer.arrived": "arrivato il", "transfer.refused": "rifiutato il", "transfer.withdrawn": "richiamato il", "absence.reported": "allontanato il", "absence.ended": "ritrovato il", "exit.recorded": "uscito il",
}

// placeIn is the place of which a record says that the child is there.
func placeIn(b change.Body) facility.Place {
	switch b := b.(type) {
	case placement.Began:
		return b.At
	case placement.Ended:
		return b.At
	case placement.Confirmed:
		return b.At
	case movement.Departed:
		return b.To
	case movement.Arrived:
		return b.At
	case movement.AbsenceReported:
		return b.From
	case movement.AbsenceEnded:
		if b.At != nil {
			return *b.At
		}
	}
	return facility.Place{}
}

func situation(f *filling) []paper.Value {
	if x := f.Presence.Exit; x != nil && x.Counted {
		return one("uscito", date(x.On))
	}
	s, ok := f.Presence.Now()
	if !ok {
		return nil
	}
	return one(word(states, s.State), "dal "+date(s.Span.From))
}

// where is the structure; where it contends, each that is named.
func where(f *filling) []paper.Value {
	if sides := f.contended(); len(sides) > 0 {
		return sides
	}
	s, ok := f.Presence.Now()
	if !ok {
		return nil
	}
	return one(f.place(s.At))
}

func (f *filling) reception() []paper.Value {
	if f.at != nil {
		return one(word(types, f.at.Type))
	}
	s, _ := f.Presence.Now()
	return one(word(types, s.At.Type))
}

func (f *filling) area() []paper.Value {
	if f.at != nil {
		return one(f.town(f.at.Municipality))
	}
	s, _ := f.Presence.Now()
	if r, err := f.places.Region(s.At.Area); err == nil {
		return one("regione " + r.Name)
	}
	return one(f.town(s.At.Area))
}

func (f *filling) since() []paper.Value {
	s, ok := f.Presence.Now()
	if !ok {
		return nil
	}
	return one(date(s.Span.From))
}

func (f *filling) bed() []paper.Value {
	s, _ := f.Presence.Now()
	p, _ := f.record(s.Began)
	b, _ := p.Body.(placement.Began)
	return one(b.Bed)
}

func reserved(f *filling) (out []paper.Value) {
	for _, r := range f.Presence.Reserved {
		out = append(out, one(joined(f.place(r.At), span(r.Span)))...)
	}
	return out
}

// before are the stays that are over.
func before(f *filling) (out []paper.Value) {
	for _, s := range f.Presence.Stays {
		if s.State != casefile.Present || s.Span.Open() {
			continue
		}
		reason := ""
		if p, ok := f.record(s.Ended); ok {
			if b, is := p.Body.(placement.Ended); is {
				reason = b.Reason.Reveal()
			}
		}
		out = append(out, one(joined(f.place(s.At), span(s.Span)), reason)...)
	}
	return out
}

func travelling(f *filling) []paper.Value {
	s, ok := f.Presence.Now()
	if !ok || s.State != casefile.InTransit {
		return nil
	}
	return one(joined("da "+f.place(s.From), "a "+f.place(s.At), span(s.Span)), s.Reason.Reveal())
}

func absences(f *filling) (out []paper.Value) {
	for _, s := range f.Presence.Stays {
		if s.State != casefile.Missing {
			continue
		}
		report := ""
		if s.Report != "" {
			report = "denuncia n. " + s.Report
		}
		out = append(out, one(joined(f.place(s.At), span(s.Span)), report)...)
	}
	return out
}
