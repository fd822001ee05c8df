package webui

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"faro.example/registry/link"
	"faro.example/shared/access"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
	"faro.example/shared/pages"
)

// parts reports whether the child is joined of several minors, and the reader
// may say that they are two children.
func (f *file) parts() bool {
	return len(f.Joined) > 1 && access.MayWrite(f.v.who.Role, change.LinkParted{}.Kind(), change.Link, f.Ties...)
}

// parting is what the form was given with by which a joined child is parted.
type parting struct {
	Minor  minor.ID   `json:"m"`
	Joined []minor.ID `json:"j"`
	Why    string     `json:"w"`
}

// part asks who of a joined child is another.
func (v *visit) part() error {
	of, err := v.openedOf()
	if err != nil {
		return err
	}
	f, err := v.read(of)
	if err != nil {
		return err
	}
	if !f.parts() {
		return errNoPage
	}
	w := &writing{v: v, f: f}
	return w.showPart(http.StatusOK, parting{f.Minor, f.Joined, f.of.Why}, nil)
}

var errNoPage = fault.Newf(fault.NotFound, "no such page")

// member is what one minor of a joined child was called by itself, and its code.
func (f *file) member(m minor.ID) (name, code string) {
	alone := casefile.Fold(m, slices.DeleteFunc(slices.Clone(f.Records), func(p change.Placed) bool { return p.Minor != m || p.Section == change.Link }))
	if n, ok := alone.Identity.Name(); ok {
		name = f.v.nameOf(n)
	}
	return firstOf(name, f.v.say("who.nameless")), alone.Identity.Code.Display()
}

// apartField asks which of the minors are another child.
func (w *writing) apartField(p parting) pages.Field {
	out := pages.Field{Name: "apart", Kind: "checks", Label: w.v.say("part.apart"), Hint: w.v.say("part.hint"), Required: true, Values: w.v.c.PostFormArray("apart")}
	for i, m := range p.Joined {
		name, code := w.f.member(m)
		out.Options = append(out.Options, pages.Option{Value: strconv.Itoa(i), Text: name, Note: code})
	}
	return out
}

// tornFields ask for whom each record counts that was written where both were shown.
func (w *writing) tornFields(p parting, torn []link.Record) []pages.Field {
	var out []pages.Field
	for _, r := range torn {
		f := pages.Field{Name: "record-" + r.ID.String(), Kind: "select", Label: w.v.say("part.counts", w.v.kind(r.Kind), pages.Date(w.v.l, r.On)), Required: true, Value: w.v.field("record-" + r.ID.String())}
		if i := slices.IndexFunc(w.f.Records, func(x change.Placed) bool { return x.ID == r.ID }); i >= 0 {
			f.Hint = plain(w.f.lines(&w.f.Records[i]))
		}
		f.Options = append(f.Options, pages.Option{Text: w.v.say("part.choose")})
		for i, m := range p.Joined {
			name, code := w.f.member(m)
			f.Options = append(f.Options, pages.Option{Value: strconv.Itoa(i), Text: name + " " + code})
		}
		out = append(out, f)
	}
	return out
}

// plain joins what lines say.
func plain(lines []pages.Cell) string {
	var texts []string
	for _, l := range lines {
		texts = append(texts, l.Text)
	}
	return strings.Join(texts, " · ")
}

func (w *writing) showPart(status int, p parting, torn []link.Record, notices ...pages.Notice) error {
	v := w.v
	sealed, err := v.seal.text("part", v.person(), p)
	if err != nil {
		return err
	}
	groups := []pages.Group{{Fields: w.marked([]pages.Field{w.apartField(p)})}}
	if len(torn) > 0 {
		groups = append(groups, pages.Group{Legend: v.say("part.torn"), Fields: w.marked(w.tornFields(p, torn))})
	}
	why := pages.Field{Name: "why", Kind: "textarea", Label: v.say("conflict.why"), Hint: v.say("conflict.hint"), Required: true, Value: v.field("why")}
	groups = append(groups, pages.Group{Fields: w.marked([]pages.Field{why})})
	body := formBody{Name: w.f.called(), Code: w.f.Identity.Code.Display(), Form: pages.Form{ID: sealed, Action: pathPart, Groups: groups, Submit: v.say("form.submit"),
		Danger: true, Marked: true, Problem: w.problem, Says: []string{v.say("part.says")}, Cancel: &pages.Link{Text: v.say("form.cancel"), Href: w.f.at}}}
	return v.page(status, pages.Page{Name: "form-page", Title: v.say("part.title"), Help: v.say("help.part"), Body: body, Notices: notices})
}

// parted takes what the form says: the records that were written where both were
// shown are asked for before anything is recorded.
func (v *visit) parted() error {
	var p parting
	if err := v.seal.open("part", v.person(), v.field("form"), &p); err != nil {
		return err
	}
	f, err := v.read(opened{Minor: p.Minor, Why: p.Why})
	if err != nil {
		return err
	}
	w := &writing{v: v, f: f, sent: true, given: given{Minor: p.Minor, Why: p.Why}}
	if !slices.Equal(f.Joined, p.Joined) { // it was sent before, or somebody else was quicker
		return w.recorded("known")
	}
	here, apart := w.sides(p)
	why := w.reason()
	if v.ours() != nil {
		return w.showPart(http.StatusConflict, p, nil, pages.Notice{Tone: pages.Warning, Text: v.say("form.newsession")})
	}
	if len(w.wrong) > 0 {
		return w.showPart(http.StatusUnprocessableEntity, p, nil)
	}
	torn, err := v.desk.Link.Torn(v.ctx, v.because(why), here, apart)
	if err != nil {
		return err
	}
	records := w.assigned(p, torn)
	if len(w.wrong) > 0 {
		return w.showPart(http.StatusUnprocessableEntity, p, torn)
	}
	if _, err := v.desk.Link.Parted(v.ctx, v.because(why), here, apart, records); err != nil {
		return err
	}
	return w.recorded("parted")
}

// reason is why it is said; without one it is not.
func (w *writing) reason() string {
	why := strings.TrimSpace(w.v.field("why"))
	if why == "" || minor.Text(why).Check("why", 900) != nil {
		w.bad("why", "conflict.why.missing")
	}
	return why
}

// sides are the minors who stay one child, by one of them, and those who are another.
func (w *writing) sides(p parting) (here link.Of, apart []link.Of) {
	chosen := w.v.c.PostFormArray("apart")
	for i, m := range p.Joined {
		switch {
		case slices.Contains(chosen, strconv.Itoa(i)):
			apart = append(apart, link.Of{Minor: m})
		case here.Minor.IsZero():
			here.Minor = m
		}
	}
	if len(apart) == 0 || here.Minor.IsZero() {
		w.bad("apart", "part.some")
	}
	return here, apart
}

// assigned says for whom each record counts.
func (w *writing) assigned(p parting, torn []link.Record) (out []change.Assignment) {
	for _, r := range torn {
		name := "record-" + r.ID.String()
		i, err := strconv.Atoi(w.v.field(name))
		if err != nil || i < 0 || i >= len(p.Joined) {
			w.bad(name, "part.each")
			continue
		}
		out = append(out, change.Assignment{Record: r.ID, Minor: p.Joined[i]})
	}
	return out
}
