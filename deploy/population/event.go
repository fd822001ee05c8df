package population

import (
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/minor"
)

// Event is one thing that is recorded of a child, in the order in which it
// was written.
type Event struct {
	Minor  int // index in [Nation.Minors]
	Number int // within the child's history, from 0
	On     day.When
	// Written is the day on which it was written down: that of On, or a later one.
	Written day.Date
	// Knows is how many events of the history, from the first, its author had
	// before their eyes; mostly all that were written before.
	Knows int
	// Structure is the structure that writes it, -1 if an institution does.
	Structure int
	// Institution is the institution that writes it, or whose custody it is
	// about; -1 otherwise.
	Institution int
	Author      int // index in [Nation.People]
	// Leg counts how often the history went from one province to another
	// before: what is of leg 1 was written by people who had what is of leg 0
	// before their eyes.
	Leg  int
	body change.Body

	key    int  // in the order in which it was made up
	form   int  // what was written on one form has one number
	of     int  // key of the event that it takes back, or is a step of; -1
	behind bool // the half of a transfer that may be written after the other
	blind  bool // its author had not looked

	corrects day.Date // the day on which it was written down after all; zero for what was written as usual
}

// Kind is the stable name of the kind of record.
func (e Event) Kind() string { return e.body.Kind() }

// Section is the part of the casefile that it belongs to.
func (e Event) Section() change.Section {
	switch e.body.(type) {
	case change.Retracted, minor.NoticeSent:
		return change.Presence // nothing else is taken back or told of here
	}
	return change.SectionOf(e.body)
}

// Body is what the record says. That of minor.registered has the tag and no
// code: codes are given by the registry, in blocks, and the loader puts one in.
func (e Event) Body() change.Body { return e.body }

// Record gives the identifier that the record of an event bears, so that a
// loader which starts again makes the same record, and the registry knows it.
func (n *Nation) Record(e Event) change.ID {
	return change.ID(made(n.Seed, "record of "+n.Minors[e.Minor].ID.String(), e.Number, e.On.Day()))
}

// Stay is a span of days at one structure, -1 for a family known by words.
type Stay struct {
	Structure int
	Span      day.Span
}

// history collects the events of one child.
type history struct {
	n      *Nation
	m      *Minor
	i      int
	d      dice
	events []Event

	interviewed day.Date // zero if nobody did

	casework dice // of what was added later: what the others draw stays
	form     int

	punctual bool // nothing is written late
}

// at adds what a structure writes, on a day.
func (h *history) at(structure int, on day.Date, body change.Body) *Event {
	if structure < 0 {
		return h.by(h.n.family(h.m), on, body)
	}
	return h.add(Event{Structure: structure, Institution: -1, On: day.On(on), body: body})
}

// by adds what an institution writes.
func (h *history) by(institution int, on day.Date, body change.Body) *Event {
	return h.add(Event{Structure: -1, Institution: institution, On: day.On(on), body: body})
}

// add adds an event; the pointer is good until the next one is added.
func (h *history) add(e Event) *Event {
	e.key, e.of, e.form = len(h.events), -1, h.form
	h.events = append(h.events, e)
	return &h.events[e.key]
}

// heard is the child's name as it was written down by one who heard it.
func (h *history) heard() *minor.Name {
	name := h.m.spelled.heard(h.d)
	return &name
}
