package casefile

import (
	"slices"

	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/minor"
	"faro.example/shared/opinion"
	"faro.example/shared/right"
)

// SlotRight is the slot of one case of a right, with the identifier of the record
// that asked.
const SlotRight = "right:"

// partOfRight gives what a decision does in its case.
func partOfRight(o right.Outcome) Part {
	switch o {
	case right.Extended:
		return PutsOff
	case right.Done, right.Lifted:
		return Ends
	}
	return Decides
}

// Right is one case of a right that somebody asked for.
type Right struct {
	Case     right.CaseID
	Asked    right.Asked
	On       day.Date
	State    right.State
	Due      day.Date // the last day of the answer
	Extended bool
	Answer   Step // the decision that stands; none while nothing is decided
	End      Step // by which it was carried out, or lifted; none before
	Held     bool // decisions contend
}

// Rights gives the cases of rights, as they were asked for.
func (f *File) Rights() []Right {
	var out []Right
	for i := range f.Procedures {
		p := &f.Procedures[i]
		s, ok := p.Asked()
		if !ok || p.Section != change.Rights {
			continue
		}
		if b, ok := s.Body.(right.Asked); ok {
			out = append(out, p.right(s, b))
		}
	}
	slices.SortStableFunc(out, func(a, b Right) int { return a.On.Compare(b.On) })
	return out
}

// Right gives one case, and whether it is there.
func (f *File) Right(of right.CaseID) (Right, bool) {
	all := f.Rights()
	i := slices.IndexFunc(all, func(r Right) bool { return r.Case == of })
	if i < 0 {
		return Right{}, false
	}
	return all[i], true
}

// right says how a case stands. In conflict what protects is shown: what was
// granted.
func (p *Procedure) right(asked Step, b right.Asked) Right {
	_, extended := p.last(PutsOff)
	out := Right{
		Case: right.CaseID(asked.Record), Asked: b, On: asked.On.Day(), State: right.Open,
		Due: right.Due(asked.On.Day(), extended), Extended: extended,
	}
	if b.Right == right.Withdrawal {
		out.State = right.InForce // a consent that is taken back waits for nobody
		return out
	}
	answer, answered := p.Decided()
	if !answered {
		return out
	}
	out.Answer, out.Held = answer, answer.Held
	granted := protects(answer.Body)
	end, ended := p.Ended()
	if ended && granted {
		out.End = end
	}
	out.State = stateOf(b.Right, granted, ended)
	return out
}

// stateOf gives how a case stands that was answered.
func stateOf(r right.Right, granted, ended bool) right.State {
	switch {
	case !granted:
		return right.Denied
	case r == right.Restriction && ended:
		return right.Over
	case r == right.Restriction:
		return right.InForce
	case ended || r == right.Objection:
		return right.Answered
	}
	return right.ToDo
}

// Waits reports whether somebody has to answer, or to carry out what was granted.
func (r *Right) Waits() bool { return r.State == right.Open || r.State == right.ToDo }

// AnsweredOn gives the day on which nothing more had to be done for the person who
// asked: it was refused, or carried out; zero while something has.
func (r *Right) AnsweredOn() day.Date {
	switch {
	case r.Waits():
		return day.Date{}
	case r.Asked.Right == right.Withdrawal:
		return r.On
	case r.Asked.Right != right.Restriction && r.End.Body != nil:
		return r.End.On.Day()
	}
	return r.Answer.On.Day()
}

// Restricted is what is kept and used for nothing that is not needed.
type Restricted struct {
	Section change.Section // "" for the whole casefile
	Since   day.Date
	Case    right.CaseID
}

// Restricted gives what is restricted (regulation (EU) 2016/679 art. 18): what a
// decision grants that has not been lifted.
func (f *File) Restricted() (out []Restricted) {
	for _, r := range f.Rights() {
		if r.Asked.Right == right.Restriction && r.State == right.InForce {
			out = append(out, Restricted{Section: change.Section(r.Asked.About), Since: r.Answer.On.Day(), Case: r.Case})
		}
	}
	return out
}

// RestrictedIn gives the sections that are restricted, in the order of
// [change.Sections].
func (f *File) RestrictedIn() []change.Section {
	restricted := f.Restricted()
	if len(restricted) == 0 {
		return nil
	}
	return slices.DeleteFunc(change.Sections(), func(s change.Section) bool {
		return !slices.ContainsFunc(restricted, func(r Restricted) bool { return r.Section == "" || r.Section == s })
	})
}

// Stops reports whether what is restricted keeps a flow from going on.
func (f *File) Stops(flow right.Flow) bool {
	var sections []string
	for _, s := range f.RestrictedIn() {
		sections = append(sections, string(s))
	}
	return flow.Stops(sections)
}

// TakenBack reports whether the consent that a record rests on was taken back
// (regulation (EU) 2016/679 art. 7 par. 3), and since when.
func (f *File) TakenBack(of change.ID) (day.Date, bool) {
	for _, r := range f.Rights() {
		if r.Asked.Right == right.Withdrawal && change.ID(r.Asked.Of) == of {
			return r.On, true
		}
	}
	return day.Date{}, false
}

// keptFor is for how many years the register is kept after majority, or the end of
// care beyond it (DPR 231/2023 art. 9).
const keptFor = 5

// KeptUntil gives the last day up to which the law has the casefile kept; zero where
// no birth date is known (DPR 231/2023 art. 9).
func (f *File) KeptUntil() day.Date {
	birth, ok := f.Identity.Birth()
	if !ok || birth.Date.IsZero() {
		return day.Date{}
	}
	end := minor.OfAge(birth.Date)
	if p, ok := f.Procedure(SlotExtension); ok {
		if s, ok := p.Decided(); ok {
			if b, is := s.Body.(opinion.ExtensionDecided); is && b.Granted && b.Until.After(end) {
				end = b.Until
			}
		}
	}
	return end.AddYears(keptFor)
}

// RightFacts gives what a decision about a case is judged by.
func (f *File) RightFacts(of right.CaseID) right.Facts {
	r, there := f.Right(of)
	return right.Facts{
		There: there, Right: r.Asked.Right, Of: r.Asked.Of, On: r.On, State: r.State, Extended: r.Extended,
		Accord: r.Asked.Agreed, Keep: f.KeptUntil(),
	}
}

// Answerers says who answers what is asked by right: the social services in custody,
// else the Ministry; what touches the register itself, which the Ministry runs
// (law 47/2017 art. 9), the Ministry. It needs custody whole.
func (f *File) Answerers(r right.Right) Deciders {
	if custodians := f.custodians(); len(custodians) > 0 && r != right.Erasure && r != right.Objection {
		return Deciders{Custodians: custodians}
	}
	return Deciders{Ministry: true}
}
