package casefile

import (
	"slices"

	"faro.example/shared/minor"
	"faro.example/shared/movement"
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

// SiblingsAmong gives the brothers and sisters who are of a group, as a
// departure names them ([movement.Departed]): in order, at most as many as one may.
func (i *Identity) SiblingsAmong(group []minor.ID) []minor.ID {
	out := slices.DeleteFunc(i.Siblings(), func(m minor.ID) bool { return !slices.Contains(group, m) })
	if len(out) == 0 {
		return nil // as a record without any has it
	}
	return out[:min(len(out), movement.MaxWith)]
}
