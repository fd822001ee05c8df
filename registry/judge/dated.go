package judge

import (
	"slices"

	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/guardian"
	"faro.example/shared/minor"
	"faro.example/shared/protection"
)

// lived are the sections of what is done for a child, and so not before its
// birth. A presence is taken whatever the birth date is said to be: it is the
// date that is wrong then.
var lived = []change.Section{change.Guardian, change.Permit, change.Protection, change.Return, change.Opinion, change.Measure, change.SocialFile, change.Health, change.Rights}

// ofMinors are what only a minor has: a guardian (law 47/2017 art. 11), and a
// return that is assisted because nobody else is responsible (law 47/2017 art. 8).
var ofMinors = []string{
	guardian.Asked{}.Kind(), guardian.Provisional{}.Kind(), guardian.Appointed{}.Kind(), guardian.Accepted{}.Kind(), guardian.Declined{}.Kind(),
	protection.ReturnAsked{}.Kind(),
}

// dated checks a record's day against the child's life, as far as it is known. Of
// birth dates in conflict that counts by which least is refused.
func dated(c Case) *Refusal {
	r := c.Record
	if c.Given {
		return nil // it was taken once
	}
	if bornAfter(r) {
		return Refuse(Unmet, "body.birth", "after the day on which it is stated", "check the birth date, and the day")
	}
	if !slices.Contains(lived, r.Section) {
		return nil
	}
	bornOn, on := c.child().Born, r.On.Day()
	switch {
	case bornOn.IsZero():
		return nil
	case on.Before(bornOn) && !c.torn(minor.AttrBirth):
		return Refuse(Unmet, "on", "before the birth date", "check the day, and the birth date")
	case slices.Contains(ofMinors, r.Kind) && !on.Before(minor.OfAge(bornOn)):
		return Refuse(Unmet, "on", "on or after the 18th birthday: for minors only (law 47/2017 art. 2)",
			"check the day, and the birth date; after it care goes on by a court's decree (law 47/2017 art. 13)")
	}
	return nil
}

// torn reports whether a slot is in conflict.
func (c Case) torn(slot string) bool {
	f := c.Subject.Fold()
	return slices.ContainsFunc(f.Conflicts, func(x casefile.Conflict) bool { return x.Slot == slot })
}

// bornAfter reports whether a record says that the child was born after its day.
func bornAfter(r *change.Record) bool {
	var b *minor.Birth
	switch body := r.Body.(type) {
	case minor.IdentityStated:
		b = body.Birth
	case minor.AgeDecided:
		b = body.Birth
	}
	return b != nil && b.Date.After(r.On.Day())
}
