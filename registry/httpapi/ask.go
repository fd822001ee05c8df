package httpapi

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"

	openapi_types "github.com/oapi-codegen/runtime/types"

	"faro.example/registry/events"
	"faro.example/registry/signin"
	"faro.example/shared/api"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
)

// GetStatus tells whether the registry works.
func (s server) GetStatus(ctx context.Context, _ GetStatusRequestObject) (GetStatusResponseObject, error) {
	ctx, _, _ = asked(ctx)
	if err := s.Ready(ctx); err != nil {
		return nil, err
	}
	return working{}, nil
}

// working is the answer of a registry that works: in the form of a problem, as
// the Italian guidelines ask.
type working struct{}

// VisitGetStatusResponse writes the answer.
func (working) VisitGetStatusResponse(w http.ResponseWriter) error {
	w.Header().Set("Content-Type", api.TypeProblem)
	w.WriteHeader(http.StatusOK)
	return json.NewEncoder(w).Encode(api.Problem{Type: "about:blank", Title: "The registry works", Status: http.StatusOK, Kind: "ok"})
}

func dayOf(d openapi_types.Date) day.Date {
	y, m, dd := d.Date()
	return day.Of(y, m, dd)
}

// ListEvents tells what happened, without personal data.
func (s server) ListEvents(ctx context.Context, r ListEventsRequestObject) (ListEventsResponseObject, error) {
	ctx, e, _ := asked(ctx)
	var q events.Query
	if r.Params.After != nil {
		q.After = uint64(*r.Params.After)
	}
	if r.Params.Epoch != nil {
		q.Epoch = int(*r.Params.Epoch)
	}
	page, err := s.Events.After(ctx, e.caller, q)
	if err != nil {
		return nil, err
	}
	out := Events{Epoch: int32(page.Epoch), Next: int64(page.Next), More: page.More, Events: []Event{}}
	for _, v := range page.Events {
		out.Events = append(out.Events, Event{
			Position: int64(v.Position), Kind: v.Kind, On: openapi_types.Date{Time: v.On.UTC()}, Region: v.Region,
		})
	}
	e.add(slog.Int("events", len(out.Events)))
	return ListEvents200JSONResponse{Body: out}, nil
}

// GetSession tells a person as whom they are signed in.
func (s server) GetSession(ctx context.Context, _ GetSessionRequestObject) (GetSessionResponseObject, error) {
	_, e, _ := asked(ctx)
	if e.session == nil {
		return nil, fault.Newf(fault.NotFound, "a machine has no session")
	}
	out := Session{
		Person: openapi_types.UUID(e.session.Person), Role: string(e.caller.Role), Offices: []openapi_types.UUID{},
		Began: e.session.Began.UTC(), Expires: e.session.Expires.UTC(),
	}
	for _, o := range e.caller.Offices {
		out.Offices = append(out.Offices, openapi_types.UUID(o))
	}
	if until := e.session.Authenticated.Add(signin.Fresh).UTC(); until.After(s.Now()) {
		out.Fresh = &until
	}
	return GetSession200JSONResponse{Body: out}, nil
}

// BindSignIn says who a person is to a provider.
func (s server) BindSignIn(ctx context.Context, r BindSignInRequestObject) (BindSignInResponseObject, error) {
	ctx, e, _ := asked(ctx)
	b := signin.Binding{Person: institution.PersonID(r.Body.Person), Provider: r.Body.Provider, Value: r.Body.Value.Reveal()}
	if err := s.People.Door.BindAs(ctx, e.caller, b); err != nil {
		return nil, err
	}
	e.add(slog.String("bound", b.Person.String()))
	return BindSignIn204Response{}, nil
}
