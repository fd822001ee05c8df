package casefile

import (
	"crypto/sha256"
	"slices"

	"faro.example/shared/change"
	"faro.example/shared/facility"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

type conflictTag struct{}

// ConflictID identifies a conflict: the same for every holder, whenever it was
// opened and whatever contends.
type ConflictID = id.Of[conflictTag]

// Conflict gives the identifier of the conflict that is, or would be, open in a
// slot: of the child and the slot alone, as a UUID of version 8 (RFC 9562).
func (f *File) Conflict(slot string) ConflictID {
	sum := sha256.Sum256(append(append([]byte("faro conflict\x00"), f.Minor[:]...), slot...))
	v := ConflictID(sum[:16])
	v[6], v[8] = v[6]&0x0f|0x80, v[8]&0x3f|0x80
	return v
}

// Deciders is who may decide a conflict (design section 4).
type Deciders struct {
	Custodians []institution.ID `json:"custodians,omitempty"` // the social services in custody
	Near       facility.Place   `json:"near,omitzero"`        // the prefecture of this place
	Court      bool             `json:"court,omitempty"`      // the juvenile court of the place
	Ministry   bool             `json:"ministry,omitempty"`
	Decree     bool             `json:"decree,omitempty"`    // only for a record that cites a court's decree
	HandOver   bool             `json:"hand_over,omitempty"` // or the two institutions together, by offer and acceptance
}

// Deciders says who may decide about a slot. It needs identity, presence and
// custody whole, so only the registry, which holds every section, can tell it.
func (f *File) Deciders(slot string) Deciders {
	custodians := f.custodians()
	switch slot {
	case SlotPlace, SlotExit:
		return Deciders{Near: f.LastConfirmed(), Ministry: true}
	case SlotCustody:
		return Deciders{Ministry: true, HandOver: true}
	case SlotGuardian:
		return Deciders{Custodians: custodians, Court: true, Ministry: true, Decree: true}
	case minor.AttrBirth, minor.AttrAge:
		if f.ageAssessed() {
			return Deciders{Custodians: custodians, Court: true, Ministry: true, Decree: true}
		}
	}
	if ofTracing(slot) {
		return Deciders{Ministry: true}
	}
	return Deciders{Custodians: custodians, Ministry: len(custodians) == 0}
}

// custodians gives the institutions that have custody now, in order.
func (f *File) custodians() []institution.ID {
	var out []institution.ID
	for _, c := range f.Custody.Spans {
		if c.Span.Open() && !slices.Contains(out, c.By) {
			out = append(out, c.By)
		}
	}
	slices.SortFunc(out, institution.ID.Compare)
	return out
}

// ageAssessed reports whether an assessment or a court has spoken on the age.
func (f *File) ageAssessed() bool {
	weighs := func(rank int) bool {
		return rank == minor.Rank(minor.AttrBirth, minor.Assessment) || rank == minor.Rank(minor.AttrBirth, minor.CourtDecree)
	}
	for _, a := range f.Identity.Attributes {
		switch {
		case a.Slot == minor.AttrAge:
			return true
		case a.Slot == minor.AttrBirth:
			return weighs(a.Rank) || slices.ContainsFunc(a.Others, func(c Claim) bool { return weighs(c.Rank) })
		}
	}
	return false
}

// LastConfirmed gives the place last confirmed: the last structure of the
// directory at which the minor is or was by right; on the way, the one left.
func (f *File) LastConfirmed() facility.Place {
	stays := slices.Concat(f.Presence.Stays, f.Presence.Asked)
	slices.SortStableFunc(stays, func(a, b Stay) int { return a.Span.From.Compare(b.Span.From) })
	for _, s := range slices.Backward(stays) {
		where := s.At
		if s.State == InTransit {
			where = s.From
		}
		if s.State != Unplaced && !where.Facility.IsZero() && f.Rightful(s) {
			return where
		}
	}
	return facility.Place{}
}

// Concerned gives the offices that a conflict concerns: those whose records
// contend, and those in whose scope the minor is. Like [Scope] it needs the
// sections whole.
func (f *File) Concerned(c Conflict) []institution.OfficeID {
	out := append(Scope(f), c.Offices...)
	slices.SortFunc(out, institution.OfficeID.Compare)
	return slices.Compact(out)
}

// Side is one of the records that contend, with what it says in the slot.
type Side struct {
	*change.Placed
	Value any // of an attribute its value; else the body
}

// Sides gives the records that contend, beside each other, of those that are held.
func Sides(c Conflict, entries []change.Placed) []Side {
	var out []Side
	for _, id := range c.Records {
		i := slices.IndexFunc(entries, func(p change.Placed) bool { return p.ID == id })
		if i < 0 {
			continue
		}
		s := Side{Placed: &entries[i], Value: entries[i].Body}
		for _, claim := range appendClaims(nil, s.Placed) {
			if claim.Slot == c.Slot {
				s.Value = claim.Value
			}
		}
		out = append(out, s)
	}
	return out
}

// Meanwhile gives what is shown in a slot while it is in conflict: what protects.
func (f *File) Meanwhile(slot string) any {
	switch slot {
	case SlotPlace:
		if now, ok := f.Presence.Now(); ok {
			return now
		}
		return nil
	case SlotExit:
		return f.Presence.Exit
	case SlotFound:
		return f.Presence.Found
	case SlotCode:
		return f.Identity.Code
	case SlotCustody:
		return open(f.Custody.Spans, func(c Charge) bool { return c.Span.Open() })
	case SlotGuardian:
		return open(f.Guardian.Spans, func(g Guardianship) bool { return g.Span.Open() })
	}
	for _, a := range f.Identity.Attributes {
		if a.Slot == slot {
			return a.Value
		}
	}
	if b := f.tracingMeanwhile(slot); b != nil {
		return b
	}
	if p, ok := f.Procedure(slot); ok { // of a contested end nothing: it has not ended
		if s, ok := p.Decided(); ok {
			return s.Body
		}
	}
	return nil
}

func open[T any](all []T, is func(T) bool) []T {
	return slices.DeleteFunc(slices.Clone(all), func(v T) bool { return !is(v) })
}
