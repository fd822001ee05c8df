package localui

import (
	"database/sql"
	"slices"
	"strconv"

	"faro.example/agent/arrival"
	"faro.example/agent/draft"
	"faro.example/agent/localdb"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/notice"
	"faro.example/shared/pages"
	"faro.example/shared/tracing"
)

// Who fills in a form.
func anybody(*visit) bool     { return true }
func atMission(v *visit) bool { return v.mission() }
func forMinors(v *visit) bool { return !v.mission() } // who houses the child, or answers for it
func (v *visit) fills(k kind) bool {
	if k.who == nil {
		return forMinors(v)
	}
	return k.who(v)
}

// stepKind makes the form of one step of a tracing, about the tracing that its
// address names.
func stepKind(page string, who func(*visit) bool, step func(*casefile.Tracing, casefile.Clock) bool, groups func(*traceForm) []pages.Group, says func(*traceForm) change.Body) kind {
	open := func(v *visit, q localdb.Querier, f *draft.Form) error {
		f.Fields.Set("tracing", v.r.URL.Query().Get("tracing"))
		if _, _, err := v.traced(q, f.About, f.Fields.Get("tracing")); err != nil {
			return err
		}
		return withToday(v, q, f)
	}
	show := func(v *visit, f *draft.Form) (out []pages.Group, err error) {
		err = v.view(func(q localdb.Querier) error {
			x, err := v.traceForm(q, f)
			if err != nil {
				return err
			}
			out = append(groups(x), pages.Group{Fields: []pages.Field{v.dayField(f, "on"), {Name: "tracing", Kind: "hidden", Value: f.Fields.Get("tracing")}}})
			out[0].Fields[0].Focus = true
			return nil
		})
		return out, err
	}
	record := func(v *visit, tx *sql.Tx, f *draft.Form) ([]change.ID, error) {
		x, err := v.traceForm(tx, f)
		if err != nil {
			return nil, err
		}
		return x.record(tx, says)
	}
	return kind{page: page, child: true, sections: []change.Section{change.Tracing, change.FamilyReport}, who: who, step: step, open: open, groups: show, record: record}
}

// traceForm is a form about a tracing: what it says, with what is wrong in it.
type traceForm struct {
	answers
	t  *casefile.Tracing
	tx *sql.Tx // in which it is recorded; nil while it is shown
}

func (v *visit) traceForm(q localdb.Querier, f *draft.Form) (*traceForm, error) {
	h, t, err := v.traced(q, f.About, f.Fields.Get("tracing"))
	return &traceForm{answers: answers{v: v, f: f, child: h.File}, t: t}, err
}

// record writes the one record that a form says, if it says all that it has to.
func (x *traceForm) record(tx *sql.Tx, says func(*traceForm) change.Body) ([]change.ID, error) {
	on := dayOf(x.f, "on", &x.wrongs)
	x.tx = tx
	body := says(x)
	if len(x.wrongs) == 0 {
		x.about(body.Validate())
	}
	if step, conditional := body.(tracing.Conditional); conditional && len(x.wrongs) == 0 {
		x.about(step.Conditions(x.state(), tracing.Writer{Party: x.v.party(), Office: institution.ID(x.v.op.Office)}))
	}
	if err := x.or(nil); err != nil {
		return nil, err
	}
	return x.v.append(tx, x.v.draftOf(x.f, x.f.About, on, body))
}

// state is how the tracing stands, by what is held here; the registry judges again.
func (x *traceForm) state() tracing.State {
	if x.t == nil {
		return tracing.State{}
	}
	return x.t.State()
}

// at makes the condition that a tracing stands at one of some steps.
func at(steps ...tracing.Step) func(*casefile.Tracing, casefile.Clock) bool {
	return func(_ *casefile.Tracing, c casefile.Clock) bool { return slices.Contains(steps, c.Step) }
}

// underWay is the condition that a tracing has not stopped.
func underWay(_ *casefile.Tracing, c casefile.Clock) bool { return !c.Step.Stopped() }

// tracingKinds are the forms of a tracing, in the order in which they are offered.
func tracingKinds() []kind {
	aside := func(k kind) kind {
		k.aside = true
		return k
	}
	answers := func(t *casefile.Tracing, c casefile.Clock) bool { return !c.Step.Stopped() && !c.Question.IsZero() }
	askedOfUs := func(v *visit) bool { return true }
	return append(fieldKinds(),
		stepKind("tracing-consented", forMinors, at(tracing.IsProposed, tracing.IsDeclined), consentGroups, consented),
		stepKind("tracing-declined", forMinors, at(tracing.IsProposed), declineGroups, declined),
		stepKind("tracing-answered", askedOfUs, answers, answerGroups, answered),
		aside(stepKind("tracing-asked", anybody, underWay, askGroups, asked)),
		aside(stepKind("tracing-withdrawn", anybody, underWay, withdrawGroups, withdrawn)),
	)
}

// proposeKind is the form that begins a tracing.
func proposeKind() kind {
	record := func(v *visit, tx *sql.Tx, f *draft.Form) ([]change.ID, error) {
		h, err := v.child(tx, f.About)
		if err != nil {
			return nil, err
		}
		x := &traceForm{answers: answers{v: v, f: f, child: h.File}}
		return x.record(tx, proposed)
	}
	return kind{page: "tracing-proposed", child: true, sections: []change.Section{change.Tracing}, open: withToday, groups: proposeGroups, record: record}
}

// soughtAtOnce is how many persons one proposal names on the page. Arbitrary: both
// parents; others are sought by a proposal of their own.
const soughtAtOnce = 2

func nth(name string, i int) string { return name + "-" + strconv.Itoa(i+1) }

func proposeGroups(v *visit, f *draft.Form) ([]pages.Group, error) {
	interview := v.dayField(f, "interview")
	interview.Required = false
	out := []pages.Group{{Fields: []pages.Field{v.proposers(f), v.needed(f, "reason", "textarea"), interview, v.dayField(f, "on")}}}
	out[0].Fields[0].Focus = true
	for i := range soughtAtOnce {
		country := v.numbered(f, "country", i)
		country.List = v.countryNames()
		is := v.kinships(f, minor.Kinships()...)
		is.Name, is.Value, is.Required = nth("is", i), f.Fields.Get(nth("is", i)), i == 0
		out = append(out, pages.Group{Legend: v.say("trace.person", i+1), Folded: i > 0, Fields: []pages.Field{
			is, v.numbered(f, "family", i), v.numbered(f, "given", i), country, v.numbered(f, "where", i), v.numbered(f, "phone", i)}})
	}
	return out, nil
}

// numbered is a field of one of several persons.
func (v *visit) numbered(f *draft.Form, name string, i int) pages.Field {
	out := v.field(f, name, "text")
	out.Name, out.Value = nth(name, i), f.Fields.Get(nth(name, i))
	return out
}

// proposers are as whom the office proposes: the head of a structure while there
// is no guardian, the social services of the municipality (law 47/2017 art. 6).
func (v *visit) proposers(f *draft.Form) pages.Field {
	all := []tracing.Proposer{tracing.ByHolder, tracing.ByGuardian, tracing.ByRelatives}
	if v.office().Kind == institution.Municipality {
		all = []tracing.Proposer{tracing.BySocialServices}
	}
	out := v.needed(f, "asker", "select")
	out.Options = v.options("proposer", words(all...)...)
	return out
}

// options are those of a list of words.
func (v *visit) options(list string, values ...string) []pages.Option {
	out := make([]pages.Option, len(values))
	for i, value := range values {
		out[i] = pages.Option{Value: value, Text: v.say(list + "." + value)}
	}
	return out
}

func proposed(x *traceForm) change.Body {
	b := tracing.Proposed{By: tracing.Proposer(x.f.Fields.Get("asker")), Reason: x.text("reason")}
	if trim(x.f.Fields.Get("interview")) != "" {
		b.Interview = dayOf(x.f, "interview", &x.wrongs).Day()
	}
	for i := range soughtAtOnce {
		p := tracing.Person{ID: tracing.PersonID(id.New[struct{}]()), Is: minor.Kinship(x.f.Fields.Get(nth("is", i))), Country: x.country(nth("country", i)),
			Name: minor.Name{Given: x.text(nth("given", i)), Family: x.text(nth("family", i))}, Place: x.text(nth("where", i)), Phone: x.text(nth("phone", i))}
		if p.Name == (minor.Name{}) && i > 0 {
			continue
		}
		if err := p.Validate(); err != nil {
			x.add(nth(known(last(fault.As(err).Field)), i), err)
			continue
		}
		b.Sought = append(b.Sought, p)
	}
	return b
}

// known is the field of the form for a field of a person.
func known(field string) string {
	switch field {
	case "name", "given":
		return "family"
	case "place":
		return "where"
	}
	return field
}

// toldFields ask how somebody was told what is done and what for.
func (x *traceForm) toldFields(required bool) []pages.Field {
	v, f := x.v, x.f
	out := []pages.Field{v.field(f, "explained", "textarea"), v.field(f, "language", "text"), v.field(f, "mediator", "text"), v.field(f, "presence", "text"), v.choice(f, "withdraw", "checks", "yes")}
	for i := range out[:4] {
		out[i].Required = required
	}
	return out
}

func (x *traceForm) told() tracing.Told {
	return tracing.Told{Explained: x.text("explained"), Language: x.language("language"), Mediator: x.text("mediator"), Presence: x.text("presence"),
		Withdraw: x.f.Fields.Get("withdraw") == "yes"}
}

// language reads the one language that was typed.
func (x *traceForm) language(name string) string {
	tags, err := arrival.ParseLanguages(x.f.Fields.Get(name))
	if len(tags) != 1 || err != nil {
		x.add(name, fault.Field(name, "not one language", "give the one in which it was explained"))
		return ""
	}
	return tags[0]
}

// speakerFields ask who said it for the minor.
func (x *traceForm) speakerFields() []pages.Field {
	by := x.v.field(x.f, "asker", "checks")
	by.Required, by.Options = true, x.v.options("agreed", words(minor.Parties()...)...)
	return []pages.Field{by, x.v.field(x.f, "unheard", "textarea")}
}

func (x *traceForm) speakers() (out []minor.Party) {
	for _, p := range x.f.Fields["asker"] {
		out = append(out, minor.Party(p))
	}
	return out
}

func consentGroups(x *traceForm) []pages.Group {
	return []pages.Group{{Fields: append(x.speakerFields(), x.toldFields(true)...)}}
}

func consented(x *traceForm) change.Body {
	told := x.told()
	told.Notice = notice.Search
	return tracing.Consented{Tracing: x.t.Of, By: x.speakers(), Unheard: x.text("unheard"), Told: told}
}

func declineGroups(x *traceForm) []pages.Group {
	return []pages.Group{{Fields: append(append(x.speakerFields(), x.toldFields(true)...), x.v.field(x.f, "reason", "textarea"))}}
}

func declined(x *traceForm) change.Body {
	told := x.told()
	told.Notice = notice.Search
	return tracing.Declined{Tracing: x.t.Of, By: x.speakers(), Unheard: x.text("unheard"), Told: told, Reason: x.text("reason")}
}

func withdrawGroups(x *traceForm) []pages.Group {
	return []pages.Group{{Fields: append(x.speakerFields(), x.v.field(x.f, "reason", "textarea"))}}
}

func withdrawn(x *traceForm) change.Body {
	return tracing.Withdrawn{Tracing: x.t.Of, By: x.speakers(), Unheard: x.text("unheard"), Reason: x.text("reason")}
}

// party is the side on which the office stands in a tracing.
func (v *visit) party() tracing.Party {
	if v.mission() {
		return tracing.Partner
	}
	return tracing.Asker
}

func askGroups(x *traceForm) []pages.Group {
	to := x.v.needed(x.f, "to", "select")
	for _, p := range []tracing.Party{tracing.Asker, tracing.Ministry, tracing.Partner} {
		if p != x.v.party() {
			to.Options = append(to.Options, x.v.options("turn", string(p))...)
		}
	}
	return []pages.Group{{Fields: []pages.Field{to, x.v.needed(x.f, "asks", "textarea")}}}
}

func asked(x *traceForm) change.Body {
	return tracing.ClarificationAsked{Tracing: x.t.Of, By: x.v.party(), To: tracing.Party(x.f.Fields.Get("to")), Asks: x.text("asks")}
}

// openQuestions are those that are asked of the side on which the office stands.
func (x *traceForm) openQuestions() []casefile.Question {
	return slices.DeleteFunc(x.t.Questions(), func(q casefile.Question) bool { return !q.Open || q.To != x.v.party() })
}

func answerGroups(x *traceForm) []pages.Group {
	which := x.v.needed(x.f, "question", "select")
	for _, q := range x.openQuestions() {
		which.Options = append(which.Options, pages.Option{Value: q.Asked.Record.String(), Text: q.Asks.Reveal()})
	}
	return []pages.Group{{Fields: []pages.Field{which, x.v.needed(x.f, "says", "textarea")}}}
}

func answered(x *traceForm) change.Body {
	out := tracing.ClarificationAnswered{Tracing: x.t.Of, Says: x.text("says")}
	for _, q := range x.openQuestions() {
		if q.Asked.Record.String() == x.f.Fields.Get("question") {
			out.Question = minor.RecordID(q.Asked.Record)
		}
	}
	return out
}
