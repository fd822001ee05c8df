package httpapi

import (
	"context"

	openapi_types "github.com/oapi-codegen/runtime/types"

	"faro.example/registry/erasure"
	"faro.example/shared/minor"
)

// PlaceHold orders that a child is not erased.
func (s server) PlaceHold(ctx context.Context, r PlaceHoldRequestObject) (PlaceHoldResponseObject, error) {
	ctx, desk, caller, err := s.retaining(ctx, r.Body.Reason)
	if err != nil {
		return nil, err
	}
	h := erasure.Holding{Until: dayGiven(r.Body.Until)}
	if h.Of, err = childOf(&r.Body.Child); err != nil {
		return nil, err
	}
	if r.Body.Hold != nil {
		h.ID = erasure.HoldID(*r.Body.Hold)
	}
	placed, err := desk.Hold(ctx, caller, h, caller.Reason)
	if err != nil {
		return nil, err
	}
	return PlaceHold201JSONResponse{Body: HoldPlaced{Hold: openapi_types.UUID(placed)}}, nil
}

// ListHolds lists the holds that stand, of one child or of all.
func (s server) ListHolds(ctx context.Context, r ListHoldsRequestObject) (ListHoldsResponseObject, error) {
	ctx, desk, caller, err := s.retaining(ctx, r.Body.Reason)
	if err != nil {
		return nil, err
	}
	var found []erasure.Hold
	if r.Body.Child == nil {
		found, err = desk.Holds(ctx, caller)
	} else if of, wrong := childOf(r.Body.Child); wrong != nil {
		return nil, wrong
	} else {
		found, err = desk.HoldsOn(ctx, caller, of)
	}
	if err != nil {
		return nil, err
	}
	out := RetentionHolds{Holds: []RetentionHold{}}
	for _, h := range found {
		out.Holds = append(out.Holds, holdOf(h))
	}
	return ListHolds200JSONResponse{Body: out}, nil
}

// holdOf is a hold as it goes out: it does not say of whom.
func holdOf(h erasure.Hold) RetentionHold {
	out := RetentionHold{Hold: openapi_types.UUID(h.ID), PlacedAt: h.PlacedAt.UTC(), PlacedBy: openapi_types.UUID(h.PlacedBy), Reason: minor.Text(h.Reason)}
	if !h.Until.IsZero() {
		until := dateOf(h.Until)
		out.Until = &until
	}
	if by := openapi_types.UUID(h.LiftAskedBy); !h.LiftAskedBy.IsZero() {
		why := minor.Text(h.LiftReason)
		out.LiftAskedBy, out.LiftReason = &by, &why
	}
	return out
}

// AskLifting asks to lift a hold.
func (s server) AskLifting(ctx context.Context, r AskLiftingRequestObject) (AskLiftingResponseObject, error) {
	ctx, desk, caller, err := s.retaining(ctx, r.Body.Reason)
	if err != nil {
		return nil, err
	}
	if err := desk.AskLift(ctx, caller, erasure.HoldID(r.Body.Hold), caller.Reason); err != nil {
		return nil, err
	}
	return AskLifting204Response{}, nil
}

// LiftHold lifts a hold that another person asked to lift.
func (s server) LiftHold(ctx context.Context, r LiftHoldRequestObject) (LiftHoldResponseObject, error) {
	ctx, desk, caller, err := s.retaining(ctx, r.Body.Reason)
	if err != nil {
		return nil, err
	}
	if err := desk.Lift(ctx, caller, erasure.HoldID(r.Body.Hold)); err != nil {
		return nil, eyes("hold", err)
	}
	return LiftHold204Response{}, nil
}
