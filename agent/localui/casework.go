package localui

import (
	"database/sql"
	"slices"

	"faro.example/agent/draft"
	"faro.example/agent/localdb"
	"faro.example/shared/access"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/guardian"
	"faro.example/shared/measure"
	"faro.example/shared/minor"
	"faro.example/shared/pages"
	"faro.example/shared/permit"
	"faro.example/shared/protection"
)

// caseworkKinds are the forms of what a centre does for a child besides housing
// it: a guardian, a permit and protection are asked for, a measure is begun.
func caseworkKinds() []kind {
	about := func(page string, body change.Body, groups func(*visit, *draft.Form) ([]pages.Group, error), says func(*answers) change.Body) kind {
		e, _ := change.Lookup(body.Kind())
		record := func(v *visit, tx *sql.Tx, f *draft.Form) ([]change.ID, error) { return v.recordCase(tx, f, says) }
		return kind{page: page, child: true, sections: []change.Section{e.Section}, open: withToday, groups: groups, record: record}
	}
	return []kind{
		about("permit-asked", permit.Asked{}, permitAskedGroups, permitAsked),
		about("permit-issued", permit.Issued{}, permitIssuedGroups, permitIssued),
		about("protection-asked", protection.Asked{}, protectionGroups, protectionAsked),
		about("measure-enrolled", measure.Enrolled{}, enrolledGroups, enrolled),
		about("measure-ended", measure.Ended{}, measureEndedGroups, measureEnded),
		about("guardian-asked", guardian.Asked{}, guardianAskedGroups, guardianAsked),
		about("guardian-provisional", guardian.Provisional{}, provisionalGroups, provisional),
		about("guardian-noted", guardian.Noted{}, guardianNotedGroups, guardianNoted),
	}
}

// answers are what a form says, with what is wrong in it.
type answers struct {
	v     *visit
	f     *draft.Form
	child casefile.File
	wrongs
}

// calledOtherwise are fields of bodies that forms call by another name.
var calledOtherwise = map[string]string{"type": "permit", "by": "asker", "name": "course", "with": "run", "to": "state", "outcome": "measure-end", "text": "note", "holder": "family"}

// about keeps an error beside the field that the body names.
func (r *answers) about(err error) {
	if err == nil {
		return
	}
	name := last(fault.As(err).Field)
	if other := calledOtherwise[name]; other != "" && !r.f.Fields.Has(name) {
		name = other
	}
	r.add(name, err)
}

func (r *answers) text(name string) minor.Text { return minor.Text(trim(r.f.Fields.Get(name))) }

func (r *answers) country(name string) minor.Country {
	text := trim(r.f.Fields.Get(name))
	if text == "" {
		return ""
	}
	c, err := r.v.countries().FindCitizenship(text)
	r.add(name, err)
	return c
}

// recordCase writes the one record that a form says, if it says all that it has
// to and the law's conditions are met, as far as they are known here.
func (v *visit) recordCase(tx *sql.Tx, f *draft.Form, says func(*answers) change.Body) ([]change.ID, error) {
	h, err := v.child(tx, f.About)
	if err != nil {
		return nil, err
	}
	r := &answers{v: v, f: f, child: h.File}
	on := dayOf(f, "on", &r.wrongs)
	body := says(r)
	if len(r.wrongs) == 0 {
		r.about(body.Validate())
	}
	if len(r.wrongs) == 0 {
		r.about(conditions(body, &h.File, on.Day()))
	}
	if err := r.or(nil); err != nil {
		return nil, err
	}
	return v.append(tx, v.draftOf(f, f.About, on, body))
}

// conditions checks what the law asks of a permit (law 47/2017 art. 10), by what
// is known here; the registry judges again.
func conditions(body change.Body, f *casefile.File, on day.Date) error {
	b, ok := body.(interface {
		Conditions(permit.Child, day.Date) error
	})
	if !ok {
		return nil
	}
	birth, _ := f.Identity.Birth()
	return b.Conditions(permit.Child{Born: birth.Date}, on)
}

// caseworkLinks are the forms that the office may write about the child.
func (v *visit) caseworkLinks(f *casefile.File) (out []pages.Link) {
	for _, body := range []change.Body{
		guardian.Asked{}, guardian.Provisional{}, guardian.Noted{}, permit.Asked{}, permit.Issued{}, protection.Asked{}, measure.Enrolled{}, measure.Ended{},
	} {
		e, _ := change.Lookup(body.Kind())
		if !access.MayWrite(access.Centre, e.Kind, e.Section, access.InScope) || e.Kind == (measure.Ended{}).Kind() && len(f.Enrolled()) == 0 {
			continue
		}
		out = append(out, pages.Link{Text: v.say("kind." + e.Kind), Href: "/new/" + pageOf(e.Kind) + "?child=" + f.Minor.String()})
	}
	return append(out, pages.Link{Text: v.say("tracing-proposed.do"), Href: "/new/tracing-proposed?child=" + f.Minor.String()})
}

// pageOf names the form of a kind of record.
func pageOf(kind string) string {
	out := []byte(kind)
	for i, c := range out {
		if c == '.' {
			out[i] = '-'
		}
	}
	return string(out)
}

// words gives values as a choice has them.
func words[T ~string](all ...T) []string {
	out := make([]string, len(all))
	for i, w := range all {
		out[i] = string(w)
	}
	return out
}

// must is a choice of which one has to be taken, and none is taken beforehand.
func (v *visit) must(f *draft.Form, name string, values ...string) pages.Field {
	out := v.may(f, name, values...)
	out.Required = true
	return out
}

// may is a choice of which none need be taken.
func (v *visit) may(f *draft.Form, name string, values ...string) pages.Field {
	out := v.choice(f, name, "select", values...)
	out.Options = append([]pages.Option{{}}, out.Options...)
	return out
}

func (v *visit) needed(f *draft.Form, name, kind string) pages.Field {
	out := v.field(f, name, kind)
	out.Required = true
	return out
}

// fields makes a form of one group, with the cursor on the first.
func fields(all ...pages.Field) ([]pages.Group, error) {
	all[0].Focus = true
	return []pages.Group{{Fields: all}}, nil
}

// carerFields ask with whom a permit for family reasons has the child live.
func (v *visit) carerFields(f *draft.Form) []pages.Field {
	return []pages.Field{
		v.may(f, "bond", words(permit.Guardianship, permit.Entrusted, permit.OtherwiseTied)...),
		v.may(f, "status", words(permit.Italian, permit.Resident, permit.NoStatus)...),
		v.choice(f, "lives_with", "checks", "yes"),
	}
}

func (r *answers) carer() permit.Carer {
	return permit.Carer{Bond: permit.Bond(r.f.Fields.Get("bond")), Status: permit.Status(r.f.Fields.Get("status")), LivesWith: r.f.Fields.Get("lives_with") == "yes"}
}

func permitAskedGroups(v *visit, f *draft.Form) ([]pages.Group, error) {
	return fields(append([]pages.Field{
		v.must(f, "permit", words(permit.Types()...)...), v.must(f, "asker", words(permit.ByMinor, permit.ByResponsibility)...),
		v.dayField(f, "on"), v.field(f, "office", "text"),
	}, v.carerFields(f)...)...)
}

func permitAsked(r *answers) change.Body {
	return permit.Asked{Type: permit.Type(r.f.Fields.Get("permit")), By: permit.Asker(r.f.Fields.Get("asker")), Office: r.text("office"), Carer: r.carer()}
}

func permitIssuedGroups(v *visit, f *draft.Form) ([]pages.Group, error) {
	return fields(append([]pages.Field{
		v.must(f, "permit", words(permit.Types()...)...), v.dayField(f, "on"), v.dayField(f, "until"), v.field(f, "number", "text"),
	}, v.carerFields(f)...)...)
}

func permitIssued(r *answers) change.Body {
	return permit.Issued{Type: permit.Type(r.f.Fields.Get("permit")), Until: dayOf(r.f, "until", &r.wrongs).Day(), Number: r.text("number"), Carer: r.carer()}
}

func protectionGroups(v *visit, f *draft.Form) ([]pages.Group, error) {
	state := v.field(f, "state", "text")
	state.List = v.countryNames()
	return fields(v.must(f, "route", words(protection.Asylum, protection.Dublin, protection.Relocation)...), state, v.dayField(f, "on"),
		v.field(f, "number", "text"), v.field(f, "office", "text"))
}

func protectionAsked(r *answers) change.Body {
	return protection.Asked{Route: protection.Route(r.f.Fields.Get("route")), To: r.country("state"), Number: r.text("number"), Office: r.text("office")}
}

func enrolledGroups(v *visit, f *draft.Form) ([]pages.Group, error) {
	return fields(v.must(f, "programme", words(measure.Programmes()...)...), v.field(f, "course", "text"), v.field(f, "run", "text"), v.dayField(f, "on"))
}

func enrolled(r *answers) change.Body {
	return measure.Enrolled{Programme: measure.Programme(r.f.Fields.Get("programme")), Name: r.text("course"), With: r.text("run")}
}

func measureEndedGroups(v *visit, f *draft.Form) ([]pages.Group, error) {
	which := v.needed(f, "measure", "select")
	err := v.view(func(q localdb.Querier) error {
		h, err := v.child(q, f.About)
		for _, s := range h.File.Enrolled() {
			b := s.Body.(measure.Enrolled)
			which.Options = append(which.Options, pages.Option{Value: s.Record.String(), Text: v.kit.Measure(v.lang, b.Programme, b.Name)})
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return fields(which, v.must(f, "measure-end", words(measure.Outcomes()...)...), v.dayField(f, "on"))
}

func measureEnded(r *answers) change.Body {
	all := r.child.Enrolled()
	i := slices.IndexFunc(all, func(s casefile.Step) bool { return s.Record.String() == r.f.Fields.Get("measure") })
	if i < 0 {
		r.add("measure", fault.Field("measure", "missing", "say which measure ended"))
		return measure.Ended{}
	}
	b := all[i].Body.(measure.Enrolled)
	return measure.Ended{Programme: b.Programme, Name: b.Name, Outcome: measure.Outcome(r.f.Fields.Get("measure-end"))}
}

func guardianAskedGroups(v *visit, f *draft.Form) ([]pages.Group, error) {
	return fields(v.needed(f, "court", "text"), v.field(f, "number", "text"), v.field(f, "reason", "textarea"), v.dayField(f, "on"))
}

func guardianAsked(r *answers) change.Body {
	return guardian.Asked{Court: r.text("court").Reveal(), Number: r.text("number"), Reason: r.text("reason")}
}

func provisionalGroups(v *visit, f *draft.Form) ([]pages.Group, error) {
	return fields(v.needed(f, "family", "text"), v.field(f, "given", "text"), v.dayField(f, "on"))
}

func provisional(r *answers) change.Body {
	if r.text("family") == "" {
		r.add("family", fault.Field("family", "missing", "say who the head of the structure is"))
	}
	return guardian.Provisional{Holder: guardian.Who{Name: &minor.Name{Given: r.text("given"), Family: r.text("family")}}}
}

func guardianNotedGroups(v *visit, f *draft.Form) ([]pages.Group, error) {
	return fields(v.needed(f, "note", "textarea"), v.choice(f, "question", "checks", "yes"), v.dayField(f, "on"))
}

func guardianNoted(r *answers) change.Body {
	return guardian.Noted{Text: r.text("note"), Question: r.f.Fields.Get("question") == "yes"}
}
