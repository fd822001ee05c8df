package form

import (
	"slices"
	"strings"
	"time"

	"faro.example/registry/directory"
	"faro.example/registry/lookup"
	"faro.example/registry/paper"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/guardian"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/pages"
	"faro.example/shared/reference"
)

// filling is a casefile from which a form is filled in.
type filling struct {
	lookup.Casefile
	places *reference.Tables
	names  map[institution.OfficeID]directory.Name
	called map[institution.PersonID]minor.Text
	at     *facility.Structure // where the child is; nil if that is not in the directory
	now    time.Time
}

// offices are those that a form calls by their names.
func (f *filling) offices() (out []institution.OfficeID) {
	for _, s := range slices.Concat(f.Presence.Stays, f.Presence.Asked) {
		out = append(out, institution.OfficeOf(s.At.Facility), institution.OfficeOf(s.From.Facility))
	}
	for _, r := range f.Presence.Reserved {
		out = append(out, institution.OfficeOf(r.At.Facility))
	}
	for _, c := range f.Custody.Spans {
		out = append(out, institution.Office(c.By))
	}
	for _, o := range f.Custody.Offers {
		out = append(out, institution.Office(o.To))
	}
	for _, who := range f.guardians() {
		out = append(out, institution.Office(who.Institution))
	}
	for _, r := range f.Records {
		out = append(out, r.Structure)
	}
	return slices.DeleteFunc(out, institution.OfficeID.IsZero)
}

// guardians are all who are or were guardians, or hold a guardian's powers.
func (f *filling) guardians() (out []guardian.Who) {
	for _, g := range f.Guardian.Spans {
		out = append(out, g.Who)
	}
	for _, h := range f.Guardian.Provisional {
		out = append(out, h.Who)
	}
	return out
}

// people are the guardians whom the directory names.
func (f *filling) people() (out []institution.PersonID) {
	for _, who := range f.guardians() {
		if !who.Person.IsZero() {
			out = append(out, who.Person)
		}
	}
	return out
}

// What a form says, in Italian.

func dayOf(at time.Time) day.Date { return day.FromTime(at) }

func date(d day.Date) string { return pages.Date(pages.Italian, d) }

// one is a field of one value; none if nothing is said.
func one(text string, note ...string) []paper.Value {
	if text = strings.TrimSpace(text); text == "" {
		return nil
	}
	return []paper.Value{{Text: text, Note: strings.Join(note, ", ")}}
}

// text is a field of what somebody wrote.
func text(t minor.Text) []paper.Value { return one(t.Reveal()) }

// joined puts what is said together.
func joined(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return strings.TrimSpace(s) == "" }), ", ")
}

func decree(d institution.Decree) string {
	if d == (institution.Decree{}) {
		return ""
	}
	return joined(d.Court, "n. "+d.Number, "del "+date(d.On))
}

func yes(b bool) string { return map[bool]string{true: "sì", false: "no"}[b] }

// span says from when to when.
func span(s day.Span) string {
	switch {
	case s.From.IsZero() && s.Until.IsZero():
		return ""
	case s.Until.IsZero():
		return "dal " + date(s.From)
	}
	return "dal " + date(s.From) + " al " + date(s.Until)
}

// office is what an office is called.
func (f *filling) office(o institution.OfficeID) string {
	if o.IsZero() {
		return ""
	}
	if n, ok := f.names[o]; ok {
		return n.String()
	}
	return "ufficio che l’elenco non nomina più"
}

// place is where a child is said to be.
func (f *filling) place(p facility.Place) string {
	if p.Facility.IsZero() {
		return p.Words
	}
	return f.office(institution.OfficeOf(p.Facility))
}

// town is a municipality with its province, by its code.
func (f *filling) town(istat string) string {
	m, err := f.places.Municipality(istat)
	if err != nil {
		return ""
	}
	return m.Name
}

func (f *filling) country(c minor.Country) string {
	if c == minor.Stateless {
		return "apolide"
	}
	found, err := f.places.Country(string(c))
	if err != nil {
		return string(c)
	}
	return found.Italian
}

// guardian is what a guardian is called.
func (f *filling) guardian(who guardian.Who) string {
	switch {
	case who.Name != nil:
		return joined(who.Name.Family.Reveal(), who.Name.Given.Reveal())
	case !who.Institution.IsZero():
		return f.office(institution.Office(who.Institution))
	}
	return f.called[who.Person].Reveal()
}

// contends gives the records that contend in a slot; none where nothing does.
func (f *filling) contends(slot string) []change.ID {
	for _, c := range f.Conflicts {
		if c.Slot == slot {
			return c.Records
		}
	}
	return nil
}

// claims are what is said of an attribute: the value shown, and where it is in
// conflict those that contend with it.
func (f *filling) claims(slot string, say func(any) string) []paper.Value {
	i := slices.IndexFunc(f.Identity.Attributes, func(a casefile.Attribute) bool { return a.Slot == slot })
	if i < 0 {
		return nil
	}
	a := f.Identity.Attributes[i]
	out := []paper.Value{{Text: say(a.Value)}}
	contend := f.contends(slot)
	for _, o := range a.Others {
		if said := say(o.Value); slices.Contains(contend, o.Record) && !slices.ContainsFunc(out, func(v paper.Value) bool { return v.Text == said }) {
			out = append(out, paper.Value{Text: said})
		}
	}
	return marked(out)
}

// marked marks what contends, where there is more than one; what says nothing is
// left out.
func marked(values []paper.Value) []paper.Value {
	values = slices.DeleteFunc(values, func(v paper.Value) bool { return strings.TrimSpace(v.Text) == "" })
	for i := range values {
		values[i].Held = len(values) > 1
	}
	return values
}

// sides are what the records say that contend in a slot.
func (f *filling) sides(slot string, say func(b change.Body, on day.Date) string) []paper.Value {
	i := slices.IndexFunc(f.Conflicts, func(c casefile.Conflict) bool { return c.Slot == slot })
	if i < 0 {
		return nil
	}
	var out []paper.Value
	for _, s := range casefile.Sides(f.Conflicts[i], f.Records) {
		out = append(out, paper.Value{Text: say(s.Body, s.On.Day()), Note: f.office(s.Structure)})
	}
	return marked(out)
}

// record gives a record of the casefile.
func (f *filling) record(id change.ID) (change.Placed, bool) {
	i := slices.IndexFunc(f.Records, func(p change.Placed) bool { return p.ID == id })
	if i < 0 {
		return change.Placed{}, false
	}
	return f.Records[i], true
}
