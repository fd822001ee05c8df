//go:build demo

// Package devprovider is a provider of OpenID Connect for the demo: it signs in
// whoever is chosen from a list, without any proof.
//
// The invariant: it is in no build but those tagged demo, listens on loopback
// alone, and states a level of assurance that no real provider states and no
// real registry takes.
package devprovider

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"embed"
	"encoding/base64"
	"encoding/json"
	"errors"
	"html/template"
	"io"
	"net/http"
	"net/netip"
	"net/url"
	"sync"
	"time"

	"github.com/go-jose/go-jose/v4"

	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// What the registry is there, how people are known, and how surely: not at all.
const (
	ClientID = "faro"
	Claim    = "sub"
	Level    = "https://faro.example/demo-without-proof"
)

const (
	// codeTime is how long a code is good. Arbitrary.
	codeTime = time.Minute
	// maxCodes bounds the codes that wait to be changed into tokens. Arbitrary.
	maxCodes = 1000
)

//go:embed choose.html
var files embed.FS

// Person is somebody who can be chosen.
type Person struct {
	ID     institution.PersonID
	Name   minor.Text
	Role   string
	Office string // code
}

// Provider answers over HTTP. It is safe for use by several goroutines.
type Provider struct {
	// Introduce is told whom somebody chose before they come back. Set before
	// first use.
	Introduce func(ctx context.Context, person institution.PersonID) error

	issuer string
	secret string
	people func(context.Context) ([]Person, error)
	key    *ecdsa.PrivateKey
	page   *template.Template
	mux    *http.ServeMux

	mu    sync.Mutex // guards the field below
	codes map[string]grant
}

// grant is what a code stands for.
type grant struct {
	person    string
	nonce     string
	challenge string
	callback  string
	at        time.Time
}

// New makes a provider that is to listen at an address of loopback. It fails
// with [fault.Invalid] if it is another.
func New(address string, people func(context.Context) ([]Person, error)) (*Provider, error) {
	at, err := netip.ParseAddrPort(address)
	if err != nil || !at.Addr().IsLoopback() || at.Port() == 0 {
		return nil, fault.Field("demo-provider", "not an address of loopback", "write it as 127.0.0.1:9444")
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	page, err := template.ParseFS(files, "choose.html")
	if err != nil {
		return nil, err
	}
	p := &Provider{
		issuer: "http://" + address, secret: rand.Text(), people: people, key: key, page: page, mux: http.NewServeMux(), codes: map[string]grant{},
	}
	p.mux.HandleFunc("GET /.well-known/openid-configuration", p.describe)
	p.mux.HandleFunc("GET /keys", p.keys)
	p.mux.HandleFunc("GET /authorize", p.choose)
	p.mux.HandleFunc("POST /chosen", p.chosen)
	p.mux.HandleFunc("POST /token", p.token)
	return p, nil
}

// Issuer is what its tokens state, and where it is reached.
func (p *Provider) Issuer() string { return p.issuer }

// Secret is what the registry shows for a token.
func (p *Provider) Secret() string { return p.secret }

// ServeHTTP answers.
func (p *Provider) ServeHTTP(w http.ResponseWriter, r *http.Request) { p.mux.ServeHTTP(w, r) }

func answer(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	if err := json.NewEncoder(w).Encode(v); err != nil {
		panic(http.ErrAbortHandler) // the other end has gone
	}
}

func (p *Provider) describe(w http.ResponseWriter, _ *http.Request) {
	answer(w, map[string]any{
		"issuer": p.issuer, "authorization_endpoint": p.issuer + "/authorize", "token_endpoint": p.issuer + "/token",
		"jwks_uri": p.issuer + "/keys", "response_types_supported": []string{"code"}, "subject_types_supported": []string{"public"},
		"id_token_signing_alg_values_supported": []string{"ES256"}, "acr_values_supported": []string{Level},
	})
}

func (p *Provider) keys(w http.ResponseWriter, _ *http.Request) {
	answer(w, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: p.key.Public(), KeyID: "1", Algorithm: "ES256", Use: "sig"}}})
}

// choose shows the list.
func (p *Provider) choose(w http.ResponseWriter, r *http.Request) {
	people, err := p.people(r.Context())
	if err != nil {
		http.Error(w, "the list cannot be read", http.StatusServiceUnavailable)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	view := map[string]any{"People": shown(people), "Query": r.URL.RawQuery}
	if err := p.page.Execute(w, view); err != nil && !errors.Is(err, io.ErrClosedPipe) {
		panic(http.ErrAbortHandler)
	}
}

// chosen sends somebody back with a code.
func (p *Provider) chosen(w http.ResponseWriter, r *http.Request) {
	asked, err := url.ParseQuery(r.FormValue("query"))
	person, perr := institution.PersonID{}, error(nil)
	if err == nil {
		perr = person.UnmarshalText([]byte(r.FormValue("person")))
	}
	back, berr := url.Parse(asked.Get("redirect_uri"))
	if err != nil || perr != nil || berr != nil || asked.Get("client_id") != ClientID || asked.Get("code_challenge_method") != "S256" {
		http.Error(w, "not a sign-in of the registry", http.StatusBadRequest)
		return
	}
	if err := p.Introduce(r.Context(), person); err != nil {
		http.Error(w, "the registry does not know this person", http.StatusBadRequest)
		return
	}
	code := rand.Text()
	p.keep(code, grant{
		person: person.String(), nonce: asked.Get("nonce"), challenge: asked.Get("code_challenge"), callback: asked.Get("redirect_uri"), at: time.Now(),
	})
	back.RawQuery = url.Values{"code": {code}, "state": {asked.Get("state")}, "iss": {p.issuer}}.Encode()
	http.Redirect(w, r, back.String(), http.StatusSeeOther)
}

func (p *Provider) keep(code string, g grant) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.codes) >= maxCodes {
		clear(p.codes)
	}
	p.codes[code] = g
}

// take takes a code: once.
func (p *Provider) take(code string) (grant, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	g, ok := p.codes[code]
	delete(p.codes, code)
	return g, ok && time.Since(g.at) < codeTime
}

// token changes a code into a token.
func (p *Provider) token(w http.ResponseWriter, r *http.Request) {
	id, secret, _ := r.BasicAuth()
	g, ok := p.take(r.FormValue("code"))
	proof := sha256.Sum256([]byte(r.FormValue("code_verifier")))
	if !ok || id != ClientID || subtle.ConstantTimeCompare([]byte(secret), []byte(p.secret)) != 1 ||
		g.challenge != base64.RawURLEncoding.EncodeToString(proof[:]) || g.callback != r.FormValue("redirect_uri") {
		w.WriteHeader(http.StatusBadRequest)
		answer(w, map[string]string{"error": "invalid_grant"})
		return
	}
	token, err := p.sign(g)
	if err != nil {
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	answer(w, map[string]any{"access_token": rand.Text(), "token_type": "Bearer", "expires_in": 60, "id_token": token})
}

func (p *Provider) sign(g grant) (string, error) {
	now := time.Now()
	claims, err := json.Marshal(map[string]any{
		"iss": p.issuer, "aud": ClientID, Claim: g.person, "nonce": g.nonce, "acr": Level, "iat": now.Unix(),
		"exp": now.Add(codeTime).Unix(), "auth_time": g.at.Unix(),
	})
	if err != nil {
		return "", err
	}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.ES256, Key: jose.JSONWebKey{Key: p.key, KeyID: "1"}}, nil)
	if err != nil {
		return "", err
	}
	made, err := signer.Sign(claims)
	if err != nil {
		return "", err
	}
	return made.CompactSerialize()
}

// row is a person as the page shows one.
type row struct{ ID, Name, Role, Office string }

func shown(people []Person) []row {
	out := make([]row, len(people))
	for i, p := range people {
		out[i] = row{p.ID.String(), p.Name.Reveal(), p.Role, p.Office}
	}
	return out
}
