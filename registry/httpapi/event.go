package httpapi

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"faro.example/registry/signin"
	"faro.example/registry/webui"
	"faro.example/shared/access"
	"faro.example/shared/api"
	"faro.example/shared/fault"
	"faro.example/shared/mtls"
)

// event is what is written down of one request, once, when it is over:
// identifiers and numbers, never what was asked about.
type event struct {
	id      string
	cert    *x509.Certificate
	caller  access.Caller
	session *signin.Session // of the person, nil for a machine
	people  bool            // it came to the listener for people
	kind    string          // of the error, "" if none
	err     error           // of an internal error
	more    []slog.Attr
}

// eventKey is where gin keeps the event.
const eventKey = "faro.event"

func eventOf(c *gin.Context) *event {
	e, ok := c.MustGet(eventKey).(*event)
	if !ok {
		panic("a request without an event")
	}
	return e
}

// add adds to what is written down.
func (e *event) add(attrs ...slog.Attr) { e.more = append(e.more, attrs...) }

// record begins and writes the event of a request.
func (a *API) record(c *gin.Context) {
	e := &event{id: uuid.Must(uuid.NewV7()).String(), cert: mtls.Peer(c.Request.TLS)}
	c.Set(eventKey, e)
	began := a.Now()
	c.Next()
	took := a.Now().Sub(began)
	route := c.FullPath()
	if route == "" {
		route = "none"
	}
	status := c.Writer.Status()
	a.metrics.observe(route, status, took)
	attrs := []slog.Attr{
		slog.String("request", e.id), slog.String("method", c.Request.Method), slog.String("route", route),
		slog.Int("status", status), slog.Float64("ms", float64(took.Microseconds())/1000), slog.Int("bytes", max(c.Writer.Size(), 0)),
	}
	switch {
	case e.session != nil:
		attrs = append(attrs, slog.String("role", string(e.caller.Role)), slog.String("person", e.session.Person.String()),
			slog.String("session", e.session.ID.String()))
	case e.caller.Role != "":
		attrs = append(attrs, slog.String("role", string(e.caller.Role)), slog.String("agent", e.caller.Agent.String()),
			slog.String("certificate", e.caller.Certificate))
	}
	if e.kind != "" {
		attrs = append(attrs, slog.String("kind", e.kind))
	}
	if e.err != nil {
		attrs = append(attrs, slog.String("error", e.err.Error()))
	}
	a.Log.LogAttrs(c.Request.Context(), level(route, status), "request", append(attrs, e.more...)...)
}

func level(route string, status int) slog.Level {
	switch {
	case status == http.StatusServiceUnavailable:
		return slog.LevelWarn
	case status >= http.StatusInternalServerError:
		return slog.LevelError
	case route == "/status":
		return slog.LevelDebug
	}
	return slog.LevelInfo
}

// recover turns a panic into an internal error. What was thrown may hold
// anything, so only its type and the place are told.
func (a *API) recover(c *gin.Context) {
	defer func() {
		thrown := recover()
		if thrown == nil {
			return
		}
		if err, ok := thrown.(error); ok && errors.Is(err, http.ErrAbortHandler) {
			panic(thrown)
		}
		eventOf(c).add(slog.String("stack", string(debug.Stack())))
		a.fail(c, fault.Newf(fault.Internal, "panic of %s", fmt.Sprintf("%T", thrown)))
	}()
	c.Next()
}

// bound gives the request its time, and its body a size.
func (a *API) bound(c *gin.Context) {
	limit, size := requestTime, int64(maxJSON)
	switch c.FullPath() {
	case api.PathFeed:
		limit += maxWait
	case api.PathChanges:
		limit, size = pushTime, maxPacked
	case api.PathLooks:
		size = maxLooks
	case "/v1/files/:file/pieces", "/v1/files/:file": // over a slow line
		limit, size = pushTime, api.FilePiece
	case webui.PathLive:
		limit = liveTime
	case webui.PathSend:
		limit, size = pushTime, webui.MaxSent
	case pathComparisons, webui.PathLists, webui.PathListsFile:
		size = maxList
	}
	ctx, cancel := context.WithTimeout(c.Request.Context(), limit)
	defer cancel()
	if c.FullPath() == webui.PathLive {
		defer context.AfterFunc(a.stopping, cancel)()
	}
	c.Request = c.Request.WithContext(ctx)
	c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, size)
	w := http.NewResponseController(c.Writer)
	// Not every connection has deadlines: where it has none there is nothing to set.
	if err := w.SetWriteDeadline(time.Now().Add(limit + writeTime)); err != nil && !errors.Is(err, http.ErrNotSupported) {
		a.fail(c, err)
		return
	}
	c.Next()
}
