package lookup_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"faro.example/registry/audit"
	"faro.example/registry/glass"
	"faro.example/registry/intake/intaketest"
	"faro.example/registry/lookup"
	"faro.example/registry/pg"
	"faro.example/shared/access"
	"faro.example/shared/change"
	"faro.example/shared/custody"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/placement"
)

// glazed is a registry with a child in Ragusa, and an officer in Milan.
type glazed struct {
	h       *intaketest.House
	log     *lines
	now     time.Time
	book    *glass.Book
	look    *lookup.Lookup
	child   minor.ID
	code    minor.Code
	keeps   institution.ID // in custody
	officer access.Caller
}

func newGlazed(t *testing.T) *glazed {
	t.Helper()
	g := &glazed{h: intaketest.New(t), log: &lines{}, now: time.Now(), child: intaketest.Minor()}
	g.keeps = g.h.Institution(institution.Municipality, "088009")
	at := g.h.Structure("088009")
	a := g.h.Agent(institution.OfficeOf(at), institution.Office(g.keeps))
	g.code = a.Code()
	a.Taken(
		a.Write(g.child, "2026-03-01", minor.Registered{Code: g.code}),
		a.Write(g.child, "2026-03-01", placement.Began{At: facility.At(at)}),
		a.Write(g.child, "2026-03-02", custody.Taken{By: g.keeps}, intaketest.For(institution.Office(g.keeps))),
	)
	var err error
	if g.book, err = glass.New(g.h.DB.As("faro_audit"), g.log, func() time.Time { return g.now }); err != nil {
		t.Fatal(err)
	}
	if g.look, err = lookup.New(g.h.DB.As("faro_reader"), g.log, g.h.Sealer, g.book); err != nil {
		t.Fatal(err)
	}
	g.officer = access.Caller{
		Role: access.Police, Person: institution.PersonID(id.New[struct{}]()), Territory: []string{"015146"}, Reason: "night duty",
		Offices: []institution.OfficeID{institution.Office(g.h.Institution(institution.Police, "015146"))},
	}
	return g
}

// last is the last line written.
func (g *glazed) last() audit.Line { return g.log.written[len(g.log.written)-1] }

var said = glass.Breaking{Purpose: glass.Found, Words: "a boy at the central station says this code", Hours: 2}

func TestBehindBrokenGlassACasefileOpensForHoursAndShowsIt(t *testing.T) {
	g := newGlazed(t)
	if _, err := g.look.CasefileOf(t.Context(), g.officer, g.code); !fault.Is(err, fault.NotFound) {
		t.Fatalf("before: got %v, want not found", err)
	}
	broken, err := g.look.Break(t.Context(), g.officer, g.code, said)
	if err != nil {
		t.Fatal(err)
	}
	if l := g.last(); l.Caller.Reason != "found: a boy at the central station says this code" {
		t.Errorf("the line's reason: %s", l.Caller.Reason)
	}
	if l := g.last(); l.Action != access.BreakGlass || !l.Allowed || l.Glass != broken.ID || !slices.Equal(l.Subjects, []minor.ID{g.child}) {
		t.Errorf("the line of breaking: %+v", l)
	}
	file, err := g.look.CasefileOf(t.Context(), g.officer, g.code)
	if err != nil || file.Minor != g.child || file.Presence.Stays == nil {
		t.Fatalf("behind the glass: got %v, %v", file.Minor, err)
	}
	if want := access.Shown(access.Police, access.OpenCasefile, access.UnderGlass); !slices.Equal(file.Sections, want) {
		t.Errorf("shows %v, want %v", file.Sections, want)
	}
	if l := g.last(); l.Glass != broken.ID || !l.Allowed {
		t.Errorf("the line of the look does not name the glass: %+v", l)
	}
	if answer, err := g.look.Custody(t.Context(), g.officer, g.code, day.Must("2026-03-09")); err != nil || len(answer.Charges) != 1 {
		t.Errorf("custody behind the glass: %v, %v", answer, err)
	}
	// Whoever opens the casefile sees that it was broken open, by whom and why.
	own := services(g.keeps, "088009")
	shown, err := g.look.Casefile(t.Context(), own, g.child)
	same := cmp.Comparer(func(a, b time.Time) bool { return a.Equal(b) })
	if err != nil || !cmp.Equal(shown.Glasses, []glass.Broken{broken}, same) {
		t.Errorf("the casefile's own history: got %v, %v, want %v", shown.Glasses, err, broken)
	}
	if l := g.last(); !l.Glass.IsZero() {
		t.Errorf("a look by right names a glass: %+v", l)
	}
}

func TestBrokenGlassIsThePersonsAloneAndOfOneMinor(t *testing.T) {
	g := newGlazed(t)
	if _, err := g.look.Break(t.Context(), g.officer, g.code, said); err != nil {
		t.Fatal(err)
	}
	colleague := g.officer
	colleague.Person = institution.PersonID(id.New[struct{}]())
	if _, err := g.look.CasefileOf(t.Context(), colleague, g.code); !fault.Is(err, fault.NotFound) {
		t.Errorf("a colleague: got %v, want not found", err)
	}
	at := g.h.Structure("088009")
	a := g.h.Agent(institution.OfficeOf(at))
	other, code := intaketest.Minor(), a.Code()
	a.Taken(a.Write(other, "2026-03-01", minor.Registered{Code: code}), a.Write(other, "2026-03-01", placement.Began{At: facility.At(at)}))
	if _, err := g.look.CasefileOf(t.Context(), g.officer, code); !fault.Is(err, fault.NotFound) {
		t.Errorf("another minor: got %v, want not found", err)
	}
}

// An expired glass, a denied look and an absent minor are the same from
// outside, and each leaves its line; the line of the first two says whom they
// were about.
func TestExpiredDeniedAndAbsentAreTheSameFromOutside(t *testing.T) {
	g := newGlazed(t)
	g.now = time.Now().Add(-3 * time.Hour)
	if _, err := g.look.Break(t.Context(), g.officer, g.code, said); err != nil {
		t.Fatal(err)
	}
	denied := g.officer
	denied.Person = institution.PersonID(id.New[struct{}]())
	machine := g.officer
	machine.Person = institution.PersonID{}
	auditor := access.Caller{Role: access.Auditor, Person: denied.Person}
	absent, err := minor.NewCode(99_000_001)
	if err != nil {
		t.Fatal(err)
	}
	open := func(c access.Caller, code minor.Code) error {
		_, err := g.look.CasefileOf(t.Context(), c, code)
		return err
	}
	breaks := func(c access.Caller, code minor.Code) error {
		_, err := g.look.Break(t.Context(), c, code, said)
		return err
	}
	var first error
	for _, c := range []struct {
		name  string
		err   error
		names bool
	}{
		{"an expired glass", open(g.officer, g.code), true},
		{"a denied look", open(denied, g.code), true},
		{"an absent minor", open(g.officer, absent), false},
		{"breaking by a machine", breaks(machine, g.code), true},
		{"breaking by a role that may not", breaks(auditor, g.code), true},
		{"breaking before an absent minor", breaks(g.officer, absent), false},
	} {
		if first == nil {
			first = c.err
		}
		if !fault.Is(c.err, fault.NotFound) || c.err.Error() != first.Error() || *fault.As(c.err) != *fault.As(first) {
			t.Errorf("%s: got %v, want %v", c.name, c.err, first)
		}
	}
	looks := g.log.written[1:] // the first is of the glass
	if len(looks) != 6 {
		t.Fatalf("%d lines, want one for each", len(looks))
	}
	for i, want := range []bool{true, true, false, true, true, false} {
		if l := looks[i]; l.Allowed || (len(l.Subjects) == 1) != want {
			t.Errorf("line %d: got %+v, want it denied and the minor named: %v", i, l, want)
		}
	}
}

// When the time is over the wall stands again, without access being asked.
func TestTheDatabaseItselfEndsABrokenGlass(t *testing.T) {
	g := newGlazed(t)
	shown := func() (n int) {
		t.Helper()
		as := pg.Settings{"faro.person": g.officer.Person.String(), "faro.territory": "015146"}
		err := pg.InSnapshot(t.Context(), g.h.DB.As("faro_reader"), as, func(ctx context.Context, tx pgx.Tx) error {
			return tx.QueryRow(ctx, `SELECT count(*) FROM records`).Scan(&n)
		})
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	g.now = time.Now().Add(-3 * time.Hour)
	if _, err := g.look.Break(t.Context(), g.officer, g.code, said); err != nil {
		t.Fatal(err)
	}
	if got := shown(); got != 0 {
		t.Errorf("after the end: %d records", got)
	}
	g.now = time.Now()
	if _, err := g.look.Break(t.Context(), g.officer, g.code, said); err != nil {
		t.Fatal(err)
	}
	if got := shown(); got != 3 {
		t.Errorf("meanwhile: %d records, want 3", got)
	}
}

func TestTheAuditorAndTheCompetentSocialServiceAreTold(t *testing.T) {
	g := newGlazed(t)
	broken, err := g.look.Break(t.Context(), g.officer, g.code, said)
	if err != nil {
		t.Fatal(err)
	}
	// One whom nobody has taken into care: the social services of the place.
	at := g.h.Structure("088010")
	place := g.h.Institution(institution.Municipality, "088010")
	a := g.h.Agent(institution.OfficeOf(at))
	code := a.Code()
	m := intaketest.Minor()
	a.Taken(a.Write(m, "2026-03-01", minor.Registered{Code: code}), a.Write(m, "2026-03-01", placement.Began{At: facility.At(at)}))
	second, err := g.look.Break(t.Context(), g.officer, code, said)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		by   access.Caller
		want []audit.GlassID
	}{
		{"an auditor", access.Caller{Role: access.Auditor}, []audit.GlassID{second.ID, broken.ID}},
		{"the social service in custody", services(g.keeps), []audit.GlassID{broken.ID}},
		{"the social service of the place", services(place), []audit.GlassID{second.ID}},
		{"another social service", services(institution.ID{8}), nil},
	} {
		got, err := g.book.Notices(t.Context(), c.by)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
		var ids []audit.GlassID
		for _, n := range got {
			ids = append(ids, n.ID)
		}
		if !slices.Equal(ids, c.want) {
			t.Errorf("%s: told of %v, want %v", c.name, ids, c.want)
		}
		if l := g.last(); l.Action != access.ReadNotices || !l.Allowed || len(l.Subjects) != len(c.want) {
			t.Errorf("%s: the line is %+v", c.name, l)
		}
	}
	if _, err := g.book.Notices(t.Context(), g.officer); !fault.Is(err, fault.Denied) || g.last().Allowed {
		t.Errorf("the officer reads the notices: %v", err)
	}
}

// Nobody answers and no place is known: the Ministry is told.
func TestWhereNobodyIsCompetentTheMinistryIsTold(t *testing.T) {
	g := newGlazed(t)
	a := g.h.Agent(institution.Office(g.h.Institution(institution.Region, "001272")))
	code := a.Code()
	a.Taken(a.Write(intaketest.Minor(), "2026-03-01", minor.Registered{Code: code}))
	if _, err := g.look.Break(t.Context(), g.officer, code, said); err != nil {
		t.Fatal(err)
	}
	got, err := g.book.Notices(t.Context(), access.Caller{Role: access.Auditor})
	if err != nil || len(got) != 1 || !slices.Equal(got[0].To, []institution.OfficeID{institution.Office(g.h.Ministry)}) {
		t.Errorf("got %v, %v, want the Ministry told", got, err)
	}
}

func TestAGlassIsBrokenForAPurposeInWordsAndForHours(t *testing.T) {
	g := newGlazed(t)
	for name, c := range map[string]struct {
		with  func(*glass.Breaking)
		field string
	}{
		"no purpose":      {func(b *glass.Breaking) { b.Purpose = "" }, "purpose"},
		"another purpose": {func(b *glass.Breaking) { b.Purpose = "curiosity" }, "purpose"},
		"no words":        {func(b *glass.Breaking) { b.Words = "         ." }, "words"},
		"too many words":  {func(b *glass.Breaking) { b.Words = minor.Text(strings.Repeat("a", 801)) }, "words"},
		"no hours":        {func(b *glass.Breaking) { b.Hours = 0 }, "hours"},
		"too many hours":  {func(b *glass.Breaking) { b.Hours = 25 }, "hours"},
	} {
		b := said
		c.with(&b)
		_, err := g.look.Break(t.Context(), g.officer, g.code, b)
		if !fault.Is(err, fault.Invalid) || fault.As(err).Field != c.field {
			t.Errorf("%s: got %v, want it refused about %s", name, err, c.field)
		}
	}
	for _, p := range glass.Purposes() {
		b := said
		b.Purpose = p
		if _, err := g.look.Break(t.Context(), g.officer, g.code, b); err != nil {
			t.Errorf("for %s: %v", p, err)
		}
	}
}

func TestNobodyBreaksGlassBeforeWhatOpensAnyway(t *testing.T) {
	g := newGlazed(t)
	own := services(g.keeps)
	own.Person = g.officer.Person
	if _, err := g.look.Break(t.Context(), own, g.code, said); !fault.Is(err, fault.Conflict) {
		t.Errorf("got %v, want conflict", err)
	}
	if l := g.last(); l.Allowed || !slices.Equal(l.Subjects, []minor.ID{g.child}) {
		t.Errorf("the line: %+v", l)
	}
}

func TestNoGlassIsBrokenWithoutALine(t *testing.T) {
	g := newGlazed(t)
	g.log.fail = fault.Newf(fault.Busy, "no room for lines")
	if _, err := g.look.Break(t.Context(), g.officer, g.code, said); !fault.Is(err, fault.Busy) {
		t.Errorf("got %v, want busy", err)
	}
	var n int
	g.h.Scan(&n, `SELECT count(*) FROM glasses`)
	if n != 0 {
		t.Error("a glass was broken without a line")
	}
	g.log.fail = nil
	for _, sql := range []string{`DELETE FROM glasses`, `UPDATE glasses SET until_at = now()`, `TRUNCATE glasses CASCADE`, `DELETE FROM glass_notices`} {
		if _, err := g.h.DB.Admin().Exec(t.Context(), sql); err == nil {
			t.Errorf("%s: the database let it", sql)
		}
	}
}

// What ties a caller to a minor decides which sections it sees.
func TestACasefileShowsWhatTheTieAllows(t *testing.T) {
	g := newGlazed(t)
	prefecture := access.Caller{Role: access.Prefecture, Territory: []string{"088009"}}
	centre := access.Caller{Role: access.Centre}
	g.h.Scan(&centre.Offices, `SELECT ARRAY[facility] FROM casefiles WHERE minor = $1`, g.child)
	for _, c := range []struct {
		name string
		by   access.Caller
		tie  access.Relation
	}{
		{"custody", services(g.keeps), access.InCustody},
		{"territory", services(institution.ID{8}, "088009"), access.InTerritory},
		{"a prefecture", prefecture, access.InTerritory},
		{"the host", centre, access.InScope},
		{"the Ministry", access.Caller{Role: access.Ministry}, access.Nobody},
	} {
		got, err := g.look.Casefile(t.Context(), c.by, g.child)
		want := access.Shown(c.by.Role, access.OpenCasefile, c.tie)
		if err != nil || !slices.Equal(got.Sections, want) {
			t.Errorf("%s: got %v, %v, want %v", c.name, got.Sections, err, want)
		}
		if got.Custody.Spans == nil && slices.Contains(want, change.Custody) {
			t.Errorf("%s: custody is not shown", c.name)
		}
	}
}
