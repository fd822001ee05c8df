package httpapi

import (
	"context"
	"log/slog"

	openapi_types "github.com/oapi-codegen/runtime/types"

	"faro.example/registry/lookup"
	"faro.example/shared/day"
	"faro.example/shared/minor"
)

// queuePage is how many children a page of a queue has.
const queuePage = lookup.MaxFound

// CountQueues says of every queue of the caller how many wait.
func (s server) CountQueues(ctx context.Context, r CountQueuesRequestObject) (CountQueuesResponseObject, error) {
	ctx, e, _ := asked(ctx)
	caller := e.caller
	caller.Reason = r.Body.Reason.Reveal()
	all, err := s.Backlogs.Of(ctx, caller)
	if err != nil {
		return nil, err
	}
	out := QueueCounts{Queues: []QueueCount{}}
	for _, b := range all {
		one := QueueCount{Queue: string(b.Queue), Waiting: int32(b.Count)}
		if !b.Oldest.IsZero() {
			oldest := dateOf(b.Oldest)
			one.Oldest = &oldest
		}
		out.Queues = append(out.Queues, one)
	}
	return CountQueues200JSONResponse{Body: out}, nil
}

// ListQueue lists the children about whom something waits.
func (s server) ListQueue(ctx context.Context, r ListQueueRequestObject) (ListQueueResponseObject, error) {
	ctx, e, _ := asked(ctx)
	var after lookup.Key
	if k := r.Body.After; k != nil {
		after = lookup.Key{Since: dayOf(k.Since), Minor: minor.ID(k.Minor), Slot: k.Slot}
	}
	caller := e.caller
	caller.Reason = r.Body.Reason.Reveal()
	found, err := s.Lookup.Queue(ctx, caller, lookup.Queue(r.Queue), after, queuePage)
	if err != nil {
		return nil, err
	}
	out := Queued{Waiting: []QueueWaiting{}}
	for _, w := range found.Waiting {
		out.Waiting = append(out.Waiting, waitingOf(w))
	}
	if found.Next != (lookup.Key{}) {
		out.Next = &QueueKey{Since: dateOf(found.Next.Since), Minor: openapi_types.UUID(found.Next.Minor), Slot: found.Next.Slot}
	}
	e.add(slog.Int("found", len(out.Waiting)))
	return ListQueue200JSONResponse{Body: out}, nil
}

// waitingOf writes a child on a queue, with what a list shows of it.
func waitingOf(w lookup.Waiting) QueueWaiting {
	out := QueueWaiting{Minor: openapi_types.UUID(w.Minor), Slot: w.Slot, Stage: QueueWaitingStage(w.Stage)}
	put := func(to **string, text string) {
		if text != "" {
			*to = &text
		}
	}
	put(&out.Code, string(w.Code))
	put(&out.Given, w.Name.Given.Reveal())
	put(&out.Family, w.Name.Family.Reveal())
	put(&out.Detail, w.Detail)
	if !w.From.IsZero() {
		since := dateOf(w.From)
		out.Since = &since
	}
	if !w.Until.IsZero() {
		until := dateOf(w.Until)
		out.Until = &until
	}
	return out
}

func dateOf(d day.Date) openapi_types.Date {
	return openapi_types.Date{Time: d.UTC()}
}
