package casefile

import (
	"slices"
	"strings"

	"faro.example/shared/change"
	"faro.example/shared/conflict"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// Links is who is one child with whom, and for whom each record counts, as some
// records say. It is a function of the set of them.
//
// Of each minor the last record that names it tells, and two minors are one
// child if for both that is the same record, which has them on one side. So
// whoever holds what was said of one minor knows with whom it is joined, and no
// set of records makes a minor belong to two children.
type Links struct {
	last map[minor.ID]side
	home map[change.ID]minor.ID // records that were assigned, and to whom
}

// side is one side of what a record says.
type side struct {
	record *change.Placed
	minors []minor.ID
}

// LinksOf reads the links among records. Only what the registry took by right
// counts, so that nobody joins or parts minors on their own machine.
func LinksOf(entries []change.Placed) *Links { return linksOf(canonical(entries)) }

// linksOf reads the links among records in canonical order.
func linksOf(all []*change.Placed) *Links {
	l := &Links{last: map[minor.ID]side{}, home: map[change.ID]minor.ID{}}
	for _, p := range all {
		if !p.Standing.Entitled {
			continue
		}
		switch b := p.Body.(type) {
		case change.LinkSame:
			l.say(p, append([]minor.ID{p.Minor}, b.Minors...))
		case change.LinkParted:
			l.say(p, append([]minor.ID{p.Minor}, b.Minors...))
			l.say(p, b.Apart)
			for _, a := range b.Records {
				l.home[a.Record] = a.Minor
			}
		case change.Assigned:
			l.home[b.Record] = b.Minor
		}
	}
	return l
}

func (l *Links) say(p *change.Placed, minors []minor.ID) {
	for _, m := range minors {
		l.last[m] = side{p, minors}
	}
}

// Joined gives all the minors who are one child with a minor, itself among them,
// in order. The first, which is the least, stands for the child: it is the same
// whoever joined whom in which order.
func (l *Links) Joined(m minor.ID) []minor.ID {
	at, ok := l.last[m]
	if !ok {
		return []minor.ID{m}
	}
	var out []minor.ID
	for _, x := range at.minors {
		if l.last[x].record == at.record {
			out = append(out, x)
		}
	}
	slices.SortFunc(out, minor.ID.Compare)
	return slices.Compact(out)
}

// Home gives the minor for whom a record counts. It reports false for one that
// counts for nobody: it was written on the page of minors who are not one child,
// and nobody has said yet of whom it speaks.
func (l *Links) Home(p *change.Placed) (minor.ID, bool) {
	if m, ok := l.home[p.ID]; ok {
		return m, true
	}
	if len(p.Seen.Minors) == 0 {
		return p.Minor, true
	}
	joined := l.Joined(p.Minor)
	held := slices.ContainsFunc(p.Seen.Minors, func(m minor.ID) bool { return !slices.Contains(joined, m) })
	return p.Minor, !held
}

// Torn gives, of records, those that count for the child and were written on a
// page that showed minors of both sides: who parts them says of each for whom it
// counts. They are in canonical order.
func (l *Links) Torn(here, apart []minor.ID, entries []change.Placed) []change.ID {
	var out []change.ID
	for _, p := range canonical(entries) {
		home, counts := l.Home(p)
		if p.Section == change.Link || !counts || !slices.Contains(here, home) && !slices.Contains(apart, home) {
			continue
		}
		showed := func(m minor.ID) bool { return p.Minor == m || slices.Contains(p.Seen.Minors, m) }
		if slices.ContainsFunc(here, showed) && slices.ContainsFunc(apart, showed) {
			out = append(out, p.ID)
		}
	}
	return out
}

// Brought keeps, of the records that are read for a minor, those that whoever
// holds the minor is brought: what counts for the child and is about the minor
// or assigned to it, and what says who is one child with it. What counts for
// nobody yet may speak of another child, and stays with its author. The rest
// shares the memory of the entries.
func Brought(m minor.ID, entries []change.Placed) []change.Placed {
	if !linked(m, entries) {
		return entries
	}
	l := LinksOf(entries)
	joined := l.Joined(m)
	return slices.DeleteFunc(slices.Clone(entries), func(p change.Placed) bool {
		if p.Section == change.Link {
			return !names(&p, m)
		}
		home, counts := l.Home(&p)
		own := p.Minor == m && slices.Contains(joined, home)
		return !counts || !own && home != m
	})
}

// names reports whether a record of the section link names a minor, in its
// header or its body.
func names(p *change.Placed, m minor.ID) bool {
	if p.Minor == m {
		return true
	}
	switch b := p.Body.(type) {
	case change.LinkSame:
		return slices.Contains(b.Minors, m)
	case change.LinkDistinct:
		return b.Minor == m
	case change.LinkParted:
		return slices.Contains(b.Minors, m) || slices.Contains(b.Apart, m) ||
			slices.ContainsFunc(b.Records, func(a change.Assignment) bool { return a.Minor == m })
	case change.Assigned:
		return b.Minor == m
	}
	return false
}

// counting keeps, of records in canonical order, those that count for a child,
// and gives those of its minors that count for nobody.
func (l *Links) counting(joined []minor.ID, all []*change.Placed) (count []*change.Placed, held []change.ID) {
	for _, p := range all {
		home, counts := l.Home(p)
		switch {
		case counts && slices.Contains(joined, home):
			count = append(count, p)
		case !counts && slices.Contains(joined, p.Minor):
			held = append(held, p.ID)
		}
	}
	return count, held
}

// linked reports whether some of the records are about another minor, or were
// written where another was shown, or say who is one child with whom.
func linked(m minor.ID, entries []change.Placed) bool {
	for i := range entries {
		if p := &entries[i]; p.Minor != m || p.Section == change.Link || len(p.Seen.Minors) > 0 {
			return true
		}
	}
	return false
}

// foldLinked folds the casefile of the child that a minor is, from records among
// which there are links.
func foldLinked(m minor.ID, entries []change.Placed) File {
	all := canonical(entries)
	l := linksOf(all)
	joined := l.Joined(m)
	f := File{Minor: joined[0], Rules: Rules}
	if len(joined) > 1 {
		f.Joined = joined
	}
	if erased(m, all) {
		f.Erased = true
		return f
	}
	all, f.Held = l.counting(joined, all)
	f.fold(all, func(change.Section) bool { return true })
	return f
}

// erased reports whether the registry said of a minor that all about it is gone.
func erased(m minor.ID, all []*change.Placed) bool {
	return slices.ContainsFunc(all, func(p *change.Placed) bool {
		_, is := p.Body.(change.Erased)
		return is && p.Standing.Entitled && p.Minor == m
	})
}

// registrars gives who registered the minors of a joined child: each of them
// keeps what it had by right before. Nil for a child of one minor.
func (f *File) registrars(live []*change.Placed) []institution.OfficeID {
	if f.Joined == nil {
		return nil
	}
	var out []institution.OfficeID
	seen := map[minor.ID]bool{}
	for _, p := range live {
		if _, ok := p.Body.(minor.Registered); ok && !seen[p.Minor] {
			seen[p.Minor] = true
			out = append(out, p.Structure)
		}
	}
	slices.SortFunc(out, institution.OfficeID.Compare)
	return slices.Compact(out)
}

// ownCodes gives the national code of each other minor of a joined child a slot
// of its own: all of them stay valid.
func (f *File) ownCodes(claims []conflict.Claim) {
	for i := range claims {
		if c := &claims[i]; c.Record.Minor != f.Minor && c.Slot == SlotCode {
			c.Slot += ":" + c.Record.Minor.String()
		}
	}
}

// slotOfCode names the slot of all codes for that of one, others as they are.
func slotOfCode(slot string) string {
	if strings.HasPrefix(slot, SlotCode+":") {
		return SlotCode
	}
	return slot
}

// coded shows a code: that of the minor who stands for the child, or if that has
// none of the next; the others lead to the same casefile.
func (i *Identity) coded(c minor.Code) {
	if i.Code == "" {
		i.Code = c
		return
	}
	i.Codes = append(i.Codes, c)
}

// HasCode reports whether a national code is one of the child's.
func (i *Identity) HasCode(c minor.Code) bool {
	return c != "" && (i.Code == c || slices.Contains(i.Codes, c))
}

// registeredBy reports whether an office registered the child, or a minor joined
// with it.
func (i *Identity) registeredBy(o institution.OfficeID) bool {
	return i.RegisteredBy == o || slices.Contains(i.Registrars, o)
}

// Joined gives all the minors who are one child with a minor, as the records
// that are read for it say: see [Links.Joined].
func Joined(m minor.ID, entries []change.Placed) []minor.ID {
	if !linked(m, entries) {
		return []minor.ID{m}
	}
	return LinksOf(entries).Joined(m)
}
