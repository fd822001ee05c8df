package localui

import (
	"net/http"
	"slices"
	"time"

	"faro.example/agent/localdb"
	"faro.example/agent/replica"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/guardian"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/notice"
	"faro.example/shared/pages"
)

// casefileBody is what is known of one child here.
type casefileBody struct {
	Code      string
	Name      string
	Actions   []pages.Link // what can have happened to the child
	More      []pages.Link // what can be known better
	Casework  []pages.Link // what can be asked for, begun and noted
	Photo     *photo
	Who       []pages.Item
	Where     []pages.Item
	Runs      []pages.Item // how permits, protection and measures stand
	Answers   []pages.Item // who answers for the child, and who belongs to it
	Tracings  []pages.Item // of the family
	Conflicts []torn
	Moments   []pages.Moment
}

// casefile shows one child.
func (v *visit) casefile() error {
	m, h, history, err := v.held()
	if err != nil {
		return err
	}
	if v.mission() {
		return v.toTracing(&h)
	}
	if err := v.look("casefile", []minor.ID{m}); err != nil {
		return err
	}
	f := &h.File
	kin, err := v.kin(f)
	if err != nil {
		return err
	}
	p := v.page("casefile")
	body := casefileBody{
		Code: v.codeText(f.Identity.Code), Name: v.childName(f), Actions: v.actions(f), More: v.more(f), Who: v.whoItems(f, history), Where: v.whereItems(f),
		Answers: v.answersItems(f, kin), Runs: append(v.kit.Assessment(v.lang, f, history), v.kit.Procedures(v.lang, f.Procedures, v.country)...),
		Moments: v.moments(history),
	}
	if body.Photo, err = v.photograph(f); err != nil {
		return err
	}
	refused, err := v.refusedItems(m)
	if err != nil {
		return err
	}
	body.Who = append(body.Who, refused...)
	if h.InScope || f.Identity.RegisteredBy == v.op.Office {
		body.Casework = v.caseworkLinks(f)
		body.Tracings = v.tracingItems(f)
		body.Actions = append(body.Actions, pages.Link{Text: v.say("social.title"), Href: socialAt(f.Minor)})
	}
	for _, c := range f.Conflicts {
		body.Conflicts = append(body.Conflicts, v.torn(&h, c, history))
	}
	p.Notices = append(p.Notices, v.restricted(f)...)
	if !h.InScope {
		p.Notices = append(p.Notices, pages.Notice{Tone: pages.Neutral, Text: v.say("casefile.own")})
	}
	if h.Checking {
		p.Notices = append(p.Notices, pages.Notice{Tone: pages.Neutral, Text: v.say("casefile.checking")})
	}
	others, err := v.alike(&h)
	if err != nil {
		return err
	}
	if others > 0 {
		p.Notices = append(p.Notices, pages.Notice{Tone: pages.Warning, Text: v.say("casefile.twice", others), Links: []pages.Link{{Text: v.say("do.sides"), Href: "/attention#twice"}}})
	}
	if h.Shown != nil {
		p.Notices = append(p.Notices, pages.Notice{Tone: pages.Warning, Text: v.say("casefile.rules")})
	}
	if h.Unsent > 0 {
		p.Notices = append(p.Notices, pages.Notice{Tone: pages.Neutral, Text: v.say("casefile.unsent", h.Unsent)})
	}
	p.Body = body
	return v.show(http.StatusOK, p)
}

// alike counts the casefiles that may be of the same child, of those that the
// operator may open.
func (v *visit) alike(h *replica.Held) (n int, err error) {
	return n, v.view(func(q localdb.Querier) error {
		for _, c := range h.Candidates {
			_, err := v.child(q, c.Minor)
			if fault.Is(err, fault.NotFound) {
				continue
			}
			if err != nil {
				return err
			}
			n++
		}
		return nil
	})
}

// actions are what can be recorded of the child next, by where it is now.
func (v *visit) actions(f *casefile.File) (out []pages.Link) {
	add := func(pages_ ...string) {
		for _, page := range pages_ {
			out = append(out, pages.Link{Text: v.say("do." + page), Href: "/new/" + page + "?child=" + f.Minor.String()})
		}
	}
	stay, open := f.Presence.Now()
	switch {
	case open && stay.State == casefile.Present && v.atStructure(stay.At):
		add("departed", "absent", "bed")
	case open && stay.State == casefile.InTransit && v.atStructure(stay.At):
		add("arrived", "refused")
	case open && stay.State == casefile.InTransit && v.atStructure(stay.From):
		add("withdrawn")
	case open && stay.State == casefile.Missing && v.atStructure(stay.At):
		add("found")
	default:
		add("arrived")
	}
	if slices.ContainsFunc(f.Presence.Halves, func(l casefile.LoneHalf) bool { return !l.From.IsZero() && v.atStructure(l.From) }) && !(open && v.atStructure(stay.At)) {
		add("departed")
	}
	if open && (v.atStructure(stay.At) || v.atStructure(stay.From)) {
		add("exit")
	}
	return out
}

// more are the forms that say better who the child is.
func (v *visit) more(f *casefile.File) (out []pages.Link) {
	for _, page := range []string{"identity", "document", "photograph", "alias", "identifier", "relative", "notice", "dispute", pageAskRight} {
		out = append(out, pages.Link{Text: v.say("do." + page), Href: "/new/" + page + "?child=" + f.Minor.String()})
	}
	return append(out, pages.Link{Text: v.say("do.told"), Href: toldAt(notice.About, string(v.lang))})
}

// guardianName is who a guardian is, as far as it is known here.
func (v *visit) guardianName(w guardian.Who) string {
	switch {
	case w.Name != nil:
		return v.wholeName(*w.Name)
	case v.names.people[w.Person] != "":
		return v.names.people[w.Person]
	case v.names.office(institution.Office(w.Institution)) != "":
		return v.names.office(institution.Office(w.Institution))
	}
	return v.say("guardian.other")
}

// attributeOrder is that in which people ask who a child is.
var attributeOrder = []string{minor.AttrName, minor.AttrSex, minor.AttrBirth, minor.AttrBirthPlace, minor.AttrCitizenship, minor.AttrLanguages,
	minor.AttrMother, minor.AttrFather}

// whoItems are who the child is said to be, each value with its source.
func (v *visit) whoItems(f *casefile.File, history []change.Placed) (out []pages.Item) {
	item := func(term string, cells ...pages.Cell) {
		out = append(out, pages.Item{Term: v.say(term), Values: cells})
	}
	if f.Identity.Tag != "" {
		item("field.tag", pages.Cell{Text: f.Identity.Tag.Reveal(), Own: true})
	}
	attributes := slices.Clone(f.Identity.Attributes)
	slices.SortStableFunc(attributes, func(a, b casefile.Attribute) int {
		return slices.Index(attributeOrder, a.Slot) - slices.Index(attributeOrder, b.Slot)
	})
	for _, a := range attributes {
		cells := []pages.Cell{v.valueCell(a.Value, v.sourceOf(a.Record, history))}
		for _, o := range a.Others {
			c := v.valueCell(o.Value, v.sourceOf(o.Record, history))
			c.Note = v.say("claim.also", c.Note)
			cells = append(cells, c)
		}
		item("attr."+a.Slot, cells...)
	}
	for _, a := range f.Identity.Aliases {
		item("attr.alias", pages.Cell{Text: v.wholeName(a.Name), Own: true})
	}
	for _, i := range f.Identity.Identifiers {
		item("scheme."+string(i.Scheme), pages.Cell{Text: i.Value.Reveal(), Own: true})
	}
	for _, d := range f.Identity.Documents {
		item("attr.document", append([]pages.Cell{v.documentCell(d.DocumentAdded)}, v.scanCells(f.Minor, d, history)...)...)
	}
	if cells := v.noticeCells(f); cells != nil {
		item("attr.notices", cells...)
	}
	for _, d := range f.Identity.Disputes {
		item("attr.dispute", pages.Cell{Text: d.Says.Reveal(), Own: true, Note: v.say("about." + d.About)})
	}
	return out
}

// answersItems are who answers for the child and who belongs to it.
func (v *visit) answersItems(f *casefile.File, all []replica.Held) (out []pages.Item) {
	var services, guardians []pages.Cell
	for _, c := range f.Custody.Spans {
		if !c.Span.Open() {
			continue
		}
		name := v.names.office(institution.Office(c.By))
		if name == "" {
			name = v.say("service.other")
		}
		cell := pages.Cell{Text: name, Note: v.say("since", pages.Date(v.lang, c.Span.From))}
		if c.Released {
			cell.Note = v.say("custody.released")
		}
		services = append(services, cell)
	}
	for _, g := range f.Guardian.Spans {
		if g.Span.Open() {
			guardians = append(guardians, pages.Cell{Text: v.guardianName(g.Who), Own: true, Note: v.say("since", pages.Date(v.lang, g.Span.From))})
		}
	}
	for _, i := range []pages.Item{{Term: v.say("attr.custody"), Values: services}, {Term: v.say("attr.guardian"), Values: guardians}, {Term: v.say("attr.relatives"), Values: v.kinCells(f, all)}} {
		if i.Values == nil {
			i.Values = []pages.Cell{{Text: v.say("nobody.yet")}}
		}
		out = append(out, i)
	}
	return out
}

// sourceOf is upon what a value rests.
func (v *visit) sourceOf(rec change.ID, history []change.Placed) string {
	i := slices.IndexFunc(history, func(e change.Placed) bool { return e.ID == rec })
	if i < 0 {
		return ""
	}
	if s, ok := history[i].Body.(minor.IdentityStated); ok {
		return v.say("claim.source", v.say("source."+string(s.Source)), v.from(&history[i]))
	}
	return v.from(&history[i])
}

// valueCell is a value of an attribute as it is read.
func (v *visit) valueCell(value any, note string) pages.Cell {
	c := pages.Cell{Note: note}
	switch x := value.(type) {
	case minor.Name:
		c.Text, c.Own = v.wholeName(x), true
	case minor.Sex:
		c.Text = v.say("sex." + string(x))
	case minor.Birth:
		c.Text = v.birthText(x)
	case minor.BirthPlace:
		c.Text, c.Own = x.Town.Reveal(), true
		if x.Country != "" {
			c.Text += " " + v.country(x.Country)
		}
	case minor.Country:
		c.Text = v.country(x)
	case []string:
		c.Text = v.languages(x)
	default:
		c.Text = v.say("value.newer")
	}
	return c
}

// birthText says how exactly a birth date is known, and where it comes from.
func (v *visit) birthText(b minor.Birth) string {
	text := pages.Date(v.lang, b.Date)
	switch b.Precision {
	case minor.ToMonth:
		text = pages.Month(v.lang, b.Date)
	case minor.ToYear:
		text = b.Date.UTC().Format("2006")
	}
	age := b.Date.Age(day.FromTime(v.Now()))
	return v.say("birth.text", text, v.say("provenance."+string(b.Provenance)), max(age, 0))
}

func (v *visit) documentCell(d minor.DocumentAdded) pages.Cell {
	c := pages.Cell{Text: v.documentType(d.Type) + " " + d.Number.Reveal(), Own: true}
	if !d.Expires.IsZero() {
		c.Note = v.say("document.until", pages.Date(v.lang, d.Expires))
	}
	return c
}

// documentType is the word for a type; other installations may name others.
func (v *visit) documentType(t string) string {
	if word := "type." + t; v.kit.Knows(word) {
		return v.say(word)
	}
	return t
}

// whereCell is where the child is now.
func (v *visit) whereCell(f *casefile.File) pages.Cell {
	stay, ok := f.Presence.Now()
	if !ok {
		if f.Presence.Exit != nil {
			return pages.Cell{Text: v.say("state.exit", v.say("exit."+string(f.Presence.Exit.Reason)))}
		}
		return pages.Cell{Text: v.say("place.unknown")}
	}
	since := v.kit.NearDay(v.lang, stay.Span.From, day.FromTime(v.Now()))
	return pages.Cell{Text: v.say("state."+string(stay.State), v.placeText(stay.At), since), Own: true}
}

// whereItems are where the child was and is.
func (v *visit) whereItems(f *casefile.File) (out []pages.Item) {
	out = append(out, pages.Item{Term: v.say("casefile.now"), Values: []pages.Cell{v.whereCell(f)}})
	if f.Presence.Found != nil {
		out = append(out, pages.Item{Term: v.say("attr.found"), Values: []pages.Cell{
			{Text: v.say("mode." + string(f.Presence.Found.Mode)), Note: f.Presence.Found.Place},
		}})
	}
	stays := pages.Item{Term: v.say("attr.stays")}
	for _, s := range slices.Backward(f.Presence.Stays) {
		until := v.say("stay.open")
		if !s.Span.Open() {
			until = pages.Date(v.lang, s.Span.Until)
		}
		stays.Values = append(stays.Values, pages.Cell{Text: v.say("stay.span", v.say("stay."+string(s.State)), v.placeText(s.At)), Own: true,
			Note: v.say("stay.days", pages.Date(v.lang, s.Span.From), until)})
	}
	if len(stays.Values) > 0 {
		out = append(out, stays)
	}
	return out
}

// moments are the records of the child, the latest first.
func (v *visit) moments(history []change.Placed) (out []pages.Moment) {
	back := map[change.ID]bool{}
	for _, e := range history {
		if r, ok := e.Body.(change.Retracted); ok {
			back[r.Record] = true
		}
	}
	for _, e := range slices.Backward(history) {
		m := pages.Moment{ID: e.ID.String(), When: v.kit.When(v.lang, e.On), Title: v.title(&e.Record), Lines: v.lines(&e.Record), From: v.written(&e), Gone: back[e.ID]}
		switch {
		case e.Position == 0:
			m.State, m.Tone = v.say("record.unsent"), pages.Warning
		case back[e.ID]:
			m.State, m.Tone = v.say("record.back"), pages.Neutral
		}
		if _, retraction := e.Body.(change.Retracted); e.Structure == v.op.Office && !back[e.ID] && !retraction {
			m.Links = []pages.Link{{Text: v.say("do.undo"), Href: "/new/undo?record=" + e.ID.String()}}
		}
		out = append(out, m)
	}
	return out
}

// from is whose word a record is.
func (v *visit) from(e *change.Placed) string {
	if name := v.names.office(e.Structure); name != "" {
		return name
	}
	return v.say("office.other")
}

// written is whose word a record is, who wrote it and when.
func (v *visit) written(e *change.Placed) string {
	at := v.kit.Near(v.lang, e.Made.At.Add(-time.Duration(e.Made.Skew)*time.Second), v.Now())
	who := v.names.people[e.Author]
	if who == "" || e.Structure != v.op.Office {
		return v.say("record.written", v.from(e), at)
	}
	if e.StandIn != "" {
		who = v.say("record.standin", e.StandIn.Reveal(), who)
	}
	return v.say("record.by", v.from(e), who, at)
}
