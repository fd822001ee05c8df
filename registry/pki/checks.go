package pki

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/x509"
	"slices"
	"time"

	"faro.example/shared/fault"
)

// parseRequest reads a certificate request and checks it. Whatever names it
// asks for are not looked at: a certificate's names come from the registry.
func parseRequest(der []byte) (*x509.CertificateRequest, error) {
	if len(der) > maxRequest {
		return nil, fault.Field("request", "too large", "ask for a key only, without names or extensions")
	}
	req, err := x509.ParseCertificateRequest(der)
	if err != nil {
		return nil, fault.Field("request", "cannot be read", "send a certificate request (PKCS #10, DER)")
	}
	for _, check := range []func(*x509.CertificateRequest) error{requestProvesKey, requestKeyIsGood} {
		if err := check(req); err != nil {
			return nil, err
		}
	}
	return req, nil
}

// requestProvesKey: whoever asks has the private key.
func requestProvesKey(req *x509.CertificateRequest) error {
	if req.CheckSignature() != nil {
		return fault.Field("request", "not signed by its own key", "make the request anew")
	}
	return nil
}

// requestKeyIsGood: the key is of a kind that nobody can break.
func requestKeyIsGood(req *x509.CertificateRequest) error {
	switch key := req.PublicKey.(type) {
	case *ecdsa.PublicKey:
		if key.Curve == elliptic.P256() {
			return nil
		}
	case ed25519.PublicKey:
		return nil
	}
	return fault.Field("request", "a key of a kind that is not taken", "use a key on the curve P-256")
}

// issued is a check of a certificate before it leaves the registry: whatever
// made it, it may not say more than these allow.
type issued func(*x509.Certificate) error

// issuedAs: it names the installation and nothing else.
func issuedAs(name string) issued {
	return func(c *x509.Certificate) error {
		alone := c.Subject.CommonName == name && len(c.Subject.Names) == 1
		others := len(c.DNSNames) + len(c.IPAddresses) + len(c.EmailAddresses) + len(c.URIs)
		if !alone || others > 0 {
			return fault.Newf(fault.Internal, "a certificate with names that the registry did not give")
		}
		return nil
	}
}

// issuedForClients: it serves to sign in as a client and for nothing else.
func issuedForClients(c *x509.Certificate) error {
	if c.IsCA || c.KeyUsage != x509.KeyUsageDigitalSignature ||
		!slices.Equal(c.ExtKeyUsage, []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}) || len(c.UnknownExtKeyUsage) > 0 {
		return fault.Newf(fault.Internal, "a certificate for more than a client")
	}
	return nil
}

// issuedWithin: it ends in time, and before the root does.
func issuedWithin(lifetime time.Duration, root *x509.Certificate) issued {
	return func(c *x509.Certificate) error {
		if c.NotAfter.Sub(c.NotBefore) > lifetime+backdate || c.NotAfter.After(root.NotAfter) {
			return fault.Newf(fault.Internal, "a certificate that lives too long")
		}
		return nil
	}
}
