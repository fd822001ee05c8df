package lookup_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/intake/intaketest"
	"faro.example/registry/lookup"
	"faro.example/registry/pg"
	"faro.example/shared/access"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
	"faro.example/shared/placement"
)

// born adds a child of a day at a structure of a town, and gives it with its host.
func (g *glazed) born(t *testing.T, town string, on day.Date, sex minor.Sex, from minor.Country) (minor.ID, *intaketest.Agent) {
	t.Helper()
	at := g.h.Structure(town)
	a := g.h.Agent(institution.OfficeOf(at))
	m := intaketest.Minor()
	a.Taken(
		a.Write(m, "2026-03-01", minor.Registered{Code: a.Code()}),
		a.Write(m, "2026-03-01", minor.IdentityStated{
			Source: minor.OwnWord, Sex: sex, Citizenship: from, Birth: &minor.Birth{Date: on, Precision: minor.ToDay, Provenance: minor.Declared},
		}),
		a.Write(m, "2026-03-01", placement.Began{At: facility.At(at)}),
	)
	return m, a
}

var newYear = day.Must("2009-01-01")

func ids(found []lookup.Found) []minor.ID {
	var out []minor.ID
	for _, f := range found {
		out = append(out, f.Minor)
	}
	return out
}

func TestASearchGivesThoseWhoseCasefilesOpenAndLeavesALine(t *testing.T) {
	g := newGlazed(t)
	boy, host := g.born(t, "088009", newYear, minor.Male, "GN")
	girl, _ := g.born(t, "088009", newYear, minor.Female, "GN")
	far, _ := g.born(t, "015146", newYear, minor.Male, "GN")
	g.born(t, "088009", newYear.Add(1), minor.Male, "GN")
	centre := access.Caller{Role: access.Centre, Offices: []institution.OfficeID{host.Office}}
	for _, c := range []struct {
		name string
		by   access.Caller
		q    lookup.Query
		want []minor.ID
	}{
		{"the Ministry", access.Caller{Role: access.Ministry}, lookup.Query{Born: newYear}, []minor.ID{boy, girl, far}},
		{"a social service of the place", services(institution.ID{8}, "088009"), lookup.Query{Born: newYear}, []minor.ID{boy, girl}},
		{"by sex as well", services(institution.ID{8}, "088009"), lookup.Query{Born: newYear, Sex: minor.Female}, []minor.ID{girl}},
		{"by citizenship as well", services(institution.ID{8}, "088009"), lookup.Query{Born: newYear, Citizenship: "EG"}, nil},
		{"the host", centre, lookup.Query{Born: newYear}, []minor.ID{boy}},
		{"elsewhere", services(institution.ID{8}, "001272"), lookup.Query{Born: newYear}, nil},
		{"an officer elsewhere", g.officer, lookup.Query{Born: newYear}, []minor.ID{far}},
	} {
		got, more, err := g.look.Find(t.Context(), c.by, c.q)
		slices.SortFunc(c.want, minor.ID.Compare)
		if err != nil || more || !slices.Equal(ids(got), c.want) {
			t.Errorf("%s: got %v, %v, want %v", c.name, ids(got), err, c.want)
		}
		l := g.last()
		if l.Action != access.Search || !l.Allowed || !slices.Equal(l.Subjects, c.want) || !strings.Contains(l.Asked, "2009-01-01") {
			t.Errorf("%s: the line is %+v", c.name, l)
		}
	}
}

func TestASearchIsNotForEverybodyAndFindsNobodyBehindGlassOrByAClaim(t *testing.T) {
	g := newGlazed(t)
	m, _ := g.born(t, "088009", newYear, minor.Male, "GN")
	for _, role := range []access.Role{access.Auditor, access.System, access.FamilyDepartment, access.TracingPartner, access.Guardian} {
		c := access.Caller{Role: role, Territory: []string{"088009"}, Scopes: []access.Scope{access.ScopeCustody}}
		if _, _, err := g.look.Find(t.Context(), c, lookup.Query{Born: newYear}); !fault.Is(err, fault.Denied) {
			t.Errorf("%s: got %v, want denied", role, err)
		}
		if l := g.last(); l.Allowed || l.Asked == "" {
			t.Errorf("%s: the line is %+v", role, l)
		}
	}
	// A structure of the officer's town says that the child came there.
	a := g.h.Agent(institution.OfficeOf(g.h.Structure("015146")))
	a.Taken(a.Write(m, "2026-03-08", movement.Arrived{At: facility.At(facility.ID(a.Office))}))
	g.h.Exec(`INSERT INTO glasses (id, minor, person, role, purpose, words, broken_at, until_at)
		VALUES (gen_random_uuid(), $1, $2, 'police', 'danger', 'found at the station', now(), now() + interval '1 hour')`, m, g.officer.Person)
	if got, _, err := g.look.Find(t.Context(), g.officer, lookup.Query{Born: newYear}); err != nil || len(got) != 0 {
		t.Errorf("found %v, %v, want nobody", ids(got), err)
	}
}

func TestNothingIsFoundWithoutALine(t *testing.T) {
	g := newGlazed(t)
	g.born(t, "088009", newYear, minor.Male, "GN")
	g.log.fail = fault.Newf(fault.Busy, "no room for lines")
	if got, _, err := g.look.Find(t.Context(), access.Caller{Role: access.Ministry}, lookup.Query{Born: newYear}); !fault.Is(err, fault.Busy) || got != nil {
		t.Errorf("got %v, %v", ids(got), err)
	}
}

func TestASearchGivesFiftyAndSaysThatThereAreMore(t *testing.T) {
	g := newGlazed(t)
	g.h.Exec(`INSERT INTO casefiles (minor, version, position, projected, birth_on)
		SELECT gen_random_uuid(), 1, 1, 1, '2009-01-01' FROM generate_series(1, 51)`)
	got, more, err := g.look.Find(t.Context(), access.Caller{Role: access.Ministry}, lookup.Query{Born: newYear})
	if err != nil || !more || len(got) != lookup.MaxFound || len(g.last().Subjects) != lookup.MaxFound {
		t.Errorf("got %d, more %v, %v", len(got), more, err)
	}
	g.h.Exec(`DELETE FROM casefiles WHERE minor = $1`, got[0].Minor)
	if got, more, err = g.look.Find(t.Context(), access.Caller{Role: access.Ministry}, lookup.Query{Born: newYear}); err != nil || more || len(got) != 50 {
		t.Errorf("of fifty: got %d, more %v, %v", len(got), more, err)
	}
}

func TestASearchThatCannotBeIsRefused(t *testing.T) {
	g := newGlazed(t)
	for field, q := range map[string]lookup.Query{
		"name": {}, "sex": {Born: newYear, Sex: "boy"}, "citizenship": {Born: newYear, Citizenship: "Guinea"},
	} {
		if _, _, err := g.look.Find(t.Context(), access.Caller{Role: access.Ministry}, q); !fault.Is(err, fault.Invalid) || fault.As(err).Field != field {
			t.Errorf("%s: got %v", field, err)
		}
	}
}

// The function is of a role that cannot connect, gives identifiers alone, and
// uses the index under any territory.
func TestTheSearchRunsAsARoleOfItsOwn(t *testing.T) {
	g := newGlazed(t)
	var owner string
	var definer bool
	if err := g.h.DB.Admin().QueryRow(t.Context(), `SELECT proowner::regrole::text, prosecdef FROM pg_proc WHERE proname = 'find_minors'`).
		Scan(&owner, &definer); err != nil || owner != "faro_search" || !definer {
		t.Errorf("owned by %s, runs as its owner %v, %v", owner, definer, err)
	}
	for _, role := range []string{"faro_intake", "faro_feed", "faro_census", "faro_audit", "faro_directory"} {
		var may bool
		g.h.Scan(&may, `SELECT has_function_privilege($1, 'find_minors(text[], date, text, text, uuid, integer)', 'EXECUTE')`, role)
		if may {
			t.Errorf("%s may search", role)
		}
	}
	var may bool
	g.h.Scan(&may, `SELECT has_schema_privilege('faro_search', 'public', 'CREATE')`)
	if may {
		t.Error("faro_search may make more functions")
	}
	g.born(t, "088009", newYear, minor.Male, "GN")
	for territory, want := range map[string]int{"088009": 1, "015146": 0, "": 0} {
		var n int
		err := pg.InSnapshot(t.Context(), g.h.DB.As("faro_reader"), pg.Settings{"faro.territory": territory}, func(ctx context.Context, tx pgx.Tx) error {
			return tx.QueryRow(ctx, `SELECT count(*) FROM find_minors('{}', '2009-01-01', NULL, NULL, NULL, 50)`).Scan(&n)
		})
		if err != nil || n != want {
			t.Errorf("territory %q, access not asked: got %d, %v, want %d", territory, n, err, want)
		}
		var key string
		g.h.Scan(&key, `SELECT '{' || keys[1] || '}' FROM match_keys WHERE cardinality(keys) > 1 LIMIT 1`)
		err = pg.InSnapshot(t.Context(), g.h.DB.As("faro_reader"), pg.Settings{"faro.territory": territory}, func(ctx context.Context, tx pgx.Tx) error {
			return tx.QueryRow(ctx, `SELECT count(*) FROM find_minors(ARRAY[$1], NULL, NULL, NULL, NULL, 50)`, key).Scan(&n)
		})
		if err != nil || n != want {
			t.Errorf("territory %q, by a key, access not asked: got %d, %v, want %d", territory, n, err, want)
		}
	}
}

// BenchmarkSearch searches a territory of 200 children among 200,000.
func BenchmarkSearch(b *testing.B) {
	h := intaketest.New(b)
	h.Exec(`INSERT INTO offices (id, what, code) SELECT md5('s' || i)::uuid, 'structure', 'S' || i FROM generate_series(0, 999) AS i`)
	h.Exec(`INSERT INTO structures (id, name, type, municipality, valid_from, known_from, changed_at)
		SELECT md5('s' || i)::uuid, 's', 'first', lpad(i::text, 6, '0'), '2000-01-01', 0, now() FROM generate_series(0, 999) AS i`)
	h.Exec(`INSERT INTO casefiles (minor, version, position, projected, birth_on, offices)
		SELECT md5('m' || i)::uuid, 1, 1, 1, date '2007-01-01' + (i / 1000 * 7) % 3000, ARRAY[md5('s' || i % 1000)::uuid]
		FROM generate_series(0, 199999) AS i`)
	h.Exec(`ANALYZE`)
	pool := h.DB.As("faro_reader")
	n := 0
	for b.Loop() {
		n++
		on := day.Must("2007-01-01").Add(n * 7 % 3000)
		err := pg.InSnapshot(b.Context(), pool, pg.Settings{"faro.territory": fmt.Sprintf("%06d", n%1000)}, func(ctx context.Context, tx pgx.Tx) error {
			_, err := tx.Exec(ctx, `SELECT find_minors('{}', $1, NULL, NULL, NULL, 51)`, on)
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}

// named adds a child of a name to a structure of a town.
func (g *glazed) named(t *testing.T, town string, given, family minor.Text, on string) (minor.ID, *intaketest.Agent) {
	t.Helper()
	m, a := g.born(t, town, day.Must(on), minor.Male, "GN")
	a.Taken(a.Write(m, "2026-03-01", minor.IdentityStated{Source: minor.OwnWord, Name: &minor.Name{Given: given, Family: family}}))
	return m, a
}

func TestAChildIsFoundByAnySpellingTheLikeliestFirst(t *testing.T) {
	g := newGlazed(t)
	boy, host := g.named(t, "088009", "Mohamed Lamine", "Diallo", "2009-05-12")
	g.named(t, "088009", "Mohamed", "Camara", "2010-02-03")
	g.named(t, "088009", "Ousmane", "Diallo", "2008-11-30")
	host.Taken(
		host.Write(boy, "2026-03-02", minor.IdentityAlias{Name: minor.Name{Given: "Petit", Family: "Sékou"}, Source: minor.OwnWord}),
		host.Write(boy, "2026-03-02", minor.IdentifierStated{Scheme: minor.PoliceNumber, Value: "PA-2026/17"}),
		host.Write(boy, "2026-03-02", minor.DocumentAdded{Type: "passport", Number: "O 123456", Country: "GN"}),
	)
	ministry := access.Caller{Role: access.Ministry}
	for name, q := range map[string]lookup.Query{
		"as it is written":       {Name: "Mohamed Lamine Diallo"},
		"another spelling":       {Name: "Muhammad Lamin Dialo"},
		"parts in another order": {Name: "Diallo Mohamed Lamine"},
		"a part alone":           {Name: "Lamine"},
		"Arabic script":          {Name: "محمد الأمين ديالو"},
		"another name of his":    {Name: "Sekou Petit"},
		"with the day exchanged": {Name: "Mohamed Diallo", Born: day.Must("2009-12-05")},
		"with about his age":     {Name: "Mohamed Diallo", Age: 16},
		"with the structure":     {Name: "Diallo", Structure: facility.ID(host.Office)},
		"a number of the police": {Number: "pa 2026 17"},
		"a document":             {Number: "o123456"},
	} {
		got, _, err := g.look.Find(t.Context(), ministry, q)
		if err != nil || len(got) == 0 || got[0].Minor != boy {
			t.Errorf("%s: got %v, %v, want %v first", name, ids(got), err, boy)
			continue
		}
		if len(got[0].Reasons) == 0 || got[0].Name == nil || got[0].Name.Family.Reveal() != "Diallo" {
			t.Errorf("%s: it does not say why, or whom", name)
		}
		if l := g.last(); !slices.Equal(l.Subjects, ids(got)) || l.Asked == "" {
			t.Errorf("%s: the line is not of what came back", name)
		}
	}
	first, _, err := g.look.Find(t.Context(), ministry, lookup.Query{Name: "Mohamed Lamine Diallo"})
	if err != nil {
		t.Fatal(err)
	}
	got, _, err := g.look.Find(t.Context(), ministry, lookup.Query{Code: first[0].Code})
	if err != nil || !slices.Equal(ids(got), []minor.ID{boy}) {
		t.Errorf("by code: got %v, %v", ids(got), err)
	}
}

func TestANameIsSearchedForBehindTheWall(t *testing.T) {
	g := newGlazed(t)
	near, host := g.named(t, "088009", "Mamadou", "Bah", "2009-05-12")
	far, _ := g.named(t, "015146", "Mamadou", "Bah", "2009-05-12")
	q := lookup.Query{Name: "Mamadou Bah"}
	for name, c := range map[string]struct {
		by   access.Caller
		want []minor.ID
	}{
		"a social service of the place": {services(institution.ID{8}, "088009"), []minor.ID{near}},
		"the host":                      {access.Caller{Role: access.Centre, Offices: []institution.OfficeID{host.Office}}, []minor.ID{near}},
		"an officer elsewhere":          {g.officer, []minor.ID{far}},
		"elsewhere":                     {services(institution.ID{8}, "001272"), nil},
	} {
		got, more, err := g.look.Find(t.Context(), c.by, q)
		if err != nil || more || !slices.Equal(ids(got), c.want) {
			t.Errorf("%s: got %v, %v, want %v", name, ids(got), err, c.want)
		}
	}
	// Denied and absent look the same, also by the number of a child elsewhere.
	code, err := minor.NewCode(0)
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range []lookup.Query{{Name: "Xyzzyx Nobody"}, {Code: code}, {Number: "none"}} {
		if got, more, err := g.look.Find(t.Context(), services(institution.ID{8}, "001272"), q); err != nil || more || len(got) != 0 {
			t.Errorf("%v: got %v, more %v, %v", q, ids(got), more, err)
		}
	}
}
