package httpapi_test

import (
	"net/http"
	"reflect"
	"testing"
	"time"

	"faro.example/registry/audit"
	"faro.example/shared/access"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/institution"
)

func TestLinesAreSearchedByWhatTheBodyAsksAndForTheReasonItStates(t *testing.T) {
	f := newFixture(t)
	c, _ := f.enrolled(t, access.Ministry)
	who := institution.PersonID(id.New[struct{}]())
	from := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	var out struct {
		Lines []audit.Found `json:"lines"`
	}
	c.post(t, "/v1/access-lines/searches", map[string]any{
		"reason": "complaint 12/2026", "person": who, "action": "open-casefile", "denied": true, "from": from, "after": 7, "most": 50,
	}).decode(t, http.StatusOK, &out)
	want := audit.Filter{Person: who, Action: access.OpenCasefile, Denied: true, From: from, After: 7, Most: 50}
	if !reflect.DeepEqual(f.filter, want) || f.caller.Reason != "complaint 12/2026" || len(out.Lines) != 1 || out.Lines[0].Number != 8 {
		t.Errorf("got %+v asked by %+v, and %+v", f.filter, f.caller, out)
	}
	c.post(t, "/v1/access-lines/searches", map[string]any{"most": 5}).problem(t, http.StatusUnprocessableEntity)
	c.post(t, "/v1/access-lines/searches", map[string]any{"reason": "complaint 12/2026", "most": 100000}).problem(t, http.StatusUnprocessableEntity)
}

func TestWhoLookedIsToldByTheCodeInTheBodyAndWhoMayNotAskIsToldOfNobody(t *testing.T) {
	f := newFixture(t)
	c, _ := f.enrolled(t, access.Ministry)
	var out struct {
		Looks []audit.Look `json:"looks"`
	}
	ask := map[string]any{"code": "0000000098", "reason": "request of the guardian"}
	c.post(t, "/v1/access-lines/looks", ask).decode(t, http.StatusOK, &out)
	if len(out.Looks) != 1 || out.Looks[0].Person != "Anna Rossi" || f.code.Reveal() != "0000000098" || f.caller.Reason != "request of the guardian" {
		t.Errorf("got %+v about %v by %+v", out, f.code, f.caller)
	}
	f.err = fault.Newf(fault.NotFound, "no such minor")
	c.post(t, "/v1/access-lines/looks", ask).problem(t, http.StatusNotFound)
}
