package judge

import (
	"context"
	"slices"

	"faro.example/shared/access"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/custody"
	"faro.example/shared/facility"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
	"faro.example/shared/placement"
)

// allowed says whether that office may record that of that minor: what package
// access lets its role write, by what ties it to the minor (rule 11). An
// unknown minor and another's get the same answer. Where a restore has lost
// what would tell, the record is taken, since it may have been before; it opens
// nothing to its author.
func (b *Bench) allowed(ctx context.Context, c Case, seen sight) (*Refusal, error) {
	r, at := c.Record, c.At
	if why := ownOnly(r, at); why != nil {
		return why, nil
	}
	if c.Guardian {
		return b.byGuardian(c), nil
	}
	may := func(ties ...access.Relation) bool { return access.MayWrite(at.Role, r.Kind, r.Section, ties...) }
	var ties []access.Relation
	if own(c) {
		ties = append(ties, access.Own)
	}
	if seen.whole || seen.lost {
		ties = append(ties, access.InScope)
	}
	if addressed(c) {
		ties = append(ties, access.Addressed)
	}
	custodial := takesCustody(r.Body)
	if may(ties...) && (!custodial || stillHeld(c)) {
		return nil, nil
	}
	near, err := b.near(ctx, c)
	if err != nil || may(near...) {
		return nil, err
	}
	if body, ok := r.Body.(change.Resolved); ok && may(access.InTerritory) {
		if decides, err := b.decides(ctx, c, c.Subject.Fold(), body); err != nil || decides {
			return nil, err // of the place last confirmed, whatever is said of where the minor went
		}
	}
	if custodial {
		if offered, err := b.offered(ctx, c); err != nil || offered {
			return nil, err
		}
	}
	if c.Given && c.By.ID == b.Registry && b.byGuardian(c) == nil {
		return nil, nil // as a guardian it was taken once
	}
	return notTheirs(c), nil
}

// addressed reports whether a record says that a notice was opened which the
// office was sent, and which stands in that section.
func addressed(c Case) bool {
	body, ok := c.Record.Body.(minor.NoticeOpened)
	if !ok || len(c.Subject.Entries) == 0 {
		return false
	}
	n, sent := c.Subject.Fold().Sent(change.ID(body.Notice))
	return sent && n.Section == c.Record.Section && institution.Office(institution.ID(n.To)) == c.Record.Structure
}

// takesCustody reports whether a record makes its author answer for the minor.
func takesCustody(b change.Body) bool {
	switch b.(type) {
	case custody.Taken, custody.Accepted:
		return true
	}
	return false
}

// offered reports whether whoever had custody has let go, nobody has taken it,
// and the minor is said to be in the office's territory. The release, which is
// another's record, opens it: a child for whom nobody answers is worse off than
// one whose departure is still to be written down.
func (b *Bench) offered(ctx context.Context, c Case) (bool, error) {
	f, released := c.Subject.Fold(), false
	for _, s := range f.Custody.Spans {
		if s.Span.Open() && !s.Released {
			return false, nil
		}
		released = released || s.Span.Open()
	}
	now, there := f.Presence.Now()
	if !released || !there || c.At.Role != access.Municipality || now.State == casefile.InTransit {
		return false, nil
	}
	return b.inTerritory(ctx, c.At, now.At.Facility)
}

// stillHeld reports whether the minor is in the installation's scope now, or is
// the office's own alone. To take custody opens the casefile to its author: what
// the author says to have seen is not enough, or who once held a minor could
// come back at any time by claiming an old page.
func stillHeld(c Case) bool {
	s, r := c.Subject, c.Record
	if c.At.Role == access.Ministry ||
		slices.ContainsFunc(s.Scopes, func(o Scope) bool { return o.Agent == r.Agent && o.Left == 0 }) {
		return true
	}
	scope := casefile.Scope(s.Fold())
	if slices.Contains(scope, r.Structure) || slices.ContainsFunc(s.Entries, func(e change.Placed) bool {
		return e.Agent == r.Agent && slices.Contains(scope, e.Structure) // it speaks for that office too
	}) {
		return true
	}
	return !slices.ContainsFunc(s.Entries, func(e change.Placed) bool { return e.Structure != r.Structure })
}

// own reports whether a record is about what happened at the structure that
// writes, or takes back what the same office said.
func own(c Case) bool {
	if body, ok := c.Record.Body.(change.Retracted); ok {
		target := c.Subject.find(body.Record)
		return target != nil && target.Structure == c.Record.Structure
	}
	return c.At.Structure && len(Places(c.Record.Body)) > 0
}

// ownOnly: a structure records what happens at itself, an institution takes and
// releases custody for itself; the Ministry does either in another's stead.
func ownOnly(r *change.Record, at *Office) *Refusal {
	if at.Role == access.Ministry {
		return nil
	}
	if by := answering(r.Body); !by.IsZero() && institution.Office(by) != r.Structure {
		return Refuse(NotOwn, "body.by", "custody of another institution", "let that institution record it")
	}
	if about, ok := happensAt(r.Body); at.Structure && ok && about.Facility != facility.ID(r.Structure) {
		return Refuse(NotOwn, "body", "about another structure", "record what happens at the structure you write for")
	}
	return nil
}

// answering gives the institution that a record of custody is by; none for
// other records.
func answering(b change.Body) institution.ID {
	switch b := b.(type) {
	case custody.Taken:
		return b.By
	case custody.Released:
		return b.By
	case custody.Offered:
		return b.By
	case custody.Accepted:
		return b.By
	case custody.Refused:
		return b.By
	}
	return institution.ID{}
}

// happensAt gives the structure at which what a record says happens, and
// whether it happens at one.
func happensAt(b change.Body) (facility.Place, bool) {
	if b, ok := b.(movement.Refused); ok {
		return b.To, true
	}
	if p := Places(b); len(p) > 0 {
		return p[0], true
	}
	return facility.Place{}, false
}

// Places gives the places that a body names.
func Places(b change.Body) []facility.Place {
	switch b := b.(type) {
	case placement.Began:
		return []facility.Place{b.At}
	case placement.Ended:
		return []facility.Place{b.At}
	case movement.Departed:
		return []facility.Place{b.From, b.To}
	case movement.Arrived:
		if b.From != nil {
			return []facility.Place{b.At, *b.From}
		}
		return []facility.Place{b.At}
	case movement.AbsenceReported:
		return []facility.Place{b.From}
	case movement.AbsenceEnded:
		if b.At != nil {
			return []facility.Place{*b.At}
		}
	case movement.Refused:
		return []facility.Place{b.From, b.To}
	case movement.Withdrawn:
		return []facility.Place{b.From, b.To}
	case placement.Confirmed:
		return []facility.Place{b.At}
	case placement.Reserved:
		return []facility.Place{b.At}
	case placement.Released:
		return []facility.Place{b.At}
	}
	return nil
}
