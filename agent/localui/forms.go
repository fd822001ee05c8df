package localui

import (
	"database/sql"
	"errors"
	"net/http"
	"net/url"
	"slices"

	"faro.example/agent/draft"
	"faro.example/agent/localdb"
	"faro.example/agent/outbox"
	"faro.example/agent/replica"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/minor"
	"faro.example/shared/pages"
)

// kind is one sort of form.
type kind struct {
	page     string // names it, in addresses and words
	child    bool   // it is about one child
	sections []change.Section
	here     string // the address in the menu that it belongs to
	danger   bool
	// open fills in what is known when it is opened; nil for nothing.
	open func(*visit, localdb.Querier, *draft.Form) error
	// groups gives its fields, with what is filled in.
	groups func(*visit, *draft.Form) ([]pages.Group, error)
	// record writes what it says and gives the records; nothing is stored if it fails.
	record func(*visit, *sql.Tx, *draft.Form) ([]change.ID, error)
	// send is instead of record, for a form that leads to another page.
	send func(*visit, *draft.Form) error
	// says tells what will be recorded; nil where the fields say it.
	says func(*visit, *draft.Form) []string
	// show shows a form otherwise, and reports whether it did; nil for never.
	show func(*visit, *draft.Form, error) (bool, error)
	// upon names the children whom it would write about, of those on its page; nil
	// for all of them.
	upon func(*draft.Form) []string
	// more is the address of what helps to fill it in, "" for nothing.
	more string
	// who fills it in; nil: everybody but a mission.
	who func(*visit) bool
	// step says at which step of a tracing it is filled in; nil for others.
	step  func(*casefile.Tracing, casefile.Clock) bool
	aside bool // it is filled in at any time, and brings the tracing no further
	// keep names the fields that are the same for the next child.
	keep []string
}

// openForm opens a new form, or goes on with the one that is half filled.
func (v *visit) openForm() error {
	k, ok := v.kinds[v.r.PathValue("page")]
	if !ok || !v.fills(k) {
		return v.nowhere()
	}
	f := draft.Form{Person: v.shelf(), Page: k.page, Fields: url.Values{}}
	if k.child {
		parsed, err := id.Parse[struct{}](v.r.URL.Query().Get("child"))
		if err != nil {
			return v.nowhere()
		}
		f.About = minor.ID(parsed)
	}
	err := v.DB.InTx(v.ctx, func(tx *sql.Tx) error {
		half, err := v.halfFilled(tx, f)
		if err != nil {
			return err
		}
		if half != nil {
			f = *half
			return nil
		}
		if err := v.prepare(tx, k, &f); err != nil {
			return err
		}
		f, err = v.forms.Open(v.ctx, tx, f)
		return err
	})
	if err != nil {
		return err
	}
	return v.redirect("/form/" + f.ID.String())
}

// halfFilled finds the operator's form of the same sort about the same child.
func (v *visit) halfFilled(q localdb.Querier, f draft.Form) (*draft.Form, error) {
	all, err := v.forms.Half(v.ctx, q, v.shelf())
	if err != nil || v.r.URL.Query().Has("after") || v.r.URL.Query().Has("mend") {
		return nil, err
	}
	of := v.r.URL.Query().Get("tracing")
	i := slices.IndexFunc(all, func(x draft.Form) bool {
		return x.Page == f.Page && x.About == f.About && (of == "" || x.Fields.Get("tracing") == of)
	})
	if i < 0 {
		return nil, nil
	}
	return &all[i], nil
}

// prepare takes what is on the page as the form is opened.
func (v *visit) prepare(q localdb.Querier, k kind, f *draft.Form) error {
	if err := v.after(q, f); err != nil {
		return err
	}
	if mend := v.r.URL.Query().Get("mend"); mend != "" {
		f.Fields.Set("mend", mend)
	}
	if k.open != nil {
		if err := k.open(v, q, f); err != nil {
			return err
		}
	}
	if !k.child {
		return nil
	}
	if _, err := v.child(q, f.About); err != nil {
		return err
	}
	return v.see(q, f, k.sections, f.About)
}

// see keeps what of children's sections is on the page.
func (v *visit) see(q localdb.Querier, f *draft.Form, sections []change.Section, children ...minor.ID) error {
	if f.Seen == nil {
		f.Seen = map[string]change.Seen{}
	}
	if len(children) == 0 {
		return nil
	}
	held, err := v.Replica.Read(v.ctx, q, children...)
	if err != nil {
		return err
	}
	for _, m := range children {
		for _, s := range sections {
			f.Seen[draft.SeenOf(m, s)] = held.Seen(m, s, v.op.Office)
		}
	}
	return nil
}

// after takes over from a form that was sent what is the same for the next one.
func (v *visit) after(q localdb.Querier, f *draft.Form) error {
	parsed, err := id.Parse[struct{}](v.r.URL.Query().Get("after"))
	if err != nil {
		return nil // there is none
	}
	before, err := v.forms.Find(v.ctx, q, v.shelf(), draft.ID(parsed))
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if before.Page == f.Page && before.Fields != nil {
		f.Fields = before.Fields
		f.Fields.Set(following, "yes")
	}
	return err
}

// form finds the operator's form that the address names.
func (v *visit) form() (f draft.Form, k kind, err error) {
	fid, err := pathID[draft.ID](v, "form")
	if err != nil {
		return f, k, err
	}
	err = v.view(func(q localdb.Querier) (err error) {
		f, err = v.forms.Find(v.ctx, q, v.shelf(), fid)
		return err
	})
	if f.Fields == nil {
		f.Fields = url.Values{}
	}
	return f, v.kinds[f.Page], err
}

// formPage shows a form, as far as it is filled in.
func (v *visit) formPage() error {
	f, k, err := v.form()
	if err != nil {
		return err
	}
	if !f.Sent.IsZero() {
		return v.redirect("/saved/" + f.ID.String())
	}
	return v.showForm(http.StatusOK, k, &f, nil, nil)
}

// formBody is a form with the child it is about.
type formBody struct {
	Child []pages.Item
	Form  pages.Form
	More  *pages.Link // what helps to fill it in
}

// showForm shows a form with what is wrong in it, and what came meanwhile.
func (v *visit) showForm(status int, k kind, f *draft.Form, wrong error, news []string) error {
	if k.show != nil {
		if done, err := k.show(v, f, wrong); done || err != nil {
			return err
		}
	}
	groups, err := k.groups(v, f)
	if err != nil {
		return err
	}
	at := "/form/" + f.ID.String()
	body := formBody{Form: pages.Form{ID: f.ID.String(), Action: at, Keep: at + "/keep", Groups: groups, Submit: v.say(f.Page + ".submit"), Danger: k.danger, Marked: true}}
	body.Form.Cancel = &pages.Link{Text: v.say("form.cancel"), Href: "/"}
	if k.says != nil {
		body.Form.Says = k.says(v, f)
	}
	if mend := f.Fields.Get("mend"); mend != "" {
		body.Form.Says = append(body.Form.Says, v.say("form.mends"))
		body.Form.Groups = append(body.Form.Groups, pages.Group{Fields: []pages.Field{{Name: "mend", Kind: "hidden", Value: mend}}})
	}
	for _, g := range groups {
		body.Form.File = body.Form.File || slices.ContainsFunc(g.Fields, func(x pages.Field) bool { return x.Kind == "file" })
	}
	if body.Form.File {
		body.Form.Keep = ""
	}
	if k.child {
		if body.Child, err = v.banner(f.About, "form "+k.page); err != nil {
			return err
		}
		body.Form.Cancel.Href = "/children/" + f.About.String()
	}
	if k.more != "" {
		body.More = &pages.Link{Text: v.say(f.Page + ".more"), Href: k.more}
	}
	v.mark(&body.Form, wrong)
	p := v.page(f.Page)
	p.Name, p.Body = "entry", body
	v.here = k.here
	for _, n := range news {
		p.Notices = append(p.Notices, pages.Notice{Tone: pages.Warning, Text: n})
	}
	if !f.Kept.IsZero() && v.r.Method == http.MethodGet {
		p.Notices = append(p.Notices, pages.Notice{Tone: pages.Neutral, Text: v.say("half.resumed", v.kit.Near(v.lang, f.Kept, v.Now()))})
	}
	return v.show(status, p)
}

// banner is who a form is about.
func (v *visit) banner(m minor.ID, what string) ([]pages.Item, error) {
	var h replica.Held
	err := v.view(func(q localdb.Querier) (err error) {
		h, err = v.child(q, m)
		return err
	})
	if err != nil {
		return nil, err
	}
	if err := v.look(what, []minor.ID{m}); err != nil {
		return nil, err
	}
	out := []pages.Item{
		{Term: v.say("col.name"), Values: []pages.Cell{{Text: v.childName(&h.File), Own: true, Href: "/children/" + m.String()}}},
		{Term: v.say("col.code"), Values: []pages.Cell{{Text: v.codeText(h.File.Identity.Code)}}},
	}
	if v.mission() {
		return out, nil
	}
	return append(out, pages.Item{Term: v.say("col.place"), Values: []pages.Cell{v.whereCell(&h.File)}}), nil
}

// posted takes over what the browser sent.
func (v *visit) posted(f *draft.Form) error {
	f.Fields = url.Values{}
	for name, values := range v.r.PostForm {
		if name != "token" && name != "form" {
			f.Fields[name] = values
		}
	}
	if v.kinds[f.Page].show != nil {
		return nil // it is sent in steps, each of which keeps what it takes
	}
	return v.DB.InTx(v.ctx, func(tx *sql.Tx) error { return v.forms.Keep(v.ctx, tx, *f) })
}

// keepForm keeps a form half filled.
func (v *visit) keepForm() error {
	f, _, err := v.form()
	if err == nil {
		err = v.posted(&f)
	}
	if err != nil {
		return err
	}
	if v.r.Header.Get("Accept") == "application/json" {
		v.w.WriteHeader(http.StatusNoContent)
		return nil
	}
	return v.redirect("/")
}

// dropForm throws away what is half filled.
func (v *visit) dropForm() error {
	f, _, err := v.form()
	if err != nil {
		return err
	}
	if err := v.DB.InTx(v.ctx, func(tx *sql.Tx) error { return v.forms.Drop(v.ctx, tx, v.shelf(), f.ID) }); err != nil {
		return err
	}
	return v.redirect("/")
}

// sendForm records what a form says, once.
func (v *visit) sendForm() error {
	f, k, err := v.form()
	if err != nil {
		return err
	}
	done := "/saved/" + f.ID.String()
	if !f.Sent.IsZero() {
		return v.redirect(done)
	}
	if err := v.posted(&f); err != nil {
		return err
	}
	if k.send != nil {
		return v.answered(k, &f, k.send(v, &f))
	}
	news, err := v.meanwhile(k, &f)
	if err != nil {
		return err
	}
	if len(news) > 0 {
		return v.showForm(http.StatusConflict, k, &f, nil, news)
	}
	if err := v.takeFiles(&f); err != nil {
		return err
	}
	err = v.DB.InTx(v.ctx, func(tx *sql.Tx) error { return v.recordOnce(tx, k, &f) })
	if err == nil {
		return v.redirect(done)
	}
	return v.answered(k, &f, err)
}

// recordOnce writes what a form says and marks the form as sent, together.
func (v *visit) recordOnce(tx *sql.Tx, k kind, f *draft.Form) error {
	records, err := k.record(v, tx, f)
	if err != nil {
		return err
	}
	if err := v.mends(tx, f, records); err != nil {
		return err
	}
	kept := url.Values{}
	for _, name := range k.keep {
		kept[name] = f.Fields[name]
	}
	return v.forms.Send(v.ctx, tx, *f, kept, records)
}

// answered shows a form again with what is wrong in it.
func (v *visit) answered(k kind, f *draft.Form, err error) error {
	var bad wrongs
	switch {
	case err == nil:
		return nil
	case errors.As(err, &bad):
		return v.showForm(http.StatusUnprocessableEntity, k, f, bad, nil)
	case fault.Is(err, fault.Conflict):
		now, _, found := v.form()
		if found == nil && !now.Sent.IsZero() {
			return v.redirect("/saved/" + f.ID.String())
		}
		return v.showForm(http.StatusConflict, k, f, err, nil)
	case fault.Is(err, fault.Invalid), fault.Is(err, fault.NotFound):
		return v.showForm(http.StatusUnprocessableEntity, k, f, err, nil)
	}
	return err
}

// draftOf begins a record about a child, with what was on the form's page.
func (v *visit) draftOf(f *draft.Form, m minor.ID, on day.When, body change.Body) outbox.Draft {
	return outbox.Draft{Minor: m, On: on, Structure: v.op.Office, Author: v.op.Person, StandIn: v.as.Name, Seen: f.Seen[draft.SeenOf(m, change.SectionOf(body))], Body: body}
}

// append writes records in one transaction.
func (v *visit) append(tx *sql.Tx, drafts ...outbox.Draft) (out []change.ID, err error) {
	for _, d := range drafts {
		rec, err := v.Box.Append(v.ctx, tx, d)
		if err != nil {
			return nil, err
		}
		out = append(out, rec.ID)
	}
	return out, nil
}
