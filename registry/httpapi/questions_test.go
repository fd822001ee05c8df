package httpapi_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"faro.example/registry/census"
	"faro.example/registry/httpapi"
	"faro.example/registry/question"
	"faro.example/shared/access"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/id"
)

// inquiries keeps one question.
type inquiries struct {
	kept   *question.Question
	caller access.Caller
}

func (i *inquiries) Save(_ context.Context, c access.Caller, name string, a question.Asked, knownOn day.Date) (question.Question, error) {
	i.kept, i.caller = &question.Question{ID: question.ID(id.New[question.Question]()), Name: name, Asked: a, KnownOn: knownOn, Epoch: 1, Position: 20, SavedAt: day.Must("2026-04-01").Start()}, c
	return *i.kept, nil
}

func (i *inquiries) List(context.Context, access.Caller) ([]question.Question, error) {
	if i.kept == nil {
		return nil, nil
	}
	return []question.Question{*i.kept}, nil
}

func (i *inquiries) Open(_ context.Context, _ access.Caller, of question.ID) (question.Answer, error) {
	if i.kept == nil || i.kept.ID != of {
		return question.Answer{}, fault.Newf(fault.NotFound, "no such question")
	}
	return question.Answer{Question: *i.kept, Floor: 5, Count: census.Result{On: i.kept.Asked.On, Total: 7, Cells: []census.Cell{{Codes: []string{"19"}, Count: 7}}}}, nil
}

func (i *inquiries) Withdraw(_ context.Context, _ access.Caller, of question.ID) error {
	if i.kept == nil || i.kept.ID != of {
		return fault.Newf(fault.NotFound, "no such question")
	}
	i.kept = nil
	return nil
}

func TestAQuestionIsSavedReadWithItsFootnoteAndWithdrawn(t *testing.T) {
	book := &inquiries{}
	f := newFixture(t, func(o *httpapi.Options) { o.Questions = book })
	c, _ := f.enrolled(t, access.Ministry)
	const path = "/v1/census/questions"
	var list httpapi.CensusQuestions
	c.get(t, path).decode(t, http.StatusOK, &list)
	if len(list.Questions) != 0 {
		t.Errorf("got %+v", list)
	}
	var kept httpapi.CensusQuestion
	c.post(t, path, map[string]any{"name": "By region", "shape": "day", "on": "2026-03-31", "by": []string{"region"}, "only": []string{"sex:F", "region:"}, "known-at": "2026-04-01"}).decode(t, http.StatusCreated, &kept)
	if got := book.kept.Asked; got.Shape != question.Day || got.On != day.Must("2026-03-31") || len(got.By) != 1 || len(got.Only) != 2 || book.kept.KnownOn != day.Must("2026-04-01") || book.caller.Role != access.Ministry {
		t.Errorf("got %+v by %+v", *book.kept, book.caller)
	}
	c.get(t, path).decode(t, http.StatusOK, &list)
	if len(list.Questions) != 1 || list.Questions[0].Asked.Name != "By region" || list.Questions[0].Position != 20 || len(*list.Questions[0].Asked.Only) != 2 {
		t.Errorf("got %+v", list)
	}
	at := path + "/" + kept.Id.String()
	for format, want := range map[string]string{"csv": "2026-03-31,present,,19,7\n", "json": `"minors": 7`, "xlsx": "PK"} {
		got := c.get(t, at+"/files/"+format)
		if got.StatusCode != http.StatusOK || !strings.Contains(string(got.body), want) || got.Header.Get("ETag") == "" || strings.Contains(got.Header.Get("Cache-Control"), "public") {
			t.Errorf("%s: got %d %v %.300s", format, got.StatusCode, got.Header, got.body)
		}
	}
	c.get(t, at+"/files/pdf").problem(t, http.StatusUnprocessableEntity)
	c.post(t, path, map[string]any{"name": "By region", "shape": "day"}).problem(t, http.StatusUnprocessableEntity)
	gone := f.newRequest(t, http.MethodDelete, at, nil)
	if got := c.send(t, gone); got.StatusCode != http.StatusNoContent {
		t.Errorf("got %d %s", got.StatusCode, got.body)
	}
	c.get(t, at+"/files/csv").problem(t, http.StatusNotFound)
}

func TestWhereNoQuestionsAreSavedThereAreNone(t *testing.T) {
	f := newFixture(t)
	c, _ := f.enrolled(t, access.Ministry)
	c.get(t, "/v1/census/questions").problem(t, http.StatusNotFound)
}
