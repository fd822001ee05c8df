package httpapi_test

import (
	"net/http"
	"slices"
	"testing"

	"faro.example/registry/httpapi"
	"faro.example/registry/lookup"
	"faro.example/shared/access"
)

func TestSeveralQuestionsOfCustodyAreAnsweredInTheirOrder(t *testing.T) {
	f := newFixture(t)
	c, _ := f.enrolled(t, access.System)
	question := map[string]any{"code": "0000 0000-98", "on": "2026-03-31"}
	ask := func(n int) map[string]any {
		return map[string]any{"reason": "custody hearing", "lookups": slices.Repeat([]any{question}, n)}
	}
	var got httpapi.CustodyAnswers
	c.post(t, "/v1/custody/batches", ask(2)).decode(t, http.StatusOK, &got)
	if len(got.Answers) != 2 || !got.Answers[0].Found || got.Answers[1].Found || got.Answers[1].Answer != nil {
		t.Fatalf("got %+v, want the first found and not the second", got)
	}
	a := got.Answers[0].Answer
	if a.Ground != "place" || a.Town == nil || a.Town.Istat != "082053" || *a.Town.Code != "C-PA" || len(a.Custody) != 0 {
		t.Errorf("got %+v, want the municipality of the place", a)
	}
	if f.caller.Reason != "custody hearing" || f.caller.Role != access.System {
		t.Errorf("asked as %+v", f.caller)
	}
	for _, n := range []int{0, lookup.MaxAsked + 1} {
		c.post(t, "/v1/custody/batches", ask(n)).problem(t, http.StatusUnprocessableEntity)
	}
	bad := ask(1)
	bad["lookups"] = []any{map[string]any{"code": "0000000097", "on": "2026-03-31"}}
	c.post(t, "/v1/custody/batches", bad).problem(t, http.StatusUnprocessableEntity)
}

func TestGapsOfCustodyAreListedByCodeAPageAtATime(t *testing.T) {
	w := newTown(t)
	b := w.signedIn(t)
	ask := map[string]any{"reason": "weekly round", "gap": "uncared"}
	for page, want := range []int{lookup.MaxFound, 1} {
		var got struct {
			Count    int              `json:"count"`
			Children []map[string]any `json:"children"`
			Next     map[string]any   `json:"next"`
		}
		b.post(t, "/v1/custody/gaps/searches", ask).decode(t, http.StatusOK, &got)
		if len(got.Children) != want || got.Count != lookup.MaxFound+1 || (got.Next != nil) != (page == 0) {
			t.Fatalf("page %d: got %d of %d, next %v", page, len(got.Children), got.Count, got.Next)
		}
		for _, c := range got.Children {
			if c["name"] != nil || c["state"] != "missing" || c["since"] != "2026-03-01" {
				t.Errorf("got %v, want where and since when, and no name", c)
			}
		}
		ask["after"] = got.Next
	}
	b.post(t, "/v1/custody/gaps/searches", map[string]any{"reason": "weekly round", "gap": "all"}).problem(t, http.StatusUnprocessableEntity)
}
