package casefile

import (
	"slices"

	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/minor"
	"faro.example/shared/right"
	"faro.example/shared/socialfile"
	"faro.example/shared/tracing"
)

// ConsentTo is what somebody consents to.
type ConsentTo string

// What is consented to.
const (
	ToTracing    ConsentTo = "tracing"    // the minor, to having the family looked for (law 47/2017 art. 6)
	ToReport     ConsentTo = "family"     // the family, to what is written of it and told
	ToPhotograph ConsentTo = "photograph" // the minor, to a photograph in the social file
)

// Consent is one that was given, and whether it stands.
type Consent struct {
	To        ConsentTo
	Of        change.ID // the record that rests on it; of a tracing, the one that gave it
	Section   change.Section
	Tracing   tracing.ID // of the two of a tracing
	Given     day.Date
	Withdrawn day.Date   // zero while it stands
	Reason    minor.Text // why it was taken back, in the words of who did
}

// Consents gives every consent of which the casefile tells, by the day on which it
// was given (regulation (EU) 2016/679 art. 7).
func (f *File) Consents() (out []Consent) {
	for _, t := range f.Tracings() {
		out = append(out, t.consents()...)
	}
	for _, s := range f.FamilyReport {
		if RestsOnConsent(s.Body) && !s.Aside {
			out = append(out, f.restsOn(Consent{To: ToReport, Of: s.Record, Section: change.FamilyReport, Tracing: s.Of, Given: s.On.Day()}))
		}
	}
	for _, w := range f.SocialFile {
		if RestsOnConsent(w.Body) && !w.Aside {
			out = append(out, f.restsOn(Consent{To: ToPhotograph, Of: w.Record, Section: w.Section, Given: w.On.Day()}))
		}
	}
	slices.SortStableFunc(out, func(a, b Consent) int { return a.Given.Compare(b.Given) })
	return out
}

// consents are the minor's own to a tracing.
func (t *Tracing) consents() (out []Consent) {
	for _, s := range t.Steps {
		switch b := s.Body.(type) {
		case tracing.Consented:
			out = append(out, Consent{To: ToTracing, Of: s.Record, Section: change.Tracing, Tracing: t.Of, Given: s.On.Day()})
		case tracing.Withdrawn:
			for i := range out {
				if out[i].Withdrawn.IsZero() {
					out[i].Withdrawn, out[i].Reason = s.On.Day(), b.Reason
				}
			}
		}
	}
	return out
}

// restsOn says whether the consent that a record rests on was taken back.
func (f *File) restsOn(c Consent) Consent {
	for _, r := range f.Rights() {
		if r.Asked.Right == right.Withdrawal && change.ID(r.Asked.Of) == c.Of && c.Withdrawn.IsZero() {
			c.Withdrawn, c.Reason = r.On, r.Asked.Says
		}
	}
	return c
}

// RestsOnConsent reports whether what a record says is kept and shown because
// somebody consented to it: a photograph, and what a family tells. The minor's
// consent to a tracing is taken back in the tracing, by a record of its own; all
// else that is written is asked by law, and can be objected to.
func RestsOnConsent(b change.Body) bool {
	switch b := b.(type) {
	case socialfile.Photograph:
		return true
	case tracing.Contacted:
		return b.Consent != nil
	case tracing.Reported:
		return b.Consent != nil
	}
	return false
}

// Withheld leaves out of the records about a minor those that rest on a consent that
// was taken back, with what was made of them: they are shown to nobody who has no
// right to keep them (regulation (EU) 2016/679 art. 7 par. 3).
func Withheld(m minor.ID, records []change.Placed) []change.Placed {
	if !slices.ContainsFunc(records, func(p change.Placed) bool {
		b, ok := p.Body.(right.Asked)
		return ok && b.Right == right.Withdrawal
	}) {
		return records // as most often
	}
	f := Fold(m, records)
	return slices.DeleteFunc(slices.Clone(records), func(p change.Placed) bool {
		of := p.ID
		if b, ok := p.Body.(tracing.Translated); ok {
			of = change.ID(b.Report)
		}
		_, back := f.TakenBack(of)
		return back
	})
}
