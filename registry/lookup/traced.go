package lookup

import (
	"slices"

	"faro.example/shared/access"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/tracing"
)

// traced narrows or widens what a caller is shown by what part it has in tracing
// the minor's family (law 47/2017 art. 6), which only the whole casefile tells: a
// centre whose head has a guardian's powers is shown the family's report, and who
// traces, or was sent the result, the tracings that it has in hand and no other.
func (v *view) traced(c access.Caller, records []change.Placed, today day.Date) ([]change.Placed, []access.Relation) {
	ties := v.ties(c, today)
	switch {
	case c.Role == access.Centre && slices.Contains(ties, access.InScope):
		f := casefile.Fold(v.Minor, records)
		for _, o := range c.Offices {
			if f.Competent(o, today) {
				ties = append(ties, access.Entrusted)
				v.sections = access.Shown(c.Role, access.OpenCasefile, ties...)
				break
			}
		}
	case slices.Contains(ties, access.Entrusted):
		f := casefile.Fold(v.Minor, records)
		records = inHand(c, &f, records)
	}
	return records, ties
}

// inHand leaves out the steps of the tracings that a caller does not have in hand.
func inHand(c access.Caller, f *casefile.File, records []change.Placed) []change.Placed {
	mine := map[tracing.ID]bool{}
	for _, t := range f.Tracings() {
		mine[t.Of] = slices.ContainsFunc(t.Entrustees(), c.SpeaksFor)
	}
	return slices.DeleteFunc(slices.Clone(records), func(p change.Placed) bool {
		of := tracing.Which(p.Body)
		if _, proposes := p.Body.(tracing.Proposed); proposes {
			of = tracing.ID(p.ID)
		}
		return !of.IsZero() && !mine[of]
	})
}
