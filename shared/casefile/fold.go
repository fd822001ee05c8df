package casefile

import (
	"cmp"
	"maps"
	"slices"

	"faro.example/shared/change"
	"faro.example/shared/minor"
)

// Fold gives the casefile of a minor from the records about it. Records of
// other minors count as well: those of a joined casefile. The entries are not
// kept and not changed.
func Fold(m minor.ID, entries []change.Placed) File {
	f := File{Minor: m, Rules: Rules}
	records := canonical(entries)
	sections := map[change.Section][]*change.Placed{}
	for _, p := range records {
		switch {
		case !p.HasBody():
			f.Bodiless = append(f.Bodiless, p.ID)
		case p.Body == nil:
			f.Unknown = append(f.Unknown, p.ID)
		default:
			sections[p.Section] = append(sections[p.Section], p)
		}
	}
	f.foldIdentity(newSection(sections[change.Identity]))
	f.foldPresence(newSection(sections[change.Presence]))
	f.foldCustody(newSection(sections[change.Custody]))
	slices.SortFunc(f.Conflicts, func(a, b Conflict) int { return cmp.Compare(a.Slot, b.Slot) })
	return f
}

// canonical puts the records in the one order that all holders share: by
// ledger position, then those not yet in the ledger by installation and
// number. A record that is there twice counts once, as the ledger has it.
func canonical(entries []change.Placed) []*change.Placed {
	out := make([]*change.Placed, len(entries))
	for i := range entries {
		out[i] = &entries[i]
	}
	slices.SortFunc(out, compare)
	seen := make(map[change.ID]bool, len(out))
	return slices.DeleteFunc(out, func(p *change.Placed) bool {
		twice := seen[p.ID]
		seen[p.ID] = true
		return twice
	})
}

// compare orders by ledger position, those not yet in the ledger last.
func compare(a, b *change.Placed) int {
	// 0 less one is the largest number: not in the ledger comes last
	if c := cmp.Compare(a.Position-1, b.Position-1); c != 0 {
		return c
	}
	if c := a.Agent.Compare(b.Agent); c != 0 {
		return c
	}
	if c := cmp.Compare(a.Seq, b.Seq); c != 0 {
		return c
	}
	return a.ID.Compare(b.ID)
}

// section is the records of one section, in canonical order, with those that
// were taken back set apart.
type section struct {
	live        []*change.Placed // neither retracted, nor retractions or resolutions
	gone        []*change.Placed // retracted
	retractions []*change.Placed // live ones
	resolutions []*change.Placed // live ones, entitled
	byID        map[change.ID]*change.Placed
}

func newSection(records []*change.Placed) section {
	s := section{byID: make(map[change.ID]*change.Placed, len(records))}
	for _, p := range records {
		s.byID[p.ID] = p
	}
	dead := s.retracted(records)
	for i, p := range records {
		if dead[i] {
			s.gone = append(s.gone, p)
			continue
		}
		switch b := p.Body.(type) {
		case change.Retracted:
			s.retractions = append(s.retractions, p)
		case change.Resolved:
			if p.Standing.Entitled && !s.chosenIsDead(b, records, dead) {
				s.resolutions = append(s.resolutions, p)
			}
		default:
			s.live = append(s.live, p)
		}
	}
	return s
}

// retracted says which records are taken back by a live retraction.
func (s *section) retracted(records []*change.Placed) []bool {
	g := newGraph(len(records))
	at := make(map[change.ID]int, len(records))
	for i, p := range records {
		at[p.ID] = i
	}
	for i, p := range records {
		b, ok := p.Body.(change.Retracted)
		if !ok {
			continue
		}
		if t, here := at[b.Record]; here && t != i && mayRetract(p, records[t]) {
			g.attack(i, t)
		}
	}
	live := g.live()
	dead := make([]bool, len(records))
	for i := range records {
		dead[i] = !live[i]
	}
	return dead
}

// mayRetract reports whether the retraction is by the structure or institution
// that wrote the record, or by one above it, as intake judged.
func mayRetract(r, target *change.Placed) bool {
	return r.Structure == target.Structure || r.Standing.Entitled
}

// chosenIsDead reports whether the record that a resolution chose was taken
// back: then the resolution no longer decides anything.
func (s *section) chosenIsDead(b change.Resolved, records []*change.Placed, dead []bool) bool {
	if b.Choose.IsZero() {
		return false
	}
	for i, p := range records {
		if p.ID == b.Choose {
			return dead[i]
		}
	}
	return false
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// contend opens a conflict on a slot between records, or adds to the one that
// is open there: a slot has at most one.
func (f *File) contend(slot string, s change.Section, records []*change.Placed) {
	if len(records) == 0 {
		return
	}
	slices.SortFunc(records, compare)
	ids := make([]change.ID, 0, len(records))
	for _, p := range slices.Compact(records) {
		ids = append(ids, p.ID)
	}
	f.Conflicts = append(f.Conflicts, Conflict{Slot: slot, Section: s, Records: ids})
}
