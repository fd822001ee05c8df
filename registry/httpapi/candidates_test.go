package httpapi_test

import (
	"context"
	"net/http"
	"testing"

	"faro.example/registry/lookup"
	"faro.example/shared/access"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/match"
	"faro.example/shared/minor"
)

var (
	alike     = lookup.CandidateID{7}
	oneSided  = lookup.CandidateID{8}
	candidate = lookup.Candidate{
		ID: alike, Low: minor.ID{1}, High: minor.ID{2}, Names: [2]minor.Name{{Given: "Mamadou"}, {Given: "Mamadu"}}, Probability: .8, Likely: true,
		Reasons: []match.Reason{{Field: "given_name", English: "sounds the same", Italian: "suona uguale", Bits: 7.5}},
	}
	beyond = lookup.Beyond{ID: oneSided, Minor: minor.ID{3}, Probability: .6, Answers: []institution.ID{{4}}}
)

func (r *rest) Candidates(_ context.Context, c access.Caller, q lookup.Asked) (lookup.Candidates, error) {
	r.mu.Lock()
	r.candidates = q
	r.mu.Unlock()
	return lookup.Candidates{Open: []lookup.Candidate{candidate}, Beyond: []lookup.Beyond{beyond}, Expected: .8, Less: true}, r.answer(c)
}

func (r *rest) Candidate(_ context.Context, c access.Caller, of lookup.CandidateID) (lookup.Proposal, error) {
	switch of {
	case alike:
		return lookup.Proposal{Both: &candidate}, r.answer(c)
	case oneSided:
		return lookup.Proposal{One: &beyond}, r.answer(c)
	}
	return lookup.Proposal{}, fault.Newf(fault.NotFound, "nobody takes these two for one child, or it was decided")
}

func TestCandidatesAreListedAndExplainedFieldByField(t *testing.T) {
	w := newTown(t)
	b := w.signedIn(t)
	var list lookup.Candidates
	b.post(t, "/v1/candidates/searches", map[string]any{
		"reason": "today's", "all": true, "after": map[string]any{"one": minor.ID{5}.String(), "other": minor.ID{6}.String()},
	}).decode(t, http.StatusOK, &list)
	if len(list.Open) != 1 || list.Open[0].Reasons[0].Bits != 7.5 || list.Open[0].Names[1].Given.Reveal() != "Mamadu" || len(list.Beyond) != 1 || !list.Less {
		t.Errorf("got %d open, %d beyond, less likely ones %v", len(list.Open), len(list.Beyond), list.Less)
	}
	if q := w.rest.candidates; !q.All || q.After != (lookup.Two{One: minor.ID{5}, Other: minor.ID{6}}) {
		t.Errorf("asked for %+v", q)
	}
	look := func(of lookup.CandidateID) answer {
		return b.post(t, "/v1/candidates/lookups", map[string]any{"reason": "the first", "candidate": of.String()})
	}
	var both, one lookup.Proposal
	look(alike).decode(t, http.StatusOK, &both)
	look(oneSided).decode(t, http.StatusOK, &one)
	if both.Both == nil || both.One != nil || both.Both.ID != alike || one.One == nil || one.Both != nil || one.One.Answers[0] != (institution.ID{4}) {
		t.Errorf("got %v and %v", both, one)
	}
	if got := look(lookup.CandidateID{9}); got.StatusCode != http.StatusNotFound {
		t.Errorf("one that was decided: got %d", got.StatusCode)
	}
	if got := b.post(t, "/v1/candidates/searches", map[string]any{}); got.StatusCode != http.StatusUnprocessableEntity && got.StatusCode != http.StatusBadRequest {
		t.Errorf("for no reason: got %d", got.StatusCode)
	}
}
