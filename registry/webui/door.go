package webui

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"faro.example/registry/signin"
	"faro.example/shared/api"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/pages"
)

// Door is what the pages of the sign-in show: no name, and nothing of any minor.
type Door struct {
	Choices []signin.Choice
	Session *signin.Session // of who is signed in; nil for nobody
	Role    string
	To      string // the provider's address, on the page that leads there
	Refused bool
}

// First is where somebody is led who has signed in: who never had before, to what
// the own role does here.
func (p *Pages) First(s signin.Session) string {
	switch {
	case p.desk == nil:
		return "/signin"
	case s.First:
		return PathHow
	}
	return pathHome
}

// ShowDoor shows by whom one can sign in, or that one is signed in, or what
// leads to a provider.
func (p *Pages) ShowDoor(c *gin.Context, d Door) error {
	l := language(c)
	body := doorBody{Door: d, Public: p.public != nil}
	title := "door.title"
	switch {
	case d.To != "":
		title = "door.lead"
	case d.Session != nil:
		title = "door.in"
		body.Signed = p.kit.Say(l, "door.signed", p.kit.Say(l, "role."+d.Role), pages.Clock(d.Session.Began), pages.Clock(d.Session.Expires))
	}
	pg := pages.Page{Lang: l, Name: "door", Title: p.kit.Say(l, title), Help: p.kit.Say(l, "help.door"), Others: p.othersOf(l), Body: body}
	status := http.StatusOK
	if d.Refused {
		status = http.StatusUnauthorized
		pg.Notices = []pages.Notice{{Tone: pages.Bad, Text: p.kit.Say(l, "door.refused")}}
	}
	return p.draw(c, status, pg)
}

type doorBody struct {
	Door
	Signed string
	Public bool // there are pages for anybody
}

// Fail answers with an error as a page: what is wrong, and what to do. Who is
// not signed in is led to the sign-in, unless something was sent: then it says
// that nothing was recorded.
func (p *Pages) Fail(c *gin.Context, problem api.Problem) error {
	l := language(c)
	if problem.Status == http.StatusUnauthorized && c.Request.Method == http.MethodGet {
		c.Redirect(http.StatusSeeOther, "/signin")
		return nil
	}
	kind := problem.Kind
	switch {
	case problem.Status == http.StatusTooManyRequests, problem.Status == http.StatusForbidden, problem.Status == http.StatusMethodNotAllowed,
		problem.Status == http.StatusRequestEntityTooLarge, problem.Status == http.StatusMisdirectedRequest:
		kind = strconv.Itoa(problem.Status)
	case kind == fault.NotFound.String() && (strings.HasPrefix(c.Request.URL.Path, pathCasefile) || c.Request.Method == http.MethodPost):
		kind = "no-child"
	case !p.kit.Knows("error." + kind):
		kind = fault.Internal.String()
	}
	body := errorBody{Text: p.kit.Say(l, "error."+kind), Do: p.kit.Say(l, "error."+kind+".do"), Instance: problem.Instance,
		SignIn: problem.Status == http.StatusUnauthorized}
	if said, of := p.translated(l, problem.Detail); of != "" && kind != fault.Internal.String() {
		body.Text, body.TextLang = said, of
		if do, of := p.translated(l, problem.Remedy); of != "" {
			body.Do, body.DoLang = do, of
		}
	}
	pg := pages.Page{Lang: l, Name: "failed", Title: p.kit.Say(l, "error.title"), Others: p.othersOf(l), Body: body}
	if v := p.inside(c, problem.Status); v != nil && v.page(problem.Status, pg) == nil {
		return nil
	}
	return p.draw(c, problem.Status, pg)
}

// inside is the visit in which something went wrong, so that the way on is the menu of
// every page: nil where nobody is signed in. It asks nothing more of a registry that
// was asked for a page before, but who somebody is that is at no page of it.
func (p *Pages) inside(c *gin.Context, status int) *visit {
	if v, ok := c.Value(visitKey).(*visit); ok && status != http.StatusUnauthorized {
		v.turn = turn{}
		return v
	}
	if p.desk == nil || status != http.StatusNotFound || c.Value(visitorKey) == nil {
		return nil
	}
	v, err := p.visit(c)
	if err != nil {
		return nil // the page says what went wrong first
	}
	return v
}

type errorBody struct {
	Text, Do         string
	TextLang, DoLang pages.Lang
	Instance         string
	SignIn           bool
}

// before gives the path of our own page from which a request was made, "/" if
// there is none that can be gone back to.
func before(r *http.Request) string {
	u, err := url.Parse(r.Referer())
	if err != nil || u.Host != r.Host || !strings.HasPrefix(u.Path, "/") || strings.HasPrefix(u.Path, "//") {
		return "/"
	}
	if u.RawQuery != "" {
		return u.Path + "?" + u.RawQuery
	}
	return u.Path
}

func itoa(n int) string { return strconv.Itoa(n) }

func dayOf(t time.Time) day.Date { return day.FromTime(t) }

// acceptsGzip reports whether a browser takes gzip.
func acceptsGzip(header string) bool {
	for part := range strings.SplitSeq(header, ",") {
		if name, _, _ := strings.Cut(strings.TrimSpace(part), ";"); strings.EqualFold(name, "gzip") {
			return true
		}
	}
	return false
}

// translated gives what a message of package fault says in a language, and in
// which language it is: of what nobody has translated, English.
func (p *Pages) translated(l pages.Lang, detail string) (text string, of pages.Lang) {
	if detail == "" {
		return "", ""
	}
	if said, ok := pages.Translated(detail); ok && l == pages.Italian {
		return pages.Capital(said) + ".", l
	}
	return pages.Capital(detail) + ".", pages.English
}
