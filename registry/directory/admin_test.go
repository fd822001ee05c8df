package directory_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"faro.example/registry/audit"
	"faro.example/registry/directory"
	"faro.example/shared/access"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/institution"
)

// lines keeps the lines that were written, and the position told at each.
type lines struct {
	told *teller
	all  []audit.Line
	at   []uint64
}

func (l *lines) Write(_ context.Context, line audit.Line) error {
	l.all, l.at = append(l.all, line), append(l.at, l.told.position)
	return nil
}

// office is a directory with several institutions and their administrators.
type office struct {
	*fixture
	lines *lines

	ministry, palermo, milano, interior institution.ID
	centre, milanese                    facility.ID

	minAdmin, minAdmin2, official, palAdmin, palStaff, milAdmin, milStaff, intAdmin, cenAdmin, cenStaff directory.Person
}

func newPerson(o institution.OfficeID, r access.Role, administrator bool) directory.Person {
	return directory.Person{ID: institution.PersonID(id.New[struct{}]()), Name: "Zeno", Office: o, Role: r, Administrator: administrator}
}

func newOffice(t *testing.T) *office { return newOfficeOf(t, newFixture(t)) }

func newOfficeOf(t *testing.T, f *fixture) *office {
	t.Helper()
	o := &office{fixture: f}
	o.lines = &lines{told: o.told}
	o.dir.Lines = o.lines
	c := directory.Catalogue{}
	add := func(code string, k institution.Kind, territory ...string) institution.ID {
		v := institution.Institution{ID: institution.ID(id.New[struct{}]()), Code: code, Name: code, Kind: k, Territory: territory}
		c.Institutions = append(c.Institutions, v)
		return v.ID
	}
	o.ministry, o.palermo = add("MIN", institution.Ministry), add("PAL", institution.Municipality, "082053")
	o.milano, o.interior = add("MIL", institution.Municipality, "015146"), add("INT", institution.Interior)
	o.centre, o.milanese = facility.ID(id.New[struct{}]()), facility.ID(id.New[struct{}]())
	c.Structures = []facility.Structure{
		{ID: o.centre, Code: "PA-9", Name: "Casa", Type: facility.First, Municipality: "082053"},
		{ID: o.milanese, Code: "MI-9", Name: "Casa", Type: facility.First, Municipality: "015146"},
	}
	for _, p := range []struct {
		into  *directory.Person
		at    institution.OfficeID
		role  access.Role
		admin bool
	}{
		{&o.minAdmin, institution.Office(o.ministry), access.Ministry, true}, {&o.minAdmin2, institution.Office(o.ministry), access.Ministry, true},
		{&o.official, institution.Office(o.ministry), access.Ministry, false},
		{&o.palAdmin, institution.Office(o.palermo), access.Municipality, true}, {&o.palStaff, institution.Office(o.palermo), access.Municipality, false},
		{&o.milAdmin, institution.Office(o.milano), access.Municipality, true}, {&o.milStaff, institution.Office(o.milano), access.Municipality, false},
		{&o.intAdmin, institution.Office(o.interior), access.Interior, true},
		{&o.cenAdmin, institution.OfficeOf(o.centre), access.Centre, true}, {&o.cenStaff, institution.OfficeOf(o.centre), access.Centre, false},
	} {
		*p.into = newPerson(p.at, p.role, p.admin)
		c.People = append(c.People, *p.into)
	}
	c.Operators = []directory.Operator{{Person: o.cenStaff.ID, Office: institution.OfficeOf(o.centre)}, {Person: o.milStaff.ID, Office: institution.OfficeOf(o.milanese)}}
	o.mustImport(t, "2020-01-01", c)
	return o
}

// as is a person as who asks.
func (o *office) as(t *testing.T, p directory.Person) access.Caller {
	t.Helper()
	c, err := o.dir.Caller(t.Context(), p.ID, "staff changes")
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// rows counts the versions that there are.
func (o *office) rows(t *testing.T) (n int) {
	t.Helper()
	const q = `SELECT (SELECT count(*) FROM people) + (SELECT count(*) FROM operators) + (SELECT count(*) FROM institutions)
		+ (SELECT count(*) FROM structures) + (SELECT count(*) FROM stand_ins)`
	if err := o.Admin().QueryRow(t.Context(), q).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// put is an edit that puts people.
func put(people ...directory.Person) directory.Edit {
	return directory.Edit{From: today, Catalogue: directory.Catalogue{People: people}}
}

// agree has two of the Ministry's administrators make an edit.
func (o *office) agree(t *testing.T, e directory.Edit) {
	t.Helper()
	if _, err := o.dir.Confirm(t.Context(), o.as(t, o.minAdmin2), o.mustPropose(t, o.minAdmin, e)); err != nil {
		t.Fatal(err)
	}
}

func operator(p directory.Person, o institution.OfficeID) directory.Edit {
	return directory.Edit{From: today, Catalogue: directory.Catalogue{Operators: []directory.Operator{{Person: p.ID, Office: o}}}}
}

func endPeople(people ...directory.Person) directory.Edit {
	e := directory.Edit{From: today}
	for _, p := range people {
		e.Ended.People = append(e.Ended.People, p.ID)
	}
	return e
}

func with(p directory.Person, alter func(*directory.Person)) directory.Person {
	alter(&p)
	return p
}

func TestWhoMayEditWhat(t *testing.T) {
	o := newOffice(t)
	palermo, milano, centre, milanese := institution.Office(o.palermo), institution.Office(o.milano), institution.OfficeOf(o.centre), institution.OfficeOf(o.milanese)
	toMunicipality := func(at institution.OfficeID) directory.Edit {
		return put(newPerson(at, access.Municipality, false))
	}
	guardian := newPerson(palermo, access.Guardian, false)
	o.mustImport(t, "2020-01-01", directory.Catalogue{People: []directory.Person{guardian}})
	widened := directory.Edit{From: today, Catalogue: directory.Catalogue{Institutions: []institution.Institution{
		{ID: o.palermo, Code: "PAL", Name: "PAL", Kind: institution.Municipality, Territory: []string{"082021", "082053"}}}}}
	for _, tc := range []struct {
		name string
		by   directory.Person
		edit directory.Edit
		kind fault.Kind // Internal: it may
	}{
		{"the Ministry names somebody of a municipality", o.minAdmin, toMunicipality(palermo), fault.Invalid},
		{"the Ministry changes a territory", o.minAdmin, widened, fault.Internal},
		{"somebody of the Ministry who is no administrator", o.official, toMunicipality(palermo), fault.Denied},
		{"an administrator names own staff", o.palAdmin, toMunicipality(palermo), fault.Invalid},
		{"an administrator names another administrator", o.palAdmin, put(newPerson(palermo, access.Municipality, true)), fault.Invalid},
		{"an administrator names staff of another institution", o.palAdmin, toMunicipality(milano), fault.Denied},
		{"an administrator gives another role", o.palAdmin, put(newPerson(palermo, access.Auditor, false)), fault.Denied},
		{"an administrator fetches somebody from another institution", o.palAdmin,
			put(with(o.milStaff, func(p *directory.Person) { p.Office = palermo })), fault.Denied},
		{"an administrator removes staff of another institution", o.palAdmin, endPeople(o.milStaff), fault.Denied},
		{"an administrator removes whom the Ministry has named there", o.palAdmin, endPeople(guardian), fault.Denied},
		{"an administrator changes the own territory", o.palAdmin, widened, fault.Denied},
		{"an administrator makes themself stay for ever", o.palAdmin, put(o.palAdmin), fault.Denied},
		{"an administrator lets own staff write for a structure of the territory", o.palAdmin, operator(o.palStaff, centre), fault.Internal},
		{"an administrator lets own staff write for a structure elsewhere", o.palAdmin, operator(o.palStaff, milanese), fault.Denied},
		{"an administrator lets another's staff write here", o.palAdmin, operator(o.milStaff, centre), fault.Denied},
		{"an administrator lets somebody write who is nobody", o.palAdmin, operator(newPerson(palermo, access.Municipality, false), centre), fault.Denied},
		{"staff who are no administrators", o.palStaff, toMunicipality(palermo), fault.Denied},
		{"a centre's administrator names an operator", o.cenAdmin, put(newPerson(centre, access.Centre, false)), fault.Internal},
		{"a centre's administrator names somebody of the municipality", o.cenAdmin, toMunicipality(palermo), fault.Denied},
		{"a role that the office does not have", o.minAdmin, put(newPerson(palermo, access.Police, false)), fault.Invalid},
		{"an office that there is none of", o.minAdmin, toMunicipality(institution.OfficeID(id.New[struct{}]())), fault.Invalid},
		{"a municipality that people work at is closed", o.minAdmin,
			directory.Edit{From: today, Ended: directory.Ended{Institutions: []institution.ID{o.milano}}}, fault.Conflict},
		{"an operator of a day to come", o.palAdmin, func() directory.Edit {
			e := operator(o.palStaff, centre)
			e.From = today.Add(1)
			return e
		}(), fault.Invalid},
		{"a person who is not there is removed", o.minAdmin, endPeople(newPerson(palermo, access.Municipality, false)), fault.NotFound},
	} {
		t.Run(tc.name, func(t *testing.T) {
			before, lines, told := o.rows(t), len(o.lines.all), o.told.position
			_, err := o.dir.Edit(t.Context(), o.as(t, tc.by), tc.edit)
			if tc.kind == fault.Internal && err != nil || tc.kind != fault.Internal && !fault.Is(err, tc.kind) {
				t.Errorf("got %v, want %v", err, tc.kind)
			}
			if moved := o.rows(t) != before; moved != (err == nil) {
				t.Errorf("changed: %v, after %v", moved, err)
			}
			if len(o.lines.all) != lines+1 || o.lines.at[lines] != told || o.lines.all[lines].Allowed == fault.Is(err, fault.Denied) {
				t.Errorf("%d lines, the last of them %+v, want one that was written first", len(o.lines.all)-lines, o.lines.all[len(o.lines.all)-1])
			}
		})
	}
}

func TestALineSaysWhatWasEditedByIdentifiersAlone(t *testing.T) {
	o := newOffice(t)
	p := newPerson(institution.OfficeOf(o.centre), access.Centre, false)
	p.Name = "Qwxyz"
	if _, err := o.dir.Edit(t.Context(), o.as(t, o.cenAdmin), put(p)); err != nil {
		t.Fatal(err)
	}
	line := o.lines.all[len(o.lines.all)-1]
	if line.Caller.Person != o.cenAdmin.ID || line.Action != access.KeepStaff || !strings.Contains(line.Asked, p.ID.String()) || strings.Contains(line.Asked, "Qwxyz") {
		t.Errorf("got %+v", line)
	}
}

func TestWhoIsRemovedOrMovedWritesNoLongerWhereTheyWrote(t *testing.T) {
	for _, tc := range []struct {
		name string
		edit func(*office) directory.Edit
	}{
		{"removed", func(o *office) directory.Edit { return endPeople(o.cenStaff) }},
		{"moved", func(o *office) directory.Edit {
			return put(with(o.cenStaff, func(p *directory.Person) { p.Office = institution.OfficeOf(o.milanese) }))
		}},
		{"with an end that is today", func(o *office) directory.Edit {
			return put(with(o.cenStaff, func(p *directory.Person) { p.Until = today }))
		}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			o := newOffice(t)
			o.fixture.centre.ID = o.centre
			o.enrol(t)
			if _, err := o.dir.Edit(t.Context(), o.as(t, o.minAdmin), tc.edit(o)); err != nil {
				t.Fatal(err)
			}
			got, err := o.dir.Of(t.Context(), o.machine)
			if err != nil || len(got.Operators) != 0 {
				t.Errorf("the installation is told of %d operators and %v, want none", len(got.Operators), err)
			}
			var open int
			const q = `SELECT count(*) FROM operators WHERE person = $1 AND known_until IS NULL AND (valid_until IS NULL OR valid_until > $2)`
			if err := o.Admin().QueryRow(t.Context(), q, o.cenStaff.ID, today).Scan(&open); err != nil || open != 0 {
				t.Errorf("%d rights to write stand, and %v", open, err)
			}
		})
	}
}

func TestOnlyTheInstallationsConcernedAreTold(t *testing.T) {
	o := newOffice(t)
	o.fixture.centre.ID = o.centre
	o.enrol(t)
	for _, tc := range []struct {
		name string
		by   directory.Person
		edit directory.Edit
		want []string
	}{
		{"an operator of the centre", o.palAdmin, operator(o.palStaff, institution.OfficeOf(o.centre)), []string{o.machine.String()}},
		{"staff of an office without installations", o.milAdmin, endPeople(o.milStaff), []string{}},
		{"a structure", o.minAdmin, directory.Edit{From: today, Catalogue: directory.Catalogue{Structures: []facility.Structure{
			{ID: o.milanese, Code: "MI-9", Name: "Casa Nuova", Type: facility.First, Municipality: "015146"}}}}, []string{"all"}},
	} {
		if _, err := o.dir.Edit(t.Context(), o.as(t, tc.by), tc.edit); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(tc.want, o.told.last); diff != "" {
			t.Errorf("%s (-want +told):\n%s", tc.name, diff)
		}
	}
}

func TestATerritoryHoldsFromADayToADay(t *testing.T) {
	o := newOffice(t)
	consortium := institution.Institution{ID: o.palermo, Code: "PAL", Name: "PAL", Kind: institution.Municipality, Territory: []string{"082053", "082021"}}
	tomorrow := today.Add(1)
	if _, err := o.dir.Edit(t.Context(), o.as(t, o.minAdmin), directory.Edit{From: tomorrow, Catalogue: directory.Catalogue{Institutions: []institution.Institution{consortium}}}); err != nil {
		t.Fatal(err)
	}
	if got := o.as(t, o.palStaff).Territory; !slices.Equal(got, []string{"082053"}) {
		t.Errorf("today: got %v, want one municipality", got)
	}
	o.now = noon.AddDate(0, 0, 1)
	if got := o.as(t, o.palStaff).Territory; !slices.Equal(got, consortium.Territory) {
		t.Errorf("tomorrow: got %v, want both", got)
	}
}

func TestAStructureIsClosedOnADayAndStandsAsItWasBefore(t *testing.T) {
	o := newOffice(t)
	e := directory.Edit{From: today, Ended: directory.Ended{Structures: []facility.ID{o.milanese}}}
	if _, err := o.dir.Edit(t.Context(), o.as(t, o.minAdmin), e); err != nil {
		t.Fatal(err)
	}
	in, err := o.dir.In(t.Context(), []string{"015146"})
	if err != nil || !slices.Equal(in, []institution.OfficeID{institution.Office(o.milano)}) {
		t.Errorf("today there are %v and %v, want the social services alone", in, err)
	}
	_, err = o.dir.Edit(t.Context(), o.as(t, o.minAdmin), put(newPerson(institution.OfficeOf(o.milanese), access.Centre, false)))
	if !fault.Is(err, fault.Invalid) {
		t.Errorf("somebody is named there after that: got %v, want invalid", err)
	}
	var until day.Date
	const q = `SELECT valid_until FROM structures WHERE id = $1 AND known_until IS NULL`
	if err := o.Admin().QueryRow(t.Context(), q, o.milanese).Scan(&until); err != nil || until != today {
		t.Errorf("it ends on %s, and %v", until, err)
	}
	closed, open := institution.OfficeOf(o.milanese), institution.Office(o.milano)
	names, err := o.dir.Names(t.Context(), closed, open, institution.OfficeID{})
	if err != nil || len(names) != 2 || names[closed].Name == "" || names[open].Name == "" {
		t.Errorf("the closed structure and its municipality are called %v, and %v", names, err)
	}
}
