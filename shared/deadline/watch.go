package deadline

import (
	"cmp"
	"slices"

	"faro.example/shared/casefile"
	"faro.example/shared/day"
)

// Level is how far up a deadline is raised.
type Level int

// The levels. Prosecutor and court have nobody above them: of what they let pass
// the Ministry is told, at the level of the office above.
const (
	IsSoon    Level = iota // due soon: to whose task it is
	IsOverdue              // overdue: to the same
	IsUp                   // for so long that it is raised to the office above too
	IsAtTop                // and to the Ministry
)

// Patience is for how many days a deadline may be overdue before it goes up.
type Patience struct {
	Above    int // to the office above
	Ministry int // to the Ministry
}

// Usual is the patience that a registry has unless it is told otherwise: three
// days are a week-end and a day of work; after ten the child has waited for longer
// than most limits of the first weeks are. No law says either.
func Usual() Patience { return Patience{Above: 3, Ministry: 10} }

// Above gives, for an office, the offices to which what it lets pass goes up,
// step by step; after the last there is nobody. A host answers to the social
// service that has the child in its care and to the prefecture that pays for the
// place (D.Lgs 142/2015 art. 19 par. 3); a social service and the police are
// reminded by the prefecture, which convenes them in the province (D.Lgs 142/2015
// art. 16, law 121/1981 art. 13); a prefecture by the Ministry, which runs the
// register (law 47/2017 art. 9), and entrusts a tracing. Nobody reminds a
// magistrate: the Ministry is told.
func Above(o Office) [][]Office {
	switch o {
	case Host:
		return [][]Office{{SocialService, Prefecture}, {Ministry}}
	case SocialService, Police:
		return [][]Office{{Prefecture}, {Ministry}}
	case Prefecture, Prosecutor, Court, Partner:
		return [][]Office{{Ministry}}
	}
	return nil
}

// Raised is a deadline that somebody has to see to: due soon, or overdue.
type Raised struct {
	Deadline
	Level Level
	Also  []Office // who else is told from the start
	// Above are the offices to which it has gone up, step by step.
	Above [][]Office
}

// Watch is the table by which deadlines are raised.
type Watch struct {
	Rules    []Rule
	Patience Patience
}

// up gives for how many days a deadline of a rule is overdue before it goes up
// each step. What is due at once goes up sooner: after a day, and to the Ministry
// when all else goes to the office above.
func (w Watch) up(r Rule) [2]int {
	if r.Unit == AtOnce {
		return [2]int{min(1, w.Patience.Above), w.Patience.Above}
	}
	return [2]int{w.Patience.Above, w.Patience.Ministry}
}

// Look gives what is to be seen to about a child on a day, by its last day, and
// the first day after it on which that changes if nothing is recorded until then,
// zero if it never does. It is told too early rather than too late.
func (w Watch) Look(f *casefile.File, on day.Date, types TypeOf) (raised []Raised, next day.Date) {
	s := subject{file: f, on: on, types: types}
	changes := func(d day.Date) {
		if d.After(on) && (next.IsZero() || d.Before(next)) {
			next = d
		}
	}
	for _, r := range w.Rules {
		if !r.runs() {
			continue
		}
		for _, c := range starts[r.Start](&s) {
			switch {
			case !r.Valid.Contains(c.from):
			case c.from.After(on):
				changes(c.from)
			default:
				d := s.stands(r, c)
				w.turns(&s, r, c, d, changes)
				if d.State == Soon || d.State == Overdue {
					raised = append(raised, w.raise(r, d, on))
				}
			}
		}
	}
	changes(s.nextQuarter())
	slices.SortFunc(raised, func(a, b Raised) int {
		return cmp.Or(a.Due.Compare(b.Due), cmp.Compare(a.Code, b.Code), a.From.Compare(b.From))
	})
	return raised, next
}

// raise says how far up an open deadline goes.
func (w Watch) raise(r Rule, d Deadline, on day.Date) Raised {
	out := Raised{Deadline: d, Also: r.Also}
	if d.State == Soon {
		return out
	}
	out.Level = IsOverdue
	steps := Above(d.Office)
	for i, after := range w.up(r) {
		if i < len(steps) && on.Sub(d.Due) > after {
			out.Level, out.Above = IsUp+Level(i), steps[:i+1]
		}
	}
	return out
}

// turns names the days on which an open deadline comes to stand otherwise.
func (w Watch) turns(s *subject, r Rule, c clock, d Deadline, changes func(day.Date)) {
	if !d.State.Open() {
		return
	}
	if met, done := stops[r.Stop](s, c); done {
		changes(met)
	}
	changes(c.lapses)
	changes(d.Due.Add(-r.Soon))
	changes(d.Due.Add(1))
	for _, after := range w.up(r) {
		changes(d.Due.Add(after + 1))
	}
}

// nextQuarter gives the next end of a quarter of which the child is at a structure
// for a day, as far as is known; zero if there is none.
func (s *subject) nextQuarter() day.Date {
	for _, stay := range s.file.Presence.Stays {
		if stay.State == casefile.Present && (stay.Span.Open() || stay.Span.Until.After(s.on)) {
			return quarterEnd(s.on.Add(1))
		}
	}
	return day.Date{}
}

// runs reports whether clocks of the row run.
func (r Rule) runs() bool { return starts[r.Start] != nil }
