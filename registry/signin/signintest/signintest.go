// Package signintest is a provider of OpenID Connect for tests: on the loopback,
// over real HTTP, and able to lie in every way.
//
// The invariant: unless a test makes it lie it does what a provider has to do,
// so that a sign-in which it finishes went the whole way: code, proof of the
// code, secret, signature.
package signintest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
)

// Claims are those of a token.
type Claims map[string]any

// Provider is a provider on the loopback that can be made to lie. Its fields
// are set between sign-ins.
type Provider struct {
	*httptest.Server
	now func() time.Time

	mu     sync.Mutex // guards the fields below
	key    *ecdsa.PrivateKey
	Signer func(t *testing.T) (key jose.SigningKey, signs bool) // another than the key published; nil for that
	Says   Claims                                               // about who signs in
	Forge  func(Claims)                                         // changes a token before it is signed
	Fixed  string                                               // given out instead of a token that is made
	Last   string                                               // the last token given out
	codes  map[string]url.Values                                // what each code was asked for with
	Asked  url.Values                                           // the last request for a code
	About  Claims                                               // what the userinfo endpoint says; nil for the subject and the claim
	Down   bool
}

// Who the registry is at the provider, and what only the two know.
const (
	ClientID     = "faro"
	ClientSecret = "the registry's secret"
)

// Level is the level of assurance that the provider states.
const Level = "https://www.spid.gov.it/SpidL2"

// Claim is the claim by which people are known there, and Value what it states.
const (
	Claim = "fiscal_number"
	Value = "TINIT-AAAAAA00A00A000A"
)

// New starts a provider, until the test ends.
func New(t *testing.T, now func() time.Time) *Provider {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	o := &Provider{now: now, key: key, codes: map[string]url.Values{}, Says: Claims{
		Claim: Value, "acr": Level,
	}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		o.answer(t, w, map[string]any{
			"issuer": o.URL, "authorization_endpoint": o.URL + "/authorize", "token_endpoint": o.URL + "/token", "jwks_uri": o.URL + "/keys",
			"userinfo_endpoint":                     o.URL + "/userinfo",
			"id_token_signing_alg_values_supported": []string{"ES256"},
		})
	})
	mux.HandleFunc("GET /keys", func(w http.ResponseWriter, _ *http.Request) {
		o.answer(t, w, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: o.key.Public(), KeyID: "1", Algorithm: "ES256", Use: "sig"}}})
	})
	mux.HandleFunc("POST /token", func(w http.ResponseWriter, r *http.Request) { o.token(t, w, r) })
	mux.HandleFunc("GET /userinfo", func(w http.ResponseWriter, r *http.Request) {
		says := o.About
		if says == nil {
			says = Claims{"sub": "x", Claim: Value}
		}
		if r.Header.Get("Authorization") != "Bearer a" {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		o.answer(t, w, says)
	})
	o.Server = httptest.NewServer(mux)
	t.Cleanup(o.Close)
	return o
}

func (o *Provider) answer(t *testing.T, w http.ResponseWriter, v any) {
	if o.Down {
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(v); err != nil {
		t.Error(err)
	}
}

// Authorise is the person at the provider: it gives the code that the browser
// brings back.
func (o *Provider) Authorise(t *testing.T, to string) (state, code string) {
	t.Helper()
	u, err := url.Parse(to)
	if err != nil {
		t.Fatal(err)
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.Asked = u.Query()
	code = rand.Text()
	o.codes[code] = u.Query()
	return o.Asked.Get("state"), code
}

func (o *Provider) token(t *testing.T, w http.ResponseWriter, r *http.Request) {
	o.mu.Lock()
	defer o.mu.Unlock()
	id, secret, _ := r.BasicAuth()
	asked, ok := o.codes[r.FormValue("code")]
	delete(o.codes, r.FormValue("code"))
	proof := sha256.Sum256([]byte(r.FormValue("code_verifier")))
	if !ok || id != ClientID || secret != url.QueryEscape(ClientSecret) ||
		asked.Get("code_challenge") != base64.RawURLEncoding.EncodeToString(proof[:]) || asked.Get("code_challenge_method") != "S256" {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	now := o.now()
	token := Claims{
		"iss": o.URL, "aud": ClientID, "sub": "x", "nonce": asked.Get("nonce"), "iat": now.Unix(), "exp": now.Add(time.Minute).Unix(),
		"auth_time": now.Unix(),
	}
	maps.Copy(token, o.Says)
	if o.Forge != nil {
		o.Forge(token)
	}
	o.Last = o.sign(t, token)
	if o.Fixed != "" {
		o.Last = o.Fixed
	}
	o.answer(t, w, map[string]any{"access_token": "a", "token_type": "Bearer", "id_token": o.Last})
}

func (o *Provider) sign(t *testing.T, token Claims) string {
	text, err := json.Marshal(token)
	if err != nil {
		t.Error(err)
	}
	key := jose.SigningKey{Algorithm: jose.ES256, Key: jose.JSONWebKey{Key: o.key, KeyID: "1"}}
	if o.Signer != nil {
		k, signed := o.Signer(t)
		if !signed {
			head := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"none"}`))
			return head + "." + base64.RawURLEncoding.EncodeToString(text) + "."
		}
		key = k
	}
	signer, err := jose.NewSigner(key, nil)
	if err != nil {
		t.Error(err)
		return ""
	}
	made, err := signer.Sign(text)
	if err != nil {
		t.Error(err)
		return ""
	}
	out, err := made.CompactSerialize()
	if err != nil {
		t.Error(err)
	}
	return out
}
