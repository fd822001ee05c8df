package httpapi_test

import (
	"context"
	"net/http"
	"testing"

	"faro.example/registry/sought"
	"faro.example/shared/access"
	"faro.example/shared/match"
	"faro.example/shared/minor"
)

// seeking answers about whom children seek, and keeps what was asked.
type seeking struct{ *rest }

var soughtPair = sought.Pair{
	ID: sought.PairID{7}, Probability: .9, Likely: true, Reasons: []match.Reason{{Field: "phone", English: "the same", Italian: "uguale", Bits: 8}},
	Sides: [2]sought.Side{{Minor: minor.ID{1}, Person: sought.Person{Name: minor.Name{Given: "Fatoumata"}, Kinship: minor.Parent}}, {Minor: minor.ID{2}}},
}

func (s seeking) List(_ context.Context, c access.Caller, q sought.Asked) (sought.Listed, error) {
	s.soughtAsked = q
	return sought.Listed{Pairs: []sought.Pair{soughtPair}, More: true}, s.answer(c)
}

func (s seeking) Show(_ context.Context, c access.Caller, of sought.PairID) (sought.Shown, error) {
	p := soughtPair
	p.ID, p.Verdict = of, s.soughtSaid.Verdict
	return sought.Shown{Pair: p, History: []sought.Decision{}}, s.answer(c)
}

func (s seeking) Decide(_ context.Context, c access.Caller, say sought.Say) error {
	s.soughtSaid = say
	return s.answer(c)
}

func TestWhomChildrenSeekIsListedExplainedAndDecided(t *testing.T) {
	w := newTown(t)
	b := w.signedIn(t)
	var list sought.Listed
	b.post(t, "/v1/sought/searches", map[string]any{"reason": "today's", "all": true, "verdict": "distinct", "after": sought.PairID{6}.String()}).decode(t, http.StatusOK, &list)
	if len(list.Pairs) != 1 || !list.More || list.Pairs[0].Reasons[0].Bits != 8 || list.Pairs[0].Sides[0].Person.Name.Given.Reveal() != "Fatoumata" {
		t.Errorf("got %d pairs, more %v", len(list.Pairs), list.More)
	}
	if want := (sought.Asked{Verdict: sought.Distinct, After: sought.PairID{6}, All: true}); w.rest.soughtAsked != want {
		t.Errorf("asked for %+v", w.rest.soughtAsked)
	}
	b.post(t, "/v1/sought/searches", map[string]any{"reason": "today's"}).decode(t, http.StatusOK, &list)
	if w.rest.soughtAsked != (sought.Asked{}) {
		t.Errorf("asked for %+v", w.rest.soughtAsked)
	}
	var shown sought.Shown
	b.post(t, "/v1/sought/lookups", map[string]any{"reason": "the first", "pair": sought.PairID{7}.String()}).decode(t, http.StatusOK, &shown)
	if shown.Pair.ID != (sought.PairID{7}) || shown.History == nil {
		t.Errorf("got the pair %v", shown.Pair.ID)
	}
	say := map[string]any{"reason": "two tracings", "pair": sought.PairID{7}.String(), "decision": sought.DecisionID{3}.String(), "verdict": "same", "why": "one street", "seen": 2}
	b.post(t, "/v1/sought/decisions", say).decode(t, http.StatusCreated, &shown)
	if want := (sought.Say{ID: sought.DecisionID{3}, Of: sought.PairID{7}, Verdict: sought.Same, Why: "one street", Seen: 2}); w.rest.soughtSaid != want || shown.Pair.Verdict != sought.Same {
		t.Errorf("said %v of %v", w.rest.soughtSaid.Verdict, w.rest.soughtSaid.Of)
	}
	delete(say, "why")
	if got := b.post(t, "/v1/sought/decisions", say); got.StatusCode != http.StatusUnprocessableEntity && got.StatusCode != http.StatusBadRequest {
		t.Errorf("for no reason: got %d", got.StatusCode)
	}
}
