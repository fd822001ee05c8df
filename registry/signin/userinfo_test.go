package signin_test

import (
	"testing"

	"faro.example/registry/signin/signintest"
)

func TestAClaimThatTheTokenDoesNotHoldIsAskedOfTheProvider(t *testing.T) {
	f := newFixture(t)
	f.options.Providers[0].UserInfo = true
	f.open(t)
	delete(f.spid.Says, signintest.Claim)
	s, _, err := f.signIn(t, "spid", f.spid, nil)
	if err != nil || s.Person != f.anna {
		t.Fatalf("got %+v and %v, want Anna", s, err)
	}
	for name, about := range map[string]signintest.Claims{
		"of somebody else":  {"sub": "y", signintest.Claim: annasCode},
		"of nobody":         {signintest.Claim: annasCode},
		"without the claim": {"sub": "x"},
		"of a stranger":     {"sub": "x", signintest.Claim: "TINIT-CCCCCC00C00C000C"},
	} {
		f.spid.About = about
		_, _, err := f.signIn(t, "spid", f.spid, nil)
		f.refused(t, name, err)
	}
	f.spid.Says[signintest.Claim] = annasCode // in the token, where nobody looks for it
	f.spid.About = signintest.Claims{"sub": "x"}
	_, _, err = f.signIn(t, "spid", f.spid, nil)
	f.refused(t, "in the other place", err)
}
