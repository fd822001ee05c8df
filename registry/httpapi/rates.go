package httpapi

import (
	"strconv"
	"sync"
	"time"

	"github.com/gin-gonic/gin"
)

// rates counts the requests of each caller, minute by minute.
type rates struct {
	limit int
	now   func() time.Time

	mu     sync.Mutex // guards the fields below
	minute int64
	counts map[string]int
}

func newRates(limit int, now func() time.Time) *rates {
	return &rates{limit: limit, now: now, counts: map[string]int{}}
}

// take counts one request, and gives how many are left in this minute and when
// the next one begins. left is negative when there were none.
func (r *rates) take(caller string) (left int, next time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	now := r.now()
	if m := now.Unix() / 60; m != r.minute {
		r.minute = m
		clear(r.counts)
	}
	next = time.Unix((r.minute+1)*60, 0).Sub(now)
	n, there := r.counts[caller]
	if !there && len(r.counts) >= maxCallers {
		return -1, next
	}
	if n < r.limit {
		r.counts[caller] = n + 1
	}
	return r.limit - n - 1, next
}

// limit refuses a caller who asks too often, and tells every other how much is
// left. A caller is a certificate, or else an address.
func (a *API) limit(c *gin.Context) {
	caller := "address " + c.ClientIP()
	if e := eventOf(c); e.cert != nil {
		caller = "certificate " + e.cert.SerialNumber.String()
	}
	left, next := a.rates.take(caller)
	reset := strconv.Itoa(int(next.Round(time.Second).Seconds()))
	c.Header("X-RateLimit-Limit", strconv.Itoa(a.rates.limit))
	c.Header("X-RateLimit-Remaining", strconv.Itoa(max(left, 0)))
	c.Header("X-RateLimit-Reset", reset)
	if left < 0 {
		c.Header("Retry-After", reset)
		a.fail(c, errTooMany)
	}
}
