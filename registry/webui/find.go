package webui

import (
	"net/http"
	"strconv"
	"strings"

	"faro.example/registry/lookup"
	"faro.example/shared/casefile"
	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/match"
	"faro.example/shared/minor"
	"faro.example/shared/pages"
)

// findBody is the page by which a child is found.
type findBody struct {
	Form  pages.Form
	Found *kids
	None  bool
	More  bool
}

// find asks for whom the reader looks.
func (v *visit) find() error {
	if !v.searches() {
		return fault.Newf(fault.NotFound, "no such page")
	}
	return v.show("find", "find.title", findBody{Form: v.findForm(nil)})
}

func (v *visit) findForm(wrong map[string]string) pages.Form {
	field := func(name string, f pages.Field) pages.Field {
		f.Name, f.Label, f.Value, f.Error = name, v.say("field."+name), v.field(name), wrong[name]
		if f.Kind == "" {
			f.Kind = "text"
		}
		return f
	}
	sex := pages.Field{Kind: "select"}
	for _, s := range []string{"M", "F", "X"} {
		sex.Options = append(sex.Options, pages.Option{Value: s, Text: v.say("sex." + s)})
	}
	reason, words := v.why(firstOf(v.field("reason"), "care"), v.field("words"))
	words.Error = wrong["words"]
	return pages.Form{Action: pathFind, Submit: v.say("find.submit"), Groups: []pages.Group{
		{Legend: v.say("find.bycode"), Fields: []pages.Field{field("code", pages.Field{Hint: v.say("code.hint"), Input: "numeric", Short: true, Focus: true})}},
		{Legend: v.say("find.bywhat"), Fields: []pages.Field{
			field("name", pages.Field{Hint: v.say("find.spelling"), Max: 2 * minor.MaxName}), field("born", pages.Field{Hint: v.say("day.hint"), Short: true}),
			field("years", pages.Field{Input: "numeric", Short: true}), field("sex", sex), field("citizenship", pages.Field{}),
			field("number", pages.Field{Hint: v.say("find.number")}), field("structure", pages.Field{Hint: v.say("place.hint")}),
		}},
		{Legend: v.say("find.why"), Fields: []pages.Field{reason, words}},
	}}
}

// found finds: a code opens the casefile; all else gives a list.
func (v *visit) found() error {
	if err := v.ours(); err != nil {
		return err
	}
	wrong := map[string]string{}
	why, err := v.stated()
	if err != nil {
		wrong["words"] = v.say("reason.none")
	}
	if v.field("code") != "" {
		code, err := minor.ParseCode(v.field("code"))
		if err != nil {
			wrong["code"] = v.say("code.bad")
		}
		if len(wrong) == 0 {
			return v.lead(opened{Code: code, Why: why})
		}
	}
	q, ok := v.query(wrong)
	if !ok || len(wrong) > 0 {
		return v.page(http.StatusUnprocessableEntity, pages.Page{Name: "find", Title: v.say("find.title"), Help: v.say("help.find"), Body: findBody{Form: v.findForm(wrong)}})
	}
	return v.search(q, why)
}

// lead leads to a casefile.
func (v *visit) lead(of opened) error {
	at, err := v.address(of)
	if err != nil {
		return err
	}
	v.c.Redirect(http.StatusSeeOther, at)
	return nil
}

func (v *visit) query(wrong map[string]string) (q lookup.Query, ok bool) {
	var err error
	q.Name, q.Number = minor.Text(strings.TrimSpace(v.field("name"))), minor.Text(strings.TrimSpace(v.field("number")))
	if text := v.field("years"); text != "" {
		if q.Age, err = strconv.Atoi(strings.TrimSpace(text)); err != nil {
			wrong["years"] = v.say("number.bad")
		}
	}
	if text := strings.TrimSpace(v.field("structure")); text != "" {
		found, err := v.desk.Directory.FindStructures(v.ctx, text)
		switch {
		case err != nil || len(found) == 0:
			wrong["structure"] = v.say("find.nostructure")
		case len(found) > 1 && !strings.EqualFold(found[0].Code, text):
			wrong["structure"] = v.say("find.structures", found[0].Code, found[1].Code)
		default:
			q.Structure = found[0].ID
		}
	}
	if v.field("born") != "" {
		if q.Born, err = parseDay(v.field("born")); err != nil {
			wrong["born"] = v.say("day.bad")
		}
	}
	if text := v.field("citizenship"); text != "" {
		if q.Citizenship, err = v.desk.Places.FindCitizenship(text); err != nil {
			wrong["citizenship"] = v.say("country.bad")
		}
	}
	q.Sex = minor.Sex(v.field("sex"))
	if q == (lookup.Query{Structure: q.Structure}) && !q.Structure.IsZero() {
		return q, len(wrong) == 0
	}
	if err := q.Validate(); err != nil && len(wrong) == 0 {
		if name := fault.As(err).Field; name == "number" || name == "age" || name == "name" && q.Name != "" {
			wrong[map[string]string{"age": "years"}[name]+strings.TrimPrefix(name, "age")] = v.say("find.bad")
		} else {
			wrong["name"] = v.say("find.nothing")
		}
	}
	return q, len(wrong) == 0
}

func (v *visit) search(q lookup.Query, why string) error {
	if q == (lookup.Query{Structure: q.Structure}) {
		return v.atStructure(q.Structure, why)
	}
	found, more, err := v.desk.Lookup.Find(v.ctx, v.because(why), q)
	if err != nil {
		return err
	}
	body := findBody{Form: v.findForm(nil), None: len(found) == 0, More: more}
	if len(found) > 0 {
		k := kids{Action: pathOpen}
		k.Reason, k.Words = v.why(firstOf(v.field("reason"), "care"), v.field("words"))
		list, err := v.listed(found)
		if err != nil {
			return err
		}
		k.Lists = []kidsList{list}
		body.Found = &k
	}
	return v.show("find", "find.title", body)
}

// atStructure gives those of the reader's minors who are at a structure.
func (v *visit) atStructure(at facility.ID, why string) error {
	lists, err := v.desk.Lookup.Lists(v.ctx, v.because(why), []lookup.Which{lookup.Everybody}, lookup.Key{At: at}, lookup.MaxFound)
	if err != nil {
		return err
	}
	k := kids{Action: pathOpen}
	k.Reason, k.Words = v.why(firstOf(v.field("reason"), "care"), v.field("words"))
	if k.Lists, err = v.lists(lists); err != nil {
		return err
	}
	l := &k.Lists[0]
	l.Title, l.All, l.What = v.say("find.found", lists[0].Count), "", ""
	body := findBody{Form: v.findForm(nil), None: lists[0].Count == 0, More: lists[0].Count > len(l.Rows)}
	if !body.None {
		body.Found = &k
	}
	return v.show("find", "find.title", body)
}

// reason says what one field of a child says for it being the one looked for.
func (v *visit) reason(r match.Reason) string {
	if v.l == pages.English {
		return v.say("moment.claim", v.word("match", r.Field), r.English)
	}
	return v.say("moment.claim", v.word("match", r.Field), r.Italian)
}

// listed draws what a search gives as a list.
func (v *visit) listed(found []lookup.Found) (kidsList, error) {
	var offices []institution.OfficeID
	for _, f := range found {
		offices = append(offices, institution.OfficeOf(f.Facility))
	}
	called, err := v.names(offices...)
	if err != nil {
		return kidsList{}, err
	}
	out := kidsList{ID: "found", Title: v.say("find.found", len(found)), Count: pages.Number(v.l, len(found))}
	for _, f := range found {
		k, err := v.kid(lookup.Everybody, listedOf(f), called)
		if err != nil {
			return kidsList{}, err
		}
		for _, r := range f.Reasons {
			k.Reasons = append(k.Reasons, v.reason(r))
		}
		out.Rows = append(out.Rows, k)
	}
	return out, nil
}

func listedOf(f lookup.Found) lookup.Listed {
	out := lookup.Listed{Minor: f.Minor, Code: f.Code, Sex: f.Sex, Citizenship: f.Citizenship, State: f.State}
	if f.Name != nil {
		out.Name = *f.Name
	}
	if !f.Born.IsZero() {
		out.Birth = minor.Birth{Date: f.Born, Precision: minor.ToDay}
	}
	if !f.Facility.IsZero() {
		out.At = facility.At(f.Facility)
	}
	return out
}

// meanwhile says who answers for a child whom nobody has taken into care.
func (v *visit) meanwhile(a lookup.Answer) pages.Cell {
	if a.Ground != casefile.ByPlace {
		return pages.Cell{Text: v.say("custody.nobody"), Note: v.say("custody.ministry"), Tone: pages.Warning}
	}
	return pages.Cell{Text: v.say("custody.nobody"), Note: v.say("custody.place", firstOf(a.Town.Name, v.town(a.Town.Istat))), Tone: pages.Warning}
}
