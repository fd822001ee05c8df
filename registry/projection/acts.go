package projection

import (
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/measure"
	"faro.example/shared/minor"
	"faro.example/shared/opinion"
	"faro.example/shared/permit"
	"faro.example/shared/protection"
)

// Act is what the census counts of one day on which something was asked for a
// minor, decided, begun or ended: a guardian, protection, a permit, an opinion,
// a measure.
type Act struct {
	On          day.Date
	What        string // the kind of record, such as protection.asked
	Detail      string // which: the route, the type of permit, the programme, the sort of guardian
	Outcome     string // of what decides or ends
	Citizenship minor.Country
	Sex         minor.Sex
	Birth       day.Date
	Record      change.ID // because of which
}

// Outcomes of what is granted or not, and of opinions. The words stand in the
// census's rows: never reused.
const (
	Granted       = "granted"
	NotGranted    = "refused"
	Favourable    = "favourable"
	NotFavourable = "unfavourable"
)

// The kinds of acts around a guardian. The words stand in the census's rows.
const (
	ActGuardianAsked     = "guardian.asked"
	ActGuardianAppointed = "guardian.appointed"
)

// actsOf gives the acts of a casefile. What another outcome stands before is
// none; of those that contend the first is counted, so that nothing counts twice.
func actsOf(f *casefile.File) []Act {
	if !hasCasework(f) {
		return nil // as most often
	}
	c := countOf(f)
	cut := Act{Citizenship: c.Citizenship, Sex: c.Sex, Birth: c.Birth}
	out := guardianActs(f, cut)
	for i := range f.Procedures {
		out = append(out, procedureActs(&f.Procedures[i], cut)...)
	}
	return append(out, tracingActs(f, cut)...)
}

// guardianActs are the requests for a guardian, and the appointments: of those in
// conflict, which overlap, the first.
func guardianActs(f *casefile.File, a Act) (out []Act) {
	for _, r := range f.Guardian.Requests {
		a.What, a.On, a.Record = ActGuardianAsked, r.On.Day(), r.Record
		out = append(out, a)
	}
	var last day.Span
	for i, s := range f.Guardian.Spans {
		if i > 0 && last.Contains(s.Span.From) {
			continue
		}
		last = s.Span
		a.What, a.On, a.Record, a.Detail = ActGuardianAppointed, s.Span.From, s.Began, string(OtherGuardian)
		if s.Volunteer {
			a.Detail = string(VolunteerGuardian)
		}
		out = append(out, a)
	}
	return out
}

// procedureActs are the steps of a procedure.
func procedureActs(p *casefile.Procedure, a Act) (out []Act) {
	contended := map[casefile.Part]bool{}
	for _, s := range p.Steps {
		if s.Aside || s.Held && contended[s.Part] {
			continue
		}
		contended[s.Part] = contended[s.Part] || s.Held
		a.What, a.On, a.Record = s.Body.Kind(), s.On.Day(), s.Record
		a.Detail, a.Outcome = saidBy(s.Body)
		out = append(out, a)
	}
	return out
}

// saidBy gives of what a step is, and how it came out.
func saidBy(b change.Body) (detail, outcome string) {
	switch b := b.(type) {
	case permit.Asked:
		return string(b.Type), ""
	case permit.Issued:
		return string(b.Type), ""
	case permit.Refused:
		return string(b.Type), ""
	case permit.Ended:
		return string(b.Type), string(b.Why)
	case protection.Asked:
		return string(b.Route), ""
	case protection.Decided:
		return string(b.Route), string(b.Outcome)
	case protection.ReturnDecided:
		return "", granted(b.Granted)
	case opinion.Given:
		return "", map[bool]string{true: Favourable, false: NotFavourable}[b.Favourable]
	case opinion.ExtensionDecided:
		return "", granted(b.Granted)
	case measure.Enrolled:
		return string(b.Programme), ""
	case measure.Ended:
		return string(b.Programme), string(b.Outcome)
	}
	return "", ""
}

func granted(is bool) string { return map[bool]string{true: Granted, false: NotGranted}[is] }
