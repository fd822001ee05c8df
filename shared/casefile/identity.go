package casefile

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"

	"faro.example/shared/change"
	"faro.example/shared/conflict"
	"faro.example/shared/minor"
)

// foldIdentity fills in who the minor is said to be.
func (f *File) foldIdentity(s section) {
	claims := make([]conflict.Claim, 0, 2*len(s.live))
	for _, p := range s.live {
		f.Identity.list(p)
		claims = appendClaims(claims, p)
	}
	f.Identity.answer()
	f.Identity.Registrars = f.registrars(s.live)
	f.ownCodes(claims)
	slices.SortStableFunc(claims, func(a, b conflict.Claim) int { return cmp.Compare(a.Slot, b.Slot) })
	gone := s.goneFrom()
	for len(claims) > 0 {
		name, n := claims[0].Slot, 1
		for n < len(claims) && claims[n].Slot == name {
			n++
		}
		f.attribute(newSlot(&s, name, claims[:n], gone[slotOfCode(name)]))
		claims = claims[n:]
	}
}

// goneFrom gives the retracted records that spoke in each slot of identity.
func (s *section) goneFrom() map[string]map[change.ID]bool {
	var out map[string]map[change.ID]bool
	for _, p := range s.gone {
		for _, c := range appendClaims(nil, p) {
			if out == nil {
				out = map[string]map[change.ID]bool{}
			}
			if out[c.Slot] == nil {
				out[c.Slot] = map[change.ID]bool{}
			}
			out[c.Slot][p.ID] = true
		}
	}
	return out
}

// list adds what never contends.
func (i *Identity) list(p *change.Placed) {
	switch b := p.Body.(type) {
	case minor.Registered:
		if !i.Registered {
			i.Registered, i.RegisteredBy, i.Tag = true, p.Structure, b.Tag
		}
	case minor.IdentityAlias:
		i.Aliases = append(i.Aliases, Alias{b.Name, b.Source, p.ID})
	case minor.IdentifierStated:
		if b.Scheme != minor.NationalCode || !p.Standing.Entitled {
			i.Identifiers = append(i.Identifiers, Identifier{b.Scheme, b.Value, p.ID})
		}
	case minor.AgeOrdered:
		i.Orders = append(i.Orders, Order{b, p.On, p.ID})
	case minor.AgeAppealed:
		i.Appeals = append(i.Appeals, Appeal{b, p.On, p.ID})
	case minor.IdentityDisputed:
		i.disputed(b, p)
	case minor.NoticeGiven:
		i.Notices = append(i.Notices, Notice{b, p.On, p.ID})
	case minor.RelativeStated:
		if b.With.IsZero() {
			i.Relatives = append(i.Relatives, Relative{RelativeStated: b, Record: p.ID})
		}
	}
}

// appendClaims appends what a record claims in slots of identity.
func appendClaims(out []conflict.Claim, p *change.Placed) []conflict.Claim {
	switch b := p.Body.(type) {
	case minor.IdentityStated:
		return appendStated(out, p, b.Claims())
	case minor.AgeDecided:
		return appendStated(out, p, b.Claims())
	case minor.RelativeStated:
		if !b.With.IsZero() {
			c := claim(p, SlotRelative+b.With.String(), b, minor.Rank(SlotRelative, b.Source))
			c.Key = b.Is
			return append(out, c)
		}
	case minor.Registered:
		if b.Code != "" {
			return append(out, claim(p, SlotCode, b.Code, 0))
		}
	case minor.IdentifierStated: // a code stated anew by the registry stands above the one first written
		if b.Scheme == minor.NationalCode && p.Standing.Entitled {
			return append(out, claim(p, SlotCode, minor.Code(b.Value), 1))
		}
	case minor.DocumentAdded:
		return append(out, conflict.Claim{Record: p, Slot: documentSlot(b), Value: b, Key: b.Key()})
	}
	return out
}

func appendStated(out []conflict.Claim, p *change.Placed, claims []minor.Claim) []conflict.Claim {
	for _, c := range claims {
		out = append(out, conflict.Claim{Record: p, Slot: c.Attribute, Value: c.Value, Key: keyOf(c.Value), Rank: c.Rank})
	}
	return out
}

// claim is one whose value is its own key.
func claim(p *change.Placed, slot string, value any, rank int) conflict.Claim {
	return conflict.Claim{Record: p, Slot: slot, Value: value, Key: value, Rank: rank}
}

// documentSlot names the slot of one document without telling its number.
func documentSlot(b minor.DocumentAdded) string {
	sum := sha256.Sum256([]byte(b.Type + "\x00" + string(b.Country) + "\x00" + b.Number.Reveal()))
	return "document:" + hex.EncodeToString(sum[:8])
}

// files gives the scans of a document that any record in the slot names: who adds
// a page knows the document, and does not mean to take the other pages away.
func (sl *slot) files() []minor.File {
	var out []minor.File
	for _, c := range sl.claims {
		b, ok := c.Value.(minor.DocumentAdded)
		for _, f := range b.Files {
			if ok && !slices.Contains(out, f) {
				out = append(out, f)
			}
		}
	}
	return out
}

// attribute shows a slot: the live value of the highest rank; in conflict the
// one that protects, else the first said. A court's decree is never put behind
// what somebody who knew it typed over it.
func (f *File) attribute(sl *slot) {
	top, others := latest(sl.top())
	held, decrees := sl.typedOver(top, others)
	held = append(sl.contenders(top), held...)
	f.contend(sl.name, change.Identity, held)
	if len(top) == 0 {
		return
	}
	c := shown(sl.name, top, decrees, len(held) > 0)
	switch v := c.Value.(type) {
	case minor.Code:
		f.Identity.coded(v)
		return
	case minor.DocumentAdded:
		v.Files = sl.files()
		f.Identity.Documents = append(f.Identity.Documents, Document{v, c.Record.ID})
		return
	case minor.RelativeStated:
		f.Identity.Relatives = append(f.Identity.Relatives, Relative{v, c.Record.ID, len(held) > 0})
		return
	}
	a := Attribute{Slot: sl.name, Value: c.Value, Record: c.Record.ID, Rank: c.Rank, Held: len(held) > 0}
	for _, o := range top {
		a.beside(o, c)
	}
	for _, o := range others {
		a.beside(o, c)
	}
	f.Identity.Attributes = append(f.Identity.Attributes, a)
}

// shown gives the claim that is shown of those of the highest rank, and of the
// decrees that somebody typed over: in conflict the one that protects.
func shown(slot string, top, decrees []conflict.Claim, held bool) conflict.Claim {
	switch {
	case held && slot == minor.AttrBirth:
		all := slices.Concat(top, decrees)
		return all[youngest(all)]
	case len(decrees) > 0:
		return decrees[0]
	case held && slot == minor.AttrAge:
		for _, c := range top {
			if c.Value == minor.IsMinor {
				return c
			}
		}
	}
	return top[0]
}

// beside adds a claim whose value is not the one shown.
func (a *Attribute) beside(o, shown conflict.Claim) {
	if o.Key != shown.Key {
		a.Others = append(a.Others, Claim{o.Value, o.Record.ID, o.Rank})
	}
}

// youngest gives the claim with the latest birth date: in doubt the person is
// presumed a minor (law 47/2017 art. 5).
func youngest(claims []conflict.Claim) int {
	best := 0
	for i, c := range claims {
		if born(c).Date.After(born(claims[best]).Date) {
			best = i
		}
	}
	return best
}

func born(c conflict.Claim) minor.Birth {
	b, _ := c.Value.(minor.Birth)
	return b
}

// attributeAs gives the value shown in a slot of identity, if it has one.
func attributeAs[T any](i *Identity, slot string) (T, bool) {
	for _, a := range i.Attributes {
		if a.Slot == slot {
			v, ok := a.Value.(T)
			return v, ok
		}
	}
	var zero T
	return zero, false
}

// Name gives the name shown, and whether there is one.
func (i *Identity) Name() (minor.Name, bool) { return attributeAs[minor.Name](i, minor.AttrName) }

// Sex gives the sex shown; "" if it is not known.
func (i *Identity) Sex() minor.Sex {
	v, _ := attributeAs[minor.Sex](i, minor.AttrSex)
	return v
}

// Birth gives the birth date shown, and whether there is one.
func (i *Identity) Birth() (minor.Birth, bool) { return attributeAs[minor.Birth](i, minor.AttrBirth) }

// Citizenship gives the citizenship shown; "" if it is not known.
func (i *Identity) Citizenship() minor.Country {
	v, _ := attributeAs[minor.Country](i, minor.AttrCitizenship)
	return v
}
