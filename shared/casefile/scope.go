package casefile

import (
	"slices"

	"faro.example/shared/facility"
	"faro.example/shared/institution"
	"faro.example/shared/right"
)

// Scope gives the offices in whose scope the minor is: the structures that host
// the minor, expect the minor, have reported the minor absent and nobody has
// found, or have sent the minor and nobody has recorded an arrival (design
// section 5 rule 12); one whose stay was ended by another's word alone, be it
// that the minor left the register, until it confirms (rule 11); and the
// institutions that answer for the minor, or are offered to by one that does,
// since who is asked to answer has to know for whom. A minor for whom no structure or
// institution stands by right yet is in the scope of the office that registered,
// whatever others say of where the minor is. And the institutions that trace the
// minor's family, for as long as the minor consents and the tracing is not closed
// or passed on (law 47/2017 art. 6): see [File.TracedBy]; unless what they would be
// shown is restricted (regulation (EU) 2016/679 art. 18).
//
// It needs identity, presence, custody, tracing and rights whole, so only the registry,
// which holds every section, can tell it.
func Scope(f *File) []institution.OfficeID {
	var out []institution.OfficeID
	add := func(o institution.OfficeID) {
		if !o.IsZero() && !slices.Contains(out, o) {
			out = append(out, o)
		}
	}
	for _, c := range f.Custody.Spans {
		if c.Span.Open() {
			add(institution.Office(c.By))
		}
	}
	for _, o := range f.Custody.Offers {
		add(institution.Office(o.To))
	}
	stays := f.Presence.Stays
	if len(f.Presence.Asked) > 0 {
		stays = slices.Concat(stays, f.Presence.Asked)
	}
	x := f.Presence.Exit
	left := x != nil && x.Counted
	if !left && len(out) == 0 && !slices.ContainsFunc(stays, f.hosted) {
		add(f.Identity.RegisteredBy)
		for _, o := range f.Identity.Registrars {
			add(o)
		}
	}
	for _, s := range stays {
		if !left || !s.Confirmed && s.Ended == x.Record {
			f.scopeOf(s, add)
		}
	}
	if !f.Stops(right.ToPartner) {
		for _, o := range f.TracedBy() {
			add(o)
		}
	}
	slices.SortFunc(out, institution.OfficeID.Compare)
	return out
}

// TracedBy gives the offices that have a tracing of the minor's family in hand,
// besides those who ask: see [Tracing.Entrustees]. The section of tracings is
// enough to tell, so an agent can too.
func (f *File) TracedBy() []institution.OfficeID {
	var out []institution.OfficeID
	for _, t := range f.Tracings() {
		out = append(out, t.Entrustees()...)
	}
	return out
}

// scopeOf adds the structures in whose scope a stay puts the minor.
func (f *File) scopeOf(s Stay, add func(institution.OfficeID)) {
	switch {
	case s.State == InTransit && (s.Span.Open() || !s.Confirmed && !f.rightAfter(s)):
		if s.Granted || f.byRegistrar(s, s.From) {
			add(office(s.From))
		}
		if s.Granted {
			add(office(s.At))
		}
	case s.State == Present || s.State == Missing:
		if (s.Span.Open() || !s.Confirmed) && f.Rightful(s) {
			add(office(s.At))
		}
	}
}

// rightAfter reports whether the minor came by right to a place after a stay. A
// child who is said to be elsewhere than where it was sent, by that place's own
// word alone, is still the sender's and the expected one's until then.
func (f *File) rightAfter(s Stay) bool {
	return slices.ContainsFunc(f.Presence.Stays, func(t Stay) bool { return t.Granted && !t.Span.From.Before(s.Span.Until) })
}

// Rightful reports whether the structure of a stay hosts the minor by right:
// whoever was entitled sent or placed the minor there, or the structure
// registered the minor and nobody hosted the minor before.
func (f *File) Rightful(s Stay) bool { return s.Granted || f.byRegistrar(s, s.At) }

// hosted reports whether a structure of the directory hosted, or sent, the minor
// by right.
func (f *File) hosted(s Stay) bool {
	if s.State == InTransit {
		return !s.From.Facility.IsZero() && (s.Granted || f.byRegistrar(s, s.From))
	}
	return s.State != Unplaced && !s.At.Facility.IsZero() && f.Rightful(s)
}

func (f *File) byRegistrar(s Stay, at facility.Place) bool {
	return s.First && !at.Facility.IsZero() && f.Identity.registeredBy(office(at))
}

func office(p facility.Place) institution.OfficeID { return institution.OfficeOf(p.Facility) }
