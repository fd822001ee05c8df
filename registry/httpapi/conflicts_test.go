package httpapi_test

import (
	"context"
	"net/http"
	"slices"
	"testing"

	"faro.example/registry/intake"
	"faro.example/registry/lookup"
	"faro.example/shared/access"
	"faro.example/shared/api"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/minor"
)

const contested = "019b0000-0000-8000-8000-00000000000c"

func (r *rest) Conflicts(_ context.Context, c access.Caller, q lookup.Contests) ([]lookup.Contest, casefile.ConflictID, error) {
	return []lookup.Contest{{ID: casefile.ConflictID{1}, Slot: q.Slot, Deciders: []string{"ministry"}}}, casefile.ConflictID{2}, r.answer(c)
}

func (r *rest) Conflict(_ context.Context, c access.Caller, id casefile.ConflictID) (lookup.Dispute, error) {
	return lookup.Dispute{Contest: lookup.Contest{ID: id, Minor: minor.ID{9}, Slot: "sex", Section: change.Identity, Records: []change.ID{{1}, {2}, {3}}}}, r.answer(c)
}

func (r *rest) Say(_ context.Context, c access.Caller, said []intake.Statement) ([]api.Receipt, error) {
	r.mu.Lock()
	r.spoken = said
	refused := r.refused
	r.mu.Unlock()
	if refused {
		return []api.Receipt{{Verdict: api.Refused, Field: "body.slot", Detail: "no conflict is open", Remedy: "open the casefile again"}}, nil
	}
	return []api.Receipt{{Verdict: api.Taken, Position: 77}}, r.answer(c)
}

// Decided is of what was said before.
func (r *rest) Decided(_ context.Context, c access.Caller, id change.ID, as change.Resolved) (uint64, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.spoken) == 1 && r.spoken[0].ID == id && as.Choose == r.spoken[0].Body.(change.Resolved).Choose {
		return 77, nil
	}
	return 0, nil
}

func TestADecisionSentAgainUnderItsIdentifierIsRecordedOnce(t *testing.T) {
	w := newTown(t)
	b := w.signedIn(t)
	first, second := change.ID{1}, change.ID{2}
	const record = "019b0000-0000-7000-8000-00000000000d"
	decision := map[string]any{
		"reason": "seen by a doctor", "conflict": contested, "saw": []string{first.String(), second.String()}, "position": 12, "choose": second.String(), "record": record,
	}
	var decided struct {
		Position int
		Record   string
	}
	for i := range 2 {
		w.rest.refused = i > 0 // the conflict is gone by then
		b.post(t, "/v1/conflicts/decisions", decision).decode(t, http.StatusCreated, &decided)
		if decided.Position != 77 || decided.Record != record || w.rest.spoken[0].ID.String() != record {
			t.Errorf("got %+v", decided)
		}
	}
}

func TestAConflictIsListedShownAndDecidedWithWhatWasOnThePage(t *testing.T) {
	w := newTown(t)
	b := w.signedIn(t)
	var list httpapiList
	b.post(t, "/v1/conflicts/searches", map[string]any{"reason": "the week's", "slot": "sex"}).decode(t, http.StatusOK, &list)
	if len(list.Conflicts) != 1 || list.Conflicts[0].Slot != "sex" || list.Next == "" {
		t.Errorf("got %+v", list)
	}
	var shown lookup.Dispute
	b.post(t, "/v1/conflicts/lookups", map[string]any{"reason": "two sexes", "conflict": contested}).decode(t, http.StatusOK, &shown)
	if shown.ID.String() != contested {
		t.Errorf("got %+v", shown)
	}
	first, second := change.ID{1}, change.ID{2}
	decision := map[string]any{
		"reason": "seen by a doctor", "conflict": contested, "saw": []string{first.String(), second.String()}, "position": 12, "choose": second.String(),
	}
	var decided struct{ Position int }
	b.post(t, "/v1/conflicts/decisions", decision).decode(t, http.StatusCreated, &decided)
	said := w.rest.spoken[0]
	body := said.Body.(change.Resolved)
	if decided.Position != 77 || said.Seen.Position != 12 || !slices.Equal(body.Saw, []change.ID{first, second}) || body.Choose != second {
		t.Errorf("said %+v with %v, chosen %v", said.Seen, body.Saw, body.Choose)
	}
	if body.Reason.Reveal() != "seen by a doctor" || said.Section != change.Identity {
		t.Error("the reason, or the section, is another")
	}
	w.rest.refused = true
	if got := b.post(t, "/v1/conflicts/decisions", decision); got.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("refused: got %d", got.StatusCode)
	}
	delete(decision, "reason")
	if got := b.post(t, "/v1/conflicts/decisions", decision); got.StatusCode != http.StatusUnprocessableEntity && got.StatusCode != http.StatusBadRequest {
		t.Errorf("for no reason: got %d", got.StatusCode)
	}
}

// httpapiList is the list as another program reads it.
type httpapiList struct {
	Conflicts []lookup.Contest `json:"conflicts"`
	Next      string           `json:"next"`
}
