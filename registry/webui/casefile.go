package webui

import (
	"slices"

	"faro.example/registry/lookup"
	"faro.example/shared/access"
	"faro.example/shared/api"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/guardian"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/pages"
)

// opened is what the address of a casefile holds, sealed: whose, and why it was
// opened. Each time the page is asked for, the reason goes into the line.
type opened struct {
	Minor minor.ID   `json:"m,omitzero"`
	Code  minor.Code `json:"c,omitempty"`
	Why   string     `json:"w"`
	On    turn       `json:"q,omitzero"` // the queue from which it was opened
}

// address is where the casefile opens, in this session.
func (v *visit) address(of opened) (string, error) {
	h, err := v.seal.text("casefile", v.session(), of)
	return pathCasefile + h, err
}

// file is a casefile on a page.
type file struct {
	lookup.Casefile
	of    opened
	at    string // its address
	names names
	wards map[institution.PersonID]minor.Text // what guardians of the directory are called, and who had something struck out
	files map[minor.Digest]api.FileState      // of those that its records name, which have come
	v     *visit
}

// read opens the casefile of an address: the line first, with the reason.
func (v *visit) read(of opened) (*file, error) {
	who := v.because(of.Why)
	f := &file{of: of, v: v}
	v.turn = of.On
	var err error
	if of.Code != "" {
		f.Casefile, err = v.desk.Lookup.CasefileOf(v.ctx, who, of.Code)
	} else {
		f.Casefile, err = v.desk.Lookup.Casefile(v.ctx, who, of.Minor)
	}
	if fault.Is(err, fault.NotFound) {
		return nil, errNoMinor
	}
	if err != nil {
		return nil, err
	}
	f.of.Minor, f.of.Code = f.Minor, ""
	if f.at, err = v.address(f.of); err != nil {
		return nil, err
	}
	if f.files, err = v.desk.Files.Arrived(v.ctx, who, change.Enclosed(f.Records)); err != nil {
		return nil, err
	}
	return f, f.call()
}

// call finds what those are called whom the page names.
func (f *file) call() (err error) {
	if f.names, err = f.v.names(f.unknownTo(f.offices())...); err != nil {
		return err
	}
	var people []institution.PersonID
	for _, p := range f.Records {
		switch b := p.Body.(type) {
		case guardian.Appointed:
			people = append(people, b.Guardian.Person)
		case guardian.Ended:
			people = append(people, b.Guardian.Person)
		case guardian.Provisional:
			people = append(people, b.Holder.Person)
		case guardian.Accepted:
			people = append(people, b.Guardian.Person)
		case guardian.Declined:
			people = append(people, b.Guardian.Person)
		}
	}
	for _, s := range f.Struck {
		people = append(people, s.Asked, s.By)
	}
	if len(people) > 0 {
		f.wards, err = f.v.desk.Directory.Called(f.v.ctx, f.v.who, people...)
	}
	return err
}

var errNoMinor = &fault.Error{Kind: fault.NotFound, Detail: "there is no such child, or not one of yours",
	Remedy: "check the code; outside your territory a casefile opens only by breaking the glass"}

// offices are those that the page calls by their names.
func (f *file) offices() (out []institution.OfficeID) {
	for _, s := range slices.Concat(f.Presence.Stays, f.Presence.Asked) {
		out = append(out, institution.OfficeOf(s.At.Facility), institution.OfficeOf(s.From.Facility))
	}
	for _, c := range f.Custody.Spans {
		out = append(out, institution.Office(c.By))
	}
	for _, n := range f.Notices {
		out = append(out, officeOf(institution.ID(n.To)))
	}
	for _, p := range f.Records {
		out = append(out, p.Structure)
		out = append(out, officesIn(p.Body)...)
	}
	for _, g := range f.Glasses {
		out = append(out, g.Office)
	}
	return out
}

// openedOf reads the address of the page.
func (v *visit) openedOf() (of opened, err error) {
	err = v.seal.open("casefile", v.session(), v.c.Param("handle"), &of)
	return of, err
}

// fileBody is what the page of a casefile shows.
type fileBody struct {
	Name       string
	Code       string
	Photo      *photo
	Who        []pages.Item
	Now        []pages.Item
	Steps      []step
	Conflicts  []pages.Link
	Procedures []pages.Item
	Notices    []pages.Item
	Deadlines  []pages.Item
	Axis       pages.Axis
	On         string // the day asked about
	OnDay      []pages.Item
	At         string
	OnError    string
	Actions    []actions
	Moments    []pages.Moment
	Glasses    []pages.Moment
	Sections   string
	Papers     []pages.Link
}

// casefile shows a casefile: what to do next first.
func (v *visit) casefile() error {
	of, err := v.openedOf()
	if err != nil {
		return err
	}
	f, err := v.read(of)
	if err != nil {
		return err
	}
	if v.traces() {
		return f.toTracing()
	}
	body := fileBody{
		Name: f.called(), Code: f.Identity.Code.Display(), Photo: f.photograph(), Who: f.who(), Now: f.now(), Steps: f.steps(), Procedures: f.procedures(), Notices: f.told(), Deadlines: f.deadlines(), Axis: f.axis(), At: f.at, Actions: f.actions(),
		Moments: f.moments(), Glasses: f.glasses(), Sections: f.sections(), Papers: f.papers(),
	}
	for _, c := range f.Conflicts {
		body.Conflicts = append(body.Conflicts, pages.Link{Text: v.say("conflict.open", v.slot(c.Slot)), Href: f.at + "/conflict/" + c.Slot})
	}
	attempts, err := f.attempts()
	if err != nil {
		return err
	}
	body.Who = append(body.Who, attempts...)
	f.onDay(&body)
	return v.show("casefile", "casefile.title", body, f.warnings()...)
}

// warnings stand above everything.
func (f *file) warnings() (out []pages.Notice) {
	out = f.restricted()
	if !slices.Contains(f.Ties, access.UnderGlass) || access.Allow(f.v.who, access.OpenCasefile, without(f.Ties, access.UnderGlass)...) == nil {
		return out
	}
	return append(out, pages.Notice{Tone: pages.Warning, Text: f.v.say("casefile.glass")})
}

func without(ties []access.Relation, r access.Relation) []access.Relation {
	return slices.DeleteFunc(slices.Clone(ties), func(t access.Relation) bool { return t == r })
}

// who says who the child is.
func (f *file) who() []pages.Item {
	v, i := f.v, f.Identity
	var out []pages.Item
	add := func(term string, values ...pages.Cell) {
		if values = slices.DeleteFunc(values, func(c pages.Cell) bool { return c.Text == "" }); len(values) > 0 {
			out = append(out, pages.Item{Term: v.say(term), Values: values})
		}
	}
	add("who.code", pages.Cell{Text: i.Code.Display()})
	for _, a := range inOrder(i.Attributes) {
		cell := v.value(a.Value)
		if a.Held {
			cell.Note = v.say("who.held")
		}
		values := append([]pages.Cell{cell}, f.disputed(a)...)
		for _, o := range a.Others {
			other := v.value(o.Value)
			other.Note = v.say("who.other")
			values = append(values, other)
		}
		add("attr."+a.Slot, values...)
	}
	var aliases []pages.Cell
	for _, a := range i.Aliases {
		aliases = append(aliases, pages.Cell{Text: v.nameOf(a.Name), Own: true})
	}
	add("who.alias", aliases...)
	for _, d := range i.Documents {
		said := pages.Cell{Text: v.word("document", d.Type) + " " + d.Number.Reveal(), Own: true, Note: v.country(d.Country)}
		add("who.document", append([]pages.Cell{said}, f.scans(d.Files)...)...)
	}
	for _, x := range i.Identifiers {
		add("who.identifier", pages.Cell{Text: x.Value.Reveal(), Own: true, Note: v.word("scheme", string(x.Scheme))})
	}
	if len(out) == 0 {
		add("who.nobody", pages.Cell{Text: v.say("who.nothing")})
	}
	return out
}

// called is the name shown, or that there is none.
func (f *file) called() string {
	if n, ok := f.Identity.Name(); ok {
		return f.v.nameOf(n)
	}
	return f.v.say("who.nameless")
}

// inOrder gives attributes as people ask for them: the name first.
func inOrder(attributes []casefile.Attribute) []casefile.Attribute {
	order := []string{minor.AttrName, minor.AttrBirth, minor.AttrAge, minor.AttrSex, minor.AttrCitizenship}
	at := func(a casefile.Attribute) int {
		if i := slices.Index(order, a.Slot); i >= 0 {
			return i
		}
		return len(order)
	}
	out := slices.Clone(attributes)
	slices.SortStableFunc(out, func(a, b casefile.Attribute) int { return at(a) - at(b) })
	return out
}

// now says where the child is and who answers.
func (f *file) now() []pages.Item {
	v := f.v
	var out []pages.Item
	if s, ok := f.Presence.Now(); ok {
		where := f.names.place(v, s.At)
		state := v.state(s.State)
		state.Note = v.say("since", pages.Date(v.l, s.Span.From))
		out = append(out, pages.Item{Term: v.say("now.where"), Values: []pages.Cell{state, where}})
	} else if x := f.Presence.Exit; x != nil {
		out = append(out, pages.Item{Term: v.say("now.where"), Values: []pages.Cell{{Text: v.word("exit", string(x.Reason)), Note: pages.Date(v.l, x.On)}}})
	} else if slices.Contains(f.Sections, change.Presence) {
		out = append(out, pages.Item{Term: v.say("now.where"), Values: []pages.Cell{{Text: v.say("place.unknown")}}})
	}
	if slices.Contains(f.Sections, change.Custody) {
		out = append(out, pages.Item{Term: v.say("now.custody"), Values: f.charges(v.today())})
	}
	var guardians []pages.Cell
	for _, g := range f.Guardian.On(v.today()) {
		guardians = append(guardians, pages.Cell{Text: f.guardian(g.Who), Own: true, Note: v.say("since", pages.Date(v.l, g.Span.From))})
		if said := f.answered(g.Who); said != "" {
			guardians = append(guardians, pages.Cell{Text: said})
		}
	}
	if len(guardians) > 0 {
		out = append(out, pages.Item{Term: v.say("now.guardian"), Values: guardians})
	}
	return append(out, f.wardNow()...)
}

// charges are those who answer on a day.
func (f *file) charges(on day.Date) []pages.Cell {
	v := f.v
	var out []pages.Cell
	for _, c := range f.Custody.On(on) {
		cell := pages.Cell{Text: firstOf(f.names.of(institution.Office(c.By)), v.say("office.unknown")), Own: true,
			Note: v.say("since", pages.Date(v.l, c.Span.From))}
		switch {
		case c.Released:
			cell.Note = v.say("custody.released", pages.Date(v.l, c.Span.From))
		case !c.Lead:
			cell.Note = v.say("custody.contended", pages.Date(v.l, c.Span.From))
		}
		out = append(out, cell)
	}
	if len(out) == 0 {
		return []pages.Cell{{Text: v.say("custody.nobody"), Tone: pages.Warning}}
	}
	return out
}

// onDay answers, on the same page, where the child was and who answered on a day.
func (f *file) onDay(body *fileBody) {
	v := f.v
	body.On = v.c.Query("on")
	if body.On == "" {
		return
	}
	on, err := parseDay(body.On)
	if err != nil {
		body.OnError = v.say("day.bad")
		return
	}
	if slices.Contains(f.Sections, change.Presence) {
		where := pages.Cell{Text: v.say("place.unknown")}
		if s, ok := f.Presence.On(on); ok {
			where = f.names.place(v, s.At)
			where.Note = v.say("state." + string(s.State))
		}
		body.OnDay = append(body.OnDay, pages.Item{Term: v.say("on.where", pages.Date(v.l, on)), Values: []pages.Cell{where}})
	}
	if slices.Contains(f.Sections, change.Custody) {
		body.OnDay = append(body.OnDay, pages.Item{Term: v.say("on.custody", pages.Date(v.l, on)), Values: f.charges(on)})
	}
}

// sections says what of the casefile the reader sees.
func (f *file) sections() string {
	text := ""
	for i, s := range f.Sections {
		if i > 0 {
			text += ", "
		}
		text += f.v.word("section", string(s))
	}
	return f.v.say("casefile.sections", text)
}

// axis draws placements, custody and movements over the same days.
func (f *file) axis() pages.Axis {
	v := f.v
	a := pages.Axis{Title: v.say("axis.title"), Until: v.today()}
	tones := map[casefile.State]pages.Tone{casefile.Present: pages.Good, casefile.InTransit: pages.Warning, casefile.Missing: pages.Bad, casefile.Unplaced: pages.Warning}
	where := pages.Lane{Label: v.say("axis.where")}
	for _, s := range f.Presence.Stays {
		text := f.names.place(v, s.At).Text
		if s.State != casefile.Present {
			text = v.say("state."+string(s.State)) + ": " + text
		}
		where.Spans = append(where.Spans, pages.Stretch{Span: s.Span, Text: text, Tone: tones[s.State]})
	}
	custody := pages.Lane{Label: v.say("axis.custody")}
	for _, c := range f.Custody.Spans {
		tone := pages.Neutral
		if c.Released || !c.Lead {
			tone = pages.Warning
		}
		custody.Spans = append(custody.Spans, pages.Stretch{Span: c.Span, Text: firstOf(f.names.of(institution.Office(c.By)), v.say("office.unknown")), Tone: tone})
	}
	moved := pages.Lane{Label: v.say("axis.moved")}
	for i := range f.Records {
		p := &f.Records[i]
		if tone, ok := movements()[p.Kind]; ok && !f.gone(p) {
			moved.Points = append(moved.Points, pages.Point{On: p.On.Day(), Text: v.say("kind." + p.Kind), Tone: tone})
		}
	}
	for _, l := range []pages.Lane{where, custody, moved} {
		if len(l.Spans)+len(l.Points) > 0 {
			a.Lanes = append(a.Lanes, l)
		}
	}
	return a
}

// movements are the kinds that are points on the axis.
func movements() map[string]pages.Tone {
	return map[string]pages.Tone{
		"minor.found": pages.Neutral, "transfer.departed": pages.Neutral, "transfer.arrived": pages.Good, "transfer.refused": pages.Warning,
		"transfer.withdrawn": pages.Warning, "absence.reported": pages.Bad, "absence.ended": pages.Good, "exit.recorded": pages.Neutral,
	}
}

// gone reports whether a record was taken back.
func (f *file) gone(p *change.Placed) bool {
	return slices.ContainsFunc(f.Records, func(r change.Placed) bool {
		b, ok := r.Body.(change.Retracted)
		return ok && b.Record == p.ID && (r.Structure == p.Structure || r.Standing.Entitled) && !f.gone(&r)
	})
}
