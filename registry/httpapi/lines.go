package httpapi

import (
	"context"
	"log/slog"
	"time"

	"faro.example/registry/audit"
	"faro.example/shared/access"
	"faro.example/shared/change"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// SearchAccessLines searches the record of access.
func (s server) SearchAccessLines(ctx context.Context, r SearchAccessLinesRequestObject) (SearchAccessLinesResponseObject, error) {
	ctx, e, _ := asked(ctx)
	caller := e.caller
	caller.Reason = r.Body.Reason.Reveal()
	found, err := s.Looks.Lines(ctx, caller, filterOf(r.Body), "")
	if err != nil {
		return nil, err
	}
	e.add(slog.Int("lines", len(found)))
	return SearchAccessLines200JSONResponse{Body: AccessLines{Lines: append([]audit.Found{}, found...)}}, nil
}

func filterOf(q *AccessLineSearch) audit.Filter {
	return audit.Filter{
		Person: institution.PersonID(given(q.Person)), Agent: change.AgentID(given(q.Agent)), Minor: minor.ID(given(q.Minor)),
		Role: access.Role(given(q.Role)), Action: access.Action(given(q.Action)), Denied: given(q.Denied),
		From: given[time.Time](q.From), Until: given[time.Time](q.Until), After: given(q.After), Most: int(given(q.Most)),
	}
}

// given gives what was sent, zero if nothing was.
func given[T any](v *T) (out T) {
	if v != nil {
		out = *v
	}
	return out
}

// TellWhoLooked tells who looked at the file of a child.
func (s server) TellWhoLooked(ctx context.Context, r TellWhoLookedRequestObject) (TellWhoLookedResponseObject, error) {
	ctx, e, _ := asked(ctx)
	code, err := minor.ParseCode(r.Body.Code.Reveal())
	if err != nil {
		return nil, err
	}
	caller := e.caller
	caller.Reason = r.Body.Reason.Reveal()
	found, err := s.Looks.Looks(ctx, caller, audit.Child{Code: code})
	if err != nil {
		return nil, err
	}
	return TellWhoLooked200JSONResponse{Body: WhoLooked{Looks: append([]audit.Look{}, found...)}}, nil
}
