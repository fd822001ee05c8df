// Package pki issues the certificates of installations and takes them back,
// and gives each its blocks of national codes.
//
// The invariant: who asks is what the registry's own rows say of the
// certificate shown, read anew for every request, so a revocation holds from
// the moment it is committed, also on a connection that is already open. Names
// in a certificate come from the registry, never from the request. What cannot
// be undone (an enrolment, a certificate, a revocation, a block of codes) is in
// the [Journal], outside PostgreSQL, before it takes effect.
package pki

import (
	"context"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/prometheus/client_golang/prometheus"

	"faro.example/registry/audit"
	"faro.example/shared/change"
	"faro.example/shared/fault"
)

// Authority enrols, renews, revokes and recognises installations. Its methods
// are safe for use by several goroutines.
type Authority struct {
	// Lines is where each code that is made or taken back, each enrolment by one and
	// each revocation by a person leaves a line, before it is done. Set before first use.
	Lines Lines

	pool     *pgxpool.Pool
	ca       *CA
	journal  *Journal
	codes    *Codes
	scopes   Scopes
	revoker  *Revoker
	lifetime time.Duration
	silent   time.Duration
	now      func() time.Time
	log      *slog.Logger
	metrics  *metrics
	quiet    *silence
}

// Scopes brings the minors of its offices to an installation, in the
// transaction that enrols it: registry/intake.
type Scopes interface {
	Rescope(ctx context.Context, tx pgx.Tx, agents []change.AgentID) error
}

// Lines is the record of access; package audit has it.
type Lines interface {
	Write(ctx context.Context, line audit.Line) error
}

// Options are what an [Authority] is made of; all must be given but the two times.
type Options struct {
	Pool     *pgxpool.Pool // of the role faro_directory
	CA       *CA
	Journal  *Journal
	Scopes   Scopes
	Lifetime time.Duration // of a client's certificate; 0 is [DefaultLifetime]
	Silent   time.Duration // after which an installation is silent; 0 is [DefaultSilent]
	Now      func() time.Time
	Log      *slog.Logger
	Metrics  prometheus.Registerer
}

// New makes an authority.
func New(o Options) (*Authority, error) {
	if o.Pool == nil || o.CA == nil || o.Journal == nil || o.Scopes == nil || o.Now == nil || o.Log == nil || o.Metrics == nil {
		return nil, fault.Newf(fault.Internal, "an authority without all its parts")
	}
	if o.Lifetime == 0 {
		o.Lifetime = DefaultLifetime
	}
	if o.Silent == 0 {
		o.Silent = DefaultSilent
	}
	quiet := &silence{pool: o.Pool, after: o.Silent, now: o.Now}
	return &Authority{
		pool: o.Pool, ca: o.CA, journal: o.Journal, scopes: o.Scopes, lifetime: o.Lifetime, silent: o.Silent, now: o.Now,
		log: o.Log, codes: NewCodes(o.Journal, o.Now), revoker: NewRevoker(o.Journal, o.Now),
		metrics: newMetrics(o.Metrics, quiet), quiet: quiet,
	}, nil
}

// Roots gives, in PEM, what installations are to trust.
func (a *Authority) Roots() []byte { return a.ca.Roots() }
