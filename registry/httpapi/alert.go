package httpapi

import (
	"context"
	"log/slog"

	"faro.example/registry/alert"
	"faro.example/shared/deadline"
	"faro.example/shared/institution"
)

// ListAlerts tells of transfers of which a half is missing.
func (s server) ListAlerts(ctx context.Context, _ ListAlertsRequestObject) (ListAlertsResponseObject, error) {
	ctx, e, _ := asked(ctx)
	open, err := s.Alerts.Open(ctx, e.caller, alert.Lasting{})
	if err != nil {
		return nil, err
	}
	e.add(slog.Int("alerts", len(open)))
	return ListAlerts200JSONResponse{Body: Alerts{Alerts: open}}, nil
}

// ListDeadlines tells of what is due soon, or overdue.
func (s server) ListDeadlines(ctx context.Context, r ListDeadlinesRequestObject) (ListDeadlinesResponseObject, error) {
	ctx, e, _ := asked(ctx)
	q := alert.Asked{
		State: deadline.State(given(r.Params.State)), Code: given(r.Params.Rule), Office: institution.OfficeID(given(r.Params.Office)),
		Sort: alert.Sort(given(r.Params.Sort)), After: given(r.Params.After), Most: int(given(r.Params.Limit)),
	}
	found, err := s.Alerts.Deadlines(ctx, e.caller, q)
	if err != nil {
		return nil, err
	}
	e.add(slog.Int("deadlines", len(found.Deadlines)))
	out := Deadlines{Deadlines: found.Deadlines, Soon: int64(found.Soon), Overdue: int64(found.Overdue)}
	if found.Next != 0 {
		out.Next = &found.Next
	}
	return ListDeadlines200JSONResponse{Body: out}, nil
}

// ListTellings tells a guardian what was recorded about wards.
func (s server) ListTellings(ctx context.Context, _ ListTellingsRequestObject) (ListTellingsResponseObject, error) {
	ctx, e, _ := asked(ctx)
	told, err := s.Alerts.Tellings(ctx, e.caller)
	if err != nil {
		return nil, err
	}
	e.add(slog.Int("tellings", len(told)))
	return ListTellings200JSONResponse{Body: Tellings{Tellings: told}}, nil
}
