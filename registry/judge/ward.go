package judge

import (
	"slices"

	"faro.example/shared/access"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/guardian"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// byGuardian says whether a guardian may record that: of the own ward, for as
// long as the wardship lasts (law 47/2017 art. 11; civil code art. 343), and an
// answer to the own appointment alone. The office at which a guardian is entered
// gives no right to anything.
func (b *Bench) byGuardian(c Case) *Refusal {
	r := c.Record
	if !access.MayWrite(access.Guardian, r.Kind, r.Section, access.Ward) || !guards(c.Subject.Fold(), r.Author, b.Today) {
		return notHeld()
	}
	if b, ok := r.Body.(guardian.Noted); ok && !b.Answers.IsZero() {
		return Refuse(NotOwn, "body.answers", "a guardian's question, answered by a guardian", "the social service answers it; write a note of your own")
	}
	if who, ok := appointee(r.Body); ok && who.Person != r.Author {
		return Refuse(NotOwn, "body.guardian", "the answer of another guardian", "let that guardian answer")
	}
	return nil
}

// guards reports whether a person is the minor's guardian on a day. Who is of age
// has none.
func guards(f *casefile.File, p institution.PersonID, today day.Date) bool {
	if birth, ok := f.Identity.Birth(); ok && !today.Before(minor.OfAge(birth.Date)) {
		return false
	}
	return slices.ContainsFunc(f.Guardian.Spans, func(g casefile.Guardianship) bool { return g.Span.Open() && g.Who.Person == p })
}

// appointee gives whose answer to an appointment a record is, and whether it is one.
func appointee(b change.Body) (guardian.Who, bool) {
	switch b := b.(type) {
	case guardian.Accepted:
		return b.Guardian, true
	case guardian.Declined:
		return b.Guardian, true
	}
	return guardian.Who{}, false
}
