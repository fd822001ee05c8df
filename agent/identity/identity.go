// Package identity keeps who this installation is: the key by which records
// are signed, the key and certificate by which it is known to the registry.
//
// The invariant: both keys are made here and never leave the encrypted store;
// a certificate is kept only if it is for the key that lies beside it. Names
// come from the registry, none is asked for.
package identity

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"faro.example/agent/localdb"
	"faro.example/shared/api"
	"faro.example/shared/change"
	"faro.example/shared/fault"
	"faro.example/shared/mtls"
)

// Identity is who this installation is. It is a value: what changes it is kept
// by [Settle] and [Keeper].
type Identity struct {
	Agent       change.AgentID
	Registry    string // base URL
	Roots       []byte // PEM: what it trusts
	Chain       []byte // PEM, leaf first
	RecordKey   ed25519.PrivateKey
	Certificate *mtls.Certificate // with the TLS key
}

// Expires gives the instant at which the certificate runs out.
func (i Identity) Expires() time.Time { return i.Certificate.Leaf.NotAfter }

// tlsKey is the key of the certificate; package mtls made sure that it can sign.
func (i Identity) tlsKey() crypto.Signer { return i.Certificate.PrivateKey.(crypto.Signer) }

// Find gives the identity kept in the store. It fails with [fault.NotFound] if
// this installation was never enrolled.
func Find(ctx context.Context, q localdb.Querier) (Identity, error) {
	const query = `SELECT agent, registry, roots, certificate, tls_key, record_key FROM installation WHERE one = 1`
	var out Identity
	var tlsKey, seed []byte
	err := q.QueryRowContext(ctx, query).Scan(&out.Agent, &out.Registry, &out.Roots, &out.Chain, &tlsKey, &seed)
	if errors.Is(err, sql.ErrNoRows) {
		return Identity{}, &fault.Error{
			Kind: fault.NotFound, Detail: "this installation is not enrolled",
			Remedy: "agentd enrol --registry URL --code CODE --roots FILE",
		}
	}
	if err != nil {
		return Identity{}, fmt.Errorf("find identity: %w", err)
	}
	key, err := parseTLSKey(tlsKey)
	if err != nil {
		return Identity{}, err
	}
	if out.Certificate, err = mtls.New(out.Chain, key); err != nil {
		return Identity{}, fmt.Errorf("read certificate: %w", err)
	}
	out.RecordKey = ed25519.NewKeyFromSeed(seed)
	return out, nil
}

func parseTLSKey(der []byte) (crypto.Signer, error) {
	key, err := x509.ParsePKCS8PrivateKey(der)
	if err != nil {
		return nil, fmt.Errorf("read TLS key: %w", err)
	}
	signer, ok := key.(crypto.Signer)
	if !ok {
		return nil, fault.Newf(fault.Internal, "the TLS key cannot sign")
	}
	return signer, nil
}

// keys are the two private keys of an installation.
type keys struct {
	tls  crypto.Signer
	seed []byte // of the record key
}

func newKeys() (keys, error) {
	tlsKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return keys{}, err
	}
	_, record, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return keys{}, err
	}
	return keys{tlsKey, record.Seed()}, nil
}

// request makes a certificate request for a key, without names.
func request(key crypto.Signer) ([]byte, error) {
	return x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{}, key)
}

// Enrolling is an enrolment that is under way: what to send, and the keys that
// go with the answer.
type Enrolling struct {
	Request api.EnrolRequest
	keys    keys
}

// Begin makes the keys of an enrolment and keeps them before anything is sent:
// if the answer is lost, the same code asks again with the same keys, and the
// registry answers with the same installation.
func Begin(ctx context.Context, tx *sql.Tx, code string) (Enrolling, error) {
	sum := sumOfCode(code)
	k, err := keptKeys(ctx, tx, sum)
	if err != nil {
		return Enrolling{}, err
	}
	if k.tls == nil {
		if k, err = newKeys(); err != nil {
			return Enrolling{}, err
		}
		if err := keepKeys(ctx, tx, sum, k); err != nil {
			return Enrolling{}, err
		}
	}
	csr, err := request(k.tls)
	if err != nil {
		return Enrolling{}, err
	}
	record := ed25519.NewKeyFromSeed(k.seed)
	return Enrolling{keys: k, Request: api.EnrolRequest{
		Code: code, Request: csr, Key: record.Public().(ed25519.PublicKey), Proof: ed25519.Sign(record, csr),
	}}, nil
}

// keptKeys gives the keys made before for the same code; none if there are none.
func keptKeys(ctx context.Context, tx *sql.Tx, sum []byte) (keys, error) {
	var k keys
	var der []byte
	err := tx.QueryRowContext(ctx, `SELECT tls_key, record_key FROM enrolment WHERE code_sum = ?`, sum).Scan(&der, &k.seed)
	if errors.Is(err, sql.ErrNoRows) {
		return keys{}, nil
	}
	if err != nil {
		return keys{}, fmt.Errorf("find keys: %w", err)
	}
	k.tls, err = parseTLSKey(der)
	return k, err
}

func keepKeys(ctx context.Context, tx *sql.Tx, sum []byte, k keys) error {
	der, err := x509.MarshalPKCS8PrivateKey(k.tls)
	if err != nil {
		return err
	}
	const q = `INSERT INTO enrolment (one, code_sum, tls_key, record_key) VALUES (1, ?, ?, ?)
		ON CONFLICT (one) DO UPDATE SET code_sum = excluded.code_sum, tls_key = excluded.tls_key, record_key = excluded.record_key`
	if _, err := tx.ExecContext(ctx, q, sum, der, k.seed); err != nil {
		return fmt.Errorf("keep keys: %w", err)
	}
	return nil
}

// Settle makes the answer to an enrolment this installation's identity, in the
// place of any that it had. It fails with [fault.Invalid] if the certificate
// is not for the key that was sent.
func Settle(ctx context.Context, tx *sql.Tx, e Enrolling, registry string, answer api.Enrolment, now time.Time) (Identity, error) {
	cert, err := mtls.New(answer.Certificate, e.keys.tls)
	if err != nil {
		return Identity{}, fault.In("certificate", err)
	}
	if _, err := mtls.ParseChain(answer.Roots); err != nil || answer.Agent.IsZero() {
		return Identity{}, fault.Newf(fault.Invalid, "the registry's answer names no installation or no roots")
	}
	der, err := x509.MarshalPKCS8PrivateKey(e.keys.tls)
	if err != nil {
		return Identity{}, err
	}
	const q = `INSERT OR REPLACE INTO installation (one, agent, registry, roots, certificate, tls_key, record_key, enrolled_at)
		VALUES (1, ?, ?, ?, ?, ?, ?, ?)`
	_, err = tx.ExecContext(ctx, q, answer.Agent, registry, answer.Roots, answer.Certificate, der, e.keys.seed, now.Unix())
	if err != nil {
		return Identity{}, fmt.Errorf("keep identity: %w", err)
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM enrolment`); err != nil {
		return Identity{}, fmt.Errorf("forget the enrolment: %w", err)
	}
	return Identity{
		Agent: answer.Agent, Registry: registry, Roots: answer.Roots, Chain: answer.Certificate,
		RecordKey: ed25519.NewKeyFromSeed(e.keys.seed), Certificate: cert,
	}, nil
}
