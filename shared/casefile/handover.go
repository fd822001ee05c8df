package casefile

import (
	"slices"

	"faro.example/shared/conflict"
	"faro.example/shared/custody"
	"faro.example/shared/institution"
)

// accepted: an institution takes over what another had offered it, which answers
// no longer from that moment; there is none at which nobody does. What nobody
// offered is taken as any custody is.
func (t *charges) accepted(e event, b custody.Accepted) {
	if t.answered(b.From, b.By) || e.Standing.Entitled {
		if from := t.find(b.From); from != nil {
			if t.find(b.By) == nil {
				t.follow(e, from, b.By)
				return
			}
			t.end(from, e)
		}
	}
	t.taken(e, b.By)
}

// follow puts an institution in the place of another, which ends on the event's
// day: who comes after it leads if it led.
func (t *charges) follow(e event, from *charge, by institution.ID) {
	next := &charge{claim: e.claim}
	next.By, next.Span.From, next.Began, next.Lead = by, e.day, e.ID, from.Lead
	from.Span.Until, from.Ended = e.day, e.ID
	t.done = append(t.done, from)
	t.open[slices.Index(t.open, from)] = next
}

// answered takes away the open offers of one institution to another, and reports
// whether there were any.
func (t *charges) answered(by, to institution.ID) bool {
	n := len(t.offers)
	t.offers = slices.DeleteFunc(t.offers, func(o Offer) bool { return o.By == by && o.To == to })
	return len(t.offers) < n
}

// openOffers gives the offers of who answers still, to who does not, each once.
func (t *charges) openOffers() []Offer {
	var out []Offer
	for _, o := range t.offers {
		answers := func(by institution.ID) bool {
			return slices.ContainsFunc(t.open, func(c *charge) bool { return c.By == by })
		}
		again := slices.ContainsFunc(out, func(p Offer) bool { return p.By == o.By && p.To == o.To })
		if answers(o.By) && !answers(o.To) && !again {
			out = append(out, o)
		}
	}
	return out
}

// twoAnswers notes the hand-overs that offices of one institution have both
// accepted and refused, neither knowing.
func (t *charges) twoAnswers() {
	for _, refused := range t.slot.said {
		if _, ok := refused.Value.(custody.Refused); !ok {
			continue
		}
		for _, other := range t.slot.said {
			v := conflict.Decide(refused, other, conflict.KnewOf(refused.Record, other.Record))
			if v == conflict.Hold && !t.slot.excused(refused.Record, other.Record) {
				t.held = append(t.held, refused.Record, other.Record)
			}
		}
	}
}
