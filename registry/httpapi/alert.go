package httpapi

import (
	"context"
	"log/slog"
)

// ListAlerts tells of transfers of which a half is missing.
func (s server) ListAlerts(ctx context.Context, _ ListAlertsRequestObject) (ListAlertsResponseObject, error) {
	ctx, e, _ := asked(ctx)
	open, err := s.Alerts.Open(ctx, e.caller)
	if err != nil {
		return nil, err
	}
	e.add(slog.Int("alerts", len(open)))
	return ListAlerts200JSONResponse{Body: Alerts{Alerts: open}}, nil
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
