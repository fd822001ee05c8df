package httpapi

import (
	"context"
	"log/slog"

	"faro.example/registry/glass"
	"faro.example/registry/lookup"
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

// FindCasefiles searches.
func (s server) FindCasefiles(ctx context.Context, r FindCasefilesRequestObject) (FindCasefilesResponseObject, error) {
	ctx, e, _ := asked(ctx)
	q := lookup.Query{
		Name: r.Body.Name, Born: r.Body.Born, Age: int(r.Body.Age), Number: r.Body.Number, Sex: r.Body.Sex,
		Citizenship: r.Body.Citizenship, Structure: r.Body.Structure,
	}
	if r.Body.Code.Reveal() != "" {
		code, err := minor.ParseCode(r.Body.Code.Reveal())
		if err != nil {
			return nil, err
		}
		q.Code = code
	}
	caller := e.caller
	caller.Reason = r.Body.Reason.Reveal()
	found, more, err := s.Lookup.Find(ctx, caller, q)
	if err != nil {
		return nil, err
	}
	e.add(slog.Int("found", len(found)))
	return FindCasefiles200JSONResponse{Body: CasefilesFound{Found: append([]CasefileFound{}, found...), More: more}}, nil
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
