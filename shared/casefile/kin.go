package casefile

import (
	"slices"

	"faro.example/shared/minor"
)

// Siblings gives the minors of the register who are said to be brothers or
// sisters of this one, in order of identifier, each once.
func (i *Identity) Siblings() []minor.ID {
	var out []minor.ID
	for _, r := range i.Relatives {
		if r.Is == minor.Sibling && !r.With.IsZero() {
			out = append(out, r.With)
		}
	}
	slices.SortFunc(out, minor.ID.Compare)
	return slices.Compact(out)
}
