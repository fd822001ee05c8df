// Package mtls configures both ends of a connection between an installation and
// the registry: TLS 1.3 only, certificates from files that are read again when
// they change. It is the only importer of crypto/tls.
//
// The invariant: no connection is made to a server, and no certificate of a
// client is looked at, that the given roots do not vouch for. A client that
// shows no certificate, or one that has run out, is let in as far as the
// handshake goes: enrolment and renewal need it. Whether a certificate has run
// out or was revoked is asked for every request by registry/pki, since a
// connection outlives both.
package mtls

import (
	"crypto"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"time"

	"faro.example/shared/fault"
)

// Certificate is a chain, leaf first, with the leaf's private key.
type Certificate = tls.Certificate

// Config is what net/http takes at both ends.
type Config = tls.Config

// Source gives the certificate to show, each time a connection is made.
type Source func() (*Certificate, error)

// Fixed is a source that always gives the same certificate.
func Fixed(c *Certificate) Source { return func() (*Certificate, error) { return c, nil } }

// New makes a certificate of a chain in PEM, leaf first, and the leaf's key.
// It fails with [fault.Invalid] if the key is not the leaf's.
func New(chain []byte, key crypto.Signer) (*Certificate, error) {
	certs, err := ParseChain(chain)
	if err != nil {
		return nil, err
	}
	pub, ok := certs[0].PublicKey.(interface{ Equal(crypto.PublicKey) bool })
	if !ok || !pub.Equal(key.Public()) {
		return nil, fault.Newf(fault.Invalid, "the certificate is for another key")
	}
	out := &Certificate{PrivateKey: key, Leaf: certs[0]}
	for _, c := range certs {
		out.Certificate = append(out.Certificate, c.Raw)
	}
	return out, nil
}

// ParseChain reads the certificates of a PEM text, in order. It fails with
// [fault.Invalid] if there is none or one cannot be read.
func ParseChain(text []byte) ([]*x509.Certificate, error) {
	var out []*x509.Certificate
	for {
		var block *pem.Block
		if block, text = pem.Decode(text); block == nil {
			break
		}
		if block.Type != "CERTIFICATE" {
			continue
		}
		c, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, fault.Newf(fault.Invalid, "a certificate that cannot be read")
		}
		out = append(out, c)
	}
	if len(out) == 0 {
		return nil, fault.Newf(fault.Invalid, "no certificate in PEM")
	}
	return out, nil
}

func pool(roots []byte) (*x509.CertPool, error) {
	certs, err := ParseChain(roots)
	if err != nil {
		return nil, fault.In("roots", err)
	}
	out := x509.NewCertPool()
	for _, c := range certs {
		out.AddCert(c)
	}
	return out, nil
}

// Server configures the registry's end. own is shown to clients; roots, in
// PEM, vouch for the certificates that clients show. A client's certificate is
// asked for, not demanded, and its chain is verified without regard to expiry.
func Server(own Source, roots []byte) (*Config, error) {
	trusted, err := pool(roots)
	if err != nil {
		return nil, err
	}
	return &Config{
		MinVersion:             tls.VersionTLS13,
		ClientAuth:             tls.RequestClientCert,
		ClientCAs:              trusted,
		SessionTicketsDisabled: true, // every connection verifies anew
		GetCertificate:         func(*tls.ClientHelloInfo) (*Certificate, error) { return own() },
		VerifyConnection: func(s tls.ConnectionState) error {
			if len(s.PeerCertificates) == 0 {
				return nil
			}
			return verifyClient(s.PeerCertificates, trusted)
		},
	}, nil
}

// Public configures the registry's end towards people's browsers, which are
// asked for no certificate: TLS 1.3 only.
func Public(own Source) *Config {
	return &Config{
		MinVersion:     tls.VersionTLS13,
		GetCertificate: func(*tls.ClientHelloInfo) (*Certificate, error) { return own() },
	}
}

// verifyClient verifies the chain at an instant when the leaf was valid.
func verifyClient(chain []*x509.Certificate, trusted *x509.CertPool) error {
	between := x509.NewCertPool()
	for _, c := range chain[1:] {
		between.AddCert(c)
	}
	_, err := chain[0].Verify(x509.VerifyOptions{
		Roots:         trusted,
		Intermediates: between,
		CurrentTime:   chain[0].NotAfter.Add(-time.Second),
		KeyUsages:     []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	})
	return err
}

// Client configures an installation's end. roots, in PEM, vouch for the
// registry; own is shown to it and may be nil, or give nil, before enrolment.
func Client(own Source, roots []byte) (*Config, error) {
	trusted, err := pool(roots)
	if err != nil {
		return nil, err
	}
	return &Config{
		MinVersion: tls.VersionTLS13,
		RootCAs:    trusted,
		GetClientCertificate: func(*tls.CertificateRequestInfo) (*Certificate, error) {
			if own == nil {
				return &Certificate{}, nil
			}
			c, err := own()
			if c == nil && err == nil {
				c = &Certificate{}
			}
			return c, err
		},
	}, nil
}

// Peer gives the certificate that the other end showed on a connection, nil if
// none. Its chain was verified when the connection was made; its expiry was not.
func Peer(s *tls.ConnectionState) *x509.Certificate {
	if s == nil || len(s.PeerCertificates) == 0 {
		return nil
	}
	return s.PeerCertificates[0]
}

// ClockSuspect reports whether a connection failed because the server's
// certificate is not valid now: more often the fault of the clock at this end
// than of the server.
func ClockSuspect(err error) bool {
	var invalid x509.CertificateInvalidError
	return errors.As(err, &invalid) && invalid.Reason == x509.Expired
}

// Outward configures the registry's end towards a server of somebody else, which
// is shown no certificate: TLS 1.2 at least, and vouched for by roots, in PEM, or
// by those of the system if there are none.
func Outward(roots []byte) (*Config, error) {
	out := &Config{MinVersion: tls.VersionTLS12}
	if len(roots) == 0 {
		return out, nil
	}
	trusted, err := pool(roots)
	out.RootCAs = trusted
	return out, err
}
