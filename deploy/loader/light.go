package loader

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"fmt"

	"faro.example/agent/identity"
	"faro.example/agent/registryclient"
	"faro.example/shared/api"
	"faro.example/shared/mtls"
)

// Light is an enrolled installation without a store, with a key for its records,
// one for its connections and a certificate: two thousand machines have two
// thousand disks, the one that stands for them has one.
type Light struct {
	Agent string `json:"agent,omitempty"` // "" before it is enrolled
	Chain []byte `json:"chain,omitempty"` // PEM
	TLS   []byte `json:"tls,omitempty"`   // PKCS #8
	Seed  []byte `json:"seed,omitempty"`
}

// Stranger is a client without a certificate: it can enrol.
func Stranger(registry string, roots []byte) (*registryclient.Client, error) {
	tls, err := mtls.Client(nil, roots)
	if err != nil {
		return nil, err
	}
	return registryclient.New(registry, tls)
}

// EnrolLight makes the keys and asks for the certificate by a one-time code, as
// agentd enrol does.
func EnrolLight(ctx context.Context, client *registryclient.Client, code string) (l Light, err error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return l, err
	}
	if l.TLS, err = x509.MarshalPKCS8PrivateKey(key); err != nil {
		return l, err
	}
	request, err := x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{}, key)
	if err != nil {
		return l, err
	}
	public, record, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return l, err
	}
	answer, err := client.Enrol(ctx, api.EnrolRequest{Code: code, Request: request, Key: public, Proof: ed25519.Sign(record, request)})
	if err != nil {
		return l, fmt.Errorf("enrol: %w", err)
	}
	l.Seed, l.Agent, l.Chain = record.Seed(), answer.Agent.String(), answer.Certificate
	return l, nil
}

// Identity is who it is towards the registry.
func (l Light) Identity(registry string, roots []byte) (who identity.Identity, err error) {
	who.Registry, who.Chain, who.Roots, who.RecordKey = registry, l.Chain, roots, ed25519.NewKeyFromSeed(l.Seed)
	if err := who.Agent.UnmarshalText([]byte(l.Agent)); err != nil {
		return who, err
	}
	key, err := x509.ParsePKCS8PrivateKey(l.TLS)
	if err != nil {
		return who, err
	}
	who.Certificate, err = mtls.New(who.Chain, key.(crypto.Signer))
	return who, err
}
