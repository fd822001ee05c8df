package identity

import (
	"context"
	"crypto/sha256"
	"crypto/x509"
	"database/sql"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"

	"faro.example/agent/backoff"
	"faro.example/agent/localdb"
	"faro.example/shared/api"
	"faro.example/shared/fault"
	"faro.example/shared/mtls"
)

// registry is the part of the registry's API that renewal needs.
type registry interface {
	Renew(ctx context.Context, request api.RenewRequest) (api.Enrolment, error)
	Reconnect() // a connection shows the certificate that it was made with
}

// Keeper shows the certificate to whoever connects, and renews it by itself.
type Keeper struct {
	db  *localdb.DB
	now func() time.Time
	log *slog.Logger

	renewing sync.Mutex // held during a renewal, so that there is one at a time
	mu       sync.Mutex // guards the field below
	identity Identity
}

// NewKeeper makes the keeper of an identity that lies in the store. now is the
// clock corrected by what is known of its error, so that a clock that is wrong
// does not renew for ever.
func NewKeeper(db *localdb.DB, i Identity, now func() time.Time, log *slog.Logger) *Keeper {
	return &Keeper{db: db, identity: i, now: now, log: log}
}

// Identity gives the identity as it is now.
func (k *Keeper) Identity() Identity {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.identity
}

// Certificate is the [mtls.Source] of this installation's connections.
func (k *Keeper) Certificate() (*mtls.Certificate, error) { return k.Identity().Certificate, nil }

// Due gives the instant from which a certificate is renewed: two thirds of its
// life, which leaves a third for a line that is down.
func Due(leaf *x509.Certificate) time.Time {
	return leaf.NotBefore.Add(leaf.NotAfter.Sub(leaf.NotBefore) * 2 / 3)
}

// Renew asks for a new certificate for the same key and keeps it. Called while
// another renewal is under way it waits for that one and does nothing more. It
// fails with [fault.Unauthenticated] if this installation was revoked, or its
// certificate ran out too long ago.
func (k *Keeper) Renew(ctx context.Context, reg registry) error {
	return k.renew(ctx, reg, k.Identity().Certificate)
}

// renew does nothing if the certificate was replaced since it was looked at.
func (k *Keeper) renew(ctx context.Context, reg registry, old *mtls.Certificate) error {
	k.renewing.Lock()
	defer k.renewing.Unlock()
	before := k.Identity()
	if before.Certificate != old {
		return nil
	}
	csr, err := request(before.tlsKey())
	if err != nil {
		return err
	}
	answer, err := reg.Renew(ctx, api.RenewRequest{Request: csr})
	if err != nil {
		return fmt.Errorf("renew: %w", err)
	}
	after := before
	if after.Certificate, err = mtls.New(answer.Certificate, before.tlsKey()); err != nil {
		return fault.In("certificate", err)
	}
	after.Chain = answer.Certificate
	if _, err := mtls.ParseChain(answer.Roots); err == nil {
		after.Roots = answer.Roots
	}
	if err := k.keep(ctx, after); err != nil {
		return err
	}
	reg.Reconnect()
	k.log.Info("certificate renewed", "until", after.Expires())
	return nil
}

// keep stores a renewed certificate, then shows it.
func (k *Keeper) keep(ctx context.Context, i Identity) error {
	err := k.db.InTx(ctx, func(tx *sql.Tx) error {
		const q = `UPDATE installation SET certificate = ?, roots = ? WHERE one = 1 AND agent = ?`
		_, err := tx.ExecContext(ctx, q, i.Chain, i.Roots, i.Agent)
		return err
	})
	if err != nil {
		return fmt.Errorf("keep certificate: %w", err)
	}
	k.mu.Lock()
	k.identity = i
	k.mu.Unlock()
	return nil
}

// Run renews the certificate whenever it is due, also one that has run out
// already, until ctx is done. What fails is tried again with growing waits; so
// is, rarely, a renewal that was refused for good: stopping is the courier's.
func (k *Keeper) Run(ctx context.Context, reg registry) error {
	failures := 0
	for {
		wait := max(k.untilDue(), 0)
		if failures > 0 {
			wait = max(wait, retry().Wait(failures, 0))
		}
		if err := backoff.Sleep(ctx, min(wait, lookEvery)); err != nil {
			return err
		}
		if k.untilDue() > 0 {
			continue // a look on the way, or the courier has renewed it
		}
		err := k.Renew(ctx, reg)
		if err == nil && k.untilDue() > 0 {
			failures = 0
			continue
		}
		failures++
		k.log.Warn("certificate not renewed", "failures", failures, "kind", fault.KindOf(err).String())
	}
}

func (k *Keeper) untilDue() time.Duration {
	return Due(k.Identity().Certificate.Leaf).Sub(k.now())
}

// retry is how renewal is tried again: it has days to succeed.
func retry() backoff.Policy { return backoff.Policy{Base: 10 * time.Second, Cap: time.Hour} }

// lookEvery bounds a sleep: a machine that was suspended, or whose clock was
// set, notices within this time.
const lookEvery = time.Hour

// sumOfCode is of the code as the registry understands it, so that the same
// code typed otherwise is the same.
func sumOfCode(code string) []byte {
	sum := sha256.Sum256([]byte(strings.ToUpper(strings.NewReplacer("-", "", " ", "").Replace(code))))
	return sum[:]
}
