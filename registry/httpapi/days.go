package httpapi

import (
	"context"
	"log/slog"

	"faro.example/registry/presence"
	"faro.example/shared/access"
	"faro.example/shared/fault"
)

// certifier draws and reads statements of presence-days: package presence.
type certifier interface {
	Draw(ctx context.Context, c access.Caller, o presence.Order) (presence.Statement, error)
	List(ctx context.Context, c access.Caller, municipality string) ([]presence.Statement, error)
	Statement(ctx context.Context, c access.Caller, n presence.Name) (presence.Statement, error)
}

// noDays is for a server that certifies nothing.
func (s server) noDays() error {
	if s.Days == nil {
		return fault.Newf(fault.NotFound, "no presence-days are certified here")
	}
	return nil
}

// DrawDays certifies the presence-days of a municipality in a quarter.
func (s server) DrawDays(ctx context.Context, r DrawDaysRequestObject) (DrawDaysResponseObject, error) {
	if err := s.noDays(); err != nil {
		return nil, err
	}
	ctx, caller := saying(ctx, r.Body.Reason)
	quarter, err := presence.ParseQuarter(r.Body.Quarter)
	if err != nil {
		return nil, err
	}
	out, err := s.Days.Draw(ctx, caller, presence.Order{
		Municipality: r.Body.Municipality, Quarter: quarter, Restates: int(given(r.Body.Restates)), Why: given(r.Body.Why),
	})
	if err != nil {
		return nil, err
	}
	return DrawDays200JSONResponse{Body: out.Public()}, nil
}

// ListDays lists statements of presence-days.
func (s server) ListDays(ctx context.Context, r ListDaysRequestObject) (ListDaysResponseObject, error) {
	if err := s.noDays(); err != nil {
		return nil, err
	}
	ctx, e, _ := asked(ctx)
	caller := e.caller
	caller.Reason = r.Body.Reason.Reveal()
	all, err := s.Days.List(ctx, caller, given(r.Body.Municipality))
	if err != nil {
		return nil, err
	}
	out := DaysStatements{Statements: []DaysStatement{}}
	for i := range all {
		out.Statements = append(out.Statements, all[i].Public())
	}
	e.add(slog.Int("statements", len(all)))
	return ListDays200JSONResponse{Body: out}, nil
}

// ReadDays gives one statement of presence-days.
func (s server) ReadDays(ctx context.Context, r ReadDaysRequestObject) (ReadDaysResponseObject, error) {
	if err := s.noDays(); err != nil {
		return nil, err
	}
	ctx, caller := saying(ctx, r.Body.Reason)
	quarter, err := presence.ParseQuarter(r.Body.Quarter)
	if err != nil {
		return nil, err
	}
	out, err := s.Days.Statement(ctx, caller, presence.Name{Municipality: r.Body.Municipality, Quarter: quarter, Number: int(r.Body.Number)})
	if err != nil {
		return nil, err
	}
	return ReadDays200JSONResponse{Body: out.Public()}, nil
}
