package casefile

import (
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/measure"
	"faro.example/shared/movement"
	"faro.example/shared/opinion"
	"faro.example/shared/permit"
	"faro.example/shared/protection"
)

// OpinionFacts gives what decides whether the Ministry's opinion at majority is
// due (D.Lgs 286/1998 art. 32 par. 1-bis), as far as the sections held tell:
// identity, presence, permit, protection, opinion and measure.
func (f *File) OpinionFacts() opinion.Facts {
	birth, _ := f.Identity.Birth()
	out := opinion.Facts{Born: birth.Date, Here: f.Presence.since()}
	if x := f.Presence.Exit; x != nil && x.Reason == movement.EntrustedToRelative {
		out.Kin = true
	}
	for i := range f.Procedures {
		p := &f.Procedures[i]
		switch p.Section {
		case change.Measure:
			if s, ok := p.project(); ok {
				out.Projects = append(out.Projects, s)
			}
		case change.Permit:
			out.Kin = out.Kin || p.withKin()
		}
		if s, ok := p.Decided(); ok && !s.Held {
			b, is := s.Body.(opinion.ExtensionDecided)
			out.Extended = out.Extended || is && b.Granted
			out.Protected = out.Protected || sheltered(s.Body)
		}
	}
	return out
}

// OpinionWindow gives the days on which the opinion is asked for, by the last day
// of the permits that were issued (D.Lgs 286/1998 art. 32).
func (f *File) OpinionWindow() day.Span {
	birth, _ := f.Identity.Birth()
	var until day.Date
	for _, p := range f.Procedures {
		if s, ok := p.Decided(); ok && s.Body.Kind() == (permit.Issued{}).Kind() {
			if b := s.Body.(permit.Issued); b.Until.After(until) {
				until = b.Until
			}
		}
	}
	return opinion.Window(birth.Date, until)
}

// since gives the first day on which the child is known to be in Italy.
func (p *Presence) since() (first day.Date) {
	if p.Found != nil {
		first = p.Found.On.Day()
	}
	if len(p.Stays) > 0 && (first.IsZero() || p.Stays[0].Span.From.Before(first)) {
		first = p.Stays[0].Span.From
	}
	return first
}

// project gives the days of a project of integration, if the measure is one.
func (p *Procedure) project() (day.Span, bool) {
	s, ok := p.Asked()
	if !ok {
		return day.Span{}, false
	}
	b, ok := s.Body.(measure.Enrolled)
	if !ok || b.Programme != measure.Percorsi && b.Programme != measure.PUOI {
		return day.Span{}, false
	}
	return day.Span{From: s.On.Day(), Until: p.endAfter(s)}, true
}

// withKin reports whether a permit for family reasons was given to a child who is
// entrusted to somebody: at majority it is converted without the opinion (D.Lgs
// 286/1998 art. 32 par. 1).
func (p *Procedure) withKin() bool {
	s, ok := p.Decided()
	if !ok || s.Held {
		return false
	}
	b, ok := s.Body.(permit.Issued)
	return ok && b.Type == permit.Family && b.Carer.Bond == permit.Entrusted && p.endAfter(s).IsZero()
}

// sheltered reports whether an outcome gives international or special protection,
// or the permit that follows it.
func sheltered(b change.Body) bool {
	switch b := b.(type) {
	case protection.Decided:
		return b.Outcome == protection.Refugee || b.Outcome == protection.Subsidiary || b.Outcome == protection.Special
	case permit.Issued:
		return b.Type == permit.Protected
	}
	return false
}
