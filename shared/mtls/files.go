package mtls

import (
	"crypto"
	"crypto/x509"
	"encoding/pem"
	"os"
	"runtime"
	"sync"
	"time"

	"faro.example/shared/fault"
)

// FromFiles is a source that reads a certificate and its key, both in PEM, and
// reads them again when either file changes. While the new ones cannot be read
// it goes on with the old. It fails at once if they cannot be read now, and
// with [fault.Invalid] if others than the owner can read the key.
func FromFiles(certificate, key string) (Source, error) {
	f := &files{certificate: certificate, key: key}
	if _, err := f.current(); err != nil {
		return nil, err
	}
	return f.current, nil
}

type files struct {
	certificate, key string

	mu   sync.Mutex // guards the fields below
	seen [2]stamp
	last *Certificate
}

// stamp tells one state of a file from another.
type stamp struct {
	changed time.Time
	size    int64
}

func (f *files) current() (*Certificate, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	seen, err := f.stat()
	if err == nil && f.last != nil && seen == f.seen {
		return f.last, nil
	}
	var c *Certificate
	if err == nil {
		c, err = load(f.certificate, f.key)
	}
	switch {
	case err == nil:
		f.seen, f.last = seen, c
	case f.last == nil:
		return nil, err
	}
	return f.last, nil
}

func (f *files) stat() (out [2]stamp, err error) {
	for i, name := range []string{f.certificate, f.key} {
		info, err := os.Stat(name)
		if err != nil {
			return out, err
		}
		out[i] = stamp{info.ModTime(), info.Size()}
	}
	return out, nil
}

func load(certificate, key string) (*Certificate, error) {
	chain, err := os.ReadFile(certificate)
	if err != nil {
		return nil, err
	}
	signer, err := ReadKey(key)
	if err != nil {
		return nil, err
	}
	return New(chain, signer)
}

// ReadKey reads a private key in PEM (PKCS #8). It fails with [fault.Invalid]
// if it is none, or if others than the owner can read the file.
func ReadKey(name string) (crypto.Signer, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		return nil, &fault.Error{Kind: fault.Invalid, Detail: "others can read the private key " + name, Remedy: "chmod 600 " + name}
	}
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, fault.Newf(fault.Invalid, "%s holds no key in PEM", name)
	}
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, fault.Newf(fault.Invalid, "%s holds no key in PKCS #8", name)
	}
	signer, ok := key.(crypto.Signer)
	if !ok {
		return nil, fault.Newf(fault.Invalid, "%s holds a key that cannot sign", name)
	}
	return signer, nil
}

// EncodeKey gives a private key in PEM (PKCS #8), as [ReadKey] reads it.
func EncodeKey(key crypto.Signer) ([]byte, error) {
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, err
	}
	return pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), nil
}

// EncodeCertificate gives a certificate in PEM.
func EncodeCertificate(der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
}
