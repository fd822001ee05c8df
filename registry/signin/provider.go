package signin

import (
	"context"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"faro.example/shared/fault"
)

// provider is one provider; what it says of itself is asked for once.
type provider struct {
	Provider
	callback string
	client   *http.Client
	now      func() time.Time

	mu    sync.Mutex // guards the fields below
	found *oidc.Provider
	tried time.Time
}

// algorithms are those whose signature on a token is taken: never none, never
// one by a shared secret.
var algorithms = []string{oidc.RS256, oidc.RS384, oidc.RS512, oidc.PS256, oidc.PS384, oidc.PS512, oidc.ES256, oidc.ES384, oidc.ES512, oidc.EdDSA}

// discover asks the provider where it is reached and by which keys it signs.
// It fails with [fault.Busy].
func (p *provider) discover(ctx context.Context) (*oidc.Provider, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.found != nil {
		return p.found, nil
	}
	if p.now().Sub(p.tried) < discoverAfter {
		return nil, errProvider()
	}
	// The keys are fetched anew later on, by the client of this context.
	found, err := oidc.NewProvider(oidc.ClientContext(context.WithoutCancel(ctx), p.client), p.Issuer)
	if err != nil {
		p.tried = p.now()
		return nil, errProvider()
	}
	p.found = found
	return found, nil
}

func errProvider() error {
	return &fault.Error{Kind: fault.Busy, Detail: "the provider does not answer", Remedy: "try again in a minute"}
}

func (p *provider) oauth(found *oidc.Provider) *oauth2.Config {
	return &oauth2.Config{
		ClientID: p.ClientID, ClientSecret: p.Secret, Endpoint: found.Endpoint(), RedirectURL: p.callback,
		Scopes: append([]string{oidc.ScopeOpenID}, p.Scopes...),
	}
}

// authorise gives the address at the provider to which a person is sent.
func (p *provider) authorise(ctx context.Context, a attempt) (string, error) {
	found, err := p.discover(ctx)
	if err != nil {
		return "", err
	}
	opts := []oauth2.AuthCodeOption{
		oidc.Nonce(a.nonce()), oauth2.S256ChallengeOption(a.verifier()),
		oauth2.SetAuthURLParam("acr_values", strings.Join(p.Levels, " ")),
	}
	if a.again() {
		opts = append(opts, oauth2.SetAuthURLParam("prompt", "login"), oauth2.SetAuthURLParam("max_age", "0"))
	}
	return p.oauth(found).AuthCodeURL(a.state, opts...), nil
}

// statement is what is taken from a token: who, how surely and when. What else
// it says is not looked at.
type statement struct {
	claim         string
	level         string
	authenticated time.Time // zero if the token does not say
}

// vouch changes a code into a token, and gives what the token states. A person
// whom the provider does not vouch for is a [refusal]; a provider that does not
// answer is [fault.Busy].
func (p *provider) vouch(ctx context.Context, a attempt, code string) (statement, error) {
	found, err := p.discover(ctx)
	if err != nil {
		return statement{}, err
	}
	ctx = oidc.ClientContext(ctx, p.client)
	token, err := p.oauth(found).Exchange(ctx, code, oauth2.VerifierOption(a.verifier()))
	if err != nil {
		if refused := (*oauth2.RetrieveError)(nil); errors.As(err, &refused) && refused.Response.StatusCode < http.StatusInternalServerError {
			return statement{}, &refusal{why: whyCode}
		}
		return statement{}, errProvider()
	}
	raw, ok := token.Extra("id_token").(string)
	if !ok {
		return statement{}, &refusal{why: whyToken}
	}
	out, verified, err := p.verify(ctx, found, a, raw)
	if err != nil {
		return statement{}, err
	}
	if out.claim, err = p.claim(ctx, found, verified, token); err != nil {
		return statement{}, err
	}
	return out, nil
}

// claim gives the value by which a person is known: of the verified token, or,
// where the provider gives it there alone, of what it says about the token's subject.
func (p *provider) claim(ctx context.Context, found *oidc.Provider, verified *oidc.IDToken, token *oauth2.Token) (string, error) {
	read := verified.Claims
	if p.UserInfo {
		said, err := found.UserInfo(ctx, oauth2.StaticTokenSource(token))
		switch {
		case err != nil && ctx.Err() != nil:
			return "", errProvider()
		case err != nil, said.Subject == "", said.Subject != verified.Subject:
			return "", &refusal{why: whyClaim}
		}
		read = said.Claims
	}
	var all map[string]json.RawMessage
	var value string
	if read(&all) != nil || json.Unmarshal(all[p.Claim], &value) != nil || value == "" || len(value) > maxClaim {
		return "", &refusal{why: whyClaim}
	}
	return value, nil
}

// verify verifies a token in all but whom it is about.
func (p *provider) verify(ctx context.Context, found *oidc.Provider, a attempt, raw string) (statement, *oidc.IDToken, error) {
	verifier := found.VerifierContext(ctx, &oidc.Config{ClientID: p.ClientID, Now: p.now, SupportedSigningAlgs: algorithms})
	token, err := verifier.Verify(ctx, raw)
	if err != nil {
		return statement{}, nil, &refusal{why: whyToken}
	}
	var claims struct {
		Level         string `json:"acr"`
		Party         string `json:"azp"`
		Authenticated int64  `json:"auth_time"`
	}
	switch {
	case token.Claims(&claims) != nil,
		len(token.Audience) > 1 && claims.Party != p.ClientID, // made for several, and not for us
		token.IssuedAt.After(p.now().Add(skew)):
		return statement{}, nil, &refusal{why: whyToken}
	case subtle.ConstantTimeCompare([]byte(token.Nonce), []byte(a.nonce())) != 1:
		return statement{}, nil, &refusal{why: whyNonce}
	case !slices.Contains(p.Levels, claims.Level):
		return statement{}, nil, &refusal{why: whyLevel}
	}
	out := statement{level: claims.Level}
	if claims.Authenticated > 0 {
		out.authenticated = time.Unix(claims.Authenticated, 0)
	}
	if out.authenticated.After(p.now().Add(skew)) || a.again() && out.authenticated.Before(a.Began.Add(-skew)) {
		return statement{}, nil, &refusal{why: whyStale}
	}
	return out, token, nil
}

// bounded bounds what a provider may answer.
type bounded struct{ http.RoundTripper }

// RoundTrip sends a request.
func (b bounded) RoundTrip(r *http.Request) (*http.Response, error) {
	res, err := b.RoundTripper.RoundTrip(r)
	if err == nil {
		res.Body = http.MaxBytesReader(nil, res.Body, maxAnswer)
	}
	return res, err
}
