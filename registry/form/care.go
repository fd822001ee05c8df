package form

import (
	"faro.example/registry/paper"
	"faro.example/shared/change"
	"faro.example/shared/custody"
	"faro.example/shared/guardian"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/placement"
)

// careParts are those of form D.
func careParts() []part {
	return []part{
		{title: "Presa in carico", section: change.Custody, fields: []field{
			{term: "Servizio sociale che risponde del minore", from: append(of(custody.Taken{}, "by"), of(custody.Accepted{}, "by")...), read: (*filling).charges},
			{term: "Dal", from: append(of(custody.Taken{}, theDay), of(custody.Accepted{}, theDay)...), read: (*filling).charged},
			{term: "Provvedimento (tribunale, numero, data)", from: of(custody.Taken{}, "decree.court", "decree.number", "decree.on"), read: (*filling).chargeDecree},
			{term: "Offerta di passaggio in corso (a chi, dal)", from: of(custody.Offered{}, "to", "reason", theDay), read: func(f *filling) (out []paper.Value) {
				for _, o := range f.Custody.Offers {
					out = append(out, one(f.office(institution.Office(o.To)), "dal "+date(o.On))...)
				}
				return out
			}},
			{term: "Servizi sociali precedenti", from: append(of(custody.Released{}, "by", "reason", theDay), of(custody.Accepted{}, "from")...), read: func(f *filling) (out []paper.Value) {
				for _, c := range f.Custody.Spans {
					if !c.Span.Open() {
						out = append(out, one(joined(f.office(institution.Office(c.By)), span(c.Span)))...)
					}
				}
				return out
			}},
		}},
		{title: "Collocamento", section: change.Presence, fields: []field{
			{term: "Struttura", from: of(placement.Began{}, "at.facility", "at.words"), read: where},
			{term: "Dal", from: of(placement.Began{}, theDay), read: (*filling).since},
		}},
		{title: "Tutela", section: change.Guardian, fields: guardianFields()},
	}
}

// open are those who answer now; more than one only in conflict.
func (f *filling) charges() (out []paper.Value) {
	for _, c := range f.Custody.On(dayOf(f.now)) {
		note := ""
		if c.Released {
			note = "rilasciato il minore, e nessuno lo ha preso in carico: risponde ancora"
		}
		out = append(out, paper.Value{Text: f.office(institution.Office(c.By)), Note: note})
	}
	return marked(out)
}

func (f *filling) charged() (out []paper.Value) {
	for _, c := range f.Custody.On(dayOf(f.now)) {
		out = append(out, paper.Value{Text: date(c.Span.From), Note: f.alone(f.office(institution.Office(c.By)))})
	}
	return marked(out)
}

// alone is said of a value only where there is another beside it.
func (f *filling) alone(text string) string {
	if len(f.Custody.On(dayOf(f.now))) < 2 {
		return ""
	}
	return text
}

func (f *filling) chargeDecree() (out []paper.Value) {
	for _, c := range f.Custody.On(dayOf(f.now)) {
		p, _ := f.record(c.Began)
		if b, ok := p.Body.(custody.Taken); ok && b.Decree != nil {
			out = append(out, paper.Value{Text: decree(*b.Decree), Note: f.alone(f.office(institution.Office(c.By)))})
		}
	}
	return marked(out)
}

func guardianFields() []field {
	return []field{
		{term: "Nomina chiesta a (tribunale, protocollo, data)", from: of(guardian.Asked{}, "court", "number", "reason", theDay), read: func(f *filling) (out []paper.Value) {
			for _, r := range f.Guardian.Requests {
				out = append(out, one(joined(r.Court, r.Number.Reveal(), date(r.On.Day())), r.Reason.Reveal())...)
			}
			return out
		}},
		{term: "Chi esercita i poteri tutelari in via provvisoria", from: of(guardian.Provisional{}, "holder.name.family", "holder.name.given", theDay), read: func(f *filling) (out []paper.Value) {
			for _, h := range f.Guardian.Provisional {
				if h.Span.Contains(dayOf(f.now)) {
					out = append(out, one(f.guardian(h.Who), span(h.Span))...)
				}
			}
			return out
		}},
		{term: "Tutore", from: of(guardian.Appointed{}, "guardian.name.family", "guardian.name.given", "guardian.person", "guardian.institution"), read: func(f *filling) []paper.Value {
			return f.wardship(func(g wardship) string { return f.guardian(g.Who) })
		}},
		{term: "Tutore volontario", from: of(guardian.Appointed{}, "volunteer"), read: func(f *filling) []paper.Value {
			return f.wardship(func(g wardship) string { return yes(g.Volunteer) })
		}},
		{term: "Decreto di nomina (tribunale, numero, data)", from: of(guardian.Appointed{}, "decree.court", "decree.number", "decree.on"), read: func(f *filling) []paper.Value {
			return f.wardship(func(g wardship) string { return decree(g.Decree) })
		}},
		{term: "Perché oltre tre minori", from: of(guardian.Appointed{}, "reason"), read: func(f *filling) []paper.Value {
			return f.wardship(func(g wardship) string {
				p, _ := f.record(g.Began)
				b, _ := p.Body.(guardian.Appointed)
				return b.Reason.Reveal()
			})
		}},
		{term: "Risposta del tutore", from: append(of(guardian.Accepted{}, theDay), of(guardian.Declined{}, "reason", theDay)...), read: (*filling).answer},
		{term: "Tutori precedenti (fino a quando, perché)", from: of(guardian.Ended{}, "why", "decree.number", theDay), read: (*filling).guardiansBefore},
	}
}

type wardship struct {
	Who       guardian.Who
	Volunteer bool
	Decree    institution.Decree
	Began     change.ID
}

// wardship says something of the guardian; of all, where two contend.
func (f *filling) wardship(say func(wardship) string) []paper.Value {
	var out []paper.Value
	for _, g := range f.Guardian.On(dayOf(f.now)) {
		out = append(out, paper.Value{Text: say(wardship{g.Who, g.Volunteer, g.Decree, g.Began})})
	}
	if len(out) == 0 {
		return nil
	}
	return marked(same(out))
}

func (f *filling) answer() (out []paper.Value) {
	for _, a := range f.Guardian.Answers {
		said := "non accetta"
		if a.Accepted {
			said = "accetta"
		}
		out = append(out, paper.Value{Text: joined(f.guardian(a.Who), said, date(a.On.Day())), Note: a.Reason.Reveal(), Held: a.Held})
	}
	return out
}

func (f *filling) guardiansBefore() (out []paper.Value) {
	for _, g := range f.Guardian.Spans {
		if g.Span.Open() {
			continue
		}
		why := ""
		if p, ok := f.record(g.Ended); ok {
			if b, is := p.Body.(guardian.Ended); is {
				why = word(ends, b.Why)
			}
		}
		out = append(out, one(joined(f.guardian(g.Who), span(g.Span)), why)...)
	}
	return out
}

// majority is the 18th birthday.
func majorityField() field {
	return field{term: "Compie diciotto anni il", from: of(minor.IdentityStated{}, "birth.date"), read: func(f *filling) []paper.Value {
		return f.claims(minor.AttrBirth, func(v any) string { return date(minor.OfAge(birthOf(v).Date)) })
	}}
}
