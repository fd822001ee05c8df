package directory_test

import (
	"log/slog"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"faro.example/registry/census"
	"faro.example/registry/directory"
	"faro.example/registry/intake/intaketest"
	"faro.example/registry/judge"
	"faro.example/registry/pki"
	"faro.example/shared/access"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/placement"
	"faro.example/shared/reference"
)

// registry is a directory beside an intake at work.
type registry struct {
	*intaketest.House
	dir      *directory.Directory
	lines    *lines
	ministry access.Caller // an administrator of the Ministry
}

func newRegistry(t *testing.T) *registry {
	t.Helper()
	r := &registry{House: intaketest.New(t), lines: &lines{told: &teller{}}}
	var err error
	if r.dir, err = directory.New(r.DB.As("faro_directory"), r.Intake, r.Now, slog.New(slog.DiscardHandler)); err != nil {
		t.Fatal(err)
	}
	r.dir.Lines, r.dir.Machines = r.lines, &pki.Authority{}
	p := newPerson(institution.Office(r.Ministry), access.Ministry, true)
	if _, err := r.dir.Import(t.Context(), p.ID, day.Must("2020-01-01"), directory.Catalogue{People: []directory.Person{p}}); err != nil {
		t.Fatal(err)
	}
	if r.ministry, err = r.dir.Caller(t.Context(), p.ID, "keeps the directory"); err != nil {
		t.Fatal(err)
	}
	return r
}

// arrives records that a child is first seen at a centre.
func (r *registry) arrives(a *intaketest.Agent, on string) minor.ID {
	m := intaketest.Minor()
	a.Taken(a.Write(m, on, minor.Registered{Code: a.Code(), Tag: "1"}), a.Write(m, on, placement.Began{At: facility.At(facility.ID(a.Office))}))
	return m
}

// counts gives how many are counted at each structure, by its code.
func (r *registry) counts(t *testing.T, on, knownAt string) map[string]int {
	t.Helper()
	places, err := reference.Load()
	if err != nil {
		t.Fatal(err)
	}
	c, err := census.New(r.DB.As("faro_census"), r.lines, places)
	if err != nil {
		t.Fatal(err)
	}
	c.Now = r.Now
	q := census.Query{On: day.Must(on), By: []census.Dimension{census.Structure, census.Province}}
	if knownAt != "" {
		q.KnownAt = day.Must(knownAt)
	}
	got, err := c.Count(t.Context(), r.ministry, q)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]int{}
	for _, cell := range got.Cells {
		out[cell.Labels[0]+" "+cell.Labels[1]] += cell.Count
	}
	return out
}

func (r *registry) code(t *testing.T, f facility.ID) string {
	t.Helper()
	var code string
	r.Scan(&code, `SELECT code FROM offices WHERE id = $1`, f)
	return code
}

func TestWhatNamesAJoinedStructureCountsAtTheOtherAndWhatWasKnownStays(t *testing.T) {
	r := newRegistry(t)
	old, kept := r.Structure("089017"), r.Structure("089017")
	r.Exec(`UPDATE structures SET valid_from = '2026-03-09' WHERE id = $1`, kept) // entered a second time, later
	a, b := r.Agent(institution.OfficeOf(old)), r.Agent(institution.OfficeOf(kept))
	child := r.arrives(a, "2026-03-08")
	r.arrives(b, "2026-03-09")
	both := map[string]int{r.code(t, old) + " SR": 1, r.code(t, kept) + " SR": 1}
	one := map[string]int{r.code(t, kept) + " SR": 2}
	if diff := cmp.Diff(both, r.counts(t, "2026-03-10", "")); diff != "" {
		t.Errorf("before (-want +got):\n%s", diff)
	}
	r.SetNow(intaketest.Start.Add(24 * time.Hour))
	if err := r.dir.Join(t.Context(), r.ministry, old, kept); err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		name, on, known string
		want            map[string]int
	}{
		{"now", "2026-03-11", "", one},
		{"an earlier day, known now", "2026-03-10", "", one},
		{"a day before the other stood, known now", "2026-03-08", "", map[string]int{r.code(t, kept) + " SR": 1}},
		{"as known before", "2026-03-10", "2026-03-10", both},
	} {
		if diff := cmp.Diff(tc.want, r.counts(t, tc.on, tc.known)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tc.name, diff)
		}
	}
	var sees int
	r.Scan(&sees, `SELECT count(*) FROM scopes WHERE agent = $1 AND "left" IS NULL`, b.ID)
	if sees != 2 {
		t.Errorf("the installation of the other sees %d minors, want both", sees)
	}
	b.Author = a.Author
	b.Taken(b.Write(child, "2026-03-11", minor.IdentityStated{Source: minor.OwnWord, Sex: minor.Male}, intaketest.For(institution.OfficeOf(old))))
}

func TestOnlyTwoStructuresThatStandByThemselvesAreJoined(t *testing.T) {
	r := newRegistry(t)
	one, two, three, away := r.Structure("089017"), r.Structure("089017"), r.Structure("089017"), r.Structure("015146")
	staff := r.ministry
	staff.Administrator = false
	join := func(by access.Caller, old, other facility.ID) error { return r.dir.Join(t.Context(), by, old, other) }
	for _, tc := range []struct {
		name       string
		by         access.Caller
		old, other facility.ID
		kind       fault.Kind
	}{
		{"no administrator", staff, one, two, fault.Denied},
		{"with itself", r.ministry, one, one, fault.Conflict},
		{"of another municipality", r.ministry, one, away, fault.Conflict},
		{"with nothing", r.ministry, one, facility.ID(id.New[struct{}]()), fault.NotFound},
	} {
		if err := join(tc.by, tc.old, tc.other); !fault.Is(err, tc.kind) {
			t.Errorf("%s: got %v, want %v", tc.name, err, tc.kind)
		}
	}
	if err := join(r.ministry, one, two); err != nil {
		t.Fatal(err)
	}
	for name, pair := range map[string][2]facility.ID{"again": {one, three}, "into one that is joined": {three, one}, "one into which another was joined": {two, three}} {
		if err := join(r.ministry, pair[0], pair[1]); !fault.Is(err, fault.Conflict) {
			t.Errorf("%s: got %v, want a conflict", name, err)
		}
	}
}

func TestARemovedOperatorsRecordsAreTakenUntilTheGraceIsOver(t *testing.T) {
	r := newRegistry(t)
	at := r.Structure("089017")
	a := r.Agent(institution.OfficeOf(at))
	p := directory.Person{ID: a.Author, Name: "Zeno", Office: a.Office, Role: access.Centre}
	e := directory.Edit{From: r.Today(), Catalogue: directory.Catalogue{People: []directory.Person{p}}}
	if _, err := r.dir.Edit(t.Context(), r.ministry, e); err != nil {
		t.Fatal(err)
	}
	m := r.arrives(a, "2026-03-10")
	gone := directory.Edit{From: r.Today(), Ended: directory.Ended{People: []institution.PersonID{p.ID}}}
	if _, err := r.dir.Edit(t.Context(), r.ministry, gone); err != nil {
		t.Fatal(err)
	}
	told, err := r.dir.Directory(t.Context(), r.DB.As("faro_feed"), a.ID)
	if err != nil || len(told.Operators) != 0 {
		t.Errorf("the installation is told of %d operators and %v, want none", len(told.Operators), err)
	}
	say := func(sex minor.Sex) change.Record {
		return a.Write(m, "2026-03-10", minor.IdentityStated{Source: minor.OwnWord, Sex: sex})
	}
	r.SetNow(intaketest.Start.AddDate(0, 0, 89))
	a.Taken(say(minor.Male)) // written before, by an installation that was off line
	r.SetNow(intaketest.Start.AddDate(0, 0, 91))
	a.Refused(judge.NotOperator, say(minor.Female))
}

func TestWhoHasAnEndWritesUntilThenHoweverItWasSaid(t *testing.T) {
	for name, say := range map[string]func(*registry, directory.Edit) error{
		"by an edit": func(r *registry, e directory.Edit) error {
			_, err := r.dir.Edit(t.Context(), r.ministry, e)
			return err
		},
		"by an import": func(r *registry, e directory.Edit) error {
			_, err := r.dir.Import(t.Context(), institution.PersonID{}, e.From, e.Catalogue)
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRegistry(t)
			a := r.Agent(institution.OfficeOf(r.Structure("089017")))
			p := directory.Person{ID: a.Author, Name: "Zeno", Office: a.Office, Role: access.Centre, Until: r.Today().Add(10)}
			if err := say(r, directory.Edit{From: r.Today(), Catalogue: directory.Catalogue{People: []directory.Person{p}}}); err != nil {
				t.Fatal(err)
			}
			m := r.arrives(a, "2026-03-10")
			r.SetNow(intaketest.Start.AddDate(0, 0, 10+91))
			a.Refused(judge.NotOperator, a.Write(m, "2026-03-10", minor.IdentityStated{Source: minor.OwnWord, Sex: minor.Male}))
		})
	}
}
