package localui

import (
	"crypto/subtle"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"faro.example/shared/fault"
	"faro.example/shared/pages"
)

// guard lets in only what a browser on this machine asks by the page's own name
// (a name that a foreign site made point here is refused: DNS rebinding) and,
// where something is changed, from our own page.
func (u *UI) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		harden(w.Header())
		if !u.ours(r.Host) || !fromHere(r.RemoteAddr) {
			http.Error(w, "not the name of this page", http.StatusMisdirectedRequest)
			return
		}
		if !u.ownPage(r) {
			http.Error(w, "not from this page", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// ours reports whether a host is one of the names of the pages.
func (u *UI) ours(host string) bool {
	_, port, err := net.SplitHostPort(u.Host)
	return err == nil && (host == u.Host || host == net.JoinHostPort("localhost", port))
}

// fromHere reports whether an address is of this machine.
func fromHere(address string) bool {
	host, _, err := net.SplitHostPort(address)
	return err == nil && net.ParseIP(host).IsLoopback()
}

// ownPage reports whether a request may come from where it comes from. Another
// port of this machine is another site here, whatever browsers say.
func (u *UI) ownPage(r *http.Request) bool {
	site, origin := r.Header.Get("Sec-Fetch-Site"), r.Header.Get("Origin")
	if origin != "" && origin != "http://"+r.Host {
		return false
	}
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		// Somebody may follow a link from elsewhere to a page; the cookie, which is
		// strict, does not come with it.
		return site == "" || slices.Contains([]string{"same-origin", "none"}, site) || r.Header.Get("Sec-Fetch-Dest") == "document"
	}
	return site == "same-origin" || site == "" && origin != ""
}

// harden says what a browser may make of an answer.
func harden(h http.Header) {
	h.Set("Content-Security-Policy", pages.Policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cache-Control", "no-store")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
}

// sameToken fails with [fault.Denied] unless a form sends back the token of the
// session that it was shown in.
func (v *visit) sameToken() error {
	if subtle.ConstantTimeCompare([]byte(v.r.PostFormValue("token")), []byte(v.session.token)) == 1 {
		return nil
	}
	return &fault.Error{Kind: fault.Denied, Detail: "this form is of another session", Remedy: "open the page again, then send it"}
}

// asset sends a file of the pages.
func (u *UI) asset(w http.ResponseWriter, r *http.Request) {
	a, err := u.assets.Find(r.URL.Path)
	if err != nil {
		http.Error(w, "no such file", http.StatusNotFound)
		return
	}
	h := w.Header()
	h.Set("Content-Type", a.Type)
	h.Set("Cache-Control", "public, max-age="+strconv.Itoa(pages.MaxAge)+", immutable")
	h.Set("Vary", "Accept-Encoding")
	body := a.Body
	if a.Packed != nil && strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		h.Set("Content-Encoding", "gzip")
		body = a.Packed
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	u.write(w, body)
}

// write sends bytes; a browser that went away meanwhile has nobody to tell.
func (u *UI) write(w http.ResponseWriter, b []byte) {
	if _, err := w.Write(b); err != nil {
		u.Log.Debug("a browser went away", "err", err)
	}
}
