package judge

import (
	"context"
	"slices"

	"faro.example/shared/access"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/tracing"
)

// traced checks a step of a tracing by how the tracing stands: the minor consents,
// there is no risk, it is entrusted to who writes, the family consents to what is
// kept of it, and so on (law 47/2017 art. 6). The same conditions are looked up by
// whoever offers the form.
func (b *Bench) traced(ctx context.Context, c Case, seen sight) (*Refusal, error) {
	body, ok := c.Record.Body.(tracing.Conditional)
	if !ok || c.Given {
		return nil, nil // it was taken once
	}
	var s tracing.State
	if t, there := c.tracing(); there {
		s = t.State()
		if under, field := entrustedBy(body); field && c.passedOnUnseen(&t, under, seen) {
			s = t.Under(s, under)
		}
	}
	switch err := body.Conditions(s, c.writer()); {
	case err != nil && !s.There && fault.As(err).Field == "tracing":
		return inBody(NoTarget, err), nil
	case err != nil:
		return inBody(Unmet, err), nil
	}
	switch body := body.(type) {
	case tracing.Proposed:
		return b.proposable(ctx, c, body)
	case tracing.Entrusted:
		return b.covered(ctx, c, body)
	case tracing.Forwarded:
		return b.toInterior(ctx, body)
	}
	return nil, nil
}

// tracing gives the tracing that a record is a step of, and whether it is there.
func (c Case) tracing() (casefile.Tracing, bool) {
	of := tracing.Which(c.Record.Body)
	if of.IsZero() || len(c.Subject.Entries) == 0 {
		return casefile.Tracing{}, false
	}
	return c.Subject.Fold().TracingOf(of)
}

// inBody makes the refusal of a fault about a field of the body.
func inBody(r Reason, err error) *Refusal {
	why := RefuseFor(r, err)
	why.Field = "body." + why.Field
	return why
}

// writer gives the side for which a record is written.
func (c Case) writer() tracing.Writer {
	switch {
	case c.Guardian:
		return tracing.Writer{Party: tracing.Asker}
	case c.At.Role == access.Ministry:
		return tracing.Writer{Party: tracing.Ministry}
	case c.At.Role == access.Interior:
		return tracing.Writer{Party: tracing.Interior}
	case c.At.Role != access.TracingPartner:
		return tracing.Writer{Party: tracing.Asker}
	}
	return tracing.Writer{Party: tracing.Partner, Office: institution.ID(c.Record.Structure)}
}

// entrustedBy gives the entrustment that a step in the field names, and whether it
// is one.
func entrustedBy(b tracing.Conditional) (change.ID, bool) {
	switch b := b.(type) {
	case tracing.Contacted:
		return change.ID(b.Entrusted), true
	case tracing.Reported:
		return change.ID(b.Entrusted), true
	}
	return change.ID{}, false
}

// passedOnUnseen reports whether a tracing was passed on by a record that the
// author had not seen: off line a mission goes on under the entrustment that it
// knows (design section 5 rule 10). A withdrawn consent stops it all the same.
func (c Case) passedOnUnseen(t *casefile.Tracing, under change.ID, seen sight) bool {
	now, _, ok := t.Entrusted()
	if !ok || now.Record == under {
		return false
	}
	e := c.Subject.find(now.Record)
	return e != nil && e.Position > seen.knows && !slices.Contains(c.Record.Seen.Records, e.ID)
}

// proposable checks who proposes a tracing: whoever has parental responsibility, or
// the social services of the municipality where the minor resides (law 47/2017
// art. 6).
func (b *Bench) proposable(ctx context.Context, c Case, body tracing.Proposed) (*Refusal, error) {
	f, on := c.Subject.Fold(), c.Record.On.Day()
	var may bool
	switch {
	case c.Guardian:
		may = body.By == tracing.ByGuardian // of the own ward: see byGuardian
	case c.At.Structure:
		may = body.By == tracing.ByHolder && f.Competent(c.Record.Structure, on)
	default:
		may = body.By == tracing.BySocialServices || f.Responsible(body.By, on)
	}
	if !may {
		return inBody(Unmet, tracing.Irresponsible()), nil
	}
	if c.Guardian || c.At.Structure {
		return nil, nil
	}
	here, err := b.resides(ctx, c, f)
	if err != nil || here {
		return nil, err
	}
	return inBody(Unmet, tracing.Elsewhere()), nil
}

// resides reports whether the minor resides in the municipality that writes: it is
// at a structure there, by right; where no place is known, in its custody.
func (b *Bench) resides(ctx context.Context, c Case, f *casefile.File) (bool, error) {
	at := f.LastConfirmed()
	if now, there := f.Presence.Now(); there && now.State == casefile.Present {
		at = now.At
	}
	switch {
	case !at.Facility.IsZero():
		return b.inTerritory(ctx, c.At, at.Facility)
	case at.Area != "":
		return slices.Contains(c.At.Territory, at.Area), nil
	}
	return answers(f, c.Record.Structure), nil
}

// covered checks that a tracing is entrusted to a partner whose agreement is in
// force and covers the country, and to a mission of its own (D.Lgs 142/2015 art.
// 19 par. 7).
func (b *Bench) covered(ctx context.Context, c Case, body tracing.Entrusted) (*Refusal, error) {
	if b.Covers == nil {
		return nil, nil
	}
	covers, err := b.Covers(ctx, body.Partner, body.Country, c.Record.On.Day())
	if err != nil {
		return nil, err
	}
	if !covers {
		return inBody(Unmet, tracing.Uncovered()), nil
	}
	if body.Mission.IsZero() || b.Above == nil {
		return nil, nil
	}
	above, err := b.Above(ctx, body.Mission)
	if err != nil || above == body.Partner {
		return nil, err
	}
	return Refuse(Unmet, "body.mission", "no mission of that partner", "choose one of the partner's missions"), nil
}

// toInterior checks that a result that is sent to Interior goes to an institution
// of its, so that somebody is told (law 47/2017 art. 6).
func (b *Bench) toInterior(ctx context.Context, body tracing.Forwarded) (*Refusal, error) {
	if body.Interior.IsZero() || b.Kind == nil {
		return nil, nil
	}
	kind, err := b.Kind(ctx, body.Interior)
	if err != nil || kind == institution.Interior {
		return nil, err
	}
	return Refuse(Unmet, "body.interior", "no such institution in the directory, or one of another kind", "choose Interior's department from the list"), nil
}
