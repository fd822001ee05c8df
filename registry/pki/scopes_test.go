package pki_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"faro.example/registry/pg/pgtest"
	"faro.example/registry/pki"
	"faro.example/shared/access"
	"faro.example/shared/fault"
)

func TestASystemHasTheScopesOfItsInvitationForGood(t *testing.T) {
	f := newFixture(t)
	code := f.invite(t, func(in *pki.Invitation) {
		in.Role, in.Scopes = access.System, []access.Scope{access.ScopeCensus, access.ScopeCustody}
	})
	g, err := f.pki.Enrol(t.Context(), newKeys(t).request(t, code))
	if err != nil {
		t.Fatal(err)
	}
	want := []access.Scope{access.ScopeCensus, access.ScopeCustody}
	if c, err := f.pki.Caller(t.Context(), leaf(t, g)); err != nil || !cmp.Equal(c.Scopes, want) {
		t.Errorf("got %v and %v, want %v", c.Scopes, err, want)
	}
	ca, err := pki.OpenCA(f.dir)
	if err != nil {
		t.Fatal(err)
	}
	f.open(t, pgtest.New(t), ca) // a database from before all of it
	if _, err := f.pki.Reapply(t.Context()); err != nil {
		t.Fatal(err)
	}
	if c, err := f.pki.Caller(t.Context(), leaf(t, g)); err != nil || !cmp.Equal(c.Scopes, want) {
		t.Errorf("after a restore: got %v and %v, want %v", c.Scopes, err, want)
	}
}

func TestScopesAreForSystemsAndThereIsNoSystemWithout(t *testing.T) {
	f := newFixture(t)
	for _, tc := range []struct {
		name   string
		role   access.Role
		scopes []access.Scope
	}{
		{"a system without", access.System, nil},
		{"a centre with one", access.Centre, []access.Scope{access.ScopeCensus}},
		{"one that there is none of", access.System, []access.Scope{"everything"}},
	} {
		_, err := f.pki.Invite(t.Context(), pki.Invitation{Role: tc.role, Label: "x", Offices: f.offices, Scopes: tc.scopes})
		if e := fault.As(err); err == nil || e.Kind != fault.Invalid || e.Field != "scope" {
			t.Errorf("%s: got %v, want it invalid", tc.name, err)
		}
	}
}
