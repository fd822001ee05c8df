package httpapi

import (
	"fmt"
	"strconv"
	"sync"
	"time"

	"github.com/gin-gonic/gin"
)

// rates counts the requests of each caller, minute by minute.
type rates struct {
	now func() time.Time

	mu     sync.Mutex // guards the fields below
	minute int64
	counts map[string]int
}

func newRates(now func() time.Time) *rates {
	return &rates{now: now, counts: map[string]int{}}
}

// take counts n requests of a caller who may make limit in a minute, and gives
// how many are left in this one and when the next begins. left is negative when
// there were none. With n = 0 it only looks.
func (r *rates) take(caller string, limit, n int) (left int, next time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	now := r.now()
	if m := now.Unix() / 60; m != r.minute {
		r.minute = m
		clear(r.counts)
	}
	next = time.Unix((r.minute+1)*60, 0).Sub(now)
	had, there := r.counts[caller]
	if !there && len(r.counts) >= maxCallers {
		return -1, next
	}
	if n > 0 && had < limit {
		r.counts[caller] = had + n
	}
	return limit - had - n, next
}

// take counts one request of a caller, tells what is left, and refuses those
// beyond.
func (a *API) take(c *gin.Context, caller string, limit int) {
	left, next := a.rates.take(caller, limit, 1)
	a.tell(c, limit, left, next)
}

// tell says how many requests are left, in the headers of the Italian guidelines
// and in those of the IETF's draft, and refuses the request if there was none.
func (a *API) tell(c *gin.Context, limit, left int, next time.Duration) {
	reset := strconv.Itoa(int(next.Round(time.Second).Seconds()))
	c.Header("X-RateLimit-Limit", strconv.Itoa(limit))
	c.Header("X-RateLimit-Remaining", strconv.Itoa(max(left, 0)))
	c.Header("X-RateLimit-Reset", reset)
	c.Header("RateLimit-Policy", fmt.Sprintf(`"caller";q=%d;w=60`, limit))
	c.Header("RateLimit", fmt.Sprintf(`"caller";r=%d;t=%s`, max(left, 0), reset))
	if left < 0 {
		c.Header("Retry-After", reset)
		a.fail(c, errTooMany)
	}
}

// limit refuses a machine that asks too often: a certificate, or else an address.
func (a *API) limit(c *gin.Context) {
	caller := address(c)
	if e := eventOf(c); e.cert != nil {
		caller = "certificate " + e.cert.SerialNumber.String()
	}
	a.take(c, caller, a.PerMinute)
}

func address(c *gin.Context) string { return "address " + c.ClientIP() }
