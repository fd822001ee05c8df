package intake

import (
	"slices"

	"faro.example/shared/api"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
)

// tellContests tells the installations whose own records contend, or did until
// now, about a child who is in their scope no more: who is in scope sees it in
// the casefile (design section 5 rule 12).
func (t *transaction) tellContests(i int, s *state) {
	var was []casefile.Conflict
	if s.was != nil {
		was = s.was.Conflicts
	}
	now := s.fold().Conflicts
	if len(was) == 0 && len(now) == 0 || slices.EqualFunc(was, now, sameContest) {
		return
	}
	told := map[change.AgentID]bool{t.Registry.Agent: true}
	for _, c := range slices.Concat(was, now) {
		for j := range s.entries {
			e := &s.entries[j]
			if told[e.Agent] || !slices.Contains(c.Records, e.ID) || slices.Contains(s.sees.agents, e.Agent) {
				continue
			}
			told[e.Agent] = true
			t.told = append(t.told, note{agent: e.Agent, what: api.WhatConcerns, minor: e.Minor, position: int64(i)})
		}
	}
}

func sameContest(a, b casefile.Conflict) bool {
	return a.Slot == b.Slot && slices.Equal(a.Records, b.Records)
}
