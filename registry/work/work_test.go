package work_test

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"faro.example/registry/audit"
	"faro.example/registry/pg/pgtest"
	"faro.example/registry/seal"
	"faro.example/registry/seal/sealtest"
	"faro.example/registry/work"
	"faro.example/shared/access"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// lines are a record of access, and people who they are today.
type (
	lines  []audit.Line
	people map[institution.PersonID]access.Role
)

func (l *lines) Write(_ context.Context, line audit.Line) error {
	*l = append(*l, line)
	return nil
}

func (p people) Caller(_ context.Context, who institution.PersonID, reason string) (access.Caller, error) {
	role, there := p[who]
	if !there {
		return access.Caller{}, fault.Newf(fault.Denied, "no such person in the directory today")
	}
	return access.Caller{Role: role, Person: who, Reason: reason}, nil
}

// shop is two registryds before one database.
type shop struct {
	*testing.T
	db     *pgtest.DB
	seal   *seal.Sealer
	lines  lines
	people people
	do     func(context.Context, work.Task) (work.Result, error)
}

var (
	child = minor.ID(id.New[struct{}]())
	rita  = access.Caller{Role: access.Auditor, Person: institution.PersonID(id.New[struct{}]()), Reason: "review"}
	marco = access.Caller{Role: access.Auditor, Person: institution.PersonID(id.New[struct{}]()), Reason: "review"}
)

func newShop(t *testing.T) *shop {
	s := &shop{T: t, db: pgtest.New(t), people: people{rita.Person: access.Auditor, marco.Person: access.Auditor}}
	s.seal = sealtest.Open(t, s.db.As("faro_keys"))
	s.do = func(_ context.Context, task work.Task) (work.Result, error) {
		task.Progress(7, 9)
		return work.Result{Outcome: work.Outcome{File: "lines.jsonl", Rows: 2}, Body: task.Ask, Subjects: []minor.ID{child}}, nil
	}
	return s
}

// desk is one registryd.
func (s *shop) desk() *work.Desk {
	s.Helper()
	d, err := work.New(work.Config{
		Pool: s.db.As("faro_work"), Seal: s.seal, Lines: &s.lines, Callers: s.people, Log: slog.New(slog.DiscardHandler),
		Kinds: map[work.Kind]work.Spec{"export": {
			Allow: func(c access.Caller) error { return access.Allow(c, access.ReadLines) }, Action: access.ReadLines,
			Do: func(ctx context.Context, t work.Task) (work.Result, error) { return s.do(ctx, t) },
		}},
	})
	s.must(err)
	return d
}

func (s *shop) must(err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}

func (s *shop) ask(d *work.Desk, c access.Caller) work.ID {
	s.Helper()
	n, err := d.Ask(s.Context(), c, "export", "", "Qqzxy")
	s.must(err)
	return n
}

func (s *shop) step(d *work.Desk, want bool) {
	s.Helper()
	if did, err := d.Step(s.Context()); err != nil || did != want {
		s.Fatalf("got %t and %v, want that something was done: %t", did, err, want)
	}
}

func (s *shop) count(sql string, args ...any) (n int) {
	s.Helper()
	s.must(s.db.Admin().QueryRow(s.Context(), sql, args...).Scan(&n))
	return n
}

func TestWhoAskedFindsWhatCameOfItAndNobodyElseDoes(t *testing.T) {
	s := newShop(t)
	d := s.desk()
	n := s.ask(d, rita)
	s.step(d, true)
	s.step(d, false)
	j, err := d.Find(t.Context(), rita, n)
	s.must(err)
	if j.State != work.Done || j.Outcome.File != "lines.jsonl" || j.Until == nil {
		t.Errorf("got %+v", j)
	}
	if _, err := d.Find(t.Context(), marco, n); !fault.Is(err, fault.NotFound) {
		t.Errorf("another finds the work: %v", err)
	}
	if _, err := d.Result(t.Context(), marco, n); !fault.Is(err, fault.NotFound) {
		t.Errorf("another takes the result: %v", err)
	}
	if all, err := d.List(t.Context(), marco); err != nil || len(all) != 0 {
		t.Errorf("another is listed %d", len(all))
	}
	if len(s.lines) != 0 {
		t.Errorf("got %d lines before anything was taken", len(s.lines))
	}
	r, err := d.Result(t.Context(), rita, n)
	s.must(err)
	if string(r.Body) != `"Qqzxy"` {
		t.Errorf("got %s", r.Body)
	}
	if l := s.lines[0]; len(s.lines) != 1 || l.Subjects[0] != child || l.Output != audit.Exported || l.Rows != 2 || !l.Allowed {
		t.Errorf("got the lines %+v, want one of what left", s.lines)
	}
	if got := s.count(`SELECT count(*) FROM jobs WHERE jobs::text LIKE '%Qqzxy%' OR position('Qqzxy'::bytea IN ask) > 0 OR position('Qqzxy'::bytea IN body) > 0`); got != 0 {
		t.Error("what was asked, or what came of it, lies open in the database")
	}
}

func TestAJobIsDoneByOneAtATimeAndByAnotherWhenItsDoerIsGone(t *testing.T) {
	s := newShop(t)
	first, second := s.desk(), s.desk()
	var mu sync.Mutex
	begun, goOn, times := make(chan struct{}, 9), make(chan struct{}), 0
	s.do = func(context.Context, work.Task) (work.Result, error) {
		mu.Lock()
		times++
		me := times
		mu.Unlock()
		if begun <- struct{}{}; me == 1 {
			<-goOn
		}
		return work.Result{Outcome: work.Outcome{Rows: me}}, nil
	}
	n := s.ask(first, rita)
	ended := make(chan error)
	go func() {
		_, err := first.Step(t.Context())
		ended <- err
	}()
	<-begun
	s.step(second, false)
	for did := false; !did; { // the lease is over: the first may renew it in between
		s.count(`WITH gone AS (UPDATE jobs SET lease_until = now() - interval '1 second' RETURNING 1) SELECT count(*) FROM gone`)
		var err error
		did, err = second.Step(t.Context())
		s.must(err)
	}
	close(goOn)
	s.must(<-ended)
	j, err := first.Find(t.Context(), rita, n)
	s.must(err)
	if j.State != work.Done || j.Outcome.Rows != 2 || times != 2 {
		t.Errorf("got %+v after %d times, want what the second made, kept once", j, times)
	}
	s.step(first, false)
}

func TestAJobIsStoppedByWhoAskedAlone(t *testing.T) {
	s := newShop(t)
	d := s.desk()
	waits := s.ask(d, rita)
	if err := d.Stop(t.Context(), marco, waits); !fault.Is(err, fault.NotFound) {
		t.Errorf("another stops it: %v", err)
	}
	s.must(d.Stop(t.Context(), rita, waits))
	s.step(d, false)
	if err := d.Stop(t.Context(), rita, waits); !fault.Is(err, fault.Conflict) {
		t.Errorf("got %v, want conflict", err)
	}
	runs := s.ask(d, rita)
	s.do = func(ctx context.Context, _ work.Task) (work.Result, error) {
		s.must(d.Stop(t.Context(), rita, runs))
		<-ctx.Done()
		return work.Result{}, ctx.Err()
	}
	s.step(d, true)
	if j, err := d.Find(t.Context(), rita, runs); err != nil || j.State != work.Stopped {
		t.Errorf("got %+v and %v, want stopped", j, err)
	}
}

func TestWhatFailsSaysWhyAndWhoMayNoLongerAskGetsNothing(t *testing.T) {
	s := newShop(t)
	d := s.desk()
	if _, err := d.Ask(t.Context(), access.Caller{Role: access.Court, Person: rita.Person}, "export", "", nil); !fault.Is(err, fault.Denied) {
		t.Errorf("got %v, want denied", err)
	}
	if _, err := d.Ask(t.Context(), rita, "none", "", nil); !fault.Is(err, fault.NotFound) {
		t.Errorf("got %v, want not found", err)
	}
	n, secret := s.ask(d, rita), s.ask(d, marco)
	s.people[rita.Person] = access.Court
	s.step(d, true)
	if j, err := d.Find(t.Context(), rita, n); err != nil || j.State != work.Failed || j.Problem == "" {
		t.Errorf("got %+v and %v, want it failed", j, err)
	}
	s.do = func(context.Context, work.Task) (work.Result, error) {
		return work.Result{}, errors.New("Qqzxy was born")
	}
	s.step(d, true)
	if j, err := d.Find(t.Context(), marco, secret); err != nil || j.State != work.Failed || j.Problem != "internal error" {
		t.Errorf("got %+v and %v, want no word of what is inside", j, err)
	}
	s.do = func(context.Context, work.Task) (work.Result, error) { panic("Qqzxy") }
	wild := s.ask(d, marco)
	s.step(d, true)
	if j, err := d.Find(t.Context(), marco, wild); err != nil || j.State != work.Failed || strings.Contains(j.Problem, "Qqzxy") {
		t.Errorf("got %+v and %v, want that it failed", j, err)
	}
	for range 5 {
		s.ask(d, marco)
	}
	if _, err := d.Ask(t.Context(), marco, "export", "", nil); !fault.Is(err, fault.Busy) {
		t.Errorf("got %v, want busy", err)
	}
}

func TestWorkThatNeverEndsIsGivenUpAndWhatIsOverIsRemoved(t *testing.T) {
	s := newShop(t)
	d := s.desk()
	n := s.ask(d, rita)
	s.count(`WITH begun AS (UPDATE jobs SET state = 'running', attempt = 3, lease_until = now() - interval '1 second', began_at = now() RETURNING 1) SELECT count(*) FROM begun`)
	s.step(d, true)
	if j, err := d.Wait(t.Context(), rita, n, time.Minute); err != nil || j.State != work.Failed {
		t.Errorf("got %+v and %v, want it given up", j, err)
	}
	s.must(d.Tidy(t.Context()))
	if got := s.count(`SELECT count(*) FROM jobs`); got != 1 {
		t.Errorf("%d jobs are left, want that which has just ended", got)
	}
	s.count(`WITH old AS (UPDATE jobs SET asked_at = now() - interval '9 days', ended_at = now() - interval '4 days' RETURNING 1) SELECT count(*) FROM old`)
	s.must(d.Tidy(t.Context()))
	if got := s.count(`SELECT count(*) FROM jobs`); got != 0 {
		t.Errorf("%d jobs are left, want none", got)
	}
}
