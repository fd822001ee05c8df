package casefile

import (
	"slices"

	"faro.example/shared/change"
	"faro.example/shared/conflict"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
	"faro.example/shared/placement"
)

// timeline makes stays of what was said about place and exit. Stays never
// overlap: each event ends the stay before it, whatever is in conflict, so that
// a minor is counted at one place at a time.
type timeline struct {
	place, exits *slot

	events []event
	pairs  map[*change.Placed]*change.Placed // arrival to its departure, and back
	later  map[*change.Placed]bool           // first days that the hosting structure states otherwise
	undone map[*change.Placed]*change.Placed // arrival to the departure by right that was taken back after it
	sent   []sending                         // departures by right so far
	calls  []event                           // roll-calls so far

	reentered []conflict.Claim // exits after which the minor came back, known to who says so

	begun     []minor.ID // of whom a stay by another's right has begun: more than one of a joined child
	stays     []Stay
	asked     []Stay
	cur       *Stay // nil, or now
	now       Stay
	curLast   []event // presences stated of the open stay on its last stated day
	curFirst  event
	exit      *Exit
	contested *Exit // the last exit that does not count until somebody decides
	halves    []LoneHalf
	last      day.Date
	days      []day.Span // of the presences stated so far
	heldPlace []*change.Placed
	heldExit  []*change.Placed
}

// run folds the events. When the hosting structure states another first day
// than somebody else did, its own day counts, and the line is drawn anew
// without the other's.
func (t *timeline) run() {
	t.collect()
	if len(t.events) > 0 {
		t.stays = make([]Stay, 0, len(t.events))
	}
	for {
		t.stays, t.cur, t.curLast, t.exit, t.halves, t.last, t.heldPlace = t.stays[:0], nil, t.curLast[:0], nil, nil, day.Date{}, nil
		t.begun, t.sent, t.asked, t.calls, t.days = t.begun[:0], t.sent[:0], nil, t.calls[:0], t.days[:0]
		n := len(t.later)
		for _, e := range t.events {
			if !t.later[e.Placed] {
				t.take(e)
			}
		}
		if len(t.later) == n {
			break
		}
	}
	t.finish()
}

// collect gathers the live events, joins the halves of transfers, sets aside
// the exits that a later presence contradicts, and puts the rest in order.
func (t *timeline) collect() {
	aside := t.exits.asideByDecision()
	t.events = make([]event, 0, len(t.place.said)+1)
	for i := range t.place.said {
		if c := &t.place.said[i]; !aside[c.Record.ID] {
			t.add(c, classOf(c))
		}
	}
	t.pairHalves()
	t.pairUndone()
	t.addTails()
	exits := t.countedExits(aside)
	for i := range exits {
		t.add(&exits[i], goesOut)
	}
	slices.SortStableFunc(t.events, func(a, b event) int { return compare(a.Placed, b.Placed) })
	t.events = t.inOrder(t.events)
}

func (t *timeline) add(c *conflict.Claim, class int) {
	t.events = append(t.events, event{c.Record, c, conflict.DaysOf(*c).From, class})
}

func classOf(c *conflict.Claim) int {
	switch c.Value.(type) {
	case movement.Departed, placement.Ended, movement.AbsenceReported:
		return leaves
	}
	return arrives
}

// take moves the time line on by one event.
func (t *timeline) take(e event) {
	t.judgeCalls(e)
	if at, ok := presenceAt(e.claim); ok {
		t.present(e, at)
		return
	}
	switch b := e.claim.Value.(type) {
	case movement.Departed:
		t.departed(e, b)
	case placement.Ended:
		if t.cur != nil && t.cur.At.Same(b.At) && (t.cur.State == Present || t.cur.State == Missing) {
			t.open(e, Stay{State: Unplaced}, t.byHost(e))
		}
	case movement.AbsenceReported:
		t.absent(e, b)
	case movement.Refused:
		t.undo(e, movement.Departed{From: b.From, To: b.To})
	case movement.Withdrawn:
		t.undo(e, movement.Departed{From: b.From, To: b.To})
	case movement.AbsenceEnded: // found again, nobody says where the minor stays now
		if t.cur == nil || t.cur.State == Missing {
			t.open(e, Stay{State: Unplaced}, t.byHost(e))
		}
	case movement.ExitRecorded:
		t.close(e, t.byHost(e))
		if n := len(t.stays); n > 0 && t.stays[n-1].Span.Until == e.day {
			t.stays[n-1].Left = b.Reason
		}
		t.exit = &Exit{Reason: b.Reason, On: e.day, Record: e.ID, Counted: true}
	}
}

// present: the minor is stated to be at a structure.
func (t *timeline) present(e event, at facility.Place) {
	t.stated(e)
	t.spend(e, at)
	if t.cur != nil && t.cur.State == Present && t.cur.At.Same(at) {
		t.same(e)
		return
	}
	s := Stay{State: Present, At: at, Granted: t.grants(e), First: t.nobodyBefore(e), Reason: reasonOf(e)}
	confirmed := true
	if t.cur != nil {
		s.At = at.Within(countedWhere(t.cur))
		confirmed = t.movedTo(e, at, &s)
	}
	t.open(e, s, confirmed)
	t.curFirst, t.curLast = e, append(t.curLast[:0], e)
}

// same: the same structure again is the same stay. If the hosting structure
// itself states a later first day than somebody else did, its day counts.
func (t *timeline) same(e event) {
	if hosts(e, t.cur.At) && !hosts(t.curFirst, t.cur.At) && e.day.After(t.cur.Span.From) && t.cur.Began == t.curFirst.ID {
		if t.later == nil {
			t.later = map[*change.Placed]bool{}
		}
		t.later[t.curFirst.Placed] = true
	}
	t.cur.Granted = t.cur.Granted || t.grants(e)
	if len(t.curLast) > 0 && t.curLast[0].day != e.day {
		t.curLast = t.curLast[:0]
	}
	t.curLast = append(t.curLast, e)
}

// movedTo judges a presence at a place other than the open stay's, and reports
// whether whoever hosted the minor has stated how that stay ended.
func (t *timeline) movedTo(e event, at facility.Place, s *Stay) bool {
	switch t.cur.State {
	case Present:
		for _, p := range t.curLast {
			t.judge(p, e)
		}
		if t.byHost(e) || t.hostSent(e) {
			return true
		}
		t.halves = append(t.halves, LoneHalf{Record: e.ID, Kind: e.Kind, From: t.cur.At, On: e.day})
		return false
	case InTransit:
		t.judge(t.curFirst, e)
		if t.cur.At.Same(at) || t.cur.From.Same(at) && hosts(e, at) { // who sent the minor has it back
			s.Granted = s.Granted || t.cur.Granted
			return true
		}
		return s.Granted
	case Missing:
		if t.cur.At.Same(at) {
			s.Granted, s.First = s.Granted || t.cur.Granted, t.cur.First
		}
		return t.cur.At.Same(at) || s.Granted
	}
	return true
}

// judge asks the rules about two statements that stand beside each other.
func (t *timeline) judge(a, b event) {
	v := conflict.Decide(*a.claim, *b.claim, conflict.KnewOf(a.Placed, b.Placed))
	if v == conflict.Hold && !t.place.excused(a.Placed, b.Placed) {
		t.heldPlace = append(t.heldPlace, a.Placed, b.Placed)
	}
}

// hosts reports whether the record is by the structure itself.
func hosts(e event, at facility.Place) bool {
	return !at.Facility.IsZero() && e.Structure == institution.OfficeOf(at.Facility)
}

// byHost reports whether the record is by the structure of the open stay, or by
// whom intake found entitled to speak in its stead.
func (t *timeline) byHost(e event) bool {
	if t.cur == nil || e.Standing.Entitled || hosts(e, t.cur.At) {
		return true
	}
	return t.cur.State == InTransit && hosts(e, t.cur.From)
}

// departed: sent from one structure to another.
func (t *timeline) departed(e event, b movement.Departed) {
	transit := Stay{State: InTransit, From: b.From, At: b.To, Granted: e.Standing.Entitled, First: t.nobodyBefore(e), Reason: b.Reason}
	if transit.Granted {
		if t.sent == nil {
			t.sent = make([]sending, 0, len(t.pairs)/2+1) // those that somebody received, and the last
		}
		t.sent = append(t.sent, sending{event: e, Departed: b})
	}
	if t.cur != nil {
		transit.From = b.From.Within(countedWhere(t.cur))
	}
	switch {
	case t.cur == nil:
	case t.cur.State == InTransit:
		t.judge(t.curFirst, e)
		if !t.cur.From.Same(b.From) { // came by way of a place that has not said so
			t.halves = append(t.halves, LoneHalf{Record: t.cur.Began, Kind: e.Kind, At: t.cur.At, On: t.cur.Span.From})
		}
	case t.cur.State == Present && !t.cur.At.Same(b.From):
		t.halves = append(t.halves, LoneHalf{Record: e.ID, Kind: e.Kind, From: t.cur.At, On: e.day})
	}
	t.open(e, transit, t.byHost(e))
	t.curFirst, t.curLast = e, t.curLast[:0]
}

// absent: the minor is missing from a structure. A report by a structure that
// the minor had already left changes nothing.
func (t *timeline) absent(e event, b movement.AbsenceReported) {
	from := b.From
	missing := Stay{State: Missing, At: from, First: t.nobodyBefore(e), Report: b.Report}
	if c := t.cur; c != nil {
		missing.At = from.Within(countedWhere(c))
		left := c.At
		if c.State == InTransit && c.From.Same(from) {
			left = c.From
		}
		if c.State == Missing && c.At.Same(from) && c.Report == "" {
			c.Report = b.Report // the police were told later
		}
		if c.State == Missing || c.State != Unplaced && !left.Same(from) {
			return
		}
		missing.Granted, missing.First = c.Granted, c.First
	}
	t.open(e, missing, t.byHost(e))
	t.curFirst, t.curLast = e, t.curLast[:0]
}

// countedWhere gives the place at which a stay is counted: on the way, the one
// that was left.
func countedWhere(s *Stay) facility.Place {
	if s.State == InTransit {
		return s.From
	}
	return s.At
}

// open ends the open stay and begins another on the same day.
func (t *timeline) open(e event, s Stay, confirmed bool) {
	t.close(e, confirmed)
	s.Began, s.Span.From = e.ID, e.day
	t.now, t.exit = s, nil
	if s.Granted {
		t.begun = append(t.begun, e.Minor)
	}
	t.cur = &t.now
}

// nobodyBefore reports whether no stay by another's right began before, of the
// minor whom an event is about: who hosted one minor of a joined child keeps
// what it had by right.
func (t *timeline) nobodyBefore(e event) bool { return !slices.Contains(t.begun, e.Minor) }

// close ends the open stay on the event's day. One that would hold no day is
// not kept among the stays.
func (t *timeline) close(e event, confirmed bool) {
	if t.cur == nil {
		return
	}
	s := *t.cur
	s.Span.Until, s.Ended, s.Confirmed = e.day, e.ID, confirmed
	switch {
	case !s.Span.Empty():
		t.stays = append(t.stays, s)
	case !confirmed && (s.Granted || s.First):
		t.asked = append(t.asked, s)
	}
	t.cur = nil
}

// finish ends the line: the open stay stays open, and a departure without an
// arrival is a lone half.
func (t *timeline) finish() {
	if t.cur != nil {
		t.stays = append(t.stays, *t.cur)
		if t.cur.State == InTransit {
			t.halves = append(t.halves, LoneHalf{Record: t.cur.Began, Kind: t.curFirst.Kind, At: t.cur.At, On: t.cur.Span.From})
		}
	}
	if t.exit == nil {
		t.exit = t.contested
	}
	t.heldPlace = append(t.heldPlace, t.place.takenBack(t.place.said)...)
}
