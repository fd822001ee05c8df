package httpapi_test

import (
	"context"
	"net/http"
	"testing"

	"faro.example/registry/httpapi"
	"faro.example/registry/lookup"
	"faro.example/shared/access"
	"faro.example/shared/day"
)

func TestAQueueSaysWhoseTurnItIsAndWhereItGoesOn(t *testing.T) {
	w := newTown(t)
	b := w.signedIn(t)
	minor := "018f0000-0000-7000-8000-000000000001"
	body := map[string]any{"reason": "the queue", "after": map[string]string{"since": "2026-02-01", "minor": minor, "slot": "tracing:0"}}
	var got httpapi.Queued
	b.post(t, "/v1/queues/tracing", body).decode(t, http.StatusOK, &got)
	if len(got.Waiting) != 1 || got.Waiting[0].Stage != "partner" || *got.Waiting[0].Detail != "entrusted" || got.Waiting[0].Until.String() != "2026-03-15" || *got.Waiting[0].Family != "Diallo" {
		t.Errorf("got %+v", got.Waiting)
	}
	if got.Next == nil || got.Next.Slot != "tracing" || got.Next.Since.String() != "2026-02-01" || got.Next.Minor.String() != minor {
		t.Errorf("it goes on at %+v", got.Next)
	}
	if c := w.rest.caller; c.Person != w.anna || c.Reason != "the queue" {
		t.Errorf("asked as %s because %q", c.Person, c.Reason)
	}
	b.post(t, "/v1/queues/everybody", body).problem(t, http.StatusUnprocessableEntity)
}

// waiting counts one queue on which somebody waits, and one on which nobody does.
type waiting struct{ *rest }

func (w waiting) Of(_ context.Context, c access.Caller) ([]lookup.Backlog, error) {
	w.caller = c
	return []lookup.Backlog{{Queue: "missing", Count: 2, Oldest: day.Must("2026-02-01")}, {Queue: "halves"}}, nil
}

func TestEveryQueueIsCountedInOneForm(t *testing.T) {
	w := newTown(t)
	b := w.signedIn(t)
	var got httpapi.QueueCounts
	b.post(t, "/v1/queues", map[string]any{"reason": "the queue"}).decode(t, http.StatusOK, &got)
	if len(got.Queues) != 2 || got.Queues[0].Queue != "missing" || got.Queues[0].Waiting != 2 || got.Queues[0].Oldest.String() != "2026-02-01" || got.Queues[1].Oldest != nil {
		t.Errorf("got %+v", got.Queues)
	}
	if c := w.rest.caller; c.Person != w.anna || c.Reason != "the queue" {
		t.Errorf("asked as %s because %q", c.Person, c.Reason)
	}
	b.post(t, "/v1/queues", map[string]any{}).problem(t, http.StatusUnprocessableEntity)
}
