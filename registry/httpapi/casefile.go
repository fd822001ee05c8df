package httpapi

import (
	"context"
	"log/slog"

	"faro.example/registry/glass"
	"faro.example/shared/minor"
)

// OpenCasefile opens a casefile.
func (s server) OpenCasefile(ctx context.Context, r OpenCasefileRequestObject) (OpenCasefileResponseObject, error) {
	ctx, e, _ := asked(ctx)
	code, err := minor.ParseCode(r.Body.Code.Reveal())
	if err != nil {
		return nil, err
	}
	caller := e.caller
	caller.Reason = r.Body.Reason.Reveal()
	out, err := s.Lookup.CasefileOf(ctx, caller, code)
	if err != nil {
		return nil, err
	}
	e.add(slog.Int("sections", len(out.Sections)))
	return OpenCasefile200JSONResponse{Body: out}, nil
}

// BreakGlass opens a casefile to somebody whom nothing else ties to it.
func (s server) BreakGlass(ctx context.Context, r BreakGlassRequestObject) (BreakGlassResponseObject, error) {
	ctx, e, _ := asked(ctx)
	code, err := minor.ParseCode(r.Body.Code.Reveal())
	if err != nil {
		return nil, err
	}
	said := glass.Breaking{Purpose: glass.Purpose(r.Body.Purpose), Words: r.Body.Words, Hours: int(r.Body.Hours)}
	out, err := s.Lookup.Break(ctx, e.caller, code, said)
	if err != nil {
		return nil, err
	}
	e.add(slog.String("glass", out.ID.String()))
	return BreakGlass201JSONResponse{Body: out}, nil
}

// ListGlassNotices tells who broke the glass.
func (s server) ListGlassNotices(ctx context.Context, _ ListGlassNoticesRequestObject) (ListGlassNoticesResponseObject, error) {
	ctx, e, _ := asked(ctx)
	told, err := s.Glass.Notices(ctx, e.caller)
	if err != nil {
		return nil, err
	}
	e.add(slog.Int("notices", len(told)))
	return ListGlassNotices200JSONResponse{Body: GlassNotices{Notices: append([]GlassNotice{}, told...)}}, nil
}
