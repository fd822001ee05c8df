package directory_test

import (
	"slices"
	"testing"

	"faro.example/registry/directory"
	"faro.example/shared/access"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
)

// colleagues adds a colleague of Palermo's staff, and lets the first write for a structure.
func (o *office) colleagues(t *testing.T) directory.Person {
	t.Helper()
	c := newPerson(institution.Office(o.palermo), access.Municipality, false)
	o.agree(t, put(c))
	if _, err := o.dir.Edit(t.Context(), o.as(t, o.palAdmin), operator(o.palStaff, institution.OfficeOf(o.centre))); err != nil {
		t.Fatal(err)
	}
	return c
}

func TestAStandInActsWithAColleaguesRightsFromADayToADay(t *testing.T) {
	o := newOffice(t)
	c := o.colleagues(t)
	s := directory.StandIn{Person: o.palStaff.ID, By: c.ID, Until: today.Add(3)}
	if _, err := o.dir.HandOver(t.Context(), o.as(t, o.palStaff), today.Add(1), s); err != nil {
		t.Fatal(err)
	}
	for days, acts := range []bool{false, true, true, false, false} {
		o.now = noon.AddDate(0, 0, days)
		got := o.as(t, c)
		if got.SpeaksFor(institution.OfficeOf(o.centre)) != acts || slices.Equal(got.For, []institution.PersonID{o.palStaff.ID}) != acts {
			t.Errorf("day %d: offices %v for %v, want the colleague's: %v", days, got.Offices, got.For, acts)
		}
		if got.Administrator {
			t.Errorf("day %d: an administrator by standing in", days)
		}
	}
}

func TestWorkIsHandedOverByWhoseItIsToAColleagueOfTheSameOffice(t *testing.T) {
	o := newOffice(t)
	c := o.colleagues(t)
	for _, tc := range []struct {
		name string
		by   directory.Person
		s    directory.StandIn
		kind fault.Kind
	}{
		{"the own work", o.palStaff, directory.StandIn{Person: o.palStaff.ID, By: c.ID}, fault.Internal},
		{"by the administrator", o.palAdmin, directory.StandIn{Person: o.palStaff.ID, By: c.ID}, fault.Internal},
		{"another's work, to oneself", c, directory.StandIn{Person: o.palStaff.ID, By: c.ID}, fault.Denied},
		{"by the administrator of another office", o.milAdmin, directory.StandIn{Person: o.palStaff.ID, By: c.ID}, fault.Denied},
		{"by the administrator to themself", o.palAdmin, directory.StandIn{Person: o.palStaff.ID, By: o.palAdmin.ID}, fault.Denied},
		{"to another office", o.palStaff, directory.StandIn{Person: o.palStaff.ID, By: o.milStaff.ID}, fault.Invalid},
		{"to nobody", o.palStaff, directory.StandIn{Person: o.palStaff.ID, By: newPerson(c.Office, c.Role, false).ID}, fault.Invalid},
		{"for too long", o.palStaff, directory.StandIn{Person: o.palStaff.ID, By: c.ID, Until: today.Add(93)}, fault.Invalid},
		{"for no day", o.palStaff, directory.StandIn{Person: o.palStaff.ID, By: c.ID, Until: today}, fault.Invalid},
	} {
		if tc.s.Until.IsZero() {
			tc.s.Until = today.Add(2)
		}
		_, err := o.dir.HandOver(t.Context(), o.as(t, tc.by), today, tc.s)
		if tc.kind == fault.Internal && err != nil || tc.kind != fault.Internal && !fault.Is(err, tc.kind) {
			t.Errorf("%s: got %v, want %v", tc.name, err, tc.kind)
		}
	}
}

func TestWorkHandedOverIsWorthWhatItsOwnerMayThen(t *testing.T) {
	for _, tc := range []struct {
		name string
		edit func(*office) directory.Edit
	}{
		{"taken back", func(o *office) directory.Edit {
			return directory.Edit{From: today, Ended: directory.Ended{StandIns: []directory.StandIn{{Person: o.palStaff.ID}}}}
		}},
		{"its owner has left", func(o *office) directory.Edit { return endPeople(o.palStaff) }},
		{"its owner works elsewhere", func(o *office) directory.Edit {
			return put(with(o.palStaff, func(p *directory.Person) { p.Office = institution.Office(o.milano) }))
		}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			o := newOffice(t)
			c := o.colleagues(t)
			if _, err := o.dir.HandOver(t.Context(), o.as(t, o.palStaff), today, directory.StandIn{Person: o.palStaff.ID, By: c.ID, Until: today.Add(5)}); err != nil {
				t.Fatal(err)
			}
			if got := o.as(t, c); len(got.For) != 1 {
				t.Fatalf("stands in for %v", got.For)
			}
			e := tc.edit(o)
			for i := range e.Ended.StandIns {
				e.Ended.StandIns[i].By = c.ID
			}
			o.agree(t, e)
			if got := o.as(t, c); len(got.For) != 0 || len(got.Offices) != 1 {
				t.Errorf("still stands in for %v, with offices %v", got.For, got.Offices)
			}
		})
	}
}
