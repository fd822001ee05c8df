package judge

import (
	"slices"

	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// atRegistry: who is the same child is said at the registry alone, so that one
// such record follows the other, and is not taken back like others: what undoes
// it is a parting, which says what becomes of the records between. What is
// erased or struck out is so by its order, which nobody takes back.
func (b *Bench) atRegistry(c Case) *Refusal {
	r := c.Record
	switch body := r.Body.(type) {
	case change.Struck:
		if r.Section == change.Link {
			return Refuse(NotUndone, "header.section", "what says who is one child with whom is not struck out",
				"ask the Ministry to part the two casefiles, or to join them")
		}
		return b.ordered(c, body.Asked)
	case change.Erased:
		return b.ordered(c, body.Asked)
	}
	if r.Section != change.Link {
		return nil
	}
	switch r.Body.(type) {
	case change.Retracted, change.Resolved:
		return Refuse(NotUndone, "header.section", "a joining is not taken back or decided about like other records",
			"ask the Ministry to part the two casefiles, or to join them")
	}
	if c.By.ID != b.Registry {
		return Refuse(AtRegistry, "header.kind", "who is the same child is said at the registry alone",
			"tell the Ministry what you know of it")
	}
	return nil
}

// ordered checks that what is let go of is so by the registry, and by two persons.
func (b *Bench) ordered(c Case, asked institution.PersonID) *Refusal {
	if c.By.ID != b.Registry {
		return Refuse(AtRegistry, "header.kind", "what is erased or struck out is ordered at the registry alone",
			"tell the Ministry what stands in the wrong casefile")
	}
	if asked == c.Record.Author {
		return Refuse(FourEyes, "body.asked", "asked for and ordered by one person", "have another person give the order")
	}
	return nil
}

// onePage checks that the minors on the author's page were ever one child with
// that of the record: nobody claims to have known what is said of another.
func onePage(c Case) *Refusal {
	r := c.Record
	if len(r.Seen.Minors) == 0 || c.Given {
		return nil
	}
	for _, m := range r.Seen.Minors {
		if !slices.ContainsFunc(c.Subject.Entries, func(e change.Placed) bool { return joins(&e, r.Minor, m) }) {
			return Refuse(Seen, "header.seen.minors", "names a minor that never was one child with this one",
				"pull the feed, then write it anew")
		}
	}
	return nil
}

// joins reports whether a record joins two minors, perhaps with others.
func joins(e *change.Placed, a, b minor.ID) bool {
	same, ok := e.Body.(change.LinkSame)
	in := func(m minor.ID) bool { return e.Minor == m || slices.Contains(same.Minors, m) }
	return ok && in(a) && in(b)
}

// linkable checks what says who is one child with whom against what was said
// before. What is given back was checked when it was first taken.
func linkable(c Case) *Refusal {
	if c.Record.Section != change.Link || c.Given {
		return nil
	}
	l := casefile.LinksOf(c.Subject.Entries)
	switch b := c.Record.Body.(type) {
	case change.LinkSame:
		return joinable(c, b)
	case change.LinkDistinct:
		return distinct(c, l, b)
	case change.LinkParted:
		return partable(c, l, b)
	case change.Assigned:
		return assignable(c, l, b)
	}
	return nil
}

const lookAgain = "open the casefile again, and say it anew"

// joinable: two children or more, all of each, whom no courts tell apart.
func joinable(c Case, b change.LinkSame) *Refusal {
	r := c.Record
	if slices.Contains(b.Minors, r.Minor) {
		return Refuse(NotLinkable, "body.minors", "a minor cannot be joined with itself", "name another minor")
	}
	all := append([]minor.ID{r.Minor}, b.Minors...)
	var children []*Subject
	for _, m := range all {
		s := c.Child(m)
		if s == nil {
			return unknownMinor("body.minors")
		}
		for _, x := range casefile.LinksOf(s.Entries).Joined(m) {
			if !slices.Contains(all, x) {
				return Refuse(NotLinkable, "body.minors", "leaves out a minor that is joined with one of these", lookAgain)
			}
		}
		if s.Fold().Minor == m {
			children = append(children, s)
		}
	}
	if len(children) < 2 {
		return Refuse(NotLinkable, "body.minors", "they are one child already", "there is nothing to join")
	}
	return undecreed(children)
}

// undecreed refuses to join children about whom courts decided otherwise.
func undecreed(children []*Subject) *Refusal {
	for i, a := range children {
		for _, b := range children[i+1:] {
			find := func(id change.ID) *change.Placed {
				if p := a.find(id); p != nil {
					return p
				}
				return b.find(id)
			}
			if slot := casefile.Contradicting(a.Fold(), b.Fold(), find); slot != "" {
				return Refuse(NotLinkable, "body.minors", "courts decided otherwise about each of them: "+slot,
					"have the court that erred correct its decree, record that, and join them then")
			}
		}
	}
	return nil
}

func unknownMinor(field string) *Refusal {
	return Refuse(NotLinkable, field, "no such minor", "name a minor of the register")
}

// distinct: another minor, not joined, of whom that was not said before.
func distinct(c Case, l *casefile.Links, b change.LinkDistinct) *Refusal {
	r := c.Record
	said := func(e change.Placed) bool {
		was, ok := e.Body.(change.LinkDistinct)
		return ok && (e.Minor == r.Minor && was.Minor == b.Minor || e.Minor == b.Minor && was.Minor == r.Minor)
	}
	switch {
	case b.Minor == r.Minor:
		return Refuse(NotLinkable, "body.minor", "a minor cannot be another than itself", "name another minor")
	case c.Child(b.Minor) == nil:
		return unknownMinor("body.minor")
	case slices.Contains(l.Joined(r.Minor), b.Minor):
		return Refuse(NotLinkable, "body.minor", "they are joined: one child", "part them first")
	case slices.ContainsFunc(c.Subject.Entries, said):
		return Refuse(NotLinkable, "body.minor", "it was said before that they are two children", "there is nothing to say")
	}
	return nil
}

// partable: both sides together are the joined child, and each record that was
// written where both were shown is for one of its minors.
func partable(c Case, l *casefile.Links, b change.LinkParted) *Refusal {
	here := append([]minor.ID{c.Record.Minor}, b.Minors...)
	both := slices.Concat(here, b.Apart)
	slices.SortFunc(both, minor.ID.Compare)
	joined := l.Joined(c.Record.Minor)
	switch {
	case len(joined) == 1 || slices.ContainsFunc(b.Apart, func(m minor.ID) bool { return !slices.Contains(joined, m) }):
		return Refuse(NotLinkable, "body.apart", "they are not joined", "there is nothing to part")
	case !slices.Equal(both, joined):
		return Refuse(NotLinkable, "body.minors", "the two sides are not the whole of the joined child", lookAgain)
	}
	torn := l.Torn(here, b.Apart, c.Subject.Entries)
	for _, a := range b.Records {
		if !slices.Contains(torn, a.Record) {
			return Refuse(NotLinkable, "body.records", "assigns a record that was not written where both sides were shown", lookAgain)
		}
		if !slices.Contains(joined, a.Minor) {
			return Refuse(NotLinkable, "body.records", "assigns a record to a minor of neither side", "name a minor of the child that is parted")
		}
	}
	if len(b.Records) < len(torn) {
		return Refuse(NotLinkable, "body.records", "leaves a record without a side that was written where both were shown",
			"say of each such record for whom it counts")
	}
	return nil
}

// assignable: a record of the minor that counts for nobody, to a minor of its page.
func assignable(c Case, l *casefile.Links, b change.Assigned) *Refusal {
	p := c.Subject.find(b.Record)
	if p == nil || p.Minor != c.Record.Minor || p.Section == change.Link {
		return Refuse(NotLinkable, "body.record", "no such record of this minor", "name a record that the casefile shows as held")
	}
	if _, counts := l.Home(p); counts {
		return Refuse(NotLinkable, "body.record", "the record is not held: it counts already", "part the minors anew if it counts for the wrong one")
	}
	if p.Minor != b.Minor && !slices.Contains(p.Seen.Minors, b.Minor) {
		return Refuse(NotLinkable, "body.minor", "that minor was not on the page on which it was written", "name a minor that was shown there")
	}
	return nil
}
