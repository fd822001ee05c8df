package httpapi_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"faro.example/registry/alert"
	"faro.example/registry/glass"
	"faro.example/registry/httpapi"
	"faro.example/registry/lookup"
	"faro.example/registry/signin"
	"faro.example/shared/access"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/deadline"
	"faro.example/shared/minor"
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

func TestAChildIsSearchedForByWhatStandsInTheBody(t *testing.T) {
	w := newTown(t)
	b := w.signedIn(t)
	var out httpapi.CasefilesFound
	const path = "/v1/casefiles/searches"
	body := map[string]any{"name": "محمد ديالو", "born": "2009-05-12", "age": 16, "code": "00 0000 0098", "sex": "M", "reason": "a boy asks for his brother"}
	b.post(t, path, body).decode(t, http.StatusOK, &out)
	if len(out.Found) != 1 || !out.More || len(out.Found[0].Reasons) != 1 {
		t.Errorf("got %v", out)
	}
	want := lookup.Query{Name: "محمد ديالو", Born: day.Must("2009-05-12"), Age: 16, Code: "0000000098", Sex: minor.Male}
	if w.rest.wanted != want || w.rest.caller.Person != w.anna || w.rest.caller.Reason != "a boy asks for his brother" {
		t.Errorf("asked by %s for something else", w.rest.caller.Person)
	}
	for field, value := range map[string]any{"reason": "", "age": 31, "code": "0000000099", "sex": "boy"} {
		bad := map[string]any{"name": "Diallo", "reason": "a boy asks for his brother"}
		bad[field] = value
		if p := b.post(t, path, bad).problem(t, http.StatusUnprocessableEntity); len(p.Errors) == 0 || p.Errors[0].Field != field {
			t.Errorf("%s: got %+v", field, p)
		}
	}
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

func TestAlertsAndWhatAGuardianWasToldAreRead(t *testing.T) {
	w := newTown(t)
	var alerts httpapi.Alerts
	w.signedIn(t).get(t, "/v1/alerts").decode(t, http.StatusOK, &alerts)
	if len(alerts.Alerts) != 1 || alerts.Alerts[0].Rule != alert.ArrivalMissing {
		t.Errorf("got %+v", alerts.Alerts)
	}
	var told httpapi.Tellings
	w.signedIn(t).get(t, "/v1/tellings").decode(t, http.StatusOK, &told)
	if len(told.Tellings) != 1 || told.Tellings[0].Kind != "transfer.departed" {
		t.Errorf("got %+v", told.Tellings)
	}
}

func TestDeadlinesAreReadAsTheyAreAskedFor(t *testing.T) {
	w := newTown(t)
	office := "01890a5d-ac96-774b-bcce-b302099a8057"
	var out httpapi.Deadlines
	w.signedIn(t).get(t, "/v1/deadlines?state=overdue&rule=D4&sort=code&limit=9&after=7&office="+office).decode(t, http.StatusOK, &out)
	if len(out.Deadlines) != 1 || out.Deadlines[0].Code != "D4" || out.Deadlines[0].State != deadline.Overdue || out.Deadlines[0].Offices[0].String() != office {
		t.Fatalf("got %+v", out.Deadlines)
	}
	if out.Soon != 9 || out.Next == nil || *out.Next != 8 {
		t.Errorf("got %d at most, and %v next", out.Soon, out.Next)
	}
	for _, bad := range []string{"state=met", "sort=name", "limit=0", "limit=201", "after=nowhere", "office=rome"} {
		var p map[string]any
		w.signedIn(t).get(t, "/v1/deadlines?"+bad).decode(t, http.StatusUnprocessableEntity, &p)
	}
}
