package httpapi

import (
	"context"

	openapi_types "github.com/oapi-codegen/runtime/types"

	"faro.example/registry/intake"
	"faro.example/registry/lookup"
	"faro.example/shared/access"
	"faro.example/shared/api"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// umpire finds what contends: package lookup.
type umpire interface {
	Conflicts(ctx context.Context, c access.Caller, q lookup.Contests) ([]lookup.Contest, casefile.ConflictID, error)
	Conflict(ctx context.Context, c access.Caller, id casefile.ConflictID) (lookup.Dispute, error)
}

// speaker takes what a person says at the registry: package intake.
type speaker interface {
	Say(ctx context.Context, c access.Caller, said []intake.Statement) ([]api.Receipt, error)
	Decided(ctx context.Context, c access.Caller, id change.ID, as change.Resolved) (uint64, error)
}

// ListConflicts lists the open conflicts.
func (s server) ListConflicts(ctx context.Context, r ListConflictsRequestObject) (ListConflictsResponseObject, error) {
	ctx, caller := saying(ctx, r.Body.Reason)
	q := lookup.Contests{}
	if r.Body.Slot != nil {
		q.Slot = *r.Body.Slot
	}
	if r.Body.After != nil {
		q.After = casefile.ConflictID(*r.Body.After)
	}
	found, next, err := s.Conflicts.Conflicts(ctx, caller, q)
	out := ConflictsFound{Conflicts: append([]Contest{}, found...)}
	if !next.IsZero() {
		u := openapi_types.UUID(next)
		out.Next = &u
	}
	return ListConflicts200JSONResponse{Body: out}, err
}

// ShowConflict shows what the records of one conflict say.
func (s server) ShowConflict(ctx context.Context, r ShowConflictRequestObject) (ShowConflictResponseObject, error) {
	ctx, caller := saying(ctx, r.Body.Reason)
	d, err := s.Conflicts.Conflict(ctx, caller, casefile.ConflictID(r.Body.Conflict))
	return ShowConflict200JSONResponse{Body: d}, err
}

// DecideConflict decides one. The same decision sent again under its identifier
// was recorded, and is answered as it was: the conflict may be gone by it.
func (s server) DecideConflict(ctx context.Context, r DecideConflictRequestObject) (DecideConflictResponseObject, error) {
	ctx, caller := saying(ctx, r.Body.Reason)
	if r.Body.Record != nil {
		at, err := s.Speaker.Decided(ctx, caller, change.ID(*r.Body.Record), s.decision(caller, lookup.Dispute{}, r.Body).Body.(change.Resolved))
		if err != nil {
			return nil, err
		}
		if at > 0 {
			return DecideConflict201JSONResponse{Body: ConflictDecided{Record: *r.Body.Record, Position: int64(at)}}, nil
		}
	}
	d, err := s.Conflicts.Conflict(ctx, caller, casefile.ConflictID(r.Body.Conflict))
	if err != nil {
		return nil, err
	}
	said := s.decision(caller, d, r.Body)
	receipts, err := s.Speaker.Say(ctx, caller, []intake.Statement{said})
	if err != nil {
		return nil, err
	}
	got := receipts[0]
	if got.Verdict == api.Refused {
		return nil, &fault.Error{Kind: fault.Invalid, Field: got.Field, Detail: got.Detail, Remedy: got.Remedy}
	}
	return DecideConflict201JSONResponse{Body: ConflictDecided{Record: openapi_types.UUID(said.ID), Position: int64(got.Position)}}, nil
}

// decision is what the caller says, with what was on the page when it was opened:
// the conflict may show other records by now.
func (s server) decision(c access.Caller, d lookup.Dispute, b *ConflictDecision) intake.Statement {
	d.Seen.Position = uint64(b.Position)
	d.Records = nil
	for _, u := range b.Saw {
		d.Records = append(d.Records, change.ID(u))
	}
	how := lookup.Decision{Reason: minor.Text(c.Reason), Both: b.Both != nil && *b.Both}
	if b.Choose != nil {
		how.Choose = change.ID(*b.Choose)
	}
	if b.Value != nil {
		how.Third = *b.Value
	}
	said := intake.Statement{
		ID: change.ID(id.New[struct{}]()), Minor: d.Minor, On: day.On(day.FromTime(s.Now())), Section: d.Section, Seen: d.Seen,
		Body: d.Resolve(how),
	}
	if b.Record != nil {
		said.ID = change.ID(*b.Record)
	}
	switch {
	case b.Office != nil:
		said.Structure = institution.OfficeID(*b.Office)
	case len(c.Offices) > 0:
		said.Structure = c.Offices[0]
	}
	return said
}
