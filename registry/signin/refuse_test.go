package signin_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"faro.example/registry/signin"
	"faro.example/registry/signin/signintest"
)

func TestATokenThatIsNotRightInEveryWayIsRefused(t *testing.T) {
	f := newFixture(t)
	past := func(d time.Duration) int64 { return f.now().Add(-d).Unix() }
	foreign, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		name   string
		forge  func(signintest.Claims)
		signer func(*testing.T) (jose.SigningKey, bool)
	}{
		{"another nonce", func(c signintest.Claims) { c["nonce"] = rand.Text() }, nil},
		{"no nonce", func(c signintest.Claims) { delete(c, "nonce") }, nil},
		{"made for somebody else", func(c signintest.Claims) { c["aud"] = "another" }, nil},
		{"made for several, and not for us", func(c signintest.Claims) { c["aud"], c["azp"] = []string{signintest.ClientID, "another"}, "another" }, nil},
		{"of another issuer", func(c signintest.Claims) { c["iss"] = f.other.URL }, nil},
		{"run out", func(c signintest.Claims) { c["exp"] = past(time.Hour) }, nil},
		{"of the future", func(c signintest.Claims) { c["iat"] = past(-time.Hour) }, nil},
		{"at a lower level", func(c signintest.Claims) { c["acr"] = "https://www.spid.gov.it/SpidL1" }, nil},
		{"at no level", func(c signintest.Claims) { delete(c, "acr") }, nil},
		{"about nobody", func(c signintest.Claims) { delete(c, "fiscal_number") }, nil},
		{"about nobody by an empty claim", func(c signintest.Claims) { c["fiscal_number"] = "" }, nil},
		{"about somebody in another form", func(c signintest.Claims) { c["fiscal_number"] = []string{annasCode} }, nil},
		{"about somebody whom nobody knows", func(c signintest.Claims) { c["fiscal_number"] = "TINIT-CCCCCC00C00C000C" }, nil},
		{"about somebody by another claim", func(c signintest.Claims) { c["sub"], c["fiscal_number"] = annasCode, "x" }, nil},
		{"about somebody of an institution that the provider is not bound to", func(c signintest.Claims) { c["fiscal_number"] = brunosCode }, nil},
		{"seen in the future", func(c signintest.Claims) { c["auth_time"] = past(-time.Hour) }, nil},
		{"signed by another", nil, func(*testing.T) (jose.SigningKey, bool) {
			return jose.SigningKey{Algorithm: jose.ES256, Key: jose.JSONWebKey{Key: foreign, KeyID: "1"}}, true
		}},
		{"signed by the secret that the provider shares with us", nil, func(*testing.T) (jose.SigningKey, bool) {
			return jose.SigningKey{Algorithm: jose.HS256, Key: jose.JSONWebKey{Key: []byte("the registry's secret, and more of it"), KeyID: "1"}}, true
		}},
		{"not signed", nil, func(*testing.T) (jose.SigningKey, bool) { return jose.SigningKey{}, false }},
	} {
		f.spid.Forge, f.spid.Signer = tc.forge, tc.signer
		written := len(f.lines.written)
		_, token, err := f.signIn(t, "spid", f.spid, nil)
		f.refused(t, tc.name, err)
		if token != "" || len(f.lines.written) != written+1 {
			t.Errorf("%s: got a token %v and %d lines, want none and one", tc.name, token != "", len(f.lines.written)-written)
		}
	}
	f.spid.Forge, f.spid.Signer = nil, nil
	f.annaIn(t)
}

func TestATokenOfAnEarlierSignInIsRefused(t *testing.T) {
	f := newFixture(t)
	f.annaIn(t)
	f.spid.Fixed = f.spid.Last
	_, _, err := f.signIn(t, "spid", f.spid, nil)
	f.refused(t, "replayed", err)
}

func TestASignInIsFinishedOnceInItsBrowserAndInTime(t *testing.T) {
	f := newFixture(t)
	for _, tc := range []struct {
		name  string
		alter func(*signin.Return)
	}{
		{"another state", func(r *signin.Return) { r.State = rand.Text() }},
		{"no state", func(r *signin.Return) { r.State = "" }},
		{"another browser", func(r *signin.Return) { r.Secret = rand.Text() }},
		{"a browser without the cookie", func(r *signin.Return) { r.Secret = "" }},
		{"the provider refused", func(r *signin.Return) { r.Code = "" }},
		{"a code that the provider did not give", func(r *signin.Return) { r.Code = rand.Text() }},
		{"the word of another provider", func(r *signin.Return) { r.Issuer = f.other.URL }},
		{"too late", func(*signin.Return) { f.pass(10 * time.Minute) }},
	} {
		start, err := f.Start(t.Context(), "spid", nil)
		if err != nil {
			t.Fatal(err)
		}
		state, code := f.spid.Authorise(t, start.URL)
		r := signin.Return{State: state, Code: code, Secret: start.Secret}
		tc.alter(&r)
		_, _, err = f.Finish(t.Context(), r, firefox)
		f.refused(t, tc.name, err)
	}
	start, err := f.Start(t.Context(), "spid", nil)
	if err != nil {
		t.Fatal(err)
	}
	state, code := f.spid.Authorise(t, start.URL)
	back := signin.Return{State: state, Code: code, Secret: start.Secret, Issuer: f.spid.URL}
	if _, _, err := f.Finish(t.Context(), back, firefox); err != nil {
		t.Fatal(err)
	}
	_, _, err = f.Finish(t.Context(), back, firefox)
	f.refused(t, "the same once more", err)
	_, back.Code = f.spid.Authorise(t, start.URL) // the provider would vouch
	_, _, err = f.Finish(t.Context(), back, firefox)
	f.refused(t, "the same once more, with a code that is good", err)
}

func TestACodeOfAnotherSignInIsRefused(t *testing.T) {
	f := newFixture(t)
	mine, err := f.Start(t.Context(), "spid", nil)
	if err != nil {
		t.Fatal(err)
	}
	theirs, err := f.Start(t.Context(), "spid", nil)
	if err != nil {
		t.Fatal(err)
	}
	state, _ := f.spid.Authorise(t, mine.URL)
	_, code := f.spid.Authorise(t, theirs.URL) // stolen, and put into my browser
	_, _, err = f.Finish(t.Context(), signin.Return{State: state, Code: code, Secret: mine.Secret}, firefox)
	f.refused(t, "a stolen code", err)
}

func TestAnotherRegistrydFinishesWhatOneBegan(t *testing.T) {
	f := newFixture(t)
	start, err := f.Start(t.Context(), "spid", nil)
	if err != nil {
		t.Fatal(err)
	}
	f.open(t)
	state, code := f.spid.Authorise(t, start.URL)
	if _, _, err := f.Finish(t.Context(), signin.Return{State: state, Code: code, Secret: start.Secret}, firefox); err != nil {
		t.Error(err)
	}
}
