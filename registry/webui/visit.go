package webui

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/subtle"
	"math"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"faro.example/registry/directory"
	"faro.example/registry/signin"
	"faro.example/registry/standby"
	"faro.example/shared/access"
	"faro.example/shared/fault"
	"faro.example/shared/pages"
)

// Visitor is who asks for a page, as recognised in this very request.
type Visitor struct {
	Caller  access.Caller
	Session signin.Session
}

// Where gin keeps the visitor, and the visit.
const (
	visitorKey = "faro.visitor"
	visitKey   = "faro.visit"
)

// Admit says who asks. Whoever lets people in calls it before a page is shown.
func Admit(c *gin.Context, v Visitor) { c.Set(visitorKey, v) }

// answeredKey is where gin keeps as of when a page is.
const answeredKey = "faro.answered"

// Answered says how it is asked as of when the oldest answer of a page is that a
// replica of the database gave; false if none did.
func Answered(c *gin.Context, asOf func() (standby.AsOf, bool)) { c.Set(answeredKey, asOf) }

// Seconds are how old an answer is at most.
func Seconds(as standby.AsOf) int { return int(math.Ceil(as.Age.Seconds())) }

// OnlyReads reports whether a page changes nothing, whatever was sent with it.
func OnlyReads(c *gin.Context) bool {
	return c.Request.Method == http.MethodGet || c.Request.Method == http.MethodHead || c.FullPath() == pathFind
}

// asOf says as of when a page is that the primary did not answer alone.
func (v *visit) asOf() string {
	ask, ok := v.c.Value(answeredKey).(func() (standby.AsOf, bool))
	if !ok {
		return ""
	}
	as, told := ask()
	if !told {
		return ""
	}
	return v.say("page.asof", pages.Number(v.l, int(as.Position)), Seconds(as))
}

// visit is one request for a page.
type visit struct {
	*Pages
	c    *gin.Context
	ctx  context.Context
	who  access.Caller
	on   signin.Session
	as   directory.Self
	l    pages.Lang
	turn turn // where on a queue that is which the page shows

	liveAt string // where the page is told what is new since it was asked for
}

// handle makes a handler of a page.
func (p *Pages) handle(show func(*visit) error) gin.HandlerFunc {
	return func(c *gin.Context) {
		v, err := p.visit(c)
		if err == nil {
			err = show(v)
		}
		if err != nil {
			p.fail(c, err)
		}
	}
}

func (p *Pages) visit(c *gin.Context) (*visit, error) {
	who, ok := c.Value(visitorKey).(Visitor)
	if !ok {
		return nil, fault.Newf(fault.Internal, "a page for nobody in particular")
	}
	v := &visit{Pages: p, c: c, ctx: c.Request.Context(), who: who.Caller, on: who.Session, l: language(c)}
	var err error
	if v.as, err = p.desk.Directory.Self(v.ctx, v.who); err != nil {
		return nil, err
	}
	c.Set(visitKey, v)
	if c.Request.Method != http.MethodPost {
		return v, v.follow()
	}
	if err := c.Request.ParseForm(); err != nil {
		return nil, fault.Newf(fault.Invalid, "the form cannot be read")
	}
	return v, nil
}

// session is what addresses are bound to.
func (v *visit) session() string { return v.on.ID.String() }

// person is what forms are bound to: one that was open while the session ended
// can be sent in the next one.
func (v *visit) person() string { return v.who.Person.String() }

// token is what every form sends back, so that only a page of this session can
// have sent it; where a request comes from was looked at before.
func (v *visit) token() (string, error) { return v.seal.text("token", v.session(), "form") }

// ours fails with [fault.Conflict] unless the form sent is of this session.
func (v *visit) ours() error {
	want, err := v.token()
	if err != nil {
		return err
	}
	if subtle.ConstantTimeCompare([]byte(want), []byte(v.c.PostForm("token"))) != 1 {
		return errStale
	}
	return nil
}

// errStale is what a form gets that was open while its session ended.
var errStale = &fault.Error{Kind: fault.Conflict, Detail: "you have signed in again since this page was opened",
	Remedy: "nothing was recorded: go back, reload the page and send it again"}

// field gives a field of the form as it was typed.
func (v *visit) field(name string) string { return v.c.PostForm(name) }

// say gives a message in the reader's language.
func (v *visit) say(key string, args ...any) string { return v.kit.Say(v.l, key, args...) }

// page draws a page.
func (v *visit) page(status int, pg pages.Page) error {
	token, err := v.token()
	if err != nil {
		return err
	}
	pg.Lang, pg.Token, pg.Others, pg.Live, pg.AsOf = v.l, token, v.others(), v.liveAt, v.asOf()
	if pg.Turn, err = v.place(); err != nil {
		return err
	}
	pg.Nav, pg.More = folded(v.nav())
	pg.Account = &pages.Account{Name: v.as.Name.Reveal(), ID: v.who.Person.String(), Office: v.as.Office.Name, At: v.kit.Say(v.l, "time.dayclock",
		pages.Date(v.l, dayOf(v.now())), pages.Clock(v.now()))}
	return v.Pages.draw(v.c, status, pg)
}

// show draws a page of which nothing is wrong.
func (v *visit) show(name, title string, body any, notices ...pages.Notice) error {
	help := "help." + strings.TrimSuffix(title, ".title") // of the page, where pages that are drawn alike differ
	if !v.kit.Knows(help) {
		help = "help." + name
	}
	return v.page(http.StatusOK, pages.Page{Name: name, Title: v.say(title), Help: v.say(help), Body: body, Notices: append(v.flash(), notices...)})
}

// draw writes a page as the answer.
func (p *Pages) draw(c *gin.Context, status int, pg pages.Page) error {
	var out bytes.Buffer
	if err := p.kit.Render(&out, pg); err != nil {
		return err
	}
	body, err := packed(c, out.Bytes())
	if err != nil {
		return err
	}
	harden(c)
	c.Data(status, "text/html; charset=utf-8", body)
	return nil
}

// packed makes a page small for the line, where the browser takes that. How long it
// comes out tells nothing of what stands in it: a length of chance is added, so that
// who sees the line and has a page show words of theirs learns nothing by them.
func packed(c *gin.Context, page []byte) ([]byte, error) {
	if !acceptsGzip(c.GetHeader("Accept-Encoding")) {
		return page, nil
	}
	var out bytes.Buffer
	w, err := gzip.NewWriterLevel(&out, gzip.BestSpeed)
	if err != nil {
		return nil, err
	}
	w.Name = strings.Repeat("x", 1+rand.IntN(maxDisguise))
	if _, err := w.Write(page); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	c.Header("Content-Encoding", "gzip")
	return out.Bytes(), nil
}

// maxDisguise bounds the length of chance that is added to a page, in bytes: as long
// as Django adds, after "Heal the BREACH" (Palacios and others, 2022).
const maxDisguise = 100

// harden says what a browser may make of a page.
func harden(c *gin.Context) {
	c.Header("Content-Security-Policy", pages.Policy)
	c.Header("Vary", "Cookie, Accept-Language, Accept-Encoding")
}

// asset sends a file; its address changes with its content.
func (p *Pages) asset(c *gin.Context) {
	f, err := p.assets.Find(c.Request.URL.Path)
	if err != nil {
		p.fail(c, err)
		return
	}
	c.Header("Cache-Control", "public, max-age="+itoa(pages.MaxAge)+", immutable")
	c.Header("Vary", "Accept-Encoding")
	body := f.Body
	if f.Packed != nil && acceptsGzip(c.GetHeader("Accept-Encoding")) {
		c.Header("Content-Encoding", "gzip")
		body = f.Packed
	}
	c.Data(http.StatusOK, f.Type, body)
}

// The language: the one chosen, else the browser's.
const (
	pathLanguage   = "/language/"
	languageCookie = "__Host-faro-language"
	languageAge    = 365 * 24 * time.Hour
)

func language(c *gin.Context) pages.Lang {
	if chosen, err := c.Request.Cookie(languageCookie); err == nil && slices.Contains(pages.Langs(), pages.Lang(chosen.Value)) {
		return pages.Lang(chosen.Value)
	}
	return pages.Choose(c.GetHeader("Accept-Language"))
}

// chooseLanguage keeps a language, and goes back to where it was chosen.
func (p *Pages) chooseLanguage(c *gin.Context) {
	l := pages.Lang(c.Param("lang"))
	if !slices.Contains(pages.Langs(), l) {
		p.fail(c, fault.Newf(fault.NotFound, "no such language"))
		return
	}
	http.SetCookie(c.Writer, &http.Cookie{Name: languageCookie, Value: string(l), Path: "/", MaxAge: int(languageAge.Seconds()),
		Secure: true, HttpOnly: true, SameSite: http.SameSiteLaxMode})
	c.Redirect(http.StatusSeeOther, before(c.Request))
}

// others are the links to the same page in the other languages.
func (p *Pages) othersOf(l pages.Lang) []pages.Link {
	var out []pages.Link
	for _, o := range pages.Langs() {
		if o != l {
			out = append(out, pages.Link{Text: p.kit.Say(o, "language"), Href: pathLanguage + string(o), Lang: o})
		}
	}
	return out
}

func (v *visit) others() []pages.Link { return v.othersOf(v.l) }
