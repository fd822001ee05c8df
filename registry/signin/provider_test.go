package signin_test

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

// claims are those of a token.
type claims map[string]any

// oidcServer is a provider on the loopback that can be made to lie.
type oidcServer struct {
	*httptest.Server
	now func() time.Time

	mu     sync.Mutex // guards the fields below
	key    *ecdsa.PrivateKey
	signer func(t *testing.T) (jose.SigningKey, bool) // another than the key published; nil for that
	says   claims                                     // about who signs in
	forge  func(claims)                               // changes a token before it is signed
	fixed  string                                     // given out instead of a token that is made
	last   string                                     // the last token given out
	codes  map[string]url.Values                      // what each code was asked for with
	asked  url.Values                                 // the last request for a code
	down   bool
}

const clientID, clientSecret = "faro", "the registry's secret"

func newProvider(t *testing.T, now func() time.Time) *oidcServer {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	o := &oidcServer{now: now, key: key, codes: map[string]url.Values{}, says: claims{
		"fiscal_number": "TINIT-AAAAAA00A00A000A", "acr": "https://www.spid.gov.it/SpidL2",
	}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		o.answer(t, w, map[string]any{
			"issuer": o.URL, "authorization_endpoint": o.URL + "/authorize", "token_endpoint": o.URL + "/token", "jwks_uri": o.URL + "/keys",
			"id_token_signing_alg_values_supported": []string{"ES256"},
		})
	})
	mux.HandleFunc("GET /keys", func(w http.ResponseWriter, _ *http.Request) {
		o.answer(t, w, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: o.key.Public(), KeyID: "1", Algorithm: "ES256", Use: "sig"}}})
	})
	mux.HandleFunc("POST /token", func(w http.ResponseWriter, r *http.Request) { o.token(t, w, r) })
	o.Server = httptest.NewServer(mux)
	t.Cleanup(o.Close)
	return o
}

func (o *oidcServer) answer(t *testing.T, w http.ResponseWriter, v any) {
	if o.down {
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(v); err != nil {
		t.Error(err)
	}
}

// authorise is the person at the provider: it gives the code that the browser
// brings back.
func (o *oidcServer) authorise(t *testing.T, to string) (state, code string) {
	t.Helper()
	u, err := url.Parse(to)
	if err != nil {
		t.Fatal(err)
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.asked = u.Query()
	code = rand.Text()
	o.codes[code] = u.Query()
	return o.asked.Get("state"), code
}

func (o *oidcServer) token(t *testing.T, w http.ResponseWriter, r *http.Request) {
	o.mu.Lock()
	defer o.mu.Unlock()
	id, secret, _ := r.BasicAuth()
	asked, ok := o.codes[r.FormValue("code")]
	delete(o.codes, r.FormValue("code"))
	proof := sha256.Sum256([]byte(r.FormValue("code_verifier")))
	if !ok || id != clientID || secret != url.QueryEscape(clientSecret) ||
		asked.Get("code_challenge") != base64.RawURLEncoding.EncodeToString(proof[:]) || asked.Get("code_challenge_method") != "S256" {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	now := o.now()
	token := claims{
		"iss": o.URL, "aud": clientID, "sub": "x", "nonce": asked.Get("nonce"), "iat": now.Unix(), "exp": now.Add(time.Minute).Unix(),
		"auth_time": now.Unix(),
	}
	maps.Copy(token, o.says)
	if o.forge != nil {
		o.forge(token)
	}
	o.last = o.sign(t, token)
	if o.fixed != "" {
		o.last = o.fixed
	}
	o.answer(t, w, map[string]any{"access_token": "a", "token_type": "Bearer", "id_token": o.last})
}

func (o *oidcServer) sign(t *testing.T, token claims) string {
	text, err := json.Marshal(token)
	if err != nil {
		t.Error(err)
	}
	key := jose.SigningKey{Algorithm: jose.ES256, Key: jose.JSONWebKey{Key: o.key, KeyID: "1"}}
	if o.signer != nil {
		k, signed := o.signer(t)
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
