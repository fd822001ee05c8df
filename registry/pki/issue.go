package pki

import (
	"context"
	"crypto"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"faro.example/shared/change"
	"faro.example/shared/mtls"
)

// Grant is a certificate given to an installation.
type Grant struct {
	Agent       change.AgentID
	Certificate []byte // PEM
	NotAfter    time.Time
}

// client makes a client's certificate for a key and checks what it made.
func (c *CA) client(agent change.AgentID, pub crypto.PublicKey, lifetime time.Duration, now time.Time) (*x509.Certificate, error) {
	serial, err := newSerial()
	if err != nil {
		return nil, err
	}
	tmpl := &x509.Certificate{
		SerialNumber: serial, Subject: pkix.Name{CommonName: agent.String()},
		NotBefore: now.Add(-backdate), NotAfter: now.Add(lifetime),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, tmpl, c.cert, pub, c.key)
	if err != nil {
		return nil, fmt.Errorf("sign certificate: %w", err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, fmt.Errorf("sign certificate: %w", err)
	}
	for _, check := range []issued{issuedAs(agent.String()), issuedForClients, issuedWithin(lifetime, c.cert)} {
		if err := check(cert); err != nil {
			return nil, err
		}
	}
	return cert, nil
}

// issue makes a certificate and adds it to the rows: in the journal first.
// before are entries that must stand in the journal ahead of it.
func (a *Authority) issue(ctx context.Context, tx pgx.Tx, agent change.AgentID, pub crypto.PublicKey, before ...Entry) (Grant, error) {
	now := a.now()
	cert, err := a.ca.client(agent, pub, a.lifetime, now)
	if err != nil {
		return Grant{}, err
	}
	is := Issued{Serial: serialText(cert.SerialNumber), NotBefore: cert.NotBefore, NotAfter: cert.NotAfter}
	entries := append(before, Entry{At: now, Installation: agent, Issued: &is})
	if err := a.journal.Append(entries...); err != nil {
		return Grant{}, err
	}
	const q = `INSERT INTO certificates (serial, installation, not_before, not_after, issued_at) VALUES ($1, $2, $3, $4, $5)`
	if _, err := tx.Exec(ctx, q, is.Serial, agent, is.NotBefore, is.NotAfter, now); err != nil {
		return Grant{}, fmt.Errorf("add certificate: %w", err)
	}
	return Grant{Agent: agent, Certificate: mtls.EncodeCertificate(cert.Raw), NotAfter: cert.NotAfter}, nil
}
