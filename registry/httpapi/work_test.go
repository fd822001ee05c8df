package httpapi_test

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"faro.example/registry/audit"
	"faro.example/registry/httpapi"
	"faro.example/registry/seal/sealtest"
	"faro.example/registry/work"
	"faro.example/shared/access"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
)

// later is long work that is put together once there is a database.
type later struct{ *work.Desk }

// asAnna is who asks, when it is done.
type asAnna struct{ role access.Role }

func (a asAnna) Caller(_ context.Context, p institution.PersonID, reason string) (access.Caller, error) {
	return access.Caller{Role: a.role, Person: p, Reason: reason}, nil
}

func TestLongWorkIsAskedForFollowedAndTakenByThePersonAlone(t *testing.T) {
	desk := &later{}
	w := newTown(t, func(o *httpapi.Options) { o.Work = desk })
	var err error
	desk.Desk, err = work.New(work.Config{
		Pool: w.As("faro_work"), Seal: sealtest.Open(t, w.As("faro_keys")), Lines: w.kept, Callers: asAnna{access.Municipality}, Log: slog.New(slog.DiscardHandler),
		Kinds: map[work.Kind]work.Spec{work.ExportLines: {Action: access.ReadLines, Allow: func(c access.Caller) error {
			if c.Role != access.Municipality {
				return fault.Newf(fault.Denied, "this role may not do that")
			}
			return nil
		}, Do: func(_ context.Context, task work.Task) (work.Result, error) {
			var f audit.Filter
			err := json.Unmarshal(task.Ask, &f)
			return work.Result{Outcome: work.Outcome{File: "lines.jsonl", Rows: f.Most}, Body: []byte(f.Role)}, err
		}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	b := w.signedIn(t)
	ask := map[string]any{"kind": "export-lines", "reason": "complaint 12/2026", "lines": map[string]any{"reason": "complaint 12/2026", "role": "police", "most": 7}}
	var job work.Job
	b.post(t, "/v1/work", ask).decode(t, http.StatusOK, &job)
	at := "/v1/work/" + job.ID.String()
	if job.State != work.Waiting {
		t.Errorf("got %+v, want it to wait", job)
	}
	b.get(t, at+"/file").problem(t, http.StatusNotFound)
	if did, err := desk.Step(t.Context()); err != nil || !did {
		t.Fatalf("got %t and %v", did, err)
	}
	b.get(t, at).decode(t, http.StatusOK, &job)
	if job.State != work.Done || job.Outcome.Rows != 7 {
		t.Errorf("got %+v, want it done", job)
	}
	if file := b.get(t, at+"/file"); string(file.body) != "police" || !strings.HasPrefix(file.Header.Get("Content-Disposition"), "attachment") {
		t.Errorf("got %d %s", file.StatusCode, file.body)
	}
	if l := w.kept.last(); l.Action != access.ReadLines || l.Output != audit.Exported || l.Rows != 7 || l.Caller.Person != w.anna {
		t.Errorf("got the line %+v, want one of what left", l)
	}
	var list httpapi.WorkList
	b.get(t, "/v1/work").decode(t, http.StatusOK, &list)
	if len(list.Work) != 1 {
		t.Errorf("got %+v", list)
	}
	b.post(t, at+"/stop", nil).problem(t, http.StatusConflict)
	b.post(t, "/v1/work", map[string]any{"kind": "publish", "reason": "complaint 12/2026"}).problem(t, http.StatusUnprocessableEntity)
	c, _ := w.enrolled(t, access.Ministry)
	c.get(t, "/v1/work").problem(t, http.StatusNotFound)
}
