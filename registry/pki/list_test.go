package pki_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"faro.example/registry/audit"
	"faro.example/registry/pki"
	"faro.example/shared/access"
	"faro.example/shared/api"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/institution"
)

// lines keeps the lines that were written, and how many installations were
// revoked, and codes made, when each was.
type lines struct {
	f    *fixture
	all  []audit.Line
	done []int

	broken bool // nothing can be written
}

func (l *lines) Write(ctx context.Context, line audit.Line) error {
	if l.broken {
		return fault.Newf(fault.Busy, "no record of access")
	}
	var n int
	const q = `SELECT (SELECT count(*) FROM installations WHERE revoked_at IS NOT NULL) + (SELECT count(*) FROM enrolment_codes)`
	if err := l.f.Admin().QueryRow(ctx, q).Scan(&n); err != nil {
		return err
	}
	l.all, l.done = append(l.all, line), append(l.done, n)
	return nil
}

// kept gives a fixture with the record of access, and somebody of the Ministry.
func kept(t *testing.T) (*fixture, *lines, access.Caller) {
	t.Helper()
	f := newFixture(t)
	l := &lines{f: f}
	f.pki.Lines = l
	return f, l, access.Caller{Role: access.Ministry, Person: institution.PersonID(id.New[struct{}]()), Reason: "stolen from the office"}
}

func TestAPersonRevokesAtOnceAndALineComesFirst(t *testing.T) {
	f, l, by := kept(t)
	g, cert := f.enrol(t, newKeys(t))
	stranger := by
	stranger.Role = access.Municipality
	wantKind(t, f.pki.RevokeAs(t.Context(), stranger, g.Agent), fault.Denied)
	if _, err := f.pki.Caller(t.Context(), cert); err != nil {
		t.Fatalf("a social service revoked it: %v", err)
	}
	before := len(l.all)
	if err := f.pki.RevokeAs(t.Context(), by, g.Agent); err != nil {
		t.Fatal(err)
	}
	_, err := f.pki.Caller(t.Context(), cert) // the connection stays open, and the next request is refused
	wantKind(t, err, fault.Unauthenticated)
	if len(l.all) != before+1 || l.all[before].Action != access.Operate || !l.all[before].Allowed || l.done[before] != 1 { // the code alone
		t.Errorf("got the lines %+v after %v", l.all, l.done)
	}
	is, err := f.pki.Find(t.Context(), g.Agent)
	if err != nil || is.State != pki.IsRevoked || is.RevokedBy != by.Person || is.RevokedWords != by.Reason || is.RevokedWhy != pki.WhyOperator {
		t.Errorf("got %+v and %v", is, err)
	}
	other := by
	other.Reason, other.Person = "again", institution.PersonID(id.New[struct{}]())
	if err := f.pki.RevokeAs(t.Context(), other, g.Agent); err != nil {
		t.Fatal(err)
	}
	if again, err := f.pki.Find(t.Context(), g.Agent); err != nil || again.RevokedBy != by.Person || again.RevokedWords != by.Reason {
		t.Errorf("revoked again it is by %s for %q, and %v", again.RevokedBy, again.RevokedWords, err)
	}
}

func TestALineSaysWhichInstallationCameOfACodeBeforeThereIsOne(t *testing.T) {
	f, l, by := kept(t)
	code, err := f.pki.InviteAs(t.Context(), by, pki.Invitation{Role: access.Centre, Label: "Casa Uno", Offices: f.offices})
	if err != nil {
		t.Fatal(err)
	}
	k := newKeys(t)
	g, err := f.pki.Enrol(t.Context(), k.request(t, code))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.pki.Enrol(t.Context(), k.request(t, code)); err != nil { // whose answer was lost
		t.Fatal(err)
	}
	if len(l.all) != 2 || !strings.Contains(l.all[0].Asked, `"Casa Uno"`) || l.all[0].Caller.Reason != by.Reason {
		t.Fatalf("got the lines %+v, want one of the code and one of the enrolment", l.all)
	}
	in := l.all[1]
	if in.Action != access.Operate || !in.Allowed || in.Caller.Agent != g.Agent || !strings.Contains(in.Asked, g.Agent.String()) || !strings.Contains(in.Asked, by.Person.String()) {
		t.Errorf("got %+v, want the installation and who made its code", in)
	}
	replaced, err := f.pki.InviteAs(t.Context(), by, pki.Invitation{Role: access.Centre, Label: "Casa Uno", Offices: f.offices, Replaces: g.Agent})
	if err != nil {
		t.Fatal(err)
	}
	l.broken = true // nobody is let in without a line
	if _, err := f.pki.Enrol(t.Context(), newKeys(t).request(t, replaced)); err == nil {
		t.Error("somebody is let in without a line")
	}
	l.broken = false
	if _, err := f.pki.Enrol(t.Context(), newKeys(t).request(t, replaced)); err != nil || !strings.Contains(l.all[len(l.all)-1].Asked, "in the place of "+g.Agent.String()) {
		t.Errorf("got %+v and %v", l.all[len(l.all)-1], err)
	}
}

func TestACodeIsShownOnceAndCanBeTakenBack(t *testing.T) {
	f, l, by := kept(t)
	in := pki.Invitation{Role: access.Centre, Label: "Casa Uno", Offices: f.offices, Code: pki.NewCode()}
	got, err := f.pki.InviteAs(t.Context(), by, in)
	if err != nil || got != in.Code {
		t.Fatalf("got another code, or %v", err)
	}
	_, err = f.pki.InviteAs(t.Context(), by, in)
	wantKind(t, err, fault.Conflict)
	stranger := by
	stranger.Role = access.Centre
	_, err = f.pki.InviteAs(t.Context(), stranger, pki.Invitation{Role: access.Centre, Label: "x", Offices: f.offices})
	wantKind(t, err, fault.Denied)
	if len(l.all) != 3 || l.all[0].Action != access.Operate || l.done[0] != 0 || l.all[2].Allowed {
		t.Errorf("got the lines %+v after %v", l.all, l.done)
	}
	open, err := f.pki.Invited(t.Context())
	if err != nil || len(open) != 1 || open[0].MadeBy != by.Person || !open[0].Expires.Equal(f.now.Add(pki.DefaultCodeValid)) || open[0].Label != "Casa Uno" {
		t.Fatalf("what stands: %+v and %v", open, err)
	}
	if err := f.pki.TakeBack(t.Context(), by, open[0].Name); err != nil {
		t.Fatal(err)
	}
	_, err = f.pki.Enrol(t.Context(), newKeys(t).request(t, got))
	wantKind(t, err, fault.Unauthenticated)
	wantKind(t, f.pki.TakeBack(t.Context(), by, open[0].Name), fault.NotFound)
	wantKind(t, f.pki.TakeBack(t.Context(), by, "nothing"), fault.NotFound)
	if open, err := f.pki.Invited(t.Context()); err != nil || len(open) != 0 {
		t.Errorf("still %d stand, and %v", len(open), err)
	}
}

func TestAnInstallationsOwnWordIsShownBesideWhatTheRegistryKnows(t *testing.T) {
	f, _, _ := kept(t)
	g, cert := f.enrol(t, newKeys(t))
	if _, err := f.pki.Caller(t.Context(), cert); err != nil {
		t.Fatal(err)
	}
	if is := f.state(t, g.Agent); is.ToldAt != nil || is.Program != "" || is.Unsent != 0 {
		t.Errorf("before it said anything: %+v", is)
	}
	heed := func(w api.Word) {
		t.Helper()
		if err := f.pki.Heed(t.Context(), g.Agent, w, 7); err != nil {
			t.Fatal(err)
		}
	}
	heed(api.Word{Program: "v1.4.0", Unsent: 12, Clock: f.now.Add(-95 * time.Second)})
	is := f.state(t, g.Agent)
	if is.Program != "v1.4.0" || is.Unsent != 12 || is.Skew != -95 || is.Rules != 7 || is.ToldAt == nil || !is.ToldAt.Equal(f.now) {
		t.Errorf("got %+v", is)
	}
	if len(is.Offices) != 1 || is.Offices[0] != f.offices[0] {
		t.Errorf("it speaks for %v", is.Offices)
	}
	f.now = f.now.Add(time.Second)
	heed(api.Word{Program: "v1.4.0", Unsent: 0, Clock: f.now})
	if is := f.state(t, g.Agent); is.Unsent != 0 || is.Skew != 0 {
		t.Errorf("once it is sent: %+v", is)
	}
	if _, err := f.Admin().Exec(t.Context(), `INSERT INTO feed (agent, n, position, what) VALUES ($1, 5, 1, 'directory'), ($1, 6, 1, 'directory')`, g.Agent); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Admin().Exec(t.Context(), `INSERT INTO feed_cursors (agent, acknowledged, at) VALUES ($1, 5, now())`, g.Agent); err != nil {
		t.Fatal(err)
	}
	if is := f.state(t, g.Agent); is.Waiting != 1 {
		t.Errorf("%d parts of the feed wait, want 1", is.Waiting)
	}
}
