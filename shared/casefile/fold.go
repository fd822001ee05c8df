package casefile

import (
	"cmp"
	"slices"

	"faro.example/shared/change"
	"faro.example/shared/minor"
)

// Fold gives the casefile of the child that a minor is, from the records about
// it and, where it is joined with others, about those: of a joined child the
// casefile is the same by whichever minor it is asked for. What counts for other
// children is left out (see [Links]). The entries are not kept and not changed.
func Fold(m minor.ID, entries []change.Placed) File {
	if linked(m, entries) {
		return foldLinked(m, entries)
	}
	f := File{Minor: m, Rules: Rules}
	f.fold(canonical(entries), func(change.Section) bool { return true })
	return f
}

// strike leaves, of records in canonical order, those that were struck out
// without their bodies, and gives what says so: whether the body is still held
// somewhere makes no difference to anybody's casefile.
func strike(all []*change.Placed) []StruckOut {
	var out []StruckOut
	for _, p := range all {
		b, ok := p.Body.(change.Struck)
		if !ok || !p.Standing.Entitled {
			continue
		}
		i := slices.IndexFunc(all, func(t *change.Placed) bool { return t.ID == b.Record && t.Section == p.Section })
		if i < 0 || isStruck(all[i]) {
			continue
		}
		bare := *all[i]
		bare.Record = bare.Detached()
		all[i] = &bare
		out = append(out, StruckOut{Record: b.Record, Asked: b.Asked, By: p.Author, On: p.On, Reason: b.Reason, Order: p.ID})
	}
	return out
}

func isStruck(p *change.Placed) bool {
	_, is := p.Body.(change.Struck)
	return is
}

// Refold gives what [Fold] gives of the entries, of which the first n were
// folded to was: only the sections of the others are folded anew, since a
// section is a function of its own records alone. No two records of different
// sections may have one identifier. Both casefiles share what is the same in
// them.
func Refold(was *File, entries []change.Placed, n int) File {
	if was.Rules != Rules || n == 0 || linked(was.Minor, entries) {
		return Fold(was.Minor, entries)
	}
	fresh := func(s change.Section) bool {
		return slices.ContainsFunc(entries[n:], func(p change.Placed) bool { return p.Section == s })
	}
	f := File{Minor: was.Minor, Rules: Rules}
	if !fresh(change.Identity) {
		f.Identity = was.Identity
	}
	if !fresh(change.Presence) {
		f.Presence = was.Presence
	}
	if !fresh(change.Custody) {
		f.Custody = was.Custody
	}
	if !fresh(change.Guardian) {
		f.Guardian = was.Guardian
	}
	if !fresh(change.Tracing) {
		f.Tracing = was.Tracing
	}
	if !fresh(change.FamilyReport) {
		f.FamilyReport = was.FamilyReport
	}
	for _, p := range was.Procedures {
		if !fresh(p.Section) {
			f.Procedures = append(f.Procedures, p)
		}
	}
	for _, n := range was.Notices {
		if !fresh(n.Section) {
			f.Notices = append(f.Notices, n)
		}
	}
	for _, w := range was.SocialFile {
		if !fresh(w.Section) {
			f.SocialFile = append(f.SocialFile, w)
		}
	}
	for _, c := range was.Conflicts {
		if !fresh(c.Section) {
			f.Conflicts = append(f.Conflicts, c)
		}
	}
	f.fold(canonical(entries), fresh)
	return f
}

// fold fills in the fresh sections from all records, which are in canonical order.
func (f *File) fold(all []*change.Placed, fresh func(change.Section) bool) {
	identity, presence, custody := room(all)
	f.Struck = strike(all)
	var guardian []*change.Placed                  // few as well
	var others map[change.Section][]*change.Placed // few, and of few minors
	for _, p := range all {
		switch {
		case !p.HasBody():
			f.Bodiless = append(f.Bodiless, p.ID)
		case isStruck(p):
		case p.Body == nil:
			f.Unknown = append(f.Unknown, p.ID)
		case p.Section == change.Identity:
			identity = append(identity, p)
		case p.Section == change.Presence:
			presence = append(presence, p)
		case p.Section == change.Custody:
			custody = append(custody, p)
		case p.Section == change.Guardian:
			guardian = append(guardian, p)
		case slices.Contains(procedural(), p.Section) || slices.Contains(change.Social(), p.Section) || p.Section == change.FamilyReport:
			if others == nil {
				others = map[change.Section][]*change.Placed{}
			}
			others[p.Section] = append(others[p.Section], p)
		}
	}
	if fresh(change.Identity) {
		f.foldIdentity(newSection(identity))
	}
	if fresh(change.Presence) {
		f.foldPresence(newSection(presence))
	}
	if fresh(change.Custody) {
		f.foldCustody(newSection(custody))
	}
	if fresh(change.Guardian) && len(guardian) > 0 {
		f.foldGuardian(newSection(guardian))
	}
	for name, records := range others {
		if fresh(name) {
			f.foldOther(name, newSection(records))
		}
	}
	slices.SortStableFunc(f.SocialFile, byWriting)
	f.foldNotices(all, fresh)
	slices.SortFunc(f.Procedures, byProcedure)
	slices.SortFunc(f.Conflicts, func(a, b Conflict) int { return cmp.Compare(a.Slot, b.Slot) })
}

// foldOther fills in a section of casework; that of tracing has notes besides.
func (f *File) foldOther(name change.Section, s section) {
	if slices.Contains(change.Social(), name) {
		f.foldSocialFile(name, s)
	}
	switch {
	case name == change.Tracing:
		f.Tracing = f.foldTracing(name, s)
	case name == change.FamilyReport:
		f.FamilyReport = f.foldTracing(name, s)
	case slices.Contains(procedural(), name):
		f.foldProcedures(name, s)
	}
}

// room gives three empty lists, in one piece of memory, with room for the
// records of each section.
func room(all []*change.Placed) (identity, presence, custody []*change.Placed) {
	var i, p int
	for _, r := range all {
		switch r.Section {
		case change.Identity:
			i++
		case change.Presence:
			p++
		}
	}
	whole := make([]*change.Placed, len(all))
	return whole[0:0:i], whole[i : i : i+p], whole[i+p : i+p]
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
	return once(out)
}

// once leaves out, of records in order, those whose identifier came before.
// Most casefiles are short, and a look back is cheaper than a map.
func once(records []*change.Placed) []*change.Placed {
	if len(records) > 64 {
		seen := make(map[change.ID]bool, len(records))
		return slices.DeleteFunc(records, func(p *change.Placed) bool {
			before := seen[p.ID]
			seen[p.ID] = true
			return before
		})
	}
	out := records[:0]
	for _, p := range records {
		if !slices.ContainsFunc(out, func(q *change.Placed) bool { return q.ID == p.ID }) {
			out = append(out, p)
		}
	}
	return out
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
	all         []*change.Placed
}

func newSection(records []*change.Placed) section {
	if !slices.ContainsFunc(records, about) {
		return section{all: records, live: records}
	}
	s := section{all: records, live: make([]*change.Placed, 0, len(records))}
	live := s.standing()
	for i, p := range records {
		if live != nil && !live[i] {
			s.gone = append(s.gone, p)
			continue
		}
		switch b := p.Body.(type) {
		case change.Retracted:
			s.retractions = append(s.retractions, p)
		case change.Resolved:
			if i := s.index(b.Choose); p.Standing.Entitled && (i < 0 || live == nil || live[i]) {
				s.resolutions = append(s.resolutions, p) // one whose chosen record was taken back decides nothing
			}
		default:
			s.live = append(s.live, p)
		}
	}
	return s
}

// about reports whether a record is about other records.
func about(p *change.Placed) bool {
	switch p.Body.(type) {
	case change.Retracted, change.Resolved:
		return true
	}
	return false
}

// index gives the place of a record in the section, -1 if it is not there.
func (s *section) index(id change.ID) int {
	return slices.IndexFunc(s.all, func(p *change.Placed) bool { return p.ID == id })
}

// standing says which records no live retraction takes back; nil for all.
func (s *section) standing() []bool {
	var g *graph
	for i, p := range s.all {
		b, ok := p.Body.(change.Retracted)
		if !ok {
			continue
		}
		if t := s.index(b.Record); t >= 0 && t != i && mayRetract(p, s.all[t]) {
			if g == nil {
				g = newGraph(len(s.all))
			}
			g.attack(i, t)
		}
	}
	if g == nil {
		return nil
	}
	return g.live()
}

// mayRetract reports whether the retraction is by the structure or institution
// that wrote the record, or by one above it, as intake judged.
func mayRetract(r, target *change.Placed) bool {
	return r.Structure == target.Structure || r.Standing.Entitled
}
