package deadline

import (
	"slices"

	"faro.example/shared/casefile"
	"faro.example/shared/day"
	"faro.example/shared/institution"
	"faro.example/shared/tracing"
)

// Partner is who traces the family for the Ministry: the mission that it is
// entrusted to.
const Partner Office = "partner"

// Starts and stops of tracings. That a step was reached starts a clock for the
// one party that acts next; the step that follows stops it.
const (
	tracingAt = "tracing-"       // and the step that was reached
	askedOf   = "tracing-asked-" // and the party of whom a clarification is asked

	NextStep        Stop = "next-step"
	TracingAnswered Stop = "tracing-answered"
	TracingAsked    Stop = "tracing-asked" // of the Ministry
)

// tracings are the rules of a family's tracing. The law has one limit, of five
// days from the interview (D3); how long each party may take after it no source
// says: the lengths here are ours, to be verified and configured.
func tracings() []Rule {
	step := func(code string, at tracing.Step, o Office, days, soon int, italian, english string) Rule {
		return Rule{Code: code, What: Words{italian, english}, Source: "practice", Office: o, Start: Start(tracingAt + string(at)), Stop: NextStep,
			Length: days, Unit: Days, Valid: since(zampa), Soon: soon, Verify: true}
	}
	asked := func(code string, p tracing.Party, o Office) Rule {
		return Rule{Code: code, What: Words{"Rispondere alla richiesta di chiarimento sull'indagine", "Answer the clarification asked for in the tracing"}, Source: "practice",
			Office: o, Start: Start(askedOf + string(p)), Stop: TracingAnswered, Length: 15, Unit: Days, Valid: since(zampa), Soon: 5, Verify: true}
	}
	return []Rule{
		step("T1", tracing.IsProposed, SocialService, 10, 3, "Sentire il minore sul consenso all'indagine", "Hear the minor on consent to the tracing"),
		step("T2", tracing.IsConsented, SocialService, 10, 3, "Valutare i rischi dell'indagine", "Assess the risks of the tracing"),
		step("T3", tracing.IsAssessed, SocialService, 5, 2, "Chiedere l'indagine al Ministero", "Ask the Ministry for the tracing"),
		step("T4", tracing.IsRequested, Ministry, 15, 5, "Ricevere e valutare la richiesta di indagine", "Receive and assess the request for tracing"),
		step("T5", tracing.IsReceived, Ministry, 15, 5, "Affidare l'indagine", "Entrust the tracing"),
		step("T6", tracing.IsEntrusted, Partner, 60, 14, "Cercare la famiglia", "Look for the family"),
		step("T7", tracing.IsContacted, Partner, 30, 7, "Scrivere la relazione sulla famiglia", "Write the report on the family"),
		step("T8", tracing.IsReported, Partner, 15, 5, "Tradurre e chiudere la relazione", "Translate and finalise the report"),
		step("T9", tracing.IsTranslated, Ministry, 10, 3, "Trasmettere la relazione", "Forward the report"),
		step("T10", tracing.IsForwarded, SocialService, 15, 5, "Informare il minore dell'esito", "Tell the minor the result"),
		step("T11", tracing.IsInformed, Ministry, 30, 7, "Chiudere l'indagine", "Close the tracing"),
		asked("T12", tracing.Asker, SocialService), asked("T12-ministry", tracing.Ministry, Ministry), asked("T12-partner", tracing.Partner, Partner),
	}
}

// rank gives how far on the line of a tracing a record leads; -1 for one that
// leads nowhere on it.
func rank(s casefile.TracingStep) int {
	var at tracing.Step
	switch b := s.Body.(type) {
	case tracing.Proposed:
		at = tracing.IsProposed
	case tracing.Consented:
		at = tracing.IsConsented
	case tracing.Assessed:
		at = tracing.IsAssessed
	case tracing.Requested:
		at = tracing.IsRequested
	case tracing.Received:
		at = tracing.IsReceived
		if !b.Accepted {
			at = tracing.IsRejected
		}
	case tracing.Entrusted:
		at = tracing.IsEntrusted
	case tracing.Contacted:
		at = tracing.IsContacted
	case tracing.Reported:
		at = tracing.IsReported
	case tracing.Translated:
		at = tracing.IsTranslated
	case tracing.Forwarded:
		at = tracing.IsForwarded
	case tracing.MinorInformed:
		at = tracing.IsInformed
	case tracing.Closed:
		at = tracing.IsClosed
	}
	return slices.IndexFunc(tracing.Steps(), func(g tracing.Stage) bool { return g.Step == at })
}

// reached gives the clocks that start as a step of a tracing is reached: each
// runs until the next record that leads as far, or farther, and is of no use once
// the tracing stops or the minor is of age. What another record stands before
// happened too: the clock that it started is there for good.
func reached(at tracing.Step) func(*subject) []clock {
	want := slices.IndexFunc(tracing.Steps(), func(g tracing.Stage) bool { return g.Step == at })
	return func(s *subject) (out []clock) {
		for _, t := range s.file.Tracings() {
			stopped := s.stopped(&t)
			for i, of := range t.Steps {
				if rank(of) != want {
					continue
				}
				c := clock{from: of.On.Day(), lapses: stopped}
				for _, later := range t.Steps[i+1:] {
					if rank(later) >= want {
						c.until = later.On.Day()
						break
					}
				}
				out = once(out, c)
			}
		}
		return out
	}
}

// tracingAsked gives the day on which the Ministry was first asked to trace the
// family, and whether it was.
func (s *subject) tracingAsked() (first day.Date, asked bool) {
	for _, t := range s.file.Tracings() {
		for _, step := range t.Steps {
			if _, ok := step.Body.(tracing.Requested); ok && !step.Aside && (!asked || step.On.Day().Before(first)) {
				first, asked = step.On.Day(), true
			}
		}
	}
	return first, asked
}

// untraced gives the day on which it became known that the family is not to be
// traced: the minor does not consent, or there is a risk (law 47/2017 art. 6);
// zero while a tracing goes on, or none was proposed.
func (s *subject) untraced() (last day.Date) {
	for _, t := range s.file.Tracings() {
		c := t.Clock()
		if c.Party != tracing.Nobody {
			return day.Date{}
		}
		if c.Since.After(last) {
			last = c.Since
		}
	}
	return last
}

// earlier gives the earlier of two days, of which either may be none.
func earlier(a, b day.Date) day.Date {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

// once adds a clock, unless one starts that day already.
func once(all []clock, c clock) []clock {
	if slices.ContainsFunc(all, func(x clock) bool { return x.from == c.from }) {
		return all
	}
	return append(all, c)
}

// stopped gives the day from which nobody has to act in a tracing any more; zero
// while somebody has.
func (s *subject) stopped(t *casefile.Tracing) day.Date {
	c := t.Clock()
	if c.Party == tracing.Nobody {
		return c.Since
	}
	return s.adult()
}

// questions gives the clocks of the clarifications that a party is asked for.
func questions(of tracing.Party) func(*subject) []clock {
	return func(s *subject) (out []clock) {
		for _, t := range s.file.Tracings() {
			stopped := s.stopped(&t)
			for _, q := range t.Questions() {
				if q.To != of {
					continue
				}
				c := clock{from: q.Asked.On.Day(), lapses: stopped}
				if !q.Open {
					c.until = q.Answered.On.Day()
				}
				out = once(out, c)
			}
		}
		return out
	}
}

// Tracers gives who has a tracing of the child's family in hand and has to act.
func Tracers(f *casefile.File) (out []institution.ID) {
	for _, t := range f.Tracings() {
		if to := t.To(); t.Clock().Party == tracing.Partner && !slices.Contains(out, to) {
			out = append(out, to)
		}
	}
	return out
}

// OfTracing gives the deadline that runs in a tracing now, and whether one does.
func OfTracing(rules []Rule, f *casefile.File, t *casefile.Tracing, on day.Date) (Deadline, bool) {
	c := t.Clock()
	start := Start(tracingAt + string(c.Step))
	if !c.Question.IsZero() {
		start = Start(askedOf + string(c.Party))
	}
	for _, r := range rules {
		if r.Start != start || !r.Valid.Contains(c.Since) {
			continue
		}
		s := subject{file: f, on: on}
		d := s.stands(r, clock{from: c.Since})
		if !c.Until.IsZero() && c.Until.Before(d.Due) {
			d = s.stands(r, clock{from: c.Since, due: c.Until})
		}
		return d, true
	}
	return Deadline{}, false
}
