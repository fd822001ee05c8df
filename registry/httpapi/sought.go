package httpapi

import (
	"context"

	"faro.example/registry/sought"
	"faro.example/shared/access"
)

// seeker compares whom children seek: package sought.
type seeker interface {
	List(ctx context.Context, c access.Caller, q sought.Asked) (sought.Listed, error)
	Show(ctx context.Context, c access.Caller, of sought.PairID) (sought.Shown, error)
	Decide(ctx context.Context, c access.Caller, s sought.Say) error
}

// ListSought lists persons sought by two children who may be one.
func (s server) ListSought(ctx context.Context, r ListSoughtRequestObject) (ListSoughtResponseObject, error) {
	ctx, caller := saying(ctx, r.Body.Reason)
	q := sought.Asked{All: r.Body.All != nil && *r.Body.All}
	if r.Body.Verdict != nil {
		q.Verdict = sought.Verdict(*r.Body.Verdict)
	}
	if r.Body.After != nil {
		q.After = sought.PairID(*r.Body.After)
	}
	found, err := s.Sought.List(ctx, caller, q)
	return ListSought200JSONResponse{Body: found}, err
}

// ShowSought says why two persons may be one, and what was decided.
func (s server) ShowSought(ctx context.Context, r ShowSoughtRequestObject) (ShowSoughtResponseObject, error) {
	ctx, caller := saying(ctx, r.Body.Reason)
	shown, err := s.Sought.Show(ctx, caller, sought.PairID(r.Body.Pair))
	return ShowSought200JSONResponse{Body: shown}, err
}

// DecideSought takes a decision about two persons.
func (s server) DecideSought(ctx context.Context, r DecideSoughtRequestObject) (DecideSoughtResponseObject, error) {
	ctx, caller := saying(ctx, r.Body.Reason)
	say := sought.Say{
		ID: sought.DecisionID(r.Body.Decision), Of: sought.PairID(r.Body.Pair), Verdict: sought.Verdict(r.Body.Verdict), Why: r.Body.Why, Seen: int(r.Body.Seen),
	}
	if err := s.Sought.Decide(ctx, caller, say); err != nil {
		return nil, err
	}
	shown, err := s.Sought.Show(ctx, caller, say.Of)
	return DecideSought201JSONResponse{Body: shown}, err
}
