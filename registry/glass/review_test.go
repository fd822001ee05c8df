package glass_test

import (
	"testing"
	"time"

	"faro.example/registry/audit"
	"faro.example/registry/glass"
	"faro.example/registry/pg/pgtest"
	"faro.example/shared/access"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

func TestABrokenGlassIsJudgedByAnotherInTimeAndBothVerdictsStay(t *testing.T) {
	db, log := pgtest.New(t), &lines{}
	now := time.Date(2026, 3, 10, 9, 0, 0, 0, time.UTC)
	book, err := glass.New(db.As("faro_audit"), log, func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	by := access.Caller{Role: access.Police, Person: institution.PersonID{1}, Offices: []institution.OfficeID{{2}}}
	g, err := book.Break(t.Context(), by, minor.ID{9}, said, nil)
	if err != nil {
		t.Fatal(err)
	}
	rita := access.Caller{Role: access.Auditor, Person: institution.PersonID{7}}
	wait := func(overdue bool) {
		t.Helper()
		left, err := book.Reviews(t.Context(), rita, false)
		if err != nil || len(left) != 1 || left[0].Overdue != overdue || left[0].Words != said.Words {
			t.Errorf("got %+v and %v, want one, overdue %t", left, err, overdue)
		}
	}
	wait(false)
	now = now.Add(8 * 24 * time.Hour)
	wait(true)
	own := access.Caller{Role: access.Auditor, Person: by.Person}
	for name, c := range map[string]access.Caller{"who broke it": own, "who stands in": {Role: access.Auditor, Person: rita.Person, For: []institution.PersonID{by.Person}}, "the police": {Role: access.Police, Person: rita.Person}} {
		if err := book.Review(t.Context(), c, g.ID, true, "fine"); !fault.Is(err, fault.Denied) {
			t.Errorf("%s: got %v, want denied", name, err)
		}
	}
	if _, err := book.Reviews(t.Context(), by, false); !fault.Is(err, fault.Denied) {
		t.Errorf("got %v, want denied", err)
	}
	if err := book.Review(t.Context(), rita, g.ID, false, ""); !fault.Is(err, fault.Invalid) {
		t.Errorf("got %v, want invalid", err)
	}
	if err := book.Review(t.Context(), rita, audit.GlassID(id.New[struct{}]()), false, "x"); !fault.Is(err, fault.NotFound) {
		t.Errorf("got %v, want not found", err)
	}
	for i, ok := range []bool{false, true} {
		before := len(*log)
		if err := book.Review(t.Context(), rita, g.ID, ok, "as the report says"); err != nil {
			t.Fatal(err)
		}
		if l := (*log)[before]; l.Action != access.ReviewLooks || !l.Allowed || l.Subjects[0] != g.Minor {
			t.Errorf("line %d: %+v", i, l)
		}
	}
	done, err := book.Reviews(t.Context(), rita, true)
	if err != nil || len(done) != 1 || len(done[0].Verdicts) != 2 || done[0].Overdue || done[0].Verdicts[0].InOrder || !done[0].Verdicts[1].InOrder {
		t.Errorf("got %+v and %v", done, err)
	}
	if one, err := book.Find(t.Context(), rita, g.ID); err != nil || one.ID != g.ID {
		t.Errorf("got %+v and %v", one, err)
	}
}
