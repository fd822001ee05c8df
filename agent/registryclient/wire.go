package registryclient

import (
	"context"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"net/http/httptrace"
	"strconv"
	"sync/atomic"
	"time"

	"faro.example/agent/backoff"
	"faro.example/shared/fault"
	"faro.example/shared/mtls"
)

// wire is the transport, which can be changed for a new one.
type wire struct {
	make func() *http.Transport
	now  atomic.Pointer[http.Transport]
}

// newWire makes a transport of HTTP/1.1: the long poll and the pushes have a
// connection each, so that a push does not wait behind a dead one.
func newWire(tls *mtls.Config) *wire {
	var one http.Protocols
	one.SetHTTP1(true)
	w := &wire{make: func() *http.Transport {
		return &http.Transport{
			Proxy:                 http.ProxyFromEnvironment,
			DialContext:           (&net.Dialer{Timeout: dialFor, KeepAlive: keepAlive}).DialContext,
			TLSClientConfig:       tls.Clone(),
			TLSHandshakeTimeout:   dialFor,
			ResponseHeaderTimeout: answerWithin,
			IdleConnTimeout:       idleFor,
			MaxIdleConnsPerHost:   2,
			DisableCompression:    true, // zstd is asked for, gzip is not
			Protocols:             &one,
		}
	}}
	w.now.Store(w.make())
	return w
}

// RoundTrip sends a request on the transport of the moment.
func (w *wire) RoundTrip(req *http.Request) (*http.Response, error) {
	return w.now.Load().RoundTrip(req)
}

// Reconnect leaves the connections behind: idle ones at once, others some time
// after their request is answered.
func (w *wire) Reconnect() {
	w.now.Swap(w.make()).CloseIdleConnections()
}

// reach is whether a connection was made, handshake and all, by any try of a call.
type reach struct{ atomic.Bool }

type reachKey struct{}

func (r *reach) trace(ctx context.Context) context.Context {
	ctx = context.WithValue(ctx, reachKey{}, r)
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { r.Store(true) }})
}

// again says what is worth trying again at once: an answer that was lost on
// the way, or a registry with too much to do. Who cannot be reached at all is
// for the caller to wait for, and so is a registry that asks for a long wait.
func again(ctx context.Context, res *http.Response, err error) (bool, error) {
	if ctx.Err() != nil {
		return false, ctx.Err()
	}
	if err != nil {
		r, ok := ctx.Value(reachKey{}).(*reach)
		return ok && r.Load(), nil
	}
	busy := res.StatusCode == http.StatusTooManyRequests || res.StatusCode >= 500 && res.StatusCode != http.StatusNotImplemented
	return busy && retryAfter(res) <= waitMax, nil
}

// pause is the wait between two tries of one call: full jitter on top of what
// the registry asked for.
func pause(base, most time.Duration, tries int, res *http.Response) time.Duration {
	var asked time.Duration
	if res != nil {
		asked = retryAfter(res)
	}
	return backoff.Policy{Base: base, Cap: most}.Wait(tries+1, asked)
}

// retryAfter gives how long the registry asks to be left alone; 0 if it does not.
func retryAfter(res *http.Response) time.Duration {
	text := res.Header.Get("Retry-After")
	if seconds, err := strconv.ParseUint(text, 10, 31); err == nil {
		return time.Duration(seconds) * time.Second
	}
	if at, err := http.ParseTime(text); err == nil {
		if sent, err := http.ParseTime(res.Header.Get("Date")); err == nil {
			return max(at.Sub(sent), 0) // by the registry's own clock, ours may be wrong
		}
	}
	return 0
}

// Failure is why a call failed, with what is to be known before the next. It
// wraps a fault.
type Failure struct {
	error
	after   time.Duration
	outside bool // no connection was made
}

// Unwrap gives the fault.
func (f *Failure) Unwrap() error { return f.error }

// RetryAfter gives how long the registry asks to be left alone, 0 if it does not.
func (f *Failure) RetryAfter() time.Duration { return f.after }

// Reached reports whether a connection was made: a registry that was not
// reached is not burdened by another try.
func (f *Failure) Reached() bool { return !f.outside }

// unanswered makes an error of a call that got no answer.
func unanswered(err error, reached bool) error {
	if errors.Is(err, context.Canceled) {
		return err
	}
	e := &fault.Error{Kind: fault.Busy, Detail: "the line was cut before the registry had answered", Remedy: "nothing is lost: it is tried again by itself"}
	switch {
	case mtls.ClockSuspect(err):
		e.Detail, e.Remedy = "the registry's certificate is not valid at this machine's time", "check this machine's clock; nothing is lost"
	case strange(err):
		e.Detail, e.Remedy = "whoever answers is not the registry that this installation trusts", "check its address, and who is in between"
	case !reached:
		e.Detail = "the registry cannot be reached"
	}
	return &Failure{error: e, outside: !reached}
}

// strange reports whether a server answered that the roots do not vouch for.
func strange(err error) bool {
	var authority x509.UnknownAuthorityError
	var name x509.HostnameError
	return errors.As(err, &authority) || errors.As(err, &name)
}
