package casefile

import (
	"slices"

	"faro.example/shared/change"
	"faro.example/shared/conflict"
	"faro.example/shared/day"
	"faro.example/shared/guardian"
	"faro.example/shared/institution"
)

// Guardian is who was appointed the minor's guardian.
type Guardian struct {
	Spans []Guardianship `json:"spans,omitempty"` // by day
	// Displaced are appointments that had ended before they held a day, most
	// often by a later decree.
	Displaced []change.ID `json:"displaced,omitempty"`

	Requests    []Request `json:"requests,omitempty"`    // by day
	Provisional []Holder  `json:"provisional,omitempty"` // by day
	Answers     []Answer  `json:"answers,omitempty"`     // of each who was appointed, the one that stands
	Notes       []Note    `json:"notes,omitempty"`       // by day
}

// Guardianship is one guardian's time. In conflict two may overlap: both are
// shown until somebody decides.
type Guardianship struct {
	Who       guardian.Who       `json:"who"`
	Volunteer bool               `json:"volunteer,omitempty"`
	Decree    institution.Decree `json:"decree"`
	Span      day.Span           `json:"span"`
	Began     change.ID          `json:"began"`
	Ended     change.ID          `json:"ended,omitzero"`
}

// On gives the guardians on a day; more than one only in conflict.
func (g *Guardian) On(d day.Date) []Guardianship {
	var out []Guardianship
	for _, s := range g.Spans {
		if s.Span.Contains(d) {
			out = append(out, s)
		}
	}
	return out
}

// foldGuardian fills in who was the minor's guardian, and is.
func (f *File) foldGuardian(s section) {
	var claims []conflict.Claim
	for _, p := range s.live {
		switch b := p.Body.(type) {
		case guardian.Appointed:
			claims = append(claims, conflict.Claim{Record: p, Slot: SlotGuardian, Value: b, Key: b.Guardian.Key()})
		case guardian.Ended:
			claims = append(claims, conflict.Claim{Record: p, Slot: SlotGuardian, Value: b, Key: p.ID})
		}
	}
	t := wardship{slot: newSlot(&s, SlotGuardian, claims, nil)}
	t.run()
	f.Guardian.Spans, f.Guardian.Displaced = t.spans(), t.displaced
	f.contend(SlotGuardian, change.Guardian, t.held)
	f.foldWardship(s)
}

// ward is one guardian's time while the line is drawn.
type ward struct {
	Guardianship
	claim *conflict.Claim
}

// wardship is the line of guardians.
type wardship struct {
	slot *slot
	open []*ward
	done []*ward
	held []*change.Placed

	displaced []change.ID
}

func (t *wardship) run() {
	var events []event
	for i := range t.slot.said {
		c, class := &t.slot.said[i], arrives
		if _, ok := c.Value.(guardian.Ended); ok {
			class = leaves
		}
		events = append(events, event{c.Record, c, c.Record.On.Day(), class})
	}
	order := timeline{}
	for _, e := range order.inOrder(events) {
		switch b := e.claim.Value.(type) {
		case guardian.Appointed:
			t.appointed(e, b)
		case guardian.Ended:
			t.end(e, func(w *ward) bool { return w.Who.Key() == b.Guardian.Key() })
		}
	}
	for i, a := range t.open {
		for _, b := range t.open[i+1:] {
			if !t.slot.excused(a.claim.Record, b.claim.Record) {
				t.held = append(t.held, a.claim.Record, b.claim.Record)
			}
		}
	}
	t.held = append(t.held, t.slot.takenBack(t.slot.said)...)
}

// appointed: those whom the decree displaces end at the same moment; one that
// another's decree displaces does not begin; where the rules hold, both stand
// until somebody decides.
func (t *wardship) appointed(e event, b guardian.Appointed) {
	verdict := func(w *ward) conflict.Verdict {
		return conflict.Decide(*e.claim, *w.claim, conflict.KnewOf(e.Placed, w.claim.Record))
	}
	is := func(v conflict.Verdict) func(w *ward) bool { return func(w *ward) bool { return verdict(w) == v } }
	switch {
	case slices.ContainsFunc(t.open, is(conflict.Same)):
		return
	case slices.ContainsFunc(t.open, is(conflict.Second)):
		t.displaced = append(t.displaced, e.ID)
		return
	}
	t.end(e, is(conflict.First))
	n := &ward{claim: e.claim}
	n.Who, n.Volunteer, n.Decree, n.Span.From, n.Began = b.Guardian, b.Volunteer, b.Decree, e.day, e.ID
	t.open = append(t.open, n)
}

// end closes the guardianships that are meant, on the event's day.
func (t *wardship) end(e event, meant func(*ward) bool) {
	var still []*ward
	for _, w := range t.open {
		if !meant(w) {
			still = append(still, w)
			continue
		}
		if w.Span.Until, w.Ended = e.day, e.ID; w.Span.Empty() {
			t.displaced = append(t.displaced, w.Began)
		}
		t.done = append(t.done, w)
	}
	t.open = still
}

// spans gives all guardianships by day; those that hold no day are left out.
func (t *wardship) spans() []Guardianship {
	var out []Guardianship
	for _, w := range slices.Concat(t.done, t.open) {
		if !w.Span.Empty() {
			out = append(out, w.Guardianship)
		}
	}
	slices.SortStableFunc(out, func(a, b Guardianship) int { return a.Span.From.Compare(b.Span.From) })
	return out
}
