package lookup_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"faro.example/registry/audit"
	"faro.example/registry/glass"
	"faro.example/registry/lookup"
	"faro.example/registry/pg/pgtest"
	"faro.example/registry/seal/sealtest"
	"faro.example/shared/access"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

var (
	ragusa, milan = institution.ID{1}, institution.ID{2}
	child         = minor.ID{9}
)

type lines struct {
	written []audit.Line
	fail    error
}

func (l *lines) Write(_ context.Context, line audit.Line) error {
	l.written = append(l.written, line)
	return l.fail
}

// stand makes a registry with one child in the custody of Ragusa since 1 June,
// at a structure in Ragusa.
func stand(t *testing.T, l *lines) (*lookup.Lookup, minor.Code) {
	t.Helper()
	db := pgtest.New(t)
	code, err := minor.NewCode(4711)
	if err != nil {
		t.Fatal(err)
	}
	exec := func(sql string, args ...any) {
		t.Helper()
		if _, err := db.Admin().Exec(context.Background(), sql, args...); err != nil {
			t.Fatal(err)
		}
	}
	structure := [16]byte{3}
	for _, i := range []institution.ID{ragusa, milan} {
		exec(`INSERT INTO offices (id, what, code) VALUES ($1, 'institution', $2)`, i, i.String())
		exec(`INSERT INTO institutions (id, name, kind, valid_from, known_from, changed_at) VALUES ($1, 'Servizi sociali', 'municipality', '2000-01-01', 0, now())`, i)
	}
	exec(`INSERT INTO offices (id, what, code) VALUES ($1, 'structure', 'RG01')`, structure)
	exec(`INSERT INTO structures (id, name, type, municipality, valid_from, known_from, changed_at)
		VALUES ($1, 'RG01', 'first', '088009', '2000-01-01', 0, now())`, structure)
	exec(`INSERT INTO casefiles (minor, version, position, projected, facility, custodians, offices) VALUES ($1, 1, 5, 5, $2, $3, $3 || ARRAY[$2]::uuid[])`,
		child, structure, []institution.ID{ragusa})
	exec(`INSERT INTO codes (serial, minor) VALUES (4711, $1)`, child)
	exec(`INSERT INTO custodies (minor, institution, began, from_on, lead, released) VALUES ($1, $2, $3, '2026-06-01', true, false)`,
		child, ragusa, minor.ID{7})
	s := sealtest.Open(t, db.As("faro_keys"))
	book, err := glass.New(db.As("faro_audit"), l, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	look, err := lookup.New(db.As("faro_reader"), l, s, book)
	if err != nil {
		t.Fatal(err)
	}
	return look, code
}

func services(i institution.ID, territory ...string) access.Caller {
	return access.Caller{Role: access.Municipality, Offices: []institution.OfficeID{institution.Office(i)}, Territory: territory}
}

func TestWhoHasCustodyOfAChildOnADay(t *testing.T) {
	l := &lines{}
	look, code := stand(t, l)
	for _, caller := range []access.Caller{{Role: access.Ministry}, services(ragusa), services(milan, "088009"), {Role: access.System, Scopes: []access.Scope{access.ScopeCustody}}} {
		got, err := look.Custody(t.Context(), caller, code, day.Must("2026-06-01"))
		if err != nil {
			t.Errorf("%s: %v", caller.Role, err)
			continue
		}
		want := []lookup.Charge{{By: ragusa, Code: ragusa.String(), Name: "Servizi sociali", From: day.Must("2026-06-01"), Lead: true}}
		if d := cmp.Diff(want, got.Charges, cmp.Comparer(func(a, b day.Date) bool { return a == b })); d != "" {
			t.Errorf("%s (-want +got)\n%s", caller.Role, d)
		}
	}
	if got, err := look.Custody(t.Context(), access.Caller{Role: access.Ministry}, code, day.Must("2026-05-31")); err != nil || len(got.Charges) != 0 {
		t.Errorf("the day before: %v, %v, want nobody", got, err)
	}
}

func TestDeniedAndAbsentLookTheSameAndLeaveALine(t *testing.T) {
	l := &lines{}
	look, code := stand(t, l)
	absent, err := minor.NewCode(4712)
	if err != nil {
		t.Fatal(err)
	}
	_, denied := look.Custody(t.Context(), services(milan, "015146"), code, day.Must("2026-06-01"))
	_, missing := look.Custody(t.Context(), services(milan, "015146"), absent, day.Must("2026-06-01"))
	_, role := look.Custody(t.Context(), access.Caller{Role: access.Auditor}, code, day.Must("2026-06-01"))
	for _, err := range []error{denied, missing, role} {
		if !fault.Is(err, fault.NotFound) || err.Error() != denied.Error() {
			t.Errorf("got %v, want the same not-found for all", err)
		}
	}
	if len(l.written) != 3 {
		t.Fatalf("%d lines, want 3", len(l.written))
	}
	for _, line := range l.written {
		if line.Allowed {
			t.Errorf("a denied look stands as allowed: %+v", line)
		}
	}
}

func TestNothingIsShownWithoutALine(t *testing.T) {
	l := &lines{fail: fault.Newf(fault.Busy, "no room for lines")}
	look, code := stand(t, l)
	got, err := look.Custody(t.Context(), access.Caller{Role: access.Ministry}, code, day.Must("2026-06-01"))
	if !fault.Is(err, fault.Busy) || len(got.Charges) != 0 {
		t.Errorf("got %v, %v: custody was told without a line", got, err)
	}
	if _, err := look.Casefile(t.Context(), access.Caller{Role: access.Ministry}, child); !fault.Is(err, fault.Busy) {
		t.Errorf("got %v: a casefile was opened without a line", err)
	}
}

func TestTheDatabaseShowsNoForeignRowWhateverIsAsked(t *testing.T) {
	l := &lines{}
	look, _ := stand(t, l)
	if _, err := look.Casefile(t.Context(), services(milan, "015146"), child); !fault.Is(err, fault.NotFound) {
		t.Errorf("got %v, want not found", err)
	}
	if _, err := look.Casefile(t.Context(), services(ragusa), child); err != nil {
		t.Errorf("its own: %v", err)
	}
}
