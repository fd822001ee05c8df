package httpapi

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"github.com/gin-gonic/gin"

	"faro.example/registry/standby"
	"faro.example/registry/webui"
	"faro.example/shared/access"
)

// follower is a replica of the database: package standby.
type follower interface {
	Written(ctx context.Context) (standby.Mark, error)
}

const (
	// writtenCookie says up to where the browser's person has written: what is read
	// later is never older. Who alters it reads at the primary, or older than they
	// might, and nobody else does.
	writtenCookie = "__Host-faro-written"
	// writtenAge is for how many seconds it is kept: longer than any answer may be old.
	writtenAge = 600
	// asOfHeader says as of when an answer is that does not come from the primary.
	asOfHeader = "Faro-As-Of"
	// latest is a mark that no replica has reached.
	latest = ^standby.Mark(0)
)

// nearby says what a replica may answer: people who look, if it has all that they
// have written before, and the systems of other administrations, which write nothing.
func (a *API) nearby(c *gin.Context) {
	e := eventOf(c)
	if a.Standby == nil || e.session == nil && e.caller.Role != access.System {
		return
	}
	if e.session != nil && !onlyReads(c) {
		a.keepWritten(c)
		return
	}
	var answer answered
	ctx := standby.Allow(c.Request.Context(), writtenBefore(c), answer.tell)
	c.Request = c.Request.WithContext(ctx)
	webui.Answered(c, answer.oldest)
	first(c, func() {
		if as, told := answer.oldest(); told {
			c.Header(asOfHeader, fmt.Sprintf("epoch=%d, position=%d, age=%d", as.Epoch, as.Position, webui.Seconds(as)))
		}
	})
}

// onlyReads reports whether nothing can have changed once a request is answered:
// what is asked in a body, so that it stands in no URL, has a path that says so.
func onlyReads(c *gin.Context) bool {
	path := c.FullPath()
	return webui.OnlyReads(c) || strings.HasPrefix(path, "/v1/") && (strings.HasSuffix(path, "/searches") || strings.HasSuffix(path, "/lookups"))
}

// writtenBefore gives what the browser said of what was written; what cannot be
// read is answered by the primary.
func writtenBefore(c *gin.Context) standby.Mark {
	text := cookie(c, writtenCookie)
	if text == "" {
		return 0
	}
	m, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		return latest
	}
	return standby.Mark(m)
}

// keepWritten tells the browser, before anything else of the answer, up to where
// the database is written now.
func (a *API) keepWritten(c *gin.Context) {
	first(c, func() {
		m, err := a.Standby.Written(context.WithoutCancel(c.Request.Context()))
		if err != nil {
			m = latest
		}
		setCookie(c, writtenCookie, strconv.FormatUint(uint64(m), 10), writtenAge)
	})
}

// answered keeps the oldest of the answers that a request was given by a replica.
type answered struct {
	mu   sync.Mutex // guards the fields below
	as   standby.AsOf
	told bool
}

func (n *answered) tell(as standby.AsOf) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if !n.told || as.Age > n.as.Age {
		n.as, n.told = as, true
	}
}

func (n *answered) oldest() (standby.AsOf, bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.as, n.told
}

// first runs the rest of a request, and does something before the head of the
// answer goes out.
func first(c *gin.Context, do func()) {
	w := &beforehand{ResponseWriter: c.Writer, do: sync.OnceFunc(do)}
	c.Writer = w
	c.Next()
	w.do()
}

// beforehand is a writer that does something before its first byte.
type beforehand struct {
	gin.ResponseWriter
	do func()
}

func (w *beforehand) Write(b []byte) (int, error) {
	w.do()
	return w.ResponseWriter.Write(b)
}

func (w *beforehand) WriteString(s string) (int, error) {
	w.do()
	return w.ResponseWriter.WriteString(s)
}

func (w *beforehand) WriteHeaderNow() {
	w.do()
	w.ResponseWriter.WriteHeaderNow()
}

func (w *beforehand) Flush() {
	w.do()
	w.ResponseWriter.Flush()
}

// Unwrap is for [http.ResponseController].
func (w *beforehand) Unwrap() http.ResponseWriter { return w.ResponseWriter }
