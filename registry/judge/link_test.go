package judge

import (
	"context"
	"testing"

	"faro.example/shared/access"
	"faro.example/shared/change"
	"faro.example/shared/minor"
)

func TestWhoIsTheSameChildIsSaidAtTheRegistryAlone(t *testing.T) {
	other := minor.ID{9}
	bodies := []change.Body{
		change.LinkSame{Minors: []minor.ID{other}, Reason: "a scar"}, change.LinkDistinct{Minor: other, Reason: "both seen"},
		change.LinkParted{Apart: []minor.ID{other}, Reason: "a brother"},
		change.Assigned{Record: change.ID{3}, Minor: other, Reason: "the centre says"},
	}
	for _, b := range bodies {
		for _, role := range access.Roles() {
			v, err := bench().Judge(context.Background(), Case{
				Record: record(t, b), By: &Installation{ID: centre}, At: &Office{Role: role}, Operator: true, Subject: &Subject{},
			})
			if err != nil || v.Refusal == nil || v.Refusal.Reason != AtRegistry || v.Refusal.Remedy == "" {
				t.Errorf("%s by an agent of a %s: got %+v, %v", b.Kind(), role, v.Refusal, err)
			}
		}
	}
}

func TestAJoiningIsNotTakenBackLikeOtherRecords(t *testing.T) {
	in := func(h *change.Header) { h.Section = change.Link }
	for _, b := range []change.Body{
		change.Retracted{Record: change.ID{3}, Reason: "wrong"},
		change.Resolved{Slot: "link", Saw: []change.ID{{3}, {4}}, Both: true, Reason: "both"},
	} {
		for _, by := range []change.AgentID{centre, registry} {
			v, err := bench().Judge(context.Background(), Case{
				Record: record(t, b, in), By: &Installation{ID: by}, At: &Office{Role: access.Ministry}, Operator: true, Subject: &Subject{},
			})
			if err != nil || v.Refusal == nil || v.Refusal.Reason != NotUndone {
				t.Errorf("%s by %s: got %+v, %v", b.Kind(), by, v.Refusal, err)
			}
		}
	}
}
