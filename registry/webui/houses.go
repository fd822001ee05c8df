package webui

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"faro.example/registry/intake"
	"faro.example/registry/lookup"
	"faro.example/shared/access"
	"faro.example/shared/api"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
	"faro.example/shared/pages"
	"faro.example/shared/placement"
)

// attends reports whether the reader writes for structures that have no program.
func (v *visit) attends() bool { return v.who.Role == access.Municipality }

// houses lists the structures for which the reader writes, with what can be
// written for all of their children at once.
func (v *visit) houses() error {
	if !v.attends() {
		return fault.Newf(fault.NotFound, "no such page")
	}
	list, err := v.desk.Directory.Unattended(v.ctx, v.who)
	if err != nil {
		return err
	}
	body := watchBody{Table: pages.Table{Caption: v.say("houses.caption"), Empty: v.say("houses.empty"),
		Head: []pages.Cell{{Text: v.say("places.structure")}, {Text: v.say("places.town")}, {Text: v.say("houses.do")}, {Text: v.say("houses.move")}}}}
	for _, s := range list {
		h, err := v.seal.text("house", v.session(), s.ID)
		if err != nil {
			return err
		}
		link := func(name string) pages.Cell {
			return pages.Cell{Text: v.say("form." + name), Href: pathHouses + "/" + h + "/" + name, For: s.Name}
		}
		body.Table.Rows = append(body.Table.Rows, []pages.Cell{{Text: s.Name, Own: true, Note: s.Code}, {Text: v.town(s.Municipality)}, link("rollcall"), link("group")})
	}
	return v.page(http.StatusOK, pages.Page{Name: "watch", Title: v.say("houses.title"), Help: v.say("help.houses"), Body: body, Notices: v.flash()})
}

// groupForms are those about several children of one structure.
func groupForms() map[string]groupForm {
	return map[string]groupForm{
		"rollcall": {all: true,
			ask: func(w *writing) []pages.Field {
				return []pages.Field{w.day("from", ""), w.day("to-day", pages.ShortDate(w.v.today()))}
			},
			say: func(w *writing, at facility.Place) change.Body {
				body := placement.Confirmed{At: at, Days: day.Span{From: w.dayOf("from")}}
				if last := w.dayOf("to-day"); !last.IsZero() {
					body.Days.Until = last.Add(1)
				}
				return body
			}},
		"group": {
			ask: func(w *writing) []pages.Field {
				return []pages.Field{w.place("to", ""), w.onField(), w.exception()}
			},
			say: func(w *writing, at facility.Place) change.Body {
				return movement.Departed{From: at, To: w.placeOf("to"), Reason: w.said("why")}
			}},
	}
}

// groupForm writes the same of each child who is ticked.
type groupForm struct {
	all bool // everybody is ticked at first
	ask func(*writing) []pages.Field
	say func(*writing, facility.Place) change.Body
}

// group is what such a form was given with: who was there, and the records to be.
type group struct {
	Form string      `json:"f"`
	At   facility.ID `json:"a"`
	Kids []member    `json:"k"`
	Seen change.Seen `json:"s"`
	Made time.Time   `json:"t"`

	After lookup.Key `json:"n"` // where its page begins
}

type member struct {
	Minor minor.ID  `json:"m"`
	ID    change.ID `json:"i"` // of the record about it: the same form sent twice is the same records
}

// roll is a form about the children of a structure while it is filled in, or read.
type roll struct {
	*writing
	of    groupForm
	group group
	names []string // of those who were there, in the order of the group
	codes []string
	after lookup.Key  // the page begins after this child
	next  *lookup.Key // of the page that goes on; nil if there is none
}

// house opens a form about the children of a structure.
func (v *visit) house() error {
	r := &roll{writing: &writing{v: v}}
	if err := v.seal.open("house", v.session(), v.c.Param("handle"), &r.group.At); err != nil {
		return err
	}
	if err := r.named(v.c.Param("form")); err != nil {
		return err
	}
	if h := v.c.Query("after"); h != "" {
		if err := v.seal.open("house after", v.session(), h, &r.after); err != nil {
			return err
		}
	}
	if err := r.gather(); err != nil {
		return err
	}
	return r.show(http.StatusOK, v.flash()...)
}

func (r *roll) named(name string) error {
	of, ok := groupForms()[name]
	if !ok {
		return fault.Newf(fault.NotFound, "no such form")
	}
	r.of, r.group.Form = of, name
	r.form = form{name: name, ask: of.ask}
	return r.v.desk.Intake.MaySpeakFor(r.v.ctx, r.v.who, institution.OfficeOf(r.group.At))
}

// here reads who is at the structure now, as many as a page shows.
func (r *roll) here() (lookup.List, error) {
	v := r.v
	r.after.At = r.group.At
	lists, err := v.desk.Lookup.Lists(v.ctx, v.because("list"), []lookup.Which{lookup.Everybody}, r.after, lookup.MaxFound)
	if err != nil {
		return lookup.List{}, err
	}
	if n := len(lists[0].Listed); n == lookup.MaxFound {
		r.next = &lists[0].Listed[n-1].Key
	}
	lists[0].Listed = slices.DeleteFunc(lists[0].Listed, func(m lookup.Listed) bool {
		return m.State != casefile.Present || m.At.Facility != r.group.At
	})
	return lists[0], nil
}

// gather makes the form of those who are there now.
func (r *roll) gather() error {
	list, err := r.here()
	if err != nil {
		return err
	}
	r.group.Kids, r.group.Seen, r.group.Made, r.group.After = nil, list.Seen, r.v.now().UTC().Truncate(time.Second), r.after
	r.call(list)
	for _, m := range list.Listed {
		r.group.Kids = append(r.group.Kids, member{m.Minor, change.ID(id.New[struct{}]())})
	}
	return nil
}

// call keeps what those are called who are there.
func (r *roll) call(list lookup.List) {
	r.names, r.codes = nil, nil
	for _, m := range list.Listed {
		r.names = append(r.names, firstOf(r.v.nameOf(m.Name), r.v.say("who.nameless")))
		r.codes = append(r.codes, m.Code.Display())
	}
}

func (r *roll) show(status int, notices ...pages.Notice) error {
	v := r.v
	sealed, err := v.seal.text("group", v.person(), r.group)
	if err != nil {
		return err
	}
	called, err := v.names(institution.OfficeOf(r.group.At))
	if err != nil {
		return err
	}
	kids := pages.Field{Name: "children", Kind: "checks", Label: v.say("field.children"), Required: true, Error: r.wrong["children"], Values: v.c.PostFormArray("children")}
	for i := range r.group.Kids {
		n := strconv.Itoa(i)
		kids.Options = append(kids.Options, pages.Option{Value: n, Text: r.names[i], Note: r.codes[i]})
		if r.of.all && !r.sent {
			kids.Values = append(kids.Values, n)
		}
	}
	name := called[institution.OfficeOf(r.group.At)]
	title := pages.Page{Name: "form-page", Title: v.say("form." + r.form.name), Help: v.say("help.form")}
	if len(kids.Options) == 0 && r.next == nil && r.after.Minor.IsZero() {
		title.Body = formBody{Name: name.Name, Code: name.Code, Nobody: v.say("houses.nobody"),
			Links: []pages.Link{{Text: v.say("nav.new"), Href: pathNew}, {Text: v.say("houses.title"), Href: pathHouses}}}
		title.Notices = notices
		return v.page(status, title)
	}
	if err := r.rest(&notices); err != nil {
		return err
	}
	title.Notices = notices
	title.Body = formBody{Name: name.Name, Code: name.Code, Form: pages.Form{
		ID: sealed, Action: pathHouses + "/" + r.form.name, Submit: v.say("form.submit"), Marked: true, Problem: r.problem,
		Groups: []pages.Group{{Fields: append([]pages.Field{kids}, r.marked(r.of.ask(r.writing))...)}},
		Says:   []string{v.say("form." + r.form.name + ".says")}, Cancel: &pages.Link{Text: v.say("form.cancel"), Href: pathHouses},
	}}
	return v.page(status, title)
}

// rest says that the page shows some of the children alone, and leads to the others.
func (r *roll) rest(notices *[]pages.Notice) error {
	v := r.v
	var links []pages.Link
	if !r.after.Minor.IsZero() {
		at, err := r.at()
		if err != nil {
			return err
		}
		links = append(links, pages.Link{Text: v.say("houses.first"), Href: at})
	}
	next, err := r.onward()
	if err != nil {
		return err
	}
	if next != "" {
		links = append(links, pages.Link{Text: v.say("houses.next"), Href: next})
	}
	if links != nil {
		*notices = append(*notices, pages.Notice{Tone: pages.Warning, Text: v.say("houses.more", lookup.MaxFound), Links: links})
	}
	return nil
}

// at is the address of the form.
func (r *roll) at() (string, error) {
	at, err := r.v.seal.text("house", r.v.session(), r.group.At)
	return pathHouses + "/" + at + "/" + r.form.name, err
}

// onward is the address of the form about the children who follow; "" if none do.
func (r *roll) onward() (string, error) {
	if r.next == nil {
		return "", nil
	}
	at, err := r.at()
	if err != nil {
		return "", err
	}
	after, err := r.v.seal.text("house after", r.v.session(), r.next)
	return at + "?after=" + after, err
}

// sendHouse takes such a form: the same of each child who is ticked, once.
func (v *visit) sendHouse() error {
	r := &roll{writing: &writing{v: v, sent: true}}
	if err := v.seal.open("group", v.person(), v.field("form"), &r.group); err != nil {
		return err
	}
	if r.group.Form != v.c.Param("form") || v.now().Sub(r.group.Made) > formTime {
		return errStale
	}
	if err := r.named(r.group.Form); err != nil {
		return err
	}
	r.after = r.group.After
	list, err := r.here()
	if err != nil {
		return err
	}
	ticked := r.ticked()
	if len(ticked) == 0 {
		r.bad("children", "houses.tick")
	}
	body := r.of.say(r.writing, facility.At(r.group.At))
	if err := body.Validate(); err != nil && len(r.wrong) == 0 {
		r.take(err)
	}
	on := r.on()
	left := r.left(list, ticked)
	switch {
	case left > 0 && r.written(ticked[0]):
		v.c.Redirect(http.StatusSeeOther, pathHouses+"?done=known")
		return nil
	case left > 0:
		if err := r.gather(); err != nil {
			return err
		}
		return r.show(http.StatusConflict, pages.Notice{Tone: pages.Warning, Text: v.say("houses.left", left)})
	case v.ours() != nil, len(r.wrong) > 0, r.problem != "":
		return r.anew(list)
	}
	return r.record(list, ticked, day.On(on), body)
}

// anew shows the form as it was sent, with what is wrong.
func (r *roll) anew(list lookup.List) error {
	v := r.v
	kept := map[minor.ID]change.ID{}
	for _, k := range r.group.Kids {
		kept[k.Minor] = k.ID
	}
	list.Listed = slices.DeleteFunc(list.Listed, func(m lookup.Listed) bool { return kept[m.Minor].IsZero() })
	r.group.Kids = nil
	for _, m := range list.Listed {
		r.group.Kids = append(r.group.Kids, member{m.Minor, kept[m.Minor]})
	}
	r.call(list)
	if v.ours() != nil {
		return r.show(http.StatusConflict, pages.Notice{Tone: pages.Warning, Text: v.say("form.newsession")})
	}
	return r.show(http.StatusUnprocessableEntity)
}

// ticked are those who were ticked, of those who were on the page.
func (r *roll) ticked() (out []member) {
	for _, text := range r.v.c.PostFormArray("children") {
		if i, err := strconv.Atoi(text); err == nil && i >= 0 && i < len(r.group.Kids) && !slices.Contains(out, r.group.Kids[i]) {
			out = append(out, r.group.Kids[i])
		}
	}
	return out
}

// left counts those ticked who are not there any more.
func (r *roll) left(list lookup.List, ticked []member) (n int) {
	for _, k := range ticked {
		if !slices.ContainsFunc(list.Listed, func(m lookup.Listed) bool { return m.Minor == k.Minor }) {
			n++
		}
	}
	return n
}

// written reports whether what the form says of a child is in its casefile.
func (r *roll) written(k member) bool {
	f, err := r.v.read(opened{Minor: k.Minor, Why: "transfer"})
	return err == nil && f.has(k.ID)
}

// record has intake take what the form says of each child.
func (r *roll) record(list lookup.List, ticked []member, on day.When, body change.Body) error {
	v := r.v
	said := make([]intake.Statement, len(ticked))
	for i, k := range ticked {
		said[i] = intake.Statement{ID: k.ID, Minor: k.Minor, On: on, Structure: institution.OfficeOf(r.group.At), Seen: r.group.Seen, Body: body}
	}
	receipts, err := v.desk.Intake.Say(v.ctx, v.because("list"), said)
	if err != nil {
		return err
	}
	done := "known"
	for _, x := range receipts {
		switch x.Verdict {
		case api.Refused:
			r.refused(x)
			return r.anew(list)
		case api.Taken:
			done = "recorded"
		}
	}
	to := pathHouses + "?done=" + done
	if next, err := r.onward(); err != nil {
		return err
	} else if r.of.all && next != "" {
		to = next + "&done=" + done
	}
	v.c.Redirect(http.StatusSeeOther, to)
	return nil
}
