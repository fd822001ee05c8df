package httpapi

import (
	"context"
	"net/http"

	"faro.example/registry/work"
	"faro.example/shared/access"
	"faro.example/shared/fault"
)

// worker does what takes long: package work.
type worker interface {
	Ask(ctx context.Context, c access.Caller, k work.Kind, label string, what any) (work.ID, error)
	List(ctx context.Context, c access.Caller) ([]work.Job, error)
	Find(ctx context.Context, c access.Caller, n work.ID) (work.Job, error)
	Stop(ctx context.Context, c access.Caller, n work.ID) error
	Result(ctx context.Context, c access.Caller, n work.ID) (work.Result, error)
}

// works gives who asks, for a server that does long work: a person.
func (s server) works(ctx context.Context) (context.Context, access.Caller, error) {
	ctx, e, _ := asked(ctx)
	if s.Work == nil || e.caller.Person.IsZero() {
		return ctx, e.caller, fault.Newf(fault.NotFound, "no long work is done here for this caller")
	}
	caller := e.caller
	caller.Reason = "result of long work"
	return ctx, caller, nil
}

// ListWork lists the long work that the caller asked for.
func (s server) ListWork(ctx context.Context, _ ListWorkRequestObject) (ListWorkResponseObject, error) {
	ctx, caller, err := s.works(ctx)
	if err != nil {
		return nil, err
	}
	all, err := s.Work.List(ctx, caller)
	if err != nil {
		return nil, err
	}
	return ListWork200JSONResponse{Body: WorkList{Work: append([]WorkJob{}, all...)}}, nil
}

// AskWork has something done that takes long.
func (s server) AskWork(ctx context.Context, r AskWorkRequestObject) (AskWorkResponseObject, error) {
	ctx, caller, err := s.works(ctx)
	if err != nil {
		return nil, err
	}
	caller.Reason = r.Body.Reason.Reveal()
	var what any
	if r.Body.Lines != nil {
		what = filterOf(r.Body.Lines)
	}
	n, err := s.Work.Ask(ctx, caller, work.Kind(r.Body.Kind), "", what)
	if err != nil {
		return nil, err
	}
	out, err := s.Work.Find(ctx, caller, n)
	if err != nil {
		return nil, err
	}
	return AskWork200JSONResponse{Body: out}, nil
}

// FindWork says how far a piece of long work is.
func (s server) FindWork(ctx context.Context, r FindWorkRequestObject) (FindWorkResponseObject, error) {
	ctx, caller, err := s.works(ctx)
	if err != nil {
		return nil, err
	}
	out, err := s.Work.Find(ctx, caller, work.ID(r.Job))
	if err != nil {
		return nil, err
	}
	return FindWork200JSONResponse{Body: out}, nil
}

// StopWork stops a piece of long work.
func (s server) StopWork(ctx context.Context, r StopWorkRequestObject) (StopWorkResponseObject, error) {
	ctx, caller, err := s.works(ctx)
	if err != nil {
		return nil, err
	}
	if err := s.Work.Stop(ctx, caller, work.ID(r.Job)); err != nil {
		return nil, err
	}
	out, err := s.Work.Find(ctx, caller, work.ID(r.Job))
	if err != nil {
		return nil, err
	}
	return StopWork200JSONResponse{Body: out}, nil
}

// TakeWork gives the file that a piece of long work made.
func (s server) TakeWork(ctx context.Context, r TakeWorkRequestObject) (TakeWorkResponseObject, error) {
	ctx, caller, err := s.works(ctx)
	if err != nil {
		return nil, err
	}
	out, err := s.Work.Result(ctx, caller, work.ID(r.Job))
	if err != nil {
		return nil, err
	}
	return madeFile(out), nil
}

// madeFile is the file that long work made, as it goes out: to be saved, never shown.
type madeFile work.Result

// VisitTakeWorkResponse writes the answer.
func (f madeFile) VisitTakeWorkResponse(w http.ResponseWriter) error {
	h := w.Header()
	h.Set("Content-Type", "application/octet-stream")
	h.Set("Content-Security-Policy", machinePolicy+"; sandbox")
	h.Set("Content-Disposition", `attachment; filename="`+f.File+`"`)
	w.WriteHeader(http.StatusOK)
	_, err := w.Write(f.Body)
	return err
}
