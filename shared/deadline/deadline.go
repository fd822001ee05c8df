// Package deadline is the table of what the law wants done about a child by
// when, and what of it is due on a day.
//
// The invariant: [Due] is a pure function of the casefile and the day, so it is
// the same whatever order records came in; each clock that starts is there once,
// from the day on which it starts and for good; and which length it has is that
// of the law of the day on which it started. A change of law is one row more in
// the table.
package deadline

import (
	"cmp"
	"slices"

	"faro.example/shared/casefile"
	"faro.example/shared/day"
	"faro.example/shared/facility"
)

// Unit is how a limit is counted. The day on which a clock starts is not counted;
// a limit that ends on a holiday is not put off: an earlier warning harms nobody.
type Unit string

// The units.
const (
	AtOnce      Unit = "at-once" // the same day
	Days        Unit = "days"
	WorkingDays Unit = "working-days" // [Working]
	Months      Unit = "months"       // until the end of the month that is so many after the start's
	Years       Unit = "years"
)

// Office is whose task it is.
type Office string

// The offices.
const (
	Host          Office = "host"           // the structure, or who runs it
	SocialService Office = "social-service" // in custody, or of the place
	Prefecture    Office = "prefecture"
	Police        Office = "police"
	Prosecutor    Office = "prosecutor"
	Court         Office = "court"
	Ministry      Office = "ministry"
)

// Words are what is to be done, in the two languages of the pages.
type Words struct {
	Italian string `json:"it"`
	English string `json:"en"`
}

// Rule is a row of the table.
type Rule struct {
	Code   string // stable; rows of one code are the same duty under changing law
	What   Words
	Source string // legal source
	Office Office
	Also   []Office // who else is told from the start
	Start  Start
	Stop   Stop
	Length int
	Unit   Unit
	Valid  day.Span // clocks that start on these days; open if the law stands
	Soon   int      // for how many days before its end it is due soon
	// Verify: the source was not found to say it, or is practice: a person of law
	// looks before it is relied upon.
	Verify bool
}

// Due gives the last day of a clock that starts on a day.
func (r Rule) Due(from day.Date) day.Date {
	switch r.Unit {
	case Days:
		return from.Add(r.Length)
	case WorkingDays:
		return afterWorking(from, r.Length)
	case Months:
		for range r.Length {
			from = from.NextMonth()
		}
		return from.NextMonth().Add(-1)
	case Years:
		return from.AddYears(r.Length)
	}
	return from
}

// State is how a deadline stands on a day.
type State string

// The states.
const (
	Running State = "running"
	Soon    State = "soon"
	Overdue State = "overdue"
	Met     State = "met"
	MetLate State = "met-late"
	// Lapsed: there is nothing to do any more, since the child has left, has come
	// of age or is missing.
	Lapsed State = "lapsed"
)

// Open reports whether something is still to be done.
func (s State) Open() bool { return s == Running || s == Soon || s == Overdue }

// Deadline is a clock that has started.
type Deadline struct {
	Code   string   `json:"code"`
	Office Office   `json:"office"`
	From   day.Date `json:"from"`           // the day on which the clock started: with the code it names the deadline
	Due    day.Date `json:"due"`            // the last day on which it is met
	Ended  day.Date `json:"ended,omitzero"` // on which it was met, or lapsed; zero while open, and where the day is not known
	State  State    `json:"state"`
}

// TypeOf tells of which type of reception a structure of the directory is, ""
// where that is not known: who is at such a one is taken to be in first reception
// still, which protects.
type TypeOf func(facility.ID) facility.Type

// Due gives the deadlines of a child whose clocks have started by a day, as they
// stand on it, by their last day.
func Due(f *casefile.File, on day.Date, types TypeOf) []Deadline { return By(Rules(), f, on, types) }

// By is [Due] under other rules: for a simulation of a change of law.
func By(rules []Rule, f *casefile.File, on day.Date, types TypeOf) []Deadline {
	s := subject{file: f, on: on, types: types}
	var out []Deadline
	for _, r := range rules {
		if !r.runs() {
			continue
		}
		for _, c := range starts[r.Start](&s) {
			if c.from.After(on) || !r.Valid.Contains(c.from) {
				continue
			}
			out = append(out, s.stands(r, c))
		}
	}
	slices.SortFunc(out, func(a, b Deadline) int {
		return cmp.Or(a.Due.Compare(b.Due), cmp.Compare(a.Code, b.Code), a.From.Compare(b.From))
	})
	return out
}

// stands judges one clock.
func (s *subject) stands(r Rule, c clock) Deadline {
	d := Deadline{Code: r.Code, Office: r.Office, From: c.from, Due: cmp.Or(c.due, r.Due(c.from))}
	met, done := stops[r.Stop](s, c)
	lapsed := c.lapses
	switch {
	case done && !met.After(s.on): // also where its day is not known
		if d.Ended, d.State = met, Met; met.After(d.Due) {
			d.State = MetLate
		}
	case !lapsed.IsZero() && !lapsed.After(s.on):
		d.Ended, d.State = lapsed, Lapsed
	case s.on.After(d.Due):
		d.State = Overdue
	case !s.on.Before(d.Due.Add(-r.Soon)):
		d.State = Soon
	default:
		d.State = Running
	}
	return d
}
