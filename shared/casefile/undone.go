package casefile

import (
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/movement"
)

// undo: a transfer is refused or withdrawn. If the minor is under way by it, the
// minor is back where it was sent from, by the right by which it was there. If
// somebody has the minor arrived already, the rules are asked.
func (t *timeline) undo(e event, of movement.Departed) {
	for i := range t.sent {
		if s := &t.sent[i]; s.undone == nil && s.From.Same(of.From) && s.To.Same(of.To) {
			s.undone = e.Placed
		}
	}
	c := t.cur
	if c == nil || c.State != InTransit || !c.From.Same(of.From) || !c.At.Same(of.To) {
		for _, p := range t.curLast {
			t.judge(e, p)
		}
		return
	}
	if n := len(t.stays) - 1; c.Span.From == e.day && n >= 0 && t.stays[n].Ended == c.Began && t.stays[n].At.Same(of.From) && t.stays[n].State == Present {
		t.reopen(n) // it never left
	} else {
		t.open(e, Stay{State: Present, At: of.From, Granted: c.Granted, First: c.First}, true)
	}
	t.curFirst, t.curLast = e, append(t.curLast[:0], e)
}

// reopen takes the last stay as the open one again.
func (t *timeline) reopen(n int) {
	t.now = t.stays[n]
	t.stays = t.stays[:n]
	t.now.Span.Until, t.now.Ended, t.now.Confirmed = day.Date{}, change.ID{}, false
	t.cur = &t.now
}
