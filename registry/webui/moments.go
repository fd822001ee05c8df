package webui

import (
	"cmp"
	"slices"
	"strings"

	"faro.example/shared/access"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/custody"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/guardian"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
	"faro.example/shared/pages"
	"faro.example/shared/placement"
	"faro.example/shared/tracing"
)

// moments are what was recorded, the newest first, each with whose word it is.
func (f *file) moments() []pages.Moment {
	v := f.v
	records := f.inOrder()
	out := make([]pages.Moment, 0, len(records))
	for i := range records {
		p := &records[i]
		m := pages.Moment{
			When: pages.Date(v.l, p.On.Day()), Title: f.title(p), Lines: f.lines(p),
			From: v.say("moment.from", firstOf(f.byGuardian(p), f.names.of(p.Structure), v.say("office.unknown")), v.kit.Near(v.l, p.Made.At, v.now())),
			Gone: f.gone(p),
		}
		switch {
		case m.Gone:
			m.State, m.Tone = v.say("moment.gone"), pages.Neutral
		case f.contends(p.ID):
			m.State, m.Tone = v.say("moment.contends"), pages.Warning
		}
		if link, ok := f.takeBack(p); ok && !m.Gone {
			m.Links = append(m.Links, link)
		}
		if link, ok := f.strikeOut(p); ok {
			m.Links = append(m.Links, link)
		}
		if link, ok := f.toAnswer(p.ID); ok && !m.Gone {
			m.Links = append(m.Links, link)
		}
		out = append(out, m)
	}
	return out
}

// inOrder are the records by day, the newest first.
func (f *file) inOrder() []change.Placed {
	records := slices.Clone(f.Records)
	slices.SortStableFunc(records, func(a, b change.Placed) int {
		return cmp.Or(b.On.Day().Compare(a.On.Day()), cmp.Compare(b.Position, a.Position))
	})
	return records
}

// contends reports whether a record stands in an open conflict.
func (f *file) contends(id change.ID) bool {
	for _, c := range f.Conflicts {
		if slices.Contains(c.Records, id) {
			return true
		}
	}
	return false
}

// takeBack leads to the form that takes a record back, for the office that wrote
// it; whoever stands above it is judged when it is sent.
func (f *file) takeBack(p *change.Placed) (pages.Link, bool) {
	if !slices.Contains(f.v.who.Offices, p.Structure) || !access.MayWrite(f.v.who.Role, change.Retracted{}.Kind(), p.Section, append(slices.Clone(f.Ties), access.Own)...) {
		return pages.Link{}, false
	}
	return pages.Link{Text: f.v.say("form.retract"), Href: f.at + "/form/retract?record=" + p.ID.String()}, true
}

// strikeOut leads to the page that asks to strike a record's body out.
func (f *file) strikeOut(p *change.Placed) (pages.Link, bool) {
	if !f.v.lets() || !p.HasBody() || p.Section == change.Link || p.Kind == (change.Struck{}).Kind() {
		return pages.Link{}, false
	}
	return pages.Link{Text: f.v.say("retention.do.ask-strike"), Href: f.at + "/retention?record=" + p.ID.String()}, true
}

// absent says why a record shows nothing: of one that was struck out, who asked
// for it, who ordered it and why.
func (f *file) absent(p *change.Placed) []pages.Cell {
	for _, s := range f.Struck {
		if s.Record == p.ID {
			return []pages.Cell{{Text: f.v.say("moment.struck", pages.Date(f.v.l, s.On.Day()), f.eyes(s.Asked), f.eyes(s.By))}, {Text: s.Reason.Reveal(), Own: true}}
		}
	}
	return []pages.Cell{{Text: f.v.say("moment.bodiless")}}
}

// eyes is what somebody is called who asked for, or ordered, a striking out.
func (f *file) eyes(p institution.PersonID) string {
	return firstOf(f.wards[p].Reveal(), p.String())
}

// kind is what a kind of record is called.
func (v *visit) kind(kind string) string {
	if v.kit.Knows("kind." + kind) {
		return v.say("kind." + kind)
	}
	return v.say("kind.unknown", kind)
}

// word is a word of a list, or itself where nobody has translated it.
func (v *visit) word(list, word string) string {
	if v.kit.Knows(list + "." + word) {
		return v.say(list + "." + word)
	}
	return word
}

// lines say what a record says.
func (f *file) lines(p *change.Placed) []pages.Cell {
	if p.Body == nil {
		return f.absent(p)
	}
	return slices.DeleteFunc(slices.Concat(f.identityLines(p.Body), f.believed(p), f.otherLines(p.Body), f.procedureLines(p.Body)), func(c pages.Cell) bool { return strings.TrimSpace(c.Text) == "" })
}

// believed says what was shown before a record put it right, and who agreed.
func (f *file) believed(p *change.Placed) []pages.Cell {
	v := f.v
	var out []pages.Cell
	for _, a := range casefile.Believed(f.Minor, f.Records, p) {
		cell := v.value(a.Value)
		cell.Text = v.say("accord.before", cell.Text)
		out = append(out, cell)
	}
	if b, ok := p.Body.(minor.IdentityStated); ok {
		out = append(out, own(v.kit.Accord(v.l, b.Agreed))...)
	}
	return out
}

func own(texts ...string) []pages.Cell {
	var out []pages.Cell
	for _, t := range texts {
		out = append(out, pages.Cell{Text: t, Own: true})
	}
	return out
}

// labelled says what a text is; nothing where there is none.
func (v *visit) labelled(key, text string) string {
	if text == "" {
		return ""
	}
	return v.say(key, text)
}

func (f *file) identityLines(body change.Body) []pages.Cell {
	v := f.v
	switch b := body.(type) {
	case minor.Registered:
		return own(b.Code.Display(), v.labelled("moment.tag", b.Tag.Reveal()))
	case minor.IdentityStated:
		out := own(v.word("source", string(b.Source)))
		for _, c := range b.Claims() {
			cell := v.value(c.Value)
			cell.Text = v.say("moment.claim", v.say("attr."+c.Attribute), cell.Text)
			out = append(out, cell)
		}
		return out
	case minor.IdentityAlias:
		return own(v.nameOf(b.Name), v.word("source", string(b.Source)))
	case minor.IdentifierStated:
		text := b.Value.Reveal()
		if b.Scheme == minor.NationalCode {
			text = minor.Code(text).Display()
		}
		return own(v.word("scheme", string(b.Scheme)), text)
	case minor.DocumentAdded:
		return own(v.word("document", b.Type)+" "+b.Number.Reveal(), v.country(b.Country))
	case minor.NoticeGiven:
		return own(b.Text, b.Explained.Reveal())
	case minor.Found:
		return own(v.word("mode", string(b.Mode)), v.word("setting", string(b.Setting)), b.Place, b.Authority, b.Relatives.Reveal(), b.Condition.Reveal())
	case minor.RelativeStated:
		name := ""
		if b.Name != nil {
			name = v.nameOf(*b.Name)
		}
		return own(v.word("kinship", string(b.Is)), name, b.Where.Reveal())
	case minor.AgeDecided:
		return own(v.word("age", string(b.Found)), v.say("decree", b.Court, b.Number))
	}
	return nil
}

func (f *file) otherLines(body change.Body) []pages.Cell {
	v := f.v
	at := func(p facility.Place) pages.Cell { return f.names.place(v, p) }
	by := func(key string, i institution.ID) pages.Cell {
		return pages.Cell{Text: v.say(key, firstOf(f.names.of(institution.Office(i)), v.say("office.unknown"))), Own: true}
	}
	switch b := body.(type) {
	case placement.Began:
		return append([]pages.Cell{at(b.At)}, own(b.Reason.Reveal())...)
	case placement.Ended:
		return append([]pages.Cell{at(b.At)}, own(b.Reason.Reveal())...)
	case placement.Confirmed:
		return append([]pages.Cell{at(b.At)}, own(v.say("moment.days", pages.Date(v.l, b.Days.From), pages.Date(v.l, b.Days.Until.Add(-1))))...)
	case placement.Reserved:
		return append([]pages.Cell{at(b.At)}, own(b.Reason.Reveal())...)
	case placement.Released:
		return append([]pages.Cell{at(b.At)}, own(b.Reason.Reveal())...)
	case movement.Departed:
		return append(f.route(b.From, b.To), own(b.Reason.Reveal())...)
	case movement.Refused:
		return append(f.route(b.From, b.To), own(b.Reason.Reveal())...)
	case movement.Withdrawn:
		return append(f.route(b.From, b.To), own(b.Reason.Reveal())...)
	case movement.Arrived:
		return []pages.Cell{at(b.At)}
	case movement.AbsenceReported:
		return append([]pages.Cell{at(b.From)}, own(v.labelled("moment.report", b.Report))...)
	case movement.AbsenceEnded:
		if b.At != nil {
			return []pages.Cell{at(*b.At)}
		}
	case movement.ExitRecorded:
		return own(v.word("exit", string(b.Reason)))
	case custody.Taken:
		return append([]pages.Cell{by("custody.by", b.By)}, own(v.decree(b.Decree))...)
	case custody.Released:
		return append([]pages.Cell{by("custody.by", b.By)}, own(b.Reason.Reveal())...)
	case custody.Offered:
		return append([]pages.Cell{by("custody.to", b.To)}, own(b.Reason.Reveal())...)
	case custody.Accepted:
		return []pages.Cell{by("custody.from", b.From)}
	case custody.Refused:
		return append([]pages.Cell{by("custody.from", b.From)}, own(b.Reason.Reveal())...)
	case guardian.Appointed:
		return own(f.guardian(b.Guardian), v.decree(&b.Decree))
	case guardian.Ended:
		return own(f.guardian(b.Guardian), v.word("guardian", string(b.Why)))
	case minor.AgeOrdered:
		return own(b.By, b.Number.Reveal(), b.Doubt.Reveal())
	case minor.AgeAppealed:
		return own(b.Court, b.Decree.Reveal(), b.Number.Reveal())
	case guardian.Asked:
		return own(b.Court, b.Number.Reveal(), b.Reason.Reveal())
	case guardian.Provisional:
		return own(f.guardian(b.Holder))
	case guardian.Accepted:
		return own(f.guardian(b.Guardian))
	case guardian.Declined:
		return own(f.guardian(b.Guardian), b.Reason.Reveal())
	case guardian.Noted:
		return f.notedLines(b)
	case change.Retracted:
		return own(b.Reason.Reveal())
	case change.Struck:
		return own(b.Reason.Reveal())
	case change.Resolved:
		return append(own(v.slot(b.Slot), b.Reason.Reveal()), f.chosen(b)...)
	case change.LinkSame:
		return own(b.Reason.Reveal())
	case change.LinkDistinct:
		return own(b.Reason.Reveal())
	}
	return nil
}

func (f *file) route(from, to facility.Place) []pages.Cell {
	return own(f.v.say("moment.route", f.names.place(f.v, from).Text, f.names.place(f.v, to).Text))
}

func (f *file) guardian(w guardian.Who) string {
	switch {
	case w.Name != nil:
		return f.v.nameOf(*w.Name)
	case !w.Person.IsZero():
		return firstOf(f.wards[w.Person].Reveal(), f.v.say("guardian.unknown"))
	}
	return f.names.of(institution.Office(w.Institution))
}

func (v *visit) decree(d *institution.Decree) string {
	if d == nil {
		return ""
	}
	return v.say("decree.on", d.Court, d.Number, pages.Date(v.l, d.On))
}

// officesIn are the offices that a record names.
func officesIn(body change.Body) []institution.OfficeID {
	at := func(places ...facility.Place) (out []institution.OfficeID) {
		for _, p := range places {
			out = append(out, institution.OfficeOf(p.Facility))
		}
		return out
	}
	switch b := body.(type) {
	case tracing.Entrusted:
		return []institution.OfficeID{institution.Office(b.Partner), institution.Office(b.Mission)}
	case placement.Began:
		return at(b.At)
	case placement.Ended:
		return at(b.At)
	case placement.Confirmed:
		return at(b.At)
	case placement.Reserved:
		return at(b.At)
	case placement.Released:
		return at(b.At)
	case movement.Departed:
		return at(b.From, b.To)
	case movement.Refused:
		return at(b.From, b.To)
	case movement.Withdrawn:
		return at(b.From, b.To)
	case movement.Arrived:
		return at(b.At)
	case movement.AbsenceReported:
		return at(b.From)
	case custody.Taken:
		return []institution.OfficeID{institution.Office(b.By)}
	case custody.Released:
		return []institution.OfficeID{institution.Office(b.By)}
	case custody.Offered:
		return []institution.OfficeID{institution.Office(b.By), institution.Office(b.To)}
	case custody.Accepted:
		return []institution.OfficeID{institution.Office(b.By), institution.Office(b.From)}
	case custody.Refused:
		return []institution.OfficeID{institution.Office(b.By), institution.Office(b.From)}
	case guardian.Appointed:
		return []institution.OfficeID{institution.Office(b.Guardian.Institution)}
	case guardian.Ended:
		return []institution.OfficeID{institution.Office(b.Guardian.Institution)}
	}
	return nil
}

// value is the value of an attribute.
func (v *visit) value(value any) pages.Cell {
	switch x := value.(type) {
	case minor.Name:
		return pages.Cell{Text: v.nameOf(x), Own: true}
	case minor.Birth:
		return pages.Cell{Text: v.birth(x)}
	case minor.BirthPlace:
		return pages.Cell{Text: strings.Trim(x.Town.Reveal()+", "+v.country(x.Country), ", "), Own: true}
	case minor.Sex:
		return pages.Cell{Text: v.sex(x)}
	case minor.Country:
		return pages.Cell{Text: v.country(x)}
	case minor.Age:
		return pages.Cell{Text: v.word("age", string(x))}
	case []string:
		var spoken []string
		for _, tag := range x {
			spoken = append(spoken, pages.Language(v.l, tag))
		}
		return pages.Cell{Text: strings.Join(spoken, ", "), Own: true}
	case string:
		return pages.Cell{Text: x, Own: true}
	}
	return pages.Cell{Text: v.say("value.unknown")}
}

// glasses are the looks that no other tie explains.
func (f *file) glasses() []pages.Moment {
	v := f.v
	var out []pages.Moment
	for _, g := range slices.Backward(f.Glasses) {
		out = append(out, pages.Moment{
			When: v.kit.Near(v.l, g.From, v.now()), Title: v.say("glass.by", v.say("role."+string(g.Role)), firstOf(f.names.of(g.Office), v.say("office.unknown"))),
			Lines: own(v.say("purpose."+string(g.Purpose)), g.Words.Reveal()), From: v.say("glass.until", v.kit.Near(v.l, g.Until, v.now())),
		})
	}
	return out
}

// parseDay reads a day as people write it: 31/12/2025, 31.12.2025 or 2025-12-31.
func parseDay(text string) (day.Date, error) {
	text = strings.TrimSpace(text)
	parts := strings.FieldsFunc(text, func(r rune) bool { return r == '/' || r == '.' || r == '-' || r == ' ' })
	if len(parts) == 3 && len(parts[2]) == 4 && len(parts[0]) <= 2 && len(parts[1]) <= 2 {
		two := func(s string) string { return strings.Repeat("0", 2-len(s)) + s }
		text = parts[2] + "-" + two(parts[1]) + "-" + two(parts[0])
	}
	return day.Parse(text)
}
