package permit

import (
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
)

// fourteen is the birthday from which a regularly resident foreigner counts as
// well as an Italian citizen, for a permit for family reasons.
const fourteen = 14

// Child is what the conditions of a permit look at. A birth date that is not
// known is zero: what depends on it is then not judged.
type Child struct {
	Born day.Date
}

// Conditions checks whether what is asked for can be given, on a day. It fails
// with [fault.Invalid], naming the condition that is not met and its article.
func (b Asked) Conditions(c Child, on day.Date) error {
	if err := c.stillMinor(b.Type, on); err != nil {
		return err
	}
	return c.carer(b.Type, b.Carer, on)
}

// Conditions checks whether what was issued could be, on the day of the record.
// It fails with [fault.Invalid], naming the condition that is not met and its
// article.
func (b Issued) Conditions(c Child, on day.Date) error {
	if b.Until.Before(on) {
		return fault.Field("until", "before the day on which the permit was issued", "check both days")
	}
	if err := c.stillMinor(b.Type, on); err != nil {
		return err
	}
	if err := c.carer(b.Type, b.Carer, on); err != nil {
		return err
	}
	if !c.Born.IsZero() && forMinors(b.Type) && b.Until.After(minor.OfAge(c.Born)) {
		return fault.Field("until", "beyond the 18th birthday, up to which such a permit is valid (law 47/2017 art. 10 par. 1)",
			"write the day of the birthday at the latest; what follows is a conversion (D.Lgs 286/1998 art. 32)")
	}
	return nil
}

// forMinors reports whether a permit is valid to majority only.
func forMinors(t Type) bool { return t == MinorAge || t == Family }

// stillMinor: who is of age is given neither of the two permits of minors.
func (c Child) stillMinor(t Type, on day.Date) error {
	switch {
	case c.Born.IsZero() || !forMinors(t):
		return nil
	case on.Before(c.Born):
		return fault.Field("on", "before the birth date", "check the day, and the birth date")
	case !on.Before(minor.OfAge(c.Born)):
		return fault.Field("type", "for minors only (law 47/2017 art. 10 par. 1)", "at 18 a permit is converted (D.Lgs 286/1998 art. 32)")
	}
	return nil
}

// carer checks the conditions of a permit for family reasons: under 14, entrusted
// to or under the guardianship of an Italian citizen; from 14, of an Italian
// citizen or a regularly resident foreigner; with whom the minor lives.
func (c Child) carer(t Type, by Carer, on day.Date) error {
	const article = " (law 47/2017 art. 10 par. 1 b)"
	const instead = "ask for one for minor age (art. 10 par. 1 a), which has no such condition"
	switch {
	case t != Family:
		return nil
	case by == Carer{}:
		return fault.Field("carer", "not said"+article, "say to whom the minor is entrusted or who is the guardian")
	case by.Bond == OtherwiseTied:
		return fault.Field("carer.bond", "neither entrusted nor under guardianship"+article, instead)
	case by.Status == NoStatus:
		return fault.Field("carer.status", "neither an Italian citizen nor regularly resident"+article, instead)
	case by.Status == Resident && c.Born.IsZero():
		return nil // whether the minor is 14 cannot be told
	case by.Status == Resident && c.Born.Age(on) < fourteen:
		return fault.Field("carer.status", "not an Italian citizen, and the minor is under 14"+article, instead)
	case !by.LivesWith:
		return fault.Field("carer.lives_with", "does not live with the minor"+article, instead)
	}
	return nil
}

// Valid gives the days on which a permit that was issued is valid, given the day
// on which it was issued and that on which it ended, zero if it has not: never
// past majority, whatever was written, since a birth date may be put right later.
func (b Issued) Valid(c Child, from, ended day.Date) day.Span {
	until := b.Until.Add(1)
	if !ended.IsZero() && ended.Before(until) {
		until = ended
	}
	if !c.Born.IsZero() && forMinors(b.Type) && minor.OfAge(c.Born).Before(until) {
		until = minor.OfAge(c.Born)
	}
	if until.Before(from) {
		until = from
	}
	return day.Span{From: from, Until: until}
}
