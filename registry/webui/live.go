package webui

import (
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"faro.example/registry/live"
	"faro.example/shared/fault"
)

const (
	// PathLive is where pages that are open are told what is new: server-sent
	// events, of which each says a topic and a position of the ledger and nothing else.
	PathLive = "/live"
	// byItself is the header of what a page asks with no hand on it.
	byItself = "Faro-Live"
	// beatEvery is how often an open page is looked after: whether its session is
	// still good, and its line. Arbitrary.
	beatEvery = 15 * time.Second
	// comeBack is after how long a page whose line broke asks again, in milliseconds.
	comeBack = 5000
)

// ByItself reports whether a page asks with no hand on it: a session is not longer
// for it.
func ByItself(c *gin.Context) bool { return c.FullPath() == PathLive || c.GetHeader(byItself) != "" }

// follow notes where the page asks for what is new since now.
func (v *visit) follow() error {
	n, err := v.desk.Live.Position(v.ctx)
	v.liveAt = PathLive + "?after=" + strconv.FormatUint(n, 10)
	return err
}

// live tells a page that is open what is new, until its reader leaves it or the
// session ends. A page that may not be told any more is told to ask no more, and
// says nothing.
func (v *visit) live() error {
	after, err := strconv.ParseUint(firstOf(v.c.GetHeader("Last-Event-ID"), v.c.Query("after")), 10, 63)
	if err != nil {
		return fault.Field("after", "not a position", "reload the page")
	}
	f, err := v.desk.Live.Follow(v.who, after)
	if fault.Is(err, fault.Busy) {
		v.c.Status(http.StatusNoContent) // a browser asks no more
		return nil
	}
	if err != nil {
		return err
	}
	defer v.desk.Live.Leave(f)
	harden(v.c)
	v.c.Header("Content-Type", "text/event-stream")
	v.c.Header("X-Accel-Buffering", "no") // of a proxy
	if !v.push(fmt.Sprintf("id: %d\nretry: %d\n\n", after, comeBack)) {
		return nil
	}
	v.tellOn(f)
	return nil
}

// tellOn passes on what a page is told.
func (v *visit) tellOn(f *live.Followed) {
	beat := time.NewTicker(beatEvery)
	defer beat.Stop()
	for {
		text := ": still here\n\n"
		select {
		case <-v.ctx.Done():
			return
		case t, open := <-f.Told():
			if !open {
				v.push(noMore)
				return
			}
			f.Took(t.Topic)
			text = fmt.Sprintf("event: %s\nid: %d\ndata: %d\n\n", t.Topic, t.Position, t.Position)
		case <-beat.C:
		}
		if err := v.desk.Door.Still(v.ctx, v.on.ID); err != nil {
			if fault.Is(err, fault.Unauthenticated) {
				v.push(noMore)
			}
			return
		}
		if !v.push(text) {
			return
		}
	}
}

// noMore has a page ask no more.
const noMore = "event: end\ndata: end\n\n"

// push sends what is to be read at once, and reports whether anybody is there.
func (v *visit) push(text string) bool {
	if _, err := v.c.Writer.WriteString(text); err != nil {
		return false // who had the page open has left
	}
	v.c.Writer.Flush()
	return true
}
