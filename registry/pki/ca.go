package pki

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"slices"
	"time"

	"faro.example/shared/fault"
	"faro.example/shared/mtls"
)

// The files of an authority in its folder.
const (
	RootFile      = "root.pem"       // for installations to trust
	rootKeyFile   = "root-key.pem"   // never leaves the folder
	ServerFile    = "server.pem"     // the registry's own certificate
	ServerKeyFile = "server-key.pem" // and its key
)

// CA is the registry's private certificate authority: one root, made once.
type CA struct {
	cert *x509.Certificate
	key  crypto.Signer
}

// MakeCA makes a new root in a folder, its key readable by the owner alone. It
// fails with [fault.Conflict] if one is there.
func MakeCA(dir string, now time.Time) (*CA, error) {
	if _, err := os.Stat(filepath.Join(dir, rootKeyFile)); !errors.Is(err, fs.ErrNotExist) {
		return nil, fault.Newf(fault.Conflict, "the folder has a root already")
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	serial, err := newSerial()
	if err != nil {
		return nil, err
	}
	tmpl := &x509.Certificate{
		SerialNumber: serial, Subject: pkix.Name{CommonName: "Faro registry's root"},
		NotBefore: now.Add(-backdate), NotAfter: now.AddDate(rootYears, 0, 0),
		IsCA: true, BasicConstraintsValid: true, MaxPathLenZero: true,
		KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, tmpl, tmpl, key.Public(), key)
	if err != nil {
		return nil, fmt.Errorf("make root: %w", err)
	}
	if err := writeKey(filepath.Join(dir, rootKeyFile), key); err != nil {
		return nil, err
	}
	if err := writeFile(filepath.Join(dir, RootFile), mtls.EncodeCertificate(der), 0o644); err != nil {
		return nil, err
	}
	return OpenCA(dir)
}

// OpenCA reads the root from its folder. It fails with [fault.NotFound] if
// there is none, and with [fault.Invalid] if others can read its key.
func OpenCA(dir string) (*CA, error) {
	text, err := os.ReadFile(filepath.Join(dir, RootFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fault.Newf(fault.NotFound, "there is no root in %s", dir)
	}
	if err != nil {
		return nil, fmt.Errorf("read root: %w", err)
	}
	key, err := mtls.ReadKey(filepath.Join(dir, rootKeyFile))
	if err != nil {
		return nil, fmt.Errorf("read root: %w", err)
	}
	pair, err := mtls.New(text, key)
	if err != nil {
		return nil, fmt.Errorf("read root: %w", err)
	}
	return &CA{cert: pair.Leaf, key: key}, nil
}

// Roots gives the root in PEM.
func (c *CA) Roots() []byte { return mtls.EncodeCertificate(c.cert.Raw) }

// Server sees to it that the folder holds a certificate of the registry itself
// for the given hosts, names or addresses, with a third of its life left, and
// makes one if not. The key stays the same.
func (c *CA) Server(dir string, hosts []string, now time.Time) error {
	if serverHolds(filepath.Join(dir, ServerFile), hosts, now) {
		return nil
	}
	key, err := mtls.ReadKey(filepath.Join(dir, ServerKeyFile))
	if errors.Is(err, fs.ErrNotExist) {
		if key, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader); err == nil {
			err = writeKey(filepath.Join(dir, ServerKeyFile), key)
		}
	}
	if err != nil {
		return fmt.Errorf("server key: %w", err)
	}
	serial, err := newSerial()
	if err != nil {
		return err
	}
	tmpl := &x509.Certificate{
		SerialNumber: serial, Subject: pkix.Name{CommonName: "Faro registry"},
		NotBefore: now.Add(-backdate), NotAfter: now.Add(serverLifetime),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	for _, h := range hosts {
		if ip := net.ParseIP(h); ip != nil {
			tmpl.IPAddresses = append(tmpl.IPAddresses, ip)
		} else {
			tmpl.DNSNames = append(tmpl.DNSNames, h)
		}
	}
	der, err := x509.CreateCertificate(rand.Reader, tmpl, c.cert, key.Public(), c.key)
	if err != nil {
		return fmt.Errorf("server certificate: %w", err)
	}
	return writeFile(filepath.Join(dir, ServerFile), mtls.EncodeCertificate(der), 0o644)
}

func serverHolds(name string, hosts []string, now time.Time) bool {
	text, err := os.ReadFile(name)
	if err != nil {
		return false
	}
	chain, err := mtls.ParseChain(text)
	if err != nil {
		return false
	}
	return chain[0].NotAfter.Sub(now) > serverLifetime/3 &&
		!slices.ContainsFunc(hosts, func(h string) bool { return chain[0].VerifyHostname(h) != nil })
}

// newSerial makes a serial number of 127 random bits.
func newSerial() (*big.Int, error) {
	var b [16]byte
	if _, err := rand.Read(b[:]); err != nil {
		return nil, err
	}
	b[0] &= 0x7f
	return new(big.Int).SetBytes(b[:]), nil
}

// serialText is how a serial number is kept and told.
func serialText(n *big.Int) string { return hex.EncodeToString(n.FillBytes(make([]byte, 16))) }

// keySum is the SHA-256 of a public key as certificates hold it.
func keySum(pub crypto.PublicKey) ([]byte, error) {
	der, err := x509.MarshalPKIXPublicKey(pub)
	if err != nil {
		return nil, fault.Field("request", "a key of a kind that is not known", "use a key on the curve P-256")
	}
	sum := sha256.Sum256(der)
	return sum[:], nil
}

func writeKey(name string, key crypto.Signer) error {
	text, err := mtls.EncodeKey(key)
	if err != nil {
		return err
	}
	return writeFile(name, text, 0o600)
}

// writeFile puts a file in its place whole or not at all.
func writeFile(name string, text []byte, mode os.FileMode) (err error) {
	f, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+"-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	_, werr := f.Write(text)
	if err := errors.Join(werr, f.Chmod(mode), f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), name); err != nil {
		return err
	}
	return syncDir(filepath.Dir(name))
}
