package httpapi

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"strings"

	"github.com/gin-gonic/gin"

	"faro.example/registry/signin"
	"faro.example/registry/webui"
	"faro.example/shared/access"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
)

// What lets people in and out: package signin.
type (
	doorkeeper interface {
		Choices() []signin.Choice
		Start(ctx context.Context, provider string, again *signin.Session) (signin.Started, error)
		Finish(ctx context.Context, r signin.Return, b signin.Browser) (signin.Session, string, error)
		BindAs(ctx context.Context, by access.Caller, b signin.Binding) error
	}
	sessions interface {
		Find(ctx context.Context, token string, b signin.Browser) (signin.Session, error)
		Look(ctx context.Context, token string, b signin.Browser) (signin.Session, error)
		Fresh(ctx context.Context, s signin.Session, role access.Role) error
		SignOut(ctx context.Context, s signin.Session) error
		SignOutEverywhere(ctx context.Context, person institution.PersonID) error
		Leave(ctx context.Context, person institution.PersonID) error
	}
)

// People is what the API needs to be reached by people with a browser.
type People struct {
	Door           doorkeeper
	Sessions       sessions
	Pages          *webui.Pages
	URL            string   // which people type: https, a host, and no path
	TrustedProxies []string // networks whose word about a browser's address is taken; none by default

	url *url.URL
}

// The paths of the pages.
const (
	pathHome     = "/"
	pathSignin   = "/signin"
	pathBegin    = "/signin/begin"
	pathAgain    = "/signin/again"
	pathCallback = "/signin/callback"
	pathSignout  = "/signout"
)

// CallbackURL gives where a provider sends people back.
func CallbackURL(people string) string { return strings.TrimSuffix(people, "/") + pathCallback }

// isPage reports whether a path may be opened from another site: by a link, or
// by a provider that sends somebody back. The paths of the API may not, nor a
// page on which somebody works; what anybody may read may.
func isPage(path string) bool {
	return path == pathSignin || path == pathCallback || path == pathHome || path == webui.PathHow || path == webui.PublicPrefix || strings.HasPrefix(path, webui.PublicPrefix+"/")
}

// PeopleHandler gives what a server for people serves, nil if there is none. The
// server MUST be configured by [faro.example/shared/mtls.Public].
func (a *API) PeopleHandler() http.Handler {
	if a.people == nil {
		return nil
	}
	return a.people
}

// routePeople puts in their places the pages, and of the API what is for people.
func (a *API) routePeople() (err error) {
	p := a.People
	if p.Door == nil || p.Sessions == nil || p.Pages == nil {
		return fault.Newf(fault.Internal, "pages for people without their sign-in, or a sign-in without its pages")
	}
	if p.url, err = url.Parse(p.URL); err != nil || p.url.Scheme != "https" || p.url.Host == "" {
		return fault.Newf(fault.Internal, "pages for people without their address")
	}
	if a.people, err = a.newEngine(p.TrustedProxies); err != nil {
		return err
	}
	a.people.Use(func(c *gin.Context) { eventOf(c).people = true }, a.ownPage)
	a.people.NoRoute(a.recogniseReader, func(c *gin.Context) { a.fail(c, fault.Newf(fault.NotFound, "no such path")) })
	pages := a.people.Group("/", a.limitAddress)
	pages.GET(pathSignin, a.showSignin)
	pages.POST(pathBegin, a.begin)
	pages.POST(pathAgain, a.recognisePerson, a.beginAgain)
	pages.GET(pathCallback, a.finish)
	pages.POST(pathSignout, a.recognisePerson, a.signOut)
	p.Pages.Mount(a.people.Group("/"), a.people.Group("/", a.limitReader), a.people.Group("/", a.recognisePerson, a.limitPerson, a.nearby), a.fail)
	a.register(a.people.Group("/", a.forPeople, a.limitAnybody, a.unlessForAnybody(a.recognisePerson), a.unlessForAnybody(a.limitPerson), a.unlessForAnybody(a.nearby), a.validate))
	return nil
}

// forPeople leaves out what is for machines.
func (a *API) forPeople(c *gin.Context) {
	if !strings.HasPrefix(c.FullPath(), "/v1/") {
		a.fail(c, fault.Newf(fault.NotFound, "no such path"))
	}
}

// limitAddress counts what comes from an address for nobody in particular.
func (a *API) limitAddress(c *gin.Context) { a.take(c, address(c), perAddress) }

// limitReader counts what somebody reads who is not known: apart from sign-ins,
// so that who reads much keeps nobody of the same office out.
func (a *API) limitReader(c *gin.Context) { a.take(c, "reader at "+c.ClientIP(), perReader) }

// limitPerson counts the requests of a person, over all sessions.
func (a *API) limitPerson(c *gin.Context) {
	a.take(c, "person "+eventOf(c).session.Person.String(), perPerson)
}

// The cookies. The prefix has the browser refuse them from anywhere else, and
// without TLS.
const (
	sessionCookie = "__Host-faro-session"
	signinCookie  = "__Host-faro-signin"
)

func setCookie(c *gin.Context, name, value string, maxAge int) {
	http.SetCookie(c.Writer, &http.Cookie{
		Name: name, Value: value, Path: "/", MaxAge: maxAge, Secure: true, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
}

func cookie(c *gin.Context, name string) string {
	got, err := c.Request.Cookie(name)
	if err != nil {
		return ""
	}
	return got.Value
}

// browserOf gives what the browser of a request looks like.
func browserOf(c *gin.Context) signin.Browser {
	h := c.Request.Header
	b := signin.Browser{Agent: h.Get("User-Agent"), Language: h.Get("Accept-Language"), Platform: h.Get("Sec-CH-UA-Platform")}
	if a, err := netip.ParseAddr(c.ClientIP()); err == nil {
		b.Address = a
	}
	return b
}

// errSignedOut is what everybody gets who has no session that is good.
func errSignedOut() error {
	return &fault.Error{Kind: fault.Unauthenticated, Detail: "not signed in", Remedy: "sign in"}
}

// recognisePerson asks who calls, anew for each request: whose session, and what
// the directory says of that person today. Who has none, or one that is good no
// more, counts against the address.
func (a *API) recognisePerson(c *gin.Context) {
	if left, next := a.rates.take(address(c), perAddress, 0); left <= 0 {
		a.tell(c, perAddress, -1, next)
		return
	}
	err := a.findPerson(c)
	if err == nil {
		return
	}
	if fault.Is(err, fault.Unauthenticated) {
		setCookie(c, sessionCookie, "", -1)
		if a.take(c, address(c), perAddress); c.IsAborted() {
			return
		}
	}
	a.fail(c, err)
}

// recogniseReader asks who comes to no page of ours, where a browser brings a session:
// what it is told has the menu of the others.
func (a *API) recogniseReader(c *gin.Context) {
	if wantsPage(c) && cookie(c, sessionCookie) != "" {
		a.recognisePerson(c)
	}
}

func (a *API) findPerson(c *gin.Context) error {
	token := cookie(c, sessionCookie)
	if token == "" {
		return errSignedOut()
	}
	ctx, e := c.Request.Context(), eventOf(c)
	find := a.People.Sessions.Find
	if webui.ByItself(c) {
		find = a.People.Sessions.Look
	}
	s, err := find(ctx, token, browserOf(c))
	if err != nil {
		return err
	}
	caller, err := a.Directory.Caller(ctx, s.Person, "signed in")
	if fault.Is(err, fault.Denied) || fault.Is(err, fault.NotFound) { // not in the directory any more
		e.add(slog.Bool("left", true))
		return errors.Join(a.People.Sessions.Leave(ctx, s.Person), errSignedOut())
	}
	if err != nil {
		return err
	}
	caller.Session = s.ID.String()
	e.caller, e.session = caller, &s
	webui.Admit(c, webui.Visitor{Caller: caller, Session: s})
	return nil
}
