package webhook

import (
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"syscall"
	"time"

	"faro.example/shared/fault"
	"faro.example/shared/mtls"
)

// checkURL fails with [fault.Invalid] for an address to which nothing is sent.
func checkURL(text string) error {
	wrong := func(what, remedy string) error { return fault.Field("url", what, remedy) }
	u, err := url.Parse(text)
	switch {
	case len(text) > maxURL:
		return wrong("longer than 1000 bytes", "use a shorter one")
	case err != nil || u.Host == "" || u.Opaque != "":
		return wrong("not an address", "write it as https://receiver.example/faro")
	case u.Scheme != "https":
		return wrong("not by TLS", "use an address that begins with https://")
	case u.User != nil:
		return wrong("a name or a password stands in it", "leave them out: events are signed")
	case u.Fragment != "":
		return wrong("a part after #", "leave it out")
	}
	return nil
}

// errInside is what a receiver gets whose name leads into the registry's network.
var errInside = &fault.Error{Kind: fault.Invalid, Field: "url", Detail: "the address is inside the registry's own network",
	Remedy: "use one that is reached from outside"}

// outside reports whether an address may be sent to: not this machine, nor what
// stands beside it.
func outside(a netip.Addr) bool {
	a = a.Unmap()
	return a.IsValid() && a.IsGlobalUnicast() && !a.IsPrivate() && !a.IsLoopback() && !a.IsLinkLocalUnicast() && !reserved(a)
}

// reserved are the networks that are nobody's host on the internet and that
// package netip has no word for (RFC 6890, RFC 6598, RFC 6052, RFC 3056).
func reserved(a netip.Addr) bool {
	for _, text := range []string{
		"0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "240.0.0.0/4",
		"64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001:db8::/32", "2002::/16", "2001::/23",
	} {
		if netip.MustParsePrefix(text).Contains(a) {
			return true
		}
	}
	return false
}

// newClient makes what posts events. Where a connection leads is looked at when
// its name is resolved, so that no name leads elsewhere than it did when it was
// looked at; it goes through no proxy, which would look for us; and it follows
// nobody who sends it on.
func newClient(roots []byte, private bool) (*http.Client, error) {
	tls, err := mtls.Outward(roots)
	if err != nil {
		return nil, err
	}
	dialer := &net.Dialer{Timeout: answerTime, Control: func(_, address string, _ syscall.RawConn) error {
		at, err := netip.ParseAddrPort(address)
		if err != nil || !private && !outside(at.Addr()) {
			return errInside
		}
		return nil
	}}
	return &http.Client{
		Timeout: answerTime,
		Transport: &http.Transport{
			DialContext: dialer.DialContext, TLSClientConfig: tls, ForceAttemptHTTP2: true, IdleConnTimeout: time.Minute, MaxIdleConnsPerHost: 1,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}, nil
}
