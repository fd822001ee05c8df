package judge

import (
	"slices"

	"faro.example/shared/change"
	"faro.example/shared/movement"
)

// unaware reports whether a record says who the minor is by an author who did
// not know that the minor had left the register. Its page was that of a child in
// somebody's care, and the casefile is closed since: what it would have replaced
// stands beside it until a person decides (design section 4). Each section is
// folded from its own records alone, so it is judged here, once, that its author
// counts as knowing of nothing.
func unaware(c Case, seen sight) bool {
	r := c.Record
	if r.Section != change.Identity || r.Kind == (change.Resolved{}).Kind() || r.Kind == (change.Retracted{}).Kind() {
		return false
	}
	exits := func(e change.Placed) bool { return e.Kind == (movement.ExitRecorded{}).Kind() }
	if !slices.ContainsFunc(c.Subject.Entries, exits) { // as most often: nothing is folded for it
		return false
	}
	x := c.Subject.Fold().Presence.Exit
	if x == nil || !x.Counted {
		return false
	}
	left := c.Subject.find(x.Record)
	if left == nil || left.Agent == r.Agent || left.Agent == r.Was.Agent || r.Was.Agent != (change.AgentID{}) && left.Was.Agent == r.Was.Agent {
		return false
	}
	return left.Position > seen.knows
}
