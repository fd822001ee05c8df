package directory_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"faro.example/registry/directory"
	"faro.example/registry/pg/pgtest"
	"faro.example/shared/access"
	"faro.example/shared/api"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/institution"
)

var (
	noon  = time.Date(2026, 3, 31, 10, 0, 0, 0, time.UTC)
	today = day.Must("2026-03-31")
)

// teller gives one position more each time it tells.
type teller struct {
	position uint64
	last     []string // who was told
}

func (t *teller) Tell(_ context.Context, _ pgx.Tx, agents []change.AgentID) (uint64, error) {
	t.position++
	t.last = []string{}
	if agents == nil {
		t.last = append(t.last, "all")
	}
	for _, a := range agents {
		t.last = append(t.last, a.String())
	}
	return t.position, nil
}

func (t *teller) Rescope(context.Context, pgx.Tx, []change.AgentID) error { return nil }

type fixture struct {
	*pgtest.DB
	dir  *directory.Directory
	told *teller
	now  time.Time

	comune  institution.Institution
	centre  facility.Structure
	anna    directory.Person
	letsIn  directory.Operator
	machine change.AgentID
}

func newFixture(t *testing.T) *fixture {
	t.Helper()
	f := &fixture{DB: pgtest.New(t), told: &teller{}, now: noon}
	var err error
	f.dir, err = directory.New(f.As("faro_directory"), f.told, func() time.Time { return f.now }, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	f.comune = institution.Institution{ID: institution.ID(id.New[struct{}]()), Code: "C-PA", Name: "Comune di Palermo",
		Kind: institution.Municipality, Territory: []string{"082053"}}
	f.centre = facility.Structure{ID: facility.ID(id.New[struct{}]()), Code: "PA-1", Name: "Casa Uno", Type: facility.First,
		Municipality: "082053", Body: "Ente", Beds: 20}
	f.anna = directory.Person{ID: institution.PersonID(id.New[struct{}]()), Name: "Anna", Office: institution.Office(f.comune.ID),
		Role: access.Municipality}
	f.letsIn = directory.Operator{Person: f.anna.ID, Office: institution.OfficeOf(f.centre.ID), CodeSum: []byte{1}}
	return f
}

func (f *fixture) catalogue() directory.Catalogue {
	return directory.Catalogue{
		Institutions: []institution.Institution{f.comune}, Structures: []facility.Structure{f.centre},
		People: []directory.Person{f.anna}, Operators: []directory.Operator{f.letsIn},
	}
}

func (f *fixture) mustImport(t *testing.T, from string, c directory.Catalogue) directory.Imported {
	t.Helper()
	done, err := f.dir.Import(t.Context(), f.anna.ID, day.Must(from), c)
	if err != nil {
		t.Fatal(err)
	}
	return done
}

// enrol adds an installation that speaks for the centre.
func (f *fixture) enrol(t *testing.T) {
	t.Helper()
	f.machine = change.AgentID(id.New[struct{}]())
	f.install(t, f.machine, institution.OfficeOf(f.centre.ID))
}

// install adds an installation that speaks for offices.
func (f *fixture) install(t *testing.T, machine change.AgentID, offices ...institution.OfficeID) {
	t.Helper()
	if _, err := f.Admin().Exec(t.Context(), `INSERT INTO installations (id, role, label, record_key, enrolled_at)
		VALUES ($1, 'centre', 'one', uuid_send($1) || uuid_send($1), now())`, machine); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Admin().Exec(t.Context(), `INSERT INTO installation_offices SELECT $1, unnest($2::uuid[])`, machine, offices); err != nil {
		t.Fatal(err)
	}
}

func TestAnImportRunTwiceChangesNothingTheSecondTime(t *testing.T) {
	f := newFixture(t)
	if got, want := f.mustImport(t, "2020-01-01", f.catalogue()), (directory.Imported{Added: 4}); got != want {
		t.Errorf("first: got %+v, want %+v", got, want)
	}
	if got, want := f.mustImport(t, "2021-01-01", f.catalogue()), (directory.Imported{Unchanged: 4}); got != want {
		t.Errorf("second: got %+v, want %+v", got, want)
	}
	if f.told.position != 1 {
		t.Errorf("the installations were told %d times, want once", f.told.position)
	}
}

// version is one version of a structure's name.
type version struct {
	Name       string
	ValidFrom  day.Date
	ValidUntil day.Date
	KnownFrom  int64
	KnownUntil *int64
	By         institution.PersonID
}

func (f *fixture) versions(t *testing.T) []version {
	t.Helper()
	const q = `SELECT name, valid_from, valid_until, known_from, known_until, changed_by AS by FROM structures
		WHERE id = $1 ORDER BY version`
	rows, err := f.Admin().Query(t.Context(), q, f.centre.ID)
	if err != nil {
		t.Fatal(err)
	}
	out, err := pgx.CollectRows(rows, pgx.RowToStructByName[version])
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestAChangeKeepsWhatWasSaidBeforeWithDaysPositionAndAuthor(t *testing.T) {
	f := newFixture(t)
	f.mustImport(t, "2020-01-01", f.catalogue())
	changed := f.catalogue()
	changed.Structures[0].Name = "Casa Due"
	if got, want := f.mustImport(t, "2026-02-01", changed), (directory.Imported{Changed: 1, Unchanged: 3}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	two := int64(2)
	want := []version{
		{"Casa Uno", day.Must("2020-01-01"), day.Date{}, 1, &two, f.anna.ID},
		{"Casa Due", day.Must("2026-02-01"), day.Date{}, 2, nil, f.anna.ID},
		{"Casa Uno", day.Must("2020-01-01"), day.Must("2026-02-01"), 2, nil, f.anna.ID},
	}
	if diff := cmp.Diff(want, f.versions(t), cmp.AllowUnexported(day.Date{})); diff != "" {
		t.Errorf("versions (-want +got):\n%s", diff)
	}
}

func TestACorrectionFromTheSameDayLeavesOneVersionInForce(t *testing.T) {
	f := newFixture(t)
	f.mustImport(t, "2020-01-01", f.catalogue())
	changed := f.catalogue()
	changed.Structures[0].Name = "Casa Due"
	f.mustImport(t, "2020-01-01", changed)
	inForce := 0
	for _, v := range f.versions(t) {
		if v.KnownUntil == nil {
			inForce++
		}
	}
	if inForce != 1 {
		t.Errorf("got %d versions in force, want 1", inForce)
	}
}

func TestAnInstallationIsToldItsOperatorsItsOfficesAndEveryStructure(t *testing.T) {
	f := newFixture(t)
	c := f.catalogue()
	other := facility.Structure{ID: facility.ID(id.New[struct{}]()), Code: "MI-1", Name: "Casa Nord", Type: facility.Second, Municipality: "015146"}
	gone := directory.Person{ID: institution.PersonID(id.New[struct{}]()), Name: "Bruno", Office: f.letsIn.Office, Role: access.Centre}
	c.Structures = append(c.Structures, other)
	c.People = append(c.People, gone)
	c.Operators[0].Until = day.Must("2026-12-31")
	c.Operators = append(c.Operators, directory.Operator{Person: gone.ID, Office: f.letsIn.Office, Until: today},
		directory.Operator{Person: f.anna.ID, Office: institution.OfficeOf(other.ID)})
	f.mustImport(t, "2020-01-01", c)
	f.enrol(t)
	for _, role := range []string{"faro_directory", "faro_feed"} {
		got, err := f.dir.Directory(t.Context(), f.As(role), f.machine)
		if err != nil {
			t.Fatal(err)
		}
		want := &api.Directory{
			Operators: []api.Operator{{Person: f.anna.ID, Name: "Anna", Office: f.letsIn.Office, CodeSum: []byte{1},
				Until: time.Date(2026, 12, 30, 23, 0, 0, 0, time.UTC)}},
			Offices:    []api.Office{{ID: f.letsIn.Office, Code: "PA-1", Name: "Casa Uno"}},
			Structures: []facility.Structure{other, f.centre},
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", role, diff)
		}
	}
}

func TestAnOfficeIsFoundByCodeOrByTerritory(t *testing.T) {
	f := newFixture(t)
	f.mustImport(t, "2020-01-01", f.catalogue())
	got, err := f.dir.Find(t.Context(), "PA-1", "C-PA")
	want := []institution.OfficeID{f.letsIn.Office, institution.Office(f.comune.ID)}
	if err != nil || !cmp.Equal(got, want) {
		t.Errorf("by code: got %v and %v, want %v", got, err, want)
	}
	if _, err := f.dir.Find(t.Context(), "PA-1", "XX"); !fault.Is(err, fault.NotFound) {
		t.Errorf("a code that there is none of: got %v, want not found", err)
	}
	in, err := f.dir.In(t.Context(), []string{"082053", "082001"})
	if err != nil || len(in) != 2 {
		t.Errorf("by territory: got %v and %v, want two offices", in, err)
	}
	in, err = f.dir.In(t.Context(), []string{"015146"})
	if err != nil || len(in) != 0 {
		t.Errorf("in another territory: got %v and %v, want none", in, err)
	}
}

func TestAPersonIsWhoAsksOnlyWithAReasonAndInTheirTime(t *testing.T) {
	f := newFixture(t)
	c := f.catalogue()
	c.People[0].Until = day.Must("2026-04-01")
	f.mustImport(t, "2020-01-01", c)
	got, err := f.dir.Caller(t.Context(), f.anna.ID, "custody hearing")
	want := access.Caller{
		Role: access.Municipality, Person: f.anna.ID, Reason: "custody hearing", Territory: []string{"082053"},
		Offices: []institution.OfficeID{institution.Office(f.comune.ID), f.letsIn.Office},
	}
	if err != nil || !cmp.Equal(got, want) {
		t.Errorf("got %+v and %v, want %+v", got, err, want)
	}
	if _, err := f.dir.Caller(t.Context(), f.anna.ID, ""); !fault.Is(err, fault.Invalid) {
		t.Errorf("without a reason: got %v, want invalid", err)
	}
	if _, err := f.dir.Caller(t.Context(), institution.PersonID(id.New[struct{}]()), "x"); !fault.Is(err, fault.Denied) {
		t.Errorf("nobody: got %v, want denied", err)
	}
	c.People[0].Until = today
	f.mustImport(t, "2020-01-01", c)
	if _, err := f.dir.Caller(t.Context(), f.anna.ID, "x"); !fault.Is(err, fault.Denied) {
		t.Errorf("after their time: got %v, want denied", err)
	}
}

func TestWhatTheCatalogueMayNotSayIsNamed(t *testing.T) {
	f := newFixture(t)
	f.mustImport(t, "2020-01-01", f.catalogue())
	for _, tc := range []struct {
		name  string
		alter func(*directory.Catalogue)
		kind  fault.Kind
		field string
	}{
		{"a kind that there is none of", func(c *directory.Catalogue) { c.Institutions[0].Kind = "club" }, fault.Invalid, "institutions[0].kind"},
		{"a territory in words", func(c *directory.Catalogue) { c.Institutions[0].Territory = []string{"Rome"} }, fault.Invalid, "institutions[0].territory"},
		{"a structure without a code", func(c *directory.Catalogue) { c.Structures[0].Code = "" }, fault.Invalid, "structures[0].code"},
		{"a structure in no municipality", func(c *directory.Catalogue) { c.Structures[0].Municipality = "82" }, fault.Invalid, "structures[0].municipality"},
		{"a person without an office", func(c *directory.Catalogue) { c.People[0].Office = institution.OfficeID{} }, fault.Invalid, "people[0].office"},
		{"a person who is a machine", func(c *directory.Catalogue) { c.People[0].Role = access.System }, fault.Invalid, "people[0].role"},
		{"an operator who is nobody", func(c *directory.Catalogue) { c.Operators[0].Person = institution.PersonID{} }, fault.Invalid, "operators[0]"},
		{"an operator for an office that there is none of", func(c *directory.Catalogue) {
			c.Operators[0].Office = institution.OfficeID(id.New[struct{}]())
		}, fault.Invalid, "office"},
		{"a code of another office", func(c *directory.Catalogue) {
			c.Structures[0].ID, c.Structures[0].Name = facility.ID(id.New[struct{}]()), "Casa Tre"
		}, fault.Conflict, "code"},
		{"an institution that is a structure", func(c *directory.Catalogue) {
			c.Institutions[0].ID, c.Institutions[0].Code = institution.ID(f.centre.ID), "PA-1"
		}, fault.Conflict, "id"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c := f.catalogue()
			tc.alter(&c)
			_, err := f.dir.Import(t.Context(), f.anna.ID, today, c)
			if e := fault.As(err); !fault.Is(err, tc.kind) || e.Field != tc.field {
				t.Errorf("got %v of kind %v, want %v about %s", err, fault.KindOf(err), tc.kind, tc.field)
			}
		})
	}
}

func TestTheMinistrysSeatIsMadeOnce(t *testing.T) {
	f := newFixture(t)
	office, person, err := f.dir.Seat(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	office2, person2, err := f.dir.Seat(t.Context())
	if err != nil || office2 != office || person2 != person {
		t.Errorf("the second time: got %v, %v and %v, want the same", office2, person2, err)
	}
	c, err := f.dir.Caller(t.Context(), person, "start")
	if err != nil || c.Role != access.Ministry || !c.SpeaksFor(office) {
		t.Errorf("got %+v and %v, want the Ministry", c, err)
	}
}

func TestOnlyItsOwnRoleWritesTheDirectory(t *testing.T) {
	f := newFixture(t)
	f.mustImport(t, "2020-01-01", f.catalogue())
	for _, role := range []string{"faro_intake", "faro_feed", "faro_reader", "faro_census", "faro_audit"} {
		for _, q := range []string{`UPDATE structures SET known_until = 1`, `DELETE FROM structures`, `INSERT INTO offices VALUES (gen_random_uuid(), 'structure', 'X')`} {
			if _, err := f.As(role).Exec(t.Context(), q); err == nil {
				t.Errorf("%s could do: %s", role, q)
			}
		}
	}
	if _, err := f.As("faro_directory").Exec(t.Context(), `DELETE FROM structures`); err == nil {
		t.Error("a version of the directory can be deleted")
	}
	if _, err := f.As("faro_directory").Exec(t.Context(), `UPDATE structures SET name = 'X'`); err == nil {
		t.Error("a version of the directory can be overwritten")
	}
}
