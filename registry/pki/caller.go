package pki

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/pg"
	"faro.example/shared/access"
	"faro.example/shared/change"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
)

// holder is what the rows say of a certificate.
type holder struct {
	Agent     change.AgentID
	Role      access.Role
	TLSKeySum []byte
	Revoked   bool
	Locked    bool
	SeenAt    *time.Time
	Offices   []institution.OfficeID
	Scopes    []access.Scope
	Territory []string
}

// find reads who holds a certificate. One that the registry did not issue, or
// of an installation that was revoked, is [fault.Unauthenticated].
func (a *Authority) find(ctx context.Context, cert *x509.Certificate) (holder, error) {
	const q = `SELECT i.id AS agent, i.role, i.tls_key_sum, i.revoked_at IS NOT NULL AS revoked,
			i.locked_at IS NOT NULL AS locked, s.seen_at,
			ARRAY(SELECT o.office FROM installation_offices o WHERE o.installation = i.id ORDER BY o.office) AS offices,
			nullif(ARRAY(SELECT p.scope FROM installation_scopes p WHERE p.installation = i.id ORDER BY p.scope), '{}') AS scopes,
			CASE WHEN i.role = 'centre' THEN '{}' ELSE ARRAY(
				SELECT DISTINCT unnest(n.territory) FROM installation_offices o JOIN institutions n ON n.id = o.office
				WHERE o.installation = i.id AND n.known_until IS NULL AND n.valid_from <= $2::date
					AND (n.valid_until IS NULL OR $2::date < n.valid_until)
			) END AS territory
		FROM certificates c JOIN installations i ON i.id = c.installation
			LEFT JOIN installation_sightings s ON s.installation = i.id
		WHERE c.serial = $1`
	if cert == nil {
		return holder{}, &fault.Error{Kind: fault.Unauthenticated, Detail: "no certificate was shown", Remedy: "enrol this installation first"}
	}
	rows, err := a.pool.Query(ctx, q, serialText(cert.SerialNumber), a.today())
	if err != nil {
		return holder{}, pg.Fault(fmt.Errorf("find certificate: %w", err))
	}
	h, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[holder])
	if errors.Is(err, pgx.ErrNoRows) || err == nil && h.Revoked {
		return holder{}, &fault.Error{Kind: fault.Unauthenticated, Detail: "this certificate was revoked",
			Remedy: "keep what is unsent and ask the registry to enrol this installation again"}
	}
	if err != nil {
		return holder{}, pg.Fault(fmt.Errorf("find certificate: %w", err))
	}
	return h, nil
}

// Caller gives who shows a certificate; its chain was verified by package mtls.
// It reads the rows anew each time, so a revocation holds from the moment it is
// committed. No certificate, one that has run out and one that was revoked are
// [fault.Unauthenticated].
func (a *Authority) Caller(ctx context.Context, cert *x509.Certificate) (access.Caller, error) {
	h, err := a.find(ctx, cert)
	if err != nil {
		return access.Caller{}, a.refuse("certificate", err)
	}
	if now := a.now(); now.After(cert.NotAfter) || now.Before(cert.NotBefore) {
		return access.Caller{}, a.refuse("expired", &fault.Error{Kind: fault.Unauthenticated,
			Detail: "this certificate is not valid now", Remedy: "renew it"})
	}
	if err := errors.Join(a.unlock(ctx, h), a.sight(ctx, h)); err != nil {
		return access.Caller{}, err
	}
	return access.Caller{
		Role: h.Role, Agent: h.Agent, Certificate: serialText(cert.SerialNumber),
		Offices: h.Offices, Scopes: h.Scopes, Territory: h.Territory,
	}, nil
}

// sight writes down that the installation was heard of, now and then.
func (a *Authority) sight(ctx context.Context, h holder) error {
	if h.SeenAt != nil && a.now().Sub(*h.SeenAt) < sightingEvery {
		return nil
	}
	return a.seen(ctx, h.Agent)
}

// seen does not wait for the disk, nor for standbys: what a crash loses of it is
// said again with the next request, and two thousand agents that come back
// together would wait for two thousand commits.
func (a *Authority) seen(ctx context.Context, agent change.AgentID) error {
	const q = `INSERT INTO installation_sightings (installation, seen_at) SELECT $1, $2 FROM set_config('synchronous_commit', 'off', true)
		ON CONFLICT (installation) DO UPDATE SET seen_at = greatest(installation_sightings.seen_at, excluded.seen_at)`
	if _, err := a.pool.Exec(ctx, q, agent, a.now()); err != nil {
		return pg.Fault(fmt.Errorf("sight: %w", err))
	}
	return nil
}

// Renew gives a new certificate for the key of the one shown, also when that
// ran out within [RenewAfter]. A certificate that was revoked, or ran out
// earlier, is [fault.Unauthenticated]; another key is [fault.Invalid].
func (a *Authority) Renew(ctx context.Context, cert *x509.Certificate, request []byte) (Grant, error) {
	h, err := a.find(ctx, cert)
	if err != nil {
		return Grant{}, a.refuse("certificate", err)
	}
	if a.now().After(cert.NotAfter.Add(RenewAfter)) {
		return Grant{}, a.refuse("expired", &fault.Error{Kind: fault.Unauthenticated,
			Detail: "this certificate ran out more than 90 days ago", Remedy: "ask the registry to enrol this installation again"})
	}
	req, err := parseRequest(request)
	if err != nil {
		return Grant{}, a.refuse("request", err)
	}
	if err := sameKey(req, h.TLSKeySum); err != nil {
		return Grant{}, a.refuse("key", err)
	}
	var out Grant
	err = pg.InTx(ctx, a.pool, func(ctx context.Context, tx pgx.Tx) error {
		if err := unrevoked(ctx, tx, h.Agent); err != nil {
			return err
		}
		out, err = a.issue(ctx, tx, h.Agent, req.PublicKey)
		return err
	})
	if err != nil {
		return Grant{}, a.refuse("renew", err)
	}
	a.metrics.issued.WithLabelValues("renew").Inc()
	return out, nil
}

func sameKey(req *x509.CertificateRequest, want []byte) error {
	sum, err := keySum(req.PublicKey)
	if err != nil {
		return err
	}
	if string(sum) != string(want) {
		return fault.Field("request", "another key than that of the certificate", "renew with the same key; for a new one enrol again")
	}
	return nil
}

// unrevoked holds the installation against revocation until the transaction ends.
func unrevoked(ctx context.Context, tx pgx.Tx, agent change.AgentID) error {
	var revoked bool
	err := tx.QueryRow(ctx, `SELECT revoked_at IS NOT NULL FROM installations WHERE id = $1 FOR SHARE`, agent).Scan(&revoked)
	if err != nil {
		return fmt.Errorf("lock installation: %w", err)
	}
	if revoked {
		return fault.Newf(fault.Unauthenticated, "this certificate was revoked")
	}
	return nil
}
