package httpapi_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"faro.example/registry/glass"
	"faro.example/registry/httpapi"
	"faro.example/registry/lookup"
	"faro.example/registry/signin"
	"faro.example/shared/access"
	"faro.example/shared/change"
)

func TestACasefileIsOpenedByItsCodeInTheBodyAndForAReason(t *testing.T) {
	w := newTown(t)
	b := w.signedIn(t)
	var out lookup.Casefile
	body := map[string]string{"code": "0000000098", "reason": "interview today"}
	b.post(t, "/v1/casefiles/lookups", body).decode(t, http.StatusOK, &out)
	if len(out.Sections) != 1 || out.Sections[0] != change.Identity {
		t.Errorf("got %v", out.Sections)
	}
	if c := w.rest.caller; c.Person != w.anna || c.Reason != "interview today" || w.rest.code != "0000000098" {
		t.Errorf("asked as %s for %q", c.Person, c.Reason)
	}
	b.post(t, "/v1/casefiles/lookups", map[string]string{"code": "0000000098"}).problem(t, http.StatusUnprocessableEntity)
	b.post(t, "/v1/casefiles/lookups", map[string]string{"code": "0000000099", "reason": "interview today"}).problem(t, http.StatusUnprocessableEntity)
}

func TestTheGlassIsBrokenByAPersonWhoHasJustSignedIn(t *testing.T) {
	w := newTown(t)
	b := w.signedIn(t)
	const path, words = "/v1/glasses", "a boy at the central station says this code"
	body := map[string]any{"code": "0000000098", "purpose": "found", "words": words, "hours": 2}
	var out glass.Broken
	b.post(t, path, body).decode(t, http.StatusCreated, &out)
	if w.rest.said != (glass.Breaking{Purpose: glass.Found, Words: words, Hours: 2}) || out.Person != w.anna {
		t.Errorf("got %+v of what was said, broken by %s", w.rest.said, out.Person)
	}
	for field, value := range map[string]any{"purpose": "curiosity", "words": "short", "hours": 25} {
		bad := map[string]any{"code": "0000000098", "purpose": "found", "words": words, "hours": 2}
		bad[field] = value
		if p := b.post(t, path, bad).problem(t, http.StatusUnprocessableEntity); len(p.Errors) == 0 || p.Errors[0].Field != field {
			t.Errorf("%s: got %+v", field, p)
		}
	}
	w.pass(signin.Fresh + time.Second)
	if p := b.post(t, path, body).problem(t, http.StatusUnauthorized); !strings.Contains(p.Remedy, "sign in again") {
		t.Errorf("got %+v, want to be told to sign in again", p)
	}
	m, _ := w.enrolled(t, access.Municipality)
	m.post(t, path, body).problem(t, http.StatusNotFound)
	if strings.Contains(w.log.String(), "central station") || strings.Contains(w.log.String(), "0000000098") {
		t.Error("the log says for whom, or why")
	}
}

func TestTheNoticesOfBrokenGlassAreRead(t *testing.T) {
	w := newTown(t)
	var out httpapi.GlassNotices
	w.signedIn(t).get(t, "/v1/glasses/notices").decode(t, http.StatusOK, &out)
	if len(out.Notices) != 1 || out.Notices[0].Purpose != glass.Found || len(out.Notices[0].To) != 1 {
		t.Errorf("got %+v", out.Notices)
	}
}
