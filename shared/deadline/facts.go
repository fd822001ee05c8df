package deadline

import (
	"slices"
	"time"

	"faro.example/shared/casefile"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/minor"
	"faro.example/shared/notice"
	"faro.example/shared/opinion"
	"faro.example/shared/protection"
	"faro.example/shared/tracing"
)

// Start is what starts a clock.
type Start string

// The starts.
const (
	PresenceKnown          Start = "presence-known"
	EntersFirst            Start = "enters-first-reception"
	EntersSecond           Start = "enters-second-reception"
	EntersTemporary        Start = "enters-temporary-structure"
	EntersTemporaryUnder14 Start = "enters-temporary-structure-under-14"
	GoesMissing            Start = "goes-missing"
	QuarterEnds            Start = "quarter-ends"    // of which the child was at a structure for a day
	LeavesRegister         Start = "leaves-register" // by its exit, or its eighteenth birthday
	ProtectionAsked        Start = "protection-asked"
	OpinionOpens           Start = "opinion-opens"  // [opinion.Window]
	MajorityNears          Start = "majority-nears" // as many days before the eighteenth birthday
	AgeOrdered             Start = "age-assessment-ordered"
	RefusalAttempted       Start = "refusal-attempted" // at the border
	Interviewed            Start = "interviewed"       // first, by qualified staff
)

// Stop is what stops a clock.
type Stop string

// The stops.
const (
	InterviewHeld    Stop = "interview-held"
	Identified       Stop = "identified" // name and birth by an authority, a document or a decree
	InSecondDatabase Stop = "in-second-reception-database"
	LeavesFirst      Stop = "leaves-first-reception"
	LeavesTemporary  Stop = "leaves-temporary-structure"
	ReportedMissing  Stop = "reported-missing"  // to the police, or found again
	PresenceNotified Stop = "presence-notified" // to prosecutor, juvenile court and Ministry
	RefusalNotified  Stop = "refusal-notified"  // to Ministry and prosecutor
	SheetGiven       Stop = "sheet-given"
	QuarterCertified Stop = "quarter-certified" // by roll-call, every day of it
	AgeDecided       Stop = "age-decided"
	Represented      Stop = "represented" // a guardian is appointed
	OpinionAsked     Stop = "opinion-asked"
	ExtensionAsked   Stop = "extension-asked"
	Never            Stop = "never" // no record says that it is done
)

// clock is one start: what it started with, and when it is of no use any more.
type clock struct {
	from   day.Date
	due    day.Date // its last day, where that hangs upon more than the rule; zero if not
	until  day.Date // the end of the stay, or run of stays, that it is about; zero while open
	lapses day.Date // zero if it does not
	report string
}

// subject is a child on a day.
type subject struct {
	file  *casefile.File
	on    day.Date
	types TypeOf
}

var starts = map[Start]func(*subject) []clock{
	PresenceKnown:          (*subject).known,
	EntersFirst:            func(s *subject) []clock { return s.runs(facility.First, false) },
	EntersSecond:           func(s *subject) []clock { return s.runs(facility.Second, false) },
	EntersTemporary:        func(s *subject) []clock { return s.runs(facility.Temporary, false) },
	EntersTemporaryUnder14: func(s *subject) []clock { return s.runs(facility.Temporary, true) },
	GoesMissing:            (*subject).absences,
	QuarterEnds:            (*subject).quarters,
	LeavesRegister:         (*subject).leaves,
	ProtectionAsked:        (*subject).applications,
	AgeOrdered:             (*subject).orders,
	RefusalAttempted:       (*subject).refusals,
	OpinionOpens:           (*subject).opinion,
	Interviewed:            (*subject).interviews,
	MajorityNears:          (*subject).majority,

	tracingAt + Start(tracing.IsProposed):   reached(tracing.IsProposed),
	tracingAt + Start(tracing.IsConsented):  reached(tracing.IsConsented),
	tracingAt + Start(tracing.IsAssessed):   reached(tracing.IsAssessed),
	tracingAt + Start(tracing.IsRequested):  reached(tracing.IsRequested),
	tracingAt + Start(tracing.IsReceived):   reached(tracing.IsReceived),
	tracingAt + Start(tracing.IsEntrusted):  reached(tracing.IsEntrusted),
	tracingAt + Start(tracing.IsContacted):  reached(tracing.IsContacted),
	tracingAt + Start(tracing.IsReported):   reached(tracing.IsReported),
	tracingAt + Start(tracing.IsTranslated): reached(tracing.IsTranslated),
	tracingAt + Start(tracing.IsForwarded):  reached(tracing.IsForwarded),
	tracingAt + Start(tracing.IsInformed):   reached(tracing.IsInformed),
	askedOf + Start(tracing.Asker):          questions(tracing.Asker),
	askedOf + Start(tracing.Ministry):       questions(tracing.Ministry),
	askedOf + Start(tracing.Partner):        questions(tracing.Partner),

	RightAsked:         func(s *subject) []clock { return s.rights(false) },
	RegisterRightAsked: func(s *subject) []clock { return s.rights(true) },
}

// stops tell whether a clock was stopped, and on which day; zero where the
// casefile does not say when.
var stops = map[Stop]func(*subject, clock) (day.Date, bool){
	"":               func(*subject, clock) (day.Date, bool) { return day.Date{}, false },
	Never:            func(*subject, clock) (day.Date, bool) { return day.Date{}, false },
	Identified:       func(s *subject, _ clock) (day.Date, bool) { return day.Date{}, s.identified() },
	InSecondDatabase: func(s *subject, _ clock) (day.Date, bool) { return day.Date{}, s.inSecondDatabase() },
	LeavesFirst:      func(_ *subject, c clock) (day.Date, bool) { return c.until, !c.until.IsZero() },
	LeavesTemporary:  func(_ *subject, c clock) (day.Date, bool) { return c.until, !c.until.IsZero() },
	ReportedMissing:  (*subject).reported,
	SheetGiven:       (*subject).sheet,
	InterviewHeld:    func(s *subject, _ clock) (day.Date, bool) { return s.file.SocialFile.Interviewed() },
	PresenceNotified: func(s *subject, c clock) (day.Date, bool) { return s.notified(minor.PresenceKnown, c) },
	RefusalNotified:  func(s *subject, c clock) (day.Date, bool) { return s.notified(minor.RefusalAttempted, c) },
	AgeDecided:       func(s *subject, _ clock) (day.Date, bool) { return day.Date{}, s.ageDecided() },
	Represented:      (*subject).represented,
	OpinionAsked:     func(s *subject, _ clock) (day.Date, bool) { return s.asked(casefile.SlotOpinion) },
	ExtensionAsked:   func(s *subject, _ clock) (day.Date, bool) { return s.asked(casefile.SlotExtension) },
	TracingAsked:     func(s *subject, _ clock) (day.Date, bool) { return s.tracingAsked() },
	RightAnswered:    func(_ *subject, c clock) (day.Date, bool) { return c.until, !c.until.IsZero() },
	NextStep:         func(_ *subject, c clock) (day.Date, bool) { return c.until, !c.until.IsZero() },
	TracingAnswered:  func(_ *subject, c clock) (day.Date, bool) { return c.until, !c.until.IsZero() },
	QuarterCertified: func(s *subject, c clock) (day.Date, bool) { return day.Date{}, s.certified(c) },
}

// gone gives the first day on which the child is no minor on the register any
// more; zero if that is not known.
func (s *subject) gone() day.Date {
	out := s.left()
	if adult := s.adult(); out.IsZero() || !adult.IsZero() && adult.Before(out) {
		out = adult
	}
	return out
}

// left gives the day of the child's exit from the register, zero if there is none.
func (s *subject) left() day.Date {
	if x := s.file.Presence.Exit; x != nil && x.Counted {
		return x.On
	}
	return day.Date{}
}

// adult gives the eighteenth birthday, zero if it is not known.
func (s *subject) adult() day.Date {
	b, _ := s.file.Identity.Birth()
	return minor.OfAge(b.Date)
}

// known is the first day on which anybody says that the child is there.
func (s *subject) known() []clock {
	var first day.Date
	earliest := func(d day.Date) {
		if !d.IsZero() && (first.IsZero() || d.Before(first)) {
			first = d
		}
	}
	if f := s.file.Presence.Found; f != nil {
		earliest(f.On.Day())
	}
	for _, stay := range s.file.Presence.Stays {
		earliest(stay.Span.From)
	}
	if first.IsZero() {
		return nil
	}
	return []clock{{from: first, lapses: s.gone()}}
}

// runs gives the times without a break in which the child was at structures of a
// type, or on the way between them. One that goes missing has left: who comes
// back begins anew. young: only those that begin before the child is fourteen.
func (s *subject) runs(t facility.Type, young bool) (out []clock) {
	open := -1 // index in out of the run that the next stay may go on with
	for _, stay := range s.file.Presence.Stays {
		in := stay.State == casefile.Present && s.typeOf(stay.At) == t
		on := stay.State == casefile.InTransit && open >= 0
		if open >= 0 && (!in && !on || out[open].until != stay.Span.From) {
			open = -1
		}
		switch {
		case open >= 0:
			out[open].until = stay.Span.Until
		case in && (!young || s.under14(stay.Span.From)):
			open = len(out)
			out = append(out, clock{from: stay.Span.From, until: stay.Span.Until, lapses: s.gone()})
		}
	}
	return out
}

func (s *subject) typeOf(p facility.Place) facility.Type {
	t := p.Type
	if !p.Facility.IsZero() {
		t = s.types(p.Facility)
	}
	if t == "" {
		return facility.First
	}
	return t
}

func (s *subject) under14(on day.Date) bool {
	b, ok := s.file.Identity.Birth()
	return ok && b.Date.Age(on) < 14
}

func (s *subject) absences() (out []clock) {
	for _, stay := range s.file.Presence.Stays {
		if stay.State == casefile.Missing {
			c := clock{from: stay.Span.From, until: stay.Span.Until, report: stay.Report, lapses: s.gone()}
			if stay.Left != "" {
				c.until = day.Date{} // left the register, and was not found
			}
			out = append(out, c)
		}
	}
	return out
}

// reported: the police were sent a report, or its number is cited, or the child is
// found again (law 203/2012 art. 1).
func (s *subject) reported(c clock) (day.Date, bool) {
	if c.report != "" {
		return c.from, true
	}
	sent, told := s.file.Notified(minor.Disappeared, minor.ToPolice, c.from)
	if told && (c.until.IsZero() || sent.Before(c.until)) {
		return sent, true
	}
	return c.until, !c.until.IsZero()
}

// notified gives the day on which the last of those whom the law has told of a
// matter was sent a notice of it, since the clock started.
func (s *subject) notified(m minor.Matter, c clock) (last day.Date, all bool) {
	row, _ := notice.Of(m)
	for _, to := range row.To {
		on, told := s.file.Notified(m, to, c.from)
		if !told {
			return day.Date{}, false
		}
		if on.After(last) {
			last = on
		}
	}
	return last, true
}

// refusals are the days on which somebody tried to turn the child back at the
// border (law 47/2017 art. 3).
func (s *subject) refusals() (out []clock) {
	for _, r := range s.file.Presence.Refusals {
		if from := r.On.Day(); !slices.ContainsFunc(out, func(c clock) bool { return c.from == from }) {
			out = append(out, clock{from: from, lapses: s.gone()})
		}
	}
	return out
}

// sheet gives the first day on which the child was given a sheet.
func (s *subject) sheet(clock) (first day.Date, given bool) {
	for _, n := range s.file.Identity.Notices {
		if d := n.On.Day(); !given || d.Before(first) {
			first, given = d, true
		}
	}
	return first, given
}

// identified reports whether name and birth are known by more than the child's
// or a relative's word.
func (s *subject) identified() bool {
	known := 0
	for _, a := range s.file.Identity.Attributes {
		if (a.Slot == minor.AttrName || a.Slot == minor.AttrBirth) && !a.Held && a.Rank >= minor.Rank(a.Slot, minor.ByAuthority) {
			known++
		}
	}
	return known == 2
}

func (s *subject) inSecondDatabase() bool {
	for _, i := range s.file.Identity.Identifiers {
		if i.Scheme == minor.SecondReception {
			return true
		}
	}
	return false
}

// leaves starts when access closes: at the exit, or the eighteenth birthday.
func (s *subject) leaves() []clock {
	if d := s.gone(); !d.IsZero() {
		return []clock{{from: d}}
	}
	return nil
}

// claimed is for how many years after a quarter its days can still be certified.
// Ours: the law names no end, and what nobody claims is not overdue for ever.
const claimed = 1

// quarters gives the quarters that are over and in which the child was at a
// structure for a day, by their last day.
func (s *subject) quarters() (out []clock) {
	for _, stay := range s.file.Presence.Stays {
		if stay.State != casefile.Present {
			continue
		}
		until := stay.Span.Until
		if until.IsZero() || until.After(s.on) {
			until = s.on
		}
		for d := stay.Span.From; d.Before(until); {
			end := quarterEnd(d)
			if n := len(out); n == 0 || out[n-1].from != end {
				out = append(out, clock{from: end, lapses: end.AddYears(claimed)})
			}
			d = end.Add(1)
		}
	}
	return out
}

// quarterEnd gives the last day of the quarter of a day.
func quarterEnd(d day.Date) day.Date {
	year, month, _ := d.Civil()
	return day.Of(year, (month-1)/3*3+3, 1).NextMonth().Add(-1)
}

// certified reports whether presence was stated on every day of the quarter on
// which the child was at a structure.
func (s *subject) certified(c clock) bool {
	year, month, _ := c.from.Civil()
	quarter := day.Span{From: day.Of(year, month-time.Month(2), 1), Until: c.from.Add(1)}
	for d := quarter.From; d.Before(quarter.Until); d = d.Add(1) {
		stay, there := s.file.Presence.On(d)
		if there && stay.State == casefile.Present && s.file.Presence.StatedBy(d) != d {
			return false
		}
	}
	return true
}

// applications are those for asylum.
func (s *subject) applications() (out []clock) {
	p, _ := s.file.Procedure("protection:" + string(protection.Asylum))
	for _, step := range p.Steps {
		if from := step.On.Day(); step.Part == casefile.Asks && !slices.ContainsFunc(out, func(c clock) bool { return c.from == from }) {
			out = append(out, clock{from: from, lapses: s.gone()})
		}
	}
	return out
}

// represented gives the first day, from the clock's start on, on which there is a
// guardian, and whether there is one.
func (s *subject) represented(c clock) (first day.Date, is bool) {
	for _, g := range s.file.Guardian.Spans {
		if !g.Span.Open() && !g.Span.Until.After(c.from) {
			continue
		}
		from := g.Span.From
		if from.Before(c.from) {
			from = c.from
		}
		if !is || from.Before(first) {
			first, is = from, true
		}
	}
	return first, is
}

// asked gives the day on which something was first asked for, and whether it was.
func (s *subject) asked(slot string) (day.Date, bool) {
	p, _ := s.file.Procedure(slot)
	for _, step := range p.Steps { // by day
		if step.Part == casefile.Asks {
			return step.On.Day(), true
		}
	}
	return day.Date{}, false
}

// opinion is the window in which the opinion is asked for, up to days after the
// last day of the permit that the child has at the eighteenth birthday.
func (s *subject) opinion() []clock {
	adult := s.adult()
	if adult.IsZero() {
		return nil
	}
	b, _ := s.file.Identity.Birth()
	var until day.Date
	for _, p := range s.file.PermitsOn(adult.Add(-1)) {
		if p.Until.After(until) {
			until = p.Until
		}
	}
	w := opinion.Window(b.Date, until)
	return []clock{{from: w.From, due: w.Until.Add(-1), lapses: s.left()}}
}

// before is for how many days before majority care beyond it is thought of: as
// for the opinion, which is asked for in the same days.
const before = 90

// majority ends on the day before the eighteenth birthday.
func (s *subject) majority() []clock {
	if adult := s.adult(); !adult.IsZero() {
		return []clock{{from: adult.Add(-before), due: adult.Add(-1), lapses: s.left()}}
	}
	return nil
}

// interviews starts with the first one alone: a family is traced upon what the
// child told first, and later ones add to it.
func (s *subject) interviews() []clock {
	if first, held := s.file.SocialFile.Interviewed(); held {
		return []clock{{from: first, lapses: earlier(s.gone(), s.untraced())}}
	}
	return nil
}

// orders are those to assess the age.
func (s *subject) orders() (out []clock) {
	for _, o := range s.file.Identity.Orders {
		if from := o.On.Day(); !slices.ContainsFunc(out, func(c clock) bool { return c.from == from }) {
			out = append(out, clock{from: from, lapses: s.gone()})
		}
	}
	return out
}

// ageDecided reports whether a court has decided on the age.
func (s *subject) ageDecided() bool {
	return slices.ContainsFunc(s.file.Identity.Attributes, func(a casefile.Attribute) bool { return a.Slot == minor.AttrAge })
}
