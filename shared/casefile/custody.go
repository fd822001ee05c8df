package casefile

import (
	"slices"

	"faro.example/shared/change"
	"faro.example/shared/conflict"
	"faro.example/shared/custody"
	"faro.example/shared/institution"
)

// foldCustody fills in who answers for the minor. Whoever took custody answers
// until somebody else does: one who lets go without another taking still does.
func (f *File) foldCustody(s section) {
	var claims []conflict.Claim
	for _, p := range s.live {
		if key := chargeKey(p); key != nil {
			claims = append(claims, conflict.Claim{Record: p, Slot: SlotCustody, Value: p.Body, Key: key})
		}
	}
	t := charges{slot: newSlot(&s, SlotCustody, claims, nil), undone: s.goneReleases()}
	t.run()
	f.Custody.Spans, f.Custody.Offers = t.spans(), t.openOffers()
	f.contend(SlotCustody, change.Custody, t.held)
}

// chargeKey gives what is equal for records that say the same of custody: who
// takes it; nil for those that say nothing of it.
func chargeKey(p *change.Placed) any {
	switch b := p.Body.(type) {
	case custody.Taken:
		return b.By
	case custody.Accepted:
		return b.By
	case custody.Released, custody.Offered, custody.Refused:
		return p.ID
	}
	return nil
}

// charge is one institution's custody while the line is drawn.
type charge struct {
	Charge
	claim *conflict.Claim
}

// charges is the line of custody.
type charges struct {
	slot   *slot
	undone []*change.Placed // releases that were taken back
	open   []*charge
	done   []*charge
	offers []Offer
	held   []*change.Placed
	yields map[change.ID]change.ID // see [charges.before]
}

func (t *charges) run() {
	var events []event
	for i := range t.slot.said {
		c, class := &t.slot.said[i], arrives
		switch c.Value.(type) {
		case custody.Released, custody.Offered:
			class = leaves
		}
		events = append(events, event{c.Record, c, c.Record.On.Day(), class})
	}
	order := timeline{}
	for _, e := range order.inOrder(t.before(events)) {
		switch b := e.claim.Value.(type) {
		case custody.Taken:
			t.taken(e, b.By)
		case custody.Released:
			t.released(e, b.By)
		case custody.Offered:
			t.offers = append(t.offers, Offer{By: b.By, To: b.To, On: e.day, Record: e.ID})
		case custody.Accepted:
			t.accepted(e, b)
		case custody.Refused:
			t.answered(b.From, b.By)
		}
		for _, o := range slices.Clone(t.open) {
			if t.yields[o.claim.Record.ID] == e.ID {
				t.end(o, e)
			}
		}
	}
	t.contenders()
}

// before adds who answered before the one for whom somebody decided, until that
// one took over: a decision says who has custody, and unsays no day on which
// another had it.
func (t *charges) before(events []event) []event {
	for i := range t.slot.claims {
		z := &t.slot.claims[i]
		if !z.Decision || !t.slot.stands(i) {
			continue
		}
		next := t.chosen(z.Record)
		if next == nil {
			continue
		}
		aside := t.slot.s.setAside(z.Record)
		for j := range t.slot.claims {
			c := &t.slot.claims[j]
			_, took := c.Value.(custody.Taken)
			_, accepted := c.Value.(custody.Accepted)
			if !aside[c.Record.ID] || c.Decision || !took && !accepted || !c.Record.On.Day().Before(next.On.Day()) {
				continue
			}
			if t.yields == nil {
				t.yields = map[change.ID]change.ID{}
			}
			if _, twice := t.yields[c.Record.ID]; !twice {
				t.yields[c.Record.ID] = next.ID
				events = append(events, event{c.Record, c, c.Record.On.Day(), arrives})
			}
		}
	}
	return events
}

// chosen gives the record by which the one for whom somebody decided has custody:
// the one chosen, or the decision itself, if it states a third; nil if there is none.
func (t *charges) chosen(z *change.Placed) *change.Placed {
	for range t.slot.s.resolutions {
		b := z.Body.(change.Resolved)
		if len(b.Third) > 0 {
			return z
		}
		if inner := t.slot.s.resolution(b.Choose); inner != nil {
			z = inner
			continue
		}
		for i := range t.slot.said {
			if t.slot.said[i].Record.ID == b.Choose {
				return t.slot.said[i].Record
			}
		}
		return nil
	}
	return nil
}

// taken: an institution takes the minor into care. Those who had let go answer
// no longer; one who had not, and whom the author may not displace, is for a
// person to decide about, and meanwhile both answer.
func (t *charges) taken(e event, by institution.ID) {
	if t.find(by) != nil {
		return
	}
	for _, o := range slices.Clone(t.open) {
		v := conflict.Decide(*e.claim, *o.claim, conflict.KnewOf(e.Placed, o.claim.Record))
		if o.Released || v == conflict.First || t.hadReleased(o, e) {
			t.end(o, e)
		}
	}
	n := &charge{claim: e.claim}
	n.By, n.Span.From, n.Began, n.Lead = by, e.day, e.ID, len(t.open) == 0
	t.open = append(t.open, n)
}

// goneReleases gives the releases that were taken back.
func (s *section) goneReleases() []*change.Placed {
	var out []*change.Placed
	for _, p := range s.gone {
		if p.Kind == (custody.Released{}).Kind() {
			out = append(out, p)
		}
	}
	return out
}

// hadReleased reports whether an institution had let go when another took the
// minor, and took that back after: it does not fetch the minor back by unsaying
// that it let go.
func (t *charges) hadReleased(o *charge, taken event) bool {
	return slices.ContainsFunc(t.undone, func(p *change.Placed) bool {
		b, ok := p.Body.(custody.Released)
		return ok && b.By == o.By && compare(p, taken.Placed) < 0 && !p.On.Day().Before(o.Span.From) &&
			!p.On.Day().After(taken.day) && t.slot.s.takenBackAfter(p, taken.Placed)
	})
}

// takenBackAfter reports whether every live retraction of a record came after another record.
func (s *section) takenBackAfter(p, other *change.Placed) bool {
	return !slices.ContainsFunc(s.retractions, func(r *change.Placed) bool {
		return r.Body.(change.Retracted).Record == p.ID && compare(r, other) < 0
	})
}

// released: an institution lets go. If others hold custody as well it ends; else
// it answers until somebody takes over.
func (t *charges) released(e event, by institution.ID) {
	o := t.find(by)
	if o == nil {
		return
	}
	if len(t.open) > 1 {
		t.end(o, e)
		return
	}
	o.Released = true
}

func (t *charges) find(by institution.ID) *charge {
	for _, o := range t.open {
		if o.By == by && !o.Released {
			return o
		}
	}
	return nil
}

// end closes a custody on the event's day; the next who held it leads on from there.
func (t *charges) end(o *charge, e event) {
	o.Span.Until, o.Ended, o.Released = e.day, e.ID, false
	t.done = append(t.done, o)
	t.open = slices.DeleteFunc(t.open, func(p *charge) bool { return p == o })
	if !o.Lead || len(t.open) == 0 {
		return
	}
	next := t.open[0]
	follow := &charge{claim: next.claim, Charge: next.Charge}
	next.Span.Until = e.day
	t.done = append(t.done, next)
	follow.Span.From, follow.Lead = e.day, true
	t.open[0] = follow
}

// contenders notes the custodies that are open together and that no resolution
// keeps both, and hand-overs that one institution both accepts and refuses.
func (t *charges) contenders() {
	for i, a := range t.open {
		for _, b := range t.open[i+1:] {
			if !t.slot.excused(a.claim.Record, b.claim.Record) {
				t.held = append(t.held, a.claim.Record, b.claim.Record)
			}
		}
	}
	t.twoAnswers()
	t.held = append(t.held, t.slot.takenBack(t.slot.said)...)
}

// spans gives all custodies by day; those that hold no day are left out.
func (t *charges) spans() []Charge {
	var out []Charge
	for _, o := range append(slices.Clone(t.done), t.open...) {
		if !o.Span.Empty() {
			out = append(out, o.Charge)
		}
	}
	slices.SortStableFunc(out, func(a, b Charge) int { return a.Span.From.Compare(b.Span.From) })
	return out
}
