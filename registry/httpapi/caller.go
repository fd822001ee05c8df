package httpapi

import (
	"context"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"faro.example/shared/access"
	"faro.example/shared/api"
)

// recognise asks who calls, anew for each request. Enrolment has no certificate
// yet, a machine that is locked cannot show it, a renewal may show one that has
// run out, and the state of the service is
// for anybody, as what is published: those handlers see to it themselves.
func (a *API) recognise(c *gin.Context) {
	switch c.FullPath() {
	case "/status", api.PathEnrol, api.PathRenew, api.PathLocked:
		return
	}
	if forAnybody(c.FullPath()) {
		return
	}
	e := eventOf(c)
	caller, err := a.caller(c)
	if err != nil {
		a.fail(c, err)
		return
	}
	e.caller = caller
	if caller.Role == access.System {
		a.take(c, "system "+caller.Agent.String(), a.PerSystem)
	}
}

// tooManyAgents is what an agent is told that has waited for its turn in vain.
const tooManyAgents = "too many agents come at once"

// caller asks the rows of a certificate. Agents do it a few at a time: whoever
// looks a child up does not wait behind them.
func (a *API) caller(c *gin.Context) (access.Caller, error) {
	ctx, e := c.Request.Context(), eventOf(c)
	if strings.HasPrefix(c.FullPath(), api.PathSync) {
		leave, err := enter(ctx, a.knowing, agentPatience, tooManyAgents)
		if err != nil {
			return access.Caller{}, err
		}
		defer leave()
	}
	return a.Authority.Caller(ctx, e.cert)
}

// asked gives the request of a strict handler: its context, which the handler
// may pass on, and its event, which holds the caller.
func asked(ctx context.Context) (context.Context, *event, *http.Request) {
	c, ok := ctx.(*gin.Context)
	if !ok {
		panic("a handler outside gin")
	}
	return c.Request.Context(), eventOf(c), c.Request
}
