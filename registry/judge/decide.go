package judge

import (
	"context"
	"slices"

	"faro.example/shared/access"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/facility"
	"faro.example/shared/guardian"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// views are the casefile as it is before the record, and as its author had seen
// it: what is decided off line is judged by what was on the page, and a
// casefile that went on meanwhile loses no decision (design section 4).
type views struct{ now, seen *casefile.File }

// viewsOf folds the casefile as the author had seen it, where that is another.
func viewsOf(c Case, knows uint64) views {
	out := views{now: c.Subject.Fold()}
	var page []change.Placed
	for _, e := range c.Subject.Entries {
		if e.Position <= knows || slices.Contains(c.Record.Seen.Records, e.ID) {
			page = append(page, e)
		}
	}
	if len(page) == len(c.Subject.Entries) {
		out.seen = out.now
		return out
	}
	f := casefile.Fold(c.Record.Minor, page)
	out.seen = &f
	return out
}

// decided judges a decision: what it is about, and whether its author may decide.
// Where a restore has lost what would tell, it is taken, and counts if its author
// may by what is left.
func (b *Bench) decided(ctx context.Context, c Case, seen sight) (*Refusal, bool, error) {
	body, v := c.Record.Body.(change.Resolved), viewsOf(c, seen.knows)
	may, err := b.mayDecide(ctx, c, v, body)
	switch {
	case err != nil || seen.lost:
		return nil, may, err
	case !may:
		return notDecider(v.now, body.Slot), false, nil
	}
	return decidable(v, body), true, nil
}

// decidable checks a decision against the conflict that it is about: one that is
// open, or was on the author's page; between records that contend there.
func decidable(v views, body change.Resolved) *Refusal {
	contend := append(contending(v.now, body.Slot), contending(v.seen, body.Slot)...)
	if len(contend) == 0 {
		return Refuse(NoConflict, "body.slot", "no conflict is open about this, or it is decided already",
			"open the casefile again; where the decision is wrong, take it back")
	}
	if slices.ContainsFunc(body.Saw, func(id change.ID) bool { return !slices.Contains(contend, id) }) {
		return Refuse(NoConflict, "body.saw", "names a record that does not contend there",
			"name the records that the conflict shows, and no other")
	}
	return nil
}

func contending(f *casefile.File, slot string) []change.ID {
	for _, c := range f.Conflicts {
		if c.Slot == slot {
			return slices.Clone(c.Records)
		}
	}
	return nil
}

// mayDecide reports whether the author may decide, by the casefile as it is or as
// it was on the author's page (design section 4, "Who decides").
func (b *Bench) mayDecide(ctx context.Context, c Case, v views, body change.Resolved) (bool, error) {
	may, err := b.decides(ctx, c, v.now, body)
	if err != nil || may || len(contending(v.seen, body.Slot)) == 0 {
		return may, err // a page that showed no conflict makes nobody its judge
	}
	return b.decides(ctx, c, v.seen, body)
}

func (b *Bench) decides(ctx context.Context, c Case, f *casefile.File, body change.Resolved) (bool, error) {
	who, at := f.Deciders(body.Slot), c.At
	if who.Decree && !citesDecree(c.Subject, body) {
		return false, nil
	}
	near := who.Near.Facility
	switch at.Role {
	case access.Ministry:
		return who.Ministry, nil
	case access.Municipality:
		return slices.Contains(who.Custodians, institution.ID(c.Record.Structure)), nil
	case access.Court:
		if !who.Court {
			return false, nil
		}
		near = f.LastConfirmed().Facility
	case access.Prefecture:
	default:
		return false, nil
	}
	return b.inTerritory(ctx, at, near)
}

// citesDecree reports whether what is decided rests upon a court's decree: the
// record chosen is one, or the value stated cites one.
func citesDecree(s *Subject, body change.Resolved) bool {
	if len(body.Third) > 0 {
		v, err := casefile.Third(body.Slot, body.Third)
		_, appointed := v.(guardian.Appointed)
		return err == nil && appointed
	}
	p := s.find(body.Choose)
	if p == nil {
		return false
	}
	switch b := p.Body.(type) {
	case guardian.Appointed, minor.AgeDecided:
		return true
	case minor.IdentityStated:
		return b.Source == minor.CourtDecree
	}
	return false
}

// nearest reports whether the place last confirmed lies in the office's territory.
func (b *Bench) nearest(ctx context.Context, c Case) (bool, error) {
	return b.inTerritory(ctx, c.At, c.Subject.Fold().LastConfirmed().Facility)
}

// notDecider is the answer to who may write about the minor, and not decide.
func notDecider(f *casefile.File, slot string) *Refusal {
	who := f.Deciders(slot)
	remedy := "ask the Ministry, or say what you know in a record of your own"
	switch {
	case who.Decree:
		remedy = "choose a record that cites a court's decree, or have the social services in custody or the court do it"
	case who.Near != facility.Place{}:
		remedy = "ask the prefecture of the place last confirmed, or the Ministry"
	case who.HandOver:
		remedy = "offer custody or accept it, or ask the Ministry"
	case len(who.Custodians) > 0:
		remedy = "ask the social services in custody"
	}
	return Refuse(NotDecider, "header.structure", "this office may not decide that conflict", remedy)
}
