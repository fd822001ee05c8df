package httpapi_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	paperform "faro.example/registry/form"
	"faro.example/registry/paper"
	"faro.example/shared/access"
)

// printing fills forms in, and notes for whom and of whom.
type printing struct{ *rest }

func (p printing) Page(_ context.Context, c access.Caller, l paperform.Letter, of paperform.Of, _ ...paper.Link) ([]byte, error) {
	p.code = of.Code
	return []byte("<p>" + string(l)), p.answer(c)
}

func (p printing) PDF(_ context.Context, c access.Caller, l paperform.Letter, of paperform.Of) ([]byte, error) {
	p.code = of.Code
	return []byte("%PDF-" + string(l)), p.answer(c)
}

func TestAFormIsPrintedForTheCodeInTheBodyAsIsAccepted(t *testing.T) {
	w := newTown(t)
	b := w.signedIn(t)
	body := map[string]string{"code": "0000000098", "reason": "hearing tomorrow"}
	accepting := func(kinds string) func(*http.Request) { return func(r *http.Request) { r.Header.Set("Accept", kinds) } }
	for _, c := range []struct{ accept, kind, text string }{
		{"*/*", "application/pdf", "%PDF-G"}, {"application/pdf, text/html", "application/pdf", "%PDF-G"},
		{"text/html;q=0.9, application/pdf;q=0.8", "text/html; charset=utf-8", "<p>G"},
	} {
		a := b.post(t, "/v1/casefiles/forms/G", body, accepting(c.accept))
		if a.StatusCode != http.StatusOK || a.Header.Get("Content-Type") != c.kind || string(a.body) != c.text || a.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: got %d %s %q", c.accept, a.StatusCode, a.Header.Get("Content-Type"), a.body)
		}
		if html := c.text[0] == '<'; html != strings.Contains(a.Header.Get("Content-Security-Policy"), "style-src 'sha256-") {
			t.Errorf("%s: got the policy %s", c.accept, a.Header.Get("Content-Security-Policy"))
		}
	}
	if c := w.rest.caller; c.Person != w.anna || c.Reason != "hearing tomorrow" || w.rest.code != "0000000098" {
		t.Errorf("asked as %s for %q", c.Person, c.Reason)
	}
	b.post(t, "/v1/casefiles/forms/K", body).problem(t, http.StatusUnprocessableEntity)
	b.post(t, "/v1/casefiles/forms/G", map[string]string{"code": "0000000098"}).problem(t, http.StatusUnprocessableEntity)
}
