// Package scene plays the scene that tells registers of this kind apart: two
// installations, off line, edit the same children, first other attributes of
// them and then the same one. Another way of replicating hides half of the
// edits without a word.
//
// The invariant: what is counted is what each store shows at the end, edit by
// edit, never a sample; an edit counts as hidden unless its value is the one
// shown, and as kept unless its value is nowhere beside it.
package scene

import (
	"context"
	"errors"
	"fmt"
	"time"

	"faro.example/deploy/loader"
	"faro.example/shared/casefile"
	"faro.example/shared/custody"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/placement"
)

// Side is one of the two: an installation, and who writes there for which office.
type Side struct {
	Name   string
	At     *loader.Installation
	Office institution.OfficeID
	Author institution.PersonID
}

// Scene is what is needed to play it: a centre that hosts the children, and the
// social service of its town, which has them in care.
type Scene struct {
	Centre   Side
	Facility facility.ID
	Service  Side
	Custody  institution.ID
	Today    day.Date
}

// Result is what was counted.
type Result struct {
	Children  int           `json:"children"`
	Edits     int           `json:"edits"`     // of each act
	Hidden    int           `json:"hidden"`    // edits of other attributes that one store or both do not show
	Spurious  int           `json:"spurious"`  // conflicts that these opened
	Conflicts int           `json:"conflicts"` // after edits of the same attribute, as the stores show them
	Kept      int           `json:"kept"`      // values of these that both stores show, one above the other
	Disjoint  time.Duration `json:"disjoint_ns"`
	Same      time.Duration `json:"same_ns"`
}

// Good fails unless no edit was hidden and every contention is a conflict.
func (r Result) Good() error {
	if r.Hidden == 0 && r.Spurious == 0 && r.Conflicts == r.Children && r.Kept == r.Edits {
		return nil
	}
	return fault.Newf(fault.Internal, "%d of %d edits hidden, %d conflicts where there are none; %d of %d conflicts, %d of %d values kept",
		r.Hidden, r.Edits, r.Spurious, r.Conflicts, r.Children, r.Kept, r.Edits)
}

// edit is what one side makes of an attribute of a child.
type edit struct {
	side  *Side
	child int
	slot  string
	value string
}

// Play plays the scene with n children who are registered for it.
func (s *Scene) Play(ctx context.Context, n int) (Result, error) {
	out := Result{Children: n, Edits: 2 * n}
	minors, err := s.begin(ctx, n)
	if err != nil {
		return out, fmt.Errorf("begin: %w", err)
	}
	began := time.Now()
	apart := s.edits(n, minor.AttrBirthPlace, minor.AttrMother)
	if err := s.offLine(ctx, minors, apart); err != nil {
		return out, fmt.Errorf("edit other attributes: %w", err)
	}
	out.Disjoint = time.Since(began)
	began = time.Now()
	hidden := map[edit]bool{}
	err = s.each(ctx, minors, func(_ *Side, child int, f *casefile.File) {
		out.Spurious += len(f.Conflicts)
		for _, e := range of(apart, child) {
			if shown(f, e.slot) != e.value {
				hidden[e] = true
			}
		}
	})
	if err != nil {
		return out, err
	}
	out.Hidden = len(hidden)
	same := s.edits(n, minor.AttrFather, minor.AttrFather)
	if err := s.offLine(ctx, minors, same); err != nil {
		return out, fmt.Errorf("edit the same attribute: %w", err)
	}
	out.Same = time.Since(began)
	return out, s.count(ctx, minors, same, &out)
}

// count counts the conflicts and the values kept: those that both stores show.
func (s *Scene) count(ctx context.Context, minors []minor.ID, same []edit, out *Result) error {
	conflicts, kept := map[int]int{}, map[edit]int{}
	err := s.each(ctx, minors, func(_ *Side, child int, f *casefile.File) {
		for _, c := range f.Conflicts {
			if c.Slot == minor.AttrFather && len(c.Records) == 2 {
				conflicts[child]++
			}
		}
		for _, e := range of(same, child) {
			if beside(f, e.slot, e.value) {
				kept[e]++
			}
		}
	})
	for _, at := range conflicts {
		out.Conflicts += at / 2
	}
	for _, at := range kept {
		out.Kept += at / 2
	}
	return err
}

// begin registers the children at the centre, has the social service take them
// into care, and brings both stores what there is.
func (s *Scene) begin(ctx context.Context, n int) ([]minor.ID, error) {
	minors := make([]minor.ID, n)
	var here, care []loader.Statement
	for k := range minors {
		minors[k] = minor.ID(id.New[struct{}]())
		say := func(side *Side, body loader.Statement) loader.Statement {
			body.Minor, body.On, body.Structure, body.Author = minors[k], day.On(s.Today), side.Office, side.Author
			return body
		}
		here = append(here,
			say(&s.Centre, loader.Statement{Body: minor.Registered{}}),
			say(&s.Centre, loader.Statement{Body: minor.IdentityStated{Source: minor.OwnWord, Name: &minor.Name{Given: minor.Text(fmt.Sprintf("Bambino %d", k))}}}),
			say(&s.Centre, loader.Statement{Body: placement.Began{At: facility.At(s.Facility)}}))
		care = append(care, say(&s.Service, loader.Statement{Body: custody.Taken{By: s.Custody}}))
	}
	err := errors.Join(s.Centre.At.Say(ctx, here), s.Centre.At.Exchange(ctx))
	if err == nil {
		err = errors.Join(s.Service.At.Say(ctx, care), s.exchange(ctx))
	}
	return minors, err
}

// of gives the edits of a child: one of each side.
func of(edits []edit, child int) []edit { return edits[2*child : 2*child+2] }

// edits gives what the centre makes of one attribute of each child, and the
// social service of another, or of the same.
func (s *Scene) edits(n int, centre, service string) []edit {
	var out []edit
	for k := range n {
		out = append(out, edit{&s.Centre, k, centre, fmt.Sprintf("Centro %d", k)}, edit{&s.Service, k, service, fmt.Sprintf("Comune %d", k)})
	}
	return out
}

// offLine has each side make its edits while neither pushes or pulls, and then
// gives both their lines back.
func (s *Scene) offLine(ctx context.Context, minors []minor.ID, edits []edit) error {
	for _, side := range []*Side{&s.Centre, &s.Service} {
		var said []loader.Statement
		for _, e := range edits {
			if e.side == side {
				said = append(said, loader.Statement{
					Minor: minors[e.child], On: day.On(s.Today), Structure: side.Office, Author: side.Author, Body: stated(e.slot, e.value),
				})
			}
		}
		if err := side.At.Say(ctx, said); err != nil {
			return fmt.Errorf("at the %s: %w", side.Name, err)
		}
	}
	return s.exchange(ctx)
}

// exchange has both push, and then both pull what the other pushed.
func (s *Scene) exchange(ctx context.Context) error {
	for _, side := range []*Side{&s.Centre, &s.Service, &s.Centre} {
		if err := side.At.Exchange(ctx); err != nil {
			return fmt.Errorf("at the %s: %w", side.Name, err)
		}
		if c, err := side.At.Counts(ctx); err != nil || c.Refused+c.Unsent > 0 {
			return errors.Join(err, fault.Newf(fault.Conflict, "at the %s %d records were refused and %d are unsent", side.Name, c.Refused, c.Unsent))
		}
	}
	return nil
}

// each looks at every child in both stores.
func (s *Scene) each(ctx context.Context, minors []minor.ID, look func(*Side, int, *casefile.File)) error {
	for _, side := range []*Side{&s.Centre, &s.Service} {
		for k, m := range minors {
			held, err := side.At.Held(ctx, m)
			if err != nil {
				return fmt.Errorf("at the %s: %w", side.Name, err)
			}
			look(side, k, &held.File)
		}
	}
	return nil
}

func stated(slot, value string) minor.IdentityStated {
	b := minor.IdentityStated{Source: minor.OwnWord}
	switch slot {
	case minor.AttrBirthPlace:
		b.BirthPlace = &minor.BirthPlace{Town: minor.Text(value)}
	case minor.AttrMother:
		b.Mother = &minor.Name{Given: minor.Text(value)}
	case minor.AttrFather:
		b.Father = &minor.Name{Given: minor.Text(value)}
	}
	return b
}

// shown gives the value that a casefile shows of an attribute.
func shown(f *casefile.File, slot string) string {
	for _, a := range f.Identity.Attributes {
		if a.Slot == slot {
			return text(a.Value)
		}
	}
	return ""
}

// beside reports whether a value is shown, or stands beside the one shown.
func beside(f *casefile.File, slot, value string) bool {
	for _, a := range f.Identity.Attributes {
		if a.Slot != slot {
			continue
		}
		for _, o := range a.Others {
			if text(o.Value) == value {
				return true
			}
		}
	}
	return shown(f, slot) == value
}

func text(value any) string {
	switch v := value.(type) {
	case minor.Name:
		return v.Given.Reveal()
	case minor.BirthPlace:
		return v.Town.Reveal()
	}
	return ""
}
