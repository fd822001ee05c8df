package httpapi

import (
	"context"

	"faro.example/registry/lookup"
	"faro.example/shared/access"
	"faro.example/shared/match"
	"faro.example/shared/minor"
)

// proposer finds who may be the same child: package lookup.
type proposer interface {
	Candidates(ctx context.Context, c access.Caller, q lookup.Asked) (lookup.Candidates, error)
	Candidate(ctx context.Context, c access.Caller, of lookup.CandidateID) (lookup.Proposal, error)
}

// ListCandidates lists who may be the same child.
func (s server) ListCandidates(ctx context.Context, r ListCandidatesRequestObject) (ListCandidatesResponseObject, error) {
	ctx, caller := saying(ctx, r.Body.Reason)
	q := lookup.Asked{All: r.Body.All != nil && *r.Body.All}
	if after := r.Body.After; after != nil {
		q.After = lookup.Two{One: minor.ID(after.One), Other: minor.ID(after.Other)}
	}
	found, err := s.Candidates.Candidates(ctx, caller, q)
	found.Open, found.Beyond = append([]Candidate{}, found.Open...), append([]CandidateBeyond{}, found.Beyond...)
	for i := range found.Open {
		found.Open[i].Reasons = append([]match.Reason{}, found.Open[i].Reasons...)
	}
	return ListCandidates200JSONResponse{Body: found}, err
}

// ShowCandidate says why two may be the same child.
func (s server) ShowCandidate(ctx context.Context, r ShowCandidateRequestObject) (ShowCandidateResponseObject, error) {
	ctx, caller := saying(ctx, r.Body.Reason)
	shown, err := s.Candidates.Candidate(ctx, caller, lookup.CandidateID(r.Body.Candidate))
	return ShowCandidate200JSONResponse{Body: shown}, err
}
