package projection

import (
	"faro.example/shared/casefile"
	"faro.example/shared/day"
	"faro.example/shared/deadline"
	"faro.example/shared/tracing"
)

// tracingMatters give, of each tracing, whose turn it is, since when and until
// when: the queues of all parties are read from it.
func tracingMatters(f *casefile.File) (out []Matter) {
	for _, t := range f.Tracings() {
		c := t.Clock()
		m := Matter{Slot: Tracing + ":" + t.Of.String(), What: Tracing, Stage: string(c.Party), Since: c.Since, Detail: string(c.Step)}
		if c.Party == tracing.Nobody {
			m.Stage = MatterEnded
		} else if d, ok := deadline.OfTracing(deadline.Rules(), f, &t, day.Date{}); ok {
			m.Until = d.Due
		}
		out = append(out, m)
	}
	return out
}

// tracingActs are what was done in the tracings: consent given or not, requests,
// entrustments, reports and ends. What stands aside, and all but the first of what
// contends in one tracing, counts nothing; but a consent that was taken back was
// given.
func tracingActs(f *casefile.File, a Act) (out []Act) {
	for _, t := range f.Tracings() {
		counted := map[string]bool{}
		for _, s := range t.Steps {
			outcome, counts := tracingOutcome(s)
			_, consent := s.Body.(tracing.Consented)
			kind := s.Body.Kind()
			if !counts || s.Aside && !consent || counted[kind] {
				continue
			}
			counted[kind] = s.Held || consent
			a.What, a.On, a.Record, a.Outcome = s.Body.Kind(), s.On.Day(), s.Record, outcome
			out = append(out, a)
		}
	}
	return out
}

// tracingOutcome gives how a step of a tracing came out, and whether the census
// counts it.
func tracingOutcome(s casefile.TracingStep) (string, bool) {
	switch b := s.Body.(type) {
	case tracing.Consented, tracing.Declined, tracing.Withdrawn, tracing.Requested, tracing.Entrusted:
		return "", true
	case tracing.Reported:
		return string(b.Finding), true
	case tracing.Closed:
		return string(b.Outcome), true
	}
	return "", false
}
