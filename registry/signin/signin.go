// Package signin lets people in: by OpenID Connect, several providers side by
// side, each for the people of the institutions that it is bound to.
//
// The invariant: a session begins only with a token that a configured provider
// made for this very sign-in, begun in this very browser, at a level of
// assurance that is enough, about somebody whom the directory knows and the
// provider may vouch for; and nothing else that the token says counts, least of
// all a role. It is looked at anew for every request, so that its end holds at
// once, also on a connection that is open. Tokens and secrets are kept as
// hashes. Whatever is refused is refused alike, and leaves a line.
package signin

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"log/slog"
	"net/http"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/prometheus/client_golang/prometheus"

	"faro.example/registry/audit"
	"faro.example/registry/config"
	"faro.example/shared/fault"
)

// Lines is the record of access; package audit has it.
type Lines interface {
	Write(ctx context.Context, line audit.Line) error
}

// Options are what sign-in is made of; all must be given but the limits.
type Options struct {
	Pool      *pgxpool.Pool // of the role faro_signin
	Lines     Lines
	ClaimKey  []byte // by which claims are kept as hashes
	Providers []Provider
	Callback  string        // where a provider sends people back
	Idle      time.Duration // 0 is [DefaultIdle]
	Length    time.Duration // 0 is [DefaultLength]
	Now       func() time.Time
	Log       *slog.Logger
	Metrics   prometheus.Registerer
}

// Provider is a provider with the registry's secret there.
type Provider struct {
	config.Provider
	Secret string
}

// Signin signs people in and out. Its methods are safe for use by several
// goroutines.
type Signin struct {
	pool         *pgxpool.Pool
	lines        Lines
	claimKey     []byte
	providers    []*provider
	idle, length time.Duration
	now          func() time.Time
	log          *slog.Logger
	metrics      *metrics
}

// New makes the sign-in. It reaches no provider: that is done when the first
// person wants it, so that one that is down stops nobody else.
func New(o Options) (*Signin, error) {
	if o.Pool == nil || o.Lines == nil || len(o.ClaimKey) < sha256.Size || o.Now == nil || o.Log == nil || o.Metrics == nil {
		return nil, fault.Newf(fault.Internal, "a sign-in without all its parts")
	}
	s := &Signin{
		pool: o.Pool, lines: o.Lines, claimKey: o.ClaimKey, idle: o.Idle, length: o.Length, now: o.Now, log: o.Log,
		metrics: newMetrics(o.Metrics),
	}
	if s.idle == 0 {
		s.idle = DefaultIdle
	}
	if s.length == 0 {
		s.length = DefaultLength
	}
	client := &http.Client{Timeout: providerTime, Transport: bounded{http.DefaultTransport}, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	for _, p := range o.Providers {
		if err := p.ValidateRules(); err != nil {
			return nil, fault.In(p.Name, err)
		}
		s.providers = append(s.providers, &provider{Provider: p, callback: o.Callback, now: o.Now, client: client})
	}
	return s, nil
}

// Choice is a provider as people choose it.
type Choice struct{ Name, Title string }

// Choices gives the providers, in the order in which they are configured.
func (s *Signin) Choices() []Choice {
	out := make([]Choice, len(s.providers))
	for i, p := range s.providers {
		out[i] = Choice{p.Name, p.Title}
	}
	return out
}

// provider gives the provider of a name, nil if there is none.
func (s *Signin) provider(name string) *provider {
	for _, p := range s.providers {
		if p.Name == name {
			return p
		}
	}
	return nil
}

// newSecret makes what nobody can guess, as text.
func newSecret() string {
	var raw [secretBytes]byte
	if _, err := rand.Read(raw[:]); err != nil {
		panic(err) // it never fails
	}
	return base64.RawURLEncoding.EncodeToString(raw[:])
}

// sumOf is how a secret is kept. It cannot be guessed, so a plain hash is enough.
func sumOf(secret string) []byte {
	sum := sha256.Sum256([]byte(secret))
	return sum[:]
}

// derive gives a secret for one purpose out of another.
func derive(key []byte, purpose, of string) []byte {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(purpose + "\x00" + of))
	return mac.Sum(nil)
}
