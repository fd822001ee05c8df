package httpapi

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"faro.example/registry/ledger"
	"faro.example/shared/api"
	"faro.example/shared/fault"
)

// refusal is an error of HTTP itself, for which package fault has no kind.
type refusal struct {
	status int
	title  string
	kind   fault.Kind // what a client makes of it
	detail string
	remedy string
}

// Error gives the detail.
func (r *refusal) Error() string { return r.detail }

// The errors of HTTP itself.
var (
	errMethod = &refusal{http.StatusMethodNotAllowed, "Method not allowed", fault.Invalid,
		"this path does not take this method", "see the API's description"}
	errTooLarge = &refusal{http.StatusRequestEntityTooLarge, "Too large", fault.Invalid,
		"more than one request may hold", "send it in several"}
	errType = &refusal{http.StatusUnsupportedMediaType, "Unsupported media type", fault.Invalid,
		"not of the type or encoding that is asked for", "see the API's description"}
	errTooMany = &refusal{http.StatusTooManyRequests, "Too many requests", fault.Busy,
		"more requests than a caller may make in a minute", "wait as long as Retry-After says"}
	errOrigin = &refusal{http.StatusForbidden, "Forbidden", fault.Invalid,
		"sent by a page of another site", "do it on the registry's own page"}
	errHost = &refusal{http.StatusMisdirectedRequest, "Misdirected request", fault.Invalid,
		"the registry is not called by this name", "use the address that it was given out with"}
	errParameter = fault.Newf(fault.Invalid, "a parameter is not as the API's description asks")
	errBody      = fault.Newf(fault.Invalid, "the body is not as the API's description asks")
)

func problemOf(err error) api.Problem {
	var r *refusal
	if errors.As(err, &r) {
		return api.Problem{Type: "about:blank", Title: r.title, Status: r.status, Kind: r.kind.String(), Detail: r.detail, Remedy: r.remedy}
	}
	if errors.Is(err, context.Canceled) { // the caller has gone, or the server is stopping
		err = fault.Newf(fault.Busy, "not finished")
	}
	return api.ProblemOf(err)
}

// fail answers with an error. It is the only place where one becomes a status.
func (a *API) fail(c *gin.Context, err error) {
	e := eventOf(c)
	p := problemOf(err)
	p.Instance = e.id
	e.kind = p.Kind
	if p.Status >= http.StatusInternalServerError {
		e.err = err
	}
	if p.Status == http.StatusServiceUnavailable {
		c.Header("Retry-After", strconv.Itoa(int(api.BusyFor.Seconds())))
	}
	if errors.Is(err, ledger.ErrNewer) { // whoever asks again on this connection would reach the same registry
		c.Header("Connection", "close")
	}
	a.write(c, p)
}

// failBody answers a body that could not be read. What the decoder says of it
// may quote it, and is not told.
func (a *API) failBody(c *gin.Context, err error) {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		a.fail(c, errTooLarge)
		return
	}
	a.fail(c, errBody)
}

// wantsPage reports whether an error is for somebody who looks at a page.
func wantsPage(c *gin.Context) bool {
	return eventOf(c).people && !strings.HasPrefix(c.Request.URL.Path, "/v1/") && strings.Contains(c.GetHeader("Accept"), "text/html")
}

func (a *API) write(c *gin.Context, p api.Problem) {
	c.Abort()
	if c.Writer.Written() {
		return // an answer was begun: it ends here
	}
	if wantsPage(c) {
		if err := a.People.Pages.Fail(c, p); err == nil {
			return
		}
	}
	text, err := json.Marshal(p)
	if err != nil {
		eventOf(c).err = err
		c.Status(http.StatusInternalServerError)
		return
	}
	c.Data(p.Status, api.TypeProblem, append(text, '\n'))
}
