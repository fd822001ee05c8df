package httpapi

import (
	"net/http"

	"github.com/gin-gonic/gin"
)

// machinePolicy is the content security policy of an answer that is no page.
const machinePolicy = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"

// harden says, in every answer, what a browser may make of it: nothing that is
// not said, and only over TLS.
func harden(c *gin.Context) {
	h := c.Writer.Header()
	h.Set("Strict-Transport-Security", "max-age=63072000; includeSubDomains")
	h.Set("Content-Security-Policy", machinePolicy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	// Not no-referrer: browsers would then hide the origin of our own forms too.
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cache-Control", "no-store")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
}

// sameOrigin refuses what a page of another site has a browser send: also where
// who calls is known by a certificate, which a browser shows by itself.
func (a *API) sameOrigin(c *gin.Context) {
	if err := http.NewCrossOriginProtection().Check(c.Request); err != nil {
		a.fail(c, errOrigin)
	}
}

// ownPage is stricter, for browsers: what changes something says that it comes
// from the registry's own page, and nothing but a page itself is asked for from
// another site.
func (a *API) ownPage(c *gin.Context) {
	r := c.Request
	if r.Host != a.People.url.Host {
		a.fail(c, errHost)
		return
	}
	site, origin := r.Header.Get("Sec-Fetch-Site"), r.Header.Get("Origin")
	own := "https://" + a.People.url.Host
	switch r.Method {
	case http.MethodGet, http.MethodHead:
		foreign := site != "" && site != "same-origin" && site != "none"
		if foreign && !isPage(c.FullPath()) || origin != "" && origin != own && origin != "null" {
			a.fail(c, errOrigin)
		}
	default:
		if site != "same-origin" && (site != "" || origin != own) || origin != "" && origin != own {
			a.fail(c, errOrigin)
		}
	}
}
