package webui

import (
	"slices"
	"strconv"

	"faro.example/registry/lookup"
	"faro.example/shared/access"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/deadline"
	"faro.example/shared/fault"
	"faro.example/shared/guardian"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/pages"
)

// guards reports whether the reader is a guardian.
func (v *visit) guards() bool {
	return v.who.Role == access.Guardian && access.Allow(v.who, access.OpenCasefile, access.Ward) == nil
}

// wardsBody are a guardian's wards: what is due of all of them first, and what
// was asked.
type wardsBody struct {
	Lead, None  string
	Soon, Asked *pages.Table
	Wards       []ward
}

// datesAtHome is how many dates to come stand above the wards, besides those that
// have passed. Arbitrary: a glance.
const datesAtHome = 5

// ward is one of them, with what a guardian needs at once.
type ward struct {
	ID, Name, Code string
	Items, Dates   []pages.Item
	Notes          []pages.Moment
	Links          []pages.Link
}

// wards shows a guardian the own wards: where each is and whom to call, the next
// dates, and what was noted, asked and answered. Each casefile is opened for it,
// with a line of its own.
func (v *visit) wards() error {
	lists, err := v.desk.Lookup.Lists(v.ctx, v.because("wards"), []lookup.Which{lookup.Everybody}, lookup.Key{}, lookup.MaxFound)
	if err != nil {
		return err
	}
	body := wardsBody{Lead: v.say("wards.lead")}
	var files []*file
	for i, m := range lists[0].Listed {
		f, err := v.read(opened{Minor: m.Minor, Why: "care"})
		if fault.Is(err, fault.NotFound) {
			continue // the wardship ended meanwhile
		}
		if err != nil {
			return err
		}
		one := f.ward("ward-" + strconv.Itoa(i+1))
		call, err := f.toCall()
		if err != nil {
			return err
		}
		one.Items = append(one.Items, call...)
		body.Wards, files = append(body.Wards, one), append(files, f)
	}
	if len(body.Wards) == 0 {
		body.Lead, body.None = "", v.say("wards.nobody")
	}
	body.Soon, body.Asked = v.soon(files), v.questions(files)
	return v.show("wards", "wards.title", body)
}

// ward draws one of the reader's wards.
func (f *file) ward(id string) ward {
	out := ward{ID: id, Name: f.called(), Code: f.Identity.Code.Display(), Items: append(f.now(), f.tracingItems()...), Dates: f.dateItems(), Notes: f.noted()}
	for _, form := range []string{"guardian-accepted", "guardian-declined", "guardian-noted"} {
		if link := f.may(form); link != nil {
			out.Links = append(out.Links, *link)
		}
	}
	out.Links = append(out.Links, pages.Link{Text: f.v.say("wards.open"), Href: f.at}, pages.Link{Text: f.v.say("looks.link"), Href: f.at + "/looks"})
	return out
}

// date is a day to come, and what it is of.
type date struct {
	on   day.Date
	what string
}

// ofOffices are duties that ask nothing of a child or its guardian: what offices
// enter, certify and delete.
var ofOffices = []string{"D5", "D12", "D13"}

// dates are the days to come that a guardian has to know of, and those that have
// passed without what was due, in their order.
func (f *file) dates() []date {
	v, today := f.v, f.v.today()
	var all []date
	if b, ok := f.Identity.Birth(); ok {
		all = append(all, date{minor.OfAge(b.Date), v.say("wards.majority")})
		for _, p := range f.PermitsOn(today) {
			all = append(all, date{p.Until, v.say("wards.permit")})
		}
	}
	for _, d := range deadline.Due(&f.File, today, f.names.typeOf) {
		if d.State.Open() && !slices.Contains(ofOffices, d.Code) {
			all = append(all, date{d.Due, v.duty(d.Code)})
		}
	}
	all = slices.DeleteFunc(all, func(d date) bool { return d.on.IsZero() })
	slices.SortStableFunc(all, func(a, b date) int { return a.on.Compare(b.on) })
	return all
}

// dateItems are the dates of a ward.
func (f *file) dateItems() (out []pages.Item) {
	for _, d := range f.dates() {
		out = append(out, pages.Item{Term: pages.Date(f.v.l, d.on), Values: []pages.Cell{{Text: d.what, Note: f.v.untilIn(lookup.Waiting{Until: d.on}).Note}}})
	}
	return out
}

// soon are the next dates of all wards in one table; nil where there is one ward at
// most, whose dates stand with it.
func (v *visit) soon(wards []*file) *pages.Table {
	if len(wards) < 2 {
		return nil
	}
	type row struct {
		date
		of *file
	}
	var all []row
	for _, f := range wards {
		for _, d := range f.dates() {
			all = append(all, row{d, f})
		}
	}
	slices.SortStableFunc(all, func(a, b row) int { return a.on.Compare(b.on) })
	t := &pages.Table{Caption: v.say("wards.dates"), Empty: v.say("wards.none"), Head: []pages.Cell{{Text: v.say("queue.until")}, {Text: v.say("col.child")}, {Text: v.say("queue.detail")}}}
	ahead := 0
	for _, r := range all {
		if !r.on.Before(v.today()) {
			ahead++
		}
		if ahead > datesAtHome {
			break
		}
		t.Rows = append(t.Rows, []pages.Cell{v.untilIn(lookup.Waiting{Until: r.on}), {Text: r.of.called(), Own: true, Href: r.of.at}, {Text: r.what}})
	}
	return t
}

// questions are what was asked of the social services about the wards, the newest
// first, with the answer or since when there is none; nil if nothing was.
func (v *visit) questions(wards []*file) *pages.Table {
	t := &pages.Table{Caption: v.say("wards.asked"), Head: []pages.Cell{{Text: v.say("wards.asked.on")}, {Text: v.say("col.child")}, {Text: v.say("wards.question")}, {Text: v.say("wards.answer")}}}
	type row struct {
		on    day.Date
		cells []pages.Cell
	}
	var all []row
	for _, f := range wards {
		for _, q := range f.Guardian.Notes {
			if !q.Question {
				continue
			}
			answer := pages.Cell{Text: v.say("moment.unanswered"), Note: v.waited(q.On.Day()), Tone: pages.Warning}
			for _, a := range f.Guardian.Notes {
				if change.ID(a.Answers) == q.Record {
					answer = pages.Cell{Text: a.Text.Reveal(), Own: true, Note: pages.Date(v.l, a.On.Day())}
				}
			}
			all = append(all, row{q.On.Day(), []pages.Cell{{Text: pages.Date(v.l, q.On.Day())}, {Text: f.called(), Own: true, Href: f.at}, {Text: q.Text.Reveal(), Own: true}, answer}})
		}
	}
	slices.SortStableFunc(all, func(a, b row) int { return b.on.Compare(a.on) })
	for _, r := range all {
		t.Rows = append(t.Rows, r.cells)
	}
	if len(t.Rows) == 0 {
		return nil
	}
	return t
}

// noted are the notes, questions and answers, the newest first.
func (f *file) noted() []pages.Moment {
	all := f.moments()
	var out []pages.Moment
	for i, p := range f.inOrder() {
		if p.Kind == (guardian.Noted{}).Kind() {
			out = append(out, all[i])
		}
	}
	return out
}

// title is what a record is called.
func (f *file) title(p *change.Placed) string {
	if b, ok := p.Body.(guardian.Noted); ok {
		switch {
		case b.Question:
			return f.v.say("moment.question")
		case !b.Answers.IsZero():
			return f.v.say("moment.answer")
		}
	}
	return f.v.kind(p.Kind)
}

// byGuardian names the guardian of the directory who wrote a record; "" if none did.
func (f *file) byGuardian(p *change.Placed) string {
	if name := f.wards[p.Author]; name != "" {
		return f.v.say("moment.guardian", name.Reveal())
	}
	return ""
}

// unanswered are the questions of guardians that nobody has answered.
func (f *file) unanswered() []casefile.Note {
	return slices.DeleteFunc(slices.Clone(f.Guardian.Notes), func(q casefile.Note) bool {
		return !q.Question || slices.ContainsFunc(f.Guardian.Notes, func(a casefile.Note) bool { return change.ID(a.Answers) == q.Record })
	})
}

// toAnswer leads to the form that answers a question, for who may.
func (f *file) toAnswer(id change.ID) (pages.Link, bool) {
	asked := slices.ContainsFunc(f.unanswered(), func(n casefile.Note) bool { return n.Record == id })
	if !asked || f.v.guards() || !access.MayWrite(f.v.who.Role, guardian.Noted{}.Kind(), change.Guardian, f.Ties...) {
		return pages.Link{}, false
	}
	return pages.Link{Text: f.v.say("form.guardian-answer"), Href: f.at + "/form/guardian-answer?record=" + id.String()}, true
}

// notedLines are what a note says, and an answer to which question.
func (f *file) notedLines(b guardian.Noted) []pages.Cell {
	out := own(b.Text.Reveal())
	for _, q := range f.Guardian.Notes {
		if !b.Answers.IsZero() && q.Record == change.ID(b.Answers) {
			out = append(out, own(f.v.say("moment.answers", q.Text.Reveal()))...)
		}
	}
	return out
}

// wardSteps are the questions to be answered, and the appointment of which
// nobody has said whether it is taken up.
func (f *file) wardSteps() []step {
	v := f.v
	var out []step
	for _, q := range f.unanswered() {
		s := step{What: v.say("step.answer"), Who: f.answerers(), When: v.say("step.asked", pages.Date(v.l, q.On.Day()))}
		if link, ok := f.toAnswer(q.Record); ok {
			s.Link = &link
		}
		out = append(out, s)
	}
	for _, g := range f.guardians() {
		if f.answered(g.Who) == "" {
			out = append(out, step{What: v.say("step.taken-up"), Who: firstOf(f.guardian(g.Who), v.say("step.guardian")),
				When: v.say("step.appointed", pages.Date(v.l, g.Span.From)), Link: f.may("guardian-accepted")})
		}
	}
	return out
}

// answerers are the social services that answer.
func (f *file) answerers() string {
	for _, c := range f.Custody.On(f.v.today()) {
		if name := f.names.of(institution.Office(c.By)); name != "" {
			return name
		}
	}
	return f.v.say("step.services")
}
