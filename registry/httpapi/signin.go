package httpapi

import (
	"log/slog"
	"net/http"

	"github.com/gin-gonic/gin"

	"faro.example/registry/signin"
	"faro.example/registry/webui"
	"faro.example/shared/fault"
)

// show shows one of the pages of the sign-in.
func (a *API) show(c *gin.Context, d webui.Door) {
	if err := a.People.Pages.ShowDoor(c, d); err != nil {
		a.fail(c, err)
	}
}

// showSignin shows by whom one can sign in, or that one is signed in.
func (a *API) showSignin(c *gin.Context) {
	if cookie(c, sessionCookie) == "" {
		a.show(c, webui.Door{Choices: a.People.Door.Choices()})
		return
	}
	err := a.findPerson(c)
	switch {
	case fault.Is(err, fault.Unauthenticated):
		setCookie(c, sessionCookie, "", -1)
		a.show(c, webui.Door{Choices: a.People.Door.Choices()})
	case err != nil:
		a.fail(c, err)
	default:
		e := eventOf(c)
		a.show(c, webui.Door{Session: e.session, Role: string(e.caller.Role)})
	}
}

// begin sends somebody to a provider.
func (a *API) begin(c *gin.Context) { a.lead(c, c.PostForm("provider"), nil) }

// beginAgain sends the person of a session to the session's provider.
func (a *API) beginAgain(c *gin.Context) {
	e := eventOf(c)
	a.lead(c, e.session.Provider, e.session)
}

// lead shows a page that leads to the provider: a redirection would be one of
// the form, which the page's policy forbids to leave.
func (a *API) lead(c *gin.Context, provider string, again *signin.Session) {
	start, err := a.People.Door.Start(c.Request.Context(), provider, again)
	if err != nil {
		a.fail(c, err)
		return
	}
	setCookie(c, signinCookie, start.Secret, signinAge)
	a.show(c, webui.Door{To: start.URL})
}

// finish takes back who comes from a provider.
func (a *API) finish(c *gin.Context) {
	secret := cookie(c, signinCookie)
	setCookie(c, signinCookie, "", -1)
	back := signin.Return{State: c.Query("state"), Code: c.Query("code"), Issuer: c.Query("iss"), Secret: secret}
	if c.Query("error") != "" {
		back.Code = ""
	}
	s, token, err := a.People.Door.Finish(c.Request.Context(), back, browserOf(c))
	if fault.Is(err, fault.Unauthenticated) {
		eventOf(c).kind = fault.Unauthenticated.String()
		a.show(c, webui.Door{Refused: true, Choices: a.People.Door.Choices()})
		return
	}
	if err != nil {
		a.fail(c, err)
		return
	}
	eventOf(c).add(slog.String("session", s.ID.String()))
	if err := a.leaveBehind(c, s); err != nil {
		a.fail(c, err)
		return
	}
	setCookie(c, sessionCookie, token, 0)
	c.Redirect(http.StatusSeeOther, a.People.Pages.First(s))
}

// leaveBehind ends the session that the browser had before, if another begins:
// nobody would end it.
func (a *API) leaveBehind(c *gin.Context, s signin.Session) error {
	token := cookie(c, sessionCookie)
	if token == "" || s.Seen.After(s.Began) { // the same session, under a new token
		return nil
	}
	ctx := c.Request.Context()
	had, err := a.People.Sessions.Find(ctx, token, browserOf(c))
	switch {
	case fault.Is(err, fault.Unauthenticated): // it had ended
		return nil
	case err != nil:
		return err
	}
	return a.People.Sessions.SignOut(ctx, had)
}

// signOut ends the session, or all of the person's.
func (a *API) signOut(c *gin.Context) {
	ctx, s := c.Request.Context(), eventOf(c).session
	var err error
	if c.PostForm("everywhere") != "" {
		err = a.People.Sessions.SignOutEverywhere(ctx, s.Person)
	} else {
		err = a.People.Sessions.SignOut(ctx, *s)
	}
	if err != nil {
		a.fail(c, err)
		return
	}
	setCookie(c, sessionCookie, "", -1)
	c.Header("Clear-Site-Data", `"cache", "storage"`)
	c.Redirect(http.StatusSeeOther, pathSignin)
}
