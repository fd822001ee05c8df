package question_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"faro.example/registry/census"
	"faro.example/registry/pg/pgtest"
	"faro.example/registry/question"
	"faro.example/registry/report"
	"faro.example/shared/access"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/institution"
)

// counts counts 7 up to position 20, and 9 after it.
type counts struct {
	census.Census // what is not asked
	asked         []census.Query
}

func (c *counts) Count(_ context.Context, who access.Caller, q census.Query) (census.Result, error) {
	if err := access.Allow(who, access.CountCensus); err != nil {
		return census.Result{}, err
	}
	c.asked = append(c.asked, q)
	out := census.Result{On: q.On, Epoch: 1, Position: 20, Total: 7}
	if q.Position == 0 && len(c.asked) > 1 {
		out.Position, out.Total = 30, 9
	}
	return out, q.Validate()
}

type desk struct {
	*pgtest.DB
	*question.Book
	counts *counts
	bruno  access.Caller
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	d := &desk{DB: pgtest.New(t), counts: &counts{}, bruno: somebody(access.Ministry)}
	var err error
	d.Book, err = question.New(d.As("faro_publication"), d.counts, 5, func() time.Time { return day.Must("2026-04-01").Start() })
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func somebody(role access.Role) access.Caller {
	return access.Caller{Role: role, Person: institution.PersonID(id.New[struct{}]()), Offices: []institution.OfficeID{institution.OfficeID(id.New[struct{}]())}}
}

var ofMarch = question.Asked{Shape: question.Day, On: day.Must("2026-03-31"), By: []census.Dimension{census.Region}}

func (d *desk) save(t *testing.T) question.Question {
	t.Helper()
	q, err := d.Save(t.Context(), d.bruno, "  By   region ", ofMarch, day.Date{})
	if err != nil {
		t.Fatal(err)
	}
	return q
}

func TestAQuestionIsAnsweredAsOfThePositionWithWhichItWasSaved(t *testing.T) {
	d := newDesk(t)
	q := d.save(t)
	if q.Name != "By region" || q.Position != 20 {
		t.Errorf("got %+v", q)
	}
	got, err := d.Open(t.Context(), somebody(access.Region), q.ID)
	if err != nil || got.Count.Total != 7 || got.Position != 20 {
		t.Errorf("got %+v %v, want what was known then", got, err)
	}
	if last := d.counts.asked[len(d.counts.asked)-1]; last.Position != 20 || !last.KnownAt.IsZero() {
		t.Errorf("asked %+v, want it by position", last)
	}
	if _, err := d.Open(t.Context(), somebody(access.Police), q.ID); !fault.Is(err, fault.Denied) {
		t.Errorf("who may not count got %v", err)
	}
}

func TestWhatARestoreHasTakenAwayIsNotCountedOtherwise(t *testing.T) {
	d := newDesk(t)
	q := d.save(t)
	exec := func(sql string, args ...any) {
		t.Helper()
		if _, err := d.Admin().Exec(t.Context(), sql, args...); err != nil {
			t.Fatal(err)
		}
	}
	exec(`INSERT INTO epochs (number, restored) VALUES (2, 20)`)
	if _, err := d.Open(t.Context(), d.bruno, q.ID); err != nil {
		t.Errorf("restored to the position itself: %v", err)
	}
	exec(`INSERT INTO epochs (number, restored) VALUES (3, 19)`)
	if _, err := d.Open(t.Context(), d.bruno, q.ID); !fault.Is(err, fault.Conflict) {
		t.Errorf("restored to before it: got %v", err)
	}
}

func TestAQuestionStaysAsItWasSavedForTheOwnerOfTheTablesToo(t *testing.T) {
	d := newDesk(t)
	q := d.save(t)
	for _, sql := range []string{`UPDATE census.questions SET position = 30 WHERE id = $1`, `UPDATE census.questions SET name = 'other' WHERE id = $1`, `DELETE FROM census.questions WHERE id = $1`} {
		if _, err := d.Admin().Exec(t.Context(), sql, q.ID); err == nil {
			t.Errorf("%s was done", sql)
		}
	}
	if err := d.Withdraw(t.Context(), somebody(access.Ministry), q.ID); !fault.Is(err, fault.NotFound) {
		t.Errorf("another office: got %v", err)
	}
	if err := d.Withdraw(t.Context(), d.bruno, q.ID); err != nil {
		t.Fatal(err)
	}
	if all, err := d.List(t.Context(), d.bruno); err != nil || len(all) != 0 {
		t.Errorf("got %+v %v", all, err)
	}
	for _, err := range []error{second(d.Open(t.Context(), d.bruno, q.ID)), d.Withdraw(t.Context(), d.bruno, q.ID)} {
		if !fault.Is(err, fault.NotFound) {
			t.Errorf("once withdrawn: got %v", err)
		}
	}
}

func second[T any](_ T, err error) error { return err }

func TestAFootnoteSaysWhatIsCountedAndAsKnownWhen(t *testing.T) {
	d := newDesk(t)
	a, err := d.Open(t.Context(), d.bruno, d.save(t).ID)
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	if err := a.Write(&out, report.CSV); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"on,what,detail,region,minors\n2026-03-31,present,,*,7\n", "L. 47/2017 art. 2", "alla fine del giorno", "posizione 20", "sotto 5", "DPR 231/2023 art. 11"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("does not say %q: %s", want, out.String())
		}
	}
	if err := a.Write(&out, report.PDF); !fault.Is(err, fault.Invalid) {
		t.Errorf("got %v", err)
	}
}
