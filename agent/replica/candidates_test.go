package replica

import (
	"slices"
	"testing"
	"time"

	"faro.example/shared/api"
	"faro.example/shared/minor"
)

func (c *centre) alike(m minor.ID) []minor.ID {
	c.t.Helper()
	var out []minor.ID
	for _, o := range c.mustFind(m).Candidates {
		out = append(out, o.Minor)
	}
	return out
}

func TestWhoMayBeTheSameChildIsShownOfBothUntilOneLeavesOrSomebodyDecides(t *testing.T) {
	c, l, a, b := newCentre(t), newLedger(), newID[minor.ID](), newID[minor.ID]()
	l.write(t, a, named("A"))
	l.write(t, b, named("B"))
	l.enter(a, c.agent)
	l.enter(b, c.agent)
	tell := func(m minor.ID, of ...minor.ID) {
		item := api.Item{What: api.WhatCandidates, Minor: m, Candidates: &api.Candidates{}}
		for _, o := range of {
			item.Candidates.Of = append(item.Candidates.Of, api.Candidate{Minor: o, Probability: .9, Reasons: []api.Reason{{Field: "birth_date", English: "the same"}}})
		}
		l.tell(item)
		c.pull(l)
	}
	tell(a, b)
	if got := c.mustFind(a).Candidates; len(got) != 1 || got[0].Minor != b || got[0].Probability != .9 || len(got[0].Reasons) != 1 {
		t.Errorf("got %+v", got)
	}
	if got := c.alike(b); !slices.Equal(got, []minor.ID{a}) {
		t.Errorf("of the other: got %v, want %v", got, a)
	}
	tell(b, a)
	if got := c.alike(a); !slices.Equal(got, []minor.ID{b}) {
		t.Errorf("told of both: got %v, want %v once", got, b)
	}
	tell(a)
	if got := append(c.alike(a), c.alike(b)...); len(got) != 0 {
		t.Errorf("decided about: got %v", got)
	}
	tell(a, b)
	l.leave(b)
	c.pull(l)
	if got := c.alike(a); len(got) != 0 {
		t.Errorf("with one gone: got %v", got)
	}
	e := &api.Enter{Sections: sections(), Candidates: []api.Candidate{{Minor: a}}}
	l.tell(api.Item{What: api.WhatEnter, Minor: b, Enter: e})
	c.pull(l)
	if got := c.alike(a); !slices.Equal(got, []minor.ID{b}) {
		t.Errorf("with both again: got %v, want %v", got, b)
	}
}

// What is said of a new registration tells nothing of any other casefile: it is
// said with the line cut, whatever the registry says later, and for the same time.
func TestEveryNewRegistrationIsBeingCheckedAndForTheSameTime(t *testing.T) {
	c, l := newCentre(t), newLedger()
	alone, twice, brought := newID[minor.ID](), newID[minor.ID](), newID[minor.ID]()
	for _, m := range []minor.ID{alone, twice} {
		c.write(m, minor.Registered{Tag: "17"})
	}
	l.write(t, brought, minor.Registered{Tag: "18"})
	l.enter(brought, c.agent)
	l.tell(api.Item{What: api.WhatCandidates, Minor: twice, Candidates: &api.Candidates{Of: []api.Candidate{{Minor: brought}}}})
	c.pull(l)
	for _, step := range []struct {
		after time.Duration
		want  bool
	}{{0, true}, {checkedFor - time.Hour, true}, {2 * time.Hour, false}} {
		c.at = c.at.Add(step.after)
		c.hear(l.feed(c.progress().Cursor, 1, c.at))
		for _, m := range []minor.ID{alone, twice} {
			if got := c.mustFind(m).Checking; got != step.want {
				t.Errorf("after %s: being checked %v, want %v", step.after, got, step.want)
			}
		}
		if c.mustFind(brought).Checking {
			t.Error("a child registered elsewhere is shown as being checked")
		}
	}
}
