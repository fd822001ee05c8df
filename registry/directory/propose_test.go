package directory_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"faro.example/registry/directory"
	"faro.example/shared/access"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
)

// national is an edit that names somebody of a national institution.
func (o *office) national(role access.Role, administrator bool) directory.Edit {
	at := map[access.Role]institution.ID{access.Interior: o.interior}[role]
	if at.IsZero() {
		at = o.ministry
	}
	return put(newPerson(institution.Office(at), role, administrator))
}

func (o *office) mustPropose(t *testing.T, by directory.Person, e directory.Edit) directory.ProposalID {
	t.Helper()
	p, err := o.dir.Propose(t.Context(), o.as(t, by), e)
	if err != nil {
		t.Fatal(err)
	}
	return p.ID
}

func TestWhatOpensCasefilesOrGivesRightsIsGivenByTwoPeopleOnly(t *testing.T) {
	o := newOffice(t)
	ministry := institution.Office(o.ministry)
	for _, tc := range []struct {
		name string
		edit directory.Edit
		two  bool
	}{
		{"somebody of the Ministry", o.national(access.Ministry, false), true},
		{"an administrator of the Ministry", o.national(access.Ministry, true), true},
		{"an auditor", o.national(access.Auditor, false), true},
		{"somebody of Interior", o.national(access.Interior, false), true},
		{"an official who becomes an administrator", put(with(o.official, func(p *directory.Person) { p.Administrator = true })), true},
		{"an administrator of Interior who moves to the Ministry",
			put(with(o.intAdmin, func(p *directory.Person) { p.Office, p.Role = ministry, access.Ministry })), true},
		{"who writes for the Ministry", operator(o.palStaff, ministry), true},
		{"an institution that becomes national", directory.Edit{From: today, Catalogue: directory.Catalogue{Institutions: []institution.Institution{
			{ID: o.milano, Code: "MIL", Name: "MIL", Kind: institution.Interior}}}}, true},
		{"somebody of a social service", put(newPerson(institution.Office(o.palermo), access.Municipality, false)), true},
		{"who moves to another social service", put(with(o.palStaff, func(p *directory.Person) { p.Office = institution.Office(o.milano) })), true},
		{"an administrator of a structure", put(newPerson(institution.OfficeOf(o.centre), access.Centre, true)), true},
		{"somebody of a structure", put(newPerson(institution.OfficeOf(o.centre), access.Centre, false)), false},
		{"a guardian", put(newPerson(institution.Office(o.palermo), access.Guardian, false)), false},
		{"who is an administrator no more", put(with(o.milAdmin, func(p *directory.Person) { p.Administrator = false })), false},
		{"an official with an end", put(with(o.official, func(p *directory.Person) { p.Until = today.Add(30) })), false},
		{"an official who is removed", endPeople(o.official), false},
	} {
		_, err := o.dir.Edit(t.Context(), o.as(t, o.minAdmin), tc.edit)
		if two := fault.Is(err, fault.Invalid); two != tc.two || !two && err != nil {
			t.Errorf("%s, by one: got %v, want two people asked for: %v", tc.name, err, tc.two)
		}
	}
}

func TestAProposalIsConfirmedByAnotherPersonWhomItDoesNotConcern(t *testing.T) {
	o := newOffice(t)
	e := put(with(o.official, func(p *directory.Person) { p.Administrator = true }))
	id := o.mustPropose(t, o.minAdmin, e)
	for _, who := range []directory.Person{o.minAdmin, o.official, o.palAdmin, o.intAdmin} {
		if _, err := o.dir.Confirm(t.Context(), o.as(t, who), id); !fault.Is(err, fault.Denied) {
			t.Errorf("a %s confirms: got %v, want denied", who.Role, err)
		}
	}
	if o.as(t, o.official).Administrator {
		t.Fatal("the official is an administrator already")
	}
	if _, err := o.dir.Confirm(t.Context(), o.as(t, o.minAdmin2), id); err != nil {
		t.Fatal(err)
	}
	if !o.as(t, o.official).Administrator {
		t.Error("confirmed, and nothing changed")
	}
	if _, err := o.dir.Confirm(t.Context(), o.as(t, o.minAdmin2), id); !fault.Is(err, fault.NotFound) {
		t.Errorf("a second time: got %v, want not found", err)
	}
}

func TestAProposalEnds(t *testing.T) {
	for _, tc := range []struct {
		name string
		end  func(*testing.T, *office, directory.ProposalID)
		kind fault.Kind
	}{
		{"by itself", func(_ *testing.T, o *office, _ directory.ProposalID) { o.now = o.now.Add(72 * time.Hour) }, fault.NotFound},
		{"when it is withdrawn", func(t *testing.T, o *office, id directory.ProposalID) {
			if err := o.dir.Withdraw(t.Context(), o.as(t, o.minAdmin), id); err != nil {
				t.Fatal(err)
			}
		}, fault.NotFound},
		{"with its proposer", func(t *testing.T, o *office, _ directory.ProposalID) {
			if _, err := o.dir.Edit(t.Context(), o.as(t, o.minAdmin2), endPeople(o.minAdmin)); err != nil {
				t.Fatal(err)
			}
		}, fault.Conflict},
	} {
		t.Run(tc.name, func(t *testing.T) {
			o := newOffice(t)
			id := o.mustPropose(t, o.minAdmin, o.national(access.Auditor, false))
			if list, err := o.dir.Proposals(t.Context(), o.as(t, o.minAdmin2)); err != nil || len(list) != 1 || list[0].ID != id {
				t.Errorf("what waits: %d and %v, want the one", len(list), err)
			}
			tc.end(t, o, id)
			if _, err := o.dir.Confirm(t.Context(), o.as(t, o.minAdmin2), id); !fault.Is(err, tc.kind) {
				t.Errorf("got %v, want %v", err, tc.kind)
			}
		})
	}
}

func TestAnOfficesAdministratorsAgreeWithEachOtherOrWithTheMinistry(t *testing.T) {
	o := newOffice(t)
	other := newPerson(institution.Office(o.palermo), access.Municipality, true)
	o.agree(t, put(other))
	id := o.mustPropose(t, o.palAdmin, put(newPerson(institution.Office(o.palermo), access.Municipality, false)))
	for _, who := range []directory.Person{o.palAdmin, o.palStaff, o.milAdmin} {
		if _, err := o.dir.Confirm(t.Context(), o.as(t, who), id); !fault.Is(err, fault.Denied) {
			t.Errorf("%s confirms: got %v, want denied", who.ID, err)
		}
		if err := o.dir.Refuse(t.Context(), o.as(t, who), id); !fault.Is(err, fault.Denied) {
			t.Errorf("%s refuses: got %v, want denied", who.ID, err)
		}
	}
	if _, err := o.dir.Confirm(t.Context(), o.as(t, other), id); err != nil {
		t.Errorf("a second administrator of the office: %v", err)
	}
}

func TestWhoRefusesSaysWhyAndTheProposerReadsIt(t *testing.T) {
	o := newOffice(t)
	newcomer := newPerson(institution.Office(o.palermo), access.Municipality, false)
	id := o.mustPropose(t, o.palAdmin, put(newcomer))
	no := o.as(t, o.minAdmin)
	no.Reason = "works elsewhere"
	if err := o.dir.Refuse(t.Context(), no, id); err != nil {
		t.Fatal(err)
	}
	if _, err := o.dir.Confirm(t.Context(), o.as(t, o.minAdmin2), id); !fault.Is(err, fault.NotFound) {
		t.Errorf("confirmed after that: %v", err)
	}
	for _, who := range []directory.Person{o.palAdmin, o.minAdmin2} {
		list, err := o.dir.Decided(t.Context(), o.as(t, who))
		if err != nil || len(list) != 1 || list[0].Outcome != "refused" || list[0].Why != "works elsewhere" || list[0].Who != o.minAdmin.ID ||
			list[0].Names[newcomer.ID] != newcomer.Name || list[0].Names[o.minAdmin.ID] == "" {
			t.Errorf("got %+v and %v", list, err)
		}
	}
	if list, err := o.dir.Decided(t.Context(), o.as(t, o.milAdmin)); err != nil || len(list) != 0 {
		t.Errorf("another office reads %d, and %v", len(list), err)
	}
}

func TestTheDatabaseItselfRefusesTwoEyes(t *testing.T) {
	o := newOffice(t)
	id := o.mustPropose(t, o.minAdmin, put(with(o.official, func(p *directory.Person) { p.Administrator = true })))
	for _, who := range []directory.Person{o.minAdmin, o.official} {
		const q = `UPDATE directory_proposals SET outcome = 'confirmed', decided_by = $2, decided_at = proposed_at WHERE id = $1`
		if _, err := o.As("faro_directory").Exec(t.Context(), q, id, who.ID); err == nil {
			t.Errorf("a %s could confirm", who.Role)
		}
	}
	for _, q := range []string{`DELETE FROM directory_proposals`, `UPDATE directory_proposals SET proposed_by = gen_random_uuid()`} {
		if _, err := o.As("faro_directory").Exec(t.Context(), q); err == nil {
			t.Errorf("could do: %s", q)
		}
	}
}

// Whatever the people of an office try, each by themselves and in any order,
// nobody gets a national role unless two of the Ministry's administrators agree.
func TestNobodyAloneMakesAnybodyNational(t *testing.T) {
	o := newOffice(t)
	all := []directory.Person{o.minAdmin, o.official, o.palAdmin, o.palStaff, o.milAdmin, o.intAdmin, o.cenAdmin}
	roles := []access.Role{access.Ministry, access.Auditor, access.Interior, access.Municipality, access.Centre}
	offices := []institution.OfficeID{institution.Office(o.ministry), institution.Office(o.palermo), institution.Office(o.interior), institution.OfficeOf(o.centre)}
	national := func() (n int) {
		const q = `SELECT count(*) FROM people WHERE known_until IS NULL AND (valid_until IS NULL OR valid_until > $1)
			AND (role IN ('ministry', 'auditor', 'interior') OR role = 'ministry' AND administrator)`
		if err := o.Admin().QueryRow(t.Context(), q, today).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	before := national()
	rapid.Check(t, func(rt *rapid.T) {
		by := rapid.SampledFrom(all).Draw(rt, "by")
		who := rapid.SampledFrom(slices.Concat(all, []directory.Person{newPerson(offices[0], access.Ministry, false)})).Draw(rt, "who")
		who.Role, who.Office = rapid.SampledFrom(roles).Draw(rt, "role"), rapid.SampledFrom(offices).Draw(rt, "office")
		who.Administrator = rapid.Bool().Draw(rt, "administrator")
		caller, err := o.dir.Caller(t.Context(), by.ID, "try")
		if err != nil {
			return // an earlier try has moved them out
		}
		e := put(who)
		if _, err := o.dir.Edit(t.Context(), caller, e); err == nil {
			if after := national(); after > before {
				rt.Fatalf("%s alone made somebody %s", by.Role, who.Role)
			}
			before = national()
			return
		}
		if p, err := o.dir.Propose(t.Context(), caller, e); err == nil {
			if _, err := o.dir.Confirm(t.Context(), caller, p.ID); err == nil {
				rt.Fatalf("%s confirmed what they proposed", by.Role)
			}
		}
	})
}
