package localui

import (
	"bytes"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"faro.example/agent/localdb"
	"faro.example/agent/replica"
	"faro.example/agent/standin"
	"faro.example/shared/api"
	"faro.example/shared/fault"
	"faro.example/shared/pages"
)

// visit is one request, with who makes it.
type visit struct {
	*UI
	ctx     context.Context
	w       http.ResponseWriter
	r       *http.Request
	lang    pages.Lang
	session session
	op      api.Operator      // who is signed in, for the office of the session
	as      standin.StandIn   // who stands in for them; zero if nobody does
	others  []standin.StandIn // all who may
	dir     api.Directory
	names   names
	here    string   // the address in the menu that this page belongs to
	filed   []chosen // the files that came with the form
}

// serve makes a handler: of pages that need nobody, or a signed-in operator.
func (u *UI) serve(h func(*visit) error, signed bool) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		v := &visit{UI: u, ctx: r.Context(), w: w, r: r}
		v.lang = v.language()
		if err := v.meet(signed, h); err != nil {
			v.fail(err)
		}
	}
}

// language is what the person chose, or else what the browser asks for.
func (v *visit) language() pages.Lang {
	chosen := v.r.URL.Query().Get("lang")
	if c, err := v.r.Cookie(langCookie); err == nil && chosen == "" {
		chosen = c.Value
	}
	if !slices.Contains(pages.Langs(), pages.Lang(chosen)) {
		return pages.Choose(v.r.Header.Get("Accept-Language"))
	}
	if v.r.URL.Query().Has("lang") {
		http.SetCookie(v.w, &http.Cookie{Name: langCookie, Value: chosen, Path: "/", HttpOnly: true, SameSite: http.SameSiteStrictMode, MaxAge: pages.MaxAge})
	}
	return pages.Lang(chosen)
}

// meet finds the session and who is signed in, reads what is sent, and goes on.
func (v *visit) meet(signed bool, h func(*visit) error) error {
	if c, err := v.r.Cookie(sessionCookie); err == nil {
		v.session, _ = v.sessions.find(c.Value)
	}
	if v.session.id == "" {
		v.session = v.sessions.begin("", session{})
		setSession(v.w, v.session.id)
	}
	err := v.DB.View(v.ctx, func(q localdb.Querier) (err error) {
		if v.dir, err = replica.ReadDirectory(v.ctx, q); err != nil {
			return err
		}
		v.others, err = v.standins.List(v.ctx, q)
		return err
	})
	if err != nil {
		return err
	}
	v.names = nameAll(v.dir)
	if err := v.read(); err != nil {
		return err
	}
	if !signed {
		return h(v)
	}
	return v.admit(h)
}

// read reads what a form sends. Its token is asked for before anything is done.
func (v *visit) read() error {
	if v.r.Method != http.MethodPost {
		return nil
	}
	var err error
	if strings.HasPrefix(v.r.Header.Get("Content-Type"), "multipart/") {
		v.r.Body = http.MaxBytesReader(v.w, v.r.Body, maxFile)
		err = v.r.ParseMultipartForm(maxFile)
	} else {
		v.r.Body = http.MaxBytesReader(v.w, v.r.Body, maxForm)
		err = v.r.ParseForm()
	}
	if err != nil {
		return fault.Field("form", "too large, or cut short", "send less at once")
	}
	return v.sameToken()
}

// admit goes on if an operator whom the directory names is signed in and the
// screen is not locked.
func (v *visit) admit(h func(*visit) error) error {
	to := v.r.URL.RequestURI()
	if v.r.Method != http.MethodGet {
		to = "/"
	}
	op, named := v.operator()
	switch {
	case v.r.URL.Path == "/light" && (!v.session.in() || !named || v.session.locked):
		v.w.WriteHeader(http.StatusForbidden) // nobody reads what a script gets
		return nil
	case !v.session.in() || !named:
		return v.redirect("/signin")
	case v.session.locked:
		v.sessions.change(v.session.id, func(s *session) { s.locked, s.to = true, to })
		return v.redirect("/locked")
	}
	v.op, v.as = op, v.standsIn()
	if v.r.URL.Path != "/light" {
		v.sessions.change(v.session.id, func(s *session) { s.last = v.Now() })
	}
	return h(v)
}

// operator finds the signed-in person among those who may write here today.
func (v *visit) operator() (api.Operator, bool) {
	i := slices.IndexFunc(v.operators(), func(o api.Operator) bool {
		return o.Person == v.session.person && o.Office == v.session.office
	})
	if i < 0 || !v.session.as.IsZero() && v.standsIn().IsZero() {
		return api.Operator{}, false
	}
	return v.operators()[i], true
}

// operators are those whom the directory lets write here today.
func (v *visit) operators() []api.Operator {
	now := v.Now()
	return slices.DeleteFunc(slices.Clone(v.dir.Operators), func(o api.Operator) bool { return !o.Until.IsZero() && !now.Before(o.Until) })
}

// view reads from one state of the store.
func (v *visit) view(fn func(q localdb.Querier) error) error { return v.DB.View(v.ctx, fn) }

// say gives a message in the language of the visit.
func (v *visit) say(key string, args ...any) string { return v.kit.Say(v.lang, key, args...) }

// redirect sends the browser to another page.
func (v *visit) redirect(to string) error {
	http.Redirect(v.w, v.r, to, http.StatusSeeOther)
	return nil
}

// page begins a page: its title and help are the words page.NAME.title and .help.
func (v *visit) page(name string) pages.Page {
	p := pages.Page{Lang: v.lang, Name: name, Title: v.say(name + ".title"), Token: v.session.token}
	if v.kit.Knows(name + ".help") {
		p.Help = v.say(name + ".help")
	}
	for _, l := range pages.Langs() {
		if l == v.lang {
			continue
		}
		q := url.Values{}
		if v.r.Method == http.MethodGet {
			q = v.r.URL.Query()
		}
		q.Set("lang", string(l))
		p.Others = append(p.Others, pages.Link{Text: map[pages.Lang]string{pages.Italian: "Italiano", pages.English: "English"}[l], Href: "?" + q.Encode(), Lang: l})
	}
	return p
}

// show sends a page.
func (v *visit) show(status int, p pages.Page) error {
	if !v.op.Person.IsZero() {
		if err := v.frame(&p); err != nil {
			return err
		}
	}
	var out bytes.Buffer
	if err := v.kit.Render(&out, p); err != nil {
		return err
	}
	v.w.Header().Set("Content-Type", "text/html; charset=utf-8")
	v.w.WriteHeader(status)
	v.write(v.w, out.Bytes())
	return nil
}

// frame is what every page of a signed-in operator has around it.
func (v *visit) frame(p *pages.Page) error {
	how, err := v.state()
	if err != nil {
		return err
	}
	p.Light = &pages.Light{Tone: how.tone(), Text: how.sentence(v), Href: "/light"}
	p.Account = &pages.Account{Name: v.whoText(), ID: v.op.Person.String(), Office: v.names.office(v.op.Office), At: v.kit.Near(v.lang, v.Now(), v.Now().Add(-48*time.Hour))}
	p.Idle = int(v.Idle / time.Second)
	waiting := how.counts.Unsent + how.counts.Refused
	for _, l := range v.nav(waiting) {
		l.Here = l.Href == v.r.URL.Path || l.Href == v.here
		p.Nav = append(p.Nav, l)
	}
	return nil
}

// nav are the pages that the menu leads to: a mission neither receives nor sends
// children.
func (v *visit) nav(waiting int) []pages.Link {
	today, out := pages.Link{Text: v.say("nav.today"), Href: "/"}, pages.Link{Text: v.say("nav.outbox"), Href: "/outbox", Count: waiting}
	how := pages.Link{Text: v.say("nav.how"), Href: pathHow}
	if v.mission() {
		return []pages.Link{today, out, how}
	}
	return []pages.Link{
		today,
		{Text: v.say("nav.arrival"), Href: "/new/arrival", Key: "n"},
		{Text: v.say("nav.expected"), Href: "/new/expected", Key: "e"},
		{Text: v.say("nav.transfer"), Href: "/new/group", Key: "t"},
		{Text: v.say("nav.sheet"), Href: "/new/sheet"},
		{Text: v.say("nav.attention"), Href: "/attention"},
		{Text: v.say("nav.days"), Href: pathDays},
		out,
		how,
	}
}

// fail shows what went wrong, with what to do; who is not allowed sees what is
// not there.
func (v *visit) fail(err error) {
	e := fault.As(err)
	status := map[fault.Kind]int{
		fault.Invalid: http.StatusUnprocessableEntity, fault.Denied: http.StatusForbidden, fault.NotFound: http.StatusNotFound,
		fault.Unauthenticated: http.StatusForbidden, fault.Conflict: http.StatusConflict, fault.Busy: http.StatusServiceUnavailable,
		fault.Erased: http.StatusGone,
	}[e.Kind]
	if status == 0 {
		status = http.StatusInternalServerError
		v.Log.Error("a page failed", "path", v.r.Pattern, "err", err)
	}
	p := v.page("failed")
	text, lang := v.wrong(err)
	p.Body = pages.Cell{Text: text, Lang: lang}
	if err := v.show(status, p); err != nil {
		v.Log.Error("a page failed", "path", v.r.Pattern, "err", err)
		http.Error(v.w, v.say("fault.elsewhere"), http.StatusInternalServerError)
	}
}

// nowhere answers for an address where there is no page.
func (v *visit) nowhere() error {
	return &fault.Error{Kind: fault.NotFound, Detail: "there is no such page", Remedy: "go back to Today"}
}
